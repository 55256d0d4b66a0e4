/** A service whose calls take as long as they do on average, whatever else it has to do. Times in milliseconds. */
export interface ServiceModel {
  readonly pageMs: number;
  readonly peoplePerPage: number;
  readonly batchMs: number;
  readonly peoplePerBatch: number;
  /** Calls in flight at once, pages among them. */
  readonly inFlight: number;
}

/**
 * The least time in which everybody can be listed and asked about: the pages one after another in one of the places,
 * because each names the next; the batches in all places that are free, each once its people are listed; nothing else
 * takes any time.
 */
export function idealScheduleMs(people: number, model: ServiceModel): number {
  const { pageMs, peoplePerPage, batchMs, peoplePerBatch, inFlight } = model;
  const listedMs = (count: number) => Math.ceil(count / peoplePerPage) * pageMs;
  const freeMs: number[] = new Array(inFlight).fill(0);
  freeMs[0] = listedMs(people);
  for (let asked = 0; asked < people; asked += peoplePerBatch) {
    const next = freeMs.indexOf(Math.min(...freeMs));
    const startMs = Math.max(freeMs[next] ?? 0, listedMs(Math.min(people, asked + peoplePerBatch)));
    freeMs[next] = startMs + batchMs;
  }
  return Math.max(...freeMs);
}
