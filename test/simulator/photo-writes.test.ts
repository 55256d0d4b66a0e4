import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { defaultFormats } from "jimp";
import { type SimulatedTenant, startSimulatedTenant } from "../../src/simulator/start.ts";
import { Client, field } from "./client.ts";

async function jpegOf(edge: number, grain = 0): Promise<Buffer> {
  const data = Buffer.alloc(edge * edge * 4, 255);
  for (let index = 0; index < data.length; index += 1) data[index] = (index * 37 + (index % 7) * grain) % 256;
  const jpeg = defaultFormats.map((make) => make()).find((format) => format.mime === "image/jpeg");
  if (jpeg === undefined) throw new Error("no encoder");
  return Buffer.from(await jpeg.encode({ width: edge, height: edge, data }, { quality: grain === 0 ? 80 : 100 }));
}

describe("photos written into the simulated tenant", () => {
  const permissions = ["User.Read.All", "ProfilePhoto.ReadWrite.All"];
  let tenant: SimulatedTenant;
  let client: Client;
  let id: string;
  const path = () => `/v1.0/users/${id}/photo/$value`;

  before(async () => {
    tenant = await startSimulatedTenant({ people: 20, photoBytes: "small", permissions });
    client = new Client(tenant);
    await client.signIn();
    id = [...tenant.directory.ids()][0] ?? "";
  });
  after(async () => {
    await client.close();
    await tenant.close();
  });

  it("are scaled to 648 pixels and encoded anew, under another etag", async () => {
    const sent = await jpegOf(800);
    const etags = new Set<string | undefined>();
    for (const method of ["PUT", "PATCH"] as const) {
      etags.add(tenant.directory.photoOf(id)?.etag);
      const reply = await client.write(method, path(), sent, "image/jpeg");
      assert.equal(reply.status, 200);
    }
    const truth = tenant.directory.photoOf(id);
    assert.ok(truth !== undefined && !etags.has(truth.etag) && etags.size === 2);
    assert.deepEqual([truth.width, truth.height, truth.contentType], [648, 648, "image/jpeg"]);
    assert.notDeepEqual(Buffer.from(truth.bytes), sent);
    assert.deepEqual((await client.get(path())).bytes, Buffer.from(truth.bytes));
  });

  it("are removed, after which there is none", async () => {
    assert.equal((await client.write("DELETE", path())).status, 204);
    assert.equal((await client.get(path())).status, 404);
    assert.equal((await client.write("DELETE", path())).status, 404);
  });

  it("are refused above 4 MB, of another type, and where they are no picture", async () => {
    const before = tenant.traffic.written;
    const large = Buffer.concat([await jpegOf(100), Buffer.alloc(4 * 1024 * 1024)]);
    assert.equal((await client.write("PUT", path(), large, "image/jpeg")).status, 413);
    assert.equal((await client.write("PUT", path(), await jpegOf(100), "image/png")).status, 415);
    assert.equal((await client.write("PUT", path(), Buffer.from("GIF89a"), "image/jpeg")).status, 400);
    assert.equal((await client.write("PUT", path().replace("$value", ""), await jpegOf(9), "image/jpeg")).status, 405);
    assert.equal(tenant.traffic.written, before);
  });

  it("are refused without the permission and by the policy, and for people without a mailbox", async () => {
    const jpeg = await jpegOf(100);
    tenant.directory.setMailbox(id, "onPremises");
    const noMailbox = await client.write("PUT", path(), jpeg, "image/jpeg");
    assert.equal(field(noMailbox.json, "error", "code"), "MailboxNotHostedInExchangeOnline");
    tenant.directory.setMailbox(id, undefined);
    for (const options of [{}, { permissions, photoSource: "onPremises" as const }]) {
      const other = await startSimulatedTenant({ people: 20, photoBytes: "small", ...options });
      const stranger = new Client(other);
      await stranger.signIn();
      assert.equal((await stranger.write("PUT", path(), jpeg, "image/jpeg")).status, 403);
      await stranger.close();
      await other.close();
    }
  });
});
