export type CloudName = "global" | "usgov" | "dod" | "china";

/** The hosts of one Microsoft cloud. */
export interface Cloud {
  /** Where to sign in. */
  readonly authorityHost: string;
  /** Graph's root, without a version. */
  readonly graphEndpoint: string;
  /** Exchange Online's root, for its admin API. */
  readonly exchangeEndpoint: string;
}

/**
 * The four clouds; `global` is also GCC. GCC High (`usgov`) and DoD share one authority, so a cloud cannot be told from
 * it. A token of one cloud is worth nothing in another.
 * Sources: GDC concepts/deployments.md (authority, Graph); Connect-ExchangeOnline and the Exchange admin API's documents
 * on learn.microsoft.com (Exchange).
 */
export const clouds: Readonly<Record<CloudName, Cloud>> = {
  global: {
    authorityHost: "https://login.microsoftonline.com",
    graphEndpoint: "https://graph.microsoft.com",
    exchangeEndpoint: "https://outlook.office365.com",
  },
  usgov: {
    authorityHost: "https://login.microsoftonline.us",
    graphEndpoint: "https://graph.microsoft.us",
    exchangeEndpoint: "https://outlook.office365.us",
  },
  dod: {
    authorityHost: "https://login.microsoftonline.us",
    graphEndpoint: "https://dod-graph.microsoft.us",
    exchangeEndpoint: "https://outlook-dod.office365.us",
  },
  china: {
    authorityHost: "https://login.chinacloudapi.cn",
    graphEndpoint: "https://microsoftgraph.chinacloudapi.cn",
    exchangeEndpoint: "https://partner.outlook.cn",
  },
};
