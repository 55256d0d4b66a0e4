/**
 * Acts on items in their order, several at once, for as long as `goesOn` says so. An error ends the taking; all that
 * began has ended when this throws it.
 */
export async function atOnce<T>(
  items: readonly T[],
  workers: number,
  goesOn: () => boolean,
  act: (item: T) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  let failed: { readonly error: unknown } | undefined;
  async function work(): Promise<void> {
    while (failed === undefined && goesOn()) {
      const next = rest.next();
      if (next.done === true) return;
      try {
        await act(next.value);
      } catch (error) {
        failed ??= { error };
      }
    }
  }
  await Promise.all(Array.from({ length: workers }, work));
  if (failed !== undefined) throw failed.error;
}
