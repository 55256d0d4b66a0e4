import type { ObjectId } from "../model/object-id.ts";
import { createBell } from "../platform/bell.ts";

/**
 * Downloads of a pass by which is judged whether the two etags are the same: as many as Graph works on at the same time in
 * one batch, so that it costs no more than one photo does. Where some were not, they would be fetched once more.
 */
export const sampleSize = 4;

/** The first downloads of a pass: those that were not probed before are handed out to be probed after. */
export class EtagSample {
  readonly #bell = createBell();
  readonly #ids: ObjectId[] = [];
  #ended = false;
  #compared = 0;
  #equal = 0;

  /** A download whose metadata was not asked. */
  offer(objectId: ObjectId): void {
    if (this.#ended || this.#ids.length >= sampleSize) return;
    this.#ids.push(objectId);
    this.#bell.ring();
  }

  /** A download whose two etags are known. */
  compare(equal: boolean): void {
    if (this.#compared >= sampleSize) return;
    this.#compared += 1;
    if (equal) this.#equal += 1;
  }

  /** Whether all that were compared were equal; undefined before there was one. */
  verdict(): boolean | undefined {
    return this.#compared === 0 ? undefined : this.#equal === this.#compared;
  }

  /** No more downloads will come. */
  end(): void {
    this.#ended = true;
    this.#bell.ring();
  }

  /** The offered ones, as they come. */
  async *ids(): AsyncGenerator<ObjectId> {
    for (let next = 0; next < sampleSize; ) {
      const rung = this.#bell.next();
      const id = this.#ids[next];
      if (id !== undefined) {
        next += 1;
        yield id;
      } else if (this.#ended) return;
      else await rung;
    }
  }
}
