import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { type NoMailboxForm, type NoPhotoForm, noMailboxForms, noPhotoForms } from "../../src/simulator/no-photo.ts";
import { type SimulatedTenant, startSimulatedTenant } from "../../src/simulator/start.ts";
import { Client, field, list } from "./client.ts";

describe("the simulated tenant's photos", () => {
  let tenant: SimulatedTenant;
  let client: Client;

  before(async () => {
    tenant = await startSimulatedTenant({ people: 400, photoBytes: "realistic", valueEtag: "different" });
    client = new Client(tenant);
    await client.signIn();
  });
  after(async () => {
    await client.close();
    await tenant.close();
  });

  function idsWithPhoto(): string[] {
    return [...tenant.directory.ids()].filter((id) => tenant.directory.photoOf(id) !== undefined);
  }

  it("serves bytes and metadata that are the tenant's own truth", async () => {
    for (const id of idsWithPhoto().slice(0, 10)) {
      const truth = tenant.directory.photoOf(id);
      const value = await client.get(`/v1.0/users/${id}/photo/$value`);
      assert.equal(createHash("sha256").update(value.bytes).digest("hex"), truth?.sha256);
      assert.equal(value.headers["content-type"], truth?.contentType);
      assert.equal(value.headers.etag, `"${truth?.valueEtag}"`);
      const metadata = await client.get(`/v1.0/users/${id}/photo`);
      assert.equal(field(metadata.json, "@odata.mediaEtag"), `"${truth?.etag}"`);
      assert.equal(String(field(metadata.json, "id")).toLowerCase(), `${truth?.width}x${truth?.height}`);
      assert.notEqual(truth?.etag, truth?.valueEtag);
    }
  });

  it("draws JPEGs of 20 to 150 kB at 648 pixels, another one for each person", () => {
    const photos = idsWithPhoto().map((id) => tenant.directory.photoOf(id));
    const largest = photos.filter((photo) => photo?.width === 648);
    assert.ok(largest.length > 50 && largest.length < photos.length);
    for (const photo of largest) {
      const length = photo?.bytes.length ?? 0;
      assert.ok(length > 20_000 && length < 150_000, String(length));
      assert.deepEqual([...(photo?.bytes.subarray(0, 4) ?? [])], [0xff, 0xd8, 0xff, 0xe0]);
      assert.deepEqual([...(photo?.bytes.subarray(-2) ?? [])], [0xff, 0xd9]);
    }
    assert.equal(new Set(photos.map((photo) => photo?.sha256)).size, photos.length);
  });

  it("serves every size up to the largest, and none above", async () => {
    const id = idsWithPhoto().find((key) => tenant.directory.photoOf(key)?.width === 504) ?? "";
    const sizes = list((await client.get(`/v1.0/users/${id}/photos`)).json, "value");
    assert.deepEqual(
      sizes.map((size) => field(size, "width")),
      [504, 432, 360, 240, 120, 96, 64, 48],
    );
    const small = await client.get(`/v1.0/users/${id}/photos/96X96/$value`);
    assert.equal(small.status, 200);
    assert.equal((await client.get(`/v1.0/users/${id}/photos/96x96/$value`)).bytes.compare(small.bytes), 0);
    const etag = field((await client.get(`/v1.0/users/${id}/photos/96x96`)).json, "@odata.mediaEtag");
    assert.equal(etag, field(sizes[5], "@odata.mediaEtag"));
    assert.equal((await client.get(`/v1.0/users/${id}/photos/648x648/$value`)).status, 404);
  });

  it("gives a new photo another etag and other bytes, and takes one away", async () => {
    const [id = ""] = idsWithPhoto();
    const before = tenant.directory.photoOf(id);
    tenant.directory.setPhoto(id);
    const after = tenant.directory.photoOf(id);
    assert.notEqual(after?.etag, before?.etag);
    assert.notEqual(after?.sha256, before?.sha256);
    tenant.directory.setPhoto(id, { bytes: tenant.samples.png, contentType: "image/png", width: 120, height: 120 });
    const value = await client.get(`/v1.0/users/${id}/photo/$value`);
    assert.equal(value.headers["content-type"], "image/png");
    assert.equal(value.bytes.compare(tenant.samples.png), 0);
    tenant.directory.removePhoto(id);
    assert.equal((await client.get(`/v1.0/users/${id}/photo/$value`)).status, 404);
    tenant.directory.setPhoto(id, { version: 1 });
    assert.equal(tenant.directory.photoOf(id)?.sha256, before?.sha256);
  });

  it("says of a deleted person that they do not exist, and of a stranger's address that there is no photo", async () => {
    const [id = ""] = idsWithPhoto();
    tenant.directory.removePerson(id);
    const gone = await client.get(`/v1.0/users/${id}/photo`);
    assert.equal(`${gone.status} ${String(field(gone.json, "error", "code"))}`, "404 Request_ResourceNotFound");
    tenant.directory.restorePerson(id);
    const stranger = await client.get("/v1.0/users/nobody@fabrikam.example/photo/$value");
    assert.equal(`${stranger.status} ${String(field(stranger.json, "error", "code"))}`, "404 ImageNotFound");
  });

  const mailboxCodes: Readonly<Record<NoMailboxForm, string>> = {
    nonExistent: "404 ErrorNonExistentMailbox",
    onPremises: "404 MailboxNotHostedInExchangeOnline",
    notEnabled: "404 MailboxNotEnabledForRESTAPI",
    resourceNotFound: "404 ResourceNotFound",
    noExchange: "400 AuthenticationError",
    unresolved: "404 UnknownError",
  };
  for (const form of noMailboxForms) {
    it(`answers for a person without mailbox as reported: ${mailboxCodes[form]}`, async () => {
      const [id = ""] = idsWithPhoto();
      tenant.directory.setMailbox(id, form);
      const reply = await client.get(`/v1.0/users/${id}/photo/$value`);
      assert.equal(`${reply.status} ${String(field(reply.json, "error", "code"))}`, mailboxCodes[form]);
      assert.equal(tenant.directory.photoOf(id), undefined);
      tenant.directory.setMailbox(id, undefined);
    });
  }
});

describe("a simulated person without photo", () => {
  const expected: Readonly<Record<NoPhotoForm, readonly [value: string, metadata: string]>> = {
    imageNotFound: ["404 ImageNotFound", "404 ImageNotFound"],
    entityNotFound: ["404 ErrorEntityNotFound", "404 ErrorEntityNotFound"],
    itemNotFound: ["404 ErrorItemNotFound", "404 ErrorItemNotFound"],
    getUserPhoto: ["404 GetUserPhoto", "404 GetUserPhoto"],
    consumerNotSupported: ["404 ConsumerPhotoIsNotSupported", "404 ConsumerPhotoIsNotSupported"],
    profileNotFound: ["404 UnknownError", "404 UnknownError"],
    emptyBody: ["404 null", "404 null"],
    plainText: ["404 Not found", "404 Not found"],
    placeholder: ["404 ImageNotFound", "200 1x1 image/gif"],
  };

  function describeItem(item: unknown): string {
    const body = field(item, "body");
    const placeholder = field(body, "id");
    if (typeof placeholder === "string") return `200 ${placeholder} ${String(field(body, "@odata.mediaContentType"))}`;
    return `${String(field(item, "status"))} ${String(field(body, "error", "code") ?? body)}`;
  }

  for (const form of noPhotoForms) {
    it(`is answered in the form ${form} when only that is chosen`, async () => {
      const tenant = await startSimulatedTenant({
        people: 1,
        photoShare: 0,
        photoBytes: "small",
        noPhotoForms: [form],
      });
      const client = new Client(tenant);
      try {
        await client.signIn();
        const [id = ""] = tenant.directory.ids();
        const reply = await client.batch([`/users/${id}/photo/$value`, `/users/${id}/photo`]);
        const answers = list(reply.json, "responses");
        const byId = (key: string) => answers.find((item) => field(item, "id") === key);
        assert.deepEqual([describeItem(byId("1")), describeItem(byId("2"))], expected[form]);
        const plain = await client.get(`/v1.0/users/${id}/photo/$value`);
        assert.equal(plain.status, 404);
        assert.equal(plain.bytes.length === 0, form === "emptyBody");
      } finally {
        await client.close();
        await tenant.close();
      }
    });
  }
});
