import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { parse } from "csv-parse/sync";
import type { SimulatedTenantOptions } from "../../../src/simulator/start.ts";
import type { CommandEnd } from "../../running/command.ts";
import { runHere } from "../../running/here.ts";
import { assertExit, type CsvRow, makeWorld, readManifest, type World } from "../../running/world.ts";

/** An export, and files for agents made of it. */
export interface Exported {
  readonly world: World;
  /** The listed people, in the manifest's order. */
  readonly ids: readonly string[];
  /** Where the file goes. */
  readonly to: string;
  /** `exophotos mim file` for the export. */
  file(...args: string[]): Promise<CommandEnd>;
  /** The same into `to`, which must end well; gives the file's rows. */
  rows(...args: string[]): Promise<readonly CsvRow[]>;
  /** One more pass, which must end well. */
  pass(...args: string[]): Promise<void>;
}

/** Some photos published. */
export async function exported(
  t: TestContext,
  options: SimulatedTenantOptions = { people: 40, photoBytes: "small" },
  ...passArgs: string[]
): Promise<Exported> {
  const world = await makeWorld(t, options);
  const pass = async (...args: string[]) => assertExit(await world.passHere([...passArgs, ...args]), 0);
  await pass();
  const to = join(world.folder, "agent.csv");
  const file = (...args: string[]) => runHere(["mim", "file", world.out, ...args]);
  return {
    world,
    ids: (await readManifest(world)).map(({ objectId }) => objectId ?? ""),
    to,
    file,
    pass,
    rows: async (...args) => {
      assertExit(await file("--to", to, ...args), 0);
      return parse(await readFile(to), { columns: true, bom: true, record_delimiter: "\r\n" }) as CsvRow[];
    },
  };
}

/** The person at a place of the manifest. */
export function idAt({ ids }: Exported, index: number): string {
  const id = ids[index];
  if (id === undefined) throw new Error(`there are only ${ids.length} people`);
  return id;
}
