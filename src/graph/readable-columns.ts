import { readTokenClaims } from "../entra/token-claims.ts";
import { ExophotosError } from "../errors.ts";
import { basicPropertyNames, type Person, personPropertyNames } from "../model/person.ts";
import type { ListingStep } from "../tenant/port.ts";
import type { CallContext } from "./call.ts";
import type { PersonSelection } from "./people.ts";

/** What User.ReadBasic.All reads of other users. Source: graphpermissions.merill.net, User.ReadBasic.All. */
const basicProperties: ReadonlySet<string> = new Set(["displayName", "givenName", "surname", ...basicPropertyNames]);
/** Application permissions that read every user property. Source: GDC api-reference/v1.0/api/user-list.md. */
const fullPermissions = ["User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"];

/**
 * Passes a listing on. With User.ReadBasic.All alone Graph answers 200 and leaves what it may not show empty, which
 * would look like people without an employeeId or an account in AD. Throws `permissionMissing` when the first people
 * have nothing in any such property and the token says why.
 */
export async function* requireReadable(
  context: CallContext,
  selection: PersonSelection,
  listing: AsyncIterable<ListingStep>,
  signal: AbortSignal,
): AsyncGenerator<ListingStep, void, undefined> {
  const wanted = propertiesBeyondBasic(selection);
  let isChecked = wanted.length === 0;
  for await (const step of listing) {
    if (!isChecked && step.kind === "page" && step.people.length > 0) {
      isChecked = true;
      const { token } = await context.bearers.current(signal);
      if (isEmptyFor(step.people, wanted) && readsBasicOnly(token)) {
        const call = `read the user properties ${wanted.join(", ")}`;
        throw new ExophotosError("permissionMissing", { call, permissions: ["User.Read.All"], graphCode: undefined });
      }
    }
    yield step;
  }
}

function propertiesBeyondBasic({ properties, extraProperties }: PersonSelection): readonly string[] {
  const names: readonly string[] = properties === "all" ? personPropertyNames : basicPropertyNames;
  return [...names, ...extraProperties].filter((name) => !basicProperties.has(name));
}

function isEmptyFor(people: readonly Person[], names: readonly string[]): boolean {
  return people.every(({ properties, extra }) => {
    const values: Readonly<Record<string, string>> = { ...extra, ...properties };
    return names.every((name) => (values[name] ?? "") === "");
  });
}

/** What an app-only token says; one that cannot be read, or names no application permission, says nothing. */
function readsBasicOnly(token: string): boolean {
  const claims = readTokenClaims(token);
  if (claims === undefined || claims.isDelegated) return false;
  const { permissions } = claims;
  return (
    permissions.includes("User.ReadBasic.All") &&
    !fullPermissions.some((permission) => permissions.includes(permission))
  );
}
