# SPDX-License-Identifier: MIT
# For tests that need a display of their own: . "$here/display.sh" after lib.sh. The test starts again inside it.
# Exits when there is no window, or no program to make a display with.
[ -e "$(dirname "$vspa")/vspa-window.so" ] || { echo "left out: built without SDL2, SDL2_ttf or cairo"; exit 0; }
for program in Xvfb xdotool python3; do
    command -v $program >/dev/null || { echo "left out: no $program"; exit 0; }
done
if [ "${2:-}" = "" ]; then
    Xvfb -displayfd 4 -screen 0 1280x800x24 -noreset -nolisten tcp 4>display >xvfb.log 2>&1 & x=$!
    wait_until test -s display
    [ -s display ] || { cat xvfb.log; fail "no display"; exit 1; }
    DISPLAY=:$(cat display) bash "$here/$(basename "$0")" "$vspa" inside
    code=$?
    kill $x
    wait $x 2>/dev/null
    exit $code
fi
allow_leaks_of_sdl
unset WAYLAND_DISPLAY SDL_VIDEODRIVER VSPA_SCALE GDK_SCALE
