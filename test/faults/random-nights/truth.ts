import assert from "node:assert/strict";
import type { World } from "../../running/world.ts";
import type { Choice } from "./choice.ts";
import type { Inhabitants } from "./edits.ts";
import type { Night } from "./night.ts";
import type { Output } from "./read-output.ts";

/** Whether a pass that ended with 0 must have published the tenant as it is. */
export function isExact({ end, wishes, troubles, meanwhile }: Night): boolean {
  return (
    end.kind !== "dryRun" &&
    troubles.length === 0 &&
    meanwhile === undefined &&
    wishes.choice.kind !== "only" &&
    wishes.discover !== "exchange-only" &&
    wishes.recheckWithin === "never"
  );
}

/**
 * Holds what is published against the tenant's own truth: everybody of the choice with a photo has it, nobody else has a
 * row but those who may keep theirs.
 */
export function checkTruth(
  world: World,
  inhabitants: Inhabitants,
  choice: Choice,
  before: Output | undefined,
  after: Output,
  rowsMode: "photos" | "people",
): void {
  const { directory, samples } = world.tenant;
  const listed = new Set<string>();
  const expected = new Set<string>();
  for (const { objectId, userPrincipalName, photoSha256 } of directory.truth()) {
    listed.add(objectId);
    if (!choice.has(objectId)) continue;
    const row = after.rows.get(objectId);
    const mailbox = directory.mailboxOf(directory.people.indexOf(objectId) ?? -1);
    // Whoever has no mailbox, or bytes that are no picture, keeps what was published.
    const mayKeep = mailbox !== undefined || inhabitants.broken.has(objectId);
    const hasPhoto = photoSha256 !== undefined;
    if (!mayKeep) assert.equal(after.contents.has(objectId), hasPhoto, `${objectId} has a photo: ${hasPhoto}`);
    if (rowsMode === "people" || after.contents.has(objectId)) {
      expected.add(objectId);
      assert.equal(row?.userPrincipalName, userPrincipalName);
    }
    if (mayKeep || !hasPhoto) continue;
    const isPng = samples.png.equals(directory.photoOf(objectId)?.bytes ?? Buffer.alloc(0));
    if (!isPng) assert.equal(after.contents.get(objectId), photoSha256, `${objectId} has the newest photo`);
  }
  for (const objectId of after.rows.keys()) {
    // A group gives its members also where /users does not list them.
    const isMember = !listed.has(objectId) && choice.has(objectId);
    const isRight = expected.has(objectId) || isMember || before?.rows.has(objectId) === true;
    assert.ok(isRight, `${objectId} has no business here`);
  }
}
