#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# vspa window without a display: what it draws at each size, in each language and theme; pictures of one seed are equal; and one
# sentence for everything that can be missing.
. "$(dirname "$0")/lib.sh"
module=$(dirname "$vspa")/vspa-window.so
needs_window
command -v cc >/dev/null || { echo "left out: no cc"; exit 0; }

! ldd "$vspa" | grep -qE "SDL|cairo|libX" || fail "the program is linked with what only the window needs"
a_unit_and_lab
draw() { # draw NAME OPTIONS...
    local name=$1
    shift
    "$vspa" window --unit u.flash --snapshot --lab lab --hidden --seed 1 --time warp --for 90s --picture "$name.png" --tree "$name.json" "$@" >out 2>&1 ||
        fail "$name: exit $?: $(cat out)"
}

for size in 800x500 900x600 1024x768 1280x800 1920x1080 3840x2160; do
    for language in en de fr; do
        draw "$size-$language" --size "$size" --language "$language" --theme "$([ $language = en ] && echo dark || echo light)"
    done
done
for panel in status changed requests pages acts keys list; do
    for language in en de fr; do
        for size in 800x500 1280x800; do
            draw "$panel-$size-$language" --size "$size" --language "$language" --panel $panel
        done
    done
    draw "$panel-1000x700" --size 1000x700 --language en --panel $panel
done
# A language that is two fifths longer, where there is least room, as large as it is shown: all panels, and the demo's moments.
for scale in 0.8 1 2 3; do
    for panel in happens status changed requests pages acts keys list; do
        [ $scale = 1 ] || [ $panel = happens ] || [ $panel = keys ] || [ $panel = list ] || continue
        draw "$panel-$scale-xx" --size 800x500 --scale $scale --language xx --panel $panel
    done
done
for language in en de fr xx; do
    "$vspa" demo --window --hidden --shots "demo-$language" --at 3,20,36.2,46,64.5,112 --size 800x500 --language $language >out 2>&1 || fail "the demo: $(cat out)"
done
python3 "$here/window_tree.py" ./*.json demo-*/*.json || fail "a scene is not as it must be"
python3 "$here/window_texts.py" ./*-1-xx.json demo-xx/*.json || fail "words that no table has"
draw again --size 1280x800 --language en --theme dark
cmp -s again.json 1280x800-en.json || fail "the same run has another tree"
cmp -s again.png 1280x800-en.png || fail "the same run has another picture"
draw light --size 1280x800 --theme light
! cmp -s light.png 1280x800-en.png || fail "light looks like dark"
python3 "$here/window_contrast.py" light 1280x800-en 800x500-de acts-1280x800-en list-1280x800-de || fail "a text cannot be read"
python3 - <<'P' || fail "the unit's story is not in its window"
import json
w = {x["id"]: x for x in json.load(open("1280x800-en.json"))["widgets"]}
assert "000E08ABCDEF" in w["unit"]["name"] and "5.2.10" in w["unit"]["name"], w["unit"]
assert "lit" in w["lamp.power"]["states"] and "lit" not in w["lamp.phone1"]["states"]
assert w["socket.wan"]["states"] == [] and "out" in w["socket.lan"]["states"]
changed = {x["id"]: x["value"] for x in json.load(open("changed-1280x800-en.json"))["widgets"] if x["id"].startswith("changed.")}
by = [v + " " + changed.get(i + ".1", "") for i, v in changed.items() if i.endswith(".by")]
assert any(v.startswith("profile, 00:0") and v.endswith("/spa2102.cfg") for v in by), changed
acts = [x["value"] for x in json.load(open("acts-1280x800-en.json"))["widgets"] if x["id"].startswith("act.")]
assert any("\n" in v for v in acts) and not any("…" in v for v in acts), acts # in lines, not cut
assert any(x["name"].startswith("0:1") for i, x in w.items() if i.startswith("row.")), "times of the report"
assert any(x["value"] == "resync done" for i, x in w.items() if i.startswith("row.")), [x["value"] for x in w.values()]
P

# What is missing is said in one line, at once.
expect 3 "no display: DISPLAY and WAYLAND_DISPLAY are not set" "$vspa" window --unit u.flash
one_line
expect 3 "no display: :98 cannot be opened" env DISPLAY=:98 "$vspa" window --unit u.flash
one_line
expect 3 "no font: /nonexistent/folder" env VSPA_FONT_DIR=/nonexistent/folder "$vspa" window --unit u.flash --hidden
one_line
expect 3 "not found: install the package vspa-window" env VSPA_WINDOW_MODULE=/nonexistent/vspa-window.so "$vspa" window --unit u.flash
one_line
mkdir alone
cp "$vspa" alone/vspa # a program whose module was removed
expect 3 "vspa-window.so: not found: install the package vspa-window" alone/vspa window --unit u.flash
one_line
cat >other.c <<'C'
static const struct { unsigned version; } table = {999};
const void *win_face_table(void);
const void *win_face_table(void) { return &table; }
C
cc -shared -fPIC -o other.so other.c
expect 3 "of another version of vspa" env VSPA_WINDOW_MODULE="$PWD/other.so" "$vspa" window --unit u.flash
one_line
expect 2 "--size 700x500: give WIDTHxHEIGHT" "$vspa" window --unit u.flash --hidden --size 700x500
one_line
expect 3 "/dev/full: cannot be written" "$vspa" window --unit u.flash --hidden --time warp --for 1s --tree /dev/full
exit $failed
