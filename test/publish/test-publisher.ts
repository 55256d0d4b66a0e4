import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { manifestColumns } from "../../src/manifest/columns.ts";
import { writeManifest } from "../../src/manifest/manifest-csv.ts";
import { outputLayout } from "../../src/manifest/output-layout.ts";
import type { Change } from "../../src/model/change.ts";
import type { ManifestRow } from "../../src/model/manifest-row.ts";
import { openStaged, writeDurably } from "../../src/platform/durable-file.ts";
import type { RenameOptions } from "../../src/platform/rename-with-retry.ts";
import { type CommitStep, commitPublish } from "../../src/publish/commit.ts";
import { type Recovery, type RecoveryStep, recoverPublish } from "../../src/publish/recover.ts";
import { sampleRow } from "../manifest/sample-rows.ts";
import { openTestLedger, type World } from "./sqlite-ledger.ts";

export const identity = {
  tenantId: "11111111-2222-4333-8444-555555555555",
  history: "99999999-2222-4333-8444-555555555555",
};

const ledgerPath = (out: string) => join(out, "..", "ledger.db");

/** Brings what is published in OUT to `world`, through the real steps; `atStep` may stop it. */
export async function publishWorld(
  out: string,
  world: World,
  atStep: (step: CommitStep | "done") => void = () => undefined,
  rename: RenameOptions = {},
): Promise<void> {
  const layout = outputLayout(out);
  const ledger = openTestLedger(ledgerPath(out));
  try {
    const before = ledger.published();
    const rows = rowsOf(world);
    const touchedFolders = new Set<string>();
    for (const { objectId, photo } of rows) {
      if (photo === undefined) continue;
      const path = join(out, photo.file);
      await writeDurably(path, contentOf(world, objectId), { tempDir: layout.tempDir });
      touchedFolders.add(dirname(path));
    }
    const changes = difference(rowsOf(before.world), rows, before.sequence);
    ledger.stage(world, changes);

    const stagedManifest = await openStaged(layout.manifestCsv, { tempDir: layout.tempDir });
    const format = { delimiter: ",", encoding: "utf8", renditions: [], extraColumns: [] } as const;
    for await (const chunk of writeManifest(rows, format)) await stagedManifest.write(chunk);
    const digest = await stagedManifest.seal();
    const [pass, sequence] = [before.pass + 1, before.sequence + changes.length];
    const publish = {
      pass,
      firstSequence: before.sequence + 1,
      lastSequence: sequence,
      manifest: {
        ...digest,
        sequence,
        rows: rows.length,
        columns: [...manifestColumns(format)],
        encoding: format.encoding,
        delimiter: format.delimiter,
        renditions: [],
        checksumAlgorithm: "sha256",
        pass,
        time: "2026-01-02T03:04:05.000Z",
        rowsMode: "photos",
      },
    } as const;
    await commitPublish({ layout, identity, ledger, publish, stagedManifest, touchedFolders, rename, atStep });
  } finally {
    ledger.close();
  }
}

/** Ends what was cut off in OUT. */
export async function recoverWorld(
  out: string,
  atStep: (step: RecoveryStep) => void = () => undefined,
): Promise<Recovery> {
  const ledger = openTestLedger(ledgerPath(out));
  try {
    const prepared = ledger.prepared();
    return await recoverPublish({ layout: outputLayout(out), identity, ledger, prepared, rename: {}, atStep });
  } finally {
    ledger.close();
  }
}

/** People are sample people by number. */
function rowsOf(world: World): readonly ManifestRow[] {
  return Object.keys(world)
    .map(Number)
    .sort((a, b) => a - b)
    .map((n) => sampleRow(n, world[n]?.photo ?? "", { mail: world[n]?.mail ?? "" }));
}

function contentOf(world: World, objectId: string): string {
  return world[Number.parseInt(objectId.slice(0, 8), 16)]?.photo ?? "";
}

function difference(before: readonly ManifestRow[], after: readonly ManifestRow[], sequence: number): Change[] {
  const old = new Map(before.map((row) => [row.objectId, row]));
  const now = new Map(after.map((row) => [row.objectId, row]));
  const changes: Omit<Change, "sequence">[] = [];
  for (const objectId of [...new Set([...old.keys(), ...now.keys()])].sort()) {
    const [was, is] = [old.get(objectId), now.get(objectId)];
    if (fingerprint(was) === fingerprint(is)) continue;
    changes.push({
      changeType: was === undefined ? "Add" : is === undefined ? "Delete" : "Modify",
      reason: is === undefined ? "left" : was?.photo?.checksum === is.photo?.checksum ? "attributes" : "photo",
      objectId,
      userPrincipalName: (is ?? was)?.properties.userPrincipalName ?? "",
      file: is?.photo?.file ?? "",
      checksum: is?.photo?.checksum ?? "",
      previousChecksum: was?.photo?.checksum ?? "",
      modified: is?.photo?.modified ?? "",
    });
  }
  return changes.map((change, index) => ({ ...change, sequence: sequence + index + 1 }));
}

function fingerprint(row: ManifestRow | undefined): string {
  return createHash("sha256")
    .update(JSON.stringify(row ?? null))
    .digest("hex");
}
