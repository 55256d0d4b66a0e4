#!/usr/bin/env bash
# Makes a folder from which a Windows program can be run: Debian 13's Wine 10 in FOLDER/root with a ready prefix in
# FOLDER/root/wine (Debian 12's own Wine, 8, cannot run Node 24). Does nothing when FOLDER/.ready is there.
# Needs root on Debian, with apt's own mirror. The packages are checked by apt and unpacked, not installed: the machine's
# own packages stay as they are. Mounts are made in a mount namespace of this script only, so that none can be left.
set -euo pipefail

usage="usage: set-up-wine.sh FOLDER"
folder=$(realpath -m -- "${1:?$usage}")
[[ $# -le 2 ]] || { echo "$usage" >&2; exit 2; }
[[ -e $folder/.ready ]] && exit 0
[[ $EUID -eq 0 ]] || { echo "Wine can be set up by root only" >&2; exit 1; }
[[ ${2:-} == --inside ]] ||
  exec unshare --mount --pid --fork --kill-child --mount-proc -- bash "${BASH_SOURCE[0]}" "$folder" --inside

# One set-up at a time: test files run side by side.
mkdir -p -- "$(dirname -- "$folder")"
exec 9>"$folder.lock"
flock 9
[[ -e $folder/.ready ]] && exit 0

# Only a folder that this script began is emptied.
if [[ -e $folder/.begun ]]; then
  rm -rf --one-file-system -- "$folder"
elif [[ -d $folder && -n $(ls -A -- "$folder") ]]; then
  echo "$folder is neither empty nor a Wine folder" >&2
  exit 1
fi
apt=$folder/apt root=$folder/root
mkdir -p -- "$apt"/{lists/partial,state,cache/archives/partial} "$root"
touch -- "$folder/.begun" "$apt/status"

mirror() {
  # shellcheck disable=SC2016 # The names are apt's, not the shell's.
  apt-get indextargets --format '$(LABEL) $(REPO_URI)' 'Created-By: Packages' |
    awk '$1 == "Debian" && !found { print $2; found = 1 }'
}
uri=$(mirror)
if [[ -z $uri ]]; then
  apt-get -qq update
  uri=$(mirror)
fi
[[ -n $uri ]] || { echo "apt has no Debian mirror" >&2; exit 1; }
echo "deb [arch=amd64 signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $uri trixie main" >"$apt/sources.list"

get() {
  apt-get -qq -y --no-install-recommends \
    -o Dir::Etc::sourcelist="$apt/sources.list" -o Dir::Etc::sourceparts=- -o Dir::Etc::preferencesparts="$apt/state" \
    -o Dir::State="$apt/state" -o Dir::State::lists="$apt/lists" -o Dir::State::status="$apt/status" \
    -o Dir::Cache="$apt/cache" -o APT::Architecture=amd64 -o APT::Architectures::=amd64 -o APT::Sandbox::User=root \
    -o Acquire::Retries=3 -o Acquire::Languages=none -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false \
    -o APT::Update::Post-Invoke-Success=/bin/true -o Debug::NoLocking=true "$@"
}
get update
get install --download-only base-files coreutils dash libc-bin wine64 >"$folder/download.log"

# base-files first: it makes /lib and /bin the links into /usr that the other packages unpack through.
unpack='dpkg-deb --fsys-tarfile "$1" | tar -x -C "$0" --keep-directory-symlink'
cd -- "$apt/cache/archives"
bash -o pipefail -ec "$unpack" "$root" base-files_*.deb
printf '%s\0' *.deb | xargs -0 -n 1 -P "$(nproc)" bash -o pipefail -ec "$unpack" "$root"

# The one maintainer script that Wine cannot do without: it makes Wine's zlib1.dll.
dpkg-deb --info libwine_*.deb postinst >"$root/postinst"
chroot "$root" /bin/sh /postinst configure
cd /
rm -rf -- "$root/postinst" "$apt"

mkdir -p -- "$root"/{dev,proc,shared,tmp,wine}
echo "127.0.0.1 localhost" >"$root/etc/hosts"
mount --rbind /dev "$root/dev"
mount -t proc proc "$root/proc"
mount -t tmpfs tmpfs "$root/tmp"
wine() {
  chroot "$root" /usr/bin/env -i PATH=/usr/bin:/usr/sbin LANG=C.UTF-8 HOME=/wine USER=tester WINEPREFIX=/wine/prefix \
    WINEDEBUG=-all WINEDLLOVERRIDES='mscoree,mshtml=' "$@" </dev/null >>"$folder/prefix.log" 2>&1
}
wine /usr/lib/wine/wine64 wineboot --init
wine /usr/lib/wine/wine64 winecfg -v win10
# No screen: otherwise the first program's standard error tells of a missing one.
wine /usr/lib/wine/wine64 reg add 'HKCU\Software\Wine\Drivers' /v Graphics /d null /f
wine /usr/lib/wine/wineserver64 -w
ln -s /shared "$root/wine/prefix/dosdevices/d:"
[[ -e $root/wine/prefix/system.reg ]] || { cat "$folder/prefix.log" >&2; exit 1; }
touch -- "$folder/.ready"
echo "Wine is set up in $folder after $SECONDS s"
