import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { answer, jsonAnswer } from "../../src/simulator/answer.ts";
import { type IdentityEndpointOptions, startIdentityEndpoint } from "../../src/simulator/identity-endpoint.ts";
import { serveProxy } from "../platform/loopback.ts";
import { type CommandOptions, quickBackOff, runCommand } from "../running/command.ts";
import { errorOf } from "../running/said.ts";
import { assertExit, assertManifestIsTruth, makeWorld, type World } from "../running/world.ts";
import { assertNothingLeaked } from "./signing-in.ts";

const userAssigned = "6d1c3a52-9b0e-4c55-8f1e-2a7b9c0d4e5f";
const tokenPath = "/metadata/identity/oauth2/token";

/** A pass of its own process, since what a machine's identity is does not change in one; without a client id. */
function pass({ tenant, folder, out }: World, identity: string, options: CommandOptions, more: readonly string[] = []) {
  const args = [
    ...["export", "--out", out, "--tenant", tenant.tenantId, "--managed-identity", identity, "--verbose"],
    ...["--graph-endpoint", tenant.graphEndpoint, "--ca-certificate", join(folder, "ca.pem"), ...more],
  ];
  return runCommand(args, { ...options, nodeOptions: quickBackOff.nodeOptions });
}

async function makeMachine(t: TestContext, options: IdentityEndpointOptions) {
  const world = await makeWorld(t, { people: 8, photoBytes: "small" });
  const endpoint = await startIdentityEndpoint(world.tenant, options);
  t.after(() => endpoint.close());
  return { world, endpoint };
}

const onVirtualMachine = (origin: string) => ({ env: { AZURE_POD_IDENTITY_AUTHORITY_HOST: origin } });

test("A virtual machine's own identity signs in, past the proxy and without a client id", async (t) => {
  const { world, endpoint } = await makeMachine(t, { host: { kind: "imds" } });
  const proxy = await serveProxy();
  t.after(() => proxy.close());
  const end = await pass(world, "system", onVirtualMachine(endpoint.origin), ["--proxy", proxy.url.href]);
  assertExit(end, 0);
  await assertManifestIsTruth(world);
  assert.deepEqual(endpoint.requests, [`GET ${tokenPath}`], "one token for all calls");
  assert.deepEqual(
    new Set(proxy.tunnels.map(({ target }) => target)),
    new Set([new URL(world.tenant.graphEndpoint).host]),
  );
  assert.equal(world.tenant.traffic.tokenRequests, 0, "the identity's endpoint alone gives tokens");
  await assertNothingLeaked(world.out, end, []);
});

test("A user-assigned identity signs in by its client id; one that is not assigned is named", async (t) => {
  const { world, endpoint } = await makeMachine(t, { host: { kind: "imds" }, userAssignedClientIds: [userAssigned] });
  assertExit(await pass(world, userAssigned, onVirtualMachine(endpoint.origin)), 0);
  const other = "00000000-0000-4000-8000-000000000000";
  const error = errorOf(await pass(world, other, onVirtualMachine(endpoint.origin)), 3);
  assert.match(error.what, /no such managed identity as "managed-identity" \(--managed-identity\) wants/);
  assert.match(error.why ?? "", /The endpoint of managed identities at 127\.0\.0\.1:\d+ says: Identity not found$/);
});

test("A machine without an identity of its own is told to get one", async (t) => {
  const { world, endpoint } = await makeMachine(t, { host: { kind: "imds" }, systemAssigned: false });
  const error = errorOf(await pass(world, "system", onVirtualMachine(endpoint.origin)), 3);
  assert.match(error.todo, /Turn its system-assigned identity on/);
  assert.equal(endpoint.requests.length, 1, "a refusal is not asked again");
});

test("An identity of another tenant is refused before Graph sees its token", async (t) => {
  const tenantId = "7f0e4d1c-2b3a-4958-8776-655443322110";
  const { world, endpoint } = await makeMachine(t, { host: { kind: "imds" }, tenantId });
  const error = errorOf(await pass(world, "system", onVirtualMachine(endpoint.origin)), 3);
  assert.match(error.what, new RegExp(`does not belong to the tenant ${world.tenant.tenantId}`));
  assert.match(error.why ?? "", new RegExp(`the tenant ${tenantId}`));
  assert.equal(world.tenant.traffic.requests.length, 0);
});

test("An endpoint that is busy, being updated or not there yet is asked again", async (t) => {
  const first = [
    jsonAnswer(429, { error: "too_many_requests", error_description: "Too many requests" }),
    jsonAnswer(500, { error: "unknown" }),
    answer(404, { kind: "empty" }),
  ];
  const { world, endpoint } = await makeMachine(t, { host: { kind: "imds" }, first });
  assertExit(await pass(world, "system", onVirtualMachine(endpoint.origin)), 0);
  assert.equal(endpoint.requests.length, 4);
});

test("A machine that has no such endpoint ends with exit code 8 and says who has one", async (t) => {
  const world = await makeWorld(t, { people: 1, photoBytes: "small" });
  const nobody = createServer();
  await new Promise<void>((resolve) => nobody.listen(0, "127.0.0.1", resolve));
  const { port } = nobody.address() as { port: number };
  await new Promise((resolve) => nobody.close(resolve));
  const error = errorOf(await pass(world, "system", onVirtualMachine(`http://127.0.0.1:${port}`)), 8);
  assert.match(error.what, /gave no usable answer \(sign in with the managed identity\)/);
  assert.match(error.why ?? "", /only what runs in Azure, or on a server with the Azure Arc agent/);
});

test("An identity of App Service signs in with the header that the environment gives", async (t) => {
  const header = "853b9a84-5bfa-4b22-a3f3-0b9a43d9ad8a";
  const { world, endpoint } = await makeMachine(t, { host: { kind: "appService", header } });
  const env = { IDENTITY_ENDPOINT: `${endpoint.origin}/msi/token`, IDENTITY_HEADER: header };
  const end = await pass(world, "system", { env });
  assertExit(end, 0);
  assert.deepEqual(endpoint.requests, ["GET /msi/token"]);
  await assertNothingLeaked(world.out, end, [header]);
  const error = errorOf(await pass(world, "system", { env: { ...env, IDENTITY_HEADER: "another" } }), 3);
  assert.match(error.what, /No token is given out for the managed identity "managed-identity"/);
});

test("An identity of Azure Arc signs in with what the agent's file holds, which only its group can read", async (t) => {
  const key = "arc~key.6uVf0";
  const keyFile = "/var/opt/azcmagent/tokens/exophotos.key";
  const { world, endpoint } = await makeMachine(t, { host: { kind: "arc", keyFile, key } });
  const source = join(world.folder, "arc.key");
  await writeFile(source, key);
  const withFolder = (copy: string): readonly string[] => [
    ...["unshare", "-rm", "sh", "-c"],
    `mount -t tmpfs tmpfs /var/opt && mkdir -p /var/opt/azcmagent/tokens && ${copy} && exec "$@"`,
    "sh",
  ];
  const [program = "", ...words] = [...withFolder("true"), "true"];
  const tried = spawnSync(program, words, { encoding: "utf8" });
  if (tried.status !== 0) {
    const reason = `unshare: ${tried.error?.message ?? tried.stderr.trim()}`;
    if (process.env.CI === "true") throw new Error(reason);
    return t.skip(reason);
  }
  const env = { IDENTITY_ENDPOINT: `${endpoint.origin}${tokenPath}`, IMDS_ENDPOINT: endpoint.origin };
  const end = await pass(world, "system", { env, runBy: withFolder(`cp "${source}" ${keyFile}`) });
  assertExit(end, 0);
  await assertManifestIsTruth(world);
  assert.equal(endpoint.requests.length, 2, "the challenge, then the token");
  await assertNothingLeaked(world.out, end, [key]);

  const error = errorOf(await pass(world, "system", { env, runBy: withFolder("true") }), 3);
  assert.match(error.why ?? "", /Unable to read the secret file/);
  assert.match(error.todo, /a member of himds on Linux/);
});
