import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { parseCommandLine } from "../../src/cli/parse.ts";
import { findKey } from "../../src/settings/table.ts";
import { createCertificateAuthority } from "../platform/certificate-authority.ts";
import { temporaryFolder } from "../settings/temporary-folder.ts";
import { type Fence, fencesOf, readPages } from "./pages.ts";

const credentials = [
  ...["clientSecretFile", "certificate", "certificateThumbprint", "federatedTokenFile", "managedIdentity"],
  "tokenCache",
];

/** What a block that shows some settings stands beside. */
const others = {
  tenant: "00000000-0000-0000-0000-000000000000",
  clientId: "00000000-0000-0000-0000-000000000000",
  out: "D:\\exophotos\\out",
};

test("the settings that the documents show are ones that an export takes", async (t) => {
  const { certificatePem } = createCertificateAuthority();
  const folder = await temporaryFolder(t, {
    "client-secret.txt": "a secret",
    "exophotos.pfx": "a certificate with its key",
    "exophotos.pfx.password": "a password",
    "exophotos-app.pfx": "a certificate with its key",
    "exophotos-app-password.txt": "a password",
    "proxy-credentials.txt": "user:password",
    "proxy-ca.pem": certificatePem,
    "var/run/secrets/azure/tokens/azure-identity-token": "a token",
    "C:\\ProgramData\\exophotos\\proxy.txt": "user:password",
    "C:\\ProgramData\\exophotos\\contoso-root.pem": certificatePem,
  });
  const blocks = (await readPages()).flatMap(fencesOf).filter(isSettings);
  assert.ok(blocks.length > 5);
  for (const { page, text } of blocks) {
    // Paths that begin at Linux's root lie in the folder, too.
    const settings = JSON.parse(text.replaceAll('"/', '"')) as Record<string, unknown>;
    const credential = credentials.some((key) => key in settings) ? {} : { clientSecretFile: "client-secret.txt" };
    await writeFile(join(folder, "exophotos.json"), JSON.stringify({ ...others, ...credential, ...settings }));
    const words = ["export", "--config", "exophotos.json"];
    await parseCommandLine(words, { env: {}, cwd: folder, columns: 100 }).catch((error: unknown) =>
      assert.fail(`${page.path}\n${text}\n${error}`),
    );
  }
});

/** Settings begin with one; what the program writes begins with `formatVersion`. */
function isSettings({ language, text }: Fence): boolean {
  const first = language === "json" ? Object.keys(JSON.parse(text) as object)[0] : undefined;
  return first !== undefined && findKey(first) !== undefined;
}
