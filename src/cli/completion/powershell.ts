import { quotePowerShell } from "../../model/powershell-literal.ts";
import { completionWords, type ValueWords, verbTree } from "./words.ts";

/** A script for PowerShell: a line in the profile runs it. */
export function powershellCompletion(): string {
  const verbs = completionWords();
  const options = [...new Map(verbs.flatMap((verb) => verb.options).map((option) => [option.flag, option])).values()];
  const families = [...verbTree()].filter(([, seconds]) => seconds.length > 0);
  return `# Completion of exophotos for PowerShell. Made by: exophotos completion powershell
Register-ArgumentCompleter -Native -CommandName 'exophotos', 'exophotos.exe' -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)

  # What each option takes: nothing (switch), one of some words, a path, or anything.
  $values = @{
${options.map(({ flag, value }) => `    ${quotePowerShell(flag)} = ${valueLiteral(value)}`).join("\n")}
  }
  $about = @{
${[
  ...options.map(({ flag, about }) => [flag, about] as const),
  ...verbs.map(({ verb, about }) => [verb, about] as const),
]
  .map(([name, about]) => `    ${quotePowerShell(name)} = ${quotePowerShell(about)}`)
  .join("\n")}
  }
  $families = @{
${families.map(([first, seconds]) => `    ${quotePowerShell(first)} = ${list(seconds)}`).join("\n")}
  }
  $verbs = @{
${verbs.map(({ verb, options: own }) => `    ${quotePowerShell(verb)} = ${list(own.map(({ flag }) => flag))}`).join("\n")}
  }
  $places = @{
${verbs
  .filter(({ positionals }) => positionals.length > 0)
  .map(
    ({ verb, positionals }) =>
      `    ${quotePowerShell(verb)} = @(${positionals.map((value) => `, ${valueLiteral(value)}`).join("; ")})`,
  )
  .join("\n")}
  }
  $firsts = ${list([...verbTree().keys(), "--help", "--version"])}

  $verb = ''
  $place = 0
  $pending = $null
  for ($index = 1; $index -lt $commandAst.CommandElements.Count; $index++) {
    $element = $commandAst.CommandElements[$index]
    if ($element.Extent.EndOffset -ge $cursorPosition -and $wordToComplete -ne '') { break }
    if ($element.Extent.StartOffset -ge $cursorPosition) { break }
    $word = $element.Extent.Text.Trim("'", '"')
    if ($null -ne $pending) { $pending = $null; continue }
    if ($word.StartsWith('-')) {
      if ($values.ContainsKey($word) -and $values[$word][0] -ne 'switch') { $pending = $word }
      continue
    }
    if ($verb -eq '') { $verb = $word }
    elseif ($families.ContainsKey($verb)) { $verb = "$verb $word" }
    else { $place++ }
  }

  $prefix = ''
  $wanted = $wordToComplete
  if ($wordToComplete -match '^(--[a-z-]+)=(.*)$') { $pending = $Matches[1]; $prefix = "$pending="; $wanted = $Matches[2] }

  $words = @()
  if ($null -ne $pending) {
    if ($values.ContainsKey($pending) -and $values[$pending][0] -eq 'choice') { $words = $values[$pending][1] }
  }
  elseif ($verb -eq '') { $words = $firsts }
  elseif ($families.ContainsKey($verb)) { $words = $families[$verb] + '--help' }
  elseif ($wanted.StartsWith('-')) { if ($verbs.ContainsKey($verb)) { $words = $verbs[$verb] } }
  elseif ($places.ContainsKey($verb) -and $place -lt $places[$verb].Count) {
    $value = $places[$verb][$place]
    if ($value[0] -eq 'choice') { $words = $value[1] }
  }

  $words | Where-Object { $_.StartsWith($wanted, [StringComparison]::OrdinalIgnoreCase) } | ForEach-Object {
    $name = if ($families.ContainsKey($verb)) { "$verb $_" } else { $_ }
    $tip = if ($about.ContainsKey($name)) { $about[$name] } else { $_ }
    [System.Management.Automation.CompletionResult]::new("$prefix$_", $_, 'ParameterValue', $tip)
  }
}
`;
}

function valueLiteral(value: ValueWords | undefined): string {
  if (value === undefined) return "@('switch')";
  return value.kind === "choice" ? `@('choice', ${list(value.words)})` : `@('${value.kind}')`;
}

function list(words: readonly string[]): string {
  return `@(${words.map(quotePowerShell).join(", ")})`;
}
