#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The states of the lesson's panel as one golden text: offered, running, a mistake, waiting, hints, done, not passed, broken, in an
# exam, by voice only, in German and French. VSPA_GOLDEN_UPDATE=1 writes it anew.
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
    first, text = lines[0], " ".join((w["name"] or w["value"]).replace("\n", " ").strip() for w in lines)
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
    state "running, in French" T03 --language fr <<<$'look\nask 1\nlift\n****\nwait 3s\n877778#\nhang\nindice\nquit'
    state broken broken.lua <<<$'lift\n****\nwait 3s'
    state "an exam" T01 --mode exam <<<$'look\nlift\n****\nwait 3s\n110#\nwait 8s\nquit'
    state "an exam, judged" T01 --mode exam <<<$'look\nlift\n****\nwait 3s\n110#\nwait 8s'
    state "voice only" T01 --voice-only <<<$'look\nquit'
} >states
[ -z "${VSPA_GOLDEN_UPDATE:-}" ] || cp states "$golden"
diff "$golden" states >differs || fail "another panel: $(head -40 differs)"

# In the smallest window a mistake, whose row is out of sight, is told above the lamps; buttons are as large as a finger wants them, and a
# bar says that there is more.
for language in en de fr; do
    printf 'lift\n****\nwait 3s\n737738#\nwait 3s\nquit\n' | "$vspa" train play T01 --seed 1 --window --hidden --size 800x500 --language $language \
        --tree "mistake-$language.json" >out 2>&1
    printf 'look\nquit\n' | "$vspa" train play T01 --seed 1 --window --hidden --size 1280x800 --language $language --tree "whole-$language.json" >out 2>&1
    echo quit | "$vspa" train play T18 --seed 1 --window --hidden --size 800x500 --language $language --tree "offer-$language.json" >out 2>&1
done
python3 "$here/window_tree.py" mistake-*.json whole-*.json offer-*.json || fail "a lesson's scene is not as it must be"
python3 - <<'P' || fail "the smallest window"
import json
for language, told in ("en", "! A code that does not exist (-2)"), ("de", "! Einen Code gewählt, den es nicht gibt (-2)"), ("fr", "! Un code qui n’existe pas (-2)"):
    small, whole, offer = ({w["id"]: w for w in json.load(open(f"{name}-{language}.json"))["widgets"]} for name in ("mistake", "whole", "offer"))
    assert small["banner"]["value"] == told, small["banner"]
    assert small["banner"]["rect"][1] + small["banner"]["rect"][3] <= small["lamp.power"]["rect"][1], "over the lamps"
    assert "side.bar" in small and "side.bar" not in whole and "lesson.done" in whole, "the bar"
    assert offer["lesson.begin"]["rect"][3] >= 28, offer["lesson.begin"]
P

# In the stretched language a lesson is in English.
printf 'look\nquit\n' | "$vspa" train play T01 --seed 1 --window --hidden --language xx --tree tree.json >out 2>&1 || [ $? = 1 ] || fail "xx: $(tail -3 out)"
grep -q '"Close the case"' tree.json && ! grep -q '"Lift"' tree.json || fail "xx: $(head -c 300 tree.json)"

# What was offered only is no attempt; what was begun and left is one.
for line in quit $'look\nquit'; do
    printf '%s\n' "$line" | "$vspa" train play T01 --seed 1 --window --hidden --name Anna --scores s.db >out 2>&1
done
expect 0 Anna "$vspa" train report --scores s.db --csv
[ "$(grep -c Anna out)" = 1 ] || fail "attempts: $(cat out)"
exit $failed
