import { existsSync } from "node:fs";
import { join } from "node:path";
import { builtProgram, dotnetVersion } from "../../running/dotnet.ts";
import { installOnce } from "../install.ts";
import type { Peer } from "./peer.ts";

/** How a peer's program is started, without its last argument; or why it cannot be. */
export type Prepared = { readonly command: readonly string[] } | { readonly missing: string };

/** Installs or builds what a peer needs. Only .NET's may be missing: without `dotnet`, or without its package. */
export async function prepare(peer: Peer): Promise<Prepared> {
  const folder = join(import.meta.dirname, peer.folder);
  switch (peer.runBy) {
    case "node":
      if (existsSync(join(folder, "package.json"))) installOnce(folder, peer.name);
      return { command: [process.execPath, join(folder, "peer.ts")] };
    case "dotnet": {
      if ((await dotnetVersion()) === undefined) return { missing: "dotnet is not installed" };
      try {
        return { command: ["dotnet", join(await builtProgram(folder, "bench-peer"), "peer.dll")] };
      } catch (error) {
        return { missing: `it could not be built: ${error instanceof Error ? error.message.slice(0, 500) : error}` };
      }
    }
  }
}
