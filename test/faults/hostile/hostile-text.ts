import fc from "fast-check";

/** What people or programs put into a directory's properties, and what somebody might who means harm. */
export const hostileTexts: readonly string[] = [
  '"',
  '""',
  'a "quoted" name',
  "a,b;c\td|e",
  "one\ntwo",
  "one\r\ntwo",
  "\r",
  "=cmd|' /C calc'!A0",
  "+1",
  "-1+1",
  "@SUM(A1)",
  "\t=1",
  "\u202Egpj.exe",
  "\u2066\u2069\u200F\u061C",
  "\uFEFFmark",
  "\u2028\u2029\u0085\v\f\u001b[31m\u0007",
  "../../etc/passwd",
  "..\\..\\Windows\\win.ini",
  "/absolute",
  "C:\\absolute",
  "\\\\server\\share",
  "a/b\\c:d*e?f<g>h|i",
  "CON",
  "nul.jpg",
  "COM1",
  "LPT9.txt",
  ".exophotos",
  "manifest.csv",
  ".",
  "..",
  " leading and trailing ",
  "trailing dot.",
  "</script><script>alert(1)</script>",
  "<!--",
  "]]>",
  "$" + "{process.exit(1)}",
  "$(rm -rf .)",
  "`whoami`",
  "%PATH%",
  "%s%n%x",
  "'; DROP TABLE people; --",
  "__proto__",
  "constructor",
  "\\u0000",
  "é e\u0301 漢 😀 👩‍👩‍👧‍👦 ﷽",
  "x".repeat(65_536),
  '"'.repeat(65_536),
  "😀\n".repeat(16_000),
];

/** One of them, or several one behind the other, or anything that is no half character and no NUL. */
export const hostileText: fc.Arbitrary<string> = fc
  .oneof(
    fc.constantFrom(...hostileTexts.filter(({ length }) => length < 1000)),
    fc
      .array(fc.constantFrom('"', "\r", "\n", ",", ";", "=", "\u202E", "/", "\\", " ", "a", "漢"), { maxLength: 8 })
      .map((parts) => parts.join("")),
    fc.string({ unit: "binary", maxLength: 30 }),
  )
  .map((text) => text.replaceAll("\0", "").toWellFormed());
