#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Service codes: the list of docs/telephony.md is the console's, and explain knows each of them and what it changes.
. "$(dirname "$0")/lib.sh"
page=$here/../../docs/telephony.md

"$vspa" new --unit u.flash --release 5.2.10 >/dev/null
printf 'wait led[power]=on\nhelp codes\n' | "$vspa" console --unit u.flash 2>/dev/null | sed -n '/^Service codes/,$p' >codes
sed -n '/^Service codes of/,/^```/p' "$page" | grep -v '^```' >listed
diff -u listed codes || fail "docs/telephony.md is not current: put the output of the console's 'help codes' there"
[ "$(grep -c '^  [*#]' codes)" -ge 60 ] || fail "few codes: $(cat codes)"

# "  *74 KEY NUMBER#  store ...: Speed_Dial_2 to _9": its keys, dialled, are that code and change that parameter.
while IFS= read -r row; do
    code=$(awk '{print $1}' <<<"$row")
    case $row in *' KEY NUMBER# '*) follows='3 5551234#' ;; *' NUMBER# '*) follows='5551234#' ;; *) follows='' ;; esac
    effects=$(sed -nE 's/.*: ([A-Z][A-Za-z0-9_, ]+)( to _9)?$/\1/p' <<<"$row" | tr -d ',' | sed 's/Speed_Dial_2/Speed_Dial_3/; s/ to _9//')
    second=''
    [ "$code" != '*98' ] || second=F
    "$vspa" explain --release 5.2.10 --dial "$second$code $follows" --json >said || fail "explain --dial '$second$code $follows' ends with $?"
    grep -qF "\"code\": \"$code\"" said || fail "$code $follows is another code: $(cat said)"
    for effect in $effects; do
        grep -qF "\"element\": \"${effect}_1_\"" said || fail "$code $follows does not change $effect"
    done
    [ "$(grep -c '"old":' said)" = "$(wc -w <<<"$effects")" ] || fail "$code $follows changes something else: $(cat said)"
done < <(grep '^  [*#]' codes)

# A list of the proxy, and a service that one line lacks.
printf '%s\n' 'Feature_Dial_Services_Codes "*55`c`" ;' 'DND_Serv_2_ "No" ;' >custom.txt
"$vspa" new --unit v.flash --release 5.2.10 --rc --custom custom.txt >/dev/null || fail "no unit with a list of codes"
printf 'wait led[power]=on\nhelp codes\n' | "$vspa" console --unit v.flash >codes 2>&1
grep -qF '  *55 NUMBER#        a service of the proxy' codes || fail "no listed code: $(cat codes)"
grep -qF 'do not disturb: DND_Setting (not on line 2)' codes || fail "no line is named: $(cat codes)"
printf 'help codes\n' | "$vspa" console --unit v.flash --off >codes 2>&1 && fail "codes of a unit that is off"
grep -qF 'the unit is not running' codes || fail "a unit that is off says: $(cat codes)"

# What a code stores is in the unit file: a unit that may call unregistered, a handset, *72 and a number.
printf '%s\n' 'Make_Call_Without_Reg_1_ "Yes" ;' 'Resync_On_Reset "No" ;' >custom.txt
"$vspa" new --unit w.flash --release 5.2.10 --rc --custom custom.txt >/dev/null || fail "no unit that may call"
printf '%s\n' 'wait fw.net=UP' 'offhook 1' 'dial 1 ,*72,5551234#' 'wait ear[1]=tone confirm' 'onhook 1' |
    "$vspa" console --unit w.flash >said 2>&1 || fail "the console ends with $?: $(cat said)"
grep -qF 'sets Cfwd_All_Dest_1_ to 5551234' said || fail "the console does not tell it: $(cat said)"
"$vspa" show w.flash >shown 2>&1 || fail "show ends with $?"
grep -qE 'Cfwd_All_Dest_1_ .*5551234' shown || fail "vspa show does not show it: $(cat shown)"
exit $failed
