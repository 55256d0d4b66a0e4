import assert from "node:assert/strict";
import { chmod, rm, stat, writeFile } from "node:fs/promises";
import { afterEach, describe, it, mock } from "node:test";
import { createDelegatedTokenSource } from "../../src/entra/delegated-token-source.ts";
import { hasCode } from "../../src/errors.ts";
import { makePersonWorld, makeSignedInWorld } from "./person.ts";

const { signal } = new AbortController();
const cached = { fresh: false, signal };
const fresh = { fresh: true, signal };
const isPosix = process.platform !== "win32";

describe("the token source of a person's sign-in", () => {
  afterEach(() => mock.timers.reset());

  it("takes the token that the sign-in brought without a call, for as long as it is good", async (t) => {
    const world = await makeSignedInWorld(t);
    const tokens = createDelegatedTokenSource(world.options);
    const token = await tokens.token(cached);
    assert.equal(await tokens.token(cached), token);
    assert.deepEqual(world.calls, []);
    assert.deepEqual(tokens.app, {
      tenantId: world.tenant.tenantId,
      clientId: world.tenant.clientId,
      authority: new URL(world.tenant.authorityHost).host,
    });
  });

  it("goes through many lifetimes with a refresh token that is new and on disk each time", async (t) => {
    const world = await makeSignedInWorld(t);
    const { delegated, tenantId } = world.tenant;
    mock.timers.enable({ apis: ["Date"], now: Date.now() });
    const tokens = createDelegatedTokenSource(world.options);
    const seen = new Set([await world.keptRefreshToken()]);
    for (let lifetime = 1; lifetime <= 5; lifetime++) {
      mock.timers.tick(56 * 60_000);
      const token = await tokens.token(cached);
      const kept = await world.keptRefreshToken();
      assert.ok(!seen.has(kept), "a new one");
      seen.add(kept);
      assert.ok(delegated.secrets.includes(kept));
      mock.timers.tick(50 * 60_000);
      assert.equal(await tokens.token(cached), token, "good for nearly an hour");
    }
    assert.equal(delegated.refreshes, 5);
    assert.equal(delegated.refreshesTwice, 0);
    assert.deepEqual(new Set(world.calls), new Set([`POST /${tenantId}/oauth2/v2.0/token`]));
    if (isPosix) assert.equal((await stat(world.options.cachePath)).mode & 0o777, 0o600);
  });

  it("gets another token when asked for a fresh one or with the claims of a challenge, and hands that out from then on", async (t) => {
    const world = await makeSignedInWorld(t);
    const forms: URLSearchParams[] = [];
    world.beforeSend = ({ body }) => void forms.push(new URLSearchParams(String(body)));
    const tokens = createDelegatedTokenSource(world.options);
    const first = await tokens.token(cached);
    const second = await tokens.token(fresh);
    assert.notEqual(second, first);
    assert.equal(await tokens.token(cached), second);
    const demanded = { nbf: { essential: true, value: "1604106651" } };
    const third = await tokens.token({ ...fresh, claims: JSON.stringify({ access_token: demanded }) });
    assert.equal(await tokens.token(cached), third);
    assert.equal(new Set([first, second, third]).size, 3);
    assert.deepEqual(JSON.parse(forms.at(-1)?.get("claims") ?? "{}").access_token, demanded);
    assert.equal(forms.length, 2);
  });

  it("shares one call between all who wait, and uses no refresh token twice", async (t) => {
    const world = await makeSignedInWorld(t);
    const tokens = createDelegatedTokenSource(world.options);
    await Promise.all([
      ...Array.from({ length: 20 }, () => tokens.token(fresh)),
      tokens.token({ ...fresh, claims: "{}" }),
    ]);
    assert.equal(world.tenant.delegated.refreshes, 2);
    assert.equal(world.tenant.delegated.refreshesTwice, 0);
  });

  it("goes on from the refresh token that another process has put there", async (t) => {
    const world = await makeSignedInWorld(t);
    const [one, other] = [createDelegatedTokenSource(world.options), createDelegatedTokenSource(world.options)];
    for (const tokens of [one, other, one, other]) await tokens.token(fresh);
    assert.equal(world.tenant.delegated.refreshes, 4);
    assert.equal(world.tenant.delegated.refreshesTwice, 0);
  });

  it("asks again with the newer refresh token when another process has used its own up in between", async (t) => {
    const world = await makeSignedInWorld(t);
    const [one, other] = [createDelegatedTokenSource(world.options), createDelegatedTokenSource(world.options)];
    world.beforeSend = async () => {
      world.beforeSend = () => {};
      await other.token(fresh);
    };
    await one.token(fresh);
    assert.equal(world.tenant.delegated.refreshesTwice, 1);
    assert.equal(world.tenant.delegated.refreshes, 3);
    await other.token(fresh);
    assert.equal(world.tenant.delegated.refreshesTwice, 1);
  });

  it("keeps the refresh token that came when nobody waited for it any more", async (t) => {
    const world = await makeSignedInWorld(t);
    const tokens = createDelegatedTokenSource(world.options);
    const before = await world.keptRefreshToken();
    const leaving = new AbortController();
    const reason = new Error("left");
    world.beforeSend = () => leaving.abort(reason);
    await assert.rejects(tokens.token({ fresh: true, signal: leaving.signal }), (error) => error === reason);
    assert.notEqual(await world.keptRefreshToken(), before);
    world.beforeSend = () => {};
    await tokens.token(fresh);
    assert.equal(world.tenant.delegated.refreshesTwice, 0);
  });

  it("ends the wait for the next try when nobody waits for it any more", async (t) => {
    const world = await makeSignedInWorld(t);
    world.tenant.faults.call("token", { kind: "status", status: 503, retryAfter: 100 }, 1);
    const tokens = createDelegatedTokenSource(world.options);
    const leaving = new AbortController();
    const calls = world.calls.length;
    const rejected = assert.rejects(tokens.token({ fresh: true, signal: leaving.signal }), { name: "AbortError" });
    world.beforeSend = () => leaving.abort();
    await rejected;
    assert.equal(world.calls.length, calls + 1);
  });

  it("asks again after an answer that was lost on the way, with the refresh token that Entra still takes", async (t) => {
    const world = await makeSignedInWorld(t);
    world.tenant.delegated.keepsUsedTokens = true;
    world.tenant.faults.call("token", { kind: "truncatedJson" }, 1);
    const before = await world.keptRefreshToken();
    await createDelegatedTokenSource(world.options).token(fresh);
    assert.equal(world.tenant.delegated.refreshes, 2);
    assert.notEqual(await world.keptRefreshToken(), before);
  });

  it("writes the file anew when it was deleted while Entra was asked", async (t) => {
    const world = await makeSignedInWorld(t);
    const tokens = createDelegatedTokenSource(world.options);
    world.beforeSend = () => rm(world.options.cachePath, { force: true });
    await tokens.token(fresh);
    world.beforeSend = () => {};
    await tokens.token(fresh);
    assert.equal(world.tenant.delegated.refreshesTwice, 0);
  });

  it("says that the person must sign in again, whose sign-in it was, and by which number Entra ended it", async (t) => {
    const world = await makeSignedInWorld(t);
    const { delegated, clientId } = world.tenant;
    for (const aadsts of [700082, 70008, 50173, 70043, 50076, 50079, 9999999]) {
      delegated.end(aadsts, aadsts < 50080 ? "interaction_required" : "invalid_grant");
      await assert.rejects(createDelegatedTokenSource(world.options).token(fresh), (error) => {
        assert.ok(hasCode(error, "signInFailed"));
        const { reason, delegated: facts } = error.facts;
        assert.deepEqual([reason, error.facts.aadsts, error.facts.clientId], ["interactionRequired", aadsts, clientId]);
        assert.deepEqual(facts, { user: delegated.person.userPrincipalName, cache: world.options.cachePath });
        return true;
      });
    }
    delegated.restore();
    await createDelegatedTokenSource(world.options).token(fresh);
  });

  it("refuses a file that is missing, no sign-in, or of another application or tenant, before it asks anybody", async (t) => {
    const world = await makePersonWorld(t);
    const nobody = "00000000-0000-4000-8000-000000000000";
    const refused = async (problem: RegExp, changes: object = {}) => {
      await assert.rejects(createDelegatedTokenSource({ ...world.options, ...changes }).token(cached), (error) => {
        assert.ok(hasCode(error, "settingInvalid"));
        assert.equal(error.facts.setting, "token-cache");
        assert.match(error.facts.problem, problem);
        return true;
      });
    };
    await refused(/does not exist: exophotos login makes it/);
    await writeFile(world.options.cachePath, "{}", { mode: 0o600 });
    await refused(/holds no sign-in/);
    const signedIn = await makeSignedInWorld(t);
    const { cachePath } = signedIn.options;
    const own = { ...signedIn.options };
    await refused(/to the tenant .*, not to 0000/, { ...own, tenantId: nobody });
    await refused(/for the application .*, not for 0000/, { ...own, clientId: nobody });
    await refused(/at localhost:\d+, not at login\.microsoftonline\.us/, {
      ...own,
      authorityHost: new URL("https://login.microsoftonline.us"),
    });
    if (isPosix) {
      await chmod(cachePath, 0o640);
      await refused(/others can read or change \(mode 0640\): run chmod 600/, own);
    }
    assert.deepEqual([...world.calls, ...signedIn.calls], []);
  });
});
