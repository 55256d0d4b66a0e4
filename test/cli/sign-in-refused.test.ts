import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { createCertificateAuthority } from "../platform/certificate-authority.ts";
import { runHere } from "../running/here.ts";
import { errorOf } from "../running/said.ts";
import { makeWorld } from "../running/world.ts";
import { type Addresses, assertNothingLeaked, exportWithout } from "./signing-in.ts";

const nobody = "00000000-0000-4000-8000-000000000000";

interface Refused {
  readonly name: string;
  readonly secret?: string;
  readonly args?: readonly string[];
  readonly addresses?: Addresses;
  /** What Entra is made to answer: an AADSTS number and an OAuth code. */
  readonly entra?: readonly [aadsts: number, error: string];
  readonly what: RegExp;
  readonly todo: RegExp;
}

test("A refused sign-in ends with exit code 3 and says what to do", async (t) => {
  const world = await makeWorld(t, { people: 8, photoBytes: "small" });
  const { tenant, folder } = world;
  const { clientSecret, expiredClientSecret } = tenant;
  const wrongSecret = "wrong~secret.Qx7";
  const stranger = createCertificateAuthority().issue(["stranger"]);
  const strangerFile = join(folder, "stranger.pem");
  await writeFile(strangerFile, stranger.privateKeyPem + stranger.certificatePem);
  const refusals: readonly Refused[] = [
    {
      name: "a wrong secret",
      secret: wrongSecret,
      what: /does not accept the client secret .*AZURE_CLIENT_SECRET/,
      todo: /secret's Value, not its Secret ID/,
    },
    { name: "an expired secret", secret: expiredClientSecret, what: /has expired/, todo: /Create a new secret/ },
    {
      name: "a certificate that is not registered",
      args: ["--certificate", strangerFile],
      what: /does not accept the certificate .*--certificate/,
      todo: /Upload this certificate's public part/,
    },
    {
      name: "an unknown app",
      addresses: { clientId: nobody },
      what: new RegExp(`knows no application ${nobody}`),
      todo: /"client-id" \(--client-id\).*Application \(client\) ID/,
    },
    {
      name: "an unknown tenant",
      addresses: { tenantId: nobody },
      what: new RegExp(`knows no tenant ${nobody}`),
      todo: /"tenant" \(--tenant\).*cloud/,
    },
    {
      name: "conditional access",
      entra: [53003, "access_denied"],
      what: /conditional access policy/,
      todo: /sign-in log/,
    },
    { name: "missing consent", entra: [65001, "invalid_grant"], what: /consented/, todo: /grant admin consent/ },
    { name: "a number that nobody knows", entra: [1234567, "invalid_request"], what: /refuses/, todo: /AADSTS/ },
  ];
  for (const { name, secret = clientSecret, args = [], addresses = {}, entra, what, todo } of refusals) {
    await t.test(name, async () => {
      tenant.traffic.reset();
      if (entra !== undefined) tenant.faults.token(...entra);
      // A folder for each: it belongs to one tenant.
      const out = join(folder, name);
      const env = args.includes("--certificate") ? {} : { AZURE_CLIENT_SECRET: secret };
      const end = await runHere([...exportWithout(world, { ...addresses, out }), ...args], { env });
      tenant.faults.clear();
      const error = errorOf(end, 3);
      assert.equal(error.code, "signInFailed");
      assert.match(error.what, what);
      assert.match(error.todo, todo);
      assert.match(error.why ?? "", /^Entra at localhost:\d+ says: AADSTS\d+: /);
      const trace = / \(trace id [\w-]{36}, \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ\)$/;
      assert.equal(trace.test(error.why ?? ""), name === "a number that nobody knows");
      assert.equal(tenant.traffic.calls, 0);
      assert.equal(tenant.traffic.tokenRequests, 1, "a refusal is not asked again");
      await assertNothingLeaked(out, end, [clientSecret, expiredClientSecret, wrongSecret]);
    });
  }
});

/** Entra's numbers that are known (facts: the table of token errors), by the exit code that they end with. */
const known: Readonly<Record<3 | 8, readonly number[]>> = {
  3: [
    ...[7000215, 7000222, 70002, 7000218, 700016, 7000112, 70001, 700027, 50012, 700024, 90002, 90038, 500011, 650057],
    ...[70011, 28002, 9001023, 65001, 90094, 50076, 50079, 50074, 50078, 53003, 530032, 53000, 70008, 700082, 50173],
    ...[70043, 700084, 50057, 50034, 50055, 50196],
  ],
  8: [90055, 90033, 90024, 50033],
};

test("Each refusal of Entra's that is known ends with its exit code, its number and something to do", async (t) => {
  const world = await makeWorld(t, { people: 4, photoBytes: "small" });
  const { tenant, folder } = world;
  const env = { AZURE_CLIENT_SECRET: tenant.clientSecret };
  for (const [exitCode, numbers] of Object.entries(known)) {
    for (const aadsts of numbers) {
      tenant.faults.token(aadsts, "invalid_request");
      const end = await runHere(exportWithout(world, { out: join(folder, "out") }), { env });
      tenant.faults.clear();
      const { what, why = "", todo } = errorOf(end, Number(exitCode));
      assert.match(`${why} ${what}`, new RegExp(`AADSTS${aadsts}`), String(aadsts));
      assert.ok(todo.length > 20, String(aadsts));
    }
  }
});
