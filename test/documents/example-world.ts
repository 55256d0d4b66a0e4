import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { CommandEnd } from "../running/command.ts";
import { quickPollSeconds } from "../running/delegated.ts";
import { runHere } from "../running/here.ts";
import { assertExit, makeWorld, readManifest, type World } from "../running/world.ts";

/** The names that the documents use; a Windows path is a plain name in a folder of Linux. */
const settingsFolder = "C:\\ProgramData\\exophotos\\";
/** Holds the password of the account that signs in to a directory. */
export const bindPasswordFile = `${settingsFolder}bind.txt`;
const exampleOut = "D:\\exophotos\\out";
const permissions = ["User.Read.All", "ProfilePhoto.ReadWrite.All", "ProfilePhoto.Read.All", "GroupMember.Read.All"];

/** A world in which the commands of the documents can be run as they stand. */
export interface ExampleWorld extends World {
  /** Runs a command in the folder of the examples. */
  run(words: readonly string[]): Promise<CommandEnd>;
}

/**
 * A tenant of Contoso's with Anna and Ada in it, and a folder with the files that the documents name. Whoever signs in
 * with a code is approved.
 */
export async function exampleWorld(t: TestContext): Promise<ExampleWorld> {
  const world = await makeWorld(t, { people: 40, photoBytes: "small", permissions });
  const { tenant, folder } = world;
  const [anna = "", ada = ""] = [...tenant.directory.truth()].filter(hasPhoto).map(({ objectId }) => objectId);
  tenant.directory.rename(anna, "anna@contoso.com");
  tenant.directory.rename(ada, "ada@contoso.com");
  tenant.delegated.codes.intervalSeconds = quickPollSeconds;
  tenant.delegated.codes.decide("approve");

  const settings = {
    tenant: tenant.tenantId,
    clientId: tenant.clientId,
    clientSecretFile: "secret.txt",
    authorityHost: tenant.authorityHost,
    graphEndpoint: tenant.graphEndpoint,
    exchangeEndpoint: tenant.exchangeEndpoint,
    caCertificate: "ca.pem",
    out: exampleOut,
  };
  for (const [index, id] of [...tenant.directory.ids()].entries()) {
    tenant.directory.setProperty(
      id,
      "onPremisesSecurityIdentifier",
      `S-1-5-21-1004336348-1177238915-682003330-${index}`,
    );
  }
  const everybody = [...tenant.directory.truth()].map(({ userPrincipalName }) => userPrincipalName);
  const portrait = tenant.directory.photoOf(anna)?.bytes ?? new Uint8Array();
  const files: Readonly<Record<string, string | Uint8Array>> = {
    [`${settingsFolder}exophotos.json`]: JSON.stringify(settings),
    [bindPasswordFile]: "a password",
    "exophotos.json": JSON.stringify(settings),
    "C:\\Temp\\anna.jpg": portrait,
    "D:\\exophotos\\people.csv": ["userPrincipalName", ...everybody, ""].join("\r\n"),
    "D:\\approved/ada.jpg": portrait,
    "D:\\approved\\list.csv": "person,file\r\nada@contoso.com,ada.jpg\r\n",
    "leavers.csv": "person\r\nanna@contoso.com\r\n",
  };
  for (const name of ["D:\\approved", "C:\\MIM", "D:\\MimCsv"]) await mkdir(join(folder, name));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return { ...world, out: join(folder, exampleOut), run: (words) => runHere(words, { cwd: folder }) };
}

/** Exports everybody, with the renditions and the column that the documents speak of. */
export async function exportExamples({ run }: ExampleWorld): Promise<void> {
  const renditions = ["thumbnail=96x96,max-bytes=10240", "portal=240x240"].flatMap((spec) => ["--rendition", spec]);
  const shape = ["--rows", "people", "--columns", "displayName", ...renditions];
  assertExit(await run(["export", "--config", "exophotos.json", ...shape]), 0);
}

/** Puts the thumbnails of the export where the documents have those of a directory. */
export async function copyThumbnails({ folder, out }: ExampleWorld): Promise<void> {
  const thumbnails = join(folder, "D:\\thumbnails");
  await mkdir(thumbnails);
  for (const { userPrincipalName, file = "" } of await readManifest({ out })) {
    if (file !== "") await writeFile(join(thumbnails, `${userPrincipalName}.jpg`), await readFile(join(out, file)));
  }
}

/** Gives everybody an account, and puts the photos where the documents have those of the metaverse. */
export async function writeMetaverse({ folder, tenant }: ExampleWorld): Promise<void> {
  const metaverse = join(folder, "D:\\from-mim");
  await mkdir(metaverse);
  for (const [index, id] of [...tenant.directory.ids()].entries()) {
    tenant.directory.setProperty(id, "onPremisesSamAccountName", `user${index}`);
    const photo = tenant.directory.photoOf(id);
    if (photo !== undefined) await writeFile(join(metaverse, `user${index}.jpg`), photo.bytes);
  }
}

function hasPhoto({ photoSha256 }: { readonly photoSha256?: string }): boolean {
  return photoSha256 !== undefined;
}
