import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { promisify } from "node:util";
import { Client } from "ldapts";
import { type DomainController, password, realm, startDomainController } from "../mim/samba.ts";
import { createCertificateAuthority } from "../platform/certificate-authority.ts";
import { watchSecrets } from "../running/secrets.ts";

/** A user of the directory, as it gives them back. */
export interface DomainUser {
  readonly dn: string;
  readonly account: string;
  readonly sid: Buffer;
  readonly guid: Buffer;
  readonly thumbnail: Buffer | undefined;
  readonly jpegs: readonly Buffer[];
}

/** A user to be added; each attribute as it stands in LDIF. */
export interface NewUser {
  readonly account: string;
  readonly attributes?: Readonly<Record<string, string | Buffer>>;
}

/** Who signs in. */
export interface Account {
  readonly user: string;
  readonly password: string;
}

/** A domain controller with LDAPS, whose certificate an authority of its own issued. */
export interface Domain {
  readonly controller: DomainController;
  readonly baseDn: string;
  readonly port: number;
  /** PEM. */
  readonly caFile: string;
  readonly administrator: Account;
  /** The flags that sign in to a part of it, as an administrator unless it is another account. */
  accessTo(base: string, account?: Account): Promise<readonly string[]>;
  /** Adds organizational units and users, without the server, which is quick; returns the users. */
  add(unit: string, users: readonly NewUser[]): Promise<ReadonlyMap<string, DomainUser>>;
  /** One of Samba's own tools on its files. */
  tool(args: readonly string[]): Promise<void>;
  /** The users in a unit, by account. */
  users(unit: string): Promise<ReadonlyMap<string, DomainUser>>;
  /** A client that is signed in as an administrator. */
  client(): Promise<Client>;
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** Undefined where Samba is missing, as `startDomainController`. */
export async function startDomain(t: TestContext): Promise<Domain | undefined> {
  const folder = await mkdtemp(join(tmpdir(), "exophotos-domain-"));
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const authority = createCertificateAuthority();
  const { privateKeyPem, certificatePem } = authority.issue(["localhost"]);
  const caFile = join(folder, "authority.pem");
  await writeFile(caFile, authority.certificatePem);
  await writeFile(join(folder, "certificate.pem"), certificatePem);
  // Samba takes no key that others can read.
  await writeFile(join(folder, "key.pem"), privateKeyPem, { mode: 0o600 });
  const controller = await startDomainController(t, { tlsFolder: folder });
  if (controller === undefined) return undefined;
  const secrets = [password];
  const endWatch = watchSecrets(() => secrets);
  t.after(endWatch);

  const way = await openWay(t, controller, join(folder, "ldaps"));
  const { baseDn } = controller;
  const administrator = { user: `Administrator@${realm}`, password };
  const database = ["-H", join(controller.folder, "private/sam.ldb"), "--option=ldb:nosync=true"];
  const readAll = async (unit: string) => {
    await using reader = await client();
    return await readUsers(reader, `${unit},${baseDn}`);
  };
  const client = async () => {
    const made = new Client({ url: `ldaps://localhost:${way.port}`, tlsOptions: { ca: [authority.certificatePem] } });
    await made.bind(`Administrator@${realm}`, password);
    return made;
  };
  return {
    controller,
    baseDn,
    port: way.port,
    administrator,
    caFile,
    accessTo: async (base, account = administrator) => {
      const file = join(folder, `password-${account.user.replaceAll(/\W/g, "-")}.txt`);
      secrets.push(account.password);
      await writeFile(file, `${account.password}\n`, { mode: 0o600 });
      const url = `ldaps://localhost:${way.port}/${base}`;
      return ["--ldap", url, "--bind-user", account.user, "--bind-password-file", file, "--ca-certificate", caFile];
    },
    client,
    add: async (unit, users) => {
      const file = join(folder, "users.ldif");
      const unitDn = `${unit},${baseDn}`;
      await writeFile(
        file,
        [`dn: ${unitDn}\nobjectClass: organizationalUnit\n`, ...users.map((user) => userLdif(user, unitDn))].join("\n"),
      );
      await promisify(execFile)("ldbadd", [...database, file]);
      return await readAll(unit);
    },
    tool: async (args) => {
      await promisify(execFile)("samba-tool", [...args, ...database]);
    },
    users: readAll,
    stop: async () => {
      way.cut();
      await controller.stop();
    },
    start: async () => {
      await controller.start();
      await way.open();
    },
  };
}

function userLdif({ account, attributes = {} }: NewUser, unitDn: string): string {
  const lines = Object.entries(attributes).map(([name, value]) => `${name}:: ${Buffer.from(value).toString("base64")}`);
  return [`dn: CN=${account},${unitDn}`, "objectClass: user", `sAMAccountName: ${account}`, ...lines, ""].join("\n");
}

interface Way {
  readonly port: number;
  /** Ends all connections; none can be made until it is opened again. */
  cut(): void;
  open(): Promise<void>;
}

/** A port of this machine that leads to the domain controller's LDAPS. */
async function openWay(t: TestContext, controller: DomainController, socketPath: string): Promise<Way> {
  const sockets = new Set<Socket>();
  let path: string | undefined;
  let opened = 0;
  const open = async () => {
    opened += 1;
    const next = `${socketPath}-${opened}`;
    const inside = controller.spawnInside(process.execPath, [join(import.meta.dirname, "pass-on.ts"), next]);
    t.after(() => inside.kill());
    assert.ok(inside.stdout !== null);
    await once(inside.stdout, "data");
    path = next;
  };
  const server = createServer((socket) => {
    if (path === undefined) {
      socket.destroy();
      return;
    }
    const inner = connect(path);
    sockets.add(socket);
    socket.pipe(inner).pipe(socket);
    for (const end of [socket, inner]) {
      end.on("error", () => undefined);
      end.on("close", () => {
        socket.destroy();
        inner.destroy();
        sockets.delete(socket);
      });
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  await open();
  return {
    port: (server.address() as AddressInfo).port,
    cut: () => {
      path = undefined;
      for (const socket of sockets) socket.destroy();
    },
    open,
  };
}

async function readUsers(client: Client, base: string): Promise<ReadonlyMap<string, DomainUser>> {
  const attributes = ["sAMAccountName", "objectSid", "objectGUID", "thumbnailPhoto", "jpegPhoto"];
  const options = { filter: "(objectClass=user)", attributes, explicitBufferAttributes: attributes };
  const { searchEntries } = await client.search(base, { ...options, paged: { pageSize: 500 }, timeLimit: 0 });
  const users = searchEntries.map((entry): [string, DomainUser] => {
    const bytes = (name: string) => [entry[name] ?? []].flat().map((value) => Buffer.from(value));
    const account = String(bytes("sAMAccountName")[0]);
    const [sid = Buffer.alloc(0)] = bytes("objectSid");
    const [guid = Buffer.alloc(0)] = bytes("objectGUID");
    const [thumbnail] = bytes("thumbnailPhoto");
    return [account, { dn: entry.dn, account, sid, guid, thumbnail, jpegs: bytes("jpegPhoto") }];
  });
  return new Map(users);
}

/** A binary SID (MS-DTYP 2.4.2.2) as text. */
export function sidOf(sid: Buffer): string {
  const parts = Array.from({ length: sid.readUInt8(1) }, (_, index) => sid.readUInt32LE(8 + 4 * index));
  return ["S", sid.readUInt8(0), sid.readUIntBE(2, 6), ...parts].join("-");
}

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
