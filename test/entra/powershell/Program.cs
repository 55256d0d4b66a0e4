using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using System.Text;

// Does what powershell.exe does with -EncodedCommand: runs the script with the lines of standard input as $input, in the
// real engine. Without the modules' commands, as on a server that locks them away.
if (args is not ["-NoProfile", "-NonInteractive", "-OutputFormat", "Text", "-EncodedCommand", var encoded])
{
    Console.Error.WriteLine("other words than were expected: " + string.Join(' ', args));
    return 64;
}
var script = Encoding.Unicode.GetString(Convert.FromBase64String(encoded));
Parser.ParseInput(script, out _, out var mistakes);
if (mistakes.Length > 0)
{
    Console.Error.WriteLine(string.Join('\n', mistakes.Select(mistake => mistake.ToString())));
    return 65;
}

var lines = new List<string>();
while (Console.In.ReadLine() is { } line) lines.Add(line);

using var runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
runspace.Open();
using var shell = System.Management.Automation.PowerShell.Create();
shell.Runspace = runspace;
shell.AddScript(script);
try
{
    foreach (var result in shell.Invoke(lines)) Console.Out.WriteLine(result);
}
catch (RuntimeException error)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}
foreach (var error in shell.Streams.Error) Console.Error.WriteLine(error);
return shell.Streams.Error.Count > 0 ? 1 : 0;
