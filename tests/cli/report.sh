#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What `vspa run` reports: the rows as a golden text, the same rows as JSON, why the run ended, --trace in place of it.
. "$(dirname "$0")/lib.sh"

mkdir lab
echo '<flat-profile><GPP_A>x</GPP_A><Nonsense>1</Nonsense></flat-profile>' >lab/spa2102.cfg
"$vspa" new --unit u.flash --mac 000E08012345 --serial FM500K000001 >/dev/null
run() { cp u.flash used.flash; "$vspa" run --unit used.flash --lab lab --time warp --seed 1 "$@"; }

run --for 1m >said 2>/dev/null || fail "run: $?"
cat >golden <<'G'
 0:00:00.000  user      switches the unit on
 0:00:00.000  unit      boots release 3.3.6 from bank A after power-up: the confirmed bank
 0:00:07.000  unit      has address 192.168.1.100 for 1 d: gateway 192.168.1.1, option 66 192.168.1.200
 0:00:07.000  unit      sets its clock: 2007-06-01 00:00:07 UTC
G
head -4 said | cmp -s - golden || fail "the rows: $(head -4 said)"
for words in "fetches tftp://192.168.1.200:69/spa2102.cfg: " "warning: profile: unknown element Nonsense: line 1" \
    "applies the profile: 2 elements: 1 set (1 changed), 0 unchanged, 1 unknown, 0 invalid" "unit      resync done"; do
    grep -qF "$words" said || fail "no row: $words"
done
[ "$(tail -1 said)" = "Ended: the time of --for has passed (1 min of virtual time, 1 warning, 0 errors)" ] || fail "the end: $(tail -1 said)"
grep -q $'\033' said && fail "colour in a file"
grep -q 'LED' said && fail "details without --level detail"
run --for 1m --level detail 2>/dev/null | grep -q 'power LED: on' || fail "no details"
run --for 1m --level headline 2>/dev/null | grep -q 'sets its clock' && fail "steps at --level headline"

run --for 1m --json >rows.json 2>/dev/null || fail "--json: $?"
python3 - <<'P' || fail "the JSON rows"
import json
rows = [json.loads(line) for line in open("rows.json")]
assert [r["row"] for r in rows] == list(range(len(rows)))
assert rows[0]["id"] == "power.on" and rows[0]["who"] == "user" and rows[0]["at_us"] == 0
lease = next(r for r in rows if r["id"] == "net.lease")["facts"]
assert lease["ip"] == "192.168.1.100" and lease["option66"] == "192.168.1.200" and lease["lease_s"] == 86400
applied = next(r for r in rows if r["id"] == "resync.applied")["facts"]
assert applied == {"elements": 2, "set": 1, "changed": 1, "unchanged": 0, "unknown": 1, "invalid": 0}
end = rows[-1]
assert end["id"] == "run.end" and end["facts"]["reason"] == "for" and end["facts"]["warnings"] == 1 and end["facts"]["exit_code"] == 0
P

expect 0 "Ended: --until fw.resync=done: seen" run --until fw.resync=done --for 1h
expect 4 "Ended: --until fw.resync=done: not seen within --for" run --until fw.resync=done --for 5s
expect 0 "fw.boot bank=0" run --for 1s --trace fw.boot
grep -q 'Ended' out && fail "--trace prints the report too"
expect 2 "--json: not with --trace" run --for 1s --trace fw.boot --json
exit $failed
