import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { drawGallery } from "../../src/simulator/drawing/gallery.ts";
import { headWithComment } from "../../src/simulator/drawing/picture-file.ts";
import type { SimulatedTenantOptions } from "../../src/simulator/start.ts";
import { type CommandEnd, quickBackOff, type RunningCommand, startCommand } from "../running/command.ts";
import { runHere } from "../running/here.ts";
import { makeWorld, type World } from "../running/world.ts";

/** A simulated tenant that takes photos, and a folder of approved ones. */
export interface PushWorld extends World {
  readonly from: string;
  readonly state: string;
  /** Object ids of everybody, in the order of the listing. */
  readonly ids: readonly string[];
  upnOf(id: string): string;
  /** Writes a portrait into `from`, of one of six sitters; each text makes other bytes of it. */
  photo(file: string, sitter: number, text?: string): Promise<Buffer>;
  /** Writes a list with these columns; the first row is the header. */
  list(rows: readonly (readonly string[])[]): Promise<string>;
  push(args?: readonly string[]): Promise<CommandEnd>;
  startPush(args?: readonly string[]): RunningCommand;
}

export const writing = ["User.Read.All", "ProfilePhoto.ReadWrite.All"];

/** Nobody has a photo unless `photoShare` says otherwise. */
export async function makePushWorld(t: TestContext, options: SimulatedTenantOptions): Promise<PushWorld> {
  const world = await makeWorld(t, { photoShare: 0, permissions: writing, photoBytes: "small", ...options });
  const { directory } = world.tenant;
  const { portraits } = await drawGallery(1, "small");
  // A folder further down, where nothing that is written may hold a secret.
  const from = join(world.folder, "photos/approved");
  await mkdir(from, { recursive: true });
  const words = (args: readonly string[]) => ["push", ...world.access, "--from", from, ...args];
  return {
    ...world,
    from,
    state: `${from}.push.db`,
    ids: [...directory.ids()],
    upnOf: (id) => String(directory.person(id)?.userPrincipalName),
    photo: async (file, sitter, text = "") => {
      const portrait = portraits[sitter % portraits.length]?.largest;
      if (portrait === undefined) throw new RangeError("There are no portraits.");
      const head = text === "" ? portrait.start : headWithComment(portrait, text);
      const bytes = Buffer.concat([head, portrait.body]);
      await writeFile(join(from, file), bytes);
      return bytes;
    },
    list: async (rows) => {
      const path = join(world.folder, "list.csv");
      await writeFile(path, rows.map((row) => `${row.join(",")}\r\n`).join(""));
      return path;
    },
    push: (args = []) => runHere(words(args)),
    startPush: (args = []) => startCommand(words(args), { nodeOptions: quickBackOff.nodeOptions }),
  };
}

/** What `--json` says. */
export interface PushDocument {
  readonly result: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly failures: readonly {
    readonly person: string;
    readonly line?: number;
    readonly reason: string;
    readonly detail: string;
  }[];
  readonly due: readonly { readonly objectId: string }[];
}

export function documentOf({ stdout }: CommandEnd): PushDocument {
  return JSON.parse(stdout) as PushDocument;
}

/** The counts above nothing. */
export function countsOf(end: CommandEnd): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(documentOf(end).counts).filter(([, count]) => count > 0));
}
