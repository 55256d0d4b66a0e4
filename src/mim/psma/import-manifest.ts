/** The part of Import.ps1 that takes a copy of the manifest, holds it against manifest.json and reads its rows. */
export const manifestFunctions = `function Get-Setting([string] $Name, [string] $Default) {
  if ($null -ne $ConfigurationParameter) {
    foreach ($key in $ConfigurationParameter.Keys) {
      $value = [string]$ConfigurationParameter[$key]
      if ([string]$key -eq $Name -and $value.Length -gt 0) { return $value }
    }
  }
  return $Default
}

# A plain log, for as long as there is a folder Debug beside the scripts.
function Write-Log([string] $Text) {
  $folder = [System.IO.Path]::Combine($PSScriptRoot, 'Debug')
  if (-not [System.IO.Directory]::Exists($folder)) { return }
  $line = [DateTime]::UtcNow.ToString('o') + ' ' + $Text + [Environment]::NewLine
  [System.IO.File]::AppendAllText([System.IO.Path]::Combine($folder, 'Import.log'), $line)
}

function Get-Hex([byte[]] $Bytes) {
  return [System.BitConverter]::ToString($Bytes).Replace('-', '').ToLowerInvariant()
}

# The CryptoServiceProvider classes are the ones that a server under the FIPS policy allows.
function New-Hash([string] $Algorithm) {
  switch ($Algorithm) {
    'md5' { return [System.Security.Cryptography.MD5CryptoServiceProvider]::new() }
    'sha1' { return [System.Security.Cryptography.SHA1CryptoServiceProvider]::new() }
    'sha256' { return [System.Security.Cryptography.SHA256CryptoServiceProvider]::new() }
    'sha384' { return [System.Security.Cryptography.SHA384CryptoServiceProvider]::new() }
    'sha512' { return [System.Security.Cryptography.SHA512CryptoServiceProvider]::new() }
  }
  throw ('The manifest has checksums of an unknown kind: ' + $Algorithm)
}

# Opens a file so that exophotos can replace or delete it all the same.
function Open-Shared([string] $Path) {
  $share = [System.IO.FileShare]'ReadWrite, Delete'
  return [System.IO.FileStream]::new($Path, [System.IO.FileMode]::Open, [System.IO.FileAccess]::Read, $share)
}

# A folder of this agent's own under the temporary folder; what a run that broke off left there goes.
function Get-TemporaryFolder($run) {
  $root = [string](Get-Setting 'TempDirectory' ([System.IO.Path]::GetTempPath()))
  $hash = New-Hash 'sha256'
  $identity = [System.Text.Encoding]::UTF8.GetBytes(($PSScriptRoot + '|' + $run.Out).ToLowerInvariant())
  $name = 'exophotos-mim-' + (Get-Hex $hash.ComputeHash($identity)).Substring(0, 12)
  $hash.Dispose()
  $folder = [System.IO.Path]::Combine($root, $name)
  [void][System.IO.Directory]::CreateDirectory($folder)
  foreach ($leftover in [System.IO.Directory]::GetFiles($folder, 'manifest-*.csv')) { [System.IO.File]::Delete($leftover) }
  return $folder
}

# Copies manifest.csv into the open file $run.Stream; gives the SHA-256 of what it copied. The copy is read from then on:
# an import of an hour must not keep exophotos from publishing.
function Copy-Manifest($run, [string] $Path) {
  $run.Stream.SetLength(0)
  $hash = New-Hash 'sha256'
  $source = Open-Shared $Path
  $buffer = [byte[]]::new(1048576)
  try {
    while (($count = $source.Read($buffer, 0, $buffer.Length)) -gt 0) {
      [void]$hash.TransformBlock($buffer, 0, $count, $null, 0)
      $run.Stream.Write($buffer, 0, $count)
    }
  }
  finally {
    $source.Dispose()
  }
  [void]$hash.TransformFinalBlock($buffer, 0, 0)
  $run.Stream.Flush()
  $run.Stream.Position = 0
  $hex = Get-Hex $hash.Hash
  $hash.Dispose()
  return $hex
}

# manifest.json as XML, which both .NET Framework and .NET can make of JSON: /root/current/sha256.
function Read-ManifestJson([string] $Path) {
  $bytes = [System.IO.File]::ReadAllBytes($Path)
  $quotas = [System.Xml.XmlDictionaryReaderQuotas]::Max
  $reader = [System.Runtime.Serialization.Json.JsonReaderWriterFactory]::CreateJsonReader($bytes, $quotas)
  $document = [System.Xml.XmlDocument]::new()
  $document.Load($reader)
  $reader.Close()
  # The comma keeps PowerShell from handing out the document's parts.
  return , $document
}

function Get-Text($Node, [string] $Path) {
  $found = $Node.SelectSingleNode($Path)
  if ($null -eq $found) { return '' }
  return $found.InnerText
}

# Copies the manifest and finds the entry of manifest.json that describes this very copy: the manifest now being
# published or the one before. Both files can be replaced between the two looks, so it looks a few times.
function Open-Manifest($run) {
  $csv = [System.IO.Path]::Combine($run.Out, 'manifest.csv')
  $json = [System.IO.Path]::Combine($run.Out, 'manifest.json')
  foreach ($path in @($csv, $json)) {
    if (-not [System.IO.File]::Exists($path)) { throw ('Not an export directory, or nothing was published yet: ' + $path + ' is missing.') }
  }
  $folder = [string](Get-TemporaryFolder $run)
  $run.Copy = [System.IO.Path]::Combine($folder, 'manifest-' + [Guid]::NewGuid().ToString('N') + '.csv')
  $share = [System.IO.FileShare]'Read, Delete'
  $run.Stream = [System.IO.FileStream]::new($run.Copy, [System.IO.FileMode]::CreateNew, [System.IO.FileAccess]::ReadWrite, $share)

  $entry = $null
  for ($look = 1; $null -eq $entry; $look++) {
    $sha256 = [string](Copy-Manifest $run $csv)
    $document = Read-ManifestJson $json
    if ((Get-Text $document '/root/product') -ne 'exophotos' -or (Get-Text $document '/root/formatVersion') -ne '1') {
      throw ($json + ' is not of a version that this script can read: write the scripts anew with exophotos mim psma.')
    }
    foreach ($name in @('current', 'previous')) {
      $node = $document.SelectSingleNode('/root/' + $name)
      if ($null -eq $entry -and $null -ne $node -and (Get-Text $node 'sha256') -eq $sha256 -and
        (Get-Text $node 'bytes') -eq [string]$run.Stream.Length) { $entry = $node }
    }
    if ($null -eq $entry) {
      if ($look -ge 3) { throw ($csv + ' is not the manifest that manifest.json describes: it is unfinished or was changed. Run exophotos verify.') }
      [System.Threading.Thread]::Sleep(1000)
    }
  }

  $run.History = Get-Text $document '/root/history'
  $run.Sequence = [long](Get-Text $entry 'sequence')
  $run.Position = $run.History + ':' + $run.Sequence
  $run.Rows = [long](Get-Text $entry 'rows')
  $encoding = [System.Text.UTF8Encoding]::new($false, $true)
  if ((Get-Text $entry 'encoding') -eq 'utf16le') { $encoding = [System.Text.Encoding]::Unicode }
  $run.Parser = New-Parser $run.Stream $encoding (Get-Text $entry 'delimiter')
  $run.Columns = @{}
  if ($run.Parser.EndOfData) { throw ($csv + ' is empty.') }
  $header = $run.Parser.ReadFields()
  for ($index = 0; $index -lt $header.Length; $index++) { $run.Columns[$header[$index]] = $index }
  $run.Width = $header.Length
  foreach ($name in @('objectId', 'checksumAlgorithm', $photoColumn) + $textColumns.Values + $photoTextColumns.Values + $photoNumberColumns.Values) {
    if ($run.Columns.ContainsKey($name)) { continue }
    $missing = $csv + ' has no column ' + $name
    if ($rendition.Length -eq 0 -or $name -ne $photoColumn) { throw ($missing + '.') }
    throw ($missing + ', and these scripts import the rendition ' + $rendition + ': export with --rendition ' + $rendition + '=WIDTHxHEIGHT, or write them anew with another --photo.')
  }
}

function New-Parser($Stream, $Encoding, [string] $Delimiter) {
  $parser = [Microsoft.VisualBasic.FileIO.TextFieldParser]::new($Stream, $Encoding, $true)
  $parser.SetDelimiters($Delimiter)
  $parser.HasFieldsEnclosedInQuotes = $true
  $parser.TrimWhiteSpace = $false
  return $parser
}

# The fields of the next row that is wanted: each one in a full import, those that changed in a delta.
function Read-Row($run) {
  while (-not $run.Parser.EndOfData) {
    $fields = $run.Parser.ReadFields()
    if ($fields.Length -ne $run.Width) { throw ('manifest.csv has a row of ' + $fields.Length + ' fields: ' + $fields[0]) }
    if ($null -eq $run.Changes -or $run.Changes.Contains($fields[$run.Columns['objectId']])) { return , $fields }
  }
  throw ('manifest.csv ends where ' + $run.Upserts + ' more rows were expected.')
}
`;
