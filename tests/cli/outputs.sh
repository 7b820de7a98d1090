#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# No output of any command replaces a unit file, under whatever name, or what the command itself reads; and what holds the
# flash of a unit or the secrets of TLS is for its owner only.
. "$(dirname "$0")/lib.sh"

mkdir lab
echo '<flat-profile><GPP_A>a</GPP_A></flat-profile>' >lab/spa2102.cfg
echo 'GPP_A "x" ;' >source.txt
expect 0 "" "$vspa" new --unit u.flash --release 5.2.10
expect 0 "" "$vspa" new --unit other.flash --release 5.2.10
expect 0 "" "$vspa" run --unit u.flash --seed 1 --lab lab --time warp --for 1m --record kept.rec
cp u.flash own.flash
ln -s other.flash link.flash
ln other.flash hard.flash
cp other.flash busy.flash

# Every output of every command: over a unit, its links, a unit that runs, the image of a unit, and what the command reads.
# A line: the command, @ for the file; then what it reads. Another output option than these fails below. One function judges
# all of them, so each meets its own input and two of the others, in turn.
images=$(dirname "$vspa")/images
cp lab/spa2102.cfg in.cfg
cp "$here"/../scenario/good/*.lua .
scenario=$(ls ./*.lua | head -1)
"$vspa" test "$scenario" --junit in.xml >/dev/null
"$vspa" pki init roots >/dev/null
openssl req -new -newkey rsa:2048 -nodes -keyout key.pem -subj /CN=h -out in.csr 2>/dev/null
cp "$images/spa2102-5.2.10.img" in.img
cat >outputs.table <<TABLE
demo --window --hidden --picture @|
demo --window --hidden --tree @|
demo --window --hidden --at 1s --shots @|
demo --window --hidden --stats @|
demo --record @|
demo --trace-file @|
demo --pcap @|
demo --keylog @|
demo --wav @|
demo --wav2 @|
run --unit own.flash --time warp --for 1s --record @|own.flash
run --unit own.flash --time warp --for 1s --trace-file @|own.flash
run --unit own.flash --time warp --for 1s --pcap @|own.flash
run --unit own.flash --time warp --for 1s --keylog @|own.flash
run --unit own.flash --time warp --for 1s --wav @|own.flash
run --unit own.flash --time warp --for 1s --wav2 @|own.flash
run --unit own.flash --time warp --for 2s --window --hidden --picture @|own.flash
run --unit own.flash --time warp --for 2s --window --hidden --tree @|own.flash
run --unit own.flash --time warp --for 2s --window --hidden --at 1s --shots @|own.flash
run --unit own.flash --time warp --for 2s --window --hidden --stats @|own.flash
run --unit own.flash --time warp --for 1s --ctl @|own.flash
console --unit own.flash --record @|own.flash
console --unit own.flash --trace-file @|own.flash
console --unit own.flash --pcap @|own.flash
console --unit own.flash --keylog @|own.flash
console --unit own.flash --wav @|own.flash
console --unit own.flash --wav2 @|own.flash
window --unit own.flash --hidden --time warp --for 1s --record @|own.flash
window --unit own.flash --hidden --time warp --for 1s --trace-file @|own.flash
window --unit own.flash --hidden --time warp --for 1s --pcap @|own.flash
window --unit own.flash --hidden --time warp --for 1s --keylog @|own.flash
window --unit own.flash --hidden --time warp --for 1s --wav @|own.flash
window --unit own.flash --hidden --time warp --for 1s --wav2 @|own.flash
window --unit own.flash --hidden --time warp --for 1s --picture @|own.flash
window --unit own.flash --hidden --time warp --for 1s --stats @|own.flash
window --unit own.flash --hidden --time warp --for 1s --tree @|own.flash
window --unit own.flash --hidden --time warp --for 2s --at 1s --shots @|own.flash
window --unit own.flash --hidden --time warp --for 1s --ctl @|own.flash
replay kept.rec --window --hidden --picture @|kept.rec
replay kept.rec --window --hidden --tree @|kept.rec
replay kept.rec --window --hidden --at 1s --shots @|kept.rec
replay kept.rec --series @|kept.rec
replay kept.rec --window --hidden --stats @|kept.rec
replay kept.rec --save-unit @|kept.rec
replay kept.rec --trace-file @|kept.rec
replay kept.rec --pcap @|kept.rec
replay kept.rec --keylog @|kept.rec
replay kept.rec --wav @|kept.rec
replay kept.rec --wav2 @|kept.rec
test $scenario --window --hidden --picture @|
test $scenario --window --hidden --tree @|
test $scenario --window --hidden --at 1s --shots @|
test $scenario --window --hidden --stats @|
test $scenario --junit @|
test $scenario --keylog @|
test $scenario --failures @|
report merge in.xml --output @|in.xml
check --lab lab --for 1m --junit @|
check --lab lab --for 1m --trace-file @|
check --lab lab --for 1m --pcap @|
check --lab lab --for 1m --keylog @|
check --lab lab --for 1m --wav @|
check --lab lab --for 1m --wav2 @|
import in.cfg --mac 000E08111111 --unit @|in.cfg
new --unit @|
spc source.txt @|source.txt
spc source.txt out.cfg --log @|source.txt
spc --sample-profile @|
spc --sample-xml @|
pki sign --csr in.csr --pki roots --out @|in.csr
pki root --pki roots --out @|roots/server-root.pem
image pack $here/../../images/releases/pap2t-5.1.6 --out @|
image damage truncate in.img --out @|in.img
train play T01 --name x --scores @|
train play T01 --record @|
train play T01 --window --hidden --picture @|
train play T01 --window --hidden --tree @|
train play T01 --window --hidden --stats @|
train play T01 --window --hidden --at 1s --shots @|
train report --scores @|
demo --publish @|
pki init @|
TABLE
"$vspa" run --unit busy.flash --paused --ctl busy.socket >busy.out 2>&1 </dev/null &
busy=$!
wait_until test -S busy.socket
image=$(ls .vspa-images/* | head -1)
targets=(other.flash link.flash hard.flash busy.flash "$image")
n=0
while IFS='|' read -r words reads; do
    for target in "${targets[n % 5]}" "${targets[(n + 1) % 5]}" $reads; do
        sum=$(sha256sum <"$target")
        # shellcheck disable=SC2086
        timeout $HANG_S "$vspa" ${words//@/$target} >out 2>&1 </dev/null
        got=$?
        [ $got = 3 ] || [ $got = 2 ] || fail "exit $got: ${words//@/$target}: $(head -c 300 out)"
        [ "$(sha256sum <"$target")" = "$sum" ] || fail "$target was replaced by: $words"
        n=$((n + 1))
    done
done <outputs.table
kill $busy
wait $busy
[ $n -ge 100 ] || fail "only $n cases"
# What a command reads is not its output: the file that is named, what that brings in, and the folder that is read while it
# runs. A line: what it reads, the command.
mkdir many suite suite/shared course
echo 'import "brought.txt"' >brings.txt
echo 'GPP_B "x" ;' >brought.txt
echo 'power on' >script.txt
echo 'return {}' >suite/shared/steps.lua
echo 'local s = require "shared.steps" power:on() fail("x")' >suite/fails.lua
cp suite/fails.lua suite/linked.lua
ln -s suite/fails.lua link.lua
"$vspa" train new course/X01.lua >/dev/null
for i in $(seq 100); do cp in.xml many/$i.xml && echo 'power:on()' >suite/$i.lua; done
cat >inputs.table <<TABLE
suite/fails.lua|test suite/fails.lua --junit suite/fails.lua
suite/fails.lua|test suite/fails.lua --junit link.lua
suite/fails.lua|test suite/fails.lua --keylog suite/fails.lua
suite/shared/steps.lua|test suite/fails.lua --junit suite/shared/steps.lua
suite/99.lua|test suite --junit suite/99.lua
suite/shared/steps.lua|test suite --junit suite/shared/steps.lua
many/100.xml|report merge $(ls many/*.xml | tr '\n' ' ') -o many/100.xml
lab/spa2102.cfg|run --unit own.flash --lab lab --time warp --for 1s --record lab/spa2102.cfg
lab/spa2102.cfg|run --unit own.flash --lab lab --time warp --for 1s --trace-file lab/spa2102.cfg
lab/spa2102.cfg|run --unit own.flash --lab lab --time warp --for 1s --keylog lab/spa2102.cfg
lab/spa2102.cfg|check --lab lab --for 1m --junit lab/spa2102.cfg
lab/spa2102.cfg|demo --lab lab --record lab/spa2102.cfg
script.txt|console --unit own.flash script.txt --record script.txt
script.txt|console --unit own.flash script.txt --trace-file script.txt
script.txt|console --unit own.flash script.txt --wav script.txt
in.cfg|import in.cfg --mac 000E08111111 --unit in.cfg --force
source.txt|new --unit source.txt --custom source.txt --rc --owner x --force
brought.txt|spc brings.txt out.cfg --log brought.txt
brought.txt|spc brings.txt brought.txt
roots/server-root.pem|pki sign --csr in.csr --pki roots --out roots/server-root.pem
kept.rec|replay kept.rec --save-unit kept.rec
course/X01.lua|train play X01 --lessons course --record course/X01.lua
course/X01.lua|train play course/X01.lua --record course/X01.lua
TABLE
while IFS='|' read -r reads words; do
    sum=$(sha256sum <"$reads")
    # shellcheck disable=SC2086
    timeout $HANG_S "$vspa" $words >out 2>&1 </dev/null
    got=$?
    [ $got = 3 ] || [ $got = 2 ] || fail "exit $got: $words: $(head -c 300 out)"
    [ "$(sha256sum <"$reads")" = "$sum" ] || fail "$reads was replaced by: $words"
done <inputs.table
# An output of an earlier run in such a folder may be replaced.
for k in 1 2; do
    expect 0 "" "$vspa" run --unit own.flash --lab lab --time warp --for 1s --record lab/r --trace-file lab/t --pcap lab/p --wav lab/w
    expect 4 "" "$vspa" check --lab lab --for 1m --junit lab/j
    expect 0 "" "$vspa" test suite/1.lua --junit suite/j
done
rm lab/[rtpwj]

# The options that take a file and are no output.
"$vspa" help --json >help.json
python3 - <<'PY' || failed=1
import json, re, sys
inputs = {"unit", "images", "lab", "pki", "custom", "csr", "trust", "speech-cache", "diff", "socket", "lessons"}
table = open("outputs.table").read()
missing = []
def walk(command, prefix):
    name = (prefix + " " + command["name"]).strip()
    for group in command.get("groups", []):
        for option in group["options"]:
            if option["kind"] in ("file", "dir", "socket") and option["name"] not in inputs and \
               not re.search(rf"^{name}\b.* --{option['name']} @", table, re.M):
                missing.append(f"{name} --{option['name']}")
    for inner in command.get("commands", []):
        walk(inner, name)
for command in json.load(open("help.json"))["commands"]:
    walk(command, "")
if missing:
    print("FAILED: no row of outputs.table for", ", ".join(missing))
sys.exit(bool(missing))
PY

# Two outputs in one file; what a new unit or the demo would replace.
kept() { # kept FILE WORDS COMMAND...: refused, and the file is as it was
    local file=$1 words=$2 sum got
    sum=$(sha256sum <"$file")
    shift 2
    timeout $HANG_S "$vspa" "$@" >out 2>&1 </dev/null
    got=$?
    { [ $got = 3 ] || [ $got = 2 ]; } && grep -qF -- "$words" out || fail "exit $got: $*: $(head -c 300 out)"
    [ "$(sha256sum <"$file")" = "$sum" ] || fail "$file was replaced by: $*"
}
run=(run --unit own.flash --lab lab --time warp --for 1s)
echo kept >both
mkdir public
cp lab/spa2102.cfg public/
kept both "--record and --trace-file: both are" "${run[@]}" --record both --trace-file both
kept both "--record and --trace-file: both are" "${run[@]}" --record new --trace-file ./new
[ ! -e new ] || fail "two outputs in one file: it was made"
expect 0 "" "$vspa" "${run[@]}" --record /dev/null --trace-file /dev/null
kept both "not a unit file" new --unit both --force
mkfifo fifo
kept both "not a plain file" new --unit fifo --force
kept both "a FIFO that no one reads" "${run[@]}" --window --hidden --picture fifo
kept public/spa2102.cfg "another file of that name" demo --publish public

# The lab serves the unit file itself: reading it must not give up the lock.
cp own.flash lab/own.flash
ln lab/own.flash served.flash
echo '<flat-profile><Upgrade_Rule>tftp://192.168.1.200/own.flash</Upgrade_Rule></flat-profile>' >lab/spa2102.cfg
"$vspa" run --unit served.flash --lab lab --time warp --ctl socket --paused >run.out 2>&1 </dev/null &
wait_until test -S socket
expect 0 "own.flash" "$vspa" ctl --socket socket run until=lab=own.flash for=10m
expect 3 "in use by process" "$vspa" run --unit served.flash --time warp --for 1s
kill $!
wait

# Modes.
umask 022
expect 0 "" "$vspa" run --unit own.flash --lab lab --time warp --for 1m --record r --trace-file t --pcap p --wav w --keylog k
for file in r t p w k; do
    [ "$(stat -c %a "$file")" = 600 ] || fail "$file has mode $(stat -c %a "$file") and not 600"
done
exit "$failed"
