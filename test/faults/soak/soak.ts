import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { TestContext } from "node:test";
import { assertManifestIsTruth, makeWorld, type World } from "../../running/world.ts";
import { setClockAhead } from "../clock-ahead.ts";
import { type OutputSize, outputSize } from "./output-size.ts";
import type { PassLeft, PassLine } from "./pass-process.ts";

const dayMs = 86_400_000;
/** Kept so short that a few passes after the first as much goes as comes. */
const keep = ["--keep-files", "3d", "--keep-changes", "4d", "--refresh-after", "4d"];

/** What each pass left: in its process, and in OUT. */
export type SoakSample = PassLeft & OutputSize;

/** Runs a pass a day in one process, over a tenant in which as much comes as goes. */
export async function soak(t: TestContext, passes: number, people: number): Promise<readonly SoakSample[]> {
  const world = await makeWorld(t, { people, photoBytes: "small", recordRequests: false });
  const clock = { aheadMs: 0 };
  setClockAhead(t, clock);
  const process = new PassProcess(t);
  const samples: SoakSample[] = [];
  for (let pass = 0; pass < passes; pass += 1) {
    clock.aheadMs += dayMs;
    editTenant(world, pass);
    const args = ["export", ...world.access, "--out", world.out, ...keep, "--rendition", "thumbnail=48x48"];
    const left = await process.run({ args, aheadMs: clock.aheadMs });
    assert.equal(left.exitCode, 0, left.said);
    samples.push({ ...left, ...(await outputSize(world.out)) });
  }
  await assertManifestIsTruth(world);
  return samples;
}

/** A few get another photo, one gets one and one loses one, one comes and one goes; each day as many. */
function editTenant({ tenant: { directory } }: World, day: number): void {
  const everybody = [...directory.ids()];
  const withPhoto = everybody.filter((id) => directory.photoOf(id) !== undefined);
  const without = everybody.filter((id) => directory.photoOf(id) === undefined);
  const pick = (from: readonly string[], number: number) => from[(day * 7 + number) % from.length] ?? "";
  const [loses, leaves, ...changed] = [0, 1, 2, 3, 4, 5].map((number) => pick(withPhoto, number));
  for (const id of changed) directory.setPhoto(id, { version: day + 2 });
  directory.rename(changed[0] ?? "", `day-${day}@fabrikam.example`);
  directory.setPhoto(pick(without, 0), { version: day + 2 });
  directory.removePhoto(loses ?? "");
  directory.removePerson(leaves ?? "");
  directory.addPerson({ photo: {} });
}

/** The process that runs all passes. */
class PassProcess {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(t: TestContext) {
    const words = ["--expose-gc", join(import.meta.dirname, "pass-process.ts")];
    this.#child = spawn(process.execPath, words, { stdio: ["pipe", "pipe", "inherit"] });
    if (this.#child.stdout === null) throw new Error("the process has no pipes");
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
    t.after(async () => {
      const closed = once(this.#child, "close");
      this.#child.stdin?.end();
      await closed;
    });
  }

  async run(line: PassLine): Promise<PassLeft> {
    this.#child.stdin?.write(`${JSON.stringify(line)}\n`);
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error("the process of the passes ended");
    return JSON.parse(value) as PassLeft;
  }
}
