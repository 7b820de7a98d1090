#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The voice menu dialled in every way: by the mouse, by a finger, on keyboards of three countries, with a keypad and dead keys, by
# `vspa ctl` and by a scenario. The records have the same inputs but their times. A key that is held sounds as long as it is held.
. "$(dirname "$0")/lib.sh"
. "$here/display.sh"
export SDL_AUDIODRIVER=dummy
for program in setxkbmap cc pkg-config; do
    command -v $program >/dev/null || { echo "left out: no $program"; exit 0; }
done
"$vspa" new --unit u.flash --mac 000E08ABCDEF --release 5.2.10 --no-certificate >/dev/null
mkdir lab # without registration there is no dial tone
echo '<flat-profile><Make_Call_Without_Reg_1_>Yes</Make_Call_Without_Reg_1_></flat-profile>' >lab/spa2102.cfg
"$vspa" run --unit u.flash --lab lab --time warp --until fw.resync=done --for 10m >out 2>&1 || fail "not provisioned: $(cat out)"
"$vspa" window --unit u.flash --snapshot --hidden --time warp --for 30s --tree tree.json || fail "no tree"
# shellcheck disable=SC2046
cc -shared -fPIC -w -o touch.so "$here/touch.c" $(pkg-config --cflags sdl2) || fail "the finger"

# dialled WAY [LAYOUT]: a window, and one way to dial ****110#
dialled() {
    local way=$1 preload=
    rm -f sock
    [ "$way" != touch ] || preload=$PWD/touch.so
    ASAN_OPTIONS=verify_asan_link_order=0:${ASAN_OPTIONS:-} LD_PRELOAD=$preload timeout $HANG_S "$vspa" window --unit u.flash --snapshot --seed 1 --lab lab --scale 1 \
        --ctl sock --record "$way.rec" >out 2>&1 & window=$!
    wait_until test -S sock
    # shellcheck disable=SC2086
    setxkbmap ${2:-us} || fail "no layout $2" # a display without programs forgets it
    PYTHONPATH="$here/../../emu/clients" timeout $HANG_S python3 -B "$here/window_inputs.py" $way || fail "$way: the hands"
    wait $window || fail "$way: the window ends with $?: $(cat out)"
    python3 -B "$here/record_hands.py" $way.rec | awk '!is_over { print } /hook 0: 0/ { is_over = 1 }' >$way.hands
}
dialled mouse
dialled touch
dialled us
dialled de de
dialled fr fr
dialled dead "us intl"
setxkbmap us
dialled ctl
cat >five.lua <<'L'
scenario("the menu", function()
  unit {params = {Make_Call_Without_Reg_1_ = "Yes"}}
  power:on()
  trace:expects("fw.net=UP")
  phone[1]:offhook()
  trace:expects("ear[1]=tone dial")
  for i, key in ipairs({"*", "*", "*", "*", "1", "1", "0", "#"}) do
    if i == 5 then trace:expects("ear[1]=main_menu") end
    phone[1]:press(key)
    wait("100ms")
    phone[1]:release()
    wait("100ms")
  end
  trace:expects("ear[1]=internet_ip_address")
  phone[1]:onhook()
  wait("1s")
end)
L
"$vspa" test five.lua --keep all --failures kept >out 2>&1 || fail "the scenario: $(cat out)"
python3 -B "$here/record_hands.py" kept/*/run.rec | awk '!is_over { print } /hook 0: 0/ { is_over = 1 }' >scenario.hands
for way in touch us de fr dead ctl scenario; do
    diff mouse.hands $way.hands >differs || fail "$way: other inputs than by the mouse: $(cat differs)"
done
[ "$(wc -l <mouse.hands)" -ge 10 ] || fail "too few inputs: $(cat mouse.hands)"

# A key that is held for a second is one tone for as long as the program had it down; how near it comes to the finger depends on what
# else runs here, and is told. A click of 5 ms is 70 ms at least, keys 15 ms apart are four digits, and what is typed into a field is none.
python3 -B "$here/record_hands.py" --long us.rec | sed '1,/hook 0: 0/d' >long
python3 - <<'P' || fail "how long keys sound: $(cat long held.json)"
import json
import re
held = json.load(open("held.json"))
keys = [(m[1], int(m[2])) for m in re.finditer(r"key (.), tone \w+ (\d+) ms", open("long").read())]
assert [k for k, _ in keys] == list("555557110#"), keys
off = [abs(ms - 1000 * s) for (_, ms), s in zip(keys, held)]
print("# a key held for a second sounds so much longer or shorter: %s ms" % ", ".join("%d" % ms for ms in sorted(off)))
assert all(ms > 500 for _, ms in keys[:5]), keys
assert all(ms >= 70 for _, ms in keys), keys
P
exit $failed
