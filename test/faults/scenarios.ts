import assert from "node:assert/strict";
import { cp, mkdir, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type CommandEnd, type CommandOptions, quickBackOff, startCommand } from "../running/command.ts";
import { runHere } from "../running/here.ts";
import { assertExit, type World } from "../running/world.ts";
import { picturesHere } from "./pictures-here.ts";

/** A directory as it is before a pass, and the pass. The tenant is the same for all. */
export interface Scenario {
  readonly name: string;
  /** A folder with `out` and what else the pass writes to. */
  readonly template: string;
  readonly options: readonly string[];
}

/** Runs passes whose OUT is `<folder>/out`. */
export interface PassRunner {
  here(folder: string, options: readonly string[]): Promise<CommandEnd>;
  /** As a process of its own. */
  apart(folder: string, options: readonly string[], command: CommandOptions): Promise<CommandEnd>;
}

export async function passRunner({ access }: World): Promise<PassRunner> {
  const pictureParts = await picturesHere();
  const words = (folder: string, options: readonly string[]) => {
    const placed = options.map((option) => option.replace("<folder>", folder));
    return ["export", ...access, "--out", join(folder, "out"), "--max-delete", "100%", ...placed];
  };
  return {
    here: (folder, options) => runHere(words(folder, options), { pictureParts }),
    apart: (folder, options, { nodeOptions = [], ...command }) => {
      const allOptions = { ...command, nodeOptions: [...quickBackOff.nodeOptions, ...nodeOptions] };
      return startCommand(words(folder, options), allOptions).ended;
    },
  };
}

/** What a tenant must have for `makeScenarios`. */
export const scenarioTenant = { people: 12, photoShare: 0.7, photoBytes: "small" } as const;

const pictures = ["--rendition", "thumbnail=48x48", "--links", "employeeId", "--links", "mailNickname"];
const otherPictures = [
  ...["--rendition", "thumbnail=40x40", "--rendition", "badge=32x32", "--links", "employeeId", "--links", "mail"],
  ...["--manifest-copy", "<folder>/copies/manifest.csv"],
];
const fatalOperation = join(import.meta.dirname, "fatal-operation.ts");

/**
 * Passes that between them take every way that a pass can take through files and state, but those that begin with a
 * fault. The tenant has changed since what was published, and stays as it is then.
 */
export async function makeScenarios(world: World, runner: PassRunner): Promise<readonly Scenario[]> {
  const at = (name: string) => join(world.folder, "templates", name);
  const published = async (name: string, options: readonly string[]) =>
    assertExit(await runner.here(at(name), options), 0);
  await mkdir(at("empty"), { recursive: true });
  for (const name of ["plain", "pictures"]) await mkdir(join(at(name), "copies"), { recursive: true });
  await published("plain", []);
  await published("pictures", pictures);
  const { directory } = world.tenant;
  const [first, second] = [...directory.truth()].filter(({ photoSha256 }) => photoSha256 !== undefined);
  for (const person of [first, second]) directory.setPhoto(person?.objectId ?? "");
  await published("plain", []);
  await published("pictures", pictures);
  for (const name of ["plain", "pictures"]) await makeOld(at(name));
  edit(world);

  for (const [name, operation] of [
    ["undone", "^rename out/manifest.csv"],
    ["completed", "^rename out/changes.csv"],
  ] as const) {
    await cp(at("plain"), at(name), { recursive: true });
    const command = { nodeOptions: ["--import", fatalOperation], env: { FATAL_OPERATION: operation } };
    const end = await runner.apart(at(name), [], command);
    assert.equal(end.signal, "SIGKILL", end.stderr);
  }
  await losePhoto(join(at("undone"), "out"));
  await cp(at("plain"), at("lost"), { recursive: true });
  await published("lost", []);
  await loseLastPublish(join(at("lost"), "out"), join(at("plain"), "out"));
  await cp(at("plain"), at("stateless"), { recursive: true });
  await rm(join(at("stateless"), "out/.exophotos/state.db"));
  const exchange = ["--discover", "exchange", "--exchange-endpoint", world.tenant.exchangeEndpoint];
  return [
    { name: "a first pass", template: at("empty"), options: [] },
    { name: "a pass after changes", template: at("plain"), options: [] },
    { name: "a pass with pictures", template: at("pictures"), options: otherPictures },
    { name: "a pass that undoes a publish", template: at("undone"), options: [] },
    { name: "a pass that completes a publish", template: at("completed"), options: [] },
    { name: "a pass after a power loss on Windows", template: at("lost"), options: [] },
    { name: "a pass with another checksum", template: at("plain"), options: ["--checksum", "sha1"] },
    { name: "a pass that fetches everything", template: at("plain"), options: ["--full"] },
    { name: "a pass for one person", template: at("plain"), options: ["--only", "renamed@contoso.example"] },
    { name: "a pass that hears Exchange", template: at("plain"), options: exchange },
    { name: "a pass that makes the state anew", template: at("stateless"), options: ["--rebuild-state"] },
  ];
}

/** Some people get another photo or name, lose theirs, come and go. */
function edit({ tenant: { directory } }: World): void {
  const everybody = [...directory.truth()];
  const withPhoto = everybody.filter(({ photoSha256 }) => photoSha256 !== undefined).map(({ objectId }) => objectId);
  const [another = "", renamed = "", moved = "", without = "", gone = "", hidden = ""] = withPhoto;
  directory.setPhoto(another);
  directory.rename(renamed, "renamed@contoso.example");
  directory.setProperty(moved, "employeeId", "4711");
  directory.removePhoto(without);
  directory.removePerson(gone);
  directory.hideFromListing(hidden);
  directory.setPhoto(everybody.find(({ photoSha256 }) => photoSha256 === undefined)?.objectId ?? "");
  directory.addPerson({ photo: {} });
}

/** What was made so far is old enough for the sweep, there are more logs than are kept, and half of something twice. */
async function makeOld(folder: string): Promise<void> {
  const own = join(folder, "out/.exophotos");
  inState(join(folder, "out"), (state) => {
    state.exec("UPDATE files SET unlisted_at = 0 WHERE listed = 0");
    state.exec("UPDATE publishes SET published_at = 0 WHERE pass = 1");
    state.exec("UPDATE passes SET pass = 100 WHERE pass = 2");
  });
  for (let pass = 60; pass < 100; pass += 1) await writeFile(join(own, `logs/${pass}.ndjson`), "");
  await writeFile(join(own, "tmp/half.tmp"), "half");
  const half = join(folder, "copies/manifest.csv.00000000-0000-4000-8000-000000000000.tmp");
  await writeFile(half, "half");
  await utimes(half, 0, 0);
}

/** The photo that the killed pass wrote last is gone. */
async function losePhoto(out: string): Promise<void> {
  const [row] = inState(out, (state) =>
    state.prepare("SELECT name FROM files WHERE created_pass = (SELECT max(pass) FROM passes)").all(),
  );
  await rm(join(out, String(row?.name)));
}

/** What Windows may lose with the power: the names of the last publish. The machine was started again. */
async function loseLastPublish(out: string, before: string): Promise<void> {
  await writeFile(join(out, "manifest.csv"), await readFile(join(before, "manifest.csv")));
  const names = await readdir(join(out, "changes"));
  const last = names.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10)).at(-1);
  await rm(join(out, "changes", last ?? ""));
  await losePhoto(out);
  inState(out, restartMachine);
}

/** As if the machine had been started again since. */
export function restartMachine(state: DatabaseSync): void {
  state.exec("UPDATE passes SET boot_at = boot_at - 86400000");
}

function inState<T>(out: string, act: (state: DatabaseSync) => T): T {
  const state = new DatabaseSync(join(out, ".exophotos/state.db"));
  try {
    return act(state);
  } finally {
    state.close();
  }
}
