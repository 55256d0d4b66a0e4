import type { Verb } from "../settings/verb.ts";

/** What the help says of a verb beside its options and exit codes. */
export interface VerbHelp {
  readonly usage: string;
  /** A sentence without its full stop. */
  readonly about: string;
  /** What for, and the words after the program's name. */
  readonly examples: readonly (readonly [about: string, words: string])[];
}

/** The help of each verb. */
export const verbHelp: Readonly<Record<Verb, VerbHelp>> = {
  export: {
    usage: "export --out DIR [options]",
    about: "Exports the tenant's photos and their manifest: one pass into --out",
    examples: [
      ["What a pass would do; writes nothing", "export --config exophotos.json --dry-run"],
      ["The nightly pass, with a thumbnail for AD", "export --config exophotos.json --rendition thumbnail=96x96"],
      ["One person's photo at once", "export --config exophotos.json --only ada@contoso.com"],
    ],
  },
  verify: {
    usage: "verify OUT [options]",
    about: "Checks every listed file, the manifest and the state against each other",
    examples: [
      ["Every file against its checksum", "verify D:\\exophotos\\out"],
      ["Fetches what is broken again", "verify --config exophotos.json --repair"],
      ["For a script", "verify D:\\exophotos\\out --json"],
    ],
  },
  explain: {
    usage: "explain PERSON --out DIR [options]",
    about: "Says why a person's picture is what it is",
    examples: [
      ["By user name", "explain ada@contoso.com --out D:\\exophotos\\out"],
      ["By object id", "explain 8b6e1c2a-5d0f-4f5e-9f6e-0c2b7a1d3e4f --out D:\\exophotos\\out"],
      ["With all that is on record", "explain ada@contoso.com --config exophotos.json --json"],
    ],
  },
  changes: {
    usage: "changes OUT --since WHERE [options]",
    about: "Prints what changed since a sequence, a time or a consumer's position",
    examples: [
      ["Since a day", "changes D:\\exophotos\\out --since 2026-01-31"],
      ["What the consumer badges has not confirmed", "changes D:\\exophotos\\out --since @badges --to new.csv"],
      ["Confirms it, once new.csv is read", "changes D:\\exophotos\\out --since @badges --ack"],
    ],
  },
  report: {
    usage: "report OUT [--to FILE] [options]",
    about: "Writes the last pass as one HTML page: its figures, what changed, who has no photo, everybody to search",
    examples: [
      ["Into report.html of the export", "report D:\\exophotos\\out"],
      ["Where its readers may read", "report D:\\exophotos\\out --to D:\\reports\\photos.html"],
      ["With each pass", "export --config exophotos.json --report D:\\reports\\photos.html"],
    ],
  },
  "mim psma": {
    usage: "mim psma --to DIR [options]",
    about: "Writes the scripts of a PowerShell management agent for MIM that imports the export",
    examples: [
      ["The scripts for one export", "mim psma D:\\exophotos\\out --to D:\\exophotos\\psma"],
      ["With the thumbnail for a picture", "mim psma D:\\exophotos\\out --to D:\\exophotos\\psma --photo thumbnail"],
      ["For another object class", "mim psma D:\\exophotos\\out --to D:\\exophotos\\psma --object-class person"],
    ],
  },
  "mim file": {
    usage: "mim file OUT --format FORMAT --type full|delta --to FILE [options]",
    about: "Writes a file for a file-based management agent of MIM: delimited text, Generic CSV connector or LDIF",
    examples: [
      [
        "Everybody",
        "mim file D:\\exophotos\\out --format ldif --type full --consumer mim --to D:\\exophotos\\full.ldif",
      ],
      [
        "What changed since the last --ack",
        "mim file D:\\exophotos\\out --format ldif --type delta --consumer mim --to D:\\exophotos\\delta.ldif",
      ],
      ["Once MIM has read it", "mim file D:\\exophotos\\out --consumer mim --ack"],
    ],
  },
  "ad sync": {
    usage: "ad sync OUT --ldap URL --bind-user ACCOUNT --bind-password-file FILE [options]",
    about: "Brings thumbnailPhoto, and jpegPhoto if asked, of a directory into step with the export over LDAPS",
    examples: [
      ["What would change; writes nothing", "ad sync --config exophotos.json --dry-run"],
      [
        "Two attributes",
        "ad sync --config exophotos.json --attribute thumbnailPhoto=thumbnail --attribute jpegPhoto=photo",
      ],
      ["With the result of everybody in a file", "ad sync --config exophotos.json --to D:\\exophotos\\ad.csv"],
    ],
  },
  "ad restore": {
    usage: "ad restore FILE --ldap URL --bind-user ACCOUNT --bind-password-file FILE [options]",
    about: "Gives a directory the pictures back that an undo file of ad sync holds",
    examples: [
      ["What would change back", "ad restore undo.ldif --config exophotos.json --dry-run"],
      ["All of it", "ad restore undo.ldif --config exophotos.json"],
      ["Slowly", "ad restore undo.ldif --config exophotos.json --rate 5"],
    ],
  },
  render: {
    usage: "render PHOTO --rendition NAME=WxH [options]",
    about: "Makes renditions of one picture, to see what a setting gives",
    examples: [
      ["A thumbnail for AD", "render ada.jpg --rendition thumbnail=96x96,max-bytes=10240 --to trial"],
      ["Two at once", "render ada.jpg --rendition portal=240x240 --rendition badge=300x400 --to trial"],
      ["All of the picture, nothing cut", "render ada.jpg --rendition badge=300x400,fit=contain --to trial"],
    ],
  },
  compare: {
    usage: "compare A B [options]",
    about: "Compares two sets of photos person by person: by their bytes, and where those differ by how they look",
    examples: [
      ["An export and a folder", "compare D:\\exophotos\\out D:\\badges --to differ.csv"],
      ["With a page to look at", "compare D:\\exophotos\\out D:\\badges --report differ.html"],
      [
        "An export and a directory",
        "compare D:\\exophotos\\out ldaps://dc1.contoso.com/DC=contoso,DC=com --config exophotos.json",
      ],
    ],
  },
  push: {
    usage: "push --from DIR [--list CSV] [options]",
    about: "Sends approved photos to Microsoft 365, where they differ from what is there; --delete removes photos",
    examples: [
      ["What would be sent", "push --config exophotos.json --from D:\\approved --list approved.csv --dry-run"],
      ["To those who have none", "push --config exophotos.json --from D:\\approved --only-missing"],
      ["Removes the photos of leavers", "push --config exophotos.json --delete --list leavers.csv"],
    ],
  },
  login: {
    usage: "login --tenant ID --client-id ID --token-cache FILE [options]",
    about: "Signs a person in with a device code, and keeps the sign-in for passes with --token-cache",
    examples: [
      ["Once, at the machine that exports", "login --config exophotos.json --token-cache D:\\exophotos\\sign-in.json"],
      ["Then every night", "export --config exophotos.json --token-cache D:\\exophotos\\sign-in.json"],
      ["In another cloud", "login --config exophotos.json --token-cache sign-in.json --cloud usgov"],
    ],
  },
  schedule: {
    usage: "schedule --to FILE --principal ACCOUNT [options]",
    about: "Writes a Task Scheduler task, or a systemd timer, that exports with the present settings",
    examples: [
      [
        "Every night at 01:30",
        "schedule --config exophotos.json --to task.xml --principal CONTOSO\\svc-exophotos$ --daily 01:30",
      ],
      [
        "Every four hours",
        "schedule --config exophotos.json --to task.xml --principal CONTOSO\\svc-exophotos$ --every 240",
      ],
      ["On Linux", "schedule --config exophotos.json --to units --systemd --principal exophotos"],
    ],
  },
  doctor: {
    usage: "doctor [options of export] [--facts]",
    about:
      "Checks settings, clock, network, sign-in, permissions and the export directory, and says what to do about each; the first failure decides the exit code",
    examples: [
      ["Before the first pass", "doctor --config exophotos.json"],
      ["With what export would be given", "doctor --config exophotos.json --discover exchange"],
      ["For a question to us; names nobody", "doctor --config exophotos.json --facts --json"],
    ],
  },
  "config show": {
    usage: "config show [VERB] [options of the verb]",
    about: "Shows the merged settings of a verb, of export unless named, and where each comes from; no secrets",
    examples: [
      ["What the nightly pass goes by", "config show --config exophotos.json"],
      ["Of another verb", "config show ad sync --config exophotos.json"],
      ["What a flag would change", "config show --config exophotos.json --max-delete 50"],
    ],
  },
  "config schema": {
    usage: "config schema [options]",
    about: "Prints the JSON Schema of the config file, with which editors complete and check it",
    examples: [
      ["To look at", "config schema"],
      ["Beside the file", "config schema --to exophotos.schema.json"],
      ['Then in exophotos.json: "$schema": "exophotos.schema.json"', "config show --config exophotos.json"],
    ],
  },
  completion: {
    usage: "completion powershell|bash|zsh [options]",
    about: "Prints a script with which the shell completes verbs, options and values",
    examples: [
      ["PowerShell, for this session", "completion powershell | Out-String | Invoke-Expression"],
      ["bash, for good", "completion bash --to ~/.local/share/bash-completion/completions/exophotos"],
      ["zsh, in a folder of fpath", "completion zsh --to ~/.zfunc/_exophotos"],
    ],
  },
  demo: {
    usage: "demo [options]",
    about: "Runs a pass against a simulated tenant on this machine",
    examples: [
      ["500 people into ./exophotos-demo", "demo"],
      ["More people, with a thumbnail", "demo --people 5000 --rendition thumbnail=96x96 --out D:\\demo"],
      ["Leaves the tenant running to try settings on", "demo --serve"],
    ],
  },
};
