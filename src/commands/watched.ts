/** What comes, with each one looked at before it goes on. */
export async function* watched<T>(all: AsyncIterable<T>, onEach: (one: T) => void | Promise<void>): AsyncGenerator<T> {
  for await (const one of all) {
    await onEach(one);
    yield one;
  }
}
