import { ResultCodeError } from "ldapts";

/** What keeps a directory from changing a person's picture. */
export type WriteProblem = "gone" | "forbidden" | "constraint" | "sizeLimit" | "refused";

/** The result code of an answer that says no (RFC 4511 4.1.9); undefined where there was no answer. */
export function resultCode(error: unknown): number | undefined {
  return error instanceof ResultCodeError ? error.code : undefined;
}

/** The server's own words, without what the library adds and without the NUL that Windows ends them with. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const [line = ""] = text
    .replace(/ Code: 0x[0-9a-f]+$/i, "")
    .replaceAll(/\p{Cc}+/gu, " ")
    .trim()
    .split("\n", 1);
  return line.length > longestMessage ? `${line.slice(0, longestMessage)}…` : line;
}

const longestMessage = 200;

/** Which problem a result code is. */
export function writeProblem(code: number): WriteProblem {
  switch (code) {
    case 32: // noSuchObject
      return "gone";
    case 50: // insufficientAccessRights
      return "forbidden";
    case 19: // constraintViolation
    case 21: // invalidAttributeSyntax, which is what Samba says of a value that is too long
      return "constraint";
    case 4: // sizeLimitExceeded
    case 11: // adminLimitExceeded
      return "sizeLimit";
    default:
      return "refused";
  }
}

/** Whether the same question may be answered soon: busy, unavailable. */
export function isPassing(code: number): boolean {
  return code === 51 || code === 52;
}
