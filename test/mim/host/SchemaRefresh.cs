using System.Management.Automation;

namespace ExoPhotos.MimHost;

/// <summary>A schema refresh: the names of the properties are the schema.</summary>
internal static class SchemaRefresh
{
    public static void Run(Agent agent, Request request, Output output)
    {
        var results = agent.Invoke(Path.Combine(request.Folder, "Schema.ps1"), agent.DefaultParameters());
        foreach (var result in results)
        {
            string? objectClass = null;
            var attributes = new List<object>();
            foreach (PSPropertyInfo property in result.Properties)
            {
                var parts = property.Name.Split('|');
                if (parts.Length < 2) throw new InvalidOperationException($"no type: {property.Name}");
                if (parts[0].Equals("objectClass", StringComparison.OrdinalIgnoreCase)) objectClass = property.Value.ToString();
                else attributes.Add(new { name = parts[0], type = parts[1] });
            }
            output.Line(new { objectClass, attributes });
        }
        output.Line(new { end = "done", errorsSeen = agent.ErrorsSeen });
    }
}
