import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { PassSummary } from "../../../src/export/summary.ts";
import type { CommandEnd } from "../../running/command.ts";
import { runHere } from "../../running/here.ts";
import { assertExit, assertManifestIsTruth, type Lifetime, makeWorld, type World } from "../../running/world.ts";
import { makeChoice } from "./choice.ts";
import { Consumer } from "./consumer.ts";
import type { StoryCounts } from "./counts.ts";
import { Inhabitants } from "./edits.ts";
import { checkExit } from "./exits.ts";
import { Model } from "./model.ts";
import type { Night, Story } from "./night.ts";
import { readOutput } from "./read-output.ts";
import { runPass } from "./run-pass.ts";
import { StoryTime } from "./story-time.ts";
import { beginTrouble } from "./troubles.ts";
import { checkTruth, isExact } from "./truth.ts";
import { Wire } from "./wire.ts";
import { argsOf, plainWishes, withRowsOf } from "./wishes.ts";

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
  readonly #time: StoryTime;
  readonly #counts: StoryCounts;
  readonly #told: string[] = [];
  /** The wishes of what is published. */
  #published = plainWishes;

  private constructor(world: World, wire: Wire, time: StoryTime, counts: StoryCounts) {
    this.#world = world;
    this.#wire = wire;
    this.#model = new Model(wire);
    this.#time = time;
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
    const time = new StoryTime(t);
    const onAnswer = wire.hear;
    const world = await makeWorld(t, { people, seed, photoShare, valueEtag, photoBytes: "small", onAnswer });
    return new StoryRun(world, wire, time, counts);
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
    this.#time.aheadMs += night.hours * hourMs;
    for (const edit of night.edits) this.#inhabitants.make(edit);
    const choice = await makeChoice(night.wishes.choice, this.#world, this.#inhabitants, this.#groups);
    const before = this.#model.published;
    this.#wire.beginPass();
    for (const trouble of night.troubles) beginTrouble(trouble, tenant.faults, this.#inhabitants.of(trouble.who));
    const beganAtMs = Date.now();
    const args = argsOf(night.wishes, choice.args, tenant.exchangeEndpoint);
    let deadlineCame = false;
    const end = await runPass(this.#world, this.#time, night, args, {
      edit: () => {
        for (const edit of night.meanwhile?.edits ?? []) this.#inhabitants.make(edit);
      },
      deadline: () => {
        deadlineCame = true;
        this.#wire.deadlineComes();
        this.#counts.happened("deadlines that came");
      },
    });
    tenant.faults.clear();
    const { exitCode } = end;
    this.#tell(night, name, end);

    const after = await readOutput(out);
    const isDryRun = night.end.kind === "dryRun";
    const lastRun = await this.#lastRun();
    const hasBroken = this.#inhabitants.broken.size > 0;
    checkExit(night, { end, lastRun, hasBroken, hasPublished: before !== undefined, deadlineCame });
    const failed = exitCode === 4 ? (lastRun?.failures.map(({ objectId }) => objectId) ?? []) : [];
    const { wishes } = night;
    const endedAtMs = Date.now();
    this.#model.see(after, { wishes, choice, exitCode, isDryRun, beganAtMs, endedAtMs, failed, deadlineCame });
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

  async #lastRun(): Promise<PassSummary | undefined> {
    const text = await readFile(join(this.#world.out, "last-run.json"), "utf8").catch(() => undefined);
    return text === undefined ? undefined : (JSON.parse(text) as PassSummary);
  }

  #tell(night: Night, name: string, end: CommandEnd): void {
    this.#counts.ended(end);
    const ended = String(end.exitCode ?? end.signal);
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
