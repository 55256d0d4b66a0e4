import type { ObjectId } from "../model/object-id.ts";
import { checkClock } from "./clock-check.ts";
import type { CheckResult } from "./finding.ts";
import { checkHost } from "./host-check.ts";
import { type Look, lookAt } from "./look.ts";
import {
  checkBatch,
  checkChoice,
  checkMailboxes,
  checkPhoto,
  checkPolicy,
  checkUsers,
  sampleSize,
} from "./people-checks.ts";
import { checkPermissions, type Wishes } from "./permissions.ts";
import type { CheckRun } from "./run-check.ts";
import type { CalledHost, ChosenPeople, DoctorService } from "./service.ts";
import { checkCredential, checkToken } from "./sign-in-check.ts";

/** What of the settings the checks of the service go by. */
export interface ServiceWishes extends Wishes {
  /** Columns of manifest.csv that Graph fills. */
  readonly columns: number;
  /** The setting that chooses the people; undefined for everyone. */
  readonly choiceSetting: "filter" | "group" | "users-from" | undefined;
  readonly nowMs: () => number;
}

/** Checks everything between this machine and a photo, in the order in which one thing needs the other. */
export async function* checkService(
  run: CheckRun,
  service: DoctorService,
  wishes: ServiceWishes,
): AsyncGenerator<CheckResult, void, undefined> {
  const looks = new Map<CalledHost["check"], Look | undefined>();
  const lookOnce = async (host: CalledHost, signal: AbortSignal) => {
    if (!looks.has(host.check)) looks.set(host.check, await lookAt(service, host.probe, signal));
    return looks.get(host.check);
  };

  yield await run.check("clock", [], async (signal) => {
    const [first] = service.hosts;
    return checkClock(first && (await lookOnce(first, signal)), service.signsWithTime);
  });
  for (const host of service.hosts) {
    yield await run.check(host.check, [], async (signal) =>
      checkHost(service, host, await lookOnce(host, signal), signal),
    );
  }

  let claims: Awaited<ReturnType<DoctorService["signIn"]>>;
  yield await run.check("sign-in", ["authority"], async (signal) => {
    claims = await service.signIn(signal);
    return checkToken(claims, service.tenantId);
  });
  yield await run.check("permissions", ["sign-in"], () => checkPermissions(claims, wishes, service.portal));
  yield await run.check("credential", ["sign-in", "graph"], (signal) =>
    checkCredential(service, wishes.nowMs(), signal),
  );

  yield await run.check("users", ["sign-in", "graph"], (signal) => checkUsers(service, wishes.columns, signal));
  let chosen: ChosenPeople = { ids: [], total: undefined, asked: undefined };
  yield await run.check("choice", ["users"], async (signal) => {
    chosen = await service.chosen(sampleSize, signal);
    return checkChoice(chosen, wishes.choiceSetting);
  });
  let withPhoto: readonly ObjectId[] = [];
  yield await run.check("batch", ["choice"], async (signal) => {
    if (chosen.ids.length === 0) return { kind: "photoNone", asked: 0 };
    const checked = await checkBatch(service, chosen.ids, signal);
    withPhoto = checked.withPhoto;
    return checked.finding;
  });
  yield await run.check("photo", ["batch"], (signal) => checkPhoto(service, withPhoto, chosen.ids.length, signal));
  yield await run.check("policy", ["sign-in", "graph"], (signal) => checkPolicy(service, signal));
  const { mailboxes } = service;
  if (mailboxes === undefined) return;
  yield await run.check("mailboxes", ["sign-in", "exchange"], (signal) => checkMailboxes(mailboxes, signal));
}
