import { Writable } from "node:stream";
import { main } from "../../src/main.ts";
import { partsOfCheckout } from "../../src/renditions/parts-of-checkout.ts";
import type { PictureParts } from "../../src/renditions/picture-parts.ts";
import { pageOfCheckout } from "../../src/report/page-source.ts";
import { type CommandEnd, runCommand } from "./command.ts";
import { assertDocumented } from "./documents.ts";
import { assertTellsNoSecret } from "./secrets.ts";

/** Collects what is written to it. */
class Collected extends Writable {
  #text = "";

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#text += chunk.toString("utf8");
    done();
  }

  get text(): string {
    return this.#text;
  }
}

interface HereOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly pictureParts?: () => Promise<PictureParts>;
}

/**
 * Runs a whole command line in the test's own process: a second of processor time less than a process of its own, for
 * tests to which the process makes no difference. With EXOPHOTOS_PROGRAM that executable runs instead.
 */
export async function runHere(
  args: readonly string[],
  { env = {}, cwd = process.cwd(), pictureParts = async () => partsOfCheckout() }: HereOptions = {},
): Promise<CommandEnd> {
  if (process.env.EXOPHOTOS_PROGRAM !== undefined) return runCommand(args, { env, cwd });
  const stdout = new Collected();
  const stderr = new Collected();
  const exitNow = (exitCode: number) => {
    throw new Error(`the command wanted to end at once with ${exitCode}`);
  };
  const parts = { pictureParts, reportPage: pageOfCheckout };
  const exitCode = await main({ argv: args, env, cwd, stdout, stderr, exitNow, ...parts });
  assertTellsNoSecret(stdout.text, "standard output");
  assertTellsNoSecret(stderr.text, "standard error");
  assertDocumented(args, stdout.text, stderr.text);
  return { exitCode, signal: null, stdout: stdout.text, stderr: stderr.text };
}
