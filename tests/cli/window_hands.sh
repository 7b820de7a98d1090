#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The window under the hands, on a display of its own: the voice menu by clicks at places taken from the tree, by keys, held
# keys and fast ones; the run is recorded, replays, and equals one of the same acts without a window.
. "$(dirname "$0")/lib.sh"
. "$here/display.sh"
export SDL_AUDIODRIVER=disk SDL_DISKAUDIOFILE=$work/device.raw
"$vspa" new --unit u.flash --mac 000E08ABCDEF --release 5.2.10 --no-certificate >/dev/null
mkdir lab # without registration there is no dial tone
echo '<flat-profile><Make_Call_Without_Reg_1_>Yes</Make_Call_Without_Reg_1_><Make_Call_Without_Reg_2_>Yes</Make_Call_Without_Reg_2_></flat-profile>' >lab/spa2102.cfg
"$vspa" run --unit u.flash --lab lab --time warp --until fw.resync=done --for 10m >out 2>&1 || fail "not provisioned: $(cat out)"
"$vspa" window --unit u.flash --snapshot --hidden --time warp --for 30s --size 1280x800 --tree tree.json || fail "no tree"
"$vspa" window --unit u.flash --snapshot --hidden --time warp --for 30s --size 800x500 --tree large.json || fail "no tree"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
mkdir bin # a browser that says where it was sent
printf '#!/bin/sh\necho "$1" >%s/opened\n' "$work" >bin/xdg-open
chmod +x bin/xdg-open
PATH=$work/bin:$PATH "$vspa" window --unit u.flash --snapshot --seed 1 --size 1280x800 --scale 1 --forward "lan:tcp:$port=80" --ctl sock --record run.rec --stats stats.json --wav ear.wav --trace-file trace >out 2>&1 & window=$!
wait_until test -S sock
PYTHONPATH="$here/../../emu/clients" PYTHONDONTWRITEBYTECODE=1 python3 "$here/window_hands.py" || fail "the hands"
xdotool key ctrl+q
wait $window || fail "the window ends with $?: $(cat out)"

for key in 1 5 0 '#'; do
    [ "$(grep -cF "press[2] down=1 $key" trace)" -ge 1 ] || fail "key $key of 150# was lost"
done
[ "$(cat opened 2>/dev/null)" = "http://127.0.0.1:$port/" ] || fail "the browser was sent to: $(cat opened 2>&1)"
! grep -q 'press\[.\] down=1 9' trace || fail "what is typed into a field is dialled"
! grep -qF 'press[2] down=1 7' trace || fail "a key sounds while the handset is down"
python3 - <<'P' || fail "a key that was held did not sound so long"
import re
downs = []
for line in open("trace"):
    m = re.match(r" *([0-9.]+) press\[2\] down=(\d) 5", line)
    if m:
        downs.append((float(m[1]), m[2]))
held = max(b[0] - a[0] for a, b in zip(downs, downs[1:]) if a[1] == "1" and b[1] == "0")
assert held >= 0.9, held
P
"$vspa" replay run.rec >out 2>&1 || fail "the run does not replay: $(cat out)"
grep -q identical out || fail "the replay is another run: $(cat out)"
# Each plug that went in or out is heard.
plugs=$(grep -cE '^ *[0-9.]+ (cable|jack)\[' trace)
at_start=$(grep -cE '^ *0\.000000 (cable|jack)\[' trace)
python3 -c 'import json, sys; n = json.load(open("stats.json"))["sound"]["clicks"]; assert n == int(sys.argv[1]) >= 8, n' $((plugs - at_start)) ||
    fail "plugs are not heard: $((plugs - at_start)) went in or out"
[ "$(stat -c %s device.raw)" -gt 16000 ] || fail "nothing came to the sound device"
exit $failed
