import assert from "node:assert/strict";
import { cp, mkdir, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { verbs } from "../../src/settings/verb.ts";
import { writing } from "../push/push-world.ts";
import { accessOfPerson, quickPollSeconds } from "../running/delegated.ts";
import { readManifest } from "../running/world.ts";
import { makeTracedWorld, type TracedWorld } from "./traced-world.ts";

/*
 * Which files each verb touches, from the calls that it makes to the system: all of them, in OUT, in the state's folder, at
 * the places that were named, and nowhere else. A new file, or one too many, is a difference here.
 */

const shape = ["--rendition", "thumbnail=48x48", "--links", "UPN"];

/** People with photos, of whom the first has a changed one and the second none any more after `edit`. */
async function tracedWorld(t: TestContext) {
  const permissions = [...writing, "GroupMember.Read.All"];
  const world = await makeTracedWorld(t, { people: 12, photoShare: 1, photoBytes: "small", permissions });
  if (world === undefined) return undefined;
  const edit = async () => {
    const [changed, removed] = await readManifest(world);
    world.tenant.directory.setPhoto(changed?.objectId ?? "");
    world.tenant.directory.removePhoto(removed?.objectId ?? "");
  };
  return { world, edit, exporting: ["export", ...world.access, "--out", world.out, ...shape] };
}

/** Above and below, and in test/directory. */
const triedElsewhere = ["export", "verify", "ad sync", "ad restore"] as const;

const inFolder = (folder: string, names: readonly string[]) => names.map((name) => `${folder}/${name}`);
const database = (path: string) => [path, `${path}-shm`, `${path}-wal`];
/** A file that is built beside its name, or in a folder for that. */
const built = (path: string) => [path, `${path}.ID.tmp`];

/** What every verb opens that looks at the state: SQLite's log makes files for readers too, and they are gone afterwards. */
const stateRead = database("OUT/.exophotos/state.db");
/** What each pass touches. */
const eachPass = [
  ...stateRead,
  ...inFolder("OUT/.exophotos", ["lock.db", "lock.db-journal", "logs/N.ndjson", "tmp/ID.tmp"]),
  ...inFolder("OUT", ["manifest.csv", "manifest.json", "changes.csv", "last-run.json"]),
];
/** What is made once, in the first one. */
const firstPass = [
  "OUT",
  ...inFolder("OUT", [".exophotos", "changes", "photos", "photos/HEX", "renditions", "renditions/thumbnail"]),
  ...inFolder("OUT/.exophotos", ["logs", "marker.json", "state.db-journal", "tmp"]),
  ...inFolder("OUT", ["renditions/thumbnail/HEX", "by-userPrincipalName"]),
];
const pictureFiles = ["OUT/photos/HEX/ID-HEX.jpg", "OUT/renditions/thumbnail/HEX/ID-HEX.jpg"];
const marks = inFolder("OUT/by-userPrincipalName", [".exophotos", ".exophotos-tmp", ".exophotos-tmp/ID.tmp"]);
const links = [...marks, "OUT/by-userPrincipalName/NAME.jpg"];

async function touches(
  world: TracedWorld,
  args: readonly string[],
  places: readonly string[],
  exitCode?: number,
): Promise<void> {
  assert.deepEqual(await world.places(args, exitCode), [...new Set(places)].sort(), args[0]);
}

test("A pass touches OUT, the state's folder and the files that are named, and nothing else", async (t) => {
  const traced = await tracedWorld(t);
  if (traced === undefined) return;
  const { world, edit, exporting } = traced;
  const { to, out } = world;
  const named = ["--manifest-copy", join(to, "m.csv"), "--metrics", join(to, "m.prom"), "--report", join(to, "r.html")];
  const ofFirst = [...firstPass, ...eachPass, ...pictureFiles, ...links, "OUT/changes/N-N.csv"];
  const namedFiles = ["TO/m.csv", "TO/m.prom", "TO/r.html"].flatMap(built);
  await touches(world, [...exporting, ...named], [...ofFirst, ...namedFiles]);

  await edit();
  const keepNothing = ["--keep-files", "0", "--keep-changes", "0"];
  await touches(world, [...exporting, ...keepNothing], [...eachPass, ...pictureFiles, ...links, "OUT/changes/N-N.csv"]);

  const one = world.tenant.directory.createGroup([[...world.tenant.directory.ids()][0] ?? ""]);
  const stopped = eachPass.filter((place) => !/manifest|changes/.test(place));
  await world.passHere([...shape, "--group", one, "--max-delete", "0"]);
  const tooFew = [...exporting, "--group", one, "--max-delete", "0"];
  await touches(world, tooFew, [...stopped, "OUT/.exophotos/logs/N-removals.csv"], 5);

  const copy = "TEMP/exophotos-dry-run-RANDOM";
  const dryRun = [...stateRead, copy, ...database(`${copy}/state.db`), `${copy}/state.db-journal`];
  await touches(world, [...exporting, "--dry-run"], dryRun);

  const rebuilt = inFolder("OUT/.exophotos", ["marker.json", "state.db.replaced-N", "state.db.rebuilding-journal"]);
  const building = database("OUT/.exophotos/state.db.rebuilding");
  await touches(world, [...exporting, "--rebuild-state"], [...eachPass, ...rebuilt, ...building, ...marks]);

  await touches(world, ["verify", out], stateRead);
  await rm(join(out, (await readManifest(world))[0]?.file ?? ""));
  const [photo = ""] = pictureFiles;
  const repair = ["verify", ...world.access, "--out", out, "--repair"];
  await touches(world, repair, [...eachPass, ...marks, photo]);
  assert.deepEqual(await world.left(), []);
});

test("A pass with its state elsewhere touches that folder, and one that meets a link inside OUT nothing", async (t) => {
  const traced = await tracedWorld(t);
  if (traced === undefined) return;
  const { world, exporting } = traced;
  const args = [...exporting, "--state-dir", join(world.folder, "state")];
  const isState = (place: string) => place.startsWith("OUT/.exophotos/state.db");
  const elsewhere = ["STATE", ...database("STATE/state.db"), "STATE/state.db-journal"];
  const inOut = [...firstPass, ...eachPass, ...pictureFiles, ...links, "OUT/changes/N-N.csv"].filter(
    (one) => !isState(one),
  );
  await touches(world, args, [...inOut, ...elsewhere]);
  await rm(join(world.out, ".exophotos/tmp"), { recursive: true });
  await mkdir(join(world.folder, "precious"));
  await symlink(join(world.folder, "precious"), join(world.out, ".exophotos/tmp"));
  await touches(world, args, [], 9);
  assert.deepEqual(await world.left(), []);
});

test("Every other verb touches what it is to write, and nothing else", async (t) => {
  const traced = await tracedWorld(t);
  if (traced === undefined) return;
  const { world } = traced;
  const { out, to, access } = world;
  const at = (name: string) => join(to, name);
  await world.passHere(shape);
  const [row] = await readManifest(world);
  const pictures = join(world.folder, "pictures");
  await cp(join(out, row?.file ?? ""), join(pictures, `${row?.objectId}.jpg`));
  const { codes } = world.tenant.delegated;
  codes.intervalSeconds = quickPollSeconds;
  codes.decide("approve");

  const psma = ["Export", "Import", "Password", "Schema", "Start-PhotoImport"].map((name) => `TO/psma/${name}.ps1`);
  const file = ["mim", "file", out, "--format", "delimited", "--consumer", "mim"];
  const task = ["schedule", ...access, "--out", out, "--principal", "photos", "--daily", "02:00"];
  const byName = join(out, "by-userPrincipalName");
  const commands: readonly (readonly [readonly string[], readonly string[], number?])[] = [
    [["explain", row?.objectId ?? "", "--out", out], stateRead],
    [
      ["changes", out, "--since", "0", "--to", at("c.csv")],
      [...stateRead, ...built("TO/c.csv")],
    ],
    [
      ["report", out],
      [...stateRead, ...built("OUT/report.html")],
    ],
    [
      [...file, "--type", "full", "--to", at("mim.txt")],
      [...stateRead, ...built("TO/mim.txt")],
    ],
    [[...file, "--ack"], stateRead],
    [
      ["mim", "psma", "--to", at("psma")],
      ["TO/psma", ...[...psma, "TO/psma/README.txt"].flatMap(built)],
    ],
    [
      ["render", join(out, row?.file ?? ""), "--to", at("render"), "--rendition", "a=10x10"],
      ["TO/render", ...built("TO/render/ID-HEX-a.jpg")],
    ],
    [
      ["compare", out, pictures, "--to", at("compare.csv"), "--report", at("compare.html")],
      [...stateRead, ...["TO/compare.csv", "TO/compare.html"].flatMap(built)],
      7,
    ],
    [
      ["push", ...access, "--from", byName, "--state", at("push.db"), "--to", at("push.csv")],
      ["TO/push.db", "TO/push.db-journal", "TO/push.db-wal", ...built("TO/push.csv")],
    ],
    [["login", ...accessOfPerson(world)], built("FOLDER/sign-in.json")],
    [[...task, "--to", at("task.xml")], built("TO/task.xml")],
    [
      [...task, "--systemd", "--to", at("units")],
      ["TO/units", ...inFolder("TO/units", ["exophotos.service", "exophotos.timer"]).flatMap(built)],
    ],
    [
      ["doctor", ...access, "--out", out],
      [...stateRead, "OUT/.exophotos/ID.tmp", "OUT/ID.tmp"],
    ],
    [["doctor", ...access, "--out", at("new")], []],
    [["config", "show"], []],
    [["config", "schema", "--to", at("schema.json")], built("TO/schema.json")],
    [["completion", "bash", "--to", at("bash")], built("TO/bash")],
  ];
  const tried = commands.map(([args]) => verbs.find((verb) => `${args.join(" ")} `.startsWith(`${verb} `)));
  assert.deepEqual(new Set([...tried, ...triedElsewhere, "demo"]), new Set(verbs));
  for (const [args, places, exitCode] of commands) await touches(world, args, places, exitCode);
  assert.deepEqual(await world.left(), []);

  const demo = (await world.places(["demo", "--people", "6"])).filter((place) => !/^CWD\/exophotos-demo/.test(place));
  assert.deepEqual(demo, []);
  assert.deepEqual(await world.left(), ["exophotos-demo"]);
});
