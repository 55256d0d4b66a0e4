import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { Jimp } from "jimp";
import { reencoded, strangersPhoto } from "../compare/strangers.ts";
import { assertExit, makeWorld } from "../running/world.ts";
import { type Domain, type DomainUser, sha256 } from "./domain.ts";
import { addAndJoin, setThumbnail, sync } from "./joined-world.ts";

const unit = "OU=Circle";
const accounts = Array.from({ length: 5 }, (_, index) => `circle${index}`);
/** Of the photos that people choose, in pixels. */
const edge = 324;
const renditions = ["--rendition", "thumbnail=96x96,max-bytes=10240"];

/** What once around changed. */
interface Round {
  /** The results of `ad sync` that there are. */
  readonly results: Readonly<Record<string, number>>;
  /** Whose thumbnail has other bytes than before, and whose photo in the cloud Entra Connect replaced. */
  readonly written: readonly string[];
  readonly uploaded: readonly string[];
  /** The checksums of the cloud's photos. */
  readonly cloud: readonly string[];
}

/**
 * From the cloud into the directory, and back into the cloud through another encoder, again and again: what was written
 * comes back as a photo of 96 pixels with other bytes, and must not be written once more for that.
 */
export async function settles(t: TestContext, domain: Domain): Promise<void> {
  const world = await makeWorld(t, { people: accounts.length, photoShare: 1, photoBytes: "small" });
  const { directory } = world.tenant;
  const ids = [...directory.ids()];
  const idOf = (account: string) => ids[accounts.indexOf(account)] ?? "";
  const choose = async (account: string, portrait: number) => {
    directory.setPhoto(idOf(account), { bytes: await strangersPhoto(portrait, edge), width: edge, height: edge });
  };
  for (const [index, account] of accounts.entries()) await choose(account, index);
  await addAndJoin(world, domain, unit, ids);
  // One has a thumbnail that another program made of this very photo, and one has somebody else's.
  await setThumbnail(domain, `CN=circle0,${unit}`, await reencoded(await strangersPhoto(0, edge), 0));
  await setThumbnail(domain, `CN=circle1,${unit}`, await reencoded(await strangersPhoto(30, edge), 1));
  const flags = await domain.accessTo(`${unit},${domain.baseDn}`);
  const connect = await startEntraConnect(domain, (account, photo) => directory.setPhoto(idOf(account), photo));

  const goRound = async (): Promise<Round> => {
    const before = await domain.users(unit);
    assertExit(await world.passHere(renditions), 0);
    const end = await sync(world, [...flags, "--json"]);
    assertExit(end, 0);
    const { results } = JSON.parse(end.stdout) as Pick<Round, "results">;
    return {
      results: Object.fromEntries(Object.entries(results).filter(([, count]) => count > 0)),
      written: changed(before, await domain.users(unit)).map(({ account }) => account),
      uploaded: await connect(),
      cloud: ids.map((id) => directory.photoOf(id)?.sha256 ?? ""),
    };
  };

  const first = await goRound();
  const withoutTheOne = accounts.filter((account) => account !== "circle0");
  assert.deepEqual(first.results, { sameLook: 1, added: 3, replaced: 1 });
  assert.deepEqual(first.written.toSorted(), withoutTheOne);
  assert.deepEqual(first.uploaded.toSorted(), withoutTheOne);
  const settled = { results: { sameLook: 5 }, written: [], uploaded: [], cloud: first.cloud };
  for (let round = 2; round <= 5; round += 1) assert.deepEqual(await goRound(), settled, `round ${round}`);

  // A new photo goes round once as well.
  await choose("circle3", 50);
  const next = await goRound();
  assert.deepEqual(next.results, { sameLook: 4, replaced: 1 });
  assert.deepEqual([next.written, next.uploaded], [["circle3"], ["circle3"]]);
  assert.deepEqual(await goRound(), { ...settled, cloud: next.cloud });
}

type Upload = (account: string, photo: { bytes: Buffer; width: number; height: number }) => void;

/**
 * A stand-in for Entra Connect and the service behind it: a run uploads each thumbnail that changed since the run
 * before, encoded again in its own size, and returns whose.
 */
async function startEntraConnect(domain: Domain, upload: Upload): Promise<() => Promise<readonly string[]>> {
  let seen = await domain.users(unit);
  return async () => {
    const users = await domain.users(unit);
    const news = changed(seen, users);
    seen = users;
    for (const { account, thumbnail = Buffer.alloc(0) } of news) {
      const picture = await Jimp.fromBuffer(thumbnail);
      const bytes = await picture.getBuffer("image/jpeg", { quality: 85 });
      assert.notEqual(sha256(bytes), sha256(thumbnail), "the other encoder leaves other bytes");
      upload(account, { bytes, width: picture.width, height: picture.height });
    }
    return news.map(({ account }) => account);
  };
}

/** Whose thumbnail has other bytes. */
function changed(before: ReadonlyMap<string, DomainUser>, after: ReadonlyMap<string, DomainUser>): DomainUser[] {
  const printOf = (user: DomainUser | undefined) => user?.thumbnail && sha256(user.thumbnail);
  return [...after.values()].filter((user) => printOf(user) !== printOf(before.get(user.account)));
}
