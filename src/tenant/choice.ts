/** The people that a pass is about. `keys` are object ids or userPrincipalNames, one or many. */
export type Choice =
  | { readonly kind: "everyone" }
  | { readonly kind: "filter"; readonly filter: string }
  | { readonly kind: "group"; readonly groupId: string }
  | { readonly kind: "keys"; readonly origin: string; readonly keys: () => AsyncIterable<string> };
