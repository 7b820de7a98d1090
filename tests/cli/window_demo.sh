#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The whole demo in a window: at ten moments, and in other sizes, themes and languages, the tree of what is shown equals the
# kept one, and so do two pictures where the libraries that draw are those of the kept ones. The run is the one without a window.
# After a change that is meant: window_demo.sh VSPA write, and look at the pictures in build/window-demo.
build_pictures=$(cd "$(dirname "$1")" && pwd)/window-demo
golden=$(cd "$(dirname "$0")/../golden" && pwd)
mode=${2:-}
[ "$mode" != write ] || set -- "$1"
. "$(dirname "$0")/lib.sh"
[ "$mode" != write ] || export VSPA_WRITE_GOLDEN=1
. "$here/display.sh"
export SDL_AUDIODRIVER=dummy

"$vspa" demo --trace-file plain >/dev/null 2>&1 || fail "the demo"
timeout $HANG_S xdotool mousemove 1279 799 # over nothing
# On the display, where it stays until it is closed.
timeout 1500 "$vspa" demo --window --scale 1 --silent --time warp --trace-file shown --shots dark \
    --at 3,20,31,36.2,46,58.5,64.5,112,121,142 >out 2>&1 & window=$!
is_done() { grep -q '^Done' out || ! kill -0 $window; }
wait_until is_done
timeout $HANG_S xdotool search --sync --onlyvisible --name '^vspa$' windowfocus --sync key ctrl+q 2>/dev/null # it sends the release to a window that is gone
wait $window || fail "the demo in a window ends with $?: $(tail -3 out)"
cmp -s plain shown || fail "the demo has another trace in a window"
# And without one.
unset DISPLAY
"$vspa" demo --window --hidden --shots small --at 36.2,112 --size 800x500 --theme light --language de >out 2>&1 || fail "small: $(cat out)"
"$vspa" demo --window --hidden --shots large --at 46,64.5 --size 1920x1080 --theme light >out 2>&1 || fail "large: $(cat out)"
"$vspa" demo --window --hidden --shots again --at 46 >out 2>&1 || fail "again: $(cat out)"
cmp -s again/00046.000.png dark/00046.000.png || fail "a picture on the display is another than one without"

python3 -B "$here/window_demo.py" dark/*.json small/*.json large/*.json >trees || fail "the trees"
versions=$(dpkg-query -W -f '${Package} ${Version}\n' libfreetype6 libsdl2-ttf-2.0-0 libcairo2 libpixman-1-0 fonts-dejavu-core 2>/dev/null)
{ uname -m; echo "$versions"; sha256sum dark/00046.000.png small/00036.200.png; } >pictures
if [ -n "${VSPA_WRITE_GOLDEN:-}" ]; then
    cp trees "$golden/window_demo.txt"
    cp pictures "$golden/window_pictures.txt"
    rm -rf "$build_pictures"
    mkdir -p "$build_pictures"
    cp -r dark small large "$build_pictures"
    exit 0
fi
diff "$golden/window_demo.txt" trees >differs || fail "another tree: $(head -20 differs)"
if [ "$(head -n -2 pictures)" = "$(head -n -2 "$golden/window_pictures.txt")" ]; then
    diff "$golden/window_pictures.txt" pictures >differs || fail "another picture: $(cat differs)"
else
    echo "pictures left out: other libraries than those of the kept ones"
fi
# A lamp or a letter that is another is seen.
sed 's/"lit"/"dark"/' dark/00046.000.json >lamp.json
sed 's/Telephone 1/Telephone l/' dark/00046.000.json >letter.json
for planted in lamp letter; do
    ! python3 -B "$here/window_demo.py" $planted.json | sed 1d | diff - <(python3 -B "$here/window_demo.py" dark/00046.000.json | sed 1d) >/dev/null ||
        fail "a planted $planted is not seen"
done
exit $failed
