import { randomUUID } from "node:crypto";
import { exitCodes } from "./cli/exit-codes.ts";
import { type CommandLine, parseCommandLine } from "./cli/parse.ts";
import { renderError } from "./cli/render-error.ts";
import { isForMachines } from "./cli/standard-error.ts";
import { runChanges } from "./commands/changes.ts";
import { runDemo } from "./commands/demo.ts";
import { runExplain } from "./commands/explain.ts";
import { runExport } from "./commands/export.ts";
import type { Connection, ConnectRequest, Services, TextStream, VerbEnd } from "./commands/services.ts";
import { runVerify } from "./commands/verify.ts";
import { parseAuthorityHost } from "./entra/authority.ts";
import { readCertificate } from "./entra/certificate.ts";
import { CertificateProblem } from "./entra/certificate-file.ts";
import { clouds } from "./entra/clouds.ts";
import type { Credential } from "./entra/credential.ts";
import { createTokenSource } from "./entra/msal-token-source.ts";
import { ExophotosError } from "./errors.ts";
import { createGraphTenant } from "./graph/tenant.ts";
import { systemClock } from "./platform/clock.ts";
import { bootAtMs } from "./platform/host.ts";
import { createHttpClient } from "./platform/http.ts";
import { interruption } from "./platform/signals.ts";
import type { CredentialSettings, NetworkSettings } from "./settings/types.ts";
import { version } from "./version.ts";

/** What the process gives a run of the program. */
export interface ProcessParts {
  /** The words after the program's name. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  /** Ends the process at once. */
  readonly exitNow: (exitCode: number) => void;
}

/** HTTP calls in flight that `--concurrency auto` may come to. */
const highestConcurrency = 32;

/** Runs one command line and returns its exit code; everything that can be printed has been. */
export async function main(parts: ProcessParts): Promise<number> {
  const { argv, env, cwd, stdout, stderr } = parts;
  let commandLine: CommandLine | undefined;
  const stopping = interruption(() => parts.exitNow(exitCodes.interrupted));
  try {
    commandLine = await parseCommandLine(argv, { env, cwd, columns: stdout.columns ?? 100 });
    switch (commandLine.kind) {
      case "help":
        stdout.write(commandLine.text);
        return exitCodes.done;
      case "version":
        stdout.write(`${version}\n`);
        return exitCodes.done;
      case "run":
        return exitCodes[await run(commandLine, services(parts, stopping.signal))];
    }
  } catch (error) {
    const settings = commandLine?.kind === "run" ? commandLine.settings : undefined;
    const verbose = settings?.console.verbose ?? argv.includes("--verbose");
    const json = isForMachines(settings?.console.logFormat ?? "auto", stderr);
    const { text, exitCode } = renderError(error, { verbose, json, originOf: settings?.originOf });
    stderr.write(text);
    return exitCode;
  } finally {
    stopping.dispose();
  }
}

async function run(line: Extract<CommandLine, { kind: "run" }>, available: Services): Promise<VerbEnd> {
  switch (line.verb) {
    case "export":
      return await runExport(line.settings, available);
    case "verify":
      return await runVerify(line.settings, available);
    case "explain":
      return await runExplain(line.settings, available);
    case "changes":
      return await runChanges(line.settings, available);
    case "demo":
      return await runDemo(line.settings, available);
  }
}

function services({ stdout, stderr, cwd }: ProcessParts, interrupted: AbortSignal): Services {
  return {
    connect,
    clock: systemClock,
    newId: randomUUID,
    bootAtMs: bootAtMs(systemClock),
    version,
    interrupted,
    stdout,
    stderr,
    cwd,
  };
}

/** Joins sign-in, network and Graph; nothing is sent yet. Throws `settingInvalid` for a certificate that is no use. */
async function connect(request: ConnectRequest): Promise<Connection> {
  const { signIn, network, traffic } = request;
  const cloud = clouds[signIn.cloud];
  const endpoint = new URL(signIn.graphEndpoint ?? cloud.graphEndpoint);
  const http = createHttpClient(httpOptions(network));
  const tokens = createTokenSource({
    authorityHost: authorityUrl(signIn.authorityHost ?? cloud.authorityHost),
    tenantId: signIn.tenant,
    clientId: signIn.clientId,
    credential: credentialOf(signIn.credential),
    resource: endpoint.href,
    http,
  });
  const tenant = createGraphTenant({
    endpoint,
    http,
    tokens,
    choice: request.choice,
    size: request.size,
    properties: request.basicColumns ? "basic" : "all",
    extraProperties: request.extraColumns,
    concurrency: traffic.concurrency === "auto" ? highestConcurrency : traffic.concurrency,
    valueMode: traffic.valueBy,
    maxWaitMs: traffic.maxWaitMs,
    userAgent: `NONISV|exophotos|exophotos/${version}`,
    clock: systemClock,
    random: Math.random,
    newId: randomUUID,
  });
  return { tenant, graphHost: endpoint.host };
}

function httpOptions({ caCertificatePem, proxy, noProxy }: NetworkSettings): Parameters<typeof createHttpClient>[0] {
  return {
    ...(caCertificatePem === undefined ? {} : { caCertificatesPem: [caCertificatePem] }),
    ...(noProxy === undefined ? {} : { noProxy }),
    ...(proxy === undefined
      ? {}
      : {
          proxy: {
            url: proxy.url,
            ...(proxy.credentials === undefined ? {} : { basicCredentials: proxy.credentials }),
          },
        }),
  };
}

function authorityUrl(text: string): URL {
  const url = parseAuthorityHost(text);
  if (url !== undefined) return url;
  const problem = "must be an https host without a path";
  throw new ExophotosError("settingInvalid", { setting: "authority-host", origin: text, problem });
}

function credentialOf(given: CredentialSettings): Credential {
  if (given.kind === "secret") return { kind: "secret", secret: given.secret };
  const { contents, password, path, origin } = given;
  try {
    return readCertificate(contents, { nowMs: systemClock.now(), ...(password === undefined ? {} : { password }) });
  } catch (error) {
    if (!(error instanceof CertificateProblem)) throw error;
    const problem = `is ${path}, which ${error.message}`;
    throw new ExophotosError("settingInvalid", { setting: "certificate", origin, problem }, error);
  }
}
