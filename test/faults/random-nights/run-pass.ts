import type { CommandEnd } from "../../running/command.ts";
import type { World } from "../../running/world.ts";
import { endAtCall, passUntil } from "../killed-pass.ts";
import type { Night } from "./night.ts";
import type { StoryTime } from "./story-time.ts";
import { isSilence } from "./troubles.ts";
import { deadlineMs } from "./wishes.ts";

/** What happens while a pass runs. */
export interface Meanwhile {
  /** The tenant is edited. */
  readonly edit: () => void;
  /** The deadline comes. */
  readonly deadline: () => void;
}

/** How long the answer is that waits for a second pass. No other sleep is as long. */
const heldMs = 10_819_000;

/** The pass of a night, and that which was started while it ran. */
export interface Passes {
  readonly end: CommandEnd;
  readonly second: CommandEnd | undefined;
}

/** Runs the pass of a night, and lets happen what is to happen when its calls reach the tenant. */
export async function runPass(
  world: World,
  time: StoryTime,
  night: Night,
  args: readonly string[],
  happens: Meanwhile,
): Promise<Passes> {
  const { end, meanwhile, wishes, secondAtCall } = night;
  time.isImpatient = night.troubles.some(({ kind }) => isSilence(kind));
  const comes = Promise.withResolvers<void>();
  time.sleepUntil(deadlineMs, comes.promise);
  const undoEdits = atCall(world, meanwhile?.call, happens.edit);
  const isHere = end.kind === "whole" || end.kind === "dryRun";
  const undoDeadline = atCall(world, isHere ? wishes.deadlineCall : undefined, () => {
    happens.deadline();
    comes.resolve();
  });
  const second = isLasting(night) ? secondPass(world, time, secondAtCall) : undefined;
  try {
    return { end: await runFirst(world, time, end, args), second: await second?.() };
  } finally {
    undoDeadline();
    undoEdits();
  }
}

/** Whether a pass waits for each of its answers: one that is stopped by another one may be over before a second begins. */
function isLasting({ end, troubles, wishes }: Night): boolean {
  return end.kind === "whole" && troubles.length === 0 && wishes.choice.kind !== "only";
}

async function runFirst(
  world: World,
  { nodeOptions }: StoryTime,
  end: Night["end"],
  args: readonly string[],
): Promise<CommandEnd> {
  switch (end.kind) {
    case "whole":
      return await world.passHere(args);
    case "dryRun":
      return await world.passHere([...args, "--dry-run"]);
    case "killed": {
      const from = end.from === "publish" ? { from: /^run INSERT INTO publishes/ } : {};
      return await passUntil(world, { operation: end.operation, ...from }, args, { nodeOptions });
    }
    case "signal":
      return await endAtCall(world, end.call, end.signal, args, { nodeOptions });
  }
}

/** Has a second pass start at a call, which is answered when that has ended. Returns what came of it, if it came to it. */
function secondPass(world: World, time: StoryTime, call: number | undefined): () => Promise<CommandEnd | undefined> {
  const ended = Promise.withResolvers<void>();
  time.sleepUntil(heldMs, ended.promise);
  let calls = 0;
  let second: Promise<CommandEnd> | undefined;
  world.tenant.faults.requests(({ target }) => {
    if (!target.startsWith("/v1.0/")) return undefined;
    calls += 1;
    if (calls !== call) return undefined;
    second = world.passHere(["--max-delete", "100%", "--full"]).finally(() => ended.resolve());
    return { kind: "delay", ms: heldMs };
  });
  return async () => await second;
}

/** Has something done when the so many-th call from now reaches the tenant; returns what ends that. */
function atCall({ tenant: { traffic } }: World, call: number | undefined, act: () => void): () => void {
  if (call === undefined) return () => undefined;
  const begins = traffic.callBegins;
  const last = traffic.calls + call;
  traffic.callBegins = () => {
    begins.call(traffic);
    if (traffic.calls === last) act();
  };
  return () => {
    traffic.callBegins = begins;
  };
}
