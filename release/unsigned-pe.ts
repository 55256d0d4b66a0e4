/** Places in a 64-bit PE file. Source: Microsoft's PE format, sections «MS-DOS stub» and «Optional header». */
const peHeaderAt = 0x3c;
const optionalHeader = 24;
const checksum = optionalHeader + 64;
const certificateTable = optionalHeader + 112 + 4 * 8;

/**
 * A Windows program without its Authenticode signature: that of Node would no longer fit once the program is in it, and
 * be in the way of an operator's own. The signature is the end of the file. Throws for anything else.
 */
export function withoutSignature(program: Buffer): Buffer {
  const header = program.readUInt32LE(peHeaderAt);
  if (program.toString("latin1", header, header + 4) !== "PE\0\0") throw new Error("this is no Windows program");
  const start = program.readUInt32LE(header + certificateTable);
  const size = program.readUInt32LE(header + certificateTable + 4);
  if (start === 0) return program;
  if (start + size !== program.length) throw new Error("the signature is not at the end of the file");
  const unsigned = Buffer.from(program.subarray(0, start));
  unsigned.fill(0, header + certificateTable, header + certificateTable + 8);
  unsigned.writeUInt32LE(0, header + checksum);
  return unsigned;
}
