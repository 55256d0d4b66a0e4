import { join } from "node:path";
import { commandOf } from "../cli/next-step.ts";
import type { TextStream } from "../cli/text-stream.ts";
import { outputLayout } from "../manifest/output-layout.ts";
import { openPublished } from "../manifest/reader.ts";
import { counted } from "../model/quantities.ts";
import { writeDurably } from "../platform/durable-file.ts";
import { writePrivately } from "../platform/private-file.ts";
import type { NetworkSettings, SignInSettings } from "../settings/parts.ts";
import type { DemoSettings } from "../settings/types.ts";
import { type SimulatedTenant, startSimulatedTenant } from "../simulator/start.ts";
import { endOf, exportPhotos, writeJson } from "./export.ts";
import { say, sayNext, tell } from "./reporter.ts";
import type { Services, VerbEnd } from "./services.ts";

const shownRows = 5;

/**
 * `exophotos demo`: a simulated tenant on loopback and one pass against it. With `--serve` the tenant stays until
 * Ctrl-C, and the settings for working against it are written beside OUT.
 */
export async function runDemo(settings: DemoSettings, services: Services): Promise<VerbEnd> {
  const out = settings.out ?? join(services.cwd, "exophotos-demo");
  const { people, port, seed } = settings;
  say(
    settings.console,
    services,
    `Starting a simulated Microsoft 365 tenant with ${counted(people, "person", "people")} on loopback …`,
  );
  const tenant = await startSimulatedTenant({ people, port, seed });
  try {
    const ended = await exportPhotos({ ...settings, ...accessTo(tenant), out }, services);
    if (settings.console.json) writeJson(services, ended);
    const end = endOf(ended);
    if (!settings.console.json) await showResult(out, services.stdout);
    if (settings.serve) await serve(tenant, out, settings, services);
    else
      sayNext(
        settings.console,
        services,
        `${commandOf("verify", out)} checks it; ${commandOf("demo", "--help")} has more.`,
      );
    return end;
  } finally {
    await tenant.close();
  }
}

function accessTo(tenant: SimulatedTenant): { readonly signIn: SignInSettings; readonly network: NetworkSettings } {
  return {
    signIn: {
      tenant: tenant.tenantId,
      clientId: tenant.clientId,
      credential: { kind: "secret", secret: tenant.clientSecret, origin: "the simulated tenant" },
      cloud: "global",
      authorityHost: tenant.authorityHost,
      graphEndpoint: tenant.graphEndpoint,
      exchangeEndpoint: tenant.exchangeEndpoint,
    },
    network: { caCertificatePem: tenant.caCertificatePem, proxy: undefined, noProxy: undefined },
  };
}

/** Where everything is, and the first rows. */
async function showResult(out: string, stdout: TextStream): Promise<void> {
  const { manifestCsv, photosDir } = outputLayout(out);
  await using published = await openPublished(out);
  const rows = published.rows();
  stdout.write(`Photos    ${photosDir}\nManifest  ${manifestCsv}\n\nIts first rows:\n`);
  let shown = 0;
  for await (const { objectId, properties, photo } of rows) {
    if (shown === shownRows) break;
    shown += 1;
    const picture = photo === undefined ? "no photo" : `${photo.width}x${photo.height}, ${photo.bytes} bytes`;
    stdout.write(`  ${properties.userPrincipalName}\n    objectId ${objectId}, ${picture}\n`);
    if (photo !== undefined) stdout.write(`    ${photo.file}\n    ${photo.checksumAlgorithm} ${photo.checksum}\n`);
  }
}

/** Leaves the settings beside OUT and waits for Ctrl-C, which is the way to end this and no failure. */
async function serve(
  tenant: SimulatedTenant,
  out: string,
  { console }: DemoSettings,
  services: Services,
): Promise<void> {
  const { stdout, interrupted } = services;
  const folder = `${out}-settings`;
  const tempDir = join(folder, "tmp");
  const config = join(folder, "exophotos.json");
  const write = (name: string, text: string) => writeDurably(join(folder, name), text, { tempDir });
  await write("ca.pem", tenant.caCertificatePem);
  await writePrivately(join(folder, "client-secret.txt"), `${tenant.clientSecret}\n`);
  const settings = {
    tenant: tenant.tenantId,
    clientId: tenant.clientId,
    clientSecretFile: "client-secret.txt",
    authorityHost: tenant.authorityHost,
    graphEndpoint: tenant.graphEndpoint,
    exchangeEndpoint: tenant.exchangeEndpoint,
    caCertificate: "ca.pem",
    out,
  };
  await write("exophotos.json", `${JSON.stringify(settings, undefined, 2)}\n`);
  const command = `exophotos export --config ${config}`;
  if (console.json) {
    tell(console, services, "info", `The tenant stays at ${tenant.graphEndpoint} until Ctrl-C: ${command}`);
  } else {
    stdout.write(`\nThe tenant stays at ${tenant.graphEndpoint} until Ctrl-C. Work against it with:\n  ${command}\n`);
  }
  if (interrupted.aborted) return;
  await new Promise<void>((resolve) => interrupted.addEventListener("abort", () => resolve(), { once: true }));
}
