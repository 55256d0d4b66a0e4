import { psmaMarker } from "./powershell-text.ts";

/** Start-PhotoImport.ps1: the run profiles in the safe order, through the synchronization service's WMI provider. */
export function startScript(): string {
  return String.raw`# ${psmaMarker}. Runs an import without synchronizing, looks at what it would delete, and only then synchronizes.
# For Task Scheduler: powershell.exe -NoProfile -File Start-PhotoImport.ps1 -ManagementAgent "EXO Photos" -ImportProfile DISO
# Run it on the MIM server as a member of the synchronization service's operators. It ends with
#   0  done    1  a run profile did not end well; nothing after it was run    2  too many deletes; not synchronized
param(
  [string] $ManagementAgent = 'EXO Photos',
  # A profile of one step: Delta Import or Full Import, Stage Only.
  [string] $ImportProfile = 'DISO',
  # A profile of one step: Delta Synchronization.
  [string] $SyncProfile = 'DS',
  # More staged deletes than this stop before the synchronization; -1 is no limit.
  [int] $MaxDeletes = 20
)

$ErrorActionPreference = 'Stop'

function Find-Agent {
  $name = $ManagementAgent.Replace('\', '\\').Replace("'", "\'")
  $query = "SELECT * FROM MIIS_ManagementAgent WHERE Name = '" + $name + "'"
  $searcher = [System.Management.ManagementObjectSearcher]::new('root\MicrosoftIdentityIntegrationServer', $query)
  foreach ($found in $searcher.Get()) { return $found }
  throw ('There is no management agent ' + $ManagementAgent + ', or this account may not see it.')
}

# Only these words are a good end: completed-discovery-errors, stopped-… and all others are not.
function Invoke-Profile($Agent, [string] $RunProfile) {
  $result = [string]$Agent.InvokeMethod('Execute', [object[]]@($RunProfile))
  [Console]::Out.WriteLine($ManagementAgent + ', ' + $RunProfile + ': ' + $result)
  return @('success', 'completed-no-objects', 'completed-warnings') -contains $result
}

function Get-Number($Agent, [string] $Method) {
  return [int]$Agent.InvokeMethod($Method, [object[]]@())
}

[void][System.Reflection.Assembly]::Load('System.Management, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b03f5f7f11d50a3a')
$agent = Find-Agent
if (-not (Invoke-Profile $agent $ImportProfile)) {
  [Console]::Error.WriteLine('The import did not end well, so nothing is synchronized. The run history in Synchronization Service Manager says why.')
  exit 1
}

$deletes = Get-Number $agent 'NumImportDelete'
$others = (Get-Number $agent 'NumImportAdd') + (Get-Number $agent 'NumImportUpdate')
[Console]::Out.WriteLine('Staged: ' + $others + ' adds and updates, ' + $deletes + ' deletes')
if ($MaxDeletes -ge 0 -and $deletes -gt $MaxDeletes) {
  [Console]::Error.WriteLine('' + $deletes + ' deletes are staged, more than the ' + $MaxDeletes + ' of -MaxDeletes: look at them before you synchronize.')
  exit 2
}

if (-not (Invoke-Profile $agent $SyncProfile)) {
  [Console]::Error.WriteLine('The synchronization did not end well. The run history in Synchronization Service Manager says why.')
  exit 1
}
exit 0
`;
}
