#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# ids.sh SWEEP BROKEN: the id that a failure prints repeats just that failure, a case repeated is the same to the last
# line of its trace, and an id that is none is refused.
set -euo pipefail
sweep=$1
broken=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    printf 'ids.sh: %s\n' "$*" >&2
    exit 1
}

# What the sweep over a journal that commits in the wrong order finds is found again by each id, in the same words; the
# right journal has no such failure.
"$broken" --quick --flow compaction --jobs 2 >"$work/found" || true
grep -E '^compaction:k[0-9]+[a-z0-9]*: ' "$work/found" | grep -v 'as another cut' >"$work/failures" || true
[ "$(wc -l <"$work/failures")" -ge 3 ] || fail "the broken journal is not seen: $(cat "$work/found")"
# The first, one of the middle, the last.
n=$(wc -l <"$work/failures")
for line in 1 $((n / 2)) "$n"; do
    failure=$(sed -n "${line}p" "$work/failures")
    id=${failure%%: *}
    if "$broken" --id "$id" >"$work/again"; then fail "$id is not found again"; fi
    [ "$(tail -1 "$work/again")" = "$failure" ] || fail "other words: '$(tail -1 "$work/again")', before: '$failure'"
    "$sweep" --id "$id" >"$work/again" || grep -q "no such operation" "$work/again" || fail "$id: $(cat "$work/again")"
done

# The same of a crash of the host that loses what nobody synced; with the syncs there is no such failure.
"$sweep" --crash --no-sync --quick --random 1 --flow downgrade --jobs 2 >"$work/found" || true
grep -E '^crash:downgrade:k[0-9a-z,]+: both banks were lost' "$work/found" >"$work/failures" ||
    fail "missing syncs are not seen: $(cat "$work/found")"
n=$(wc -l <"$work/failures")
for line in 1 $((n / 2)) "$n"; do
    failure=$(sed -n "${line}p" "$work/failures")
    id=${failure%%: *}
    if "$sweep" --no-sync --id "$id" >"$work/again"; then fail "$id is not found again"; fi
    [ "$(tail -1 "$work/again")" = "$failure" ] || fail "other words: '$(tail -1 "$work/again")', before: '$failure'"
    "$sweep" --id "$id" >"$work/again" || grep -q "no such operation" "$work/again" || fail "$id: $(cat "$work/again")"
done

for id in upgrade-http:k17t3,k2a compaction:k6t12 first-contact:k3f upgrade-tftp:k2x40 fall-back:k5r20971520 random:77 \
    oom:upgrade-http:m50 oom:provision-tftp:c7 crash:upgrade-http:k9c40 crash:factory-reset-full:k8a,k5c0; do
    for run in 1 2; do
        "$sweep" --id "$id" --trace >"$work/run$run" || fail "$id: $(tail -1 "$work/run$run")"
    done
    [ "$(wc -l <"$work/run1")" -gt 10 ] || fail "$id: no trace"
    cmp -s "$work/run1" "$work/run2" || fail "$id: two runs differ"
done

for id in nonsense upgrade-http upgrade-http: upgrade-http:k0b upgrade-http:k1b,k1b,k1b,k1b upgrade-http:k1f,k1b \
    random: random:x oom: oom:upgrade-http oom:upgrade-http:m0 oom:upgrade-http:x5 oom:nothing:m1 :k1b crash: crash:upgrade-http: crash:upgrade-http:k1 crash:upgrade-http:k0c1 \
    crash:nothing:k1c1 crash:upgrade-http:k1f,k1c1; do
    code=0
    "$sweep" --id "$id" >"$work/out" 2>&1 || code=$?
    [ "$code" = 2 ] && grep -q 'should be FLOW:FAULTS' "$work/out" || fail "--id '$id': exit $code: $(cat "$work/out")"
done
for id in upgrade-http:k9999b oom:upgrade-http:m999999 crash:upgrade-http:k9999c1 crash:upgrade-http:k9999a,k1c1; do
    code=0
    "$sweep" --id "$id" >"$work/out" 2>&1 || code=$?
    [ "$code" = 1 ] && grep -q 'the run has no such' "$work/out" || fail "--id '$id': exit $code: $(cat "$work/out")"
done
