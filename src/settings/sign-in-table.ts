import type { SettingTable } from "./setting.ts";
import { anyText, choiceOf, clouds, guid, httpsRoot, path, proxyUrl, tenant } from "./values.ts";

const verbs = ["export", "verify", "schedule"] as const;

/**
 * Who signs in where, and how the service is reached. `verify` uses them with `--repair` only, `schedule` hands them on.
 */
export const signInTable = {
  tenant: {
    verbs,
    group: "Sign-in",
    form: "value",
    about: "The tenant's GUID",
    aliases: ["AZURE_TENANT_ID"],
    schema: tenant,
  },
  clientId: {
    verbs,
    group: "Sign-in",
    form: "value",
    about: "Application (client) id of the app registration, a GUID",
    aliases: ["AZURE_CLIENT_ID"],
    schema: guid,
  },
  clientSecretFile: {
    verbs,
    group: "Sign-in",
    form: "path",
    about: "File that holds the client secret; or the environment variable AZURE_CLIENT_SECRET",
    schema: path,
  },
  clientSecret: {
    verbs,
    group: "Sign-in",
    form: "secret",
    about: "The client secret itself",
    aliases: ["AZURE_CLIENT_SECRET"],
    schema: anyText,
  },
  certificate: {
    verbs,
    group: "Sign-in",
    form: "path",
    about: "File with the certificate and its private key, PEM or PFX",
    aliases: ["AZURE_CLIENT_CERTIFICATE_PATH"],
    schema: path,
  },
  certificatePasswordFile: {
    verbs,
    group: "Sign-in",
    form: "path",
    about: "File that holds the certificate's password; or the environment variable AZURE_CLIENT_CERTIFICATE_PASSWORD",
    schema: path,
  },
  certificatePassword: {
    verbs,
    group: "Sign-in",
    form: "secret",
    about: "The certificate's password itself",
    aliases: ["AZURE_CLIENT_CERTIFICATE_PASSWORD"],
    schema: anyText,
  },
  cloud: {
    verbs,
    group: "Sign-in",
    form: "value",
    about: `The cloud that the tenant lives in: ${clouds.join(", ")}`,
    default: "global",
    schema: choiceOf(clouds),
  },
  authorityHost: {
    verbs,
    group: "Sign-in",
    form: "value",
    about: "https URL to sign in at, in place of the cloud's own",
    aliases: ["AZURE_AUTHORITY_HOST"],
    schema: httpsRoot,
  },
  graphEndpoint: {
    verbs,
    group: "Sign-in",
    form: "value",
    about: "https URL of Graph's root without a version, in place of the cloud's own",
    schema: httpsRoot,
  },
  caCertificate: {
    verbs,
    group: "Network",
    form: "path",
    about: "PEM file of certificate authorities to trust beside the well-known ones",
    schema: path,
  },
  proxy: {
    verbs,
    group: "Network",
    form: "value",
    about: "URL of an HTTP proxy, without user name and password",
    aliases: ["HTTPS_PROXY", "https_proxy"],
    schema: proxyUrl,
  },
  proxyCredentialsFile: {
    verbs,
    group: "Network",
    form: "path",
    about: "File that holds user:password for the proxy",
    schema: path,
  },
  noProxy: {
    verbs,
    group: "Network",
    form: "value",
    about: "Hosts to reach without the proxy, with commas between them",
    aliases: ["NO_PROXY", "no_proxy"],
    schema: anyText,
  },
} as const satisfies SettingTable;
