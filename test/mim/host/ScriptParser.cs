using System.Management.Automation.Language;

namespace ExoPhotos.MimHost;

/// <summary>The engine's own parser over all scripts of a folder, and what only PowerShell 7 would understand of them.</summary>
internal static class ScriptParser
{
    private static readonly HashSet<string> NewTokens =
        ["QuestionQuestion", "QuestionQuestionEquals", "QuestionDot", "QuestionLBracket", "QuestionMark", "AndAnd", "OrOr", "Clean"];

    public static void Report(Request request, Output output)
    {
        foreach (var path in Directory.GetFiles(request.Folder, "*.ps1").Order(StringComparer.Ordinal))
        {
            var tree = Parser.ParseFile(path, out var tokens, out var errors);
            var onlySeven = tokens.Where(t => NewTokens.Contains(t.Kind.ToString())).Select(t => $"{t.Kind} in line {t.Extent.StartLineNumber}")
                .Concat(tree.FindAll(n => n is TernaryExpressionAst or PipelineChainAst, true).Select(n => n.GetType().Name))
                .Concat(tree.FindAll(n => n is CommandParameterAst { ParameterName: var name } && name.Equals("Parallel", StringComparison.OrdinalIgnoreCase), true).Select(_ => "-Parallel"));
            var functions = tree.FindAll(n => n is FunctionDefinitionAst, true).Cast<FunctionDefinitionAst>().Select(f => f.Name).ToHashSet();
            var commands = tree.FindAll(n => n is CommandAst, true).Cast<CommandAst>().Select(c => c.GetCommandName() ?? c.Extent.Text).Where(c => !functions.Contains(c)).Distinct();
            output.Line(new
            {
                file = Path.GetFileName(path),
                errors = errors.Select(e => $"line {e.Extent.StartLineNumber}: {e.Message}"),
                onlySeven,
                commands,
            });
        }
        output.Line(new { end = "done" });
    }
}
