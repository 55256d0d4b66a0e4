import type { PowerShell } from "../running/powershell.ts";
import type { Fence } from "./pages.ts";

/** A block as the engine's parser understands it. */
export interface ParsedBlock {
  readonly mistakes: readonly string[];
  /** The calls of the program: their text, and the words after its name; undefined for one that only a run would tell. */
  readonly calls: readonly { readonly shown: string; readonly words: readonly (string | undefined)[] }[];
}

/**
 * Parses blocks in their order. A variable counts for the rest of its page, where a block gives it a text or another
 * variable's.
 */
export async function parseBlocks(engine: PowerShell, blocks: readonly Fence[]): Promise<readonly ParsedBlock[]> {
  const lines = blocks.map(({ page, text }) => `${page.path}\t${Buffer.from(text).toString("base64")}`);
  const answers = await engine(script, lines);
  if (answers.length !== blocks.length) throw new Error(`${answers.length} answers for ${blocks.length} blocks`);
  return answers.map((answer) => {
    const { mistakes, calls } = JSON.parse(answer) as Answer;
    return {
      mistakes,
      calls: calls.map(([shown = "", ...words]) => ({
        shown,
        words: words.map((word) => (word === unknownWord ? undefined : word)),
      })),
    };
  });
}

/** What the script says of a block: of each call its own text, then its words. */
interface Answer {
  readonly mistakes: readonly string[];
  readonly calls: readonly (readonly string[])[];
}

const unknownWord = "\0";

const script = String.raw`
using namespace System.Management.Automation.Language

$known = @{}
$page = ''

# The text that a word stands for; nothing where only a run would tell.
function Read-Word($word) {
    if ($word -is [StringConstantExpressionAst]) { return $word.Value }
    if ($word -is [ConstantExpressionAst]) { return $word.Extent.Text }
    if ($word -is [VariableExpressionAst]) {
        if ($word.Splatted) { return $null }
        return $known[$word.VariablePath.UserPath]
    }
    if ($word -is [ExpandableStringExpressionAst]) {
        $text = $word.Value
        foreach ($nested in $word.NestedExpressions) {
            $value = Read-Word $nested
            if ($null -eq $value) { return $null }
            $text = $text.Replace($nested.Extent.Text, $value)
        }
        return $text
    }
    if ($word -is [ArrayLiteralAst]) {
        $parts = @(foreach ($element in $word.Elements) { Read-Word $element })
        if ($parts -contains $null) { return $null }
        return $parts -join ','
    }
    if ($word -is [CommandParameterAst]) { return $word.Extent.Text }
    return $null
}

foreach ($line in $input) {
    $of, $encoded = $line -split "\t", 2
    if ($of -ne $page) { $page = $of; $known = @{ 'env:TEMP' = 'TEMP' } }
    $text = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($encoded))
    $mistakes = $null
    $block = [Parser]::ParseInput($text, [ref]$null, [ref]$mistakes)
    $calls = [Collections.Generic.List[string[]]]::new()
    $nodes = $block.FindAll({ $args[0] -is [AssignmentStatementAst] -or $args[0] -is [CommandAst] }, $true)
    foreach ($node in $nodes) {
        if ($node -is [AssignmentStatementAst]) {
            if ($node.Left -isnot [VariableExpressionAst] -or $node.Right -isnot [CommandExpressionAst]) { continue }
            $known[$node.Left.VariablePath.UserPath] = Read-Word $node.Right.Expression
            continue
        }
        $first, $others = $node.CommandElements
        $name = Read-Word $first
        if ("$name" -notmatch '(^|\\)exophotos(\.exe)?$') { continue }
        $words = [Collections.Generic.List[string]]::new()
        $words.Add($node.Extent.Text)
        foreach ($word in $others) {
            $value = Read-Word $word
            $words.Add($(if ($null -eq $value) { "$([char]0)" } else { $value }))
        }
        $calls.Add($words.ToArray())
    }
    $answer = [Collections.Generic.Dictionary[string, object]]::new()
    $answer['mistakes'] = [string[]]@($mistakes | ForEach-Object { "$_" })
    $answer['calls'] = $calls
    [Text.Json.JsonSerializer]::Serialize([object]$answer, $answer.GetType(), [Text.Json.JsonSerializerOptions]::Default)
}
`;
