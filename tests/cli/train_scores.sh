#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Scores of trainees: what is kept, a kill, two writers at once, a full disk, what no database is; the report in its three forms.
. "$(dirname "$0")/lib.sh"
if [ "${VSPA_DISK:-}" = "" ] && unshare --mount --map-root-user true 2>/dev/null; then
    VSPA_DISK=$work/disk TMPDIR=$work exec unshare --mount --map-root-user bash "$here/train_scores.sh" "$vspa"
fi
good=$'look\nask 1\ndiagnosis\nlift\n****\nwait 3s\n110#\nwait 8s\n140#\nwait 8s\n150#\nwait 6s\nhang'
half=$'lift\n****\nwait 3s\n110#\nwait 8s\nhang'
play() { printf '%s\n' "$1" | "$vspa" train play T01 --scores s.db --name "$2" --seed 1 >out 2>&1; }

play "$half" "Anna \"A\", x"
[ $? = 1 ] || fail "a missed goal passes: $(cat out)"
play "$good" Bert || fail "a good play does not pass: $(cat out)"
play quit Cora
printf '%s\n' "$good" | "$vspa" train play T01 --seed 1 >out 2>&1 || fail "without a name: $(cat out)"
expect 0 "Goals that are missed most" "$vspa" train report --scores s.db
[ "$(stat -c %a s.db)" = 600 ] || fail "others may read the names"
python3 - "$vspa" <<'P' || fail "the report is not what was played"
import csv, io, json, subprocess, sys
run = lambda *a: subprocess.run([sys.argv[1], "train", "report", "--scores", "s.db", *a], capture_output=True, text=True, check=True).stdout
rows = list(csv.DictReader(io.StringIO(run("--csv"))))
assert [r["name"] for r in rows] == ['Anna "A", x', "Bert", "Cora"], rows
assert [r["points"] for r in rows][2] == "0" and rows[2]["ended"] == "left", rows
assert set(rows[0]["missed"].split()) == {"mac", "firmware"} and rows[1]["missed"] == "", rows
assert rows[1]["passed"] == "1" and int(rows[1]["points"]) >= 95 and rows[1]["medal"] == "gold", rows[1]
all_ = json.loads(run("--json"))
assert {g["goal"]: g["missed"] for g in all_["goals"]} == {"mac": 1, "firmware": 1}, all_["goals"]
assert [p["name"] for p in all_["progress"]] == ['Anna "A", x', "Bert", "Cora"]
assert json.loads(run("--json", "--name", "Bert"))["goals"] == []
assert len(list(csv.DictReader(io.StringIO(run("--csv", "--lesson", "T99"))))) == 0
P
# Nothing of the case is in it.
! grep -qaE 'seed|192\.168|diagnosis|110#' s.db || fail "the file tells of the case"

# A lesson that has changed since is told, by the hash that sha256sum prints; a file of the version before gets the column.
mkdir lessons && cp "$here"/../../emu/lesson/course/T01.lua lessons
old=$(sha256sum lessons/T01.lua | head -c 16)
python3 - <<'P'
import sqlite3
table = "began name lesson version level mode voice_only ended points passed medal goals evidence no_harm economy slips hint_points hints customer_s real_s"
c = sqlite3.connect("old.db")
c.execute(f"CREATE TABLE attempt (id INTEGER PRIMARY KEY, {' NOT NULL, '.join(table.split())} NOT NULL)")
c.execute("INSERT INTO attempt VALUES (NULL, '2026-01-01T00:00:00Z', 'Old', 'T01', 1, 1, 'learn', 0, 'closed', 88, 1, 'gold', 60, 15, 13, 0, 0, 0, 0, 9.0, 20)")
c.commit()
P
play_old() { printf '%s\n' "$good" | "$vspa" train play T01 --lessons lessons --scores old.db --name "$1" --seed 1 >out 2>&1 || fail "$1: $(tail -3 out)"; }
changed() { "$vspa" train report --scores old.db --lessons lessons --json | python3 -c 'import json, sys; print([(r["tries"], r["sha256"]) for r in json.load(sys.stdin)["changed"]])'; }
play_old Anna
[ "$(changed)" = "[]" ] || fail "an unchanged lesson: $(changed)"
echo '-- another word' >>lessons/T01.lua
play_old Bert
[ "$(changed)" = "[(1, '$old')]" ] || fail "a changed lesson: $(changed)"
expect 0 "$old" "$vspa" train report --scores old.db --lessons lessons
expect 0 Old "$vspa" train report --scores old.db --csv
python3 -c 'import sqlite3; c = sqlite3.connect("old.db"); c.execute("PRAGMA user_version = 99"); c.commit()'
expect 3 "made by a newer version of vspa" "$vspa" train report --scores old.db
one_line

# --watch prints again when another process has kept a score.
expect 2 "--watch shows tables" "$vspa" train report --scores s.db --watch --csv
"$vspa" train report --scores s.db --watch >watched & watcher=$!
timeout $HANG_S sh -c 'until grep -q mistakes watched; do sleep 0.05; done' || fail "--watch prints nothing"
play quit Dora
timeout $HANG_S sh -c 'until grep -q Dora watched; do sleep 0.05; done' || fail "--watch does not see a new score"
kill -INT $watcher
kill $watcher 2>/dev/null
wait $watcher 2>/dev/null

# Two writers, ten scores each, and a third one that is killed all the time: none of the twenty is lost.
for w in 1 2; do
    (for i in $(seq 10); do play quit "writer$w" || true; done) &
    writers="${writers:-} $!"
done
for i in $(seq 6); do
    printf 'quit\n' | "$vspa" train play T01 --scores s.db --name killed >/dev/null 2>&1 &
    victim=$!
    read -rt "0.0$i" <> <(:) || true
    kill -9 $victim 2>/dev/null
    wait $victim 2>/dev/null
done
wait $writers
"$vspa" train report --scores s.db --csv >all.csv || fail "not readable after kills"
[ "$(grep -c 'writer[12]' all.csv)" = 20 ] || fail "of 20 scores $(grep -c 'writer[12]' all.csv) are kept"
python3 -c '
import sqlite3
assert sqlite3.connect("s.db").execute("PRAGMA integrity_check").fetchone() == ("ok",)' || fail "the file is damaged"

# Who is interrupted has left: no points, also without a terminal.
mkfifo hands
"$vspa" train play T01 --scores s.db --name stopped --seed 1 <hands >out 2>&1 &
player=$!
exec 9>hands
timeout $HANG_S sh -c 'until grep -q "closes the case" out; do sleep 0.05; done' || fail "a lesson on a pipe does not begin"
kill -TERM $player
wait $player
[ $? = 1 ] || fail "an interrupted lesson: exit $?"
exec 9>&-
"$vspa" train report --scores s.db --csv --name stopped | grep -q ',left,0,' || fail "an interrupted lesson is not left: $(cat out)"

# What cannot be kept is told before the lesson, in one line.
echo 'no database, but long enough to be looked at as one by its first page' >text.db
for i in $(seq 9); do cat text.db text.db >longer && mv longer text.db; done
expect 3 "text.db: file is not a database" "$vspa" train play T01 --scores text.db --name Dora
one_line
expect 3 "unable to open database file" "$vspa" train play T01 --scores /nonexistent/s.db --name Dora
one_line
expect 3 "no lesson was scored yet" "$vspa" train report --scores none.db
expect 2 "give one of them" "$vspa" train report --scores s.db --csv --json

# A disk that becomes full while the lesson runs: the judgement is shown, the error says that it is not kept, and the file is whole.
if [ -n "${VSPA_DISK:-}" ] && mkdir -p "$VSPA_DISK" && mount -t tmpfs -o size=256k vspa "$VSPA_DISK" 2>/dev/null; then
    trap 'umount "$VSPA_DISK"; rm -rf "$work"' EXIT
    printf 'quit\n' | "$vspa" train play T01 --scores "$VSPA_DISK/s.db" --name first >/dev/null 2>&1
    mkfifo lines
    "$vspa" train play T01 --scores "$VSPA_DISK/s.db" --name second --seed 1 <lines >out 2>&1 &
    player=$!
    exec 9>lines
    wait_until grep -q "closes the case" out || fail "a lesson on a pipe does not begin"
    head -c 300k /dev/zero >"$VSPA_DISK/filler" 2>/dev/null
    printf '%s\n' "$good" >&9
    exec 9>&-
    wait $player
    [ $? = 3 ] || fail "a full disk: $(tail -3 out)"
    grep -q '/100' out || fail "a full disk: no judgement: $(tail -3 out)"
    grep -q '^vspa: .*s\.db: .*the score is not kept' out || fail "a full disk is not told: $(tail -3 out)"
    rm "$VSPA_DISK/filler"
    expect 0 "first" "$vspa" train report --scores "$VSPA_DISK/s.db"
    ! grep -q second out || fail "half a score is kept"
fi
exit $failed
