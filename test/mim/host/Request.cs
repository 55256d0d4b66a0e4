using System.Text.Json;

namespace ExoPhotos.MimHost;

/// <summary>What the test wants the agent to do.</summary>
internal sealed record Request(
    string Mode,
    string Folder,
    string Temporary,
    string Version,
    string OperationType,
    bool Paged,
    int PageSize,
    string CustomData,
    bool StaleMoreToImport,
    int StopAfterPages,
    string MoveAfterFirstPage,
    string MoveTo,
    string Encoding,
    string Delimiter,
    string PhotoColumn,
    IReadOnlyDictionary<string, string> Configuration)
{
    public static Request From(JsonElement json) => new(
        Text(json, "mode", ""),
        Text(json, "folder", ""),
        Text(json, "temporary", ""),
        Text(json, "version", "6.0.1050"),
        Text(json, "operationType", "Full"),
        !json.TryGetProperty("paged", out var paged) || paged.GetBoolean(),
        json.TryGetProperty("pageSize", out var pageSize) ? pageSize.GetInt32() : 100,
        Text(json, "customData", ""),
        json.TryGetProperty("staleMoreToImport", out var stale) && stale.GetBoolean(),
        json.TryGetProperty("stopAfterPages", out var pages) ? pages.GetInt32() : int.MaxValue,
        Text(json, "moveAfterFirstPage", ""),
        Text(json, "moveTo", ""),
        Text(json, "encoding", "utf-8"),
        Text(json, "delimiter", ","),
        Text(json, "photoColumn", ""),
        json.TryGetProperty("configuration", out var configuration)
            ? configuration.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString() ?? "")
            : new Dictionary<string, string>());

    private static string Text(JsonElement json, string name, string otherwise) =>
        json.TryGetProperty(name, out var value) ? value.GetString() ?? otherwise : otherwise;
}

/// <summary>One JSON document a line.</summary>
internal sealed class Output(Stream stream) : IDisposable
{
    private readonly StreamWriter writer = new(stream);

    public void Line(object value) => writer.WriteLine(JsonSerializer.Serialize(value));

    public void Finished()
    {
        Line(new { finished = true });
        writer.Flush();
    }

    public void Dispose() => writer.Dispose();
}
