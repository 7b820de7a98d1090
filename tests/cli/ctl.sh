#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Control from a shell: what the console can, ctl can; the socket is private; usage errors are reported. The protocol's depths are
# tested with the Python client (./dev integration clients).
. "$(dirname "$0")/lib.sh"

"$vspa" new --unit u.flash --mac 000E08ABCDEF >/dev/null
mkdir lab
printf '<flat-profile><GPP_A>12345678</GPP_A><GPP_B>Jos\351</GPP_B></flat-profile>' >lab/spa2102.cfg # ISO-8859-1

# Every command of the console is a method of the same name, but for what the console itself prints.
echo help | "$vspa" console --unit u.flash --off | awk '/^  [a-z]/ {print $1}' | grep -vx 'level\|trace' | sort -u >commands
"$vspa" ctl help | grep -v '^ ' | sort -u >methods
[ -s commands ] || fail "the console lists no commands"
missing=$(comm -23 commands methods | tr '\n' ' ')
[ -z "$missing" ] || fail "the console has what control has not: $missing"

"$vspa" run --unit u.flash --lab lab --time warp --paused --ctl sock --trace 'ear' >heard 2>/dev/null & pid=$!
wait_until test -S sock
[ "$(stat -c %a sock)" = 600 ] || fail "the socket's mode is $(stat -c %a sock)"
ctl() { "$vspa" ctl --socket sock "$@"; }
expect 0 '"paused": true' ctl status
expect 0 '"at_s": 0.0' ctl status
expect 0 '"signal": "fw.resync"' ctl run until=fw.resync=done
expect 0 '"12345678"' ctl param name=GPP_A
expect 0 '"12345678"' ctl param GPP_A # by place
expect 0 '"José"' ctl param GPP_B     # JSON is UTF-8
ctl offhook telephone=1 || fail "offhook ends with $?"
ctl dial telephone=1 keys='****' & dial=$! # answers after the last digit: time has to advance
sleep 0.5
kill -0 $dial 2>/dev/null || fail "dial answered while time stood still"
pressed() { ctl run 'until=fw.line[1]=key' for=50ms; }
wait_until pressed # it may have taken its time to get there
expect 0 "configuration" ctl run until=ear[1]=configuration for=20s
expect 0 "at_s" ctl run for=1 # the last key may still be down when the unit speaks
wait $dial || fail "dial ends with $?"
expect 1 "vspa: ctl: run: timed out" ctl run until=ear[2] for=5s
expect 1 "ctl: dial: the handset is on-hook" ctl dial telephone=2 keys=1
one_line
expect 2 "did you mean 'leds'" ctl led
expect 1 "no such parameter: did you mean 'GPP_A'?" ctl param GPP_Aa
expect 1 "no such signal: did you mean 'fw.net'?" ctl wait signal=fw.nett
expect 2 "no such parameter" ctl leds which=all
expect 2 "did you mean 'telephone'" ctl offhook telehone=1
expect 2 "one value too many" ctl offhook 1 2
expect 1 "the handset is on-hook" ctl dial keys=1 2
expect 2 "give true or false" ctl power on=maybe
expect 1 "ctl: offhook: telephone is missing" ctl offhook
expect 2 "--socket FILE is missing" "$vspa" ctl status
expect 3 "start 'vspa run --ctl FILE' first" "$vspa" ctl --socket nowhere status
ctl quit || fail "quit ends with $?"
wait $pid
[ $? -eq 0 ] || fail "the run ends with $?"
[ ! -e sock ] || fail "the socket stays"
grep -q configuration heard || fail "nothing heard"
expect 2 "add --ctl" "$vspa" run --unit u.flash --paused
exit $failed
