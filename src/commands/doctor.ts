import { exitCodes } from "../cli/exit-codes.ts";
import { namesWith } from "../cli/explanation.ts";
import { checkDirectory } from "../doctor/directory-checks.ts";
import { type Facts, gatherFacts } from "../doctor/facts.ts";
import { type CheckResult, checkNames, type Finding, statusOf } from "../doctor/finding.ts";
import { sampleSize } from "../doctor/people-checks.ts";
import { CheckRun } from "../doctor/run-check.ts";
import type { DoctorService } from "../doctor/service.ts";
import { checkService } from "../doctor/service-checks.ts";
import { ExophotosError, hasCode } from "../errors.ts";
import { basicPropertyNames, personPropertyNames } from "../model/person.ts";
import type { DoctorSettings } from "../settings/types.ts";
import type { Choice } from "../tenant/choice.ts";
import { endOfCheckup } from "./doctor-exit.ts";
import { factsLines } from "./doctor-facts-text.ts";
import { checkJson, checkLines, lastLine, namelessJson, namelessLine } from "./doctor-text.ts";
import { graphProperties } from "./export.ts";
import { choiceOf } from "./pass-request.ts";
import type { Services, VerbEnd } from "./services.ts";
import { writeDocument } from "./write-result.ts";

/** `exophotos doctor`: checks what a pass needs, one thing after the other, and changes nothing. */
export async function runDoctor(settings: DoctorSettings, services: Services): Promise<VerbEnd> {
  const { console, facts: wantsFacts, originOf } = settings;
  const names = namesWith(originOf);
  const say = (lines: readonly string[]) => {
    if (!console.json) for (const line of lines) services.stdout.write(`${line}\n`);
  };
  const results: CheckResult[] = [];
  const { service, problems } = await connect(settings, services);
  try {
    for await (const result of checkUp({ ...settings, problems }, service, services)) {
      results.push(result);
      const isBad = ["warning", "failure"].includes(statusOf(result.finding));
      if (console.quiet && !isBad) continue;
      say(wantsFacts ? [namelessLine(result)] : checkLines(result, names));
    }
    const facts = wantsFacts && service !== undefined ? await factsIfReadable(results, service, services) : undefined;
    const end = endOfCheckup(results);
    if (wantsFacts) say(facts === undefined ? [noFacts] : factsLines(facts));
    say([lastLine(results, wantsFacts)]);
    if (console.json) {
      const checks = results.map((result) => (wantsFacts ? namelessJson(result) : checkJson(result, names)));
      const { version } = services;
      writeDocument(services, { formatVersion: 1, version, exitCode: exitCodes[end], checks, facts });
    }
    return end;
  } finally {
    await service?.close();
  }
}

const noFacts = "No facts: users, and the photos of some, must be readable for that.";

/** A certificate that is no use is found when it is opened. */
async function connect(
  settings: DoctorSettings,
  services: Services,
): Promise<{ readonly service: DoctorService | undefined; readonly problems: DoctorSettings["problems"] }> {
  const { pass: parts, problems } = settings;
  if (parts === undefined) return { service: undefined, problems };
  const { signIn, network, pass } = parts;
  try {
    const service = await services.connectDoctor({
      signIn,
      network,
      choice: firstKeys(choiceOf(pass, settings)),
      discover: pass.discover,
      size: pass.size,
      basicColumns: pass.basicColumns,
      extraColumns: graphProperties(pass.columns, pass.links),
    });
    return { service, problems };
  } catch (error) {
    if (!hasCode(error, "settingInvalid")) throw error;
    return { service: undefined, problems: [...problems, error.facts] };
  }
}

async function* checkUp(
  settings: DoctorSettings,
  service: DoctorService | undefined,
  { clock, interrupted }: Services,
): AsyncGenerator<CheckResult, void, undefined> {
  const run = new CheckRun(interrupted);
  yield await run.check("settings", [], () => settingsFinding(settings));
  const { pass: parts, secretFiles } = settings;
  if (service === undefined || parts === undefined) {
    for (const name of checkNames.slice(1)) yield await run.check(name, ["settings"], notReached);
    return;
  }
  const { basicColumns, columns, links, stateDir, fileMode } = parts.pass;
  const extraColumns = graphProperties(columns, links);
  yield* checkService(run, service, {
    basicColumns,
    extraColumns,
    ofGroup: parts.pass.choice.kind === "group",
    columns: (basicColumns ? basicPropertyNames : personPropertyNames).length + extraColumns.length,
    choiceSetting: choiceSettings[parts.pass.choice.kind],
    nowMs: clock.now,
  });
  yield* checkDirectory(run, { out: parts.out, stateDir, tenantId: parts.signIn.tenant, secretFiles, fileMode });
}

const choiceSettings = { everyone: undefined, filter: "filter", group: "group", usersFrom: "users-from" } as const;

function settingsFinding({ shown: settings, idle, problems }: DoctorSettings): Finding {
  if (problems.length > 0) return { kind: "settingsWrong", settings, problems };
  return idle.length > 0 ? { kind: "settingsIdle", settings, idle } : { kind: "settingsRight", settings };
}

function notReached(): never {
  throw new Error("a check that needs the settings ran without them");
}

/** A list of people is asked about no further than its first batch. */
function firstKeys(choice: Choice): Choice {
  if (choice.kind !== "keys") return choice;
  return {
    ...choice,
    keys: async function* () {
      let asked = 0;
      for await (const key of choice.keys()) {
        if (asked === sampleSize) return;
        asked += 1;
        yield key;
      }
    },
  };
}

const factsTimeoutMs = 300_000;

/** Facts need people who can be listed; so many are asked about that some of them should have a photo. */
async function factsIfReadable(
  results: readonly CheckResult[],
  service: DoctorService,
  { interrupted }: Services,
): Promise<Facts | undefined> {
  const users = results.find(({ check }) => check === "users");
  if (users?.finding.kind !== "usersRead") return undefined;
  const signal = AbortSignal.any([interrupted, AbortSignal.timeout(factsTimeoutMs)]);
  try {
    const { ids } = await service.anybody(100, signal);
    return await gatherFacts(service, ids, signal);
  } catch (error) {
    interrupted.throwIfAborted();
    // Its sentence would name the tenant; the checks above have the same one.
    if (error instanceof ExophotosError || signal.aborted) return undefined;
    throw error;
  }
}
