import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TenantAccess } from "./tenant.ts";

/** The words of a pass over a tenant into `folder`/out; the files that they name go into `folder`, too. */
export async function exportWords(access: TenantAccess, folder: string): Promise<readonly string[]> {
  const [secretFile, caFile] = [join(folder, "secret.txt"), join(folder, "ca.pem")];
  await writeFile(secretFile, access.clientSecret);
  await writeFile(caFile, access.caCertificatePem);
  return [
    ...["export", "--out", join(folder, "out"), "--tenant", access.tenantId, "--client-id", access.clientId],
    ...["--client-secret-file", secretFile, "--ca-certificate", caFile],
    ...["--authority-host", access.authorityHost, "--graph-endpoint", access.graphEndpoint],
  ];
}
