import fc from "fast-check";
import type { Lifetime } from "../../running/world.ts";
import { StoryCounts } from "./counts.ts";
import { anyStory } from "./night.ts";
import { runStory } from "./run-story.ts";

/** How long to look for a story that breaks something, and how long its nights may be. */
export interface SearchOptions {
  readonly firstSeed: number;
  /** One story only, that of the first seed: to look at one that was found. */
  readonly single: boolean;
  readonly forMs: number;
  /** For making a found story smaller. */
  readonly shrinkForMs: number;
  readonly mostNights: number;
}

/**
 * Tells stories, each from a seed of its own, until the time is over. Throws for the first that breaks the model, with
 * its seed and the smallest story that does so, too.
 */
export async function search(options: SearchOptions): Promise<StoryCounts> {
  const counts = new StoryCounts();
  const isOver = after(options.forMs);
  for (let seed = options.firstSeed; !isOver(); seed += 1) {
    await tellStory(seed, options, counts, options.single ? () => false : isOver);
    if (options.single) break;
  }
  return counts;
}

async function tellStory(
  seed: number,
  { mostNights, shrinkForMs }: SearchOptions,
  counts: StoryCounts,
  isOver: () => boolean,
): Promise<void> {
  let isFound: (() => boolean) | undefined;
  const property = fc.asyncProperty(fc.noBias(anyStory(mostNights)), async (story) => {
    // Whatever is asked of it now only makes the story smaller, and holds when the time for that is over.
    if (isFound?.() === true) return;
    const lifetime = new PartOfTest();
    try {
      await runStory(lifetime, story, counts, isFound ?? isOver);
    } catch (error) {
      isFound ??= after(shrinkForMs);
      throw error;
    } finally {
      await lifetime.end();
    }
  });
  const result = await fc.check(property, { seed, numRuns: 1 });
  if (!result.failed) return;
  const [story] = result.counterexample ?? [];
  throw new Error(
    `seed ${seed} (EXOPHOTOS_STORY_SEED=${seed} tells it again), made smaller ${result.numShrinks} times: ` +
      `${JSON.stringify(story)}\n${String(result.errorInstance instanceof Error ? result.errorInstance.message : "")}`,
    { cause: result.errorInstance },
  );
}

function after(ms: number): () => boolean {
  const end = performance.now() + ms;
  return () => performance.now() > end;
}

/**
 * What a story leaves goes with it, not only with the test: there are many in one. Node's own mocks would remember every
 * call for as long as the test lasts.
 */
class PartOfTest implements Lifetime {
  readonly #endings: (() => Promise<void>)[] = [];
  readonly mock: Lifetime["mock"] = {
    method: (owner, name, implementation) => {
      const original = owner[name];
      owner[name] = implementation;
      this.after(async () => {
        owner[name] = original;
      });
    },
  };

  after(end: () => Promise<void>): void {
    this.#endings.push(end);
  }

  async end(): Promise<void> {
    for (const end of this.#endings.reverse()) await end();
  }
}
