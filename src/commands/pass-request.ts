import { createReadStream } from "node:fs";
import { parse } from "csv-parse";
import { ExophotosError, errnoOf } from "../errors.ts";
import type { PassOptions } from "../export/pass-options.ts";
import type { CommonSettings, PassSettings } from "../settings/parts.ts";
import type { Choice } from "../tenant/choice.ts";

/** The part of a pass's options that comes from its settings. */
export function passOptions(
  out: string,
  tenantId: string,
  pass: PassSettings,
  version: string,
  choice: Choice,
): PassOptions {
  return {
    out,
    tenantId,
    version,
    choice,
    stateDir: pass.stateDir,
    only: pass.only,
    discover: pass.discover,
    rows: {
      rows: pass.rows,
      basicColumns: pass.basicColumns,
      extraColumns: pass.columns,
      renditions: pass.renditions,
    },
    format: {
      delimiter: pass.delimiter,
      encoding: pass.encoding,
      extraColumns: pass.columns,
      renditions: pass.renditions.map(({ name }) => name),
    },
    checksum: pass.checksum,
    size: pass.size,
    transcode: pass.transcode,
    maxDelete: pass.maxDelete ?? { kind: "default" },
    deadlineMs: pass.deadlineMs,
    refreshAfterMs: pass.refreshAfterMs,
    recheckWithinMs: pass.recheckWithinMs,
    manifestCopies: pass.manifestCopies,
    links: pass.links,
    fileMode: pass.fileMode,
    keepFilesMs: pass.keepFilesMs,
    keepChangesMs: pass.keepChangesMs,
    full: pass.full,
    dryRun: pass.dryRun,
    rebuildState: pass.rebuildState,
    repairs: false,
  };
}

/** The choice as the tenant wants it; `--users-from` is read as it is listed. */
export function choiceOf({ choice }: PassSettings, { originOf }: CommonSettings): Choice {
  if (choice.kind !== "usersFrom") return choice;
  return { kind: "keys", origin: choice.path, keys: () => usersIn(choice.path, originOf("usersFrom")) };
}

/**
 * The object ids or userPrincipalNames in the first column of a CSV file; a header row (a first value that is neither a
 * GUID nor has an @) is passed over.
 */
async function* usersIn(path: string, origin: string): AsyncGenerator<string> {
  const rows = createReadStream(path).pipe(
    parse({ bom: true, relax_column_count: true, skip_empty_lines: true, trim: true }),
  );
  try {
    let isFirst = true;
    for await (const row of rows as AsyncIterable<readonly string[]>) {
      const key = row[0] ?? "";
      const isHeader = isFirst && !key.includes("@") && !/^[0-9a-f-]{36}$/i.test(key);
      isFirst = false;
      if (key !== "" && !isHeader) yield key;
    }
  } catch (error) {
    const problem = `cannot be read as CSV (${errnoOf(error)}): ${path}`;
    throw new ExophotosError("settingInvalid", { setting: "--users-from", origin, problem }, error);
  }
}
