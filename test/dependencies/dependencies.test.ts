import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import * as z from "zod";
import { type LockedPackage, lockedPackages } from "./lockfile.ts";

const root = join(import.meta.dirname, "../..");

const packages = await lockedPackages();
const shipped = packages.filter(({ dev }) => !dev);

const manifestSchema = z.object({
  dependencies: z.record(z.string(), z.string()),
  optionalDependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
});

test("Every package comes with a SHA-512 that npm holds it against, and none from anywhere but the registry", () => {
  assert.ok(packages.length > 300);
  for (const { path, version, integrity, resolved, link, inBundle } of packages) {
    assert.match(integrity ?? "", /^sha512-[A-Za-z0-9+/]{86}==$/, path);
    assert.match(version, /^\d+\.\d+\.\d+(?:-[\w.]+)?$/, path);
    assert.deepEqual([resolved, link, inBundle], [undefined, false, false], path);
  }
});

test("What the program is made of is named in one version exactly", async () => {
  const manifest = manifestSchema.parse(JSON.parse(await readFile(join(root, "package.json"), "utf8")));
  for (const [name, wanted] of Object.entries({ ...manifest.dependencies, ...manifest.optionalDependencies })) {
    const locked = packages.find(({ path }) => path === `node_modules/${name}`);
    assert.equal(locked?.version, wanted, name);
  }
});

/** What runs at installation, for development only: esbuild puts its own binary in place. */
const scripted = ["node_modules/esbuild"];

test("Nothing that ships runs a script when it is installed, and one build tool does", async () => {
  assert.deepEqual(
    packages.filter(({ hasInstallScript }) => hasInstallScript).map(({ path }) => path),
    scripted,
  );
  for (const { path } of shipped) {
    const scripts = (await installedManifest(path))?.scripts ?? {};
    for (const name of ["preinstall", "install", "postinstall"]) assert.equal(scripts[name], undefined, path);
  }
});

test("Nothing that ships has native modules", async () => {
  for (const { path } of shipped) {
    const names = await readdir(join(root, path), { recursive: true }).catch((): string[] => []);
    const native = names.filter(
      (name) => !name.includes("node_modules/") && /\.node$|(?:^|\/)binding\.gyp$/.test(name),
    );
    assert.deepEqual(native, [], path);
  }
});

/**
 * Licences under which something may be in the executable. All ask for their text, which THIRD-PARTY-LICENCES.txt has;
 * MPL-2.0 also for the sources of the files that it covers, which are unchanged and public.
 */
const allowed = ["MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "Zlib", "BlueOak-1.0.0", "MPL-2.0"];

/** Packages that say nothing in their package.json, and the licence that their LICENSE file is. */
const unsaid: Readonly<Record<string, { readonly licence: string; readonly words: RegExp }>> = {
  "node_modules/exif-parser": { licence: "MIT", words: /^The MIT License/ },
};

test("Every package has a licence under which it may be used here", async () => {
  for (const locked of packages) {
    const licence = locked.license ?? (await unsaidLicence(locked));
    assert.ok(isAllowed(licence), `${locked.path} is under ${licence}`);
  }
});

test("A licence that is not allowed is seen, also among others", () => {
  for (const licence of ["MIT", "mpl-2.0", "(MIT AND Zlib)", "(BSD-3-Clause OR GPL-2.0)"])
    assert.ok(isAllowed(licence));
  for (const licence of ["GPL-3.0-only", "(MIT AND GPL-2.0)", "UNLICENSED", "SEE LICENSE IN x", ""]) {
    assert.ok(!isAllowed(licence), licence);
  }
});

/** For the expressions that there are: one word, or some with OR or AND between them. */
function isAllowed(licence: string): boolean {
  const isKnown = (word: string) => allowed.some((one) => one.toLowerCase() === word.toLowerCase());
  const words = licence.replace(/^\((.*)\)$/, "$1");
  return words.includes(" OR ") ? words.split(" OR ").some(isKnown) : words.split(" AND ").every(isKnown);
}

async function unsaidLicence({ path }: LockedPackage): Promise<string> {
  const known = unsaid[path];
  assert.ok(known !== undefined, `${path} says nothing of its licence`);
  assert.match(await readFile(join(root, path, "LICENSE.md"), "utf8"), known.words);
  return known.licence;
}

const scriptsSchema = z.object({ scripts: z.record(z.string(), z.string()).optional() });

/** Undefined where a package for another system is not installed. */
async function installedManifest(path: string): Promise<z.output<typeof scriptsSchema> | undefined> {
  const text = await readFile(join(root, path, "package.json"), "utf8").catch(() => undefined);
  return text === undefined ? undefined : scriptsSchema.parse(JSON.parse(text));
}
