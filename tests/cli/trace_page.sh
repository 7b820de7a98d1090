#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# docs/trace.md matches the tables of the program, and each line of a real trace has a form that it documents.
. "$(dirname "$0")/lib.sh"
page=$here/../../docs/trace.md

"$vspa" new --unit u.flash >/dev/null
echo 'help signals' | "$vspa" console --unit u.flash --off >signals
[ "$(wc -l <signals)" -gt 20 ] || fail "the console lists no signals"
echo 'help trace' | "$vspa" console --unit u.flash --off >made
diff -u "$page" made || fail "docs/trace.md is not current: put the output of the console's 'help trace' there"

"$vspa" demo --trace-file trace >/dev/null 2>&1 || fail "the demo ends with $?"
names=$(awk '{print $1}' signals | sed 's/\./\\./g' | paste -sd'|')
units='wan|lan|power|internet|ethernet|phone1|phone2|[0-9]+'
form="^ {0,7}[0-9]+\.[0-9]{6} ($names)(\[($units)\])?( .*)?$"
wrong=$(grep -vcE "$form" trace)
[ "$wrong" -eq 0 ] || fail "$wrong lines are not as the page says: $(grep -vE "$form" trace | head -3)"
# A number never stands alone: it has a name, which the page documents for that signal.
wrong=$(grep -cE '^ *[0-9.]+ [^ ]+ -?[0-9]+( |$)' trace)
[ "$wrong" -eq 0 ] || fail "$wrong lines have a number without a name"
for pair in $(sed -nE 's/^ *[0-9.]+ ([a-z.]+)(\[[^]]*\])? ([a-z0-9_]+)=-?[0-9]+( .*|$)/\1:\3/p' trace | sort -u); do
    awk -v s="${pair%%:*}" '/^## / { on = $0 == "## " s } on || index($0, "| `" s "` |") == 1' "$page" | grep -qF "\`${pair##*:}=\`" ||
        fail "the page has no field ${pair##*:} of ${pair%%:*}"
done
awk '$1 + 0 < last { exit 1 } { last = $1 + 0 }' trace || fail "time goes back"
exit $failed
