import type { ManifestDescription } from "../manifest/manifest-json.ts";
import type { Clock } from "../platform/clock.ts";
import type { PreparedPublish, PublishLedger } from "../publish/ledger.ts";
import type { State } from "../store/state.ts";

/** The state database as publishing wants to see it. */
export function stateLedger(state: State, clock: Clock): PublishLedger {
  return {
    prepare: ({ pass, firstSequence, lastSequence, manifest }) =>
      state.publishes.prepare({
        pass,
        firstSequence,
        lastSequence,
        description: JSON.stringify(manifest),
        publishedAtMs: clock.now(),
      }),
    changes: () => state.publishes.stagedChanges(),
    markPublished: (pass) => state.publishes.markPublished(pass, clock.now()),
    undo: (pass) => state.publishes.undo(pass),
  };
}

/** The publish that the state holds as prepared, if any. */
export function preparedPublish(state: State): PreparedPublish | undefined {
  const record = state.publishes.prepared();
  if (record === undefined) return undefined;
  const { pass, firstSequence, lastSequence } = record;
  return { pass, firstSequence, lastSequence, manifest: JSON.parse(record.description) as ManifestDescription };
}
