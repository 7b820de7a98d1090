#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Where vspa finds its images: --images, VSPA_IMAGES, beside the program, the data folder, ../share/vspa/images; in that order.
. "$(dirname "$0")/lib.sh"
build=$(dirname "$vspa")
unset VSPA_IMAGES VSPA_PKI

# A prefix with the program alone; each folder has one image of a name of its own.
mkdir -p prefix/bin images given
cp "$vspa" prefix/bin/vspa
program=$work/prefix/bin/vspa
put() {
    mkdir -p "$1"
    ln -f "$build/images/spa2102-3.3.6.img" "$1/$2.img" 2>/dev/null || cp "$build/images/spa2102-3.3.6.img" "$1/$2.img"
}
found() { "$program" version --json | python3 -c 'import json, sys; print(",".join(r["file"] for r in json.load(sys.stdin)["releases"]))'; }
is_found() { [ "$(found)" = "$1.img" ] || fail "found '$(found)' and not $1.img"; }

expect 3 "no folder of images beside the program" "$program" new --unit u.flash
[ -z "$(found)" ] || fail "images where there are none: $(found)"
put prefix/share/vspa/images share
is_found share
put data/vspa/images data # lib.sh: XDG_DATA_HOME is $work/data
is_found data
put prefix/bin/images beside
is_found beside
put environment environment
export VSPA_IMAGES=$work/environment
is_found environment
put given given
[ "$("$program" version --json --images given | grep -c given.img)" -eq 1 ] || fail "--images does not override VSPA_IMAGES"
VSPA_IMAGES=missing expect 3 "missing: not a folder: name the folder of images with VSPA_IMAGES" "$program" new --unit u.flash
one_line
unset VSPA_IMAGES

# Without XDG_DATA_HOME, and with a relative one, which the XDG rules have ignored, the data folder is ~/.local/share.
rm -r prefix/bin/images
put home/.local/share/vspa/images home
for data in "" relative; do
    got=$(HOME=$work/home XDG_DATA_HOME=$data found)
    [ "$got" = home.img ] || fail "XDG_DATA_HOME='$data': found '$got'"
done
exit $failed
