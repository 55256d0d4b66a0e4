import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import forge from "node-forge";
import { storeAccount } from "../entra/powershell.ts";
import { createCertificateAuthority, type IssuedCertificate } from "../platform/certificate-authority.ts";
import { runCommand } from "../running/command.ts";
import { errorOf, logLines } from "../running/said.ts";
import { assertExit, assertManifestIsTruth, makeWorld } from "../running/world.ts";
import { assertNothingLeaked, exportWithout } from "./signing-in.ts";

const dayMs = 86_400_000;

function toPfx(
  { privateKeyPem, certificatePem }: IssuedCertificate,
  key: forge.pki.rsa.PrivateKey | null = forge.pki.privateKeyFromPem(privateKeyPem),
): Buffer {
  const pfx = forge.pkcs12.toPkcs12Asn1(key, [forge.pki.certificateFromPem(certificatePem)], "");
  return Buffer.from(forge.asn1.toDer(pfx).getBytes(), "binary");
}

test("A certificate in the account's store signs in, and its key stays there", async (t) => {
  const world = await makeWorld(t, { people: 8, photoBytes: "small", tokenLifetimeSeconds: 3600 });
  const { tenant, folder, out } = world;
  const account = await storeAccount(t, folder);
  if (account === undefined) return;
  const { env } = account;
  const authority = createCertificateAuthority();
  const own = authority.issue(["exophotos"], new Date(Date.now() + 400 * dayMs));
  const ending = authority.issue(["ending"], new Date(Date.now() + 20.5 * dayMs));
  const ended = authority.issue(["ended"], new Date(Date.now() - dayMs));
  const stranger = authority.issue(["stranger"]);
  for (const certificate of [own, ending]) tenant.registerCertificate(certificate.certificatePem);
  for (const certificate of [own, ending, ended, stranger]) await account.importPfx(toPfx(certificate));
  const keyless = authority.issue(["keyless"]);
  await account.importPfx(toPfx(keyless, null));
  const { fingerprint, fingerprint256 } = new X509Certificate(own.certificatePem);
  const thumbprintOf = ({ certificatePem }: IssuedCertificate) => new X509Certificate(certificatePem).fingerprint;
  const withThumbprint = (thumbprint: string) => [...exportWithout(world), "--certificate-thumbprint", thumbprint];

  for (const [name, thumbprint] of [
    ["SHA-1 as Windows shows it", fingerprint.replaceAll(":", "").toLowerCase()],
    ["SHA-1 with spaces", fingerprint.replaceAll(":", " ")],
    ["SHA-256 with colons", fingerprint256],
  ] as const) {
    await t.test(`named by ${name}`, async () => {
      tenant.traffic.reset();
      const end = await runCommand(withThumbprint(thumbprint), { env });
      assertExit(end, 0);
      await assertManifestIsTruth(world);
      assert.equal(tenant.traffic.tokenRequests, 1, "one signature for all calls");
      assert.ok(!logLines(end).some((line) => line.notice === "certificateEnds"));
      await assertNothingLeaked(out, end, []);
    });
  }

  await t.test("is warned of in each pass when it ends within 30 days", async () => {
    const end = await runCommand(withThumbprint(thumbprintOf(ending)), { env });
    assertExit(end, 0);
    const notice = logLines(end).find((line) => line.notice === "certificateEnds");
    assert.equal(notice?.days, 20);
    assert.match(String(notice?.msg), /ends on \d{4}-\d\d-\d\d, in 20 days\./);
  });

  await t.test("that Entra does not know is named by its thumbprint", async () => {
    const error = errorOf(await runCommand(withThumbprint(thumbprintOf(stranger)), { env }), 3);
    assert.match(error.what, /does not accept the certificate "certificate-thumbprint" \(--certificate-thumbprint\)/);
    assert.match(error.why ?? "", /AADSTS700027/);
  });

  await t.test("that has ended, or is not there, is refused before anything is sent", async () => {
    tenant.traffic.reset();
    const old = errorOf(await runCommand(withThumbprint(thumbprintOf(ended)), { env }), 2);
    assert.match(old.what, /"certificate-thumbprint" .* names a certificate that expired on \d{4}-\d\d-\d\d\./);
    const none = errorOf(await runCommand(withThumbprint("0".repeat(40)), { env }), 2);
    assert.match(none.what, /names no certificate in CurrentUser\\My or LocalMachine\\My\.$/);
    const locked = errorOf(await runCommand(withThumbprint(thumbprintOf(keyless)), { env }), 2);
    assert.match(locked.what, /names a certificate that is in the store without its private key\.$/);
    const elsewhere = [...withThumbprint(fingerprint), "--certificate-store", "LocalMachine"];
    assert.match(errorOf(await runCommand(elsewhere, { env }), 2).what, /names no certificate in LocalMachine\\My\.$/);
    assert.equal(tenant.traffic.tokenRequests, 0);
  });
});

test("Without a PowerShell that answers, the thumbprint's error says so", async (t) => {
  const world = await makeWorld(t, { people: 1, photoBytes: "small" });
  const args = [...exportWithout(world), "--certificate-thumbprint", "0".repeat(40)];
  const bin = join(world.folder, "pwsh");
  const env = { PATH: world.folder };
  assert.match(errorOf(await runCommand(args, { env }), 2).what, /needs PowerShell to be used: pwsh is not found\.$/);
  await writeFile(bin, "#!/bin/sh\necho out of order >&2\nexit 3\n");
  await chmod(bin, 0o755);
  const broken = errorOf(await runCommand(args, { env }), 2);
  assert.match(broken.what, /cannot be used: pwsh ended with 3 \(out of order\)\.$/);
});
