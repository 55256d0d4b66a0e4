import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import type { PassSummary } from "../../src/export/summary.ts";
import { type SimulatedTenant, type SimulatedTenantOptions, startSimulatedTenant } from "../../src/simulator/start.ts";
import { type CommandEnd, type CommandOptions, quickBackOff, type RunningCommand, startCommand } from "./command.ts";
import { runHere } from "./here.ts";
import { assertHoldsNoSecret, watchSecrets } from "./secrets.ts";

/** A simulated tenant, an output directory, and the real command pointed at both. */
export interface World {
  readonly tenant: SimulatedTenant;
  readonly folder: string;
  readonly out: string;
  /** Sign-in and network flags for this tenant. */
  readonly access: readonly string[];
  /** `exophotos export` into `out`. */
  pass(args?: readonly string[], options?: CommandOptions): Promise<CommandEnd>;
  startPass(args?: readonly string[], options?: CommandOptions): RunningCommand;
  /** The same pass in the test's own process, which is cheaper. */
  passHere(args?: readonly string[]): Promise<CommandEnd>;
  lastRun(): Promise<PassSummary>;
}

/** What a world goes with: a test, or a part of one. */
export interface Lifetime {
  readonly mock: { method(owner: Math, name: "random", implementation: () => number): unknown };
  after(end: () => Promise<void>): void;
}

/** Rows of a CSV file by column name, read without any code of the exporter's. */
export type CsvRow = Readonly<Record<string, string>>;

/**
 * Starts a tenant and makes a temporary folder, in which `out` is unless it is given; both go with the test, which fails
 * when a secret of the tenant's is found in anything that the command said or wrote. Waits that Graph did not ask for are
 * short.
 */
export async function makeWorld(t: Lifetime, options: SimulatedTenantOptions, givenOut?: string): Promise<World> {
  t.mock.method(Math, "random", () => quickBackOff.random);
  const tenant = await startSimulatedTenant({ recordRequests: true, ...options });
  const folder = await mkdtemp(join(tmpdir(), "exophotos-test-"));
  const endWatch = watchSecrets(() => tenant.secrets());
  t.after(async () => {
    await tenant.close();
    try {
      await assertHoldsNoSecret(folder);
    } finally {
      endWatch();
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  const secretFile = join(folder, "secret.txt");
  const caFile = join(folder, "ca.pem");
  await writeFile(secretFile, tenant.clientSecret);
  await writeFile(caFile, tenant.caCertificatePem);
  const out = givenOut ?? join(folder, "out");
  const access = [
    ...["--tenant", tenant.tenantId, "--client-id", tenant.clientId, "--client-secret-file", secretFile],
    ...["--authority-host", tenant.authorityHost, "--graph-endpoint", tenant.graphEndpoint, "--ca-certificate", caFile],
  ];
  const startPass = (args: readonly string[] = [], commandOptions: CommandOptions = {}) =>
    startCommand(["export", ...access, "--out", out, ...args], {
      ...commandOptions,
      nodeOptions: [...quickBackOff.nodeOptions, ...(commandOptions.nodeOptions ?? [])],
    });
  return {
    tenant,
    folder,
    out,
    access,
    startPass,
    pass: (args, commandOptions) => startPass(args, commandOptions).ended,
    passHere: (args = []) => runHere(["export", ...access, "--out", out, ...args]),
    lastRun: async () => JSON.parse(await readFile(join(out, "last-run.json"), "utf8")) as PassSummary,
  };
}

/** Fails with everything that the command said when it did not end with this code. */
export function assertExit(end: CommandEnd, exitCode: number): void {
  assert.equal(end.exitCode, exitCode, `exit ${end.exitCode} ${end.signal ?? ""}\n${end.stdout}\n${end.stderr}`);
}

export async function readCsv(path: string): Promise<readonly CsvRow[]> {
  return parse(await readFile(path), { columns: true, record_delimiter: "\r\n" }) as CsvRow[];
}

export function readManifest({ out }: Pick<World, "out">): Promise<readonly CsvRow[]> {
  return readCsv(join(out, "manifest.csv"));
}

/** Holds manifest.csv and its files against the tenant's own truth: everybody with a photo, their bytes, nobody else. */
export async function assertManifestIsTruth(world: World): Promise<void> {
  const rows = new Map((await readManifest(world)).map((row) => [row.objectId, row]));
  let withPhoto = 0;
  for (const { objectId, userPrincipalName, photoSha256 } of world.tenant.directory.truth()) {
    const row = rows.get(objectId);
    if (photoSha256 === undefined) {
      assert.equal(row, undefined, `${userPrincipalName} has no photo and no row`);
      continue;
    }
    withPhoto += 1;
    assert.ok(row, `${userPrincipalName} has a photo and a row`);
    assert.equal(row.userPrincipalName, userPrincipalName);
    assert.equal(row.checksum, photoSha256);
    const bytes = await readFile(join(world.out, row.file ?? ""));
    assert.equal(createHash("sha256").update(bytes).digest("hex"), photoSha256);
    assert.equal(row.bytes, String(bytes.length));
  }
  assert.equal(rows.size, withPhoto);
}
