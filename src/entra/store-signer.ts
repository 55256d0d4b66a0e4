import { X509Certificate } from "node:crypto";
import * as z from "zod";
import { powershellWords } from "../platform/powershell.ts";
import { ChildFailure, runChild } from "../platform/run-child.ts";
import { CertificateProblem } from "./certificate-file.ts";
import { storeScript } from "./store-script.ts";

/** Where Windows keeps certificates: with the account that runs this, or with the machine. */
export type StoreLocation = "CurrentUser" | "LocalMachine";

export interface StoreCertificateName {
  /** SHA-1 (40 hex digits, as Windows shows it) or SHA-256 (64). */
  readonly thumbprint: string;
  /** In the order to look. */
  readonly stores: readonly StoreLocation[];
}

/** RSA signatures of SHA-256, as .NET names their paddings. */
export const paddings = ["Pss", "Pkcs1"] as const;
export type Padding = (typeof paddings)[number];

export interface StoreSignature {
  readonly certificate: X509Certificate;
  readonly padding: Padding;
  readonly signature: Buffer;
}

export interface StoreSignerOptions {
  /** The PowerShell that reads the store. */
  readonly powershell: string;
  readonly signal?: AbortSignal | undefined;
}

const timeoutMs = 30_000;
const maxOutputBytes = 1_000_000;

const base64 = z.base64().transform((text) => Buffer.from(text, "base64"));
const base64Text = base64.transform((bytes) => bytes.toString("utf8"));
/** What `storeScript` says. */
const answerSchema = z.object({
  certificate: base64.optional(),
  padding: base64Text.pipe(z.enum(paddings)).optional(),
  signature: base64.optional(),
  problem: base64Text.pipe(z.enum(["notFound", "noKey", "notRsa", "keyUnusable", "other"])).optional(),
  words: base64Text.optional(),
});
type Answer = z.infer<typeof answerSchema>;

/**
 * Signs bytes with the key of a certificate in the store, with the first of the paddings that the key can do. The key
 * never leaves the store: a child process signs, and nothing secret passes between it and here. Throws
 * `CertificateProblem`, whose message is a clause about what the thumbprint names, or the signal's reason.
 */
export async function signInStore(
  name: StoreCertificateName,
  wanted: { readonly data: Uint8Array; readonly paddings: readonly Padding[] },
  options: StoreSignerOptions,
): Promise<StoreSignature> {
  const request = [
    name.thumbprint,
    name.stores.join(","),
    wanted.paddings.join(","),
    Buffer.from(wanted.data).toString("base64"),
  ];
  const { certificate, padding, signature, problem, words } = await ask(request, options);
  if (problem !== undefined) throw new CertificateProblem(`${problemClause(problem, name)}${inBrackets(words)}`);
  if (certificate === undefined || padding === undefined || signature === undefined) {
    throw new CertificateProblem(`cannot be used: ${options.powershell} signed nothing`);
  }
  return { certificate: new X509Certificate(certificate), padding, signature };
}

async function ask(request: readonly string[], { powershell, signal }: StoreSignerOptions): Promise<Answer> {
  const words = powershellWords(storeScript);
  try {
    const run = { program: powershell, words, input: `${request.join("\n")}\n`, timeoutMs, maxOutputBytes, signal };
    const { exitCode, stdout, stderr } = await runChild(run);
    const answer = answerSchema.safeParse(Object.fromEntries(stdout.split(/\r?\n/).map((line) => line.split(" ", 2))));
    const isWhole = answer.success && (answer.data.problem !== undefined || answer.data.signature !== undefined);
    if (exitCode === 0 && isWhole) return answer.data;
    throw new CertificateProblem(`cannot be used: ${powershell} ended with ${exitCode}${inBrackets(stderr)}`);
  } catch (error) {
    if (!(error instanceof ChildFailure)) throw error;
    throw new CertificateProblem(`needs PowerShell to be used: ${error.message}`, error);
  }
}

function problemClause(problem: NonNullable<Answer["problem"]>, { stores }: StoreCertificateName): string {
  switch (problem) {
    case "notFound":
      return `names no certificate in ${stores.map((store) => `${store}\\My`).join(" or ")}`;
    case "noKey":
      return "names a certificate that is in the store without its private key";
    case "notRsa":
      return "names a certificate whose key is not RSA; Entra takes RSA only";
    case "keyUnusable":
      return "names a certificate whose private key this account cannot use";
    case "other":
      return "cannot be looked up in the store";
  }
}

const maxWords = 300;

/** What the system said, on one line. */
function inBrackets(words: string | undefined): string {
  const line = (words ?? "").replace(/\s+/g, " ").trim().replace(/\.$/, "").slice(0, maxWords);
  return line === "" ? "" : ` (${line})`;
}
