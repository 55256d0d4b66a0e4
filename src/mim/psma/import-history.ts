/** The part of Import.ps1 that finds out what a delta import has to bring. */
export const historyFunctions = String.raw`# Puts into $run whose rows a delta brings and who is to be deleted: everything between the position of the last import
# and that of the manifest, collapsed to one change a person, the last. Who came and went again is a delete: a delta that
# kept its position, or was broken off, may have brought that person before. Only the ids of the changed people are held.
function Read-Changes($run) {
  $position = [string]$global:RunStepCustomData
  $match = [regex]::Match($position, '^([0-9a-fA-F-]{36}):([0-9]{1,15})$')
  if (-not $match.Success) { throw 'There is no position to go on from: run a full import first.' }
  if ($match.Groups[1].Value -ne $run.History) {
    throw 'The export directory has begun a new history since the last import: run a full import.'
  }
  $since = [long]$match.Groups[2].Value
  if ($since -gt $run.Sequence) {
    throw ('The last import was at change ' + $since + ', the export directory is at ' + $run.Sequence + ' (an older copy of it?): run a full import.')
  }

  $kinds = [System.Collections.Generic.Dictionary[string, string]]::new()
  $next = $since + 1
  foreach ($path in @(Get-Segments $run $since)) {
    $stream = Open-Shared $path
    $parser = New-Parser $stream ([System.Text.UTF8Encoding]::new($false, $true)) ','
    try {
      $header = $parser.ReadFields()
      if ($header[0] -ne 'sequence' -or $header[1] -ne 'changeType' -or $header[3] -ne 'objectId') { throw ($path + ' has no header of a history.') }
      while (-not $parser.EndOfData -and $next -le $run.Sequence) {
        $fields = $parser.ReadFields()
        $sequence = [long]$fields[0]
        if ($sequence -lt $next) { continue }
        if ($sequence -gt $next) { throw ('Change ' + $next + ' is missing in the history: run a full import.') }
        $kinds[$fields[3]] = $fields[1]
        $next = $next + 1
      }
    }
    finally {
      $parser.Close()
      $stream.Dispose()
    }
  }
  if ($next -le $run.Sequence) { throw ('Change ' + $next + ' is missing in the history: run a full import.') }

  $run.Changes = [System.Collections.Generic.HashSet[string]]::new()
  $run.Deletes = [System.Collections.Generic.Queue[string]]::new()
  foreach ($change in $kinds.GetEnumerator()) {
    if ($change.Value -eq 'Delete') { $run.Deletes.Enqueue($change.Key) }
    else { [void]$run.Changes.Add($change.Key) }
  }
  $run.Upserts = [long]$run.Changes.Count
  $run.Left = $run.Upserts + $run.Deletes.Count
}

# The files of the history that hold changes after $Since and up to the manifest's, oldest first.
function Get-Segments($run, [long] $Since) {
  if ($Since -eq $run.Sequence) { return }
  $found = [System.Collections.Generic.SortedDictionary[long, string]]::new()
  $folder = [System.IO.Path]::Combine($run.Out, 'changes')
  if ([System.IO.Directory]::Exists($folder)) {
    foreach ($path in [System.IO.Directory]::GetFiles($folder)) {
      $match = [regex]::Match([System.IO.Path]::GetFileName($path), '^([1-9][0-9]{0,14})-([1-9][0-9]{0,14})\.csv$')
      if (-not $match.Success) { continue }
      $first = [long]$match.Groups[1].Value
      if ([long]$match.Groups[2].Value -le $Since -or $first -gt $run.Sequence) { continue }
      if ($found.ContainsKey($first)) { throw ('Two files of the history begin with change ' + $first + ': run a full import.') }
      $found.Add($first, $path)
    }
  }
  $oldest = $run.Sequence + 1
  foreach ($first in $found.Keys) {
    $oldest = $first
    break
  }
  if ($oldest -gt $Since + 1) {
    throw ('The history no longer reaches back to change ' + ($Since + 1) + ', where the last import ended: run a full import.')
  }
  return $found.Values
}
`;
