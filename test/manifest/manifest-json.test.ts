import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { hasCode } from "../../src/errors.ts";
import { fixedColumns, manifestColumns } from "../../src/manifest/columns.ts";
import {
  describedBy,
  formatManifestJson,
  formatOf,
  type ManifestDescription,
  type ManifestJson,
  readManifestJson,
} from "../../src/manifest/manifest-json.ts";

const description = (sha: string, changed: Partial<ManifestDescription> = {}): ManifestDescription => ({
  sequence: 7,
  rows: 3,
  bytes: 900,
  sha256: sha.repeat(64),
  columns: [...fixedColumns, "department"],
  renditions: [],
  encoding: "utf8",
  delimiter: ",",
  checksumAlgorithm: "sha256",
  pass: 2,
  time: "2026-01-02T03:04:05.000Z",
  rowsMode: "photos",
  ...changed,
});

const json: ManifestJson = {
  formatVersion: 1,
  product: "exophotos",
  tenantId: "11111111-2222-4333-8444-555555555555",
  history: "99999999-2222-4333-8444-555555555555",
  current: description("b"),
  previous: description("a", { pass: 1 }),
};

describe("manifest.json", () => {
  let folder = "";
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "exophotos-json-"));
  });
  after(() => rm(folder, { recursive: true }));

  it("reads back as it was written, pretty and with a line break at the end", async () => {
    const path = join(folder, "good.json");
    const text = formatManifestJson(json);
    assert.match(text, /^\{\n {2}"formatVersion": 1,\n.*\}\n$/s);
    await writeFile(path, text);
    assert.deepEqual(await readManifestJson(path), json);
  });

  it("is undefined where there is none", async () => {
    assert.equal(await readManifestJson(join(folder, "none.json")), undefined);
  });

  it("is refused when it is no JSON, of another version, or lacks a member", async () => {
    const path = join(folder, "bad.json");
    const { current: _, ...incomplete } = json;
    for (const text of ["", "{", JSON.stringify({ ...json, formatVersion: 2 }), JSON.stringify(incomplete)]) {
      await writeFile(path, text);
      await assert.rejects(readManifestJson(path), (error) => hasCode(error, "manifestDamaged"));
    }
  });

  it("recognizes either manifest by its SHA-256, the newer first", () => {
    assert.equal(describedBy("b".repeat(64), json), json.current);
    assert.equal(describedBy("a".repeat(64), json), json.previous);
    assert.equal(describedBy("c".repeat(64), json), undefined);
    assert.equal(describedBy("b".repeat(64), { ...json, previous: description("b", { pass: 1 }) })?.pass, 2);
    assert.equal(describedBy("a".repeat(64), { ...json, previous: null }), undefined);
  });

  it("says how its manifest is to be read", () => {
    const plain = { delimiter: ",", encoding: "utf8" };
    const added = { renditions: [], extraColumns: ["department"] };
    assert.deepEqual(formatOf(json.current), { ...plain, ...added });
    const columns = manifestColumns({ renditions: ["badge", "thumbnail"], extraColumns: ["phash"] });
    const format = { ...plain, renditions: ["badge", "thumbnail"], extraColumns: ["phash"] };
    assert.deepEqual(formatOf(description("a", { columns })), format);
    assert.equal(formatOf(description("a", { columns: ["file", "objectId"] })), undefined);
  });
});
