#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# vspa show, --snapshot, and inputs that are something else than the command wants: one line that says what they are.
. "$(dirname "$0")/lib.sh"
export VSPA_IMAGES=$(dirname "$vspa")/images

mkdir lab
cat >lab/spa2102.cfg <<'XML'
<flat-profile><GPP_A ua="rw">a &amp; "b"</GPP_A><GPP_B>À “Я” – é</GPP_B><GPP_SA>hidden</GPP_SA><Admin_Passwd>x1</Admin_Passwd>
<Resync_Periodic>90</Resync_Periodic></flat-profile>
XML
"$vspa" new --unit u.flash --mac 000E08112233 --serial FM500K000007 >out || fail "new"
cp u.flash before.flash

# A snapshot takes the profile and leaves the file; a run does not.
expect 0 "" "$vspa" run --unit u.flash --lab lab --time warp --until fw.resync=done --for 1h --snapshot
cmp u.flash before.flash || fail "--snapshot changed the unit file"
expect 0 "0 of " "$vspa" show u.flash
expect 0 "" "$vspa" run --unit u.flash --lab lab --time warp --until fw.resync=done --for 1h
cmp -s u.flash before.flash && fail "a run changed nothing"

cp u.flash kept.flash
expect 0 "MAC 000E08112233, serial FM500K000007, hardware 1.3.5(a), client certificate installed" "$vspa" show u.flash
for words in "good, SPA-2102 3.3.6" "blank" "A: the confirmed bank" "5 of " '"90" (default "3600")' 'user access rw (default na)' \
             'Admin_Passwd                  "****"'; do
    grep -qF -- "$words" out || fail "show: no '$words': $(cat out)"
done
grep -qE 'hidden|x1' out && fail "show tells a secret"
expect 0 '"in_use": false' "$vspa" show u.flash --json
grep -qE '"hidden"|"x1"' out && fail "show --json tells a secret"
expect 0 '"hidden"' "$vspa" show u.flash --show-secrets
cmp u.flash kept.flash || fail "show wrote to the unit file"

# Another unit that takes the profile has the same settings; as XML, and as the text that the compiler reads.
"$vspa" show u.flash --show-secrets | sed 1,/^parameters/d >settings
mkdir xml text
"$vspa" show u.flash --xml --show-secrets >xml/spa2102.cfg
grep -qF '>À “Я” – é</GPP_B>' xml/spa2102.cfg || fail "show --xml: other characters: $(grep -a GPP_B xml/spa2102.cfg)"
"$vspa" show u.flash --text --show-secrets >text.txt
expect 0 "spa2102.cfg" "$vspa" spc text.txt text/spa2102.cfg
for form in xml text; do
    "$vspa" new --unit $form.flash >out || fail "new"
    expect 0 "" "$vspa" run --unit $form.flash --lab $form --time warp --until fw.resync=done --for 1h
    "$vspa" show $form.flash --show-secrets | sed 1,/^parameters/d | diff settings - || fail "--$form is not the unit"
done
expect 0 "<!-- GPP_SA: secret" "$vspa" show u.flash --xml
expect 0 "0 errors" "$vspa" lint xml/spa2102.cfg --fail-on error

# While a unit runs on the file.
mkfifo keys
"$vspa" console --unit u.flash --time real keys >console.out 2>&1 &
pid=$!
exec 3>keys
until "$vspa" show u.flash --json 2>/dev/null | grep -q '"in_use": true'; do
    kill -0 $pid 2>/dev/null || { fail "the console ended: $(cat console.out)"; break; }
done
expect 0 "a process runs this unit" "$vspa" show u.flash
expect 0 "" "$vspa" run --unit u.flash --snapshot --time warp --for 1m
exec 3>&-
wait $pid

# A unit without a good bank: its identity is shown all the same.
"$vspa" new --unit dead.flash >out && echo corrupt | "$vspa" console --unit dead.flash --off >out 2>&1
expect 0 "cannot be read without a good bank" "$vspa" show dead.flash
expect 1 "without a good bank" "$vspa" show dead.flash --xml
one_line

# Something else than the command wants.
head -c 100 /dev/urandom >noise
"$vspa" run --unit u.flash --time warp --for 1m --record r.rec >out 2>&1
head -c 90 r.rec >cut.rec
printf '\037\213' >z.gz
while IFS='|' read -r code words command; do
    expect "$code" "$words" bash -c "$command"
    [ "$code" = 0 ] || one_line
done <<ROWS
3|not a unit file|"$vspa" show noise
3|not a unit file|"$vspa" show xml/spa2102.cfg
3|No such file|"$vspa" show none
2|give one of them|"$vspa" show u.flash --xml --text
0|000e08112233|"$vspa" pki show u.flash
2|XML, which a unit takes as it is|"$vspa" spc xml/spa2102.cfg out.cfg
2|a unit file: 'vspa show FILE --text'|"$vspa" spc u.flash out.cfg
2|a gzip file|"$vspa" spc z.gz out.cfg
3|choose one of|"$vspa" explain --rule tftp://h/f --release 9.9.9
3|choose one of|"$vspa" lint xml/spa2102.cfg --release 9.9.9
3|choose one of|"$vspa" new --unit x.flash --release 9.9.9
0|SPA-2102|"$vspa" image inspect 5.2.10
0|SPA-2102|"$vspa" image inspect spa2102-5.2.10.img
0|certificates-never-expire|"$vspa" run --quirk ?
3|/proc/nothing: the folder cannot be made|XDG_DATA_HOME=/proc/nothing/data "$vspa" new
3|no home folder|env -u HOME -u XDG_DATA_HOME "$vspa" new
3|cut off before the unit's flash|"$vspa" replay --partial cut.rec
ROWS
exit $failed
