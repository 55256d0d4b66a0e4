import type { PortalPages } from "./seen.ts";

/** Source: learn.microsoft.com, Azure Government and Azure China developer guides (portal endpoints). */
const portalHosts = {
  global: "portal.azure.com",
  usgov: "portal.azure.us",
  dod: "portal.azure.us",
  china: "portal.azure.cn",
} as const;

/** The pages of an app registration in the portal of its cloud; a managed identity has none. */
export function portalPages(cloud: keyof typeof portalHosts, clientId: string | undefined): PortalPages | undefined {
  if (clientId === undefined) return undefined;
  const menu = `https://${portalHosts[cloud]}/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~`;
  return {
    permissions: `${menu}/CallAnAPI/appId/${clientId}`,
    credentials: `${menu}/Credentials/appId/${clientId}`,
  };
}
