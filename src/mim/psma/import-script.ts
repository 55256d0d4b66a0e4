import { photoItself, pictureColumn } from "../../manifest/picture-columns.ts";
import { quotePowerShell } from "../../model/powershell-literal.ts";
import { type PsmaAttribute, personAttributes, pictureAttributes } from "./attributes.ts";
import { historyFunctions } from "./import-history.ts";
import { manifestFunctions } from "./import-manifest.ts";
import { objectFunctions } from "./import-object.ts";
import { psmaMarker } from "./powershell-text.ts";
import type { PsmaOptions } from "./psma-options.ts";

/**
 * Import.ps1. It must do under PowerShell MA 5.5 to 6.1 and Windows PowerShell 5.1, in a process that may have no
 * module at all: the language and .NET classes only. Whatever a statement returns is caught, because everything that
 * reaches the pipeline is taken for an object; a caught exception occurs on no path that ends well, because 6.0.1050
 * ends a run that had one.
 */
export function importScript({ out, objectClass, photo, attributes }: PsmaOptions): string {
  const picture = pictureAttributes(photo, attributes);
  return `# ${psmaMarker}. Imports photos and their checksums from an export directory; changes nothing in it.
# The export directory comes from the agent's configuration parameter ExportDirectory, else from the next lines.

# No [CmdletBinding()] and no [Parameter()]: what other versions of the agent pass besides must do no harm.
param($OperationType, $UsePagedImport, $PageSize, $ImportPageNumber, $ConfigurationParameter)

$defaultExportDirectory = ${quotePowerShell(out ?? "")}
$defaultObjectClass = ${quotePowerShell(objectClass)}
# The rendition that is imported; empty for the photo itself.
$rendition = ${quotePowerShell(photo === photoItself ? "" : photo)}
# Columns of manifest.csv, and the attributes that they fill: of the person, and of the picture.
$photoColumn = ${quotePowerShell(pictureColumn(photo, "File"))}
$checksumColumn = ${quotePowerShell(pictureColumn(photo, "Checksum"))}
$textColumns = ${hashtable(personAttributes)}
$photoTextColumns = ${hashtable(picture.filter(({ type }) => type === "String"))}
$photoNumberColumns = ${hashtable(picture.filter(({ type }) => type === "Integer"))}

# Checksums are lower-case hex in manifest.csv.
$checksumInCapitals = $${attributes === "exo"}

$ErrorActionPreference = 'Stop'
# A stale True would make the agent call for ever, so it is set on every page, and first of all.
$global:MoreToImport = $false

${manifestFunctions}
${historyFunctions}
${objectFunctions}
function Start-Run {
  $out = [string](Get-Setting 'ExportDirectory' $defaultExportDirectory)
  if ($out.Length -eq 0) { throw 'No export directory: set ExportDirectory=<folder> in the configuration parameters of the agent.' }
  [void][System.Reflection.Assembly]::Load('Microsoft.VisualBasic, Version=10.0.0.0, Culture=neutral, PublicKeyToken=b03f5f7f11d50a3a')
  [void][System.Reflection.Assembly]::Load('System.Runtime.Serialization, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089')
  $run = @{
    Out = $out
    ObjectClass = [string](Get-Setting 'ObjectClass' $defaultObjectClass)
    Full = [string]$OperationType -ne 'Delta'
    Changes = $null
    Deletes = $null
    Failed = 0
    Parser = $null
    Stream = $null
    Copy = ''
  }
  # Known from here on, so that Stop-Run can clean up whatever happens.
  $global:ExoPhotosRun = $run
  Open-Manifest $run
  if ($run.Full) {
    if ($run.Rows -eq 0) {
      throw ('The manifest in ' + $out + ' lists nobody. A full import of nothing would make everyone leave, so it is refused.')
    }
    $run.Upserts = $run.Rows
    $run.Left = $run.Rows
  }
  else {
    Read-Changes $run
  }
  Write-Log ('start ' + [string]$OperationType + ': ' + $run.Left + ' objects, position ' + $run.Position)
}

function Stop-Run {
  $run = $global:ExoPhotosRun
  $global:ExoPhotosRun = $null
  if ($null -eq $run) { return }
  if ($null -ne $run.Parser) { $run.Parser.Close() }
  if ($null -ne $run.Stream) { $run.Stream.Dispose() }
  if ($run.Copy.Length -gt 0) { [System.IO.File]::Delete($run.Copy) }
}

try {
  # One runspace serves one run, so what page 1 leaves behind is there on page 2. Before 5.6.0327 no page has a number.
  if ([string]$ImportPageNumber -eq '1') { Stop-Run }
  if ($null -eq $global:ExoPhotosRun) { Start-Run }
  $run = $global:ExoPhotosRun

  $limit = [int]::MaxValue
  if ([string]$UsePagedImport -eq 'True') { $limit = [int]$PageSize }
  if ($limit -lt 1) { $limit = 100 }

  $emitted = 0
  while ($emitted -lt $limit -and $run.Left -gt 0) {
    if ($run.Upserts -gt 0) {
      $fields = Read-Row $run
      New-PhotoObject $run $fields
      $run.Upserts = $run.Upserts - 1
    }
    else {
      @{
        objectClass = [string]$run.ObjectClass
        objectId = [string]$run.Deletes.Dequeue()
        changeType = 'delete'
      }
    }
    $run.Left = $run.Left - 1
    $emitted = $emitted + 1
  }

  Write-Log ('page ' + [string]$ImportPageNumber + ': ' + $emitted + ' objects, ' + $run.Left + ' left')
  if ($run.Left -gt 0) {
    $global:MoreToImport = $true
  }
  else {
    if ($run.Full -and -not $run.Parser.EndOfData) {
      throw ('manifest.csv has more rows than the ' + $run.Rows + ' that manifest.json says.')
    }
    # A delta with errors keeps the position where it was: the next one brings these people again.
    if ($run.Full -or $run.Failed -eq 0) { $global:RunStepCustomData = [string]$run.Position }
    Write-Log ('end: ' + $run.Failed + ' objects with errors, position ' + [string]$global:RunStepCustomData)
    Stop-Run
  }
}
catch {
  $global:MoreToImport = $false
  Write-Log ('stopped: ' + $_.Exception.Message)
  Stop-Run
  throw
}
`;
}

function hashtable(attributes: readonly PsmaAttribute[]): string {
  const lines = attributes.map(({ name, column }) => `  ${quotePowerShell(name)} = ${quotePowerShell(column)}`);
  return `@{\n${lines.join("\n")}\n}`;
}
