#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The states of the lesson's panel as one golden text: offered, running, a mistake, waiting, hints, done, not passed, broken, in an
# exam, by voice only, in German. VSPA_GOLDEN_UPDATE=1 writes it anew.
. "$(dirname "$0")/lib.sh"
golden=$(cd "$here/../golden" && pwd)/window_lesson.txt
[ -e "$(dirname "$vspa")/vspa-window.so" ] || { echo "left out: built without SDL2, SDL2_ttf or cairo"; exit 0; }
export LSAN_OPTIONS=detect_leaks=0 # SDL keeps what libdbus gave it

# state NAME LESSON OPTIONS... <<< what is typed: the panel when the trainee leaves, or at the end
state() {
    local name=$1 lesson=$2
    shift 2
    "$vspa" train play "$lesson" --seed 1 --window --hidden --size 1280x800 --tree tree.json "$@" >out 2>&1 || [ $? -le 2 ] || fail "$name: $(tail -3 out)"
    echo "## $name"
    python3 - <<'P'
import json
rows = {}
for w in json.load(open("tree.json"))["widgets"]:
    parts = w["id"].split(".")
    if parts[0] in ("lesson", "trainer"):
        rows.setdefault(parts[1] if parts[1:2] != ["log"] else ".".join(parts[1:3]), []).append(w)
for name, lines in rows.items():
    first, text = lines[0], " ".join((w["name"] or w["value"]).strip() for w in lines)
    print(f"{name}: {text}" + (f"  [{first['act']}]" if first["act"] else "") + ("  (pressed)" if "active" in first["states"] else ""))
P
}
course=$here/../../emu/lesson/course
sed 's/is = function() return heard("main_menu") end/is = function() return nothing.at_all end/' "$course/../skeleton.lua" >broken.lua

{
    state offered T01 <<<quit
    state "offered, in German" T18 --language de <<<quit
    state running T01 <<<$'look\nask 1\ndiagnosis ask\nlift\n****\nwait 3s\n110#\nwait 8s\nquit'
    state "a mistake" T01 <<<$'lift\n****\nwait 3s\n737738#\nwait 3s\nquit'
    state waiting T01 <<<$'power off\nwait 2s\npower on\nwait 2s\nquit'
    state "hints, the third one" T03 <<<$'hint\nhint\nhint\nquit'
    state "a deed that is being done" T10 <<<$'have 1\nwait 1m\nquit'
    state done T01 <<<$'look\nask 1\ndiagnosis ask\nlift\n****\nwait 3s\n110#\nwait 8s\n140#\nwait 8s\n150#\nwait 6s\nhang'
    state "not passed, in German" T01 --language de <<<$'lift\n****\nwait 3s\n110#\nwait 8s\nhang'
    state broken broken.lua <<<$'lift\n****\nwait 3s'
    state "an exam" T01 --mode exam <<<$'look\nlift\n****\nwait 3s\n110#\nwait 8s\nquit'
    state "an exam, judged" T01 --mode exam <<<$'look\nlift\n****\nwait 3s\n110#\nwait 8s'
    state "voice only" T01 --voice-only <<<$'look\nquit'
} >states
[ -z "${VSPA_GOLDEN_UPDATE:-}" ] || cp states "$golden"
diff "$golden" states >differs || fail "another panel: $(head -40 differs)"

# What was offered only is no attempt; what was begun and left is one.
for line in quit $'look\nquit'; do
    printf '%s\n' "$line" | "$vspa" train play T01 --seed 1 --window --hidden --name Anna --scores s.db >out 2>&1
done
expect 0 Anna "$vspa" train report --scores s.db --csv
[ "$(grep -c Anna out)" = 1 ] || fail "attempts: $(cat out)"
exit $failed
