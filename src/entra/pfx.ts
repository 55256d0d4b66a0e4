import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import forge from "node-forge";
import { errnoOf } from "../errors.ts";
import { type CertificateFile, CertificateProblem } from "./certificate-file.ts";

/**
 * Takes the first private key and all certificates out of a PFX (PKCS#12), old (RC2, 3DES, SHA-1) or new (AES, SHA-2).
 * Without a password the empty one is tried, with which Windows protects a PFX that has none.
 *
 * Throws `CertificateProblem`.
 */
export function openPfx(contents: Uint8Array, password: string | undefined): CertificateFile {
  const pfx = decrypt(readAsn1(contents), password);
  const { certBag, keyBag, pkcs8ShroudedKeyBag } = forge.pki.oids;
  const keyBags = [...bagsOf(pfx, pkcs8ShroudedKeyBag), ...bagsOf(pfx, keyBag)];
  return {
    key: keyBags.map(toKey)[0],
    certificates: bagsOf(pfx, certBag).map(toCertificate),
  };
}

function readAsn1(contents: Uint8Array): forge.asn1.Asn1 {
  try {
    return forge.asn1.fromDer(forge.util.createBuffer(Buffer.from(contents).toString("binary")));
  } catch (error) {
    throw new CertificateProblem("is neither PEM nor PFX", error);
  }
}

function decrypt(asn1: forge.asn1.Asn1, password: string | undefined): forge.pkcs12.Pkcs12Pfx {
  try {
    return forge.pkcs12.pkcs12FromAsn1(asn1, password ?? "");
  } catch (error) {
    throw new CertificateProblem(describe(error, password), error);
  }
}

/** Forge tells its failures apart by their messages only. */
function describe(error: unknown, password: string | undefined): string {
  const message = error instanceof Error ? error.message : "";
  if (/password/i.test(message)) {
    return password === undefined ? "is encrypted, and no password is given" : "cannot be opened with the password";
  }
  // Newer ones derive from UTF-8 what forge derives from Latin-1.
  if (/decrypt/i.test(message) && !isAscii(password ?? "")) {
    return "has a password with letters beyond ASCII; export it again with another, or as PEM";
  }
  return /not an PKCS#12 PFX/.test(message) ? "is neither PEM nor PFX" : `cannot be read as PFX: ${message}`;
}

function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length;
}

function bagsOf(pfx: forge.pkcs12.Pkcs12Pfx, bagType: string | undefined): readonly forge.pkcs12.Bag[] {
  return bagType === undefined ? [] : (pfx.getBags({ bagType })[bagType] ?? []);
}

/** Forge leaves what is not RSA as ASN.1; Node's crypto reads both. */
function toKey(bag: forge.pkcs12.Bag): KeyObject {
  const asn1 = bag.key ? forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(bag.key)) : bag.asn1;
  try {
    return createPrivateKey({ key: toDer(asn1), format: "der", type: "pkcs8" });
  } catch (error) {
    throw new CertificateProblem(`holds a damaged private key (${errnoOf(error)})`, error);
  }
}

function toCertificate(bag: forge.pkcs12.Bag): X509Certificate {
  try {
    return new X509Certificate(toDer(bag.cert ? forge.pki.certificateToAsn1(bag.cert) : bag.asn1));
  } catch (error) {
    throw new CertificateProblem(`holds a damaged certificate (${errnoOf(error)})`, error);
  }
}

function toDer(asn1: forge.asn1.Asn1): Buffer {
  return Buffer.from(forge.asn1.toDer(asn1).getBytes(), "binary");
}
