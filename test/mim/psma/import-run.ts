import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { psmaFolder } from "../../../src/mim/psma/folder.ts";
import type { PsmaOptions } from "../../../src/mim/psma/psma-options.ts";
import type { CsvRow } from "../../running/world.ts";
import type { HostRequest, MimHost } from "../mim-host.ts";

/** One value of an object, as it left the script. */
export interface HostValue {
  readonly type: string;
  readonly value?: string;
  readonly length?: number;
  readonly sha256?: string;
}

export type HostObject = Readonly<Record<string, HostValue>>;

export interface HostPage {
  readonly page: number;
  readonly count: number;
  readonly lost: number;
  readonly moreToImport: string | null;
  readonly errorsSeen: number;
}

export interface HostEnd {
  readonly end: "done" | "failed";
  readonly customData?: string;
  readonly error?: string;
  readonly moreToImport?: string | null;
}

/** A whole import: what the agent took, page by page, and how it ended; undefined when it was broken off. */
export interface ImportRun {
  readonly objects: readonly HostObject[];
  readonly pages: readonly HostPage[];
  readonly end: HostEnd | undefined;
}

/** The scripts in a folder, with a temporary folder of their own for the copies of the manifest. */
export interface ScriptFolder {
  readonly folder: string;
  readonly temporary: string;
  run(host: MimHost, request?: Partial<HostRequest>): Promise<ImportRun>;
  /** Copies of the manifest that are left. */
  copies(): Promise<readonly string[]>;
}

/** Writes the scripts as the command does; they go with the test. */
export async function makeScripts(t: TestContext, options: Partial<PsmaOptions>): Promise<ScriptFolder> {
  const base = await mkdtemp(join(tmpdir(), "exophotos-psma-"));
  t.after(() => rm(base, { recursive: true, force: true }));
  const [folder, temporary] = [join(base, "it's scripts"), join(base, "tmp")];
  await mkdir(folder);
  await mkdir(temporary);
  const files = psmaFolder({
    out: undefined,
    objectClass: "EXOUser",
    photo: "photo",
    attributes: "default",
    ...options,
  });
  for (const [name, text] of files) await writeFile(join(folder, name), text);
  return {
    folder,
    temporary,
    run: async (host, request = {}) => sorted(await host({ mode: "import", folder, temporary, ...request })),
    copies: async () => {
      const names = await readdir(temporary, { recursive: true });
      return names.filter((name) => name.endsWith(".csv"));
    },
  };
}

function sorted(lines: readonly unknown[]): ImportRun {
  const all = lines as readonly ({ readonly object: HostObject } | HostPage | HostEnd)[];
  return {
    objects: all.flatMap((line) => ("object" in line ? [line.object] : [])),
    pages: all.flatMap((line) => ("page" in line ? [line] : [])),
    end: all.find((line) => "end" in line),
  };
}

/** Fails unless the run ended well, nothing was lost on the way, and the engine saw no error, not even a caught one. */
export function assertGood({ end, pages }: ImportRun, pageSize: number, objects: number): void {
  assert.equal(end?.end, "done", end?.error);
  const expectedPages = Math.max(1, Math.ceil(objects / pageSize));
  assert.equal(pages.length, expectedPages);
  for (const page of pages) {
    const isLast = page.page === expectedPages;
    assert.deepEqual(page, {
      page: page.page,
      count: isLast ? objects - pageSize * (expectedPages - 1) : pageSize,
      lost: 0,
      moreToImport: isLast ? "False" : "True",
      errorsSeen: 0,
    });
  }
}

/** The object that a manifest row stands for. */
export function objectOf(row: CsvRow, objectClass = "EXOUser"): HostObject {
  const texts = {
    objectClass,
    objectId: row.objectId,
    EXOPhotoChecksum: row.checksum,
    EXOPhotoModified: row.modified,
    userPrincipalName: row.userPrincipalName,
    mail: row.mail,
    onPremisesSamAccountName: row.onPremisesSamAccountName,
    onPremisesImmutableId: row.onPremisesImmutableId,
    employeeId: row.employeeId,
    onPremisesSecurityIdentifier: row.onPremisesSecurityIdentifier,
    onPremisesDomainName: row.onPremisesDomainName,
  };
  const numbers = { EXOPhotoBytes: row.bytes, EXOPhotoWidth: row.width, EXOPhotoHeight: row.height };
  const values: [string, HostValue][] = [];
  const add = (type: string, entries: Readonly<Record<string, string | undefined>>) => {
    for (const [name, value = ""] of Object.entries(entries)) if (value !== "") values.push([name, { type, value }]);
  };
  add("String", texts);
  add("Int64", numbers);
  if (row.file !== "") {
    values.push(["EXOPhoto", { type: "byte[]", length: Number(row.bytes), sha256: row.checksum ?? "" }]);
  }
  return Object.fromEntries(values);
}

/** Objects by object id; fails when one comes twice. */
export function byId(objects: readonly HostObject[]): ReadonlyMap<string, HostObject> {
  const map = new Map(objects.map((object) => [object.objectId?.value ?? "", object]));
  assert.equal(map.size, objects.length);
  return map;
}
