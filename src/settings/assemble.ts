import { access, constants } from "node:fs/promises";
import { errnoOf } from "../errors.ts";
import { refuseSecondChoice } from "./choice.ts";
import { readCompare } from "./compare.ts";
import { readCredential } from "./credential.ts";
import { readAdRestore, readAdSync } from "./directory.ts";
import { readDoctor } from "./doctor.ts";
import { readLinks } from "./links.ts";
import { manifestEncoding, readManifestCopies } from "./manifest.ts";
import type { Merged } from "./merge.ts";
import { readMimFile, readMimPsma } from "./mim.ts";
import { readNetwork } from "./network.ts";
import { invalidSetting } from "./origin.ts";
import type { ChoiceSettings, CommonSettings, PassSettings, SignInSettings, TrafficSettings } from "./parts.ts";
import { readPush } from "./push.ts";
import { readPassReport, readReport } from "./report.ts";
import { required, waysToGive } from "./required.ts";
import { readSchedule } from "./schedule.ts";
import type { VerbSettings } from "./types.ts";
import type { Verb } from "./verb.ts";

/** A verb that does something with its settings but show them. */
export type WorkingVerb = Exclude<Verb, "config show">;

/** The settings of a verb from its merged values, with the files that they name. Throws `settingInvalid`. */
export async function assemble(verb: WorkingVerb, merged: Merged): Promise<VerbSettings> {
  const { values } = merged;
  const common = commonSettings(merged);
  switch (verb) {
    case "export":
      return {
        verb,
        settings: {
          ...common,
          out: required(merged, "out", "to export"),
          signIn: await readSignIn(merged, "to export"),
          network: await readNetwork(merged),
          traffic: trafficSettings(merged),
          pass: await readPass(merged),
        },
      };
    case "verify":
      return {
        verb,
        settings: { ...common, out: required(merged, "out", "to verify"), repair: await readRepair(merged) },
      };
    case "explain":
      return {
        verb,
        settings: {
          ...common,
          out: required(merged, "out", "to explain"),
          person: required(merged, "person", "to explain"),
        },
      };
    case "changes":
      return {
        verb,
        settings: { ...common, out: required(merged, "out", "to read changes"), ...changesSettings(merged) },
      };
    case "report":
      return { verb, settings: { ...common, ...readReport(merged) } };
    case "mim psma":
      return { verb, settings: { ...common, ...readMimPsma(merged) } };
    case "mim file":
      return { verb, settings: readMimFile(merged, common) };
    case "ad sync":
      return { verb, settings: await readAdSync(merged, common) };
    case "ad restore":
      return { verb, settings: await readAdRestore(merged, common) };
    case "render":
      return { verb, settings: { ...common, ...readRender(merged) } };
    case "compare":
      return { verb, settings: { ...common, ...(await readCompare(merged)) } };
    case "push":
      return {
        verb,
        settings: {
          ...common,
          ...readPush(merged),
          signIn: await readSignIn(merged, "to push photos"),
          network: await readNetwork(merged),
          traffic: trafficSettings(merged),
        },
      };
    case "login":
      return {
        verb,
        settings: {
          ...common,
          tenant: required(merged, "tenant", "to sign in"),
          clientId: required(merged, "clientId", "to sign in"),
          tokenCache: required(merged, "tokenCache", "to keep the sign-in in"),
          cloud: values.cloud,
          authorityHost: values.authorityHost,
          graphEndpoint: values.graphEndpoint,
          network: await readNetwork(merged),
        },
      };
    case "schedule":
      return { verb, settings: { ...common, ...readSchedule(merged) } };
    case "doctor":
      return {
        verb,
        settings: {
          ...common,
          ...(await readDoctor(merged, {
            out: () => required(merged, "out", "to export"),
            signIn: () => readSignIn(merged, "to export"),
            network: () => readNetwork(merged),
            traffic: () => trafficSettings(merged),
            pass: () => readPass(merged),
          })),
        },
      };
    case "config schema":
      return { verb, settings: { ...common, to: values.to } };
    case "completion":
      return { verb, settings: { ...common, shell: required(merged, "shell", "to complete"), to: values.to } };
    case "demo":
      return {
        verb,
        settings: {
          ...common,
          out: values.out,
          people: values.people,
          port: values.port,
          serve: values.serve,
          seed: values.seed,
          traffic: trafficSettings(merged),
          pass: await readPass(merged),
        },
      };
  }
}

/** The settings that all verbs have. */
export function commonSettings({ values, originOf }: Merged): CommonSettings {
  const { json, logFormat, quiet, verbose } = values;
  return { console: { json, logFormat, quiet, verbose }, originOf };
}

async function readSignIn(merged: Merged, reason: string): Promise<SignInSettings> {
  const { cloud, authorityHost, graphEndpoint, exchangeEndpoint } = merged.values;
  const tenant = required(merged, "tenant", reason);
  const credential = await readCredential(merged);
  const clientId = credential.kind === "managedIdentity" ? undefined : required(merged, "clientId", reason);
  return { tenant, clientId, credential, cloud, authorityHost, graphEndpoint, exchangeEndpoint };
}

async function readRepair(merged: Merged) {
  if (!merged.values.repair) return undefined;
  return {
    signIn: await readSignIn(merged, "to repair"),
    network: await readNetwork(merged),
    traffic: trafficSettings(merged),
    size: merged.values.size,
    transcode: merged.values.transcode,
    maxDelete: merged.values.maxDelete,
  };
}

function trafficSettings({ values }: Merged): TrafficSettings {
  return { concurrency: values.concurrency, valueBy: values.valueBy, maxWaitMs: values.maxWait };
}

async function readPass(merged: Merged): Promise<PassSettings> {
  const { values } = merged;
  return {
    stateDir: values.stateDir,
    choice: await readChoice(merged),
    only: values.only,
    discover: values.discover,
    checksum: values.checksum,
    size: values.size,
    renditions: values.rendition,
    transcode: values.transcode,
    rows: values.rows,
    basicColumns: values.basicColumns,
    columns: values.columns,
    encoding: manifestEncoding(merged),
    delimiter: values.delimiter,
    maxDelete: values.maxDelete,
    manifestCopies: readManifestCopies(merged),
    links: readLinks(merged),
    fileMode: values.fileMode,
    metrics: values.metrics,
    report: readPassReport(merged),
    deadlineMs: values.deadline,
    refreshAfterMs: values.refreshAfter,
    recheckWithinMs: values.recheckWithin,
    keepFilesMs: values.keepFiles,
    keepChangesMs: values.keepChanges,
    full: values.full,
    dryRun: values.dryRun,
    rebuildState: values.rebuildState,
  };
}

async function readChoice(merged: Merged): Promise<ChoiceSettings> {
  const { filter, group, usersFrom } = merged.values;
  refuseSecondChoice(merged);
  if (filter !== undefined) return { kind: "filter", filter };
  if (group !== undefined) return { kind: "group", groupId: group };
  if (usersFrom === undefined) return { kind: "everyone" };
  await access(usersFrom, constants.R_OK).catch((error: unknown) => {
    const problem = `names ${usersFrom}, which cannot be read (${errnoOf(error)})`;
    throw invalidSetting("usersFrom", merged.originOf("usersFrom"), problem, error);
  });
  return { kind: "usersFrom", path: usersFrom };
}

function readRender(merged: Merged) {
  const { rendition: renditions } = merged.values;
  if (renditions.length === 0) {
    const problem = `is required to render: give ${waysToGive(["rendition"])}`;
    throw invalidSetting("rendition", merged.originOf("rendition"), problem);
  }
  return { in: required(merged, "in", "to render"), renditions, to: required(merged, "to", "to render into") };
}

function changesSettings(merged: Merged) {
  const { ack, to } = merged.values;
  const since = required(merged, "since", "to read changes");
  if (ack && since.kind !== "consumer") {
    throw invalidSetting("ack", merged.originOf("ack"), "needs a consumer: --since @NAME");
  }
  return { since, ack, to };
}
