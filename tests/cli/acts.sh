#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# One table of acts: each is a command of the console, a method of control, a word of scenarios and a method of the Python
# client, with the same arguments; and a wrong value is refused by all four with the same text.
. "$(dirname "$0")/lib.sh"

"$vspa" new --unit u.flash --mac 000E08ABCDEF >/dev/null
cp u.flash other.flash
mkdir lab
"$vspa" run --unit u.flash --lab lab --time warp --paused --ctl sock >/dev/null 2>&1 & pid=$!
wait_until test -S sock
"$vspa" ctl --socket sock help >methods.json || fail "help ends with $?"
"$vspa" ctl help --json | cmp - methods.json || fail "without a unit, help is another"

python3 - <<'P' >rows || fail "help is not the table that it should be"
import json
rows = [m for m in json.load(open("methods.json")) if m["act"]]
assert len(rows) >= 18, len(rows)
for m in rows:
    assert m["help"] and all(p["help"] and p["type"] for p in m["params"]), m
    print(m["name"], *[p["name"] for p in m["params"]])
P

"$vspa" test --reference >reference
while read -r name arguments; do
    # The console: `help NAME` lists the arguments.
    printf 'help %s\n' "$name" | "$vspa" console --unit other.flash --off >out 2>&1 || fail "console: help $name: $(cat out)"
    [ "$(sed -n 's/^    \([a-z_0-9][a-z_0-9]*\) .*/\1/p' out | tr '\n' ' ' | sed 's/ $//')" = "$arguments" ] || fail "console: $name has other arguments: $(cat out)"
    echo help | "$vspa" console --unit other.flash --off | grep -qE "^  $name( |$)" || fail "console: help has no $name"
    # Control.
    "$vspa" ctl help | grep -qx "$name" || fail "control: help has no $name"
    # Scenarios: the word says which act it is.
    grep -q "^The act \`$name\` of" reference || fail "scenarios: no word is the act $name"
done <rows
PYTHONPATH="$here/../../emu/clients" PYTHONDONTWRITEBYTECODE=1 python3 - <<'P' || fail "the Python client"
import inspect
from vspa import Unit
with Unit("sock") as unit:
    for row in map(str.split, open("rows")):
        method = getattr(unit, row[0])
        assert callable(method), row
        if row[0] not in vars(Unit):
            assert [p.rstrip("_") for p in inspect.signature(method).parameters] == sorted(
                row[1:], key=lambda p: next(q["optional"] for q in unit.methods()[row[0]]["params"] if q["name"] == p)), row
P

# A wrong value: console line | control | scenario | what all of them say
while IFS='|' read -r line call word text; do
    printf '%s\n' "$line" | "$vspa" console --unit other.flash --off >out 2>&1
    [ $? -eq 2 ] && grep -qF -- "$text" out || fail "console: $line: $(cat out)"
    # shellcheck disable=SC2086
    "$vspa" ctl --socket sock $call >out 2>&1
    [ $? -eq 1 ] && grep -qF -- "$text" out || fail "control: $call: $(cat out)"
    printf 'power:on()\n%s\n' "$word" >wrong.lua
    "$vspa" test wrong.lua >out 2>&1
    [ $? -eq 2 ] && grep -qF -- "$text" out || fail "scenario: $word: $(cat out)"
done <<'TABLE'
fault only=ftp drop=true|fault only=ftp drop=true|lab:fault {only = "ftp", drop = true}|did you mean 'tftp'? give any, arp
fault drop=2|fault drop=2|lab:fault {drop = 2}|give true for all frames, or a fraction such as 0.25
fault count=2|fault count=2|lab:fault {count = 2}|name a fault
timing 1 1ms 1ms|timing telephone=1 on=1ms off=1ms|phone[1]:timing("1ms", "1ms")|give the length of each tone, 10ms to 10s
host a.test 192.168.1|host name=a.test addresses=192.168.1|lab:host("a.test", "192.168.1")|not an address: write it as 192.168.1.200
image /a 3.3.6 burnt|image path=/a release=3.3.6 damage=burnt|lab:image("/a", "3.3.6", "burnt")|give
faults k0|faults plan=k0|power:faults("k0")|k0: write it as k17b, or k17t3,k2a
answer /a status=99|answer path=/a status=99|lab:answer("/a", {status = 99})|give an HTTP status
web index|web path=index|web:get("index")|start it with / and use no blanks
post index 1=2|post path=index fields=1=2|web:post("index", "1=2")|start it with / and use no blanks
TABLE
"$vspa" ctl --socket sock quit
wait $pid
exit $failed
