import assert from "node:assert/strict";
import { test } from "node:test";
import { installUnits, registerTask } from "../../src/schedule/registration.ts";
import { sampleRun } from "./sample-run.ts";

test("A service account's task is registered by schtasks, which asks for the password", () => {
  const { lines } = registerTask(sampleRun({ principal: "CONTOSO\\svc photos" }), "D:\\My tasks\\exophotos.xml");
  assert.deepEqual(lines, [
    'schtasks /Create /TN "exophotos" /XML "D:\\My tasks\\exophotos.xml" /RU "CONTOSO\\svc photos" /RP *',
  ]);
});

test("A gMSA's task is registered by Register-ScheduledTask, without a password and without schtasks", () => {
  const { lines, about } = registerTask(sampleRun({ name: "O'Neill’s photos" }), "D:\\It's\\exophotos.xml");
  assert.deepEqual(lines, [
    "Test-ADServiceAccount -Identity 'photos'",
    "$xml = Get-Content -Raw -LiteralPath 'D:\\It''s\\exophotos.xml'",
    "Register-ScheduledTask -TaskName 'O''Neill’’s photos' -Xml $xml",
  ]);
  assert.match(about, /schtasks is not known to take a managed account/);
});

test("Units are copied to where systemd looks for them, and their timer is started", () => {
  const { lines } = installUnits(sampleRun(), ["/tmp/it's/exophotos.service", "/tmp/exophotos.timer"]);
  assert.deepEqual(lines, [
    "cp -- '/tmp/it'\\''s/exophotos.service' /tmp/exophotos.timer /etc/systemd/system/",
    "systemctl daemon-reload",
    "systemctl enable --now exophotos.timer",
  ]);
});
