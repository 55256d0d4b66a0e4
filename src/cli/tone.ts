import { styleText } from "node:util";
import type { TextStream } from "./text-stream.ts";

/** What a line is to whoever reads it. */
export type Tone = "plain" | "heading" | "aside" | "done" | "attention" | "failure";

/** A line and its tone. */
export interface ToldLine {
  readonly text: string;
  readonly tone: Tone;
}

const styles = {
  plain: [],
  heading: ["bold"],
  aside: ["dim"],
  done: ["green"],
  attention: ["yellow"],
  failure: ["red", "bold"],
} as const satisfies Record<Tone, readonly string[]>;

/** A text in the colour of its tone, where the stream is a terminal that Node finds able and NO_COLOR does not forbid it. */
export function toned(text: string, tone: Tone, stream: TextStream): string {
  return tone === "plain" ? text : styleText([...styles[tone]], text, { stream });
}
