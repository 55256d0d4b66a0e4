<#
.SYNOPSIS
  Lists the mailboxes that say they have a picture, in the form that exophotos export --users-from reads.

.DESCRIPTION
  Uses the ExchangeOnlineManagement module, version 3 or later, which is the supported way to Exchange Online:
    Install-Module ExchangeOnlineManagement
  Runs in Windows PowerShell 5.1 and in PowerShell 7. The file is replaced only when the listing has reached its end.

  HasPicture can be out of date, and a photo can be held where no mailbox knows of it. A pass with --users-from is about
  the people of the file only: whoever is no longer in it leaves the export. See docs\exchange.md.

.EXAMPLE
  .\Get-MailboxesWithPicture.ps1 -Path D:\exophotos\people.csv -AppId 00000000-0000-0000-0000-000000000000 `
    -CertificateThumbprint 0123456789ABCDEF0123456789ABCDEF01234567 -Organization contoso.onmicrosoft.com

  As an application with a certificate of this account's store, for a scheduled task.

.EXAMPLE
  .\Get-MailboxesWithPicture.ps1 -Path D:\exophotos\people.csv

  As a person, who is asked to sign in.
#>
[CmdletBinding(DefaultParameterSetName = 'Person')]
param(
  # The CSV file to write: objectId, userPrincipalName.
  [Parameter(Mandatory = $true)]
  [string] $Path,

  # The application (client) id.
  [Parameter(Mandatory = $true, ParameterSetName = 'Application')]
  [string] $AppId,

  # Of a certificate in the store of this account.
  [Parameter(Mandatory = $true, ParameterSetName = 'Application')]
  [string] $CertificateThumbprint,

  # The tenant's onmicrosoft.com name.
  [Parameter(Mandatory = $true, ParameterSetName = 'Application')]
  [string] $Organization,

  # O365Default, O365USGovGCCHigh, O365USGovDoD or O365China.
  [string] $Environment = 'O365Default'
)

Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

# The file is complete before it has its name; no mark for the encoding stands in front of the first id.
function Write-People([string] $File, [scriptblock] $Mailboxes) {
  $writer = [System.IO.StreamWriter]::new($File, $false, [System.Text.UTF8Encoding]::new($false))
  $count = 0
  try {
    $writer.Write("objectId,userPrincipalName`r`n")
    # One mailbox at a time: a large tenant does not have to fit into memory.
    & $Mailboxes | ForEach-Object {
      $id = [string]$_.ExternalDirectoryObjectId
      # A mailbox without the property ends the script: an unknown is no «no».
      if ($_.HasPicture -eq $true -and $id -ne '') {
        $name = ([string]$_.UserPrincipalName).Replace('"', '""')
        $writer.Write($id + ',"' + $name + "`"`r`n")
        $count++
      }
    }
  }
  finally {
    $writer.Dispose()
  }
  return $count
}

function Set-File([string] $From, [string] $To) {
  if ([System.IO.File]::Exists($To)) { [System.IO.File]::Replace($From, $To, [NullString]::Value) }
  else { [System.IO.File]::Move($From, $To) }
}

$target = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path)
$temporary = $target + '.new'
$connection = @{ ShowBanner = $false; ExchangeEnvironmentName = $Environment }
if ($PSCmdlet.ParameterSetName -eq 'Application') {
  $connection.AppId = $AppId
  $connection.CertificateThumbprint = $CertificateThumbprint
  $connection.Organization = $Organization
}
Import-Module ExchangeOnlineManagement -MinimumVersion 3.0.0
Connect-ExchangeOnline @connection
try {
  $properties = 'ExternalDirectoryObjectId', 'UserPrincipalName', 'HasPicture'
  $written = Write-People $temporary { Get-EXOMailbox -ResultSize Unlimited -Properties $properties }
  # An empty list would take everybody out of the export.
  if ($written -eq 0) { throw 'No mailbox says that it has a picture; the file stays as it was.' }
  Set-File $temporary $target
}
finally {
  [System.IO.File]::Delete($temporary)
  Disconnect-ExchangeOnline -Confirm:$false
}
"$written mailboxes with a picture are in $target"
