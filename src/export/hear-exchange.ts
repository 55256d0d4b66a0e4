import { ExophotosError } from "../errors.ts";
import type { PassContext } from "./pass-context.ts";
import type { PassSummary } from "./summary.ts";

/**
 * Asks Exchange which mailboxes have a picture, before anybody is listed, and spools what it says into the state. Under
 * `exchange` a failure is a notice, and the pass goes on without; under `exchange-only` it is thrown. `--only` needs no
 * word of Exchange's: those people are asked about anyway.
 */
export async function hearExchange(context: PassContext): Promise<void> {
  const { options, parts, progress, state, pass, stops } = context;
  if (parts.mailboxes === undefined || options.only.length > 0) return;
  progress.stage("discover");
  try {
    for await (const page of parts.mailboxes.listMailboxes(stops.hard)) {
      state.transaction(() => {
        for (const { objectId, hasPicture } of page) state.mailboxes.put(objectId, hasPicture, pass);
      });
      if (stops.soft.aborted) return;
    }
  } catch (error) {
    // A deadline or Ctrl-C: the steps that follow see it themselves.
    if (stops.hard.aborted && error === stops.hard.reason) return;
    if (options.discover !== "exchange" || !isOfExchange(error)) throw error;
    progress.notice({ notice: "exchangeUnheard", error });
    return;
  }
  state.mailboxes.forgetOthers(pass);
  context.exchangeHeard = true;
}

/** Says so when people have a photo although their mailbox says that it has none: that word is then worth less. */
export function tellContradictions(context: PassContext): void {
  const figures = exchangeFigures(context);
  if (figures === undefined || figures.contradicted === 0) return;
  const withoutPicture = figures.mailboxes - figures.withPicture;
  context.progress.notice({ notice: "exchangeContradicted", people: figures.contradicted, withoutPicture });
}

/** What Exchange said in this pass; undefined where it was not heard to its end. */
export function exchangeFigures({ state, pass, exchangeHeard }: PassContext): PassSummary["exchange"] {
  if (!exchangeHeard) return undefined;
  return { ...state.mailboxes.count(pass), contradicted: state.mailboxes.countContradicted(pass) };
}

/** Listed people whom a deadline left unasked; those who were not to be asked in this pass are none of them. */
export function countNotAsked({ state, pass, progress }: PassContext): number {
  return state.people.countNotAsked(pass) - progress.leftUnasked - progress.notDue;
}

function isOfExchange(error: unknown): error is ExophotosError {
  if (!(error instanceof ExophotosError)) return false;
  return ["exchangeForbidden", "exchangeUnusable", "unreachable", "signInFailed"].includes(error.code);
}
