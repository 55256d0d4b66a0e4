import type { ErrorFacts } from "../errors.ts";
import type { AttributePicture, DirectoryAddress, DirectoryJoin } from "../model/directory.ts";
import type { FileEncoding } from "../model/file-encoding.ts";
import type { FileMode } from "../model/file-mode.ts";
import type { JoinKey } from "../model/join-key.ts";
import type { LdifWishes } from "../model/ldif.ts";
import type { PhotoSize } from "../model/photo-size.ts";
import type { PsmaAttributeSet } from "../model/psma-attributes.ts";
import type { PushWishes } from "../model/push-wishes.ts";
import type { RenditionSpec } from "../model/rendition.ts";
import type { Rhythm } from "../model/rhythm.ts";
import type { Shell } from "../model/shell.ts";
import type { IdleSetting, ShownSetting } from "../model/shown-setting.ts";
import type { SideSource } from "../model/side-source.ts";
import type { MimFileType, MimFormat } from "./mim-values.ts";
import type { CommonSettings, NetworkSettings, PassSettings, SignInSettings, TrafficSettings } from "./parts.ts";
import type { Cloud, MaxDelete, Since } from "./values.ts";
import type { Verb } from "./verb.ts";

export interface ExportSettings extends CommonSettings {
  /** Absolute path. */
  readonly out: string;
  readonly signIn: SignInSettings;
  readonly network: NetworkSettings;
  readonly traffic: TrafficSettings;
  readonly pass: PassSettings;
}

export interface VerifySettings extends CommonSettings {
  readonly out: string;
  /** What a pass over the broken people needs; undefined without `--repair`. */
  readonly repair: RepairSettings | undefined;
}

export interface RepairSettings {
  readonly signIn: SignInSettings;
  readonly network: NetworkSettings;
  readonly traffic: TrafficSettings;
  readonly size: PhotoSize;
  readonly transcode: boolean;
  readonly maxDelete: MaxDelete | undefined;
}

export interface ExplainSettings extends CommonSettings {
  readonly out: string;
  /** Object id or userPrincipalName. */
  readonly person: string;
}

export interface ChangesSettings extends CommonSettings {
  readonly out: string;
  readonly since: Since;
  /** Moves the consumer to the sequence of its last written output; writes nothing else. */
  readonly ack: boolean;
  /** A file to write to in place of standard output. */
  readonly to: string | undefined;
}

export interface ReportSettings extends CommonSettings {
  readonly out: string;
  /** The HTML file. */
  readonly to: string;
  readonly fileMode: FileMode;
}

export interface RenderSettings extends CommonSettings {
  /** A picture file. */
  readonly in: string;
  /** At least one. */
  readonly renditions: readonly RenditionSpec[];
  /** The folder that gets them. */
  readonly to: string;
}

/** Two sets of photos, and what they are compared by. */
export interface CompareSettings extends CommonSettings {
  readonly a: SideSource;
  readonly b: SideSource;
  /** Who signs in to directories; undefined where neither side is one. */
  readonly signIn: DirectorySignIn | undefined;
  /** How long a directory server that went away is waited for. */
  readonly reconnectForMs: number;
  /** Undefined = objectId where both sides have it, else userPrincipalName. */
  readonly join: JoinKey | undefined;
  /** The picture that counts of an export: `photo`, or a rendition's name. */
  readonly photo: string;
  /** The most bits in which the hashes of one picture differ, 0 to 64. */
  readonly distance: number;
  /** A file to write to in place of standard output. */
  readonly to: string | undefined;
  /** An HTML page of those who differ. */
  readonly report: string | undefined;
}

/** A person's sign-in for later passes. */
export interface LoginSettings extends CommonSettings {
  /** GUID in lower case. */
  readonly tenant: string;
  readonly clientId: string;
  /** The file that keeps the sign-in: absolute path. */
  readonly tokenCache: string;
  readonly cloud: Cloud;
  /** An https URL in place of the cloud's own. */
  readonly authorityHost: string | undefined;
  /** Graph's root in place of the cloud's own. */
  readonly graphEndpoint: string | undefined;
  readonly network: NetworkSettings;
}

/** What `doctor` looks at: the settings of a pass, or what is wrong with them. */
export interface DoctorSettings extends CommonSettings {
  /** Also asks what Microsoft's documents leave open. */
  readonly facts: boolean;
  readonly shown: readonly ShownSetting[];
  readonly idle: readonly IdleSetting[];
  readonly problems: readonly ErrorFacts["settingInvalid"][];
  /** Files that hold a secret, or a key, or a person's sign-in. */
  readonly secretFiles: readonly string[];
  /** Undefined where there are problems. */
  readonly pass: Omit<ExportSettings, keyof CommonSettings> | undefined;
}

/** Which approved photos go to the tenant. */
export interface PushSettings extends CommonSettings, PushWishes {
  readonly signIn: SignInSettings;
  readonly network: NetworkSettings;
  readonly traffic: TrafficSettings;
  /** A file for the results. */
  readonly to: string | undefined;
}

export interface ScheduleSettings extends CommonSettings {
  /** The task's XML file; the folder of the units under `systemd`. */
  readonly to: string;
  readonly systemd: boolean;
  readonly taskName: string;
  /** The account that the task runs as. */
  readonly principal: string;
  readonly rhythm: Rhythm;
  /** An executable in place of the running program. */
  readonly program: string | undefined;
  /** Undefined = the program's folder. */
  readonly workingDirectory: string | undefined;
  readonly deadlineMs: number | undefined;
  /** The words of an `export` with the present settings. */
  readonly exportWords: readonly string[];
}

export interface MimPsmaSettings extends CommonSettings {
  /** The folder that gets the scripts. */
  readonly to: string;
  /** The export directory that the scripts read unless the agent's configuration names another. */
  readonly out: string | undefined;
  readonly objectClass: string;
  /** The picture whose bytes the scripts import: `photo`, or a rendition's name. */
  readonly photo: string;
  readonly attributes: PsmaAttributeSet;
}

/** One `mim file`: a file for a file-based management agent, or what a consumer confirms. */
export type MimFileSettings = MimFileWriting | MimFileAcknowledging;

export interface MimFileAcknowledging extends CommonSettings {
  readonly action: "acknowledge";
  readonly out: string;
  readonly consumer: string;
}

export interface MimFileWriting extends CommonSettings {
  /** `template` writes a few sample objects in place of what is published. */
  readonly action: "write" | "template";
  readonly out: string;
  readonly to: string;
  readonly format: MimFormat;
  readonly type: MimFileType;
  /** Always there for a delta; for a full file the reader that it brings up to date. */
  readonly consumer: string | undefined;
  /** The picture in the file: `none`, `photo`, or a rendition's name. */
  readonly photo: string;
  readonly encoding: FileEncoding;
  /** One character. */
  readonly delimiter: string;
  readonly ldif: LdifWishes;
}

/** Who signs in to a directory. */
export interface DirectorySignIn {
  readonly bindUser: string;
  readonly bindPassword: string;
  /** PEM certificates to trust beside the well-known ones. */
  readonly caCertificatePem: string | undefined;
}

/** Which directory is changed, and how. */
export interface DirectorySettings {
  readonly access: DirectorySignIn & { readonly address: DirectoryAddress };
  /** How long a server that went away is waited for. */
  readonly reconnectForMs: number;
  /** Changes a second, at most. */
  readonly rate: number;
  /** Undefined = the verb's own guard. */
  readonly maxChange: MaxDelete | undefined;
  /** Undefined = a new name in the verb's own folder. */
  readonly undo: string | undefined;
  /** A file that gets the result as CSV. */
  readonly to: string | undefined;
  readonly dryRun: boolean;
}

export interface AdSyncSettings extends CommonSettings, DirectorySettings {
  readonly out: string;
  /** Empty: the usual one. */
  readonly attributes: readonly AttributePicture[];
  /** In the order to look; at least one. */
  readonly joins: readonly DirectoryJoin[];
  /** Empties the attribute of those who are published without a photo. */
  readonly remove: boolean;
  /** Bits in which the perceptual hashes of one picture may differ. */
  readonly distance: number;
  readonly rewriteSameLook: boolean;
}

export interface AdRestoreSettings extends CommonSettings, DirectorySettings {
  /** The undo file. */
  readonly from: string;
}

/** The settings of a verb, for a look at them. */
export interface ConfigShowSettings extends CommonSettings {
  readonly of: Verb;
  readonly shown: readonly ShownSetting[];
  /** What the verb would refuse them for; undefined where it would run. */
  readonly problem: ErrorFacts["settingInvalid"] | undefined;
}

export interface ConfigSchemaSettings extends CommonSettings {
  /** A file to write to in place of standard output. */
  readonly to: string | undefined;
}

export interface CompletionSettings extends CommonSettings {
  readonly shell: Shell;
  /** A file to write to in place of standard output. */
  readonly to: string | undefined;
}

export interface DemoSettings extends CommonSettings {
  readonly out: string | undefined;
  readonly people: number;
  /** 0 = any free port. */
  readonly port: number;
  readonly serve: boolean;
  readonly seed: number;
  readonly traffic: TrafficSettings;
  /** The defaults of `export`. */
  readonly pass: PassSettings;
}

/** A verb with its settings. */
export type VerbSettings =
  | { readonly verb: "export"; readonly settings: ExportSettings }
  | { readonly verb: "verify"; readonly settings: VerifySettings }
  | { readonly verb: "explain"; readonly settings: ExplainSettings }
  | { readonly verb: "changes"; readonly settings: ChangesSettings }
  | { readonly verb: "report"; readonly settings: ReportSettings }
  | { readonly verb: "render"; readonly settings: RenderSettings }
  | { readonly verb: "compare"; readonly settings: CompareSettings }
  | { readonly verb: "push"; readonly settings: PushSettings }
  | { readonly verb: "login"; readonly settings: LoginSettings }
  | { readonly verb: "schedule"; readonly settings: ScheduleSettings }
  | { readonly verb: "doctor"; readonly settings: DoctorSettings }
  | { readonly verb: "mim psma"; readonly settings: MimPsmaSettings }
  | { readonly verb: "mim file"; readonly settings: MimFileSettings }
  | { readonly verb: "ad sync"; readonly settings: AdSyncSettings }
  | { readonly verb: "ad restore"; readonly settings: AdRestoreSettings }
  | { readonly verb: "config show"; readonly settings: ConfigShowSettings }
  | { readonly verb: "config schema"; readonly settings: ConfigSchemaSettings }
  | { readonly verb: "completion"; readonly settings: CompletionSettings }
  | { readonly verb: "demo"; readonly settings: DemoSettings };
