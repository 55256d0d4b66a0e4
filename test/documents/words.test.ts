import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { takesMany } from "../../src/settings/setting.ts";
import { flagName, type SettingKey, settingKeys, settingOf, settingTable, uses } from "../../src/settings/table.ts";
import { isVerb, type Verb, verbFamilies } from "../../src/settings/verb.ts";
import { codeWordsOf, fencesOf, readPages, root } from "./pages.ts";

const program = /^(?:npm run -s exophotos --|(?:\.\\)?exophotos(?:\.exe)?)(?: |$)/;
/** What stands for something of the reader's: FILE, N, HH:MM, DOMAIN\NAME. */
const placeholder = /^(?:[A-Z]%?|[A-Z]{2,}.*|…)$/;

interface Mention {
  readonly verb: Verb | undefined;
  readonly words: readonly string[];
}

test("the commands and options that the documents speak of exist, with values that are allowed", async () => {
  let seen = 0;
  for (const page of await readPages()) {
    for (const text of codeWordsOf(page)) {
      const mention = mentionIn(text);
      if (mention === undefined) continue;
      seen += 1;
      checkOptions(mention, `${page.path}: ${text}`);
    }
  }
  assert.ok(seen > 150, `${seen} were seen`);
});

test("the defaults that the documents say are those that hold", async () => {
  let seen = 0;
  for (const { path, text } of await readPages()) {
    for (const [said, name = "", amount = "", unit = ""] of text.matchAll(statedDefault)) {
      const key = settingKeys.find((candidate) => flagName(candidate) === name);
      assert.ok(key !== undefined, `${path}: ${said}`);
      assert.equal(`${amount}${unit.slice(0, 1)}`, settingOf(key).default, `${path}: ${said}`);
      seen += 1;
    }
  }
  assert.ok(seen > 5, `${seen} were seen`);
});

/** `--keep-files` (7 days) */
const statedDefault = /`--([a-z-]+)`\s\((\d+)(?:\s(days|minutes))?\)/g;

test("the npm scripts that the documents speak of exist", async () => {
  const { scripts } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  for (const page of await readPages()) {
    const shell = fencesOf(page).filter(({ language }) => language === "sh");
    for (const text of [...codeWordsOf(page), ...shell.map((fence) => fence.text)]) {
      for (const [, name = ""] of text.matchAll(/\bnpm (?:run (?:-s )?)?([a-z:]+)/g)) {
        assert.ok(name in scripts || ["ci", "cit", "audit"].includes(name), `${page.path}: ${text}`);
      }
    }
  }
});

/** A text in backticks that begins with the program, a verb with options, or an option. */
function mentionIn(text: string): Mention | undefined {
  const rest = text.replace(program, "");
  const words = [...rest.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, one, other, bare]) => one ?? other ?? bare ?? "",
  );
  const [first = "", second = ""] = words;
  const family = verbFamilies.has(first);
  const verb = [`${first} ${second}`, first].find(isVerb);
  if (verb !== undefined) {
    const isCommand = rest !== text || words.some((word) => word.startsWith("--"));
    return isCommand ? { verb, words: words.slice(verb.split(" ").length) } : undefined;
  }
  if (first.startsWith("--")) return { verb: undefined, words };
  assert.ok(
    rest === text || rest === "" || first === "help" || family || placeholder.test(first),
    `${text} has no verb`,
  );
  return undefined;
}

function checkOptions({ verb, words }: Mention, where: string): void {
  for (const [index, word] of words.entries()) {
    const [, name, given] = /^--([a-z-]+)(?:=(.*))?$/.exec(word) ?? [];
    if (name === undefined || name === "help" || name === "version") continue;
    const key = settingKeys.find((candidate) => flagName(candidate) === name);
    assert.ok(key !== undefined, `${where}: there is no --${name}`);
    assert.ok(verb === undefined || uses(verb, key), `${where}: ${verb} has no --${name}`);
    const value = given ?? (settingOf(key).form === "switch" ? undefined : words[index + 1]);
    if (value !== undefined && !placeholder.test(value)) checkValue(key, value, where);
  }
}

function checkValue(key: SettingKey, value: string, where: string): void {
  const { success } = settingTable[key].schema.safeParse(takesMany(settingOf(key)) ? [value] : value);
  assert.ok(success, `${where}: ${value} is no value of it`);
}
