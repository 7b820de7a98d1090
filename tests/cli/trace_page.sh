#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# emu/unit/TRACE.md tells every signal as the program does, and each line of a real trace has the form that it tells.
. "$(dirname "$0")/lib.sh"

"$vspa" new --unit u.flash >/dev/null
echo 'help signals' | "$vspa" console --unit u.flash --off >signals
[ "$(wc -l <signals)" -gt 20 ] || fail "the console lists no signals"
sed -n '/^## Signals/,$p' "$here/../../emu/unit/TRACE.md" | sed -n '/^```$/,/^```$/p' | sed '1d;$d' >page
diff -u page signals || fail "emu/unit/TRACE.md is not current: put the output of 'help signals' there"

"$vspa" demo --trace-file trace >/dev/null 2>&1 || fail "the demo ends with $?"
names=$(awk '{print $1}' signals | sed 's/\./\\./g' | paste -sd'|')
units='wan|lan|power|internet|ethernet|phone1|phone2|[0-9]+'
form="^ {0,7}[0-9]+\.[0-9]{6} ($names)(\[($units)\])?( .*)?$"
wrong=$(grep -vcE "$form" trace)
[ "$wrong" -eq 0 ] || fail "$wrong lines are not as the page says: $(grep -vE "$form" trace | head -3)"
awk '$1 + 0 < last { exit 1 } { last = $1 + 0 }' trace || fail "time goes back"
exit $failed
