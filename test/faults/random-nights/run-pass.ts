import type { CommandEnd } from "../../running/command.ts";
import type { World } from "../../running/world.ts";
import { endAtCall, passUntil } from "../killed-pass.ts";
import type { Night } from "./night.ts";
import type { StoryTime } from "./story-time.ts";
import { deadlineMs } from "./wishes.ts";

/** What happens while a pass runs. */
export interface Meanwhile {
  /** The tenant is edited. */
  readonly edit: () => void;
  /** The deadline comes. */
  readonly deadline: () => void;
}

/** Runs the pass of a night, and lets happen what is to happen when its calls reach the tenant. */
export async function runPass(
  world: World,
  time: StoryTime,
  night: Night,
  args: readonly string[],
  happens: Meanwhile,
): Promise<CommandEnd> {
  const { end, meanwhile, wishes } = night;
  const { nodeOptions } = time;
  const comes = Promise.withResolvers<void>();
  time.sleepUntil(deadlineMs, comes.promise);
  const undoEdits = atCall(world, meanwhile?.call, happens.edit);
  const isHere = end.kind === "whole" || end.kind === "dryRun";
  const undoDeadline = atCall(world, isHere ? wishes.deadlineCall : undefined, () => {
    happens.deadline();
    comes.resolve();
  });
  try {
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
  } finally {
    undoDeadline();
    undoEdits();
  }
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
