import assert from "node:assert/strict";
import { test } from "node:test";
import { runCommand } from "../running/command.ts";
import { runHere } from "../running/here.ts";
import { assertExit, makeWorld, readManifest } from "../running/world.ts";

test("explain says why a person's picture is what it is, by id and by userPrincipalName in any case", async (t) => {
  const world = await makeWorld(t, { people: 60, photoBytes: "small" });
  const { directory, faults } = world.tenant;
  assertExit(await world.passHere(), 0);
  const [row, failing] = await readManifest(world);
  const bare = [...directory.truth()].find(({ photoSha256 }) => photoSha256 === undefined);
  assert.ok(row?.objectId && row.userPrincipalName && failing?.objectId && bare);
  faults.person(failing.objectId, "metadata", { kind: "status", status: 403, code: "ErrorAccessDenied" }, 99);
  assertExit(await world.passHere(), 4);
  const explain = (person: string, ...more: string[]) => runHere(["explain", person, "--out", world.out, ...more]);

  const withPhoto = await runCommand(["explain", row.userPrincipalName.toUpperCase(), "--out", world.out]);
  assertExit(withPhoto, 0);
  assert.equal((await explain(row.objectId.toUpperCase())).stdout, withPhoto.stdout);
  assert.ok(withPhoto.stdout.startsWith(`Person       ${row.userPrincipalName} (${row.objectId})\n`));
  assert.match(withPhoto.stdout, /Last listed {2}in pass 2\nLast asked {3}20\d\d-.*, in pass 2\n/);
  assert.match(withPhoto.stdout, /Answer {7}the photo is unchanged\n/);
  assert.ok(withPhoto.stdout.includes(`Etag         ${row.etag} (metadata)`));
  assert.match(withPhoto.stdout, /Next due {5}asked in each pass; downloaded again at the latest from 20/);
  assert.ok(
    withPhoto.stdout.includes(`Published    ${row.file}, ${row.width}x${row.height}, first seen ${row.modified}`),
  );

  const withoutPhoto = await explain(bare.objectId);
  assertExit(withoutPhoto, 0);
  assert.match(
    withoutPhoto.stdout,
    /Answer +there is no .*\nPhoto +none on record\nNext due +asked in each pass\nPublished +no row\n$/,
  );

  const failed = await explain(failing.objectId);
  assertExit(failed, 0);
  assert.match(failed.stdout, /Answer +no usable answer could be had \(forbidden, 403, ErrorAccessDenied/);
  assert.ok(failed.stdout.includes(`Published    ${failing.file}`));

  const json = await explain(row.objectId, "--json");
  assertExit(json, 0);
  const { people } = JSON.parse(json.stdout);
  const [explained, ...none] = people;
  assert.deepEqual(none, []);
  assert.equal(explained.answer, "unchanged");
  assert.equal(explained.photo.checksum, row.checksum);
  assert.equal(explained.published.file, row.file);
  assert.equal(explained.published.properties.mail, row.mail);

  for (const unknown of ["nobody@fabrikam.example", "00000000-0000-4000-8000-000000000000"]) {
    const end = await explain(unknown);
    assertExit(end, 2);
    assert.ok(end.stderr.includes(unknown));
    assert.equal(end.stdout, "");
  }
});
