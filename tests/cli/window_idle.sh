#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A frame when the picture changes, and none when it does not: frames are counted by the window, in virtual time. A machine that
# is too busy leaves frames out or draws them late; it never makes more: of those counted, the first may be a late one of before.
. "$(dirname "$0")/lib.sh"
needs_window
a_unit_and_lab

# frames PACE UNTIL LEAST SINCE MOST BEGIN END WHAT OPTION...: of a run until UNTIL seconds LEAST frames or more are drawn from SINCE to
# END, and MOST or fewer from BEGIN to END.
frames() {
    local pace=$1 until=$2 least=$3 since=$4 most=$5 begin=$6 end=$7 what=$8
    shift 8
    "$vspa" window --unit u.flash --snapshot --seed 1 --hidden --time "$pace" --for "$until" --stats stats.json --trace-file trace "$@" >out 2>&1 ||
        fail "$what: exit $?: $(cat out)"
    python3 - "$least" "$since" "$most" "$begin" "$end" <<'P' || fail "$what: $(tail -3 trace)"
import json, re, sys
least, since, most, begin, end = (float(a) for a in sys.argv[1:])
frames = json.load(open("stats.json"))["frames"]
assert frames["n"] < 128 or frames["at_us"][0] < begin * 1e6, frames
drawn = lambda begin: sum(begin * 1e6 < at <= end * 1e6 for at in frames["at_us"])
assert drawn(since) >= least and drawn(begin) <= most, frames
events = [float(m[1]) for m in (re.match(r" *([0-9.]+) ", line) for line in open("trace", encoding="latin-1")) if m]
assert not [at for at in events if begin < at <= end], "something happened"
P
}
clock() { python3 -c 'import json; print(json.load(open("stats.json"))["frames"]["clock"])'; }
# Provisioned, both telephones on-hook: nothing blinks. The clock ticks once a second, and that is no frame.
frames x10 32s 0 0 0 20 32 "an idle unit" --lab lab
[ "$(clock)" -ge 2 ] && [ "$(clock)" -le 32 ] || fail "the clock of an idle unit has ticked $(clock) times in 32 s"
# SLOW: two a second, and none for the clock, which would be five. (Without a cable the unit looks for an address for 6 s, then it blinks ERR0.)
frames x4 5.8s 4 0.2 10 1.2 5.7 "SLOW" --wan none
[ "$(clock)" -le 3 ] || fail "the clock has $(clock) frames beside those of a lamp"
grep -q ' led\[power\] slow' trace || fail "the lamp does not blink: $(cat trace)"
# ERR0: six in 3.1 s; two rounds of it, from one pause to another.
frames x4 16.3s 4 6.2 13 8.2 14.5 "ERR0" --wan none
grep -q ' led\[power\] err0' trace || fail "the lamp does not blink ERR0: $(cat trace)"
exit $failed
