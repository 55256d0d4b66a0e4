import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isAlike, type Likeness, usualDistance } from "../../../src/compare/alike.ts";
import { type Smoothed, smoothed, unlikeness } from "../../../src/compare/likeness.ts";
import { hammingDistance } from "../../../src/renditions/hamming.ts";
import { partsOfCheckout } from "../../../src/renditions/parts-of-checkout.ts";
import { createPicturePool } from "../../../src/renditions/pool.ts";
import { startSimulatedTenant } from "../../../src/simulator/start.ts";
import { harderReencoding, reencoded, strangersPhoto, studioPhoto } from "../../compare/strangers.ts";
import { runCommand } from "../../running/command.ts";
import { measurePass } from "../measured-pass.ts";
import type { BenchResult, Figure } from "../result.ts";
import type { Scratch } from "../scratch.ts";

const people = 2000;
const swapped = 200;
/** Each picture beside so many others'. */
const others = 50;
const studioPeople = 600;

/**
 * Whether `compare` knows thumbnails for the photos that they are of: those of an export of 648 pixels, re-encoded to 96
 * by another encoder, a little cropped and lighter or darker; and whether it sees where people have each other's. Also how
 * far the same pictures and other people's are apart.
 */
export async function benchLooks(scratch: Scratch): Promise<BenchResult> {
  const numbers = Array.from({ length: people }, (_, n) => n);
  const photos = await each(numbers, (n) => strangersPhoto(n));
  const thumbnails = await each(numbers, (n) => reencoded(photos[n] ?? Buffer.alloc(0), n));
  const harder = await each(numbers, (n) => reencoded(photos[n] ?? Buffer.alloc(0), n, harderReencoding));
  const looks = { photos: await looksOf(photos), usual: await looksOf(thumbnails), harder: await looksOf(harder) };
  const same = numbers.map((n) => apart(looks.photos[n], looks.usual[n]));
  const cropped = numbers.map((n) => apart(looks.photos[n], looks.harder[n]));
  const different = strangers(looks.photos, looks.usual);
  const studio = await looksOf(await each(numbers.slice(0, studioPeople), (n) => studioPhoto(n)));
  const alike = strangers(studio, studio);
  const verdict = await throughTheCommand(scratch, photos, thumbnails);
  return {
    bench: "compare",
    figures: [
      ...verdict,
      ...figuresOf(`${people} re-encoded`, same),
      ...figuresOf(`${people} cropped by up to 10 %, 48 px`, cropped),
      ...figuresOf(`${different.length} pairs of different people`, different),
      ...figuresOf(`${alike.length} pairs of different people in one studio`, alike),
    ],
    raw: { same, cropped, different, alike },
  };
}

interface Seen {
  readonly hash: string;
  readonly look: Smoothed;
}

function apart(one: Seen | undefined, other: Seen | undefined): Likeness {
  if (one === undefined || other === undefined) throw new RangeError("A picture is missing.");
  return { distance: hammingDistance(one.hash, other.hash), unlike: unlikeness(one.look, other.look) };
}

/** Each of the first beside some of the second that are not its own. */
function strangers(first: readonly Seen[], second: readonly Seen[]): readonly Likeness[] {
  return first.flatMap((one, n) =>
    Array.from({ length: others }, (_, at) => apart(one, second[(n + 1 + at * 37) % second.length])),
  );
}

function figuresOf(what: string, all: readonly Likeness[]): readonly Figure[] {
  const at = (values: readonly number[], share: number) =>
    values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))] ?? Number.NaN;
  const spreadOf = (values: readonly number[], digits: number) =>
    [0, 0.001, 0.01, 0.5, 0.99, 0.999, 1].map((share) => at(values, share).toFixed(digits)).join(" / ");
  return [
    {
      what: `${what}: taken for the same picture`,
      value: `${all.filter((one) => isAlike(one)).length} of ${all.length}`,
    },
    { what: "  by the hash alone", value: `${all.filter(({ distance }) => distance <= usualDistance).length}` },
    {
      what: "  bits, at 0 / 0.1 / 1 / 50 / 99 / 99.9 / 100 %",
      value: spreadOf(
        all.map(({ distance }) => distance),
        0,
      ),
    },
    {
      what: "  percent unlike, likewise",
      value: spreadOf(
        all.map(({ unlike }) => unlike),
        2,
      ),
    },
  ];
}

async function looksOf(pictures: readonly Buffer[]): Promise<readonly Seen[]> {
  const pool = createPicturePool(partsOfCheckout());
  try {
    return await each(pictures, async (picture) => {
      const result = await pool.carryOut(Uint8Array.from(picture), { make: "look" });
      if (result.kind === "refused" || result.look === undefined) throw new Error("a picture was refused");
      return { hash: result.look.perceptualHash, look: smoothed(result.look) };
    });
  } finally {
    await pool.close();
  }
}

/** The export of a tenant with these photos beside a folder of the thumbnails, of which some are other people's. */
async function throughTheCommand(
  scratch: Scratch,
  photos: readonly Buffer[],
  thumbnails: readonly Buffer[],
): Promise<readonly Figure[]> {
  const folder = await scratch.newFolder();
  const tenant = await startSimulatedTenant({ people, photoShare: 1, photoBytes: "small" });
  const names = [...tenant.directory.truth()];
  for (const [n, { objectId }] of names.entries()) {
    tenant.directory.setPhoto(objectId, { bytes: photos[n] ?? Buffer.alloc(0) });
  }
  await measurePass(tenant, folder);
  await tenant.close();
  const own = join(folder, "own");
  const mixed = join(folder, "mixed");
  await mkdir(own);
  await mkdir(mixed);
  for (const [n, { userPrincipalName }] of names.entries()) {
    const other = n < swapped ? (n + 1) % swapped : n;
    await writeFile(join(own, `${userPrincipalName}.jpg`), thumbnails[n] ?? "");
    await writeFile(join(mixed, `${userPrincipalName}.jpg`), thumbnails[other] ?? "");
  }
  const startedMs = performance.now();
  const first = await countsOf(join(folder, "out"), own);
  const elapsedMs = performance.now() - startedMs;
  const second = await countsOf(join(folder, "out"), mixed);
  return [
    {
      what: `${people} people's own thumbnails: false alarms`,
      value: String(first.different),
      bound: "none",
      holds: first.different === 0 && first.samePicture === people,
    },
    { what: "  pairs a second", value: ((people / elapsedMs) * 1000).toFixed(0) },
    {
      what: `${swapped} of them swapped: found, and others taken for it`,
      value: `${second.different}, ${people - swapped - (second.samePicture ?? 0)}`,
      bound: `${swapped}, 0`,
      holds: second.different === swapped && second.samePicture === people - swapped,
    },
  ];
}

async function countsOf(a: string, b: string): Promise<Readonly<Record<string, number>>> {
  const { exitCode, stdout, stderr } = await runCommand(["compare", a, b, "--json"]);
  if (exitCode !== 0 && exitCode !== 7) throw new Error(`compare ended with ${exitCode}:\n${stderr}`);
  return (JSON.parse(stdout) as { readonly counts: Readonly<Record<string, number>> }).counts;
}

/** One behind the other: drawing takes a processor anyway. */
async function each<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const made: R[] = [];
  for (const one of all) made.push(await work(one));
  return made;
}
