import { silentWork } from "../cli/work-reporter.ts";
import { compareSides } from "../compare/compare.ts";
import { type Counts, isDifference, type Result, results } from "../compare/finding.ts";
import { chooseJoin } from "../compare/join.ts";
import type { KnownHash } from "../compare/manifest-entry.ts";
import { openSide } from "../compare/open-side.ts";
import { Report } from "../compare/report.ts";
import type { DirectorySource } from "../model/side-source.ts";
import type { CompareSettings } from "../settings/types.ts";
import type { State } from "../store/state.ts";
import { comparisonSentence, findingsAsCsv, findingsAsJson } from "./compare-text.ts";
import { say, tell, workReporterFor } from "./reporter.ts";
import type { Services, VerbEnd } from "./services.ts";
import { openUsableState } from "./usable-state.ts";
import { watched } from "./watched.ts";
import { writeResult } from "./write-result.ts";

/** `exophotos compare`: who has the same photo on two sides, by bytes, then by look. */
export async function runCompare(settings: CompareSettings, services: Services): Promise<VerbEnd> {
  const { photo: picture, distance, to, report: reportPath, console } = settings;
  using states = new StatesForHashes();
  const hashesOf = (out: string) => states.hashesOf(out);
  // Where the findings themselves run over the terminal there is no place for more.
  const work = to === undefined && services.stdout.isTTY ? silentWork : workReporterFor(console, services);
  await using opened = new AsyncDisposableStack();
  const openDirectory = async (source: DirectorySource, setting: string) => {
    const { openDirectorySide } = await import("./directory-side.ts");
    return opened.adopt(await openDirectorySide(source, setting, settings, services, work), (side) => side.close());
  };
  const parts = { picture, hashesOf, openDirectory };
  const a = await openSide({ setting: "side-a", source: settings.a, ...parts });
  const b = await openSide({ setting: "side-b", source: settings.b, ...parts });
  const join = chooseJoin(settings.join, a, b);
  const pool = await services.startPictures();
  try {
    await using report =
      reportPath === undefined ? undefined : await Report.open(reportPath, { sides: { a, b }, pool });
    const counts = noCounts();
    let read = 0;
    let compared = 0;
    const onRead = () => work.update({ name: "Read", unit: "pictures", done: ++read, total: undefined });
    const findings = watched(
      compareSides({ a, b, join, distance, pool, signal: services.interrupted, onRead }),
      async (finding) => {
        counts[finding.result] += 1;
        work.update({ name: "Compared", unit: "people", done: ++compared, total: undefined });
        await report?.add(finding);
      },
    );
    const head = { formatVersion: 1, a: a.name, b: b.name, join, photo: picture, distance };
    const output = console.json ? findingsAsJson(head, findings, () => counts) : findingsAsCsv(findings);
    await writeResult(to, output, services);
    const sentence = comparisonSentence(counts, join);
    await report?.finish(counts, sentence);
    work.close();
    if (to !== undefined) say(console, services, `What came of everybody is in ${to}.`);
    if (reportPath !== undefined) say(console, services, `The page of those who differ is ${reportPath}.`);
    tell(console, services, "info", sentence);
    return results.some((result) => isDifference(result) && counts[result] > 0) ? "difference" : "done";
  } finally {
    work.close();
    await pool.close();
  }
}

function noCounts(): { -readonly [R in keyof Counts]: Counts[R] } {
  return Object.fromEntries(results.map((result) => [result, 0])) as Record<Result, number>;
}

/** The hashes that exports keep in their states: they save reading photos, and nothing more. */
class StatesForHashes implements Disposable {
  readonly #states: State[] = [];

  /** Undefined where the state cannot be used, as beside a copy of what is published. */
  async hashesOf(out: string): Promise<KnownHash | undefined> {
    const state = await openUsableState(out);
    if (state === undefined) return undefined;
    this.#states.push(state);
    return ({ objectId, photo: listed }) => {
      const photo = state.photos.get(objectId);
      const isListed = photo?.checksum === listed?.checksum && photo?.checksumAlgorithm === listed?.checksumAlgorithm;
      return isListed ? photo?.perceptualHash : undefined;
    };
  }

  [Symbol.dispose](): void {
    for (const state of this.#states) state.close();
  }
}
