#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A disk that is really full (a tmpfs of our own, where one is allowed): a unit, as it is and as a copy with
# holes, ends with one line and exit code 3 when a write finds no room, and is a good unit afterwards.
. "$(dirname "$0")/lib.sh"
if [ "${VSPA_DISK:-}" = "" ]; then
    unshare --mount --map-root-user true 2>/dev/null || { echo "skipped: no mount namespace here"; exit 0; }
    VSPA_DISK=$work/disk TMPDIR=$work exec unshare --mount --map-root-user bash "$here/full_disk.sh" "$vspa"
fi
mkdir -p "$VSPA_DISK" lab
mount -t tmpfs -o size=12m vspa "$VSPA_DISK" || { echo "skipped: no tmpfs here"; exit 0; }
trap 'umount "$VSPA_DISK"; rm -rf "$work"' EXIT
images=$(dirname "$vspa")/images
cp "$images/spa2102-5.2.12.img" lab/new.bin
cat >lab/spa2102.cfg <<XML
<flat-profile><Upgrade_Rule>http://192.168.1.200/new.bin</Upgrade_Rule><GPP_A>x</GPP_A></flat-profile>
XML

# tries NAME: an upgrade of $VSPA_DISK/u.flash with the disk full.
tries() {
    rm -f "$VSPA_DISK/filler"
    head -c 20m /dev/zero >"$VSPA_DISK/filler" 2>/dev/null
    "$vspa" run --unit "$VSPA_DISK/u.flash" --lab lab --seed 1 --time warp --for 30m >out 2>&1 </dev/null
    local got=$?
    [ $got = 3 ] || fail "$1: exit $got and not 3: $(tail -2 out)"
    grep -q '^vspa: .*u\.flash: ' out || fail "$1: no line that names the file: $(tail -2 out)"
    rm -f "$VSPA_DISK/filler"
    expect 0 "good" "$vspa" show "$VSPA_DISK/u.flash"
    expect 0 "" "$vspa" run --unit "$VSPA_DISK/u.flash" --lab lab --seed 1 --time warp --for 30m
    grep -q 'release 5.2.12' out || fail "$1: with room again it was not upgraded"
    rm -rf "$VSPA_DISK"/*
}

expect 0 "" "$vspa" new --unit "$VSPA_DISK/u.flash" --release 5.2.10
tries "a unit"
expect 0 "" "$vspa" new --unit "$VSPA_DISK/w.flash" --release 5.2.10
cp --sparse=always "$VSPA_DISK/w.flash" "$VSPA_DISK/u.flash"
rm "$VSPA_DISK/w.flash"
tries "a copy with holes"
expect 0 "" "$vspa" new --whole --unit "$VSPA_DISK/w.flash" --release 5.2.10
cp --sparse=always "$VSPA_DISK/w.flash" "$VSPA_DISK/u.flash"
rm "$VSPA_DISK/w.flash"
tries "a unit that travels alone, with holes"
# Erased cells of format 1 are ones and no holes: it has its blocks, and needs no room.
gunzip -c "$here/../data/units/format1.flash.gz" >"$VSPA_DISK/u.flash"
head -c 20m /dev/zero >"$VSPA_DISK/filler" 2>/dev/null
expect 0 "release 5.2.12" "$vspa" run --unit "$VSPA_DISK/u.flash" --lab lab --seed 1 --time warp --for 30m
rm -rf "${VSPA_DISK:?}"/*

exit "$failed"
