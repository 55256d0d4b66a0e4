import assert from "node:assert/strict";
import { test } from "node:test";
import { logLines } from "../running/said.ts";
import { until } from "../running/until.ts";
import { makeWorld } from "../running/world.ts";

for (const [where, code] of [
  ["a callback", "() => setTimeout(() => { throw new TypeError('of a callback'); })"],
  ["a promise", "() => void Promise.reject(new TypeError('of a promise'))"],
] as const) {
  test(`An error of ${where} that nobody caught is told as all others are, with its stack under --verbose only`, async (t) => {
    const world = await makeWorld(t, { people: 20, photoBytes: "small" });
    const { faults, traffic } = world.tenant;
    faults.call("users", { kind: "hang" }, Number.POSITIVE_INFINITY);
    const nodeOptions = ["--import", `data:text/javascript,process.on('SIGUSR2', ${code})`];
    const endOf = async (...args: readonly string[]) => {
      traffic.reset();
      const running = world.startPass(args, { nodeOptions });
      await until("a pass at work", () => traffic.calls > 0, running);
      running.child.kill("SIGUSR2");
      const end = await running.ended;
      assert.equal(end.exitCode, 1, end.stderr);
      return end;
    };
    const line = logLines(await endOf()).at(-1);
    assert.equal(line?.code, "defect");
    assert.match(String(line?.msg), new RegExp(`^A defect of exophotos: TypeError: of ${where}$`));
    assert.equal(line?.stack, undefined);
    const { stderr } = await endOf("--verbose", "--log-format", "text");
    assert.match(stderr, /^Error: A defect of exophotos: TypeError: .*\nWhat to do: .*\nTypeError: .*\n +at /m);
  });
}
