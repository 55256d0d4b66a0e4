import * as z from "zod";
import { ExophotosError, errnoOf } from "../errors.ts";
import { type PrivateFile, readPrivately } from "../platform/private-file.ts";
import type { DelegatedOptions } from "./delegated-options.ts";

/** What MSAL serializes, as far as it is looked at here. Source: MSAL's unified cache schema, as msal-node writes it. */
const cacheSchema = z.object({
  Account: z.record(
    z.string(),
    z.object({ home_account_id: z.string(), environment: z.string(), realm: z.string(), username: z.string() }),
  ),
  RefreshToken: z.record(
    z.string(),
    z.object({ home_account_id: z.string(), client_id: z.string(), secret: z.string().min(1) }),
  ),
});

/** A sign-in as it is kept. */
export interface KeptSignIn {
  /** The file's text, for MSAL. */
  readonly text: string;
  /** MSAL's key of the account. */
  readonly homeAccountId: string;
  /** userPrincipalName. */
  readonly user: string;
}

type Owner = Pick<DelegatedOptions, "authorityHost" | "tenantId" | "clientId" | "cachePath">;

/**
 * Reads the file that a pass signs in from. Throws `settingInvalid` where it cannot be read, where others can read it, and
 * where it holds no sign-in of this application and tenant.
 */
export async function readKeptSignIn(owner: Owner): Promise<KeptSignIn> {
  const kept = await readKeptSignInIfThere(owner);
  if (kept === undefined) throw refusedFile(owner.cachePath, "does not exist: exophotos login makes it");
  return kept;
}

/** The same, but undefined where there is no file. */
export async function readKeptSignInIfThere(owner: Owner): Promise<KeptSignIn | undefined> {
  const file = await readIfThere(owner.cachePath);
  if (file === undefined) return undefined;
  if (file.mode !== undefined && (file.mode & 0o077) !== 0) {
    const mode = file.mode.toString(8).padStart(4, "0");
    throw refusedFile(
      owner.cachePath,
      `others can read or change (mode ${mode}): run chmod 600 on it, or, if it may have been read, revoke the person's sessions in Entra and run exophotos login again`,
    );
  }
  return parseKeptSignIn(file.text, owner);
}

/** Throws `settingInvalid` where a sign-in of somebody else's would be replaced, or a file that is none. */
export async function refuseForeignFile(owner: Owner): Promise<void> {
  const file = await readIfThere(owner.cachePath);
  if (file !== undefined) parseKeptSignIn(file.text, owner);
}

/** Takes MSAL's text for a sign-in. Throws `settingInvalid`, which names the file. */
export function parseKeptSignIn(text: string, owner: Owner): KeptSignIn {
  const { cachePath, tenantId, clientId, authorityHost } = owner;
  const cache = cacheSchema.safeParse(parseJson(text)).data;
  const [account] = Object.values(cache?.Account ?? {});
  if (cache === undefined || account === undefined) throw refusedFile(cachePath, "holds no sign-in of exophotos login");
  if (account.realm.toLowerCase() !== tenantId.toLowerCase()) {
    throw refusedFile(cachePath, `holds a sign-in to the tenant ${account.realm}, not to ${tenantId}`);
  }
  if (account.environment !== authorityHost.host) {
    throw refusedFile(cachePath, `holds a sign-in at ${account.environment}, not at ${authorityHost.host}`);
  }
  const own = Object.values(cache.RefreshToken).filter((token) => token.home_account_id === account.home_account_id);
  const clients = own.map((token) => token.client_id);
  if (clients.length === 0) throw refusedFile(cachePath, "holds no refresh token: run exophotos login again");
  if (!clients.includes(clientId)) {
    throw refusedFile(cachePath, `holds a sign-in for the application ${clients[0]}, not for ${clientId}`);
  }
  return { text, homeAccountId: account.home_account_id, user: account.username };
}

async function readIfThere(path: string): Promise<PrivateFile | undefined> {
  try {
    return await readPrivately(path);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return undefined;
    throw refusedFile(path, `cannot be read (${errnoOf(error)})`, error);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is no JSON matches no schema.
    return undefined;
  }
}

function refusedFile(path: string, problem: string, cause?: unknown): ExophotosError<"settingInvalid"> {
  const facts = { setting: "token-cache", origin: undefined, problem: `names ${path}, which ${problem}` };
  return new ExophotosError("settingInvalid", facts, cause);
}
