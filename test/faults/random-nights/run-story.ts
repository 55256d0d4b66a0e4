import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { PassSummary } from "../../../src/export/summary.ts";
import type { CommandEnd } from "../../running/command.ts";
import { runHere } from "../../running/here.ts";
import { assertExit, assertManifestIsTruth, type Lifetime, makeWorld, type World } from "../../running/world.ts";
import { setClockAhead } from "../clock-ahead.ts";
import { endAtCall, passUntil } from "../killed-pass.ts";
import { type Choice, makeChoice } from "./choice.ts";
import { Consumer } from "./consumer.ts";
import { Inhabitants } from "./edits.ts";
import { checkExit } from "./exits.ts";
import { Model } from "./model.ts";
import type { Night, Story } from "./night.ts";
import { readOutput } from "./read-output.ts";
import { beginTrouble } from "./troubles.ts";
import { checkTruth, isExact } from "./truth.ts";
import { Wire } from "./wire.ts";
import { argsOf, plainWishes, withRowsOf } from "./wishes.ts";

/** What stories came to. */
export interface StoryCounts {
  stories: number;
  passes: number;
  published: number;
  killed: number;
  interrupted: number;
  removals: number;
  readonly exits: Map<string, number>;
}

const hourMs = 3_600_000;
const steadyPeople = 3;
const lastNight: Night = {
  hours: 24,
  edits: [],
  wishes: { ...plainWishes, maxDelete: "100%" },
  troubles: [],
  meanwhile: undefined,
  end: { kind: "whole" },
  consumers: [
    { number: 0, acknowledges: true },
    { number: 1, acknowledges: true },
    { number: 2, acknowledges: true },
  ],
};

/**
 * Lets a story happen, holding what is published to the model after each night, and ends it with a night on which
 * nothing goes wrong: then everything must be as the tenant has it. A story may be cut short by `isOver`.
 */
export async function runStory(t: Lifetime, story: Story, counts: StoryCounts, isOver: () => boolean): Promise<void> {
  const run = await StoryRun.begin(t, story, counts);
  for (const [number, night] of story.nights.entries()) {
    if (isOver()) break;
    const wishes = night.wishes === "usual" ? story.usual : night.wishes;
    await run.night({ ...night, wishes }, `night ${number + 1}`);
  }
  await run.end();
  counts.stories += 1;
}

class StoryRun {
  readonly #world: World;
  readonly #wire: Wire;
  readonly #model: Model;
  readonly #inhabitants: Inhabitants;
  readonly #groups: readonly { readonly id: string; readonly members: ReadonlySet<string> }[];
  readonly #consumers = ["mim", "badges", "intranet"].map((name) => new Consumer(name));
  readonly #clock: { aheadMs: number };
  readonly #counts: StoryCounts;
  readonly #told: string[] = [];
  /** The wishes of what is published. */
  #published = plainWishes;

  private constructor(world: World, wire: Wire, clock: { aheadMs: number }, counts: StoryCounts) {
    this.#world = world;
    this.#wire = wire;
    this.#model = new Model(wire);
    this.#clock = clock;
    this.#counts = counts;
    const { directory } = world.tenant;
    const everybody = [...directory.ids()];
    this.#inhabitants = new Inhabitants(world.tenant, steadyPeople);
    this.#groups = [2, 3].map((every) => {
      const members = everybody.filter((_, n) => n % every === 0);
      return { id: directory.createGroup(members), members: new Set(members) };
    });
  }

  static async begin(
    t: Lifetime,
    { people, seed, photoShare, valueEtag }: Story,
    counts: StoryCounts,
  ): Promise<StoryRun> {
    const wire = new Wire();
    const clock = { aheadMs: 0 };
    setClockAhead(t, clock);
    const onAnswer = wire.hear;
    const world = await makeWorld(t, { people, seed, photoShare, valueEtag, photoBytes: "small", onAnswer });
    return new StoryRun(world, wire, clock, counts);
  }

  async night(night: Night, name: string): Promise<void> {
    try {
      await this.#night(night, name);
    } catch (error) {
      throw new Error(`${name}: ${error instanceof Error ? error.message : error}\n${this.#told.join("\n")}`, {
        cause: error,
      });
    }
    this.#inhabitants.morning();
  }

  /** The night on which nothing goes wrong. */
  async end(): Promise<void> {
    this.#inhabitants.settle();
    await this.night(lastNight, "the last night");
    await assertManifestIsTruthButPng(this.#world);
    assertExit(await runHere(["verify", "--out", this.#world.out]), 0);
    this.#counts.removals += this.#model.removals;
  }

  async #night(told: Night, name: string): Promise<void> {
    const { tenant, out } = this.#world;
    const night = this.#asPublished(told);
    this.#clock.aheadMs += night.hours * hourMs;
    for (const edit of night.edits) this.#inhabitants.make(edit);
    const choice = await makeChoice(night.wishes.choice, this.#world, this.#inhabitants, this.#groups);
    const before = this.#model.published;
    this.#wire.beginPass();
    for (const trouble of night.troubles) beginTrouble(trouble, tenant.faults, this.#inhabitants.of(trouble.who));
    const beganAtMs = Date.now();
    const end = await this.#pass(night, choice);
    tenant.faults.clear();
    const { exitCode } = end;
    this.#tell(night, name, end);

    const after = await readOutput(out);
    const isDryRun = night.end.kind === "dryRun";
    const lastRun = await this.#lastRun();
    const hasBroken = this.#inhabitants.broken.size > 0;
    checkExit(night, { end, lastRun, hasBroken, hasPublished: before !== undefined });
    const failed = exitCode === 4 ? (lastRun?.failures.map(({ objectId }) => objectId) ?? []) : [];
    const { wishes } = night;
    this.#model.see(after, { wishes, choice, exitCode, isDryRun, beganAtMs, endedAtMs: Date.now(), failed });
    if (after === undefined) return;
    if (after.entry.pass !== before?.entry.pass) this.#published = wishes;
    if (exitCode === 0 && isExact(night)) {
      checkTruth(this.#world, this.#inhabitants, choice, before, after, wishes.rows);
    }
    if (exitCode === null) return;
    for (const { number, acknowledges } of night.consumers) {
      await this.#consumers[number]?.comesFor(out, after, acknowledges);
    }
  }

  #asPublished(night: Night): Night {
    const { wishes } = night;
    const isAsked = wishes.choice.kind === "only" && wishes.choice.asPublished;
    return isAsked ? { ...night, wishes: withRowsOf(wishes, this.#published) } : night;
  }

  async #pass({ wishes, meanwhile, end }: Night, choice: Choice): Promise<CommandEnd> {
    const world = this.#world;
    const args = argsOf(wishes, choice.args, world.tenant.exchangeEndpoint);
    const later = `const now = Date.now; Date.now = () => now() + ${this.#clock.aheadMs};`;
    const nodeOptions = ["--import", `data:text/javascript,${later}`];
    const undo = this.#editMeanwhile(meanwhile);
    try {
      switch (end.kind) {
        case "whole":
          return await world.passHere(args);
        case "dryRun":
          return await world.passHere([...args, "--dry-run"]);
        case "killed": {
          const from = end.from === "publish" ? { from: /^run INSERT INTO publishes/ } : {};
          return await passUntil(world, { operation: end.operation, ...from }, args, { nodeOptions });
        }
        case "signal":
          return await endAtCall(world, end.call, end.signal, args, { nodeOptions });
      }
    } finally {
      undo();
    }
  }

  /** Has the tenant edited when the so many-th call of a pass arrives. */
  #editMeanwhile(meanwhile: Night["meanwhile"]): () => void {
    if (meanwhile === undefined) return () => undefined;
    const { traffic } = this.#world.tenant;
    const begins = traffic.callBegins;
    const last = traffic.calls + meanwhile.call;
    traffic.callBegins = () => {
      begins.call(traffic);
      if (traffic.calls === last) for (const edit of meanwhile.edits) this.#inhabitants.make(edit);
    };
    return () => {
      traffic.callBegins = begins;
    };
  }

  async #lastRun(): Promise<PassSummary | undefined> {
    const text = await readFile(join(this.#world.out, "last-run.json"), "utf8").catch(() => undefined);
    return text === undefined ? undefined : (JSON.parse(text) as PassSummary);
  }

  #tell(night: Night, name: string, { exitCode, signal }: CommandEnd): void {
    const ended = String(exitCode ?? signal);
    const counts = this.#counts;
    counts.passes += 1;
    counts.exits.set(ended, (counts.exits.get(ended) ?? 0) + 1);
    if (exitCode === 0 || exitCode === 4) counts.published += 1;
    if (exitCode === null) counts.killed += 1;
    if (exitCode === 130) counts.interrupted += 1;
    this.#told.push(`${name} ended with ${ended}: ${JSON.stringify(night)}`);
  }
}

/** Pictures that are no JPEG are made one, and have other bytes than the tenant's. */
async function assertManifestIsTruthButPng(world: World): Promise<void> {
  const { directory, samples } = world.tenant;
  for (const { objectId } of directory.truth()) {
    const isPng = Buffer.from(directory.photoOf(objectId)?.bytes ?? []).equals(samples.png);
    if (isPng) directory.removePhoto(objectId);
  }
  assertExit(await world.passHere(["--max-delete", "100%"]), 0);
  await assertManifestIsTruth(world);
}
