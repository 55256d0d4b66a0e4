import type { TextStream } from "./text-stream.ts";
import { fitted, textWidth } from "./text-width.ts";
import { type ToldLine, toned } from "./tone.ts";

/** Lines at the bottom of a terminal that are drawn again and again. */
export interface LiveArea {
  /** Begins to draw; again and again from then on. */
  start(): void;
  /** Writes text that stays where the lines are, and draws them below it. */
  above(write: () => void): void;
  /** Takes the lines away and draws no more. */
  close(): void;
}

const drawEveryMs = 200;

/**
 * Draws what `lines` gives for a width. A line is cut before it would wrap. The cursor rests below the last line and is
 * never hidden, so that nothing is left to put right however the process ends. After a change of width the terminal has
 * wrapped what stood there, and more rows are taken away.
 */
export function createLiveArea(stream: TextStream, lines: (columns: number) => readonly ToldLine[]): LiveArea {
  let drawn: readonly ToldLine[] = [];
  let drawnColumns = 0;
  let timer: NodeJS.Timeout | undefined;

  /** Puts the cursor to where the first line begins. */
  function toTop(): string {
    const columns = columnsOf(stream);
    const rows = drawn.reduce((sum, { text }) => sum + Math.max(1, Math.ceil(textWidth(text) / columns)), 0);
    return rows === 0 ? "" : `\u001b[${rows}A`;
  }

  function erase(): void {
    if (drawn.length > 0) stream.write(`\r${toTop()}${eraseBelow}`);
    drawn = [];
  }

  function draw(): void {
    if (timer === undefined) return;
    const columns = columnsOf(stream);
    // With as many lines as rows the first would scroll away, out of reach.
    const next = lines(columns)
      .slice(0, Math.max(1, (stream.rows ?? 24) - 1))
      .map(({ text, tone }) => ({ text: fitted(text, columns - 1), tone }));
    if (columns === drawnColumns && isSame(drawn, next)) return;
    const written = next.map(({ text, tone }) => `${toned(text, tone, stream)}${eraseRest}\n`);
    stream.write(`\r${toTop()}${written.join("")}${eraseBelow}`);
    drawn = next;
    drawnColumns = columns;
  }

  return {
    start: () => {
      if (timer !== undefined) return;
      timer = setInterval(draw, drawEveryMs).unref();
      stream.on("resize", draw);
      draw();
    },
    above: (write) => {
      erase();
      write();
      draw();
    },
    close: () => {
      clearInterval(timer);
      timer = undefined;
      stream.off("resize", draw);
      erase();
    },
  };
}

const eraseRest = "\u001b[K";
const eraseBelow = "\u001b[J";

/** A terminal that does not know its size says 0. */
function columnsOf({ columns = 0 }: TextStream): number {
  return columns > 0 ? Math.max(2, columns) : 80;
}

function isSame(drawn: readonly ToldLine[], next: readonly ToldLine[]): boolean {
  return (
    drawn.length === next.length &&
    next.every(({ text, tone }, index) => text === drawn[index]?.text && tone === drawn[index]?.tone)
  );
}
