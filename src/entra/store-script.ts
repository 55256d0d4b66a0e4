/**
 * Signs with a certificate of this account's or this machine's store, whose private key stays where it is. Lines come in
 * as `$input`: thumbprint (hex), stores and paddings in the order to try, what to sign (base64). Lines go out as a word
 * and its value in base64: `certificate` (DER), `padding`, `signature`; or one `problem`, with the system's own words in
 * `words`.
 *
 * Runs in Windows PowerShell 5.1 and later, with nothing but the language and .NET: modules may be locked away. A key
 * that only CryptoAPI holds signs no PSS; the next padding is tried then.
 */
export const storeScript = `
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

function Write-Bytes([string] $Word, [byte[]] $Bytes) {
    [Console]::Out.WriteLine($Word + ' ' + [Convert]::ToBase64String($Bytes))
}

function Write-Text([string] $Word, [string] $Text) {
    Write-Bytes $Word ([Text.Encoding]::UTF8.GetBytes($Text))
}

function Get-InnermostMessage($Record) {
    $exception = $Record.Exception
    while ($null -ne $exception.InnerException) { $exception = $exception.InnerException }
    return $exception.Message
}

function Test-Thumbprint($Certificate, [string] $Thumbprint) {
    if ($Thumbprint.Length -eq 40) { return $Certificate.Thumbprint -eq $Thumbprint }
    $hash = [Security.Cryptography.SHA256]::Create().ComputeHash($Certificate.RawData)
    return [BitConverter]::ToString($hash).Replace('-', '') -eq $Thumbprint
}

function Find-Certificate([string] $Thumbprint, [string[]] $Locations) {
    $found = $null
    foreach ($location in $Locations) {
        $store = [Security.Cryptography.X509Certificates.X509Store]::new(
            [Security.Cryptography.X509Certificates.StoreName]::My,
            [Security.Cryptography.X509Certificates.StoreLocation] $location)
        try { $store.Open([Security.Cryptography.X509Certificates.OpenFlags] 'ReadOnly, OpenExistingOnly') }
        catch { continue }
        foreach ($certificate in $store.Certificates) {
            if (-not (Test-Thumbprint $certificate $Thumbprint)) { continue }
            if ($certificate.HasPrivateKey) { return $certificate }
            $found = $certificate
        }
    }
    return $found
}

function New-Signature($Key, [string[]] $Paddings, [byte[]] $Bytes) {
    $sha256 = [Security.Cryptography.HashAlgorithmName]::SHA256
    $failure = $null
    foreach ($padding in $Paddings) {
        try {
            $signature = $Key.SignData($Bytes, $sha256, [Security.Cryptography.RSASignaturePadding]::$padding)
            Write-Text 'padding' $padding
            Write-Bytes 'signature' $signature
            return
        }
        catch { if ($null -eq $failure) { $failure = Get-InnermostMessage $_ } }
    }
    Write-Text 'problem' 'keyUnusable'
    Write-Text 'words' $failure
}

$thumbprint, $stores, $paddings, $data = @($input)
try {
    $certificate = Find-Certificate $thumbprint $stores.Split(',')
    if ($null -eq $certificate) { Write-Text 'problem' 'notFound'; return }
    Write-Bytes 'certificate' $certificate.RawData
    if (-not $certificate.HasPrivateKey) { Write-Text 'problem' 'noKey'; return }
    $key = $null
    try { $key = [Security.Cryptography.X509Certificates.RSACertificateExtensions]::GetRSAPrivateKey($certificate) }
    catch {
        Write-Text 'problem' 'keyUnusable'
        Write-Text 'words' (Get-InnermostMessage $_)
        return
    }
    if ($null -eq $key) { Write-Text 'problem' 'notRsa'; return }
    New-Signature $key $paddings.Split(',') ([Convert]::FromBase64String($data))
}
catch {
    Write-Text 'problem' 'other'
    Write-Text 'words' (Get-InnermostMessage $_)
}
`;
