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

# Who stores an image removes those that no unit of the folder refers to, a day after a unit was last made of them.
touch -d '2 days ago' many/.vspa-images/*.img
printf X >many/.vspa-images/0123456789abcdef0123456789abcdef.img
printf X >many/.vspa-images/0123456789abcdef0123456789abcdee.img.new-abcdef
printf X >many/.vspa-images/fresh
touch -d '2 days ago' many/.vspa-images/0123* many/.vspa-images/fresh
new --unit many/b.flash --mac 000E0800000D
[ "$(ls many/.vspa-images | wc -l)" = 4 ] || fail "cleared without a new image: $(ls many/.vspa-images)"
new --unit many/c.flash --mac 000E0800000E --release 5.2.10
[ "$(ls many/.vspa-images | wc -l)" = 3 ] || fail "not cleared: $(ls many/.vspa-images)"
start many/1.flash || fail "a unit does not start after the clearing: $(cat err)"
# The last unit of a release is gone; its image goes with the next new one, but not before a day has passed.
rm many/c.flash
new --unit many/d.flash --mac 000E0800000E --release 5.2.12
[ "$(ls many/.vspa-images | wc -l)" = 4 ] || fail "an image of today is gone: $(ls many/.vspa-images)"
touch -d '2 days ago' many/.vspa-images/*.img
rm many/d.flash
new --unit many/e.flash --mac 000E0800000F --release 5.1.9
[ "$(ls many/.vspa-images | wc -l)" = 3 ] || fail "images of no unit stay: $(ls many/.vspa-images)"
start many/1.flash || fail "a unit does not start: $(cat err)"
start many/e.flash || fail "a new unit does not start: $(cat err)"
# A folder that others link to is theirs.
mkdir linked && ln -s ../many/.vspa-images linked/.vspa-images
touch -d '2 days ago' many/.vspa-images/*.img
new --unit linked/1.flash --mac 000E08000010 --release 5.2.10
[ "$(ls many/.vspa-images | wc -l)" = 4 ] || fail "cleared through a link: $(ls many/.vspa-images)"
# A file that may be a unit and does not say of which image, of a later format or with a damaged head, keeps them all.
new --unit many/f.flash --mac 000E08000011 --release 5.1.9
printf '\0\0\0\3' | dd of=many/f.flash bs=1 seek=8 conv=notrunc 2>/dev/null
rm many/e.flash
touch -d '2 days ago' many/.vspa-images/*.img
before=$(ls many/.vspa-images)
new --unit many/g.flash --mac 000E08000012 --release 5.2.12
[ "$(ls many/.vspa-images | wc -l)" -gt "$(wc -w <<<"$before")" ] || fail "no image was stored: this test proves nothing"
# shellcheck disable=SC2086
(cd many/.vspa-images && ls $before >/dev/null) || fail "the image of a unit that cannot be read is gone: $(ls many/.vspa-images)"

# A unit that is named by a link has its image where it is itself.
mkdir far
ln -s ../many/1.flash far/link.flash
VSPA_IMAGES=$PWD/none start far/link.flash || fail "the image of a unit is not found through a link: $(cat err)"

# --whole: the file alone.
new --unit whole.flash --mac 000E0800000B --whole
[ ! -e .vspa-images ] || fail "--whole made a folder of images"
VSPA_IMAGES=$PWD/none start whole.flash || fail "a whole unit needs an image: $(cat err)"
exit "$failed"
