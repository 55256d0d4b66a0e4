import type { ErrorFacts, SignInReason } from "../errors.ts";
import { deviceCodeReasons, explainDelegated } from "./explain-delegated.ts";
import type { Explanation, Names } from "./explanation.ts";

type Facts = ErrorFacts["signInFailed"];

/** Entra's refusal in words, with what to do for each reason. */
export function explainSignIn(facts: Facts, names: Names): Explanation {
  const { what, todo } = explainDelegated(facts, names) ?? reasons[facts.reason](facts, names);
  const number = facts.aadsts === undefined ? "" : `AADSTS${facts.aadsts}: `;
  const description = facts.description.replace(/^AADSTS\d+:\s*/, "");
  return { what, why: `${sayer(facts)} says: ${number}${description}${traceWords(facts)}`, todo };
}

function sayer({ reason, authority }: Facts): string {
  switch (reason) {
    case "identityUnknown":
    case "identityRefused":
      return `The endpoint of managed identities at ${authority}`;
    default:
      return `Entra at ${authority}`;
  }
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
    what: `Entra does not accept the certificate ${certificate(names)} for the application ${facts.clientId}.`,
    todo: "Upload this certificate's public part under Certificates & secrets of the app registration, and check that it has not expired.",
  }),
  assertionTime: (_facts, names) => ({
    what: `Entra finds the time in what the certificate ${certificate(names)} signed out of range.`,
    todo: "Set this machine's clock right (time zone and NTP), then run it again.",
  }),
  wrongFederatedToken: (facts, names) => ({
    what: `Entra does not accept the token in ${names.setting("federatedTokenFile")} for the application ${facts.clientId}.`,
    todo: "Compare issuer, subject and audience of the token with the federated credential under Certificates & secrets of the app registration: all three must be the same, letter by letter.",
  }),
  expiredFederatedToken: (_facts, names) => ({
    what: `The token in ${names.setting("federatedTokenFile")} is not valid now.`,
    todo: "Find out why its issuer no longer renews the file, and check that this machine's clock is right.",
  }),
  identityUnknown: (_facts, names) => ({
    what: `This machine has no such managed identity as ${names.setting("managedIdentity")} wants.`,
    todo: "Turn its system-assigned identity on, or assign the user-assigned one to it and give that one's client id.",
  }),
  identityRefused: (_facts, names) => ({
    what: `No token is given out for the managed identity ${names.setting("managedIdentity")}.`,
    todo: "Check the identity of this machine in Azure and, under Azure Arc, that the account that runs this may use it (a member of himds on Linux, of Hybrid agent extension applications on Windows).",
  }),
  otherTenant: (facts, names) => ({
    what: `The managed identity ${names.setting("managedIdentity")} does not belong to the tenant ${facts.tenantId}.`,
    todo: `Check ${names.setting("tenant")}: a managed identity reads the tenant of its Azure subscription, and no other. For another tenant use a certificate.`,
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
  ...deviceCodeReasons,
  tokenRefused: (facts, names) => ({
    what: `Graph refuses the token that Entra has just given to the application ${facts.clientId}.`,
    todo: `Check that ${names.setting("graphEndpoint")} belongs to ${names.setting("cloud")}, that this machine's clock is right, and whether a policy of the tenant restricts where tokens may be used.`,
  }),
  other: (facts, names) => ({
    what: `Entra refuses to sign the application ${facts.clientId} in to the tenant ${facts.tenantId}.`,
    todo: `Check ${names.setting("tenant")}, ${names.setting("clientId")} and the credential against the app registration; Microsoft's page on AADSTS error codes explains the number.`,
  }),
};

function certificate(names: Names): string {
  return names.setting("certificate", "certificateThumbprint");
}

function secret(names: Names): string {
  return names.setting("clientSecretFile", "clientSecret");
}
