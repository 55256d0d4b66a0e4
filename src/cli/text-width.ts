import { eastAsianWidth } from "get-east-asian-width";

const characters = new Intl.Segmenter("en", { granularity: "grapheme" });

/** The columns that a text without control characters takes on a terminal: two for a wide character, none for a mark. */
export function textWidth(text: string): number {
  let width = 0;
  for (const { segment } of characters.segment(text)) width += characterWidth(segment);
  return width;
}

/** As much of a text's beginning as fits into so many columns. */
export function fitted(text: string, columns: number): string {
  let width = 0;
  for (const { segment, index } of characters.segment(text)) {
    width += characterWidth(segment);
    if (width > columns) return text.slice(0, index);
  }
  return text;
}

/** A character with its marks takes what it takes without them. */
function characterWidth(character: string): number {
  const codePoint = character.codePointAt(0) ?? 0;
  // Printable ASCII is nearly all there is.
  if (codePoint < 0x7f) return 1;
  if (/^[\p{M}\p{Cf}]/u.test(character)) return 0;
  return /\p{Emoji_Presentation}|\ufe0f/u.test(character) ? 2 : eastAsianWidth(codePoint);
}
