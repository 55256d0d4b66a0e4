import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "../../test/settings/temporary-folder.ts";
import { built } from "./built.ts";

test("An operator's own signature on the executable is accepted, and covers every byte of it", async (t) => {
  const folder = await temporaryFolder(t);
  const at = (name: string) => join(folder, name);
  const run = (program: string, ...args: readonly string[]) => execFileSync(program, args, { stdio: "pipe" });
  const subject = ["-subj", "/CN=A throw-away certificate", "-addext", "extendedKeyUsage=codeSigning"];
  run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", at("key"), "-out", at("cert"), ...subject);
  const names = ["-n", "exophotos", "-h", "sha256", "-in", built("exophotos.exe"), "-out", at("exophotos.exe")];
  run("osslsigncode", "sign", "-certs", at("cert"), "-key", at("key"), ...names);
  const verify = ["verify", "-CAfile", at("cert"), "-in", at("exophotos.exe")];
  const { status, stdout } = spawnSync("osslsigncode", verify, { encoding: "utf8" });
  assert.equal(status, 0, stdout);
  assert.match(stdout, /Signature verification: ok/);
  const unsigned = spawnSync("osslsigncode", ["verify", "-in", built("exophotos.exe")], { encoding: "utf8" });
  assert.notEqual(unsigned.status, 0);
});
