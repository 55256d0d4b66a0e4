import { copyFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { assertExit, type World } from "../../running/world.ts";
import { damageState, type StateDamage, stateDamages, stateDbOf } from "../state-damages.ts";
import { readOutput } from "./read-output.ts";

/** Smaller ones have no page in their midst. */
const leastPagesBytes = 16_384;

/** What may have become of a state. */
export type StateLoss = StateDamage | "is an older copy";

export const stateLosses: readonly StateLoss[] = [
  ...(Object.keys(stateDamages) as StateDamage[]),
  "is an older copy",
  "is an older copy",
];

/** Whether the state of an export is there, in a story that takes it away. */
export class LostState {
  readonly #out: string;
  /** `unsure`: making it anew may have been cut off. */
  #is: "there" | "lost" | "older" | "unsure" = "there";
  /** Copies of it, the newest last, each with the number of the last change that it knows. */
  #copies: readonly { readonly path: string; readonly sequence: number }[] = [];

  constructor(out: string) {
    this.#out = out;
  }

  get isThere(): boolean {
    return this.#is === "there";
  }

  /** Somebody makes a copy, with no pass at work. One a number is kept. */
  async copy(sequence: number): Promise<void> {
    if (!this.isThere || this.#copies.at(-1)?.sequence === sequence) return;
    const path = join(dirname(this.#out), `state-${sequence}.db`);
    await copyFile(stateDbOf(this.#out), path);
    this.#copies = [...this.#copies.slice(-1), { path, sequence }];
  }

  /** Returns false where it is no loss: there is no copy that is older than what is published. */
  async lose(loss: StateLoss, published: number): Promise<boolean> {
    if (loss === "is an older copy") return await this.#putBack(published);
    const { size } = await stat(stateDbOf(this.#out));
    const isSmall = loss === "has a damaged page" && size < leastPagesBytes;
    await damageState(this.#out, stateDamages[isSmall ? "holds something else" : loss]);
    this.#is = "lost";
    return true;
  }

  async #putBack(published: number): Promise<boolean> {
    const copy = this.#copies.find(({ sequence }) => sequence < published);
    if (copy === undefined || !this.isThere) return false;
    await damageState(this.#out, (path) => copyFile(copy.path, path));
    this.#is = "older";
    return true;
  }

  /** A pass that is not told to make it anew ends with 9, says how, and changes nothing. */
  async isMissed(world: World, args: readonly string[], isDryRun: boolean): Promise<void> {
    if (this.#is !== "lost" && this.#is !== "older") return;
    const { out } = world;
    const before = await readOutput(out);
    // A dry run only looks whether it can read the state.
    const end = await world.passHere(isDryRun && this.#is === "lost" ? [...args, "--dry-run"] : args);
    assertExit(end, 9);
    if (!end.stderr.includes("--rebuild-state")) throw new Error(`no way out is named: ${end.stderr}`);
    const after = await readOutput(out);
    if (after?.published !== before?.published) throw new Error("a pass without its state changed what is published");
  }

  /** A pass that was told to make it anew has ended so. */
  rebuilt(exitCode: number | null): void {
    // Who was killed or refused at the sign-in may not have come to it.
    this.#is = exitCode === null || exitCode === 3 ? "unsure" : "there";
  }
}
