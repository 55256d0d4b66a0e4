import type { World } from "./sqlite-ledger.ts";

/** Three states of a small tenant: between each two somebody joins, changes the photo or the mail, and leaves. */
export const worlds = {
  first: {
    1: { photo: "one", mail: "1@contoso.example" },
    2: { photo: "two", mail: "2@contoso.example" },
    3: { photo: "three", mail: "3@contoso.example" },
  },
  second: {
    1: { photo: "one again", mail: "1@contoso.example" },
    3: { photo: "three", mail: "three@contoso.example" },
    4: { photo: "four", mail: "4@contoso.example" },
  },
  third: {
    1: { photo: "one", mail: "1@contoso.example" },
    2: { photo: "two is back", mail: "2@contoso.example" },
    3: { photo: "three", mail: "three@contoso.example" },
  },
} as const satisfies Record<string, World>;
