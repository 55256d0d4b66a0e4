import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import type { Verb } from "../../../src/settings/verb.ts";

/** Words of a command line that lets a verb do next to nothing. */
export interface SmallRun {
  readonly what: string;
  readonly words: readonly string[];
}

/** Every verb once: on an export of one person where it needs no other service, else its help. */
export async function smallRuns(pass: readonly string[], folder: string): Promise<readonly SmallRun[]> {
  const out = join(folder, "out");
  const manifest = await readFile(join(out, "manifest.csv"), "utf8");
  const [row] = parse(manifest, { columns: true }) as readonly { readonly objectId: string; readonly file: string }[];
  if (row === undefined) throw new Error("nobody has a photo");
  const to = join(folder, "to");
  const words: Readonly<Record<Verb, readonly string[] | undefined>> = {
    export: pass,
    verify: ["verify", out],
    explain: ["explain", row.objectId, "--out", out],
    changes: ["changes", out, "--since", "0"],
    report: ["report", out, "--to", join(folder, "report.html")],
    "mim psma": ["mim", "psma", "--out", out, "--to", to],
    "mim file": [
      "mim",
      "file",
      "--out",
      out,
      "--format",
      "delimited",
      "--type",
      "full",
      "--to",
      join(folder, "agent.csv"),
    ],
    "ad sync": undefined,
    "ad restore": undefined,
    render: ["render", join(out, row.file), "--rendition", "thumbnail=96x96", "--to", to],
    compare: ["compare", out, out],
    push: undefined,
    login: undefined,
    schedule: ["schedule", "--systemd", "--principal", "exophotos", "--to", join(folder, "units"), ...pass.slice(1)],
    doctor: undefined,
    "config show": ["config", "show"],
    "config schema": ["config", "schema"],
    completion: ["completion", "bash"],
    demo: undefined,
  };
  return Object.entries(words).map(([verb, some]) =>
    some === undefined
      ? { what: `${verb} --help`, words: [...verb.split(" "), "--help"] }
      : { what: verb, words: some },
  );
}
