import { completionWords, type OptionWords, type ValueWords, verbTree } from "./words.ts";

/** A script for bash 4.2 and later; it needs no other package. */
export function bashCompletion(): string {
  const verbs = completionWords();
  const options = [...new Map(verbs.flatMap((verb) => verb.options).map((option) => [option.flag, option])).values()];
  const families = [...verbTree()].filter(([, seconds]) => seconds.length > 0);
  return `# Completion of exophotos for bash. Made by: exophotos completion bash
_exophotos() {
  local cur=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} flag= verb= word skip= i place=0
  # bash takes --flag=value apart at the equals sign.
  if [[ $cur == "=" ]]; then flag=$before cur=; elif [[ $before == "=" ]]; then flag=\${COMP_WORDS[COMP_CWORD-2]}; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [[ $word == "=" ]]; then skip=1; continue; fi
    if [[ -n $skip ]]; then skip=; continue; fi
    case $word in
      ${options.filter(takesValue).map(flagOf).join("|")})
        if [[ \${COMP_WORDS[i+1]} != "=" ]]; then
          skip=1
          if ((i == COMP_CWORD - 1)); then flag=$word; fi
        fi ;;
      -*) ;;
      *) case $verb in
          "") verb=$word ;;
          ${families.map(([first]) => first).join("|")}) verb="$verb $word" ;;
          *) place=$((place + 1)) ;;
        esac ;;
    esac
  done
  COMPREPLY=()
  case $flag in
    "") ;;
${groupsOf(options)
  .map(({ flags, value }) => `    ${flags.join("|")}) ${complete(value)}; return ;;`)
  .join("\n")}
    *) return ;;
  esac
  case $verb in
    "") ${words([...verbTree().keys(), "--help", "--version"])}; return ;;
${families.map(([first, seconds]) => `    ${first}) ${words([...seconds, "--help"])}; return ;;`).join("\n")}
  esac
  if [[ $cur == -* ]]; then
    case $verb in
${verbs.map(({ verb, options: own }) => `      "${verb}") ${words(own.map(flagOf))} ;;`).join("\n")}
    esac
    return
  fi
  case $verb:$place in
${verbs
  .flatMap(({ verb, positionals }) =>
    positionals.map((value, place) => `    "${verb}":${place}) ${complete(value)} ;;`),
  )
  .join("\n")}
  esac
}
complete -F _exophotos exophotos
`;
}

function takesValue({ value }: OptionWords): boolean {
  return value !== undefined;
}

function flagOf({ flag }: OptionWords): string {
  return flag;
}

/** Flags whose values are completed alike. */
function groupsOf(options: readonly OptionWords[]) {
  const groups = new Map<string, { readonly flags: string[]; readonly value: ValueWords }>();
  for (const { flag, value } of options) {
    if (value === undefined || value.kind === "any") continue;
    const key = JSON.stringify(value);
    const group = groups.get(key) ?? { flags: [], value };
    group.flags.push(flag);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function complete(value: ValueWords): string {
  switch (value.kind) {
    case "choice":
      return words(value.words);
    case "path":
      return 'compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$cur")';
    case "any":
      return ":";
  }
}

function words(all: readonly string[]): string {
  return `mapfile -t COMPREPLY < <(compgen -W "${all.join(" ")}" -- "$cur")`;
}
