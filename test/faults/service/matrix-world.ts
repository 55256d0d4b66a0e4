import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import type { DisturbedRequest, Fault } from "../../../src/simulator/faults.ts";
import type { CommandEnd } from "../../running/command.ts";
import { readPublished, snapshot } from "../../running/published.ts";
import { makeWorld, type World } from "../../running/world.ts";
import { type CallKind, isOfKind } from "./call-kinds.ts";
import type { Conditions, installConditions } from "./conditions.ts";
import { answerFault, type ServiceFault, type TenantEvent } from "./service-faults.ts";

/** One pass of the table: what goes wrong, with which calls, and whether it goes on. */
export interface MatrixCase {
  readonly kinds: readonly CallKind[];
  readonly fault: ServiceFault;
  readonly extent: "once" | "lasting";
  /** Whether another pass comes after it: one that was right tells little in that. */
  readonly isFollowed: boolean;
}

/** Who are people to whom something happens between two passes. */
interface Roles {
  /** Has another photo. */
  readonly changed: string;
  /** Had a photo and has none; has none published and now has one. */
  readonly lost: string;
  readonly gained: string;
  /** Is no user any more; is one again. */
  readonly left: string;
  readonly joined: string;
  /** Exists and is in no listing. */
  readonly unlisted: string;
  /** Has a photo, and a batch says once that there is none. */
  readonly misjudged: string;
}

const undisturbed: Conditions = { clockAheadMs: 0, isPatient: false, elsewhere: () => undefined };

type Checksums = ReadonlyMap<string, string>;

/** Those that have a body, so that it can break. */
const noPhotoForms = ["imageNotFound", "itemNotFound", "profileNotFound", "placeholder"] as const;

const photoless = { kind: "status", status: 404, code: "ErrorItemNotFound" } as const satisfies Fault;

/** A tenant with a published export, for one case behind the other. */
export class MatrixWorld {
  readonly #world: World;
  readonly #run: ReturnType<typeof installConditions>["run"];
  readonly #flags: readonly string[];
  readonly #people: readonly string[];
  #turn = 0;

  private constructor(world: World, run: ReturnType<typeof installConditions>["run"], flags: readonly string[]) {
    this.#world = world;
    this.#run = run;
    this.#flags = flags;
    this.#people = [...world.tenant.directory.truth()].flatMap(({ objectId, photoSha256 }) =>
      photoSha256 === undefined ? [] : [objectId],
    );
  }

  static async open(
    t: TestContext,
    run: ReturnType<typeof installConditions>["run"],
    flags: readonly string[],
  ): Promise<MatrixWorld> {
    const world = await makeWorld(t, {
      people: 16,
      photoBytes: "small",
      photoShare: 0.7,
      noPhotoForms,
      recordRequests: false,
    });
    const opened = new MatrixWorld(world, run, [...flags, "--exchange-endpoint", world.tenant.exchangeEndpoint]);
    const { directory } = world.tenant;
    const { gained, joined, unlisted } = opened.#roles();
    directory.removePhoto(gained);
    directory.removePerson(joined);
    const { exitCode } = await opened.#pass(undisturbed);
    assert.equal(exitCode, 0);
    directory.hideFromListing(unlisted);
    return opened;
  }

  /**
   * Has things happen in the tenant, runs a pass that is disturbed and one that is not, and holds both against what must
   * always hold. Returns how the disturbed one ended, in the words of the table.
   */
  async play({ kinds, fault, extent, isFollowed }: MatrixCase): Promise<string> {
    const { tenant } = this.#world;
    const roles = this.#roles();
    this.#turn += 1;
    const before = await this.#rows();
    const untouched = await snapshot(this.#world);
    this.#happen(roles);
    tenant.faults.person(roles.misjudged, "metadata", photoless, 1);
    const changedTo = new Set<string | undefined>([before.get(roles.changed), this.#right().get(roles.changed)]);
    const conditions = this.#script(kinds, fault, extent, roles);
    const disturbed = await this.#pass(conditions);
    tenant.faults.clear();
    changedTo.add(this.#right().get(roles.changed));
    const outcome = await this.#judge(disturbed, { before, untouched, roles, changedTo, extent });
    if (!isFollowed) return outcome;

    const next = await this.#pass(undisturbed);
    assert.equal(next.exitCode, 0, `the next pass ended with ${next.exitCode}: ${next.stderr.split("\n").at(-2)}`);
    assert.deepEqual(await this.#rows(), this.#right(), "the next pass is right");
    await readPublished(this.#world);
    return outcome;
  }

  #pass(conditions: Conditions): Promise<CommandEnd> {
    return this.#run(conditions, () => this.#world.passHere(this.#flags));
  }

  #roles(): Roles {
    const [changed, one, two, three, four, unlisted, misjudged] = this.#people as readonly [
      ...[string, string, string, string, string, string, string],
    ];
    const [lost, gained] = this.#turn % 2 === 0 ? [one, two] : [two, one];
    const [left, joined] = this.#turn % 2 === 0 ? [three, four] : [four, three];
    return { changed, lost, gained, left, joined, unlisted, misjudged };
  }

  #happen({ changed, lost, gained, left, joined }: Roles): void {
    const { directory } = this.#world.tenant;
    directory.restorePerson(changed);
    directory.setPhoto(changed);
    directory.removePhoto(lost);
    directory.setPhoto(gained);
    directory.removePerson(left);
    directory.restorePerson(joined);
  }

  /** What a right manifest has: everybody's photo who exists. */
  #right(): Checksums {
    const { directory } = this.#world.tenant;
    const right = new Map<string, string>();
    for (const objectId of [...directory.ids()].toSorted()) {
      const photo = directory.photoOf(objectId);
      if (photo !== undefined) right.set(objectId, photo.sha256);
    }
    return right;
  }

  async #rows(): Promise<Checksums> {
    const { rows } = await readPublished(this.#world);
    return new Map([...rows].map(([objectId, { checksum = "" }]) => [objectId, checksum]));
  }

  /** Has the fault happen to the first call of each kind, or to all of them. */
  #script(kinds: readonly CallKind[], fault: ServiceFault, extent: MatrixCase["extent"], roles: Roles): Conditions {
    const { faults, graphEndpoint } = this.#world.tenant;
    const seen = new Map<CallKind, number>();
    const struck = (request: DisturbedRequest): { readonly kind: CallKind; readonly turn: number } | undefined => {
      const kind = kinds.find((one) => isOfKind(one, request) && (extent === "lasting" || !seen.has(one)));
      if (kind === undefined) return undefined;
      const turn = (seen.get(kind) ?? 0) + 1;
      seen.set(kind, turn);
      return { kind, turn };
    };
    const conditions: Conditions = { ...undisturbed, isPatient: fault.kind === "answer" && fault.isSlow === true };
    switch (fault.kind) {
      case "network":
        conditions.elsewhere = (request) => (struck(request) === undefined ? undefined : fault.how);
        break;
      case "answer":
        faults.requests((request) => {
          const now = struck(request);
          const given = now === undefined ? undefined : answerFault(fault, now.kind);
          return typeof given === "function" ? given(`${graphEndpoint}${request.target}`, now?.turn ?? 1) : given;
        });
        break;
      case "event":
        faults.requests((request) => {
          if (struck(request)?.turn === 1) this.#event(fault.event, roles, conditions);
          return undefined;
        });
    }
    return conditions;
  }

  #event(event: TenantEvent, { changed }: Roles, conditions: Conditions): void {
    const { directory } = this.#world.tenant;
    switch (event) {
      case "photoChanges":
        directory.setPhoto(changed);
        return;
      case "photoRemoved":
        directory.removePhoto(changed);
        return;
      case "personLeaves":
        directory.removePerson(changed);
        return;
      case "clockAhead":
        conditions.clockAheadMs = 3_600_000;
        return;
      case "clockBack":
        conditions.clockAheadMs = -86_400_000;
        return;
    }
  }

  /** Holds the end of a disturbed pass against what must hold after each, and says it in the words of the table. */
  async #judge(end: CommandEnd, { before, untouched, roles, changedTo, extent }: Judged): Promise<string> {
    const { exitCode } = end;
    const told = `${end.stdout}\n${end.stderr}`;
    if (exitCode !== 0 && exitCode !== 4) {
      const now = await snapshot(this.#world);
      // Photos that came before the end lie there for the next pass; those that are listed `rows` looks at.
      for (const [name, content] of untouched) if (name !== "photos") assert.equal(now.get(name), content, name);
      assert.deepEqual(await this.#rows(), before);
      return String(exitCode);
    }
    const { failures, failuresTotal } = await this.#world.lastRun();
    const failed = new Set<string>(failures.map(({ objectId }) => objectId));
    assert.equal(failed.size, failuresTotal);
    assert.equal(exitCode, failed.size === 0 ? 0 : 4, told);
    const rows = await this.#rows();
    const right = this.#right();
    const without = new Set<string>();
    for (const objectId of new Set([...before.keys(), ...rows.keys(), ...right.keys()])) {
      const checksum = rows.get(objectId);
      if (failed.has(objectId)) assert.equal(checksum, before.get(objectId), `${objectId} failed and keeps the row`);
      else if (objectId === roles.changed) assert.ok(changedTo.has(checksum), `${objectId}: one of the photos`);
      else if (checksum === undefined && right.has(objectId)) without.add(objectId);
      else assert.equal(checksum, right.get(objectId), `${roleOf(roles, objectId)} ${objectId} is right`);
    }
    const words = [
      exitCode === 0
        ? "0"
        : `4 ${extent === "once" && isOneOfSeveral(failed, roles) ? "one" : this.#nameOf(failed, roles, before)}`,
      ...(without.size === 0 ? [] : [`without ${rolesOf(roles, without)}`]),
    ];
    return words.join(", ");
  }

  /** The word of the table for those who failed; their roles where there is no word. */
  #nameOf(failed: ReadonlySet<string>, roles: Roles, before: Checksums): string {
    const { changed, lost, gained, left, joined, unlisted, misjudged } = roles;
    const { directory } = this.#world.tenant;
    const users = [...directory.ids()];
    const known = users.filter((id) => before.has(id));
    const groups = {
      known,
      listed: known.filter((id) => id !== unlisted),
      asked: [...users.filter((id) => !before.has(id)), changed],
      fetched: [changed, gained, joined],
      denied: [lost, misjudged],
      absent: [left, unlisted],
      left: [left],
    };
    const isSame = (group: readonly string[]) => group.length === failed.size && group.every((id) => failed.has(id));
    const word = Object.entries(groups).find(([, group]) => isSame(group))?.[0];
    return (
      word ??
      [...failed]
        .map((id) => roleOf(roles, id))
        .toSorted()
        .join("+")
    );
  }
}

interface Judged {
  readonly before: Checksums;
  readonly untouched: ReadonlyMap<string, string>;
  readonly roles: Roles;
  /** Photos that the person had while the pass ran; undefined where there was none. */
  readonly changedTo: ReadonlySet<string | undefined>;
  readonly extent: MatrixCase["extent"];
}

/** There is only one who left. */
function isOneOfSeveral(failed: ReadonlySet<string>, { left }: Roles): boolean {
  return failed.size === 1 && !failed.has(left);
}

function roleOf(roles: Roles, objectId: string): string {
  return Object.entries(roles).find(([, id]) => id === objectId)?.[0] ?? "other";
}

function rolesOf(roles: Roles, people: Iterable<string>): string {
  return [...people]
    .map((id) => roleOf(roles, id))
    .toSorted()
    .join("+");
}
