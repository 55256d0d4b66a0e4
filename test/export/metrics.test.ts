import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { promisify } from "node:util";
import { assertExit, makeWorld } from "../running/world.ts";

const run = promisify(execFile);
/** The one that Debian's packages are for; another may come first in PATH. */
const debianPython = "/usr/bin/python3";

/** Each sample by its name and labels, as Prometheus' own Python client reads the file. */
async function samplesIn(t: TestContext, path: string): Promise<Readonly<Record<string, number>> | undefined> {
  const script = `
import json, sys
from prometheus_client.parser import text_string_to_metric_families
text = open(sys.argv[1], encoding="utf-8").read()
assert text.endswith("\\n")
samples = {}
for family in text_string_to_metric_families(text):
    assert family.documentation, family.name
    for sample in family.samples:
        key = sample.name + "".join(" " + k + "=" + v for k, v in sorted(sample.labels.items()))
        assert key not in samples, key
        samples[key] = sample.value
print(json.dumps(samples))`;
  try {
    const { stdout } = await run(debianPython, ["-c", script, path]);
    return JSON.parse(stdout);
  } catch (error) {
    if (process.env.CI === "true" || !String(error).includes("prometheus_client")) throw error;
    t.skip("Prometheus' Python client is not installed");
    return undefined;
  }
}

test("--metrics leaves the pass's figures where Prometheus reads them, also those of a pass that could not begin", async (t) => {
  const world = await makeWorld(t, { people: 60 });
  const folder = join(world.folder, "metrics");
  const file = join(folder, "exophotos.prom");
  await mkdir(folder);
  const before = Date.now() / 1000;
  assertExit(await world.passHere(["--metrics", file]), 0);
  const after = Date.now() / 1000;
  const samples = await samplesIn(t, file);
  if (samples === undefined) return;
  const { people, photos, manifest, traffic } = await world.lastRun();
  const of = (name: string, labels = "") => samples[`exophotos_${name}${labels} out=${world.out}`];
  const completed = of("completion_timestamp_seconds") ?? 0;
  assert.ok(completed >= before && completed <= after, String(completed));
  assert.equal(of("exit_code"), 0);
  assert.equal(of("people_listed"), people.listed);
  assert.equal(samples[`exophotos_people answer=withPhoto out=${world.out}`], people.withPhoto);
  assert.equal(samples[`exophotos_people answer=failed out=${world.out}`], 0);
  assert.equal(samples[`exophotos_photos out=${world.out} what=downloaded`], photos.downloaded);
  assert.equal(samples[`exophotos_changes out=${world.out} type=add`], manifest?.changes.add);
  assert.equal(of("manifest_rows"), manifest?.rows);
  assert.equal(of("http_calls"), traffic?.calls);
  assert.deepEqual(await readdir(folder), ["exophotos.prom"], "nothing else is left there");

  const refused = await world.passHere(["--metrics", file, "--filter", "no such filter"]);
  assertExit(refused, 2);
  const failed = await samplesIn(t, file);
  assert.equal(failed?.[`exophotos_exit_code out=${world.out}`], 2);
  assert.equal(
    failed?.[`exophotos_published_timestamp_seconds out=${world.out}`],
    of("published_timestamp_seconds"),
    "what is published is as old as it was",
  );
  assert.ok((failed?.[`exophotos_completion_timestamp_seconds out=${world.out}`] ?? 0) > completed);
});

test("A dry run leaves no metrics, and a file that cannot be written does not undo the pass", async (t) => {
  const world = await makeWorld(t, { people: 20 });
  const file = join(world.folder, "exophotos.prom");
  assertExit(await world.passHere(["--metrics", file, "--dry-run"]), 0);
  await assert.rejects(readFile(file), { code: "ENOENT" });
  await mkdir(join(file, "in-the-way"), { recursive: true });
  const end = await world.passHere(["--metrics", file]);
  assertExit(end, 0);
  assert.match(end.stderr, /The metrics could not be written to .*exophotos\.prom/);
  const wrong = await world.passHere(["--metrics", "figures.txt"]);
  assertExit(wrong, 2);
  assert.match(wrong.stderr, /must be a path that ends in \.prom/);
});
