import assert from "node:assert/strict";
import { test } from "node:test";
import { startSimulatedTenant } from "../../src/simulator/start.ts";
import { Client, field } from "./client.ts";

test("The simulated person's tokens open Graph; a refresh token is good for one use, until the sign-in is ended", async (t) => {
  const tenant = await startSimulatedTenant({ people: 3, photoBytes: "small" });
  const client = new Client(tenant);
  t.after(() => Promise.all([client.close(), tenant.close()]));
  const { delegated, graphEndpoint, tenantId, clientId } = tenant;
  const scope = `${graphEndpoint}/.default openid profile offline_access`;
  const post = (endpoint: string, form: Readonly<Record<string, string>>) =>
    client.post(
      `/${tenantId}/oauth2/v2.0/${endpoint}`,
      new URLSearchParams({ client_id: clientId, ...form }).toString(),
      { "content-type": "application/x-www-form-urlencoded" },
    );

  const code = await post("devicecode", { scope });
  assert.equal(field(code.json, "interval"), 5);
  const poll = () => post("token", { grant_type: "device_code", device_code: String(field(code.json, "device_code")) });
  for (const [decision, plan, error] of [
    ["nothing", {}, "authorization_pending"],
    ["approve", { slowDowns: 1 }, "slow_down"],
  ] as const) {
    delegated.codes.decide(decision, plan);
    assert.equal(field((await poll()).json, "error"), error);
  }
  const granted = await poll();
  assert.equal(granted.status, 200);
  assert.equal(field((await poll()).json, "error"), "bad_verification_code");

  client.token = String(field(granted.json, "access_token"));
  assert.equal((await client.get("/v1.0/users")).status, 200);
  const claims = JSON.parse(Buffer.from(client.token.split(".")[1] ?? "", "base64url").toString());
  assert.equal(claims.scp, "User.Read.All ProfilePhoto.Read.All GroupMember.Read.All");
  assert.equal(claims.roles, undefined);

  const refresh = (from: unknown) =>
    post("token", { grant_type: "refresh_token", scope, refresh_token: String(field(from, "refresh_token")) });
  const second = await refresh(granted.json);
  assert.equal(second.status, 200);
  assert.equal(field((await refresh(granted.json)).json, "error"), "invalid_grant");
  delegated.end(50173);
  assert.deepEqual(field((await refresh(second.json)).json, "error_codes"), [50173]);
  delegated.restore();
  assert.equal((await refresh(second.json)).status, 200);
});
