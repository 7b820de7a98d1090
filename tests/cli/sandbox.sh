#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# --sandbox: runs and scenarios do all that they do without it, and the filter is there.
. "$(dirname "$0")/lib.sh"
export ASAN_OPTIONS=detect_leaks=0 # the leak check traces its own process, which the sandbox kills

mkdir lab
echo '<flat-profile><GPP_A>a</GPP_A><Profile_Rule_B>https://192.168.1.200/b.cfg</Profile_Rule_B><Report_Rule>http://192.168.1.200/report</Report_Rule></flat-profile>' >lab/spa2102.cfg
expect 0 "" "$vspa" new --unit u.flash --release 5.2.10
cp u.flash v.flash
outputs=(--record r --pcap p --wav w --trace-file t --keylog k --ctl s)
expect 0 "" "$vspa" run --unit u.flash --seed 1 --lab lab --time warp --for 2h "${outputs[@]}"
mv t t.before
expect 0 "" "$vspa" run --unit v.flash --seed 1 --lab lab --time warp --for 2h "${outputs[@]}" --sandbox
cmp -s t t.before || fail "the sandbox changes the trace: $(diff t t.before | head -5)"
cmp -s u.flash v.flash || fail "the sandbox changes what the unit keeps"
expect 0 "" "$vspa" replay r

"$vspa" run --unit u.flash --lab lab --time real --ctl s --sandbox >out 2>&1 </dev/null &
pid=$!
wait_until grep -q 'Seccomp:.2' /proc/$pid/status || fail "no filter: $(grep Seccomp /proc/$pid/status)"
expect 0 "powered" "$vspa" ctl --socket s status
kill -TERM $pid
wait $pid || fail "SIGTERM: exit $?"
[ ! -e s ] || fail "the control socket is left"

if unshare -Un true 2>/dev/null; then
    expect 0 "" "$vspa" test --quiet -j2 --sandbox "$here"/../flow/{web_many,https,upgrade,seen}.lua
else
    expect 3 "needs user and network namespaces" "$vspa" test --quiet --sandbox "$here/../flow/seen.lua"
fi
exit "$failed"
