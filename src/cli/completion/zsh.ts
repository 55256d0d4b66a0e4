import { completionWords, type OptionWords, type ValueWords, type VerbWords, verbTree } from "./words.ts";

/** A script for zsh: a file named _exophotos in a folder of fpath. */
export function zshCompletion(): string {
  const verbs = completionWords();
  const branches = [...verbTree()].map(([first, seconds]) =>
    seconds.length === 0
      ? branch(first, argumentsOf(find(verbs, first)))
      : branch(first, family(first, seconds, verbs)),
  );
  return `#compdef exophotos
# Completion of exophotos for zsh. Made by: exophotos completion zsh
_exophotos() {
  local curcontext=$curcontext state line
  typeset -A opt_args
  _arguments -C '--help[Help; after a verb, its options]' '--version[The version]' '1:verb:->verb' '*::argument:->rest'
  case $state in
    verb)
      local -a verbs=(
${[...verbTree().keys()].map((first) => `        ${quoted(`${first}:${aboutOf(first, verbs)}`)}`).join("\n")}
      )
      _describe verb verbs ;;
    rest)
      case $line[1] in
${branches.join("\n")}
      esac ;;
  esac
}
_exophotos "$@"
`;
}

function find(verbs: readonly VerbWords[], name: string): VerbWords {
  const found = verbs.find(({ verb }) => verb === name);
  if (found === undefined) throw new TypeError(`There is no verb ${name}.`);
  return found;
}

function aboutOf(first: string, verbs: readonly VerbWords[]): string {
  const of = verbs.filter(({ verb }) => verb === first || verb.startsWith(`${first} `));
  return of.map(({ verb, about }) => (verb === first ? about : `${verb}: ${about}`)).join("; ");
}

function branch(word: string, body: string, indent = "        "): string {
  return `${indent}${word})\n${body} ;;`;
}

function family(first: string, seconds: readonly string[], verbs: readonly VerbWords[]): string {
  const words = seconds.map((second) => quoted(`${second}:${find(verbs, `${first} ${second}`).about}`));
  const branches = seconds.map((second) =>
    branch(second, argumentsOf(find(verbs, `${first} ${second}`), "                "), "              "),
  );
  return `          local -a seconds=(${words.join(" ")})
          _arguments -C '--help[Help for the verbs]' '1:verb:->second' '*::argument:->rest'
          case $state in
            second) _describe verb seconds ;;
            rest)
              case $line[1] in
${branches.join("\n")}
              esac ;;
          esac`;
}

function argumentsOf({ options, positionals }: VerbWords, indent = "          "): string {
  const specs = [
    ...options.map(optionSpec),
    ...positionals.map((value, index) =>
      quoted(`${index + 1}:${value.kind === "path" ? "path" : "value"}:${action(value)}`),
    ),
  ];
  return `${indent}_arguments \\\n${specs.map((spec) => `${indent}  ${spec}`).join(" \\\n")}`;
}

/** An option may be repeated, and takes its value after a space or an equals sign. */
function optionSpec({ flag, about, value }: OptionWords): string {
  const text = `[${about.replaceAll(/[[\]]/g, "\\$&")}]`;
  if (value === undefined) return quoted(`${flag}${text}`);
  return quoted(`*${flag}=${text}:${flag.slice(2)}:${action(value)}`);
}

function action(value: ValueWords): string {
  switch (value.kind) {
    case "choice":
      return `(${value.words.join(" ")})`;
    case "path":
      return "_files";
    case "any":
      return " ";
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
