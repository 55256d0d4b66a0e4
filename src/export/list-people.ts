import type { Person } from "../model/person.ts";
import { type Due, dueFor, type KnownPhoto } from "../plan/due.ts";
import { type Turn, turnOf } from "../plan/turn.ts";
import type { JoinedPerson } from "../store/people.ts";
import { watchPages } from "./page-watch.ts";
import type { PassContext } from "./pass-context.ts";
import { isAskedNow } from "./recheck.ts";
import { unusableText } from "./unusable-text.ts";

/**
 * Spools the listing into the state and gives each person their work. It never waits for the asking: Graph's page
 * tokens expire. People who come twice (a listing that began again) are told apart by id.
 */
export async function listPeople(context: PassContext): Promise<void> {
  const { parts, progress, stops, bell } = context;
  const watch = watchPages(parts.graphHost);
  for await (const step of parts.tenant.listPeople(stops.hard)) {
    if (stops.soft.aborted) return;
    if (step.kind === "restarted") {
      watch.restarted();
      progress.notice({ notice: "listingRestarted", reason: step.reason });
      continue;
    }
    progress.total = step.total ?? progress.total;
    const before = progress.listed;
    enterPage(context, step.people);
    watch.page(progress.listed > before);
    progress.report();
    bell.ring();
  }
  progress.listingEnded = true;
  progress.stage("photos");
}

function enterPage(context: PassContext, people: readonly Person[]): void {
  context.state.transaction(() => {
    for (const person of people) enterListed(context, person);
  });
}

/** Enters one listed person with the first thing to do for them; does nothing for one who came before in this pass. */
export function enterListed(context: PassContext, person: Person): void {
  const { state, pass, progress } = context;
  const known = state.people.get(person.objectId);
  if (known?.record.listedPass === pass) return;
  progress.listed += 1;
  const unusable = unusableText(person);
  if (unusable !== undefined) {
    refuse(context, person, known, unusable);
    return;
  }
  const hasPicture = saidOf(context, person);
  const turn = turnFor(context, person, known, hasPicture);
  const work = firstWork(context, person, known);
  if (turn !== "notNow" && isAskedNow(context, known, hasPicture, work.fetchAnyway)) {
    state.people.putListed(person, pass, { ...work, place: turn });
    return;
  }
  state.people.putListed(person, pass);
  if (turn === "notNow") progress.leftUnasked += 1;
  else progress.notDue += 1;
  progress.answered += 1;
}

/** What a person's mailbox said in this pass; undefined where there is none, it said nothing or Exchange was not heard. */
function saidOf({ state, pass, exchangeHeard }: PassContext, { objectId }: Person): boolean | undefined {
  if (!exchangeHeard) return undefined;
  const said = state.mailboxes.get(objectId);
  return said?.listedPass === pass ? said.hasPicture : undefined;
}

/** When a person is asked about in this pass, going by what their mailbox says; without Exchange new people come first. */
function turnFor(
  context: PassContext,
  { objectId }: Person,
  known: JoinedPerson | undefined,
  hasPicture: boolean | undefined,
): Turn {
  const { options, startedAtMs, exchangeHeard } = context;
  if (!exchangeHeard) return isNews(context, known) ? "first" : "usual";
  const facts = {
    hasPicture,
    hasPhoto: known?.photo !== undefined || known?.published?.photo !== undefined,
    deniedAtMs: deniedAtMs(known),
  };
  const { discover, refreshAfterMs, full } = options;
  return turnOf(objectId, facts, { discover, nowMs: startedAtMs, refreshAfterMs, full });
}

/** Where some are left for later passes: somebody new, or somebody on a list of those with a picture whose photo is not known. */
function isNews({ options }: PassContext, known: JoinedPerson | undefined): boolean {
  if (options.recheckWithinMs === undefined) return false;
  return known === undefined || (options.choice.kind === "keys" && known.photo === undefined);
}

function deniedAtMs(known: JoinedPerson | undefined): number | undefined {
  switch (known?.record.answer) {
    case "none":
    case "noneConfirmed":
    case "noMailbox":
      return known.record.askedAtMs;
    default:
      return undefined;
  }
}

/** What a person who exists needs first. */
export function firstWork(context: PassContext, person: Person, known: JoinedPerson | undefined): Due {
  const { options, startedAtMs } = context;
  return dueFor(person.objectId, knownPhoto(known), {
    nowMs: startedAtMs,
    refreshAfterMs: options.refreshAfterMs,
    full: options.full,
    size: options.size,
    transcode: options.transcode,
    etagTrait: context.etagTrait,
  });
}

/** What is remembered of a person's photo, as the decisions want it. */
export function knownPhoto(known: JoinedPerson | undefined): KnownPhoto | undefined {
  const photo = known?.photo;
  if (photo === undefined) return undefined;
  return {
    metadataEtag: photo.metadataEtag,
    valueEtag: photo.valueEtag,
    fetchedAtMs: photo.fetchedAtMs,
    size: photo.size,
    transcoded: photo.transcoded,
  };
}

/** Somebody whose properties cannot be in a manifest keeps what was published. */
function refuse(
  context: PassContext,
  person: Person,
  known: JoinedPerson | undefined,
  { reason, message }: { readonly reason: string; readonly message: string },
): void {
  const { state, pass, progress, startedAtMs } = context;
  const clean = known?.record.person ?? withoutText(person);
  state.people.putListed(clean, pass);
  state.people.recordAnswer(person.objectId, pass, startedAtMs, "failed", { reason, message });
  progress.answered += 1;
  progress.personFailed(person.objectId, clean.properties.userPrincipalName, reason, message);
}

function withoutText(person: Person): Person {
  const blank = Object.fromEntries(Object.keys(person.properties).map((name) => [name, ""]));
  return { ...person, properties: { ...person.properties, ...blank }, extra: {} };
}
