// .NET's Microsoft.Graph in a loop of Parallel.ForEachAsync, so many people at once; its retries are as they come.
// Its one argument is the PeerTask as JSON (peer.ts); it prints a PeerReport as JSON.
using System.Diagnostics;
using System.Text.Json;
using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Authentication;

var task = JsonDocument.Parse(args[0]).RootElement;
var access = task.GetProperty("access");
string Text(string name) => access.GetProperty(name).GetString() ?? "";
var endpoint = Text("graphEndpoint");
var folder = Path.Combine(task.GetProperty("folder").GetString() ?? "", "photos");
Directory.CreateDirectory(folder);

var clock = Stopwatch.StartNew();
var token = await FetchToken();
using var client = new GraphServiceClient(
    new BaseBearerTokenAuthenticationProvider(new OneToken(token, new Uri(endpoint).Host)), $"{endpoint}/v1.0");
var ids = await ListPeople(client);
int photos = 0, failures = 0, calls = 0;
var atOnce = new ParallelOptions { MaxDegreeOfParallelism = task.GetProperty("inFlight").GetInt32() };
await Parallel.ForEachAsync(ids, atOnce, async (id, cancel) =>
{
    Interlocked.Increment(ref calls);
    try
    {
        await using var photo = await client.Users[id].Photo.Content.GetAsync(cancellationToken: cancel);
        if (photo is null) return;
        await using var file = File.Create(Path.Combine(folder, $"{id}.jpg"));
        await photo.CopyToAsync(file, cancel);
        Interlocked.Increment(ref photos);
    }
    catch (ApiException error) when (error.ResponseStatusCode == 404)
    {
    }
    catch (Exception)
    {
        Interlocked.Increment(ref failures);
    }
});
var elapsedMs = clock.Elapsed.TotalMilliseconds;
Console.WriteLine(JsonSerializer.Serialize(new { people = ids.Count, photos, failures, calls, elapsedMs }));

async Task<string> FetchToken()
{
    using var http = new HttpClient();
    using var form = new FormUrlEncodedContent(new Dictionary<string, string>
    {
        ["grant_type"] = "client_credentials",
        ["client_id"] = Text("clientId"),
        ["client_secret"] = Text("clientSecret"),
        ["scope"] = $"{endpoint}/.default",
    });
    using var answer = await http.PostAsync($"{Text("authorityHost")}/{Text("tenantId")}/oauth2/v2.0/token", form);
    answer.EnsureSuccessStatusCode();
    var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    return json.GetProperty("access_token").GetString() ?? "";
}

static async Task<List<string>> ListPeople(GraphServiceClient client)
{
    var ids = new List<string>();
    var firstPage = await client.Users.GetAsync(request =>
    {
        request.QueryParameters.Select = ["id"];
        request.QueryParameters.Top = 999;
    });
    if (firstPage is null) return ids;
    var pages = PageIterator<User, UserCollectionResponse>.CreatePageIterator(client, firstPage, user =>
    {
        ids.Add(user.Id ?? "");
        return true;
    });
    await pages.IterateAsync();
    return ids;
}

/// <summary>The same token for every request to one host.</summary>
internal sealed class OneToken(string token, string host) : IAccessTokenProvider
{
    public AllowedHostsValidator AllowedHostsValidator { get; } = new([host]);

    public Task<string> GetAuthorizationTokenAsync(
        Uri uri, Dictionary<string, object>? additional = default, CancellationToken cancel = default) => Task.FromResult(token);
}
