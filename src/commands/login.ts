import { commandOf } from "../cli/next-step.ts";
import { ExophotosError, hasCode } from "../errors.ts";
import { printable, spanWords } from "../model/quantities.ts";
import type { LoginSettings } from "../settings/types.ts";
import { tell } from "./reporter.ts";
import type { CodeToEnter, Services, SignedIn, VerbEnd } from "./services.ts";
import { documentText } from "./write-result.ts";

/**
 * `exophotos login`: a person signs in with a device code in any browser, and their sign-in is kept in `--token-cache` for
 * passes without them. The code goes to standard error, also under `--quiet` and `--json`: without it nobody can sign in.
 */
export async function runLogin(settings: LoginSettings, services: Services): Promise<VerbEnd> {
  const signedIn = await signInOrBeInterrupted(settings, services);
  services.stdout.write(settings.console.json ? asJson(settings, signedIn) : asText(settings, signedIn));
  return "done";
}

async function signInOrBeInterrupted(settings: LoginSettings, services: Services): Promise<SignedIn> {
  try {
    const { interrupted } = services;
    return await services.signIn({ settings, interrupted, onCode: (code) => prompt(settings, services, code) });
  } catch (error) {
    throw hasCode(error, "interrupted") ? new ExophotosError("interrupted", { during: "login" }) : error;
  }
}

function prompt({ console }: LoginSettings, services: Services, code: CodeToEnter): void {
  const { expiresInSeconds } = code;
  const [verificationUri, userCode] = [printable(code.verificationUri), printable(code.userCode)];
  const sentence = `To sign in, open ${verificationUri} in a browser and enter the code ${userCode}. It is good for ${spanWords(expiresInSeconds * 1000)}; Ctrl-C gives up.`;
  tell(console, services, "info", sentence, { verificationUri, userCode, expiresInSeconds });
}

function asText(settings: LoginSettings, { user, granted }: SignedIn): string {
  const lines = [
    `Signed in as ${printable(user)} in the tenant ${settings.tenant}.`,
    `Granted: ${granted.length === 0 ? "nothing of Graph's" : granted.map(printable).join(", ")}`,
    ...missing(granted).map((lack) => `Missing: ${lack}`),
    `Kept in ${printable(settings.tokenCache)}: whoever can read this file can read what is granted.`,
    `Use it with: ${printable(passCommand(settings))}`,
  ];
  return `${lines.join("\n")}\n`;
}

function asJson({ tenant, clientId, tokenCache }: LoginSettings, { user, granted }: SignedIn): string {
  return documentText({ formatVersion: 1, user, tenant, clientId, granted, missing: missing(granted), tokenCache });
}

/** What a pass cannot do without, least first. Source: learn.microsoft.com profilephoto-get, user-list. */
const needs = [
  ["User.ReadBasic.All", "User.Read.All", "User.ReadWrite.All", "Directory.Read.All"],
  ["ProfilePhoto.Read.All", "ProfilePhoto.ReadWrite.All", "User.ReadBasic.All", "User.Read.All", "User.ReadWrite.All"],
];

function missing(granted: readonly string[]): readonly string[] {
  const lacking = needs.filter((anyOf) => !anyOf.some((permission) => granted.includes(permission)));
  return lacking.map(([least, next]) => `the delegated permission ${least} or ${next}`);
}

function passCommand({ tenant, clientId, tokenCache }: LoginSettings): string {
  const signIn = ["--tenant", tenant, "--client-id", clientId, "--token-cache", tokenCache];
  return commandOf("export", ...signIn, "--out", "DIR");
}
