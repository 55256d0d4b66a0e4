import { ExophotosError } from "../errors.ts";
import { parseObjectId } from "../model/object-id.ts";
import { todos } from "../store/people.ts";
import type { FailedOutcome, FetchAnswer, LeftOutcome } from "../tenant/outcome.ts";
import type { FetchRequest, Tenant } from "../tenant/port.ts";
import { recordFetch } from "./accept-photo.ts";
import { confirmNone } from "./confirm-none.ts";
import { forEach } from "./for-each.ts";
import { judgeEtags } from "./judge-etags.ts";
import { enterListed, listPeople } from "./list-people.ts";
import type { PassContext } from "./pass-context.ts";
import { recordProbe } from "./probe-people.ts";
import { failureDetail, recordFailure } from "./record-answer.ts";
import { recordFound } from "./record-found.ts";
import { workSource } from "./work-source.ts";

/** Answers recorded at the same time; photos among them are being written. */
const recordsAtOnce = { items: 256 };
/** Questions about one person each that are asked at the same time; the tenant holds them to its own pace. */
const singlesAtOnce = { items: 16 };
/** Rounds of asking again what earlier answers left open (a photo that came back, etags that turned out to differ). */
const maxRounds = 4;

/**
 * Asks about everybody chosen: the listing beside the asking, then whoever is missing from it, then what is left open.
 * Returns early when asking stops (deadline, Ctrl-C). Throws what concerns everybody.
 */
export async function askPeople(context: PassContext): Promise<void> {
  const { progress, state, pass, options, watch, stops } = context;
  state.people.clearTodo();
  progress.stage("list");
  await askRound(context, options.only.length > 0 ? enterOnly : listPeople);
  if (progress.listingEnded) {
    requireListing(context);
    state.people.markAbsent(pass);
  }
  progress.stage("confirm");
  for (let round = 1; round < maxRounds && !stops.soft.aborted; round += 1) {
    await findPeople(context);
    await confirmPhotos(context);
    if (!state.people.hasTodo()) break;
    await askRound(context, async () => undefined);
  }
  await failUndecided(context);
  if (progress.unlistedKept > 0) progress.notice({ notice: "unlistedKept", people: progress.unlistedKept });
  watch.end();
}

/** An empty listing is never believed where something is published: it would take everybody's photo. */
function requireListing({ progress, state }: PassContext): void {
  const rows = state.publishes.countPublished();
  if (progress.listed > 0 || rows === 0) return;
  const finding = { guard: "emptyListing", rows } as const;
  throw new ExophotosError("guardStopped", { finding, removalsFile: undefined, examples: [], accept: undefined });
}

/** `--only`: the people named, each asked for by id or userPrincipalName. Throws `personUnknown`. */
async function enterOnly(context: PassContext): Promise<void> {
  const { options, state, stops, bell } = context;
  for (const key of options.only) {
    if (stops.soft.aborted) return;
    const outcome = await findOnly(context, key);
    switch (outcome.kind) {
      case "exists":
        state.transaction(() => enterListed(context, outcome.person));
        break;
      case "left":
      case "failed":
        await enterKnown(context, key, outcome);
        break;
    }
    bell.ring();
  }
}

/** Somebody named by a userPrincipalName that is another by now is found by the id that is known here with the old one. */
async function findOnly({ parts, state, stops }: PassContext, key: string): ReturnType<Tenant["findPerson"]> {
  const outcome = await parts.tenant.findPerson(key, stops.hard);
  if (outcome.kind !== "left" || parseObjectId(key) !== undefined) return outcome;
  const [known] = state.people.withUserPrincipalName(key);
  return known === undefined ? outcome : await parts.tenant.findPerson(known.record.person.objectId, stops.hard);
}

/** Somebody named whom Graph did not give is looked after when known here: as possibly gone, or as failed. */
async function enterKnown(context: PassContext, key: string, outcome: LeftOutcome | FailedOutcome): Promise<void> {
  const { state, pass, progress } = context;
  const objectId = parseObjectId(key);
  const known = objectId === undefined ? state.people.withUserPrincipalName(key)[0] : state.people.get(objectId);
  if (known === undefined) throw unknownPerson(context, key, outcome);
  const { person } = known.record;
  state.people.putListed(person, pass);
  progress.listed += 1;
  if (outcome.kind === "left") state.people.setTodo(person.objectId, "find");
  else await recordFailure(context, known, failureDetail(outcome));
}

function unknownPerson(
  { options, parts }: PassContext,
  key: string,
  outcome: LeftOutcome | FailedOutcome,
): ExophotosError {
  if (outcome.kind === "left") return new ExophotosError("personUnknown", { person: key, out: options.out });
  const { graphCode, message, tries } = outcome;
  const call = `find the user ${key}`;
  return outcome.reason === "forbidden"
    ? new ExophotosError("permissionMissing", { call, permissions: ["User.ReadBasic.All", "User.Read.All"], graphCode })
    : new ExophotosError("unreachable", { host: parts.graphHost, call, problem: message, tries });
}

/** One round: people come in from `enter`, known ones are probed, the others and the changed ones fetched. */
async function askRound(context: PassContext, enter: (context: PassContext) => Promise<void>): Promise<void> {
  const { parts, stops, bell, sample } = context;
  let entered = false;
  let probed = false;
  const wake = () => bell.ring();
  stops.soft.addEventListener("abort", wake, { once: true });

  const entering = enter(context).finally(() => {
    entered = true;
    bell.ring();
  });
  const probing = forEach(
    context,
    parts.tenant.probePhotos(idsOf(workSource(context, "probe", () => entered)), stops.hard),
    (answer) => recordProbe(context, answer),
    recordsAtOnce,
  ).finally(() => {
    probed = true;
    bell.ring();
  });
  const fetching = forEach(
    context,
    parts.tenant.fetchPhotos(
      workSource(context, "fetch", () => entered && probed),
      stops.hard,
    ),
    (answer) => recordFetch(context, answer),
    { ...recordsAtOnce, bytesOf: photoBytesIn },
  ).finally(() => sample.end());
  await together(context, [entering, probing, fetching, judgeEtags(context)]);
  stops.soft.removeEventListener("abort", wake);
}

async function findPeople(context: PassContext): Promise<void> {
  const ids = idsOf(workSource(context, "find", () => true));
  const answers = context.parts.tenant.findPeople(ids, context.stops.hard);
  await together(context, [forEach(context, answers, (answer) => recordFound(context, answer), singlesAtOnce)]);
}

async function confirmPhotos(context: PassContext): Promise<void> {
  const people = workSource(context, "confirm", () => true);
  await together(context, [forEach(context, people, (request) => confirmNone(context, request), singlesAtOnce)]);
}

/** Whoever still got another answer in the last round keeps what is published. */
async function failUndecided(context: PassContext): Promise<void> {
  const message = `the answers still contradicted each other after ${maxRounds} rounds`;
  const fail = async ({ objectId }: FetchRequest) => {
    const known = context.state.people.get(objectId);
    if (known !== undefined) await recordFailure(context, known, { reason: "unexpected", message, tries: maxRounds });
  };
  for (const todo of todos) {
    const people = workSource(context, todo, () => true);
    await together(context, [forEach(context, people, fail, recordsAtOnce)]);
  }
}

/**
 * Waits until all tasks have ended. The first failure stops the others and is thrown; what a deadline or Ctrl-C cut
 * off is no failure.
 */
async function together(context: PassContext, tasks: readonly Promise<void>[]): Promise<void> {
  const { stops } = context;
  await Promise.all(tasks.map((task) => task.catch(stops.fail)));
  const failure = stops.failure();
  if (failure !== undefined) throw failure.error;
}

function photoBytesIn({ outcome }: FetchAnswer): number {
  return outcome.kind === "photo" ? outcome.bytes.byteLength : 0;
}

async function* idsOf(requests: AsyncIterable<FetchRequest>): AsyncGenerator<FetchRequest["objectId"]> {
  for await (const { objectId } of requests) yield objectId;
}
