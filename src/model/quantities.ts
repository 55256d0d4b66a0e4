/** A number as 12,345. */
export function grouped(count: number): string {
  return count.toLocaleString("en-US");
}

/** «1 person», «2,000 people». */
export function counted(count: number, one: string, many: string): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/** Milliseconds as «0.4 s», «34 s», «12 min 5 s», «3 h 20 min», «2 d 4 h»: the two largest units. */
export function spanWords(ms: number): string {
  if (ms < 950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  const units = [
    { name: "d", size: 86_400 },
    { name: "h", size: 3600 },
    { name: "min", size: 60 },
    { name: "s", size: 1 },
  ];
  const first = units.findIndex(({ size }) => seconds >= size);
  const parts = units.slice(first, first + 2).map(({ name, size }, index, shown) => {
    const left = index === 0 ? seconds : seconds % (shown[0]?.size ?? 1);
    return { name, count: Math.floor(left / size) };
  });
  return parts
    .filter(({ count }) => count > 0)
    .map(({ name, count }) => `${count} ${name}`)
    .join(" ");
}

/** Bytes as «812 B», «64 kB», «1.2 MB», «3.4 GB», in powers of 1,000. */
export function bytesWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 999_500) return `${Math.round(bytes / 1000)} kB`;
  return bytes < 999_950_000 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

/** Text from outside without the characters that a terminal would obey. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, "\u{FFFD}");
}
