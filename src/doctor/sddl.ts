/** A group of Windows that holds more than those whom somebody chose. */
export interface WideGroup {
  /** In English; Windows shows it in its own language. */
  readonly name: string;
  readonly sid: string;
}

export type Access = "read" | "write";

/** Source: learn.microsoft.com, SID strings and well-known SIDs. */
const wideGroups: readonly (WideGroup & { readonly alias: string })[] = [
  { alias: "WD", name: "Everyone", sid: "S-1-1-0" },
  { alias: "AN", name: "Anonymous Logon", sid: "S-1-5-7" },
  { alias: "AU", name: "Authenticated Users", sid: "S-1-5-11" },
  { alias: "IU", name: "Interactive", sid: "S-1-5-4" },
  { alias: "NU", name: "Network", sid: "S-1-5-2" },
  { alias: "BU", name: "Users", sid: "S-1-5-32-545" },
  { alias: "BG", name: "Guests", sid: "S-1-5-32-546" },
];
/** The groups of a domain that everybody or every guest of it is in. */
const domainGroup = /^S-1-5-21-\d+-\d+-\d+-(513|514)$/;

const everyone = "S-1-1-0";

/** Source: learn.microsoft.com, ACE strings and file access rights. */
const rights: Readonly<Record<string, number>> = {
  ...{ GA: 0x10000000, GR: 0x80000000, GW: 0x40000000, GX: 0x20000000 },
  ...{ FA: 0x1f01ff, FR: 0x120089, FW: 0x120116, FX: 0x1200a0 },
  ...{ RC: 0x20000, SD: 0x10000, WD: 0x40000, WO: 0x80000 },
  ...{ CC: 0x1, DC: 0x2, LC: 0x4, SW: 0x8, RP: 0x10, WP: 0x20, DT: 0x40, LO: 0x80, CR: 0x100 },
};

/** Of each access the bits of which any one gives it: reading data; writing, adding, deleting, changing list or owner. */
const bitsOf = {
  read: [0x1, 0x10000000, 0x80000000],
  write: [0x2, 0x4, 0x40, 0x10000, 0x40000, 0x80000, 0x10000000, 0x40000000],
} as const satisfies Record<Access, readonly number[]>;

/**
 * The wide groups to which an access control list gives an access to a file, or to a folder or what is made in it. A denial
 * counts where it stands before, for the same group or for everyone. What is no list at all gives everything to everyone.
 */
export function wideGroupsWith(access: Access, sddl: string): readonly WideGroup[] {
  const entries = entriesOf(sddl);
  if (entries === undefined) return [{ name: "Everyone", sid: everyone }];
  const found = new Map<string, WideGroup>();
  const denied = new Map<string, number>();
  for (const { type, flags, mask, trustee } of entries) {
    const group = wideGroupOf(trustee);
    if (group === undefined) continue;
    if (type.endsWith("D") && !flags.includes("IO")) denied.set(group.sid, (denied.get(group.sid) ?? 0) | mask);
    if (!type.endsWith("A")) continue;
    const left = mask & ~(denied.get(group.sid) ?? 0) & ~(denied.get(everyone) ?? 0);
    if (bitsOf[access].some((bit) => (left & bit) !== 0)) found.set(group.sid, group);
  }
  return [...found.values()];
}

interface Entry {
  /** A allows, D denies; with X before it under a condition. */
  readonly type: string;
  /** Two letters each. */
  readonly flags: readonly string[];
  readonly mask: number;
  /** An alias of two letters, or a SID. */
  readonly trustee: string;
}

/** Undefined where nothing is protected. */
function entriesOf(sddl: string): readonly Entry[] | undefined {
  const list = /D:([A-Z_]*)((?:\(.*?\)(?=\(|S:|$))*)/s.exec(sddl);
  if (list === null || list[1]?.includes("NO_ACCESS_CONTROL") === true) return undefined;
  return [...(list[2] ?? "").matchAll(/\((\w+);(\w*);(\w*);[^;]*;[^;]*;([\w-]+)/g)].map((match) => {
    const [, type = "", flags = "", mask = "", trustee = ""] = match;
    return { type, flags: pairs(flags), mask: maskOf(mask), trustee };
  });
}

function pairs(text: string): readonly string[] {
  return text.match(/../g) ?? [];
}

function maskOf(text: string): number {
  if (/^0x/i.test(text)) return Number.parseInt(text, 16);
  return pairs(text).reduce((mask, right) => mask | (rights[right] ?? 0), 0);
}

function wideGroupOf(trustee: string): WideGroup | undefined {
  const known = wideGroups.find(({ alias, sid }) => trustee === alias || trustee === sid);
  if (known !== undefined) return known;
  const isUsers = trustee === "DU" || domainGroup.exec(trustee)?.[1] === "513";
  if (isUsers) return { name: "Domain Users", sid: trustee };
  return trustee === "DG" || domainGroup.test(trustee) ? { name: "Domain Guests", sid: trustee } : undefined;
}
