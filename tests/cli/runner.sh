#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `vspa test` for a project of one's own: seeds, --fail-fast, JSON, an interrupted run, outputs that cannot be written,
# what is printed of a failure, and a downloaded folder of artifacts. In a terminal: terminal_runner.py.
. "$(dirname "$0")/lib.sh"
export VSPA_IMAGES=$(dirname "$vspa")/images PAGE=$here/../../emu/runner/README.md

mkdir -p project/tests/lib elsewhere
cd project || exit 1
cat >tests/lib/steps.lua <<'L'
local inner = require "lib.inner"
return function() power:on() equal(inner, 1) end
L
echo 'return 1' >tests/lib/inner.lua
cat >tests/a.lua <<'L'
local start = require "lib.steps"
scenario("passes", function() start() end)
scenario("fails", function() start() print("before \27[31m it") equal(param.GPP_A, "x") end)
L
# The delay of the first contact is random, "in 31.719 s": the same for the same seed.
cat >tests/b.lua <<'L'
power:on()
local delay = trace:expects("fw.resync=first contact")
expect(tonumber(delay:match("(%d) s")) % 2 == 0)
L
echo 'power:on() string.rep("x", 100000):find(string.rep(".-", 20) .. "y")' >tests/z_hangs.lua

# --- the end of a run names what failed; what the scenario printed is shown, and cannot move the cursor ---
expect 1 '2 scenarios, 1 passed, 1 failed' "$vspa" test tests/a.lua
sed -n '/^Not passed/,$p' out >end
printf "Not passed; run it again with\n  tests/a.lua: fails\n    vspa test 'tests/a.lua' --filter '=tests/a.lua: fails' --seed 2102\n\n" |
    cmp -s - <(head -4 end) || fail "the end of the run: $(cat end)"
grep -qF 'before .[31m it' out && grep -q '^  printed:$' out || fail "what it printed is not shown: $(cat out)"
grep -q $'\033' out && fail "an escape sequence reaches the output"
grep -q 'done' out && fail "progress in a pipe"
printf 'power:on()\nfor i = 1, 100 do print("line " .. i) end\nequal(1, 2)\n' >long.lua
expect 1 'printed (the end; all of it is in stdout.txt):' "$vspa" test long.lua
[ "$(grep -c '^    line ' out)" = 20 ] && grep -q 'line 100$' out && grep -q 'line 81$' out || fail "not the last 20 lines: $(cat out)"

# --- fifty names are listed, further ones are counted ---
many() { printf 'for i = 1, %u do scenario("s" .. i, function() equal(i, 0) end) end\n' "$1" >many.lua; }
many 50
expect 1 '50 scenarios, 0 passed, 50 failed' "$vspa" test -j2 --quiet many.lua
[ "$(grep -c '^  many.lua: s' out)" = 50 ] && ! grep -q further out || fail "the list of 50: $(sed -n '/^Not passed/,$p' out)"
many 51
expect 1 '51 scenarios, 0 passed, 51 failed' "$vspa" test -j2 --quiet many.lua
[ "$(grep -c '^  many.lua: s' out)" = 50 ] && grep -qx '  and 1 further scenario' out || fail "the list of 51: $(sed -n '/^Not passed/,$p' out)"
rm -rf many.lua vspa-failures

# --- a range of seeds ---
expect 1 'seeds 1..8' "$vspa" test tests/b.lua --seed 1..8 --junit seeds.xml
cp out first
bad=$(sed -n 's/^  tests\/b.lua with seeds \(.*\) (. of 8)$/\1/p' out)
[ "$(grep -c '^FAILED' out)" = "$(wc -w <<<"$bad")" ] && [ -n "$bad" ] || fail "the seeds that fail: $bad: $(cat out)"
one=${bad%%,*}
expect 1 "" "$vspa" test tests/b.lua --seed "$one"
grep -q "^FAILED tests/b.lua (seed $one)" first || fail "seed $one is not told beside its failure"
xmllint --noout --schema "$here/../scenario/junit.xsd" seeds.xml 2>xmllint || fail "JUnit: $(cat xmllint)"
[ "$(grep -c '<testcase name="b.lua (seed [1-8])"' seeds.xml)" = 8 ] && grep -q "^seed: $one\$" seeds.xml && grep -q 'name="seed" value="1..8"' seeds.xml ||
    fail "the seeds in the JUnit report: $(cat seeds.xml)"
expect 1 '"scenarios":6,' "$vspa" test tests/b.lua --seed 1..3 --repeat 2 --json
[ "$(grep -c '"round":2' out)" = 3 ] || fail "seeds and rounds: $(cat out)"
for seeds in 5..3 1.. ..4 one 1..2000000; do expect 2 "--seed $seeds: " "$vspa" test tests --seed $seeds; done

# --- --fail-fast: nothing is started after the first failure, and every report says so ---
printf 'power:on()\nequal(1, 2)\n' >0_fails.lua
expect 1 '4 scenarios, 0 passed, 1 failed, 3 not run' "$vspa" test -x --junit x.xml 0_fails.lua tests/a.lua tests/z_hangs.lua
[ "$(grep -c FAILED out)" = 1 ] || fail "what was not run is told as a failure: $(cat out)"
[ "$(grep -c 'type="not run">.*--fail-fast' x.xml)" = 3 ] || fail "JUnit of --fail-fast: $(cat x.xml)"
expect 0 '2 scenarios, 2 passed' "$vspa" test -x tests/a.lua --filter passes --seed 1..2

# --- --json: a line as each scenario ends ---
expect 1 '' "$vspa" test tests/a.lua tests/b.lua --json --seed 2102..2103 --failures kept
python3 - kept "$("$vspa" version)" <<'PY' || fail "--json: $(cat out)"
import json, os, sys
lines = [json.loads(line) for line in open("out")]
begin, end, rows = lines[0], lines[-1], lines[1:-1]
assert begin["event"] == "begin" and "vspa " + begin["vspa"] == sys.argv[2], begin
assert (begin["scenarios"], begin["first_seed"], begin["seeds"], begin["rounds"], begin["jobs"]) == (6, 2102, 2, 1, 1), begin
assert [r["number"] for r in rows] == [1, 2, 3, 4, 5, 6]
assert [(r["file"], r.get("name"), r["seed"], r["verdict"]) for r in rows[:4]] == [
    ("tests/a.lua", name, seed, verdict) for name, verdict in (("passes", "passed"), ("fails", "failed")) for seed in (2102, 2103)]
bad = rows[2]
assert bad["title"] == "tests/a.lua: fails (seed 2102)" and bad["command"].endswith("--seed 2102"), bad
assert bad["message"].startswith("tests/a.lua:3: scenario(") and "equal(param.GPP_A, \"x\")" in bad["message"].split("\n")[0] and "\n  expected: x\n" in bad["message"], bad
assert bad["printed"] == "before \\x1b[31m it\n" and os.path.exists(bad["artifacts"] + "/again.sh"), bad
assert bad["virtual_ms"] == 0 and bad["real_ms"] >= 0 and bad["steps"] > 0 and len(bad["trace_hash"]) == 16
assert "message" not in rows[0] and "artifacts" not in rows[0]
n_bad = sum(r["verdict"] != "passed" for r in rows)
assert end["event"] == "end" and (end["scenarios"], end["exit"], end["ok"]) == (6, 1, False), end
assert end["verdicts"]["passed"] == 6 - n_bad and end["verdicts"]["failed"] == n_bad and end["verdicts"]["not_run"] == 0
assert end["virtual_ms"] == sum(r["virtual_ms"] for r in rows)
keys = set().union(*lines, *(line.get("verdicts", {}) for line in lines))
page = open(os.environ["PAGE"]).read()
assert not (missing := [k for k in keys if f"`{k}`" not in page]), f"emu/runner/README.md does not explain {missing}"
PY
expect 0 '{"event":"listed","title":"tests/a.lua: passes","file":"tests/a.lua","name":"passes"}' "$vspa" test --list --json tests/a.lua
expect 2 'give one' "$vspa" test tests --json --tap

# --- outputs are tried before the first scenario: the one that hangs would cost its 60 seconds ---
for option in '--junit none/x.xml' '--junit elsewhere/../tests' '--failures none/deeper' '--failures 0_fails.lua' '--failures 0_fails.lua/x' '--keylog none/k'; do
    # shellcheck disable=SC2086
    expect 3 "${option#* }: " "$vspa" test tests/z_hangs.lua $option
    one_line
done

# --- Ctrl-C: a terminal sends SIGINT to every process of the job. What has run is reported, in every form. ---
interrupted() { # interrupted WORDS ARGUMENT...: stopped when three results are there and the scenario that hangs has begun (-j4)
    local words=$1
    : >run.out
    shift
    perl -e 'setpgrp; $SIG{$_} = "DEFAULT" for qw(INT TERM HUP QUIT); exec @ARGV' -- \
        "$vspa" test -j4 0_fails.lua tests/a.lua tests/z_hangs.lua "$@" >run.out 2>run.err </dev/null &
    pid=$!
    three() { [ "$(grep -c "$1" run.out)" = 3 ]; }
    wait_until three "$words"
    kill -INT -- -$pid
    wait $pid
    got=$?
    [ $got = 1 ] || fail "an interrupted run ends with $got: $(cat run.err)"
    [ "$(cat run.err)" = "vspa: test: stopped: 1 of 4 scenarios did not run; what is reported has run" ] || fail "an interrupted run says: $(cat run.err)"
}
rm -rf vspa-failures
# A project that was fetched does not say where on this host files go; its user does.
mkdir elsewhere
ln -s elsewhere vspa-failures
expect 3 "test: vspa-failures: a symbolic link" "$vspa" test tests/a.lua
[ -z "$(ls elsewhere)" ] || fail "artifacts left the folder: $(ls elsewhere)"
expect 1 "" "$vspa" test tests/a.lua --failures elsewhere
[ -n "$(ls elsewhere)" ] || fail "no artifacts in the folder that was named"
rm -rf elsewhere vspa-failures
# Nor which of its files are run, and so copied to the artifacts.
mkdir -p linking/sub ../outside/deep
echo 'power:on() fail("outside")' >../outside/leaks.lua
cp ../outside/leaks.lua ../outside/deep
ln -s ../../outside/leaks.lua linking/leaks.lua
ln -s ../../outside/deep linking/deep
echo 'power:on() wait("1s")' >linking/sub/own.lua
ln -s sub/own.lua linking/alias.lua
expect 0 "linking/leaks.lua: left out: a link out of linking" "$vspa" test linking
grep -q "linking/deep: left out" out && grep -q "2 scenarios, 2 passed" out || fail "links out of a folder: $(cat out)"
expect 1 "outside" "$vspa" test linking/leaks.lua --failures elsewhere
rm -rf elsewhere linking ../outside
# Folders of its own: other tests run at the same time.
mkdir -m 700 runtime
export XDG_RUNTIME_DIR=$PWD/runtime
interrupted '^\(ok\|FAILED\)' --junit int.xml
grep -q '4 scenarios, 1 passed, 2 failed, 1 not run' run.out && ! grep -q crashed run.out || fail "an interrupted run reports: $(cat run.out)"
[ "$(ls vspa-failures)" = "$(printf '0_fails-lua\ntests-a-lua-fails')" ] || fail "an interrupted run keeps: $(ls vspa-failures)"
xmllint --noout --schema "$here/../scenario/junit.xsd" int.xml 2>xmllint || fail "JUnit of an interrupted run: $(cat xmllint)"
grep -q 'tests="4" failures="2" errors="1"' int.xml || fail "JUnit of an interrupted run: $(cat int.xml)"
interrupted '"event":"scenario"' --json
tail -1 run.out | grep -q '"not_run":1.*"ok":false,"exit":1}$' || fail "JSON of an interrupted run: $(tail -1 run.out)"
[ -z "$(ls -d "$TMPDIR"/vspa-* runtime/vspa-* 2>/dev/null)" ] || fail "an interrupted run leaves $(ls -d "$TMPDIR"/vspa-* runtime/vspa-*)"

# --- a folder of artifacts, downloaded elsewhere: no path of the project is needed ---
mkdir -p ../download "../another name/bin"
mv vspa-failures/tests-a-lua-fails "../download/it's here"
ln -s "$vspa" "../another name/bin/vspa"
cd .. && mv project gone
expect 1 "expected: x" env PATH="$work/another name/bin:$PATH" "download/it's here/again.sh"
grep -q "^FAILED tests/a.lua: fails" out && ! grep -q 'results may differ' out || fail "again.sh: $(cat out)"
[ -x "download/it's here/again/tests-a-lua-fails/again.sh" ] || fail "again.sh keeps nothing"
[ "$(cd "download/it's here/scenario" && find . -type f | sort | tr '\n' ' ')" = "./tests/a.lua ./tests/lib/inner.lua ./tests/lib/steps.lua " ] ||
    fail "the copies are $(find "download/it's here/scenario" -type f)"
expect 1 "expected: x" env VSPA="another name/bin/vspa" "download/it's here/again.sh"
expect 3 "again.sh: vspa: it does not run: install vspa " env PATH=/usr/bin:/bin "download/it's here/again.sh"
printf '#!/bin/sh\necho vspa 9.9\n' >other && chmod +x other
expect 0 "this is vspa 9.9, and it was $("$vspa" version) that failed" env VSPA=./other "download/it's here/again.sh"
# With releases of the user's own.
mkdir own && cp "$VSPA_IMAGES"/*.img own/
expect 1 "" "$vspa" test gone/tests/a.lua --images own --failures failures
mv own moved
expect 3 "own: no such folder: set VSPA_IMAGES" env -u VSPA_IMAGES VSPA="$vspa" failures/gone-tests-a-lua-fails/again.sh
expect 1 "expected: x" env VSPA_IMAGES=moved VSPA="$vspa" failures/gone-tests-a-lua-fails/again.sh
exit $failed
