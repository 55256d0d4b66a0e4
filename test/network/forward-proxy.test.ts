import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { assertNothingLeaked, exportWithout } from "../cli/signing-in.ts";
import { runCommand } from "../running/command.ts";
import { errorOf } from "../running/said.ts";
import { assertExit, assertManifestIsTruth, makeWorld } from "../running/world.ts";
import { type ProxyName, startProxy, whyNoProxy } from "./forward-proxy.ts";

const someone = { user: "svc-exophotos", password: "passWort7" };

for (const name of ["tinyproxy", "squid"] satisfies readonly ProxyName[]) {
  test(`${name} carries a whole pass, sign-in included, with and without a password`, {
    skip: whyNoProxy(name),
  }, async (t) => {
    const world = await makeWorld(t, { people: 30, photoBytes: "small" });
    const { tenant, folder, out } = world;
    const graph = new URL(tenant.graphEndpoint).host;
    // Another name of the same server, so that the two show apart in the proxy's log.
    const authority = graph.replace("localhost", "127.0.0.1");
    const args = exportWithout(world, { authorityHost: `https://${authority}` });
    const run = (more: readonly string[], env: Readonly<Record<string, string>> = {}) =>
      runCommand([...args, "--full", ...more], { env: { AZURE_CLIENT_SECRET: tenant.clientSecret, ...env } });
    const credentials = join(folder, "credentials.txt");
    await writeFile(credentials, `${someone.user}:${someone.password}\n`);

    await t.test("named by a flag", async (t) => {
      const proxy = await startProxy(t, name);
      assertExit(await run(["--proxy", proxy.url]), 0);
      await assertManifestIsTruth(world);
      assert.deepEqual(await proxy.tunnels(2), new Set([authority, graph]));
    });

    await t.test("named by HTTPS_PROXY, but for the hosts of NO_PROXY", async (t) => {
      const proxy = await startProxy(t, name);
      assertExit(await run([], { HTTPS_PROXY: proxy.url, NO_PROXY: "contoso.example,localhost" }), 0);
      await assertManifestIsTruth(world);
      assert.deepEqual(await proxy.tunnels(1), new Set([authority]));
    });

    await t.test("with Basic authentication, from a file or from HTTPS_PROXY", async (t) => {
      const proxy = await startProxy(t, name, someone);
      assertExit(await run(["--proxy", proxy.url, "--proxy-credentials-file", credentials]), 0);
      await assertManifestIsTruth(world);
      assert.deepEqual(await proxy.tunnels(2), new Set([authority, graph]));
      const { user, password } = someone;
      const withUserInfo = proxy.url.replace("://", `://${user}:${encodeURIComponent(password)}@`);
      const end = await run([], { HTTPS_PROXY: withUserInfo });
      assertExit(end, 0);
      await assertNothingLeaked(out, end, [password, encodeURIComponent(password), tenant.clientSecret]);

      const none = errorOf(await run(["--proxy", proxy.url]), 8);
      assert.match(none.what, /^The proxy 127\.0\.0\.1:\d+ wants a user name and a password, and none is set\.$/);
      assert.match(none.todo, /"proxy-credentials-file"/);
      await writeFile(credentials, `${user}:mistyped9\n`);
      const wrong = await run(["--proxy", proxy.url, "--proxy-credentials-file", credentials]);
      const error = errorOf(wrong, 8);
      assert.match(error.what, /does not accept the user name and password of "proxy-credentials-file"/);
      assert.match(error.why ?? "", /After 1 try/, "an account is not locked by trying again");
      await assertNothingLeaked(out, wrong, ["mistyped9"]);
    });
  });
}
