import assert from "node:assert/strict";
import { test } from "node:test";
import { storeScript } from "../../src/entra/store-script.ts";
import { mimHost } from "../mim/mim-host.ts";
import { temporaryFolder } from "../settings/temporary-folder.ts";

test("The script that signs holds nothing that only PowerShell 7 knows, and calls no cmdlet", async (t) => {
  const host = await mimHost(t);
  if (host === undefined) return;
  const folder = await temporaryFolder(t, { "store.ps1": storeScript });
  const [parsed] = await host({ mode: "parse", folder });
  assert.deepEqual(parsed, { file: "store.ps1", errors: [], onlySeven: [], commands: [] });
});

test("The script that signs fits into a command line of Windows", () => {
  const longest = 32_767;
  assert.ok(Buffer.from(storeScript, "utf16le").toString("base64").length < longest / 2);
});
