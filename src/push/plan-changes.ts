import type { ObjectId } from "../model/object-id.ts";
import type { ProbeOutcome } from "../tenant/outcome.ts";
import type { PhotoWriter } from "../tenant/photo-writer.ts";
import { atOnce } from "./at-once.ts";
import type { PushContext } from "./context.ts";
import type { PushEntry } from "./entry.ts";
import { failureFrom } from "./failure.ts";
import { findPeople } from "./find-people.ts";
import { planPhoto } from "./plan-photo.ts";
import type { PushParts, PushProgress, PushRequest } from "./request.ts";
import { type PushPerson, type PushResult, resultOf } from "./result.ts";

/** A change that is to be made for a person. */
export interface Change {
  readonly person: PushPerson;
  /** The approved file's, undefined where a photo is removed. */
  readonly sha256: string | undefined;
  /** There is a photo that goes. */
  readonly replaces: boolean;
}

const comparedAtOnce = 8;

/** Looks everybody up, and decides. What ends here is noted; what is to be changed is returned in the order of the list. */
export async function planChanges(
  { nameIs, task }: PushRequest,
  context: PushContext,
  { interrupted, onProgress }: PushParts,
  entries: readonly PushEntry[],
  note: (result: PushResult) => void,
): Promise<readonly Change[]> {
  const { writer } = context;
  await writer.requireWritePermission(interrupted);
  const counter = (stage: PushProgress["stage"], people: number) => {
    let done = 0;
    onProgress({ stage, done, people });
    return () => onProgress({ stage, done: ++done, people });
  };
  const found = await findPeople(writer, entries, nameIs, interrupted, counter("find", entries.length));
  for (const result of found.results) note(result);
  const probes = await probeAll(writer, found.people, interrupted, counter("probe", found.people.length));
  const changes = new Map<PushEntry, Change>();
  const compared = counter("compare", found.people.length);
  await atOnce(
    found.people,
    comparedAtOnce,
    () => !interrupted.aborted,
    async (person) => {
      const probe = probes.get(person.objectId);
      if (probe === undefined) throw new TypeError("A person was not asked about.");
      compared();
      if (task.kind === "remove") {
        if (probe.kind === "found") changes.set(person.entry, { person, sha256: undefined, replaces: true });
        else note(resultOf(person, probe.kind === "none" ? { kind: "hadNone" } : failureFrom(probe)));
        return;
      }
      const planned = await planPhoto({ ...context, signal: interrupted }, person, probe);
      if (planned.kind === "done") note(planned.result);
      else changes.set(person.entry, planned);
    },
  );
  interrupted.throwIfAborted();
  return entries.flatMap((entry) => changes.get(entry) ?? []);
}

async function probeAll(
  writer: PhotoWriter,
  people: readonly PushPerson[],
  signal: AbortSignal,
  onAnswer: () => void,
): Promise<ReadonlyMap<ObjectId, ProbeOutcome>> {
  const probes = new Map<ObjectId, ProbeOutcome>();
  const ids = people.map(({ objectId }) => objectId);
  for await (const { objectId, outcome } of writer.probePhotos(ids, signal)) {
    probes.set(objectId, outcome);
    onAnswer();
  }
  return probes;
}
