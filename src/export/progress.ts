import type { ExophotosError } from "../errors.ts";
import type { Tenant } from "../tenant/port.ts";
import type { PassCounts, PassEvent, PassListener, PassNotice, PassStage } from "./events.ts";
import type { PassSummary } from "./summary.ts";

/** Counts what happens in a pass and tells the listener. */
export class PassProgress {
  readonly #listeners: PassListener[];
  readonly #tenant: Tenant;
  listed = 0;
  total: number | undefined;
  listingEnded = false;
  answered = 0;
  downloaded = 0;
  downloadedBytes = 0;
  renditionsMade = 0;
  transcoded = 0;
  unchanged = 0;
  withoutPhoto = 0;
  failed = 0;
  unlistedKept = 0;
  /** People left unasked in this pass because their mailbox says that it has no picture. */
  leftUnasked = 0;
  /** People not asked in this pass because their last answer is young enough. */
  notDue = 0;

  constructor(listener: PassListener, tenant: Tenant) {
    this.#listeners = [listener];
    this.#tenant = tenant;
  }

  /** Tells another listener as well, from now on. */
  alsoTell(listener: PassListener): void {
    this.#listeners.push(listener);
  }

  started(pass: number, out: string, tenantId: string): void {
    this.#tell({ kind: "started", pass, out, tenantId });
  }

  ended(summary: PassSummary): void {
    this.#tell({ kind: "ended", summary });
  }

  stage(stage: PassStage): void {
    this.#tell({ kind: "stage", stage });
  }

  notice(notice: PassNotice): void {
    this.#tell({ kind: "notice", notice });
  }

  /** A disk that refuses what is not the pass itself does not undo the pass. */
  diskRefused(
    doing: "publish" | "sweep" | "log" | "summary",
    error: ExophotosError<"outputFailed"> | ExophotosError<"publishBlocked">,
  ): void {
    const { path, errno } = error.facts;
    this.notice({ notice: "diskRefused", doing, path, errno });
  }

  personFailed(objectId: string, userPrincipalName: string, reason: string, message: string): void {
    this.failed += 1;
    this.#tell({ kind: "personFailed", objectId, userPrincipalName, reason, message });
  }

  report(): void {
    this.#tell({ kind: "progress", counts: this.#counts() });
  }

  #tell(event: PassEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  #counts(): PassCounts {
    const traffic = this.#tenant.counters();
    return {
      listed: this.listed,
      total: this.total,
      listingEnded: this.listingEnded,
      answered: this.answered,
      downloaded: this.downloaded,
      downloadedBytes: this.downloadedBytes,
      unchanged: this.unchanged,
      withoutPhoto: this.withoutPhoto,
      failed: this.failed,
      transcoded: this.transcoded,
      renditionsMade: this.renditionsMade,
      heldMs: traffic.heldMs,
      holdLeftMs: this.#tenant.holdLeftMs(),
      concurrency: traffic.concurrency,
    };
  }
}
