/** Bytes of a GUID, as a directory holds it: the first three groups have their least byte first (MS-DTYP 2.3.4.2). */
export function guidText(bytes: Uint8Array): string {
  if (bytes.length !== 16) throw new TypeError(`A GUID has 16 bytes, not ${bytes.length}.`);
  const groups = [
    Buffer.from(bytes.subarray(0, 4)).reverse(),
    Buffer.from(bytes.subarray(4, 6)).reverse(),
    Buffer.from(bytes.subarray(6, 8)).reverse(),
    Buffer.from(bytes.subarray(8, 10)),
    Buffer.from(bytes.subarray(10, 16)),
  ];
  return groups.map((group) => group.toString("hex")).join("-");
}

/** A binary SID as text (MS-DTYP 2.4.2.2): `S-1-5-21-…`; undefined where it is none. */
export function sidText(bytes: Uint8Array): string | undefined {
  const sid = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (sid.length < 8 || sid.length !== 8 + 4 * sid.readUInt8(1)) return undefined;
  const parts = Array.from({ length: sid.readUInt8(1) }, (_, index) => sid.readUInt32LE(8 + 4 * index));
  return ["S", sid.readUInt8(0), sid.readUIntBE(2, 6), ...parts].join("-");
}

/** The SID of the domain that a person's SID belongs to; "" where it has none. */
export function domainOfSid(sid: string): string {
  return sid.slice(0, Math.max(0, sid.lastIndexOf("-")));
}
