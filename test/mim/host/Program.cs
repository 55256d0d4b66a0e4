using System.Text.Json;
using ExoPhotos.MimHost;

// Acts like the PowerShell management agent of a given version, so that the scripts run in the real engine. Requests
// come on standard input, one JSON document a line; JSON lines go to standard output: what the agent would have taken,
// page by page, and {"finished":true} after each request.
using var output = new Output(Console.OpenStandardOutput());
while (Console.In.ReadLine() is { } line)
{
    using var input = JsonDocument.Parse(line);
    var request = Request.From(input.RootElement);
    if (request.Temporary != "") Environment.SetEnvironmentVariable("TMPDIR", request.Temporary);
    switch (request.Mode)
    {
        case "parse":
            ScriptParser.Report(request, output);
            break;
        case "schema":
            using (var agent = new Agent(request)) SchemaRefresh.Run(agent, request, output);
            break;
        case "import":
            using (var agent = new Agent(request)) ImportRun.Run(agent, request, output);
            break;
        case "delimited":
            DelimitedFile.Report(request, output);
            break;
        default:
            throw new ArgumentException($"no mode {request.Mode}");
    }
    output.Finished();
}
