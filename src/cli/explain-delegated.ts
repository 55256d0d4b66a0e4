import type { ErrorFacts, SignInReason } from "../errors.ts";
import type { Explanation, Names } from "./explanation.ts";

type Facts = ErrorFacts["signInFailed"];
type Delegated = NonNullable<Facts["delegated"]>;
type Words = Pick<Explanation, "what" | "todo">;

/** A refusal of a person's sign-in in words where they differ from those for an application's own. */
export function explainDelegated(facts: Facts, names: Names): Words | undefined {
  return facts.delegated === undefined ? undefined : delegatedReasons[facts.reason]?.(facts, facts.delegated, names);
}

const delegatedReasons: Partial<Record<SignInReason, (facts: Facts, delegated: Delegated, names: Names) => Words>> = {
  interactionRequired: ({ tenantId, aadsts }, { user, cache }) =>
    user === undefined
      ? {
          what: `The tenant ${tenantId} wants more of the person than the sign-in with a code had.`,
          todo: "Run exophotos login again and do all that the browser asks for, such as multifactor authentication.",
        }
      : {
          what: `The sign-in of ${user} that ${cache} keeps has ended: ${endedBecause(aadsts)}.`,
          todo: "Run exophotos login again with the same --tenant, --client-id and --token-cache. For passes that nobody attends an application's own sign-in, with a certificate, does not end like that.",
        },
  missingConsent: ({ clientId, tenantId }) => ({
    what: `Nobody has consented to what the application ${clientId} asks for on a person's behalf in the tenant ${tenantId}.`,
    todo: "Have an administrator grant admin consent under API permissions of the app registration, for delegated permissions: User.Read.All and ProfilePhoto.Read.All.",
  }),
  conditionalAccess: ({ clientId, tenantId }, { user }) => ({
    what: `A conditional access policy of the tenant ${tenantId} blocks the sign-in of ${user ?? "the person"} to the application ${clientId}.`,
    todo: "The sign-in log names the policy; many tenants block sign-in with a device code. Ask the administrator, or use an application's own sign-in with a certificate.",
  }),
  other: ({ clientId, tenantId }, { user }, names) => ({
    what: `Entra refuses to sign ${user ?? "the person"} in to the application ${clientId} of the tenant ${tenantId}.`,
    todo: `Check ${names.setting("tenant")} and ${names.setting("clientId")}, and whether the person's account is enabled and of this tenant; Microsoft's page on AADSTS error codes explains the number.`,
  }),
};

/** Reasons that only a sign-in with a device code has. */
export const deviceCodeReasons = {
  declined: () => ({
    what: "The sign-in was declined in the browser: nobody is signed in.",
    todo: "Run exophotos login again, enter the new code and accept; where it was not you who declined, ask who has seen the code.",
  }),
  codeExpired: () => ({
    what: "Nobody signed in with the code before it expired.",
    todo: "Run exophotos login again and enter the new code at once. Where the browser did not accept the sign-in, a conditional access policy may block device codes.",
  }),
  noPublicClient: ({ clientId }: Facts) => ({
    what: `The application ${clientId} is not registered for signing people in without a credential of its own.`,
    todo: "Under Authentication of the app registration set «Allow public client flows» to Yes.",
  }),
} as const satisfies Partial<Record<SignInReason, (facts: Facts) => Words>>;

/** Source: MicrosoftDocs/entra-docs, identity-platform/reference-error-codes.md and refresh-tokens.md. */
function endedBecause(aadsts: number | undefined): string {
  switch (aadsts) {
    case 70008:
    case 700082:
      return "it was not used for too long, 90 days by default";
    case 50173:
      return "the password was changed or reset, or an administrator revoked the person's sessions";
    case 70043:
      return "a sign-in frequency policy of the tenant wants the person to sign in again";
    case 50074:
    case 50076:
    case 50078:
    case 50079:
      return "the tenant wants multifactor authentication";
    default:
      return "Entra wants the person to sign in again";
  }
}
