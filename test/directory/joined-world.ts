import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { Attribute, Change } from "ldapts";
import type { CommandEnd } from "../running/command.ts";
import { runHere } from "../running/here.ts";
import { assertExit, makeWorld, readManifest, type World } from "../running/world.ts";
import { type Domain, type DomainUser, type NewUser, sidOf } from "./domain.ts";

/** `exophotos ad sync`. */
export function sync(world: World, flags: readonly string[]): Promise<CommandEnd> {
  return runHere(["ad", "sync", world.out, ...flags]);
}

/** Everybody has a photo. */
export async function makeExport(t: TestContext, people: number) {
  const world = await makeWorld(t, { people, photoShare: 1, photoBytes: "small" });
  assertExit(await world.passHere(), 0);
  const rows = new Map((await readManifest(world)).map((row) => [row.objectId ?? "", row]));
  const ids = [...world.tenant.directory.ids()];
  return { world, ids, rows: ids.map((id) => rows.get(id)) };
}

/** Adds a user for each person, whom the SID joins, and exports them; returns the users. */
export async function addAndJoin(
  world: World,
  domain: Domain,
  unit: string,
  ids: readonly string[],
  attributes: NewUser["attributes"] = {},
): Promise<ReadonlyMap<string, DomainUser>> {
  const name = unit.slice(3).toLowerCase();
  const users = await domain.add(
    unit,
    ids.map((_, index) => ({ account: `${name}${index}`, attributes })),
  );
  for (const [index, id] of ids.entries()) {
    const { sid } = firstOf(users, `${name}${index}`);
    world.tenant.directory.setProperty(id, "onPremisesSecurityIdentifier", sidOf(sid));
  }
  assertExit(await world.passHere(), 0);
  return users;
}

/** A user by account; the first one unless it is given. */
export function firstOf(users: ReadonlyMap<string, DomainUser>, account?: string): DomainUser {
  const user = account === undefined ? [...users.values()][0] : users.get(account);
  assert.ok(user !== undefined);
  return user;
}

/** The photo of a manifest's row. */
export async function fileOf(world: World, row: { readonly file?: string } | undefined): Promise<Buffer> {
  return readFile(join(world.out, row?.file ?? ""));
}

/** Gives an object another thumbnail, as somebody else would; none where it is undefined. */
export async function setThumbnail(domain: Domain, name: string, thumbnail: Buffer | undefined): Promise<void> {
  await using client = await domain.client();
  const values = thumbnail === undefined ? [] : [thumbnail];
  const modification = new Attribute({ type: "thumbnailPhoto", values });
  await client.modify(`${name},${domain.baseDn}`, new Change({ operation: "replace", modification }));
}
