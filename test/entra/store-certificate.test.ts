import assert from "node:assert/strict";
import { createHash, X509Certificate } from "node:crypto";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { CertificateProblem } from "../../src/entra/certificate-file.ts";
import { openStoreCertificate } from "../../src/entra/store-certificate.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { createCertificateAuthority, type IssuedCertificate } from "../platform/certificate-authority.ts";

const own = createCertificateAuthority().issue(["exophotos"]);
const signIn = {
  clientId: "66666666-7777-8888-9999-000000000000",
  tokenEndpoint: new URL("https://login.contoso.com/t/oauth2/v2.0/token"),
  signal: new AbortController().signal,
};

/**
 * A stand-in for PowerShell that answers as the script does: `body` is JavaScript that gets the request's lines and the
 * certificate, and says words.
 */
async function powershellThat(
  t: TestContext,
  body: string,
  { certificatePem, privateKeyPem }: IssuedCertificate = own,
) {
  const folder = await mkdtemp(join(tmpdir(), "exophotos-test-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const program = join(folder, "powershell.cjs");
  const source = `#!${process.execPath}
    const { sign, X509Certificate } = require("node:crypto");
    const [thumbprint, stores, paddings, data] = require("node:fs").readFileSync(0, "utf8").split("\\n");
    const key = ${JSON.stringify(privateKeyPem)};
    const der = new X509Certificate(${JSON.stringify(certificatePem)}).raw;
    const say = (word, value) => console.log(word + " " + Buffer.from(value).toString("base64"));
    ${body}`;
  await writeFile(program, source);
  await chmod(program, 0o755);
  return program;
}

function open(powershell: string) {
  const name = { thumbprint: "A".repeat(40), stores: ["CurrentUser", "LocalMachine"] as const };
  return openStoreCertificate({ name, powershell, clock: systemClock, toError: (problem) => problem });
}

async function problemOf(opening: Promise<unknown>): Promise<string> {
  const error = await opening.then(
    () => assert.fail("accepted"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof CertificateProblem, String(error));
  return error.message;
}

test("A key that signs no PSS, as CryptoAPI's older ones, signs in with RS256 and the SHA-1 thumbprint", async (t) => {
  const powershell = await powershellThat(
    t,
    `say("certificate", der);
     say("padding", "Pkcs1");
     say("signature", sign("sha256", Buffer.from(data, "base64"), key));`,
  );
  const { expiresAt, assert: makeAssertion } = await open(powershell);
  const [header = "", claims = ""] = (await makeAssertion(signIn)).split(".");
  const decode = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString());
  const { raw, validToDate } = new X509Certificate(own.certificatePem);
  assert.deepEqual(expiresAt, validToDate);
  assert.deepEqual(decode(header), {
    alg: "RS256",
    typ: "JWT",
    x5t: createHash("sha1").update(raw).digest("base64url"),
  });
  const { aud, iss, sub, nbf, exp } = decode(claims);
  assert.deepEqual([aud, iss, sub], [signIn.tokenEndpoint.href, signIn.clientId, signIn.clientId]);
  assert.equal(exp - nbf, 600);
});

for (const [what, body, says] of [
  [
    "a key that this account may not use",
    'say("certificate", der); say("problem", "keyUnusable"); say("words", "Keyset does not exist.\\r\\n");',
    /^names a certificate whose private key this account cannot use \(Keyset does not exist\)$/,
  ],
  ["a certificate without its key", 'say("certificate", der); say("problem", "noKey");', /without its private key$/],
  ["a key that is not RSA", 'say("certificate", der); say("problem", "notRsa");', /Entra takes RSA only$/],
  [
    "a store that fails",
    'say("problem", "other"); say("words", "broken");',
    /cannot be looked up in the store \(broken\)$/,
  ],
  [
    "a signature of another key",
    'say("certificate", der); say("padding", "Pss"); say("signature", "x".repeat(256));',
    /to which its private key does not belong$/,
  ],
  [
    "a script that is kept from running",
    'console.error("not in this language mode"); process.exit(1);',
    /language mode/,
  ],
  ["words that nobody understands", 'console.log("hello"); ', /^cannot be used: .* ended with 0$/],
] as const) {
  test(`Of the Windows store, ${what} is told as that`, async (t) => {
    assert.match(await problemOf(open(await powershellThat(t, body))), says);
  });
}

test("A signature that nobody waits for any longer is not waited for", async (t) => {
  const powershell = await powershellThat(
    t,
    `if (paddings === "Pss") return setInterval(() => {}, 1000);
     say("certificate", der);
     say("padding", "Pss");
     say("signature", sign("sha256", Buffer.from(data, "base64"), { key, padding: 6, saltLength: 32 }));`,
  );
  const credential = await open(powershell);
  const leaving = new AbortController();
  const reason = new Error("enough");
  const asserted = credential.assert({ ...signIn, signal: leaving.signal });
  leaving.abort(reason);
  await assert.rejects(asserted, reason);
});
