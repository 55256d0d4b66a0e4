using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Security.Cryptography;

namespace ExoPhotos.MimHost;

/// <summary>An import run profile step, page after page, as the agent does it.</summary>
internal static class ImportRun
{
    /// <summary>A script that always says there is more would never end; the test is told instead.</summary>
    private const int TooManyPages = 100_000;

    public static void Run(Agent agent, Request request, Output output)
    {
        var script = Path.Combine(request.Folder, "Import.ps1");
        object? customData = request.OperationType == "Full" ? "" : request.CustomData;
        object? pageToken = "";
        if (request.StaleMoreToImport) agent.SetVariable("MoreToImport", true);
        try
        {
            var more = true;
            for (var page = 1; more; page++)
            {
                if (page > TooManyPages) throw new InvalidOperationException("the import goes on for ever");
                if (page > request.StopAfterPages) return;
                agent.SetVariable("RunStepCustomData", customData);
                agent.SetVariable("PageToken", pageToken);
                var results = agent.Invoke(script, agent.ImportParameters(request, page));
                customData = agent.GetVariable("RunStepCustomData");
                pageToken = agent.GetVariable("PageToken");
                var moreText = agent.GetVariable("MoreToImport")?.ToString();
                more = request.Paged && bool.TryParse(moreText, out var answer) && answer;
                var lost = 0;
                foreach (var result in results)
                {
                    if (result.BaseObject is Hashtable table && table.GetType() == typeof(Hashtable)) output.Line(new { @object = Describe(table) });
                    else lost++;
                }
                output.Line(new { page, count = results.Count, lost, moreToImport = moreText, errorsSeen = agent.ErrorsSeen });
                if (page == 1 && request.MoveAfterFirstPage != "") File.Move(request.MoveAfterFirstPage, request.MoveTo, true);
            }
            output.Line(new { end = "done", customData = customData?.ToString() });
        }
        catch (Exception error) when (error is RuntimeException or InvalidOperationException)
        {
            output.Line(new { end = "failed", error = error.Message, moreToImport = agent.GetVariable("MoreToImport")?.ToString() });
        }
    }

    private static Dictionary<string, object?> Describe(Hashtable table)
    {
        var values = new Dictionary<string, object?>();
        foreach (DictionaryEntry entry in table) values[(string)entry.Key] = Describe(entry.Value);
        return values;
    }

    private static object Describe(object? value) => value switch
    {
        null => new { type = "null" },
        byte[] bytes => new { type = "byte[]", length = bytes.Length, sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)) },
        PSObject wrapped => new { type = "PSObject", value = wrapped.ToString() },
        _ => new { type = value.GetType().Name, value = Convert.ToString(value, CultureInfo.InvariantCulture) },
    };
}
