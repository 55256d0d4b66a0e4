using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace ExoPhotos.MimHost;

/// <summary>
/// One run of the agent: one runspace, scripts called by their path with parameters by name. 5.x runs them in its own
/// process and only notes errors; 6.0.1050 runs them in another process, so everything goes through PowerShell's
/// serialization both ways, and ends the run whenever the engine says that there was an error.
/// </summary>
internal sealed class Agent : IDisposable
{
    private readonly Runspace runspace;
    private readonly string version;
    private readonly IReadOnlyDictionary<string, string> configuration;

    public Agent(Request request)
    {
        version = request.Version;
        configuration = request.Configuration;
        // Without the modules' commands: what is not the language or a .NET class is not there.
        runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
    }

    private bool OutOfProcess => version == "6.0.1050";

    /// <summary>Records in $Error, which also counts what a script caught or silenced.</summary>
    public int ErrorsSeen =>
        runspace.SessionStateProxy.GetVariable("Error") is System.Collections.ArrayList errors ? errors.Count : 0;

    public object? GetVariable(string name) => Transfer(runspace.SessionStateProxy.GetVariable(name));

    public void SetVariable(string name, object? value) => runspace.SessionStateProxy.SetVariable(name, Transfer(value));

    public Collection<PSObject> Invoke(string script, IEnumerable<KeyValuePair<string, object?>> parameters)
    {
        using var shell = PowerShell.Create();
        shell.Runspace = runspace;
        var command = new Command(Path.GetFullPath(script));
        foreach (var (name, value) in parameters) command.Parameters.Add(new CommandParameter(name, Transfer(value)));
        shell.Commands.AddCommand(command);
        var results = shell.Invoke();
        if (shell.HadErrors && OutOfProcess)
        {
            throw new InvalidOperationException("HadErrors: " + (shell.Streams.Error.FirstOrDefault()?.ToString() ?? "no record"));
        }
        return OutOfProcess
            ? new Collection<PSObject>(results.Select(o => PSObject.AsPSObject(Transfer(o))).ToList())
            : results;
    }

    /// <summary>The parameters that every script gets from this version.</summary>
    public Dictionary<string, object?> DefaultParameters()
    {
        var parameters = new Dictionary<string, object?>();
        if (version == "5.5.1")
        {
            parameters["User"] = "svc";
            parameters["Password"] = "secret";
            parameters["Credentials"] = null;
            return parameters;
        }
        foreach (var prefix in new[] { "", "Aux" })
        {
            parameters[prefix + "Username"] = "svc";
            parameters[prefix + "Password"] = "secret";
            parameters[prefix + "Credentials"] = null;
        }
        if (version == "6.0.1050")
        {
            parameters["ImpersonationDomain"] = "";
            parameters["ImpersonationUsername"] = "";
            parameters["ImpersonationPassword"] = "";
        }
        else if (version != "5.6.4")
        {
            throw new ArgumentException($"no version {version}");
        }
        parameters["ConfigurationParameter"] = new Dictionary<string, string>(configuration);
        return parameters;
    }

    /// <summary>What Import.ps1 gets besides.</summary>
    public Dictionary<string, object?> ImportParameters(Request request, int pageNumber)
    {
        var parameters = DefaultParameters();
        parameters["OperationType"] = request.OperationType;
        parameters["UsePagedImport"] = request.Paged;
        parameters["PageSize"] = request.PageSize;
        if (version == "6.0.1050") parameters["ImportPageNumber"] = pageNumber;
        if (version != "5.5.1") parameters["Schema"] = new PSObject();
        return parameters;
    }

    public void Dispose() => runspace.Dispose();

    /// <summary>What becomes of a value on its way between two processes.</summary>
    private object? Transfer(object? value) =>
        OutOfProcess && value is not null ? PSSerializer.Deserialize(PSSerializer.Serialize(value, 5)) : value;
}
