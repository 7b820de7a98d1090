# SPDX-License-Identifier: MIT
# The same run each time, whatever the host does: every scenario of the project while `stress` keeps more processes busy
# than there are processors, and once more alone, from another process. Not an event, a frame or a sample may differ.
# VSPA_STRESS_ROUNDS=100 is the long form: so many rounds more, compared by their traces.
. "$(dirname "$0")/servers"

flow=$(readlink -f "$(dirname "$0")/../flow")
rounds=${VSPA_STRESS_ROUNDS:-0}
cd "$WORK"
stress --cpu $((2 * $(nproc))) >/dev/null 2>&1 &
echo $! >>pids
[ "$rounds" = 0 ] || "$VSPA" test "$flow" --jobs "$(nproc)" --quiet --repeat "$rounds" --real-limit 10m
"$VSPA" test "$flow" --jobs "$(nproc)" --quiet --keep all --failures busy --real-limit 10m >told
grep -q ", 0 passed" told && exit 1
echo "# $(tail -1 told)"
xargs kill <pids
: >pids
"$VSPA" test "$flow" --jobs "$(nproc)" --quiet --keep all --failures alone --real-limit 10m
n=$("$VSPA" test "$flow" --list | wc -l)
[ "$(ls busy | wc -l)" -eq "$n" ]
diff -r busy alone
