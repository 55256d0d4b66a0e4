import assert from "node:assert/strict";
import { test } from "node:test";
import { type CommandLine, parseCommandLine } from "../../src/cli/parse.ts";
import { renderError } from "../../src/cli/render-error.ts";

function parse(...argv: string[]): Promise<CommandLine> {
  return parseCommandLine(argv, { env: {}, cwd: "/here", columns: 100 });
}

async function refusal(...argv: string[]): Promise<string> {
  const error = await parse(...argv).then(
    () => assert.fail("accepted"),
    (reason: unknown) => reason,
  );
  const { text, exitCode } = renderError(error, { verbose: false, asLogLineAt: undefined });
  assert.equal(exitCode, 2);
  return text;
}

async function helpText(...argv: string[]): Promise<string> {
  const line = await parse(...argv);
  assert.equal(line.kind, "help");
  return line.text;
}

test("A verb that reads takes the directory as its positional", async () => {
  const verify = await parse("verify", "photos");
  assert.ok(verify.kind === "run" && verify.verb === "verify");
  assert.equal(verify.settings.out, "/here/photos");
  assert.equal(verify.settings.originOf("out"), "the argument photos");
  const changes = await parse("changes", "--since", "@mim", "--ack", "photos");
  assert.ok(changes.kind === "run" && changes.verb === "changes");
  assert.deepEqual(changes.settings.since, { kind: "consumer", consumer: "mim" });
  assert.deepEqual(
    [changes.settings.out, changes.settings.ack, changes.settings.to],
    ["/here/photos", true, undefined],
  );
});

test("explain takes the person as its positional, also one with a dash after --", async () => {
  const line = await parse("explain", "--out", "/photos", "--", "-odd@contoso.com");
  assert.ok(line.kind === "run" && line.verb === "explain");
  assert.deepEqual([line.settings.person, line.settings.out], ["-odd@contoso.com", "/photos"]);
});

test("Options may stand before the verb, and take = or the next word", async () => {
  const line = await parse("--json", "--people=5", "demo", "--seed", "3", "--serve=false");
  assert.ok(line.kind === "run" && line.verb === "demo");
  const { console, people, seed, serve } = line.settings;
  assert.deepEqual([console.json, people, seed, serve], [true, 5, 3, false]);
});

test("A repeated option takes one value each and swallows nothing behind it", async () => {
  const text = await refusal("export", "--columns", "department", "--columns", "city", "surplus");
  assert.match(text, /export takes options only, and "surplus" is none/);
});

test("--no-proxy is a list of hosts and not the negation of --proxy", async () => {
  const text = await refusal("export", "--no-proxy", "localhost", "--proxy", "ftp://x");
  assert.match(text, /"proxy" \(--proxy\) must be a proxy's http or https URL/);
});

const wrongUsages: readonly [string[], RegExp][] = [
  [["exprot"], /no verb "exprot" \(did you mean export\?\)/],
  [["mim"], /A word is missing after mim: mim psma or mim file/],
  [["mim", "fiel"], /no verb "mim fiel" \(did you mean mim file\?\)/],
  [["file"], /no verb "file" \(did you mean mim file\?\)/],
  [["mim", "pmsa"], /no verb "mim pmsa" \(did you mean mim psma\?\)/],
  [["mmi", "psma"], /no verb "mmi" \(did you mean mim psma\?\)/],
  [["nonsense"], /no verb "nonsense": exophotos help lists them/],
  [["help", "exprot"], /no verb "exprot" \(did you mean export\?\)/],
  [["export", "--max-delte", "5"], /no option --max-delte \(did you mean --max-delete\?\)/],
  [["export", "--rows", "poeple"], /must be one of photos, people \(did you mean people\?\)/],
  [["export", "--cloud", "chian"], /must be one of global, .* \(did you mean china\?\)/],
  [["mim", "file", "a", "b"], /mim file takes one out, and "b" is one more/],
  [["mim", "psma", "--ack"], /mim psma has no option --ack/],
  [["export", "--tennant", "x"], /no option --tennant \(did you mean --tenant\?\)/],
  [["export", "--out-dir", "x"], /no option --out-dir/],
  [["export", "--no-full"], /no option --no-full/],
  [["export", "-x"], /no option -x/],
  [["demo", "--full"], /demo has no option --full/],
  [["export", "--out"], /--out needs a value/],
  [["export", "--out", "--full"], /--out needs a value/],
  [["export", "--out", "a", "--out", "b"], /--out is given 2 times/],
  [["export", "--full=maybe"], /--full takes no value but true or false/],
  [["verify", "a", "b"], /verify takes one out, and "b" is one more/],
  [["verify", "a", "--out", "b"], /both name the out/],
];

for (const [argv, expected] of wrongUsages) {
  test(`"${["exophotos", ...argv].join(" ")}" is refused with a sentence and exit code 2`, async () => {
    assert.match(await refusal(...argv), expected);
  });
}

test("A secret as an option is refused without repeating it", async () => {
  for (const argv of [
    ["--client-secret=hidden"],
    ["--client-secret", "hidden"],
    ["--certificate-password=hidden"],
    ["--certificate-password", "hidden"],
  ]) {
    const text = await refusal("export", ...argv);
    assert.match(text, /use --(client-secret|certificate-password)-file or AZURE_/);
    assert.doesNotMatch(text, /hidden/);
  }
});

test("The help lists the verbs and all exit codes", async () => {
  const text = await helpText("--help");
  for (const verb of ["export", "verify", "explain", "changes", "mim psma", "mim file", "schedule", "demo"])
    assert.match(text, new RegExp(`exophotos ${verb} `));
  assert.match(text, /\n {4}0 {2}done\n/);
  assert.match(text, /\n {2}130 {2}interrupted/);
});

test("The help for mim lists its two verbs, and each has a help of its own", async () => {
  const mim = await helpText("mim", "--help");
  assert.match(mim, /exophotos mim psma [\s\S]*exophotos mim file /);
  assert.doesNotMatch(mim, /exophotos export/);
  assert.match(await helpText("mim", "psma", "--help"), /exophotos mim psma --to DIR[\s\S]*--object-class/);
  const file = await helpText("mim", "file", "--help");
  assert.match(file, /--consumer[\s\S]*4 {2}some people cannot be in the file; nothing was written/);
});

test("«help» is --help, of the command, of a family and of a verb; so is no word at all, as a mistake", async () => {
  assert.equal(await helpText("help"), await helpText("--help"));
  assert.equal(await helpText("help", "mim"), await helpText("mim", "--help"));
  assert.equal(await helpText("help", "mim", "psma"), await helpText("mim", "psma", "-h"));
  const bare = await parse();
  assert.ok(bare.kind === "help" && bare.wrong !== undefined);
  assert.equal(bare.text, await helpText("help"));
});

test("A verb's help groups its options, gives defaults and its exit codes, and fits the width", async () => {
  const text = await helpText("export", "--help");
  for (const part of [
    "Sign-in:",
    "--client-secret-file",
    "[default: 30d]",
    "EXOPHOTOS_MAX_DELETE",
    "stopped by a guard",
  ]) {
    assert.ok(text.includes(part), `the help does not say ${part}`);
  }
  assert.doesNotMatch(text, /--people|--client-secret /);
  assert.ok(text.split("\n").every((line) => line.length <= 100));
  assert.match(await helpText("-h", "verify"), /--repair[\s\S]*7 {2}a difference was found/);
});

test("--version asks for the version, with or without a verb", async () => {
  assert.deepEqual(await parse("--version"), { kind: "version" });
  assert.deepEqual(await parse("export", "--version"), { kind: "version" });
});
