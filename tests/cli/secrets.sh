#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Secrets in profiles, rules, URLs, keys and on the command line are in no output of any command, at any verbosity. Left out
# is what is documented to hold them: unit files, records, captures, key logs, what spc compiles, and a report that a unit
# sends because a profile asks for it.
. "$(dirname "$0")/lib.sh"
flow=$here/../flow
S=geheim9 # one word for all, so that one grep finds each

mkdir lab
profile() { # profile REST
    cat <<XML
<flat-profile>
<User_Password>${S}up</User_Password><Admin_Passwd>${S}ap</Admin_Passwd><Password_1_>${S}p1</Password_1_>
<GPP_SA>${S}sa</GPP_SA><GPP_SB>${S}sb</GPP_SB>
<Debug_Server>192.168.1.200:514</Debug_Server><Debug_Level>3</Debug_Level><Syslog_Server>192.168.1.200</Syslog_Server>
<SIP_Debug_Option_1_>full</SIP_Debug_Option_1_><Resync_Periodic>60</Resync_Periodic><Resync_Random_Delay>0</Resync_Random_Delay>
<Resync_Error_Retry_Delay>30</Resync_Error_Retry_Delay>
<Profile_Rule>[--key ${S}key] http://joe:${S}url@192.168.1.200/spa2102.cfg</Profile_Rule>
<Profile_Rule_B>( Password_2_ = "${S}as" ; GPP_SC="${S}as2" ; )! [--key "\$SA"] http://192.168.1.200/\$SA/b.cfg</Profile_Rule_B>
<Profile_Rule_C>[--KEY ${S}upper] tftp://192.168.1.200/c.cfg | [--key=${S}eq] https://u:${S}u2@192.168.1.200/d.cfg</Profile_Rule_C>
<Upgrade_Rule># [--key ${S}comment] /x</Upgrade_Rule>
$1
</flat-profile>
XML
}
profile "<PPPOE_Login_Password>${S}pp</PPPOE_Login_Password>" >lab/spa2102.cfg
profile "<Password_1_>${S}twice</Password_1_><Admin_Passwd>${S}$(printf 'x%.0s' {1..600})</Admin_Passwd><Nope>1</Nope>" >bad.cfg
printf 'GPP_SA "%ssrc" ;\nPassword_1_ "%ssrc2" ;\nNope "1" ;\n' $S $S >source.txt
printf 'GPP_SA "%scustom" ;\nPassword_1_ "%scustom2" ;\n' $S $S >custom.txt
cat >page.html <<HTML
<html><body><div class="tab-page" id="Status"><table><tr><td>Product Name:<td>SPA-2102<td>Serial Number:<td>FM500K555111
<tr><td>Software Version:<td>5.2.10<td>MAC Address:<td>000E08ABC123</table></div><div class="tab-page" id="Line 1"><table>
<tr><td>Password:<td><input name="1" value="${S}page"><td>User ID:<td><input name="2" value="joe"></table></div>
<div class="tab-page" id="Provisioning"><table><tr><td>Profile Rule:<td><input name="3" value="[--key ${S}page2] http://u:${S}page3@h/a"></table></div></body></html>
HTML
cat >fails.lua <<LUA
lab:file("spa2102.cfg", profile {Password_1_ = "${S}lua", GPP_SA = "${S}lua2",
  Profile_Rule = "[--key ${S}lua3] http://192.168.1.200/x.cfg", Resync_Random_Delay = 0})
power:on()
param:becomes("Profile_Rule_B", "never", {within = "2m"})
LUA

n=0
# clean NAME COMMAND...: runs it; neither what it prints nor a file of the folder `outputs` has the word.
clean() {
    local name=$1
    shift
    rm -rf outputs
    mkdir outputs
    "$@" >outputs/stdout 2>outputs/stderr </dev/null
    local code=$?
    [ $code -lt 5 ] || fail "$name: exit $code: $(tail -3 outputs/stderr)"
    find outputs -type f -size +0 | grep -q . || fail "$name prints nothing: this proves nothing"
    for held in $left_out; do rm -f outputs/$held; done
    n=$((n + $(find outputs -type f | wc -l)))
    grep -rq "$S" outputs && fail "$name: $(grep -r -m2 -o ".\{0,60\}$S.\{0,20\}" outputs | head -4)"
    return 0
}
left_out=""

clean new "$vspa" new --unit u.flash --release 5.2.10
clean "new --rc" "$vspa" new --unit rc.flash --release 5.2.10 --rc --custom custom.txt --owner Telco
left_out="r p k"
for unit in u.flash rc.flash; do
    for verbose in "" -v "-v --strict"; do
        cp $unit copy.flash
        clean "run $verbose" "$vspa" run --unit copy.flash --seed 1 --lab lab --time warp --for 5m --trace '*' --trace-file outputs/t \
            --record outputs/r --pcap outputs/p --keylog outputs/k $verbose
    done
    cp $unit copy.flash
    mkdir -p outputs
    "$vspa" run --unit copy.flash --lab lab --seed 1 --time warp --for 5m --record $unit.rec >/dev/null 2>&1
    clean replay "$vspa" replay $unit.rec --trace '*' --trace-file outputs/t
    printf '%s\n' 'wait fw.resync=done' 'wait 2m' syslog leds 'web /admin/voice/advanced' 'web /' 'notify 1 resync' "registrar joe ${S}reg" 'wait 1m' syslog >script
    clean console "$vspa" console --unit copy.flash --lab lab --seed 1 --trace '*' -v script
done
grep -q 'begins' outputs/stdout || fail "the console saw no resync: this proves nothing"
left_out=""
for file in lab/spa2102.cfg bad.cfg; do
    for format in "" --json; do
        clean "lint $format" "$vspa" lint $file --key ${S}k $format
        clean "explain $format" "$vspa" explain $file --key ${S}k $format
        clean "explain --unit $format" "$vspa" explain $file --unit copy.flash $format
        clean "check $format" "$vspa" check --lab lab $format -v --junit outputs/j.xml --trace-file outputs/t --for 5m
    done
done
rule="( GPP_SA = \"${S}r\" ; )! [--key ${S}r2] http://joe:${S}r3@h/a.cfg"
for format in "" --json; do
    clean "explain --rule $format" "$vspa" explain --rule "$rule" $format
    clean "explain --param $format" "$vspa" explain --param Password_1_ $format
    clean "check --rule $format" "$vspa" check --rule "$rule" --wan none --for 5m -v --junit outputs/j.xml $format
done
clean show "$vspa" show copy.flash
clean "show --json" "$vspa" show copy.flash --json
clean "show --xml" "$vspa" show copy.flash --xml
clean "show --text" "$vspa" show copy.flash --text
for format in "" --json; do
    clean "diff $format" "$vspa" diff copy.flash lab/spa2102.cfg $format
    clean "diff of profiles $format" "$vspa" diff lab/spa2102.cfg bad.cfg $format
    clean "diff of units $format" "$vspa" diff u.flash copy.flash $format
    clean "diff of a customised one $format" "$vspa" diff rc.flash copy.flash $format
    clean "show of a customised one $format" "$vspa" show rc.flash --all $format
    clean "import $format" "$vspa" import lab/spa2102.cfg --mac 000E08111111 --unit twin.flash --force $format
    clean "import of a page $format" "$vspa" import page.html --unit twin.flash --force $format
    clean "explain --dial $format" "$vspa" explain --dial 5551234 --unit copy.flash $format
    clean "net check $format" "$vspa" net check $format
done
clean spc "$vspa" spc source.txt out.cfg --log outputs/log
clean "spc --aes" "$vspa" spc --aes --ascii-key ${S}k source.txt out.cfg --log outputs/log
left_out="kept"
clean test "$vspa" test fails.lua -v --failures kept --junit outputs/j.xml
clean "test --tap" "$vspa" test fails.lua --tap --failures kept
# What a failure keeps is for its owner; of it only the record, the frames and the unit hold secrets.
rm -rf outputs && mkdir outputs && find kept -name '*.txt' -exec cp {} outputs \; 2>/dev/null
grep -rl "$S" outputs && fail "a kept text: $(grep -r -m2 -o ".\{0,60\}$S.\{0,20\}" outputs)"

"$vspa" run --unit u.flash --lab lab --seed 1 --time warp --paused --ctl s >out 2>&1 </dev/null &
wait_until test -S s
for call in status help "run until=fw.resync=done for=5m" leds syslog; do
    # shellcheck disable=SC2086
    clean "ctl $call" "$vspa" ctl --socket s $call
done
kill $!
wait
[ $n -ge 110 ] || fail "only $n outputs were looked at"
echo "$n outputs without a secret"
exit "$failed"
