import assert from "node:assert/strict";
import { createSign, generateKeyPairSync } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { runHere } from "../running/here.ts";
import { errorOf } from "../running/said.ts";
import { assertExit, assertManifestIsTruth, makeWorld } from "../running/world.ts";
import { assertNothingLeaked, exportWithout } from "./signing-in.ts";

/** An issuer of tokens as a Kubernetes cluster is one. */
function makeIssuer() {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
  return {
    publicKeyPem: publicKey.export({ type: "spki", format: "pem" }).toString(),
    issue: (claims: object) => {
      const toSign = `${encode({ alg: "RS256", kid: "1" })}.${encode(claims)}`;
      return `${toSign}.${createSign("sha256").update(toSign).sign(privateKey).toString("base64url")}`;
    },
  };
}

const nowSeconds = () => Math.floor(Date.now() / 1000);
const good = {
  iss: "https://issuer.contoso.com/",
  sub: "system:serviceaccount:photos:exophotos",
  aud: "api://AzureADTokenExchange",
};

test("A token of another issuer that the application trusts signs in, read anew for each sign-in", async (t) => {
  const world = await makeWorld(t, { people: 8, photoBytes: "small", tokenLifetimeSeconds: 1 });
  const { tenant, folder, out } = world;
  const issuer = makeIssuer();
  tenant.trust({ issuer: good.iss, subject: good.sub, audience: good.aud, publicKeyPem: issuer.publicKeyPem });
  const file = join(folder, "federated.jwt");
  const write = (claims: object) =>
    writeFile(file, `${issuer.issue({ exp: nowSeconds() + 600, ...good, ...claims })}\n`);
  const args = [...exportWithout(world), "--federated-token-file", file];

  await t.test("named by a flag", async () => {
    const token = issuer.issue({ exp: nowSeconds() + 600, ...good });
    await writeFile(file, `${token}\n`);
    tenant.faults.call("batch", { kind: "delay", ms: 1100 }, 1);
    const end = await runHere([...args, "--concurrency", "1"]);
    assertExit(end, 0);
    await assertManifestIsTruth(world);
    assert.ok(tenant.traffic.tokenRequests > 1);
    await assertNothingLeaked(out, end, [token]);
  });

  await t.test("named by AZURE_FEDERATED_TOKEN_FILE", async () => {
    assertExit(await runHere(exportWithout(world), { env: { AZURE_FEDERATED_TOKEN_FILE: file } }), 0);
  });

  for (const [name, claims, what, why] of [
    ["another issuer", { iss: "https://other.contoso.com/" }, /does not accept the token in/, /AADSTS700211/],
    ["another subject", { sub: "system:serviceaccount:photos:other" }, /does not accept the token in/, /AADSTS700213/],
    ["another audience", { aud: "api://other" }, /does not accept the token in/, /AADSTS700212/],
    ["an end in the past", { exp: nowSeconds() - 10 }, /is not valid now/, /AADSTS700024/],
  ] as const) {
    await t.test(`with ${name} it is refused, and the file's setting is named`, async () => {
      await write(claims);
      const error = errorOf(await runHere(args), 3);
      assert.match(error.what, what);
      assert.match(error.what, /"federated-token-file" \(--federated-token-file\)/);
      assert.match(error.why ?? "", why);
    });
  }

  await t.test("a file that holds none, or is not there, is named before anything is sent", async () => {
    tenant.traffic.reset();
    await writeFile(file, "");
    assert.match(errorOf(await runHere(args), 2).what, /federated\.jwt, which is empty/);
    await writeFile(file, "hunter2 is no token\n");
    const end = await runHere(args);
    assert.match(errorOf(end, 2).what, /federated\.jwt, which holds no token \(JWT\)/);
    assert.ok(!`${end.stdout}${end.stderr}`.includes("hunter2"));
    await rm(file);
    assert.match(errorOf(await runHere(args), 2).what, /federated\.jwt, which cannot be read \(ENOENT\)/);
    assert.equal(tenant.traffic.tokenRequests, 0);
  });
});
