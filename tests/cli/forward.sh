#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# --forward leads to a web server that is off from the factory: the user is told so, and when it is enabled.
. "$(dirname "$0")/lib.sh"

port=$((20000 + RANDOM % 20000))
mkdir empty lab
echo '<flat-profile><Enable_WAN_Web_Server>Yes</Enable_WAN_Web_Server></flat-profile>' >lab/spa2102.cfg
# run LAB: five minutes of one unit; another port where this one is taken
run() {
    local i
    for ((i = 0; i < 20; i++)); do
        "$vspa" run --unit unit.flash --seed 1 --lab "$1" --time warp --for 5m --forward "$port" >out 2>&1 </dev/null && return
        grep -q 'in use' out || break
        port=$((port + 1))
    done
    fail "run ends with an error: $(tail -1 out)"
}

expect 0 "release 5.2.10" "$vspa" new --unit unit.flash --release 5.2.10
run empty
[ "$(grep -c 'Enable_WAN_Web_Server to Yes in a profile' out)" -eq 1 ] || fail "not told that it is off: $(cat out)"
! grep -q 'answers now' out || fail "told that it answers"
run lab
grep -q "answers now: http://127.0.0.1:$port/" out || fail "not told that it answers now: $(cat out)"
run lab
! grep -q -e '--forward' out || fail "something is told about a server that is on: $(cat out)"

# --map leads to a server that is not there; and to one that is.
expect 0 "" "$vspa" new --unit mapped.flash --release 5.2.10
"$vspa" run --unit mapped.flash --seed 1 --time warp --patience 1 --for 2m --map "udp:69=1" --map "tcp:80=2" >out 2>&1 </dev/null
grep -q -e '--map udp:69=1: nothing listens at port 1 of 127.0.0.1: start the server' out || fail "not told that nothing listens: $(cat out)"
! grep -q -e '--map tcp:80=2' out || fail "told of a map that was not used"

exit "$failed"
