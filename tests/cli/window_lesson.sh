#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Two lessons in the window, by the pointer and the keyboard, on a display of its own; what the window keeps from a trainee in an exam.
. "$(dirname "$0")/lib.sh"
. "$here/display.sh"
export SDL_AUDIODRIVER=dummy

for lesson in T01 T03; do
    printf 'show\nquit\n' | "$vspa" train play $lesson --seed 1 --window --hidden --size 1280x800 --tree tree.json --name Bert --scores s.db >out 2>&1
    echo quit | "$vspa" train play $lesson --seed 1 --window --hidden --size 1280x800 --tree offer.json >out 2>&1
    printf 'lift\n****\nwait 3s\n737738#\nwait 3s\nhang\n' | "$vspa" train play $lesson --seed 1 --name Carl --scores s.db >out 2>&1
    "$vspa" train play $lesson --seed 1 --window --size 1280x800 --scale 1 --time x4 --name Anna --scores s.db --tree last.json \
        >played 2>&1 </dev/null & player=$!
    timeout 1400 python3 "$here/window_lesson.py" $lesson || { fail "$lesson: the hands: $(tail -5 played)"; kill $player; }
    wait $player
    [ $? = 0 ] || fail "$lesson is not passed: $(tail -20 played)"
    grep -q '^100/100 passed' played || fail "$lesson: $(tail -20 played)"
done
# F9: all trainees, as the file has them.
python3 - <<'P' || fail "the trainer's view"
import json
text = " ".join(w["name"] + w["value"] for w in json.load(open("last.json"))["widgets"] if w["id"].startswith("trainer."))
for told in ("All trainees", "Anna: 1/1", "T01 100 ✓", "Bert: 0/2", "T03 0 ✗", "A code that does not exist (G4): "):
    assert told in text, (told, text)
P

# The pictures of the page for trainers are made, each that it shows, and no other.
mkdir pictures
bash "$here/../../docs/pictures/training.sh" "$vspa" pictures >out 2>&1 || fail "the pictures: $(cat out)"
[ "$(cd pictures && ls training-*.png)" = "$(grep -o 'training-[a-z]*\.png' "$here/../../docs/training.md" | sort -u)" ] || fail "docs/training.md shows others"

# An exam: the panel has the caller, questions, causes and deeds; neither goals, hints, the report nor facts.
printf 'look\nlog\nquit\n' | "$vspa" train play T18 --mode exam --seed 7 --window --hidden --tree exam.json >out 2>&1
printf 'look\nquit\n' | "$vspa" train play T01 --voice-only --seed 7 --window --hidden --tree voice.json >out 2>&1
python3 - <<'P' || fail "the window shows what it must not"
import json
exam = json.load(open("exam.json"))["widgets"]
text = json.dumps(exam)
for told in ("name the cause", "Hint", "Goals", "192.168", "000E08", "5.2.10", "resync", "fw.", "looking for", "GPP_A"):
    assert told not in text, told
ids = [w["id"] for w in exam]
assert not [i for i in ids if i.startswith(("row.", "fact.", "changed.", "acts", "side.", "pages", "act."))], ids
assert "lesson.done" in ids and "lamp.power" in ids
voice = [w["id"] for w in json.load(open("voice.json"))["widgets"]]
assert "lesson.done" in voice and not [i for i in voice if i.startswith("lamp.") and i != "lamp.hint"], voice
P
exit $failed
