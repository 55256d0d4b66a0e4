import assert from "node:assert/strict";
import { test } from "node:test";
import { renderError } from "../../src/cli/render-error.ts";
import { type ErrorCode, type ErrorFacts, ExophotosError, type SignInReason } from "../../src/errors.ts";
import type { SettingKey } from "../../src/settings/table.ts";

const signIn: ErrorFacts["signInFailed"] = {
  reason: "wrongSecret",
  tenantId: "contoso.com",
  clientId: "8b6e1c2a-5d0f-4f5e-9f6e-0c2b7a1d3e4f",
  authority: "https://login.microsoftonline.com",
  aadsts: 7_000_215,
  description: "AADSTS7000215: Invalid client secret provided.",
};
const guard: ErrorFacts["guardStopped"] = {
  finding: { guard: "maxDelete", removals: 1200, allowed: 400, rows: 4000 },
  removalsFile: "/photos/.exophotos/removals.csv",
  examples: ["a@contoso.com", "b@contoso.com"],
  accept: "--max-delete 1200",
};

/** An example of each error, with its exit code and what its text must say. */
const examples: { [C in ErrorCode]: { facts: ErrorFacts[C]; exit: number; says: readonly string[] } } = {
  settingInvalid: {
    facts: { setting: "concurrency", origin: "--concurrency", problem: "must be auto" },
    exit: 2,
    says: ['Setting "concurrency" (--concurrency) must be auto.'],
  },
  usageWrong: { facts: { problem: "--out needs a value" }, exit: 2, says: ["--out needs a value.", "--help"] },
  outForeign: {
    facts: { out: "/photos", reason: "notOurs" },
    exit: 2,
    says: ["/photos", '"out" (--out)', "not empty"],
  },
  outEmpty: { facts: { out: "/photos" }, exit: 2, says: ["/photos", "exophotos export"] },
  outOtherTenant: {
    facts: { out: "/photos", tenantId: "first", wanted: "second" },
    exit: 2,
    says: ["/photos", "first", "second", '"tenant" (--tenant)'],
  },
  peopleUnwritable: {
    facts: {
      path: "/mim/delta.csv",
      people: [
        { objectId: "8b6e", userPrincipalName: "a@b.c", problem: "the photo is damaged" },
        { objectId: "9c7f", userPrincipalName: "", problem: "the photo cannot be read (EIO)" },
      ],
    },
    exit: 4,
    says: [
      "2 people cannot be in /mim/delta.csv",
      "a@b.c: the photo is damaged; 9c7f: the photo cannot be read (EIO).",
    ],
  },
  pictureUnusable: {
    facts: { path: "/in/ada.png", rendition: "badge", problem: "its smallest form has 780 bytes, max-bytes is 300" },
    exit: 2,
    says: ["The rendition badge cannot be made of /in/ada.png", "780 bytes", "more bytes or fewer pixels"],
  },
  exchangeForbidden: {
    facts: { host: "outlook.office365.com", status: 401, message: "User is not allowed to call Get-Mailbox" },
    exit: 3,
    says: [
      'Exchange Online at outlook.office365.com does not let the application "client-id" (--client-id) list mailboxes.',
      "It answers 401: User is not allowed to call Get-Mailbox.",
      "Exchange.ManageAsApp",
      "Global Reader",
      'leave "discover" (--discover) at graph',
    ],
  },
  exchangeUnusable: {
    facts: { host: "outlook.office365.com", status: undefined, message: "it lists no mailbox at all" },
    exit: 8,
    says: [
      "It lists no mailbox at all.",
      "not a documented one",
      '"exchange-endpoint"',
      "Get-MailboxesWithPicture.ps1",
    ],
  },
  copiesFailed: {
    facts: { manifest: "/photos/manifest.csv", copies: [{ path: "/mim/manifest.csv", errno: "EACCES" }] },
    exit: 9,
    says: ["/photos/manifest.csv is published", "1 copy", "/mim/manifest.csv: access is denied (EACCES)"],
  },
  linksFailed: {
    facts: {
      files: 3,
      examples: [
        { path: "/photos/by-mail/a.jpg", errno: "EEXIST" },
        { path: "/photos/by-mail/b.jpg", errno: "EBUSY" },
      ],
    },
    exit: 9,
    says: ["3 files of", "a.jpg: what is there was not made by exophotos", "another program uses it (EBUSY); …."],
  },
  reportFailed: {
    facts: { report: "/reports/pass.html", errno: "EACCES" },
    exit: 9,
    says: ["/reports/pass.html", "access is denied (EACCES)", "as it ended", "exophotos report"],
  },
  personUnknown: { facts: { person: "a@b.c", out: "/photos" }, exit: 2, says: ["a@b.c", "/photos"] },
  signInFailed: {
    facts: signIn,
    exit: 3,
    says: ["Value, not its Secret ID", "AADSTS7000215: Invalid", signIn.clientId],
  },
  permissionMissing: {
    facts: {
      call: "list users",
      permissions: ["User.ReadBasic.All", "User.Read.All"],
      graphCode: "Authorization_RequestDenied",
    },
    exit: 3,
    says: ["User.ReadBasic.All or User.Read.All", "Authorization_RequestDenied", '"client-id" (--client-id)'],
  },
  choiceRefused: {
    facts: { setting: "filter", status: 400, graphCode: "Request_UnsupportedQuery", message: "Invalid filter" },
    exit: 2,
    says: ['"filter" (--filter)', "400 Request_UnsupportedQuery: Invalid filter"],
  },
  guardStopped: {
    facts: guard,
    exit: 5,
    says: [
      "remove 1,200 of 4,000 rows, and 400 are allowed",
      "/photos/.exophotos/removals.csv",
      "a@contoso.com",
      "exophotos export --max-delete 1200",
    ],
  },
  locked: { facts: { out: "/photos" }, exit: 6, says: ["Another pass", "/photos"] },
  unreachable: {
    facts: { host: "graph.microsoft.com", call: "list users", problem: "the name is not known", tries: 1 },
    exit: 8,
    says: ["graph.microsoft.com", "After 1 try", "the name is not known", '"proxy" (--proxy)'],
  },
  directoryUnreachable: {
    facts: {
      host: "dc1.contoso.com",
      problem: "no connection could be made (ECONNREFUSED)",
      tries: 3,
      obstacle: undefined,
    },
    exit: 8,
    says: ["dc1.contoso.com", "3 tries", "ECONNREFUSED", '"ldap" (--ldap)', "confirmed"],
  },
  directorySignIn: {
    facts: {
      host: "dc1.contoso.com",
      user: "svc@contoso.com",
      reason: "wrongCredentials",
      code: 49,
      message: "80090308",
    },
    exit: 3,
    says: ["dc1.contoso.com", "svc@contoso.com", "80090308", '"bind-password-file" (--bind-password-file)'],
  },
  directoryRefused: {
    facts: { host: "dc1.contoso.com", call: "search", code: 1, message: "000004DC" },
    exit: 3,
    says: ["dc1.contoso.com", "search", "000004DC"],
  },
  changesStopped: {
    facts: { changes: 120, counted: "overwritten", allowed: 20, lookedAt: 150, examples: ["ada@contoso.com"] },
    exit: 5,
    says: ["120", "20", "Nothing was changed", "ada@contoso.com", "--max-change 120"],
  },
  undoDamaged: {
    facts: { path: "/photos/undo.ldif", problem: "its end is missing" },
    exit: 2,
    says: ["/photos/undo.ldif", "its end is missing"],
  },
  outputFailed: {
    facts: { path: "/photos/x", action: "write", errno: "ENOSPC" },
    exit: 9,
    says: ["Could not write /photos/x: the disk is full (ENOSPC)", "Make room"],
  },
  publishBlocked: {
    facts: { path: "/photos/manifest.csv", waitedMs: 300_000, errno: "EPERM" },
    exit: 9,
    says: [
      "/photos/manifest.csv",
      "300 seconds",
      "Close what reads it and run it again. A pass then publishes without",
    ],
  },
  stateDamaged: {
    facts: { path: "/s/state.db", problem: "no database" },
    exit: 9,
    says: ["/s/state.db", "--rebuild-state"],
  },
  stateNewer: { facts: { path: "/s/state.db", version: 4, supported: 1 }, exit: 9, says: ["newer", "--rebuild-state"] },
  stateOtherTenant: {
    facts: { path: "/p/approved.push.db", tenantId: "first", wanted: "second" },
    exit: 2,
    says: ["/p/approved.push.db", "first", "second", '"state" (--state)'],
  },
  listWrong: {
    facts: {
      path: "/p/list.csv",
      mistakes: [
        { line: 3, problem: "names no person" },
        { line: undefined, problem: "a.jpg and a.png name the same person" },
      ],
    },
    exit: 2,
    says: ["/p/list.csv has 2 mistakes", "line 3 names no person; a.jpg and a.png name the same person."],
  },
  pushStopped: {
    facts: { change: "remove", changes: 1200, allowed: 20, named: 4000, examples: ["a@b.c"], accept: 1200 },
    exit: 5,
    says: ["remove the photos of 1,200 of 4,000 people, and 20 may be changed", "a@b.c", "--max-change 1200"],
  },
  photosForbidden: {
    facts: { source: undefined, graphCode: "ErrorAccessDenied", message: "Access is denied." },
    exit: 3,
    says: ["Graph forbids every photo", "ErrorAccessDenied: Access is denied.", "photoUpdateSettings"],
  },
  manifestDamaged: { facts: { path: "/photos/manifest.csv", problem: "line 3" }, exit: 9, says: ["line 3"] },
  historyGone: {
    facts: { since: "sequence 3", oldestSequence: 90 },
    exit: 2,
    says: ["sequence 3", "90", "full import"],
  },
  interrupted: { facts: {}, exit: 130, says: ["Interrupted", "goes on where it stopped"] },
};

const originOf = (key: SettingKey) => `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

for (const code of Object.keys(examples) as ErrorCode[]) {
  test(`${code} says what happened and what to do, with its exit code`, () => {
    const { facts, exit, says } = examples[code];
    const { text, exitCode } = renderError(new ExophotosError(code, facts), {
      verbose: false,
      asLogLineAt: undefined,
      originOf,
    });
    assert.equal(exitCode, exit);
    for (const part of [...says, "What to do: "]) assert.ok(text.includes(part), `${text} does not say ${part}`);
    assert.doesNotMatch(text, /undefined|\.\.|\n\n|\[object/);
  });
}

const signInReasons: Record<SignInReason, RegExp> = {
  wrongSecret: /Value, not its Secret ID/,
  expiredSecret: /has expired/,
  unknownApp: /Application \(client\) ID/,
  disabledApp: /disabled/,
  unknownTenant: /one cloud only/,
  otherCloud: /global, usgov, dod or china/,
  wrongCertificate: /Upload this certificate/,
  assertionTime: /clock/,
  wrongFederatedToken: /"federated-token-file"[\s\S]*issuer, subject and audience/,
  expiredFederatedToken: /"federated-token-file" is not valid now/,
  identityUnknown: /"managed-identity"[\s\S]*system-assigned identity on/,
  identityRefused: /"managed-identity"[\s\S]*himds/,
  otherTenant: /does not belong to the tenant contoso\.com/,
  missingConsent: /admin consent/,
  wrongResource: /"graph-endpoint"/,
  conditionalAccess: /conditional access policy/,
  interactionRequired: /application permissions/,
  declined: /enter the new code/,
  codeExpired: /new code at once/,
  noPublicClient: /Allow public client flows/,
  tokenRefused: /refuses the token/,
  other: /AADSTS error codes/,
};

for (const reason of Object.keys(signInReasons) as SignInReason[]) {
  test(`A sign-in that failed because of ${reason} says what to do about it`, () => {
    const error = new ExophotosError("signInFailed", { ...signIn, reason, aadsts: undefined, description: "No." });
    const { text } = renderError(error, { verbose: false, asLogLineAt: undefined });
    assert.match(text, signInReasons[reason]);
    assert.match(text, /(?:Entra|identities) at https:\/\/login.microsoftonline.com says: No\./);
  });
}

const delegatedReasons: Partial<Record<SignInReason, readonly [signingIn: RegExp, later: RegExp]>> = {
  interactionRequired: [
    /multifactor/,
    /sign-in of ada@contoso\.com that \/keep\/ada\.json keeps has ended.*\n.*\n.*login again/,
  ],
  missingConsent: [/delegated permissions/, /delegated permissions/],
  conditionalAccess: [/sign-in of the person .*\n.*\n.*device code/, /sign-in of ada@contoso\.com/],
  other: [/sign the person in/, /sign ada@contoso\.com in .*\n.*\n.*account is enabled/],
};

for (const [reason, patterns] of Object.entries(delegatedReasons)) {
  test(`A person's sign-in that failed because of ${reason} is explained as one, at login and later`, () => {
    for (const [index, user] of [undefined, "ada@contoso.com"].entries()) {
      const facts = { ...signIn, reason: reason as SignInReason, delegated: { user, cache: "/keep/ada.json" } };
      const { text } = renderError(new ExophotosError("signInFailed", facts), {
        verbose: false,
        asLogLineAt: undefined,
      });
      assert.match(text, patterns[index] ?? assert.fail());
      assert.doesNotMatch(text, /undefined|client-secret|application permissions/i);
    }
  });
}

test("Ctrl-C during a sign-in is no interrupted pass", () => {
  const { text, exitCode } = renderError(new ExophotosError("interrupted", { during: "login" }), {
    verbose: false,
    asLogLineAt: undefined,
  });
  assert.equal(exitCode, 130);
  assert.match(text, /Nobody is signed in/);
  assert.doesNotMatch(text, /published/);
});

test("What an interrupted push has sent is remembered", () => {
  const { text } = renderError(new ExophotosError("interrupted", { during: "push" }), {
    verbose: false,
    asLogLineAt: undefined,
  });
  assert.match(text, /sent and seen in the tenant is remembered/);
});

test("A state of push that is no use is not put right by an export", () => {
  for (const error of [
    new ExophotosError("stateDamaged", { path: "/p/push.db", problem: "no database", of: "push" }),
    new ExophotosError("stateNewer", { path: "/p/push.db", version: 2, supported: 1, of: "push" }),
  ]) {
    const { text } = renderError(error, { verbose: false, asLogLineAt: undefined });
    assert.match(text, /new file with --state/);
    assert.doesNotMatch(text, /rebuild-state/);
  }
});

test("A setting is named with the origin of the one that is set", () => {
  const env = (key: SettingKey) => (key === "clientSecret" ? "environment variable AZURE_CLIENT_SECRET" : "not set");
  const { text } = renderError(new ExophotosError("signInFailed", signIn), {
    verbose: false,
    asLogLineAt: undefined,
    originOf: env,
  });
  assert.match(text, /client secret "client-secret" \(environment variable AZURE_CLIENT_SECRET\)/);
  assert.doesNotMatch(text, /client-secret-file/);
});

const otherFindings: readonly [ErrorFacts["guardStopped"]["finding"], RegExp][] = [
  [{ guard: "nothingLeft", rows: 1 }, /leave nothing of 1 row\./],
  [{ guard: "emptyListing", rows: 12 }, /came back empty, and 12 rows are published/],
  [
    { guard: "columnEmptied", column: "employeeId", filled: 900, rows: 1000 },
    /employeeId, filled in 900 of 1,000 rows/,
  ],
];

for (const [finding, expected] of otherFindings) {
  test(`The guard ${finding.guard} says what it saw and offers no way around it`, () => {
    const facts = { finding, removalsFile: undefined, examples: [], accept: undefined };
    const { text } = renderError(new ExophotosError("guardStopped", facts), { verbose: false, asLogLineAt: undefined });
    assert.match(text, expected);
    assert.doesNotMatch(text, /accept it once/);
  });
}
