#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A month with a resync each hour, looked at in a window at sixty places drawn at random: each shows what the trace has there,
# and the same as a window in which the record was only played to there. (./dev bench takes 200, and their time.)
. "$(dirname "$0")/lib.sh"
needs_window
a_unit_and_lab
"$vspa" run --unit u.flash --snapshot --seed 1 --lab lab --time warp --for 720h --record month.rec --trace-file trace >out 2>&1 || fail "the month: $(cat out)"
places() { # places SEED N: hours, in no order
    python3 -c 'import random, sys; r = random.Random(int(sys.argv[1])); print(",".join("%.3f" % (r.random() * 2592000) for i in range(int(sys.argv[2]))))' "$@"
}
looked() { expect 0 identical "$vspa" replay month.rec --window --hidden --size 900x600 "$@"; }
looked --shots away --at "$(places 1 60)"
[ "$(ls away/*.json | wc -l)" = 60 ] || fail "$(ls away/*.json | wc -l) places and not 60"
python3 -B "$here/window_past.py" trace away/*.json || fail "a moment is shown that was not so"
# The record ends there: it was played to there, and never looked at elsewhere. The slider aside, which has another end.
for at in $(places 1 60 | tr , "\n" | head -2); do
    looked --until "$at" --tree straight.json
    python3 - straight.json "away/$(printf %09.3f "$at").json" <<'P' || fail "$at s is another when others were looked at before"
import json, sys
straight, away = ([w for w in json.load(open(path))["widgets"] if not w["id"].startswith("past")] for path in sys.argv[1:])
assert len(straight) > 50 and straight == away, [(a, b) for a, b in zip(straight, away) if a != b][:2]
P
done
exit $failed
