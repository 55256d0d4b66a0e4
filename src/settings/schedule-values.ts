import * as z from "zod";

/** What the text of a setting of `schedule` may be; see `values.ts`. */
export const timeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: "must be a time of day from 00:00 to 23:59, such as 02:00" })
  .transform((given) => ({ hour: Number(given.slice(0, 2)), minute: Number(given.slice(3)) }));

/** Task Scheduler keeps tasks as files, and schtasks takes names up to this length. */
export const taskName = z.string().regex(/^(?! )[^\\/:*?"<>|%\p{Cc}]{1,238}(?<![ .])$/u, {
  error: 'must be a file name of at most 238 characters, without \\ / : * ? " < > | %',
});

const windowsAccounts = /^(?:nt authority\\)?(?:system|local ?system|local ?service|network ?service)$/i;
const accountName = /^(?:[^\\/"[\]:|<>+=;,?*%@\p{Cc}]+\\)?[^\\/"[\]:|<>+=;,?*%\p{Cc}]+$/u;

export const principal = z
  .string()
  .regex(accountName, { error: "must be an account such as CONTOSO\\photos$ (a gMSA) or CONTOSO\\svc-photos" })
  .refine((given) => !windowsAccounts.test(given), {
    error: "is an account of Windows itself: give a gMSA or a service account, with no more rights than a pass needs",
  });

const refusedLogonTypes: Readonly<Record<string, string>> = {
  s4u: "S4U has no network, and without it no pass can reach Microsoft 365",
  interactivetoken: "InteractiveToken works only while the account is signed in at the machine",
  interactivetokenorpassword: "InteractiveTokenOrPassword may need the account to be signed in at the machine",
};

/** The one that is left is also the one that a gMSA takes, without a password being given. */
export const logonType = z.string().transform((given, context): "Password" => {
  if (given.toLowerCase() === "password") return "Password";
  const reason = refusedLogonTypes[given.toLowerCase()];
  context.addIssue({ code: "custom", message: `must be Password${reason === undefined ? "" : `: ${reason}`}` });
  return z.NEVER;
});
