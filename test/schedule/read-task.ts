import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { windowsArgv } from "./windows-argv.ts";

const schema = join(import.meta.dirname, "task-1.2.xsd");

/** A task as Task Scheduler would understand it. */
export interface ReadTask {
  readonly xml: string;
  /** The text of the only element of that name. */
  text(name: string): string;
  readonly words: readonly string[];
}

/** Reads a task's file, which must be UTF-16 LE with a byte order mark and say so. */
export function readTask(path: string): ReadTask {
  const bytes = readFileSync(path);
  assert.deepEqual([...bytes.subarray(0, 2)], [0xff, 0xfe], "a byte order mark of UTF-16 LE");
  const xml = new TextDecoder("utf-16le", { fatal: true }).decode(bytes);
  assert.ok(xml.startsWith('<?xml version="1.0" encoding="UTF-16"?>'), xml.slice(0, 60));
  return understand(xml);
}

/** The same of text. */
export function understand(xml: string): ReadTask {
  const text = (name: string) => {
    const [only, second] = [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, "g"))];
    assert.ok(only !== undefined && second === undefined, `one ${name} in ${xml}`);
    return unescaped(only[1] ?? "");
  };
  return { xml, text, words: windowsArgv(text("Arguments")) };
}

function unescaped(text: string): string {
  return text.replace(/&(lt|gt|quot|apos|amp|#\d+);/g, (_, name: string) => {
    const named: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };
    return named[name] ?? String.fromCodePoint(Number(name.slice(1)));
  });
}

/**
 * Holds a task's file against the schema. Without xmllint the test is skipped; in CI it must be there, so that the test
 * is not passed over unseen.
 */
export function assertFitsSchema(t: TestContext, path: string): void {
  const { error, status, stderr } = spawnSync("xmllint", ["--noout", "--nonet", "--schema", schema, path], {
    encoding: "utf8",
  });
  if (error !== undefined) {
    const reason = `xmllint (Debian package libxml2-utils): ${error.message}`;
    if (process.env.CI === "true") throw new Error(reason);
    t.skip(reason);
    return;
  }
  assert.equal(status, 0, stderr);
}
