#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# vspa diff: by meaning, in each form and each pair of kinds; what it says of a resync is what the resync does.
. "$(dirname "$0")/lib.sh"
source_dir=$(readlink -f "$here/../..")
export VSPA_IMAGES=$(dirname "$vspa")/images

cat >a.xml <<'XML'
<flat-profile><GPP_A ua="rw">one</GPP_A><Resync_On_Reset>1</Resync_On_Reset><GPP_SA>first</GPP_SA><Gone>x</Gone>
<Resync_Periodic>90</Resync_Periodic></flat-profile>
XML
# The same: order, spelling of a yes, blanks, comments, doubles of which the last one counts.
cat >same.xml <<'XML'
<?xml version="1.0"?><!-- other --><flat-profile><Resync_Periodic>1</Resync_Periodic><Resync_Periodic> 90 </Resync_Periodic>
<Gone>x</Gone><GPP_SA>first</GPP_SA><Resync_On_Reset>Yes</Resync_On_Reset><GPP_A ua="rw">one</GPP_A></flat-profile>
XML
gzip -k same.xml
printf 'GPP_A ! "one" ;\nResync_On_Reset "yes" ;\nGPP_SA "first" ;\nGone "x" ;\nResync_Periodic "90" ;\n' >same.txt
"$vspa" spc same.txt same.cfg >out 2>&1 || fail "spc"
for other in a.xml same.xml same.xml.gz same.txt same.cfg; do
    expect 0 "no parameter differs" "$vspa" diff a.xml $other
    expect 0 '"equal": true' "$vspa" diff $other a.xml --json
done

cat >b.xml <<'XML'
<flat-profile><GPP_A ua="ro">two</GPP_A><Resync_On_Reset>no</Resync_On_Reset><GPP_SA>second</GPP_SA><GPP_B/>
<Resync_Periodic>soon</Resync_Periodic><Proxy_1_>sip.example.com</Proxy_1_></flat-profile>
XML
expect 1 "" "$vspa" diff a.xml b.xml
for words in '~ GPP_A  *"one" -> "two", default "", user access rw -> ro' '~ Resync_On_Reset  *"Yes" -> "No", default "Yes"' \
             '~ GPP_SA  *"\*\*\*\*" -> "\*\*\*\*"' '- Gone  *"x".*no such parameter' '+ GPP_B  *no value' \
             '~ Resync_Periodic  *"90" -> no value, default "3600"; a value that the unit refuses' '+ Proxy_1_  *"sip.example.com"'; do
    grep -q -- "$words" out || fail "no '$words': $(cat out)"
done
grep -qE 'first|second' out && fail "a secret is told"
expect 1 '"second"' "$vspa" diff a.xml b.xml --json --show-secrets

# A unit and a profile: what the resync changes. Then it does, and nothing is left to change.
mkdir lab
cp b.xml lab/spa2102.cfg
"$vspa" new --unit u.flash --mac 000E08112233 --serial FM1 >out || fail "new"
cp u.flash factory.flash
expect 1 '"sip.example.com"' "$vspa" diff u.flash b.xml
cp out before
grep -qE 'Gone|GPP_B|Resync_Periodic' before && fail "what cannot change is told: $(cat before)"
"$vspa" diff b.xml u.flash | diff - before || fail "the order of unit and profile counts"
expect 0 "" "$vspa" run --unit u.flash --lab lab --time warp --until fw.resync=done --for 1h
expect 0 "no parameter differs" "$vspa" diff u.flash b.xml
expect 1 "" "$vspa" diff factory.flash u.flash
diff <(sort out) <(sort before) || fail "the resync changed something else than was told"
expect 0 "no parameter differs" "$vspa" diff u.flash u.flash
"$vspa" new --unit v.flash --mac 000E08112244 --serial FM2 --release 5.2.10 >out || fail "new"
expect 1 "~ mac: 000E08112233 -> 000E08112244" "$vspa" diff factory.flash v.flash
grep -q "~ release: 3.3.6 -> 5.2.10" out || fail "no release: $(head -c 300 out)"
grep -q "^+ " out || fail "no parameter of the newer release alone"

# Releases: folders, images, versions.
expect 0 "no difference" "$vspa" diff 5.2.10 "$source_dir/images/releases/spa2102-5.2.10"
expect 0 "no difference" "$vspa" diff "$VSPA_IMAGES/spa2102-3.3.6.img" "$source_dir/images/releases/spa2102-3.3.6"
expect 1 "manifest  version" "$vspa" diff 3.3.6 5.2.10

# Wrong pairs and files.
expect 2 "cannot be compared" "$vspa" diff a.xml 5.2.10; one_line
expect 3 "none.xml" "$vspa" diff a.xml none.xml; one_line
expect 1 "refuses it" "$vspa" diff a.xml <(echo '<flat-profile><GPP_A>') ; one_line
exit $failed
