import assert from "node:assert/strict";
import { createPrivateKey, generateKeyPairSync, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import forge from "node-forge";
import { readCertificate } from "../../src/entra/certificate.ts";
import { CertificateProblem } from "../../src/entra/certificate-file.ts";
import { createCertificateAuthority, type IssuedCertificate } from "../platform/certificate-authority.ts";

const authority = createCertificateAuthority();
const own = authority.issue(["exophotos"], new Date("2099-05-06T07:08:09Z"));
const stranger = authority.issue(["stranger"]);
const nowMs = Date.UTC(2025, 0, 1);

function assertOwn(contents: string | Uint8Array, password?: string): void {
  const credential = readCertificate(Buffer.from(contents), { nowMs, ...(password === undefined ? {} : { password }) });
  const certificate = new X509Certificate(own.certificatePem);
  assert.equal(credential.thumbprintSha256, certificate.fingerprint256.replaceAll(":", ""));
  assert.equal(credential.expiresAt.toISOString(), "2099-05-06T07:08:09.000Z");
  assert.match(credential.privateKeyPem, /^-----BEGIN PRIVATE KEY-----/);
  assert.ok(certificate.checkPrivateKey(createPrivateKey(credential.privateKeyPem)));
  assert.ok(credential.certificatePem.startsWith(certificate.toString()), "the app's certificate comes first");
}

function assertProblem(expected: RegExp, contents: string | Uint8Array, password?: string): void {
  const options = { nowMs, ...(password === undefined ? {} : { password }) };
  assert.throws(
    () => readCertificate(Buffer.from(contents), options),
    (error) => error instanceof CertificateProblem && expected.test(error.message),
  );
}

describe("a PEM file with a certificate and its key", () => {
  const pkcs8 = createPrivateKey(own.privateKeyPem).export({ type: "pkcs8", format: "pem" }).toString();
  const encrypt = (type: "pkcs1" | "pkcs8"): string =>
    createPrivateKey(own.privateKeyPem)
      .export({ type, format: "pem", cipher: "aes-256-cbc", passphrase: "correct horse" })
      .toString();

  it("is read in any order, among other certificates, bag attributes and Windows line ends", () => {
    assertOwn(own.certificatePem + own.privateKeyPem);
    assertOwn(pkcs8 + own.certificatePem);
    assertOwn(authority.certificatePem + own.certificatePem + pkcs8);
    assertOwn(
      `Bag Attributes\n  friendlyName: x\n${pkcs8}subject=CN = x\n${own.certificatePem}`.replaceAll("\n", "\r\n"),
    );
  });

  it("is read with a password, and with one that nothing needs", () => {
    assertOwn(own.certificatePem + encrypt("pkcs8"), "correct horse");
    assertOwn(own.certificatePem + encrypt("pkcs1"), "correct horse");
    assertOwn(own.certificatePem + pkcs8, "not needed");
  });

  it("is refused without its password or with a wrong one", () => {
    for (const type of ["pkcs8", "pkcs1"] as const) {
      assertProblem(/no password is given/, own.certificatePem + encrypt(type));
      assertProblem(/password does not open/, own.certificatePem + encrypt(type), "wrong");
    }
  });

  it("is refused when a part is missing, damaged or somebody else's", () => {
    assertProblem(/is empty/, "");
    assertProblem(/neither PEM nor PFX/, "hello");
    assertProblem(/no private key/, own.certificatePem);
    assertProblem(/no certificate/, pkcs8);
    assertProblem(/belongs to none of its certificates/, stranger.certificatePem + pkcs8);
    assertProblem(
      /damaged private key/,
      `${own.certificatePem}-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n`,
    );
    assertProblem(/damaged certificate/, `${pkcs8}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`);
  });

  it("is refused when Entra would not take its key", () => {
    const export_ = { privateKeyEncoding: { type: "pkcs8", format: "pem" } as const };
    const publicKeyEncoding = { type: "spki", format: "pem" } as const;
    const ec = generateKeyPairSync("ec", { namedCurve: "P-256", publicKeyEncoding, ...export_ });
    assertProblem(/type ec; Entra takes RSA only/, own.certificatePem + ec.privateKey);
    const short = generateKeyPairSync("rsa", { modulusLength: 1024, publicKeyEncoding, ...export_ });
    assertProblem(/1024 bits/, own.certificatePem + short.privateKey);
  });

  it("is refused when it has expired, with the day", () => {
    const old = authority.issue(["old"], new Date("2024-02-29T12:00:00Z"));
    assertProblem(/expired on 2024-02-29/, old.certificatePem + old.privateKeyPem);
  });
});

describe("a PFX file", () => {
  function toPfx(issued: IssuedCertificate, password: string | null, algorithm: "3des" | "aes256"): Buffer {
    const key = forge.pki.privateKeyFromPem(issued.privateKeyPem);
    const chain = [issued.certificatePem, authority.certificatePem].map((pem) => forge.pki.certificateFromPem(pem));
    const pfx = forge.pkcs12.toPkcs12Asn1(key, chain, password, { algorithm });
    return Buffer.from(forge.asn1.toDer(pfx).getBytes(), "binary");
  }

  it("is read with its password, old ciphers and new ones", () => {
    assertOwn(toPfx(own, "hunter2", "3des"), "hunter2");
    assertOwn(toPfx(own, "hunter2", "aes256"), "hunter2");
  });

  it("is read without a password when it has an empty one", () => {
    assertOwn(toPfx(own, "", "3des"));
  });

  it("of OpenSSL 3 is read (AES-256, SHA-256)", () => {
    // openssl req -x509 -newkey rsa:2048 -nodes -days 36500 -subj "/CN=exophotos test" …; openssl pkcs12 -export …
    const pfx = readFileSync(new URL("openssl.pfx", import.meta.url));
    const credential = readCertificate(pfx, { password: "hunter2", nowMs });
    assert.match(new X509Certificate(credential.certificatePem).subject, /CN=exophotos test/);
  });

  it("is refused without its password, with a wrong one, or when it is something else", () => {
    const pfx = toPfx(own, "hunter2", "aes256");
    assertProblem(/no password is given/, pfx);
    assertProblem(/cannot be opened with the password/, pfx, "wrong");
    assertProblem(/neither PEM nor PFX/, new X509Certificate(own.certificatePem).raw);
    assertProblem(/neither PEM nor PFX/, pfx.subarray(0, 200), "hunter2");
  });

  it("is refused when its key belongs to another certificate", () => {
    const mixed = { ...own, certificatePem: stranger.certificatePem };
    assertProblem(/belongs to none of its certificates/, toPfx(mixed, "hunter2", "3des"), "hunter2");
  });
});
