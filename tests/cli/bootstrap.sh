#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A two-step bootstrap, as providers do it: a factory-new unit finds by DHCP option 66 and TFTP an spa2102.cfg that says
# nothing but where the full profile is and when to come back; the full profile comes by HTTPS, to a unit that shows its
# certificate. The unit is left alone.
. "$(dirname "$0")/lib.sh"

name=prov.telco.com
"$vspa" new --unit born.flash --release 5.2.10 --mac 000E08ABCDEF --serial FM500K245546 >/dev/null ||
    fail "vspa new ends with $?"
"$vspa" new --unit bare.flash --release 5.2.10 --mac 000E08ABCDEF --serial FM500K245546 --no-certificate >/dev/null ||
    fail "vspa new --no-certificate ends with $?"
mkdir lab
cat >lab/spa2102.cfg <<P
<flat-profile>
<Profile_Rule>https://$name/init-\$MA.xml</Profile_Rule>
<Resync_Periodic>60</Resync_Periodic>
</flat-profile>
P
cat >lab/init-000e08abcdef.xml <<'P'
<flat-profile>
<Proxy_1_>sip.telco.com</Proxy_1_>
<User_ID_1_>14085551234</User_ID_1_>
<Password_1_>732091751563sfd</Password_1_>
<Display_Name_1_>J. Smith</Display_Name_1_>
<GPP_A>full</GPP_A>
<Resync_Periodic>3600</Resync_Periodic>
</flat-profile>
P

# boot UNIT SEED NAME [OPTION...]: 90 minutes of that unit from the power switch on; NAME.trace is all of its trace.
boot() {
    local unit=$1 seed=$2 as=$3
    shift 3
    cp "$unit.flash" now.flash
    "$vspa" run --unit now.flash --seed "$seed" --lab lab --host "$name=192.168.1.200" --time warp --for 90m \
        --trace-file "$as.trace" "$@" >"$as.out" 2>&1 </dev/null || fail "$as: run ends with $?: $(tail -1 "$as.out")"
}

# lines NUMBER NAME WORDS: so many lines of that trace have the words.
lines() {
    local n
    n=$(grep -cF -- "$3" "$2.trace")
    [ "$n" -eq "$1" ] || fail "$2: $n and not $1 times '$3'"
}

# comes_before NAME WORDS WORDS: both are in that trace, in this order.
comes_before() {
    awk -v a="$2" -v b="$3" 'index($0, a) && !seen_a { seen_a = NR } index($0, b) && !seen_b { seen_b = NR }
        END { exit !(seen_a && seen_b && seen_a < seen_b) }' "$1.trace" || fail "$1: not '$2' and then '$3'"
}

boot born 3 good --lab-client require
first='fetched tftp://192.168.1.200:69/spa2102.cfg'
full="fetched https://$name:443/init-000e08abcdef.xml"
# Step 1 is the factory's own rule, once; after it only the two parameters are different.
lines 1 good "$first"
lines 1 good 'applied: 2 elements, 2 set (2 changed), 0 unchanged, 0 unknown, 0 invalid'
comes_before good "$first" "$full"
# Step 2 comes by its period, twice: after a minute, and then as the full profile says.
lines 2 good "$full"
lines 1 good 'applied: 6 elements, 6 set (6 changed), 0 unchanged, 0 unknown, 0 invalid'
lines 1 good 'applied: 6 elements, 6 set (0 changed), 0 unchanged, 0 unknown, 0 invalid'
lines 1 good 'periodic resync in 60 s'
lines 2 good 'periodic resync in 3600 s'
# Both ends report the client certificate, and the provider its owner.
lines 2 good "tls $name: TLSv1.0, TLS-DHE-RSA-WITH-AES-256-CBC-SHA, client certificate sent"
lines 2 good 'OU=SPA-2102, L=FM500K245546, ST=000e08abcdef'
lines 1 good 'fw.param User_ID_1_ = 14085551234'
lines 1 good 'fw.param GPP_A = full'
lines 0 good 732091751563sfd # a password is in no trace
lines 0 good 'fw.resync failed'
lines 0 good fw.warn

# The same seed, the same run; another seed, another moment and the same end.
boot born 3 again --lab-client require
cmp good.trace again.trace || fail "the same seed gives another trace"
boot born 4 other --lab-client require
lines 2 other "$full"
cmp -s good.trace other.trace && fail "another seed gives the same trace"

# It is in the flash: after the power was away the unit asks by HTTPS at once, never again for the first file.
cp now.flash full.flash
boot full 5 later --lab-client require
lines 0 later "$first"
comes_before later 'first contact' "$full"

# Without a certificate it stays at step 1 and tries again.
boot bare 3 bare --lab-client require
lines 1 bare "$first"
lines 0 bare "$full"
lines 0 bare 'client certificate sent'
lines 0 bare 'fw.param GPP_A = full'
grep -q 'fw.resync.*failed: SSL connect failed' bare.trace || fail "bare: $(grep failed bare.trace)"
# Of a provider that asks and does not insist, it gets the profile all the same.
boot bare 3 asked --lab-client ask
lines 2 asked "$full"
lines 2 asked 'no client certificate'

exit $failed
