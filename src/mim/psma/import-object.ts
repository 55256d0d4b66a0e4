/** The part of Import.ps1 that makes an object of a row. */
export const objectFunctions = `# The whole object, since the agent knows no changes of single attributes. Values are plain .NET ones: string, long, byte[].
# Empty columns are no attribute; without the picture there is none of it, also where the photo is there and the rendition
# could not be made. A picture that is not what the manifest says makes an error of the object, which by MIM's
# rules also keeps this run from deleting anybody.
function New-PhotoObject($run, $fields) {
  $columns = $run.Columns
  $id = [string]$fields[$columns['objectId']]
  $object = @{
    objectClass = [string]$run.ObjectClass
    objectId = $id
  }
  foreach ($attribute in $textColumns.GetEnumerator()) {
    $value = [string]$fields[$columns[$attribute.Value]]
    if ($value.Length -gt 0) { $object[$attribute.Key] = $value }
  }
  $file = [string]$fields[$columns[$photoColumn]]
  if ($file.Length -eq 0) { return $object }
  foreach ($attribute in $photoTextColumns.GetEnumerator()) {
    $object[$attribute.Key] = [string]$fields[$columns[$attribute.Value]]
  }
  if ($checksumInCapitals) { $object['EXOPhotoChecksum'] = $object['EXOPhotoChecksum'].ToUpperInvariant() }
  foreach ($attribute in $photoNumberColumns.GetEnumerator()) {
    $object[$attribute.Key] = [long]$fields[$columns[$attribute.Value]]
  }

  $path = [System.IO.Path]::Combine($run.Out, $file)
  if (-not [System.IO.File]::Exists($path)) { return New-ErrorObject $run $id 'photo-missing' ($path + ' does not exist.') }
  try {
    $bytes = [System.IO.File]::ReadAllBytes($path)
  }
  catch {
    return New-ErrorObject $run $id 'photo-unreadable' ($path + ' cannot be read: ' + $_.Exception.Message)
  }
  $hash = New-Hash ([string]$fields[$columns['checksumAlgorithm']])
  $checksum = Get-Hex $hash.ComputeHash($bytes)
  $hash.Dispose()
  if ($checksum -cne [string]$fields[$columns[$checksumColumn]]) {
    return New-ErrorObject $run $id 'photo-damaged' ($path + ' does not have the checksum that the manifest says. Run exophotos verify --repair.')
  }
  $object['EXOPhoto'] = [byte[]]$bytes
  return $object
}

function New-ErrorObject($run, [string] $Id, [string] $Name, [string] $Detail) {
  $run.Failed = $run.Failed + 1
  Write-Log ($Id + ' ' + $Name + ': ' + $Detail)
  return @{
    objectClass = [string]$run.ObjectClass
    objectId = [string]$Id
    '[ErrorName]' = [string]$Name
    '[ErrorDetail]' = [string]$Detail
  }
}
`;
