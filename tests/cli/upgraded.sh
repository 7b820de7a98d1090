#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# vspa explain knows what a unit remembers of its upgrades: the guide's own rule (p.2-20), whose condition stays true.
. "$(dirname "$0")/lib.sh"

rule='("$F" ne "beta-customer")? http://192.168.1.200/a.img | http://192.168.1.200/b.img'
mkdir lab
cp "$(dirname "$vspa")/images/spa2102-5.2.12.img" lab/a.img
printf '<flat-profile><Resync_Random_Delay>0</Resync_Random_Delay><Upgrade_Rule>%s</Upgrade_Rule></flat-profile>' "$rule" >lab/spa2102.cfg
"$vspa" new --unit u.flash --release 5.2.10 --mac 000E08ABCDEF --serial FM500K245546 --no-certificate >/dev/null || fail "no unit"
expect 0 "The unit would fetch http://192.168.1.200/a.img" "$vspa" explain --unit u.flash --set "Upgrade_Rule=$rule" --param Upgrade_Rule
expect 0 "" "$vspa" run --unit u.flash --lab lab --time warp --until 'fw.boot=release 5.2.12 confirmed' --for 10m
expect 0 "" "$vspa" run --unit u.flash --lab lab --time warp --for 2h

explain() { "$vspa" explain --unit u.flash --param Upgrade_Rule "$@"; }
expect 0 "Nothing is fetched: release 5.2.12, which runs, came from this rule and this URL." explain
# Another URL by the same rule, another rule, another release.
expect 0 "The unit would fetch http://192.168.1.200/b.img" explain --set GPP_F=beta-customer
expect 0 "The unit would fetch http://192.168.1.200/a.img" explain --set "Upgrade_Rule=$rule "
expect 0 "The unit would fetch http://192.168.1.200/a.img" explain --release 5.2.10
# The guard of older firmware.
expect 0 'the upgrade fails with "rule would loop"' explain --set GPP_F=beta-customer --quirk upgrade-loop-guard
exit $failed
