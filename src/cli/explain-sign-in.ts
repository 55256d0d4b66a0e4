import type { ErrorFacts, SignInReason } from "../errors.ts";
import type { Explanation, Names } from "./explanation.ts";

type Facts = ErrorFacts["signInFailed"];

/** Entra's refusal in words, with what to do for each reason. */
export function explainSignIn(facts: Facts, names: Names): Explanation {
  const { what, todo } = reasons[facts.reason](facts, names);
  const number = facts.aadsts === undefined ? "" : `AADSTS${facts.aadsts}: `;
  const description = facts.description.replace(/^AADSTS\d+:\s*/, "");
  return { what, why: `Entra at ${facts.authority} says: ${number}${description}${traceWords(facts)}`, todo };
}

/** Whoever has to ask Microsoft about a refusal that is not known here needs them. */
function traceWords({ reason, trace }: Facts): string {
  if (reason !== "other" || trace?.id === undefined) return "";
  return ` (trace id ${trace.id}${trace.time === undefined ? "" : `, ${trace.time}`})`;
}

const reasons: Record<SignInReason, (facts: Facts, names: Names) => Explanation> = {
  wrongSecret: (facts, names) => ({
    what: `Entra does not accept the client secret ${secret(names)} for the application ${facts.clientId}.`,
    todo: "Use the secret's Value, not its Secret ID. The portal shows the value only when the secret is created: make a new one under Certificates & secrets if it is lost.",
  }),
  expiredSecret: (facts, names) => ({
    what: `The client secret ${secret(names)} of the application ${facts.clientId} has expired.`,
    todo: "Create a new secret under Certificates & secrets of the app registration and put its value there, or change to a certificate.",
  }),
  unknownApp: (facts, names) => ({
    what: `The tenant ${facts.tenantId} knows no application ${facts.clientId}.`,
    todo: `Check ${names.setting("clientId")}: it is the Application (client) ID, not the object id. Check ${names.setting("tenant")}: the app must be registered or consented in that tenant.`,
  }),
  disabledApp: (facts) => ({
    what: `The application ${facts.clientId} is disabled in the tenant ${facts.tenantId}.`,
    todo: "Enable it for sign-in under Enterprise applications, Properties, or ask the tenant's administrator why it is disabled.",
  }),
  unknownTenant: (facts, names) => ({
    what: `Entra knows no tenant ${facts.tenantId}.`,
    todo: `Check ${names.setting("tenant")}, and ${names.setting("cloud")}: a tenant exists in one cloud only.`,
  }),
  otherCloud: (facts, names) => ({
    what: `The tenant ${facts.tenantId} lives in another cloud than the one asked.`,
    todo: `Change ${names.setting("cloud")} to the tenant's own: global, usgov, dod or china.`,
  }),
  wrongCertificate: (facts, names) => ({
    what: `Entra does not accept the certificate ${names.setting("certificate")} for the application ${facts.clientId}.`,
    todo: "Upload this certificate's public part under Certificates & secrets of the app registration, and check that it has not expired.",
  }),
  assertionTime: (_facts, names) => ({
    what: `Entra finds the time in what the certificate ${names.setting("certificate")} signed out of range.`,
    todo: "Set this machine's clock right (time zone and NTP), then run it again.",
  }),
  missingConsent: (facts) => ({
    what: `Nobody has consented to what the application ${facts.clientId} asks for in the tenant ${facts.tenantId}.`,
    todo: "Have an administrator grant admin consent under API permissions of the app registration. Application permissions are needed, not delegated ones.",
  }),
  wrongResource: (facts, names) => ({
    what: `The tenant ${facts.tenantId} does not know the Graph that a token was asked for.`,
    todo: `Check that ${names.setting("graphEndpoint")} and ${names.setting("authorityHost")} belong to the same cloud as ${names.setting("cloud")}.`,
  }),
  conditionalAccess: (facts) => ({
    what: `A conditional access policy of the tenant ${facts.tenantId} blocks the application ${facts.clientId}.`,
    todo: "Ask the tenant's administrator to let this workload sign in from this machine's network: the sign-in log under Service principal sign-ins names the policy.",
  }),
  interactionRequired: (facts) => ({
    what: `The tenant ${facts.tenantId} wants a person to sign in, and this sign-in is without one.`,
    todo: "Use application permissions with admin consent, and have the tenant's administrator look into the sign-in log for the policy that asks for more.",
  }),
  tokenRefused: (facts, names) => ({
    what: `Graph refuses the token that Entra has just given to the application ${facts.clientId}.`,
    todo: `Check that ${names.setting("graphEndpoint")} belongs to ${names.setting("cloud")}, that this machine's clock is right, and whether a policy of the tenant restricts where tokens may be used.`,
  }),
  other: (facts, names) => ({
    what: `Entra refuses to sign the application ${facts.clientId} in to the tenant ${facts.tenantId}.`,
    todo: `Check ${names.setting("tenant")}, ${names.setting("clientId")} and the credential against the app registration; Microsoft's page on AADSTS error codes explains the number.`,
  }),
};

function secret(names: Names): string {
  return names.setting("clientSecretFile", "clientSecret");
}
