import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { PassSummary } from "../../../src/export/summary.ts";
import type { CommandEnd } from "../../running/command.ts";
import { runHere } from "../../running/here.ts";
import { assertExit, assertManifestIsTruth, type Lifetime, makeWorld, type World } from "../../running/world.ts";
import { ByNameFolders } from "./by-name.ts";
import { type Choice, makeChoice } from "./choice.ts";
import { Consumer } from "./consumer.ts";
import type { StoryCounts } from "./counts.ts";
import { Inhabitants } from "./edits.ts";
import { checkExit } from "./exits.ts";
import { LostState } from "./lost-state.ts";
import { Model } from "./model.ts";
import { lastNight, type Night, type Story } from "./night.ts";
import { type Output, readOutput } from "./read-output.ts";
import { runPass } from "./run-pass.ts";
import { StoryTime } from "./story-time.ts";
import { beginTrouble } from "./troubles.ts";
import { checkTruth, isExact } from "./truth.ts";
import { Wire } from "./wire.ts";
import { argsOf, linksOf, plainWishes, withRowsOf } from "./wishes.ts";

/** What the pass of a night came to. */
interface PassRun {
  readonly end: CommandEnd;
  readonly beganAtMs: number;
  readonly endedAtMs: number;
  /** It was told to make a new state. */
  readonly rebuildsState: boolean;
  /** The deadline came while it asked. */
  readonly deadlineCame: boolean;
  /** Another one was started meanwhile. */
  readonly hadSecond: boolean;
}

const hourMs = 3_600_000;
const steadyPeople = 3;

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
  readonly #byName: ByNameFolders;
  readonly #state: LostState;
  readonly #counts: StoryCounts;
  readonly #told: string[] = [];
  /** The wishes of what is published. */
  #published = plainWishes;

  private constructor(world: World, wire: Wire, time: StoryTime, counts: StoryCounts) {
    this.#world = world;
    this.#wire = wire;
    this.#model = new Model(wire);
    this.#state = new LostState(world.out);
    this.#byName = new ByNameFolders(world.out);
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
    await this.#byName.clear();
    await this.night(lastNight, "the last night");
    await assertManifestIsTruthButPng(this.#world);
    assertExit(await runHere(["verify", "--out", this.#world.out]), 0);
    this.#counts.removals += this.#model.removals;
    this.#counts.collisions += this.#byName.collisions;
  }

  async #night(told: Night, name: string): Promise<void> {
    this.#time.aheadMs += told.hours * hourMs;
    for (const edit of told.edits) this.#inhabitants.make(edit);
    const { byName } = told;
    if (byName !== undefined && (await this.#byName.happens(byName))) this.#counts.happened(`by name: ${byName.does}`);
    await this.#loseState(told);
    const night = this.#asPossible(told);
    const choice = await makeChoice(night.wishes.choice, this.#world, this.#inhabitants, this.#groups);
    const args = argsOf(night.wishes, choice.args, this.#world.tenant.exchangeEndpoint);
    await this.#state.isMissed(this.#world, args, told.end.kind === "dryRun");
    const before = this.#model.published;
    if (!this.#state.isThere) await this.#byName.beforeRebuild(linksOf(night.wishes));
    const run = await this.#pass(night, args);
    this.#tell(night, name, run.end);
    const after = await this.#judge(night, choice, run);
    if (after === undefined) return;
    if (after.entry.pass !== before?.entry.pass) this.#published = night.wishes;
    if (run.end.exitCode === 0 && isExact(night)) {
      checkTruth(this.#world, this.#inhabitants, choice, before, after, night.wishes.rows);
    }
    if (run.end.exitCode === null || !this.#state.isThere) return;
    await this.#state.copy(after.entry.sequence);
    for (const { number, acknowledges } of night.consumers) {
      await this.#consumers[number]?.comesFor(this.#world.out, after, acknowledges);
    }
  }

  /** Where nothing was published, and no publish begun, a pass begins without a state anyway. */
  async #loseState({ lostState }: Night): Promise<void> {
    const { published } = this.#model;
    if (lostState === undefined || !existsSync(join(this.#world.out, "manifest.json"))) return;
    if (!(await this.#state.lose(lostState, published?.entry.sequence ?? 0))) return;
    if (published === undefined) this.#counts.happened("states lost in a first publish");
    for (const consumer of this.#consumers) consumer.isForgotten();
    this.#counts.happened(`state ${lostState}`);
  }

  async #pass(night: Night, args: readonly string[]): Promise<PassRun> {
    const { faults } = this.#world.tenant;
    const rebuildsState = !this.#state.isThere;
    let deadlineCame = false;
    this.#wire.beginPass();
    for (const trouble of night.troubles) beginTrouble(trouble, faults, this.#inhabitants.of(trouble.who));
    const beganAtMs = Date.now();
    const { end, second } = await runPass(
      this.#world,
      this.#time,
      night,
      rebuildsState ? [...args, "--rebuild-state"] : args,
      {
        edit: () => {
          for (const edit of night.meanwhile?.edits ?? []) this.#inhabitants.make(edit);
        },
        deadline: () => {
          deadlineCame = true;
          this.#wire.deadlineComes();
        },
      },
    );
    faults.clear();
    if (second !== undefined) assertExit(second, 6);
    if (rebuildsState) this.#state.rebuilt(end.exitCode);
    const hadSecond = second !== undefined;
    return { end, beganAtMs, endedAtMs: Date.now(), rebuildsState, deadlineCame, hadSecond };
  }

  /** Holds the end of a pass, and what it left, to what is promised. Returns what is published. */
  async #judge(night: Night, choice: Choice, run: PassRun): Promise<Output | undefined> {
    const after = await readOutput(this.#world.out);
    const lastRun = await this.#lastRun();
    const hasPublished = this.#model.published !== undefined;
    checkExit(night, { ...run, lastRun, hasBroken: this.#inhabitants.broken.size > 0, hasPublished });
    const { exitCode } = run.end;
    const linksFailed = exitCode === 9;
    const failed = exitCode === 4 || linksFailed ? (lastRun?.failures.map(({ objectId }) => objectId) ?? []) : [];
    const isDryRun = night.end.kind === "dryRun";
    const isPublished = after !== undefined && after.entry.pass !== this.#model.published?.entry.pass;
    this.#model.see(after, { ...run, wishes: night.wishes, choice, exitCode, isDryRun, linksFailed, failed });
    const links = linksOf(night.wishes);
    const { nicknames } = this.#wire;
    const isCut = exitCode === null || (linksFailed && night.end.kind === "signal");
    await this.#byName.see(after, { ...run, links, isPublished, isCut, exitCode, nicknames, lastRun });
    this.#counts.pass(night, { ...run, isPublished });
    return after;
  }

  /** The night as it can be: `--only` may need the rows that are published, and a dry run makes no new state. */
  #asPossible(night: Night): Night {
    const { wishes, end } = night;
    const isAsked = wishes.choice.kind === "only" && wishes.choice.asPublished;
    return {
      ...night,
      wishes: isAsked ? withRowsOf(wishes, this.#published) : wishes,
      end: end.kind === "dryRun" && !this.#state.isThere ? { kind: "whole" } : end,
    };
  }

  async #lastRun(): Promise<PassSummary | undefined> {
    const text = await readFile(join(this.#world.out, "last-run.json"), "utf8").catch(() => undefined);
    return text === undefined ? undefined : (JSON.parse(text) as PassSummary);
  }

  #tell(night: Night, name: string, end: CommandEnd): void {
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
