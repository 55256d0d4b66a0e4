import { createHash } from "node:crypto";

/** Tells of each text whether it came before; of long ones it remembers little. */
export function createSeen(): (text: string) => boolean {
  const seen = new Set<string>();
  return (text) => {
    const digest = createHash("sha256").update(text).digest("base64").slice(0, 22);
    const isSeen = seen.has(digest);
    seen.add(digest);
    return isSeen;
  };
}
