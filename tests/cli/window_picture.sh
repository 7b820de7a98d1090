#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The act `screenshot`: a picture of a unit from console, control, a scenario and the Python client, without a display and
# without a mark on the run; what is missing is one sentence.
. "$(dirname "$0")/lib.sh"
needs_window

a_unit_and_lab '<Make_Call_Without_Reg_1_>Yes</Make_Call_Without_Reg_1_>'
"$vspa" run --unit u.flash --lab lab --time warp --until fw.resync=done --for 10m >out 2>&1 || fail "not provisioned: $(cat out)"

# The same moment from the console and by control: one picture.
printf '%s\n' 'wait fw.net=UP' 'offhook 1' 'wait ear[1]=tone' 'screenshot console.png' >script.txt
"$vspa" console --unit u.flash --snapshot --seed 1 --lab lab --trace-file with script.txt >out 2>&1 || fail "console: $(cat out)"
grep -v screenshot script.txt >without.txt
"$vspa" console --unit u.flash --snapshot --seed 1 --lab lab --trace-file without without.txt >out 2>&1 || fail "console: $(cat out)"
cmp -s with without || fail "a picture leaves a mark on the run"
"$vspa" run --unit u.flash --snapshot --seed 1 --lab lab --time warp --paused --ctl sock >run.out 2>&1 & pid=$!
wait_until test -S sock
{
    "$vspa" ctl --socket sock run until=fw.net=UP for=10m && "$vspa" ctl --socket sock offhook telephone=1 &&
        "$vspa" ctl --socket sock run 'until=ear[1]=tone' for=10m && "$vspa" ctl --socket sock screenshot file=control.png &&
        "$vspa" ctl --socket sock screenshot file=light.png theme=light language=de size=800x500
} >out 2>&1 || fail "control: $(cat out)"
PYTHONPATH="$here/../../emu/clients" PYTHONDONTWRITEBYTECODE=1 python3 - <<'P' || fail "the Python client"
import struct
from vspa import Unit
with Unit("sock") as unit:
    unit.screenshot(file="python.png", size="1024x768")
for name, size in (("console", (1280, 800)), ("control", (1280, 800)), ("light", (800, 500)), ("python", (1024, 768))):
    head = open(name + ".png", "rb").read(24)
    assert head[:8] == b"\x89PNG\r\n\x1a\n" and struct.unpack(">II", head[16:]) == size, (name, head)
P
! cmp -s control.png light.png || fail "light looks like dark"
# --- what cannot be ---
refused() { # refused WORDS ARGUMENT...
    "$vspa" ctl --socket sock screenshot "${@:2}" >out 2>&1
    [ $? -eq 1 ] && grep -qF -- "$1" out || fail "${*:2}: $(cat out)"
    one_line
}
refused "give WIDTHxHEIGHT" size=80x50
refused "did you mean 'light'" theme=lihgt
refused "nowhere/x.png: cannot be written" file=nowhere/x.png
refused "u.flash" file=u.flash
"$vspa" ctl --socket sock quit
wait $pid
expect 3 "not found: install the package vspa-window" env VSPA_WINDOW_MODULE=/nonexistent/vspa-window.so "$vspa" console --unit u.flash --snapshot --lab lab script.txt
expect 3 "no font: /nonexistent/folder" env VSPA_FONT_DIR=/nonexistent/folder "$vspa" console --unit u.flash --snapshot --lab lab script.txt

# A scenario touches no files: the picture is an artifact.
cat >menu.lua <<'L'
power:on()
trace:expects("fw.net=UP")
screenshot("menu.png", {theme = "light"})
L
expect 0 "" "$vspa" test menu.lua
[ ! -e menu.png ] && [ -z "$(ls vspa-failures 2>/dev/null)" ] || fail "a scenario that passed leaves files"
expect 0 "" "$vspa" test menu.lua --keep all
[ -s vspa-failures/menu-lua/menu.png ] || fail "no artifact: $(ls -R vspa-failures)"
for name in ../menu.png /tmp/menu.png menu.txt .png run.rec; do
    echo "screenshot(\"$name\")" >wrong.lua
    expect 2 "give a name that ends in .png, without a folder" "$vspa" test wrong.lua
done

# --- a record as a series ---
cat >menu.txt <<'C'
wait fw.net=UP
wait 2s
offhook 1
dial 1 ****
wait ear[1]=main_menu
dial 1 110#
wait ear[1]=internet_ip
wait ear[1]=(digits)
wait 2s
onhook 1
wait 2s
C
"$vspa" console --unit u.flash --snapshot --seed 1 --lab lab --record menu.rec --trace-file trace menu.txt >out 2>&1 || fail "a record: $(cat out)"
for series in one two; do
    expect 0 identical "$vspa" replay menu.rec --series $series --from 6.5s --size 800x500
done
diff -r one two >out || fail "the same series twice: $(cat out)"
expect 0 identical "$vspa" replay menu.rec --wav straight.wav
python3 -B "$here/window_series.py" trace one straight.wav 6.5 || fail "a series is not what the run was"
expect 2 "add --window, or --series DIR" "$vspa" replay menu.rec --from 1s
expect 2 "give one" "$vspa" replay menu.rec --window --series x
expect 3 "menu.rec" "$vspa" replay menu.rec --series menu.rec
exit $failed
