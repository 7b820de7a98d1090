#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# vspa train: every lesson of the folder is played, alone and by the play of each other lesson; what is wrong in a lesson is told
# with file and line; the page for authors is current, and its examples can be declared.
. "$(dirname "$0")/lib.sh"
source_dir=$(cd "$here/../.." && pwd)
course=$source_dir/emu/lesson/course

# Perfect plays, mistakes, goals left out, nothing, drawn causes, other lessons' plays. What fails is printed. With sanitizers, which
# make a play ten times as long, a part of them; ./dev integration course plays all.
part=()
! "$vspa" version --json | grep -q '"sanitizers": true' || part=(--others 1 --seeds 4)
"$vspa" train check -j2 --foreign --quiet "${part[@]}" "$course" >out 2>&1 || fail "$(head -c 4000 out)"
expect 0 "T01" "$vspa" train list
# What a play does, a trainee can do: the perfect play of each lesson in the words of the desk has 100 points.
for file in "$course"/*.lua; do
    "$vspa" train solution "$file" >script 2>out || fail "$(cat out)"
    "$vspa" train play "$file" --seed 1 <script >out 2>&1 || fail "$(basename "$file"): its play at the desk: exit $?"
    grep -q '^100/100 passed' out || fail "$(basename "$file"): its play at the desk: $(tail -12 out)"
done
expect 0 "Die Papiere, bitte" "$vspa" train list --language de
expect 0 "Vos papiers" "$vspa" train list --language fr
expect 0 "Vos papiers" env LC_ALL=fr_FR.UTF-8 "$vspa" train list

[ "$("$vspa" train list | awk '{ print $3 }' | sort -c 2>&1)" = "" ] || fail "the list is not by level"

# What is typed wrongly is said, in the language of the lesson: the word or value; nothing is done.
while IFS='|' read -r language typed says; do
    printf '%s\n' "$typed" | "$vspa" train play T09 --language "$language" >out 2>&1
    sed -n 8,12p out | grep -qF "$says" || fail "'$typed' in $language: $(sed -n 8,12p out)"
done <<'TABLE'
en|lift 3|telephone: give 1 or 2
en|lokk|lokk: unknown: did you mean 'look'?
en|xyzzy|xyzzy: unknown: 'help' lists the words
en|ask 99|99: none of these:
en|diagnosis nothing|nothing: none of these:
en|flash|the handset is on-hook
de|flash|der Hörer ist aufgelegt
de|lampe|lampe: unbekannt: „lampen“ gemeint?
de|zieh usb|port: wan, lan, phone1 oder phone2 angeben
fr|flash|le combiné est raccroché
fr|voyant|vouliez-vous « voyants » ?
TABLE
printf 'help\n' | "$vspa" train play T09 --language de >out
grep -qxF '  wähl 1|2 KEYS                  auf diesem Telefon wählen' out && grep -qxF '  lampen                         die Lampen ansehen' out ||
    fail "the columns of the list of words: $(cat out)"

# A new lesson works, and is never written over another one.
expect 0 "a lesson that works" "$vspa" train new X01.lua
expect 0 "5 plays, 0 failed" "$vspa" train check X01.lua
expect 3 "X01.lua: File exists" "$vspa" train new X01.lua
expect 2 "not a lesson's name" "$vspa" train new 'X 01.lua'

# A wrong lesson does not hide the others.
mkdir folder && cp X01.lua folder && echo 'lesson{' >folder/W.lua
expect 2 "What is its address?" "$vspa" train list --lessons folder
expect 2 "wrong: folder/W.lua:2:" "$vspa" train list --lessons folder

# Errors with file and line: a change of the lesson | what is said
while IFS='|' read -r change said; do
    sed "$change" X01.lua >wrong.lua
    cmp -s wrong.lua X01.lua && fail "no change: $change"
    expect 2 "$said" "$vspa" train check wrong.lua
done <<'TABLE'
s/points = 40/points = 30/|wrong.lua:28: the points of all goals are 50: give 60
s/must = true, //|wrong.lua:1: no goal has must = true
s/after = "menu"/after = "manu"/|wrong.lua:31: goal address: after = "manu": no goal above has this id
s/{"address", function/{"adress", function/|"adress" is no goal above
s/right = "menu"/right = "many"/|right = "many": no answer has this id
/^hint{en = "Four/d|wrong.lua:1: three hint{} are needed
s/level = 1/level = 9/|wrong.lua:3: level: give a number from 1 to 4
s/, de = "Welche Adresse hat es?"//|wrong.lua:3: title: give {en = "...", de = "..."}
s/id = "X01"/id = "X 1"/|wrong.lua:3: id = "X 1": give letters, digits and _
s/^hint{en = "Four/hnt{en = "Four/|wrong.lua:36: hnt: no such word: did you mean 'hint'?
s/^unit{/power:on() unit{/|wrong.lua:13: a step outside of a function
s/points = 20,/points = 20, muts = true,/|wrong.lua:28: muts: no such key: did you mean 'must'?
s/source = "where the case is from"/source = 7/|wrong.lua:3: source: give a text
s/par = 20/par = 20, changes = {1, {}}/|wrong.lua:3: changes: give texts, at most 40
s/must = true/must = "yes"/|wrong.lua:31: must: give true or false
s/points = 20/points = 20.5/|wrong.lua:28: points: give a number from 1 to 60
s/is = function() return heard("main_menu") end/is = true/|wrong.lua:28: is: give a function
s/id = "address"/id = "menu"/|wrong.lua:31: goal menu: there is one already
s/{"cable", {.*/"cable",/|wrong.lua:19: answers: an answer is {"id", {en = ..., de = ...}}
s/{"cable", {.*//|wrong.lua:19: answers: give 3 to 5
s/^unit{/lesson{} unit{/|wrong.lua:13: lesson{}: there is one already
s/^unit{/draw{"one"} unit{/|wrong.lua:13: draw{}: give two causes at least
s/^unit{/deed{id = "d", text = {en="a",de="b"}, takes = "soon"} unit{/|wrong.lua:13: takes = "soon": give a time
s/^unit{/deed{id = "d", text = {en="a",de="b"}, calls = "1", act = print} unit{/|wrong.lua:13: calls: it has no act and takes
s/mistake{id = "G6"/mistake{id = "m", harm = 3, method = 2, text = {en="a",de="b"}, why = {en="a",de="b"}, seen = print/|wrong.lua:57: mistake m: give harm or method, not both
s/^play{/play{7,/|wrong.lua:39: play: step 1: give a function
s/^lesson{/goal("x") lesson{/|wrong.lua:3: give a table, as in goal{id = "address", ...}
s/^unit{/while true do end unit{/|wrong.lua:13: the script has run 20000000 instructions
s/^unit{/os.execute("true") unit{/|wrong.lua:13: os: scenarios cannot access the host
TABLE

# What does not come out is told, too: a change | what is said
while IFS='|' read -r change said; do
    sed "$change" X01.lua >wrong.lua
    expect 1 "$said" "$vspa" train check wrong.lua
done <<'TABLE'
s/effort = 9/effort = 8/|write effort = 9
s/    look()//|look() is missing
s/    choose("menu")/    choose("cable")/|choose() of the right diagnosis is missing
s/, after = "menu"//|goal address is lost without the steps of goal menu
s/dial("\*\*")/dial("****")/|mistake G6: its play does not show it
s/heard("192.168.1.100")/heard("192.168.1.101")/|goal address is not reached
s/phone\[1\]:hears("192.168.1.100")/phone[1]:hears("192.168.1.9")/|wrong.lua:52: phone[1] hears "192.168.1.9"
s/heard("main_menu")/haerd()/|wrong.lua:30: haerd: no such word: did you mean 'heard'?
s/    look()/    ask("none")/|wrong.lua:41: ask("none"): no question{} has this id
s/    look()/    choose("none")/|wrong.lua:41: choose("none"): no answer of diagnosis{} has this id
s/    look()/    open_menu(3)/|phone: there is no 3
s/    look()/    reset("73738", {telephon = 2})/|wrong.lua:41: reset(): no such option: telephon
s/^unit{/start(function() error("boom") end) unit{/|start: wrong.lua:13: boom
TABLE

# The page for authors: current, and each example can be declared, or runs in a play or a condition.
"$vspa" train reference | cmp - "$source_dir/emu/lesson/reference.md" ||
    fail "emu/lesson/reference.md is not current: vspa train reference > emu/lesson/reference.md"
"$vspa" train reference | python3 "$here/train_examples.py" "$vspa" X01.lua || fail "an example of the page does not work"
exit $failed
