#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A sound device that takes far less than is played (the disk driver, an eighth of a second of sound every half second): keys that
# are typed faster than it asks all sound, one after another.
. "$(dirname "$0")/lib.sh"
. "$here/display.sh"
export SDL_AUDIODRIVER=disk SDL_DISKAUDIOFILE=$work/device.raw SDL_DISKAUDIODELAY=500
"$vspa" new --unit u.flash --mac 000E08ABCDEF --release 5.2.10 --no-certificate >/dev/null
timeout $HANG_S "$vspa" window --unit u.flash --snapshot --seed 1 --wan none --scale 1 --ctl sock --sound-buffer 1024 --trace-file trace >out 2>&1 & window=$!
wait_until test -S sock
timeout $HANG_S xdotool search --sync --onlyvisible --name '^vspa$' windowfocus --sync key space >/dev/null
"$vspa" ctl --socket sock wait 'signal=hook[1]=1' within=300s >/dev/null || fail "the handset is not lifted"
timeout $HANG_S xdotool key --delay 150 1 2 2 3 3 3
before=$(stat -c %s device.raw)
grown() { [ "$(stat -c %s device.raw)" -gt $((before + 24000)) ]; } # 1.5 s of sound: six keys and their pauses
wait_until grown
timeout $HANG_S xdotool key ctrl+q
wait $window || fail "the window ends with $?: $(cat out)"
pressed=$(sed -n 's/.* press\[1\] down=1 //p' trace | tr -d '\n')
[ "$pressed" = 122333 ] || fail "pressed: $pressed"
heard=$(python3 -B "$here/window_menu.py" device.raw)
[ "$heard" = 122333 ] || fail "the sound device got: $heard"
exit $failed
