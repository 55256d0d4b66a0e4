import { stat } from "node:fs/promises";
import { runHere } from "../../running/here.ts";
import { assertExit, type World } from "../../running/world.ts";
import { damageState, type StateDamage, stateDamages, stateDbOf } from "../state-damages.ts";
import { readOutput } from "./read-output.ts";

/** Smaller ones have no page in their midst. */
const leastPagesBytes = 16_384;

/** Whether the state of an export is there, in a story that takes it away. */
export class LostState {
  /** `unsure`: making it anew may have been cut off. */
  #is: "there" | "lost" | "unsure" = "there";

  get isThere(): boolean {
    return this.#is === "there";
  }

  async lose(out: string, damage: StateDamage): Promise<void> {
    const { size } = await stat(stateDbOf(out));
    const isSmall = damage === "has a damaged page" && size < leastPagesBytes;
    await damageState(out, stateDamages[isSmall ? "holds something else" : damage]);
    this.#is = "lost";
  }

  /** A pass that is not told to make it anew ends with 9, says how, and changes nothing. */
  async isMissed({ out, access }: World, args: readonly string[]): Promise<void> {
    if (this.#is !== "lost") return;
    const before = await readOutput(out);
    const end = await runHere(["export", ...access, "--out", out, ...args]);
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
