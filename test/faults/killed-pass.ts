import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { CommandEnd, CommandOptions } from "../running/command.ts";
import type { PublishedOutput } from "../running/published.ts";
import { assertExit, type World } from "../running/world.ts";
import type { Chance } from "./chance.ts";

const fatalOperation = ["--import", join(import.meta.dirname, "fatal-operation.ts")];

/** When a pass dies: at an operation (the first so described, or by number), or when a call reaches the tenant. */
export type Moment = Operation | { readonly call: number };

interface Operation {
  readonly operation: number | RegExp;
  /** The operation that has the number 1; the very first unless given. */
  readonly from?: RegExp;
}

/** Runs a pass that dies of SIGKILL; false when it ended before its moment came. */
export async function killPass(world: World, moment: Moment, args: readonly string[] = []): Promise<boolean> {
  const end = await passUntil(world, moment, args);
  if (end.signal === "SIGKILL") return true;
  assertExit(end, 0);
  return false;
}

/** Runs a pass that dies of SIGKILL, unless it ends before its moment comes. */
export function passUntil(
  world: World,
  moment: Moment,
  args: readonly string[],
  options: Pick<CommandOptions, "nodeOptions"> = {},
): Promise<CommandEnd> {
  return "call" in moment
    ? endAtCall(world, moment.call, "SIGKILL", args, options)
    : killAtOperation(world, moment, args, options);
}

function killAtOperation(
  world: World,
  { operation, from }: Operation,
  args: readonly string[],
  { nodeOptions = [] }: Pick<CommandOptions, "nodeOptions">,
): Promise<CommandEnd> {
  const env = {
    FATAL_OPERATION: operation instanceof RegExp ? operation.source : String(operation),
    COUNTED_FROM: from?.source ?? "",
  };
  return world.pass(args, { nodeOptions: [...fatalOperation, ...nodeOptions], env });
}

/** Runs a pass that gets a signal when its so many-th call reaches the tenant. */
export async function endAtCall(
  world: World,
  call: number,
  signal: "SIGKILL" | "SIGINT",
  args: readonly string[],
  options: Pick<CommandOptions, "nodeOptions"> = {},
): Promise<CommandEnd> {
  const { traffic } = world.tenant;
  const begins = traffic.callBegins;
  const { child, ended } = world.startPass(args, options);
  const last = traffic.calls + call;
  traffic.callBegins = () => {
    begins.call(traffic);
    if (traffic.calls === last) child.kill(signal);
  };
  const end = await ended;
  traffic.callBegins = begins;
  return end;
}

/** Runs a pass to its end, and returns how many operations it took. */
export async function countOperations(world: World): Promise<number> {
  const file = join(world.folder, "operations.txt");
  const env = { COUNT_OPERATIONS: file };
  assertExit(await world.pass([], { nodeOptions: fatalOperation, env }), 0);
  return Number(await readFile(file, "utf8"));
}

/** Checksums of the photos that the state holds as stored, by object id. */
export function recordedPhotos({ out }: World): ReadonlyMap<string, string> {
  const path = join(out, ".exophotos/state.db");
  if (!existsSync(path)) return new Map();
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const exists = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'photos'").get();
    if (exists === undefined) return new Map();
    const rows = database.prepare("SELECT object_id, checksum FROM photos").all();
    return new Map(rows.map((row) => [String(row.object_id), String(row.checksum)]));
  } finally {
    database.close();
  }
}

/** The people whose bytes were asked for since the traffic was last reset, each as often as that. */
export function askedForBytes({ tenant }: World): readonly string[] {
  const paths = tenant.traffic.requests.flatMap(({ path, items }) => [path, ...items]);
  return paths.flatMap((path) => /users\/([^/]+)\/photo\/\$value/.exec(path)?.[1] ?? []);
}

/**
 * Runs something that asks the tenant. Fails when it asks for a photo that was recorded before in its present version,
 * or twice for the same one.
 */
export async function withoutRepeats<T>(world: World, run: () => Promise<T>): Promise<T> {
  const recorded = recordedPhotos(world);
  world.tenant.traffic.reset();
  const result = await run();
  const asked = askedForBytes(world);
  assert.equal(new Set(asked).size, asked.length, "nobody's photo is asked for twice");
  for (const id of asked) {
    const truth = world.tenant.directory.photoOf(id)?.sha256;
    assert.ok(truth === undefined || truth !== recorded.get(id), `${id} was recorded and is asked for again`);
  }
  return result;
}

/** Some people get another photo or name, lose theirs, come and go. */
export function editTenant({ tenant }: World, chance: Chance): void {
  const { directory } = tenant;
  const everybody = [...directory.truth()];
  const withPhoto = everybody.filter(({ photoSha256 }) => photoSha256 !== undefined);
  const others = everybody.filter(({ photoSha256 }) => photoSha256 === undefined);
  for (let n = 0; n < 4; n += 1) directory.setPhoto(chance.pick(withPhoto).objectId);
  directory.setPhoto(chance.pick(others).objectId);
  const renamed = chance.pick(withPhoto).objectId;
  directory.rename(renamed, `renamed-${chance.between(1, 1_000_000)}@contoso.example`);
  directory.addPerson({ photo: {} });
  directory.removePhoto(chance.pick(withPhoto).objectId);
  directory.removePerson(chance.pick(everybody).objectId);
}

/** Holds each sequence number that was ever published to its content. */
export class PublishedNumbers {
  readonly #contents = new Map<string | undefined, string>();

  /** Fails when a number stands for something else than before. */
  see({ history }: PublishedOutput): void {
    for (const change of history) {
      const content = JSON.stringify(change);
      assert.equal(this.#contents.get(change.sequence) ?? content, content);
      this.#contents.set(change.sequence, content);
    }
  }
}
