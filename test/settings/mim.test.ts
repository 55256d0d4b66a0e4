import assert from "node:assert/strict";
import { test } from "node:test";
import { type CommandLine, parseCommandLine } from "../../src/cli/parse.ts";
import { renderError } from "../../src/cli/render-error.ts";
import type { MimFileSettings, MimFileWriting } from "../../src/settings/types.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const id = "8b6e1c2a-5d0f-4f5e-9f6e-0c2b7a1d3e4f";

function parse(words: string, env = {}, cwd = "/here"): Promise<CommandLine> {
  return parseCommandLine(words.split(" "), { env, cwd, columns: 100 });
}

async function fileSettings(words: string, env = {}, cwd?: string): Promise<MimFileSettings> {
  const line = await parse(`mim file ${words}`, env, cwd);
  assert.ok(line.kind === "run" && line.verb === "mim file");
  return line.settings;
}

async function writing(words: string, env = {}, cwd?: string): Promise<MimFileWriting> {
  const settings = await fileSettings(words, env, cwd);
  assert.ok(settings.action !== "acknowledge");
  return settings;
}

async function refusal(words: string): Promise<string> {
  const error = await parse(words).then(
    () => assert.fail("accepted"),
    (reason: unknown) => reason,
  );
  const { text, exitCode } = renderError(error, { verbose: false, asLogLineAt: undefined });
  assert.equal(exitCode, 2);
  return text;
}

test("mim psma needs a folder, and has an object class, a picture and perhaps an export directory", async () => {
  const line = await parse("mim psma --to scripts");
  assert.ok(line.kind === "run" && line.verb === "mim psma");
  const { to, out, objectClass, photo } = line.settings;
  assert.deepEqual([to, out, objectClass, photo], ["/here/scripts", undefined, "EXOUser", "photo"]);
  const other = await parse("mim psma photos --to scripts --object-class person --photo thumbnail");
  assert.ok(other.kind === "run" && other.verb === "mim psma");
  const { settings } = other;
  assert.deepEqual([settings.out, settings.objectClass, settings.photo], ["/here/photos", "person", "thumbnail"]);
  assert.equal(line.settings.attributes, "default");
  assert.match(await refusal("mim psma --to x --attributes all"), /must be one of default, exo/);
  assert.match(await refusal("mim psma"), /"to" \(not set\) is required to write the scripts/);
  assert.match(await refusal("mim psma --to x --object-class a|b"), /must be the name of an object class/);
});

test("A delimited file has no photo unless asked, the other formats have; it may be a rendition", async () => {
  const photos = [];
  for (const format of ["delimited", "csv-connector", "ldif"]) {
    photos.push((await writing(`o --format ${format} --type full --to f`)).photo);
  }
  assert.deepEqual(photos, ["none", "photo", "photo"]);
  assert.equal((await writing("o --format ldif --type full --to f --photo thumbnail")).photo, "thumbnail");
  const settings = await writing("--out o --format delimited --type full --to f --photo photo --encoding windows-1250");
  const { action, out, to, photo, encoding, delimiter, consumer } = settings;
  assert.deepEqual([action, out, to, photo], ["write", "/here/o", "/here/f", "photo"]);
  assert.deepEqual([encoding, delimiter, consumer], ["windows-1250", ",", undefined]);
});

test("--ack needs a consumer and nothing else", async () => {
  const settings = await fileSettings("o --consumer mim --ack");
  assert.deepEqual([settings.action, settings.consumer], ["acknowledge", "mim"]);
  assert.match(await refusal("mim file o --ack"), /"consumer" \(not set\) is required to acknowledge/);
});

test("LDIF has its DN and its map", async () => {
  const { ldif } = await writing(
    "o --format ldif --type full --to f --preset ad --dn CN={employeeId},O=x --map jpegPhoto=photo --map cn=mail",
  );
  assert.deepEqual(ldif, {
    preset: "ad",
    dn: "CN={employeeId},O=x",
    objectClass: "EXOUser",
    map: [
      { attribute: "jpegPhoto", column: "photo" },
      { attribute: "cn", column: "mail" },
    ],
  });
});

test("The config file has the settings under the verb's two words", async (t) => {
  const cwd = await temporaryFolder(t, {
    "exophotos.json": JSON.stringify({
      out: "photos",
      encoding: "utf16le",
      "mim file": { format: "ldif", encoding: "utf8", map: ["pic=photo"] },
    }),
  });
  const { out, encoding, ldif } = await writing("--config exophotos.json --type full --to f", {}, cwd);
  assert.deepEqual([out, encoding], [`${cwd}/photos`, "utf8"]);
  assert.deepEqual(ldif.map, [{ attribute: "pic", column: "photo" }]);
});

const wanted = "mim file o --to f --format";
const refusals: readonly [string, RegExp][] = [
  ["mim file o --to f --type full", /"format" \(not set\) is required/],
  [`${wanted} delimited`, /"type" \(not set\) is required/],
  ["mim file o --format delimited --type full", /"to" \(not set\) is required/],
  [`${wanted} avp --type full`, /must be one of delimited, csv-connector, ldif/],
  [`${wanted} delimited --type delta`, /"consumer" \(not set\) is required for a delta/],
  [`${wanted} delimited --type delta --consumer a/b`, /must be a consumer's name/],
  [`${wanted} csv-connector --type delta --consumer c`, /"type" \(--type\) must be full: the Generic CSV connector/],
  [`${wanted} csv-connector --type full --delimiter semicolon`, /must not be the semicolon/],
  [`${wanted} ldif --type full --encoding utf16le`, /must be utf8: LDIF has no other/],
  [`${wanted} ldif --type full --dn CN=all`, /must be a distinguished name with columns in braces/],
  [`${wanted} ldif --type full --map photo`, /must be ATTRIBUTE=PICTURE or ATTRIBUTE=COLUMN/],
  [`${wanted} ldif --type full --map a=photo --map A=mail`, /names the attribute A twice/],
  [
    `${wanted} delimited --type full --photo Thumb-1`,
    /"photo" \(--photo\) must be none, photo or the name of a rendition/,
  ],
  ["mim psma --to x --photo none", /"photo" \(--photo\) must be photo or the name of a rendition/],
  [`${wanted} delimited --type full --preset ad`, /"preset" \(--preset\) is for LDIF only, not for delimited/],
  [`${wanted} delimited --type full --encoding latin9`, /must be one of utf8, utf8-bom, utf16le, ascii, windows-1250/],
  ["mim file o --consumer c --ack --template", /contradicts template/],
];

for (const [words, expected] of refusals) {
  test(`"exophotos ${words}" is refused with a sentence and exit code 2`, async () => {
    assert.match(await refusal(words), expected);
  });
}

const signIn = `--tenant ${id} --client-id ${id}`;

test("manifest.csv has no encodings but its own, in a pass and in a scheduled one", async (t) => {
  const cwd = await temporaryFolder(t, { "s.txt": "secret" });
  const more = `--out o ${signIn} --client-secret-file ${cwd}/s.txt --encoding ascii`;
  const expected = /"encoding" \(--encoding\) must be one of utf8, utf8-bom, utf16le\./;
  assert.match(await refusal(`export ${more}`), expected);
  assert.match(await refusal(`schedule ${more} --to t.xml --principal C\\p$`), expected);
});

test("Copies of the manifest are resolved against where they were written, and scheduled passes make them too", async (t) => {
  const cwd = await temporaryFolder(t, {
    "s.txt": "secret",
    "conf/exophotos.json": JSON.stringify({ manifestCopy: ["a.csv", "/b.csv"] }),
  });
  const args = `--out o ${signIn} --client-secret-file s.txt`;
  const copiesOf = async (words: string, env = {}) => {
    const line = await parse(`export ${args}${words}`, env, cwd);
    assert.ok(line.kind === "run" && line.verb === "export");
    return line.settings.pass.manifestCopies;
  };
  assert.deepEqual(await copiesOf(""), []);
  assert.deepEqual(await copiesOf(" --manifest-copy a.csv --manifest-copy a.csv"), [`${cwd}/a.csv`]);
  assert.deepEqual(await copiesOf("", { EXOPHOTOS_MANIFEST_COPY: "a.csv; /b.csv" }), [`${cwd}/a.csv`, "/b.csv"]);
  assert.deepEqual(await copiesOf(" --config conf/exophotos.json"), [`${cwd}/conf/a.csv`, "/b.csv"]);

  const scheduled = await parse(`schedule ${args} --to t.xml --principal C\\p$ --manifest-copy a.csv`, {}, cwd);
  assert.ok(scheduled.kind === "run" && scheduled.verb === "schedule");
  assert.ok(scheduled.settings.exportWords.includes(`--manifest-copy=${cwd}/a.csv`));
});
