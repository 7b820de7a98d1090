#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Units share the image of their release: what they take on the disk, and what happens without it.
. "$(dirname "$0")/lib.sh"

new() { "$vspa" new --no-certificate --serial FM500K000001 "$@" >out 2>&1 || fail "new $*: $(cat out)"; }
start() { "$vspa" run --unit "$1" --time warp --for 5 --seed 1 --trace fw.boot >out 2>err; }

mkdir many moved
for i in 1 2 3 4 5 6 7 8 9; do new --unit many/$i.flash --mac 000E0800000$i; done
for unit in many/*.flash; do
    n=$(du -k "$unit" | cut -f1)
    [ "$n" -le 20 ] || fail "$unit takes $n kB"
done
[ "$(ls many/.vspa-images | wc -l)" = 1 ] || fail "not one image for all: $(ls many/.vspa-images)"
start many/1.flash || fail "a unit does not start: $(cat err)"
grep -q 'release 3.3.6' out || fail "another release: $(cat out)"

# Without the folder the same release among the installed ones is as good; without both the message says what to copy.
cp many/2.flash moved/
start moved/2.flash || fail "the installed image was not found: $(cat err)"
mkdir none
VSPA_IMAGES=$PWD/none start moved/2.flash && fail "started without an image"
grep -q 'its image of release 3.3.6 is neither in moved/.vspa-images/.* nor installed: copy .vspa-images' err || fail "says: $(cat err)"
cp -r many/.vspa-images moved/
VSPA_IMAGES=$PWD/none start moved/2.flash || fail "the folder that was copied along is not used: $(cat err)"

# A damaged image of the folder is replaced by the next unit that is made.
printf X | dd of="$(ls many/.vspa-images/*.img)" bs=1 seek=5000 conv=notrunc 2>/dev/null
new --unit many/a.flash --mac 000E0800000A
start many/3.flash || fail "after the repair: $(cat err)"
grep -q 'release 3.3.6' out || fail "after the repair: $(cat out)"

# --whole: the file alone.
new --unit whole.flash --mac 000E0800000B --whole
[ ! -e .vspa-images ] || fail "--whole made a folder of images"
VSPA_IMAGES=$PWD/none start whole.flash || fail "a whole unit needs an image: $(cat err)"
