#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A telephone is dialled by keys and on the keypad, and each key dials once (other countries: window_inputs.sh). Then the window is made
# smaller and larger, loses the keyboard while a key is held, and is killed.
. "$(dirname "$0")/lib.sh"
. "$here/display.sh"
command -v setxkbmap >/dev/null || { echo "left out: no setxkbmap"; exit 0; }
"$vspa" new --unit u.flash --mac 000E08ABCDEF --release 5.2.10 --no-certificate >/dev/null

happened() { "$vspa" ctl --socket sock events | grep -qF "$1"; } # a wait would begin after what it waits for
pressed() { happened " press[1] down=$1"; }
"$vspa" window --unit u.flash --snapshot --silent --scale 1 --ctl sock --trace-file trace >out 2>&1 & window=$!
wait_until test -S sock
xdotool search --sync --name vspa windowfocus
setxkbmap us || fail "no layout us" # a display without programs forgets it
wait_until happened 'state=2 UP'
"$vspa" ctl --socket sock offhook telephone=1 >/dev/null
wait_until happened 'hook[1] off=1'
for key in "key 10" "keydown 50 key 17 keyup 50" "key KP_7" "keydown 50 key 12 keyup 50"; do
    # shellcheck disable=SC2086
    xdotool $key
    sleep 0.05
done
wait_until pressed '1 #'
n_up() { [ "$("$vspa" ctl --socket sock events | grep -cF ' press[1] down=0')" -ge "$1" ]; }
wait_until n_up 4
# What a window goes through.
xdotool keydown 5
wait_until pressed '1 5'
xdotool search --name vspa windowsize 820 520
xdotool search --name vspa windowsize 1200 780
xdotool search --name vspa windowunmap sleep 0.2 windowmap # it cannot hear the key go up
wait_until n_up 5 || fail "the key stays down without a keyboard"
xdotool keyup 5
kill -KILL $window
wait $window 2>/dev/null
keys=$(sed -n 's/.* press\[1\] down=1 //p' trace | tr -d '\n')
[ "$keys" = "1*7#5" ] || fail "dialled: '$keys'"

# Without a sound device the window opens, and says so; a handset that is put down is no gap in the sound.
SDL_AUDIODRIVER=bogus "$vspa" window --unit u.flash --snapshot --scale 1 --for 500ms --tree quiet.json >out 2>&1 || fail "no sound: exit $?: $(cat out)"
grep -v seed out >more && fail "no sound: says more than it needs: $(cat more)"
python3 -c 'import json; w = {x["id"]: x for x in json.load(open("quiet.json"))["widgets"]}; assert "disabled" in w["sound"]["states"], w["sound"]' ||
    fail "no sound: the window does not say so"
rm -f sock
SDL_AUDIODRIVER=disk SDL_DISKAUDIODELAY=16 SDL_DISKAUDIOFILE=$work/device.raw "$vspa" window --unit u.flash --snapshot --scale 1 --ctl sock --stats stats.json >out 2>&1 & window=$!
wait_until test -S sock
wait_until happened 'state=2 UP'
for i in 1 2 3 4 5 6 7 8; do
    "$vspa" ctl --socket sock offhook telephone=1 >/dev/null
    sleep 0.2
    "$vspa" ctl --socket sock onhook telephone=1 >/dev/null
    sleep 0.4 # the device takes a sample in twice its time, so a busy host makes no gap; by now it has them all
done
"$vspa" ctl --socket sock quit >/dev/null
wait $window || fail "the window ends with $?: $(cat out)"
python3 -c 'import json; s = json.load(open("stats.json"))["sound"]; assert s["samples"] > 8000 and s["underruns"] < 8, s' ||
    fail "putting a handset down counts as a gap: $(cat stats.json)"
exit $failed
