#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Secrets in profiles, rules, URLs, keys and on the command line are in no output of any command, at any verbosity. Left out
# is what is documented to hold them: unit files, records, captures, key logs, what spc compiles, and a report that a unit
# sends because a profile asks for it.
. "$(dirname "$0")/lib.sh"
. "$here/every_command"
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
# What a claim has seen.
cat >claims.lua <<LUA
local claims = {
  {"a password", function() equal(param.Password_1_, "x") end},
  {"a password that becomes", function() param:becomes("Password_1_", "x", {within = "1s"}) end},
  {"a GPP_SA", function() param:becomes("GPP_SA", "x", {within = "1s"}) end},
  {"a rule", function() contains(param.Profile_Rule, "nowhere") end},
  {"a login", function() equal("login with " .. param.Admin_Passwd, "x") end},
  {"a condition", function() expect(function() return false, param.GPP_SA end, {within = "1s"}) end},
}
cases(claims, function(claim)
  local rule = "[--key " .. "geh" .. "eim9k] http://joe:" .. "geh" .. "eim9u@192.168.1.200/a.cfg"
  unit {params = {Password_1_ = "geh" .. "eim9p", GPP_SA = "geh" .. "eim9s", Admin_Passwd = "geh" .. "eim9a", Profile_Rule = rule}}
  power:on() wait("20s")
  claim[2]()
end)
LUA

# judge NAME: neither what it printed nor a file of the folder `outputs` has the word.
judge() {
    grep -rq "$S" outputs && fail "$1: $(grep -r -m2 -o ".\{0,60\}$S.\{0,20\}" outputs | head -4)"
    return 0
}

clean "new --rc" "$vspa" new --unit rc.flash --release 5.2.10 --rc --custom custom.txt --owner Telco
expect 0 "" "$vspa" new --unit u.flash --release 5.2.10
unit=u.flash rc=rc.flash profiles="lab/spa2102.cfg bad.cfg" page=page.html source=source.txt scenario=fails.lua
rule="( GPP_SA = \"${S}r\" ; )! [--key ${S}r2] http://joe:${S}r3@h/a.cfg" param=Password_1_ dial=5551234 key=(--key "${S}k") spc_key=${S}k
lines=("registrar joe ${S}reg" 'wait 1m' syslog) calls=()
each_command
for form in "" -v --tap --json; do clean "claims $form" "$vspa" test claims.lua $form --failures kept --junit outputs/j.xml; done
expect 1 "6 failed" "$vspa" test claims.lua
# A line of the console that is wrong, or asks for a secret.
while read -r line; do
    cp u.flash copy.flash
    printf 'wait fw.resync=done\n%s\n' "$line" >script
    clean "console: $line" "$vspa" console --unit copy.flash --lab lab --seed 1 script
done <<LINES
param Password_1_
param Password_1_ ${S}p1
param GPP_SA
param Profile_Rule
registrar joe ${S}1
registrar user=joe password=${S}1 nope=1
web / user=user password=${S}1
web / user=user password=${S}1 nope
submit Line 9: Password=${S}1
submit Line 9: Password=${S}1 ${S}2&User ID=1
dhcp option66=[--key ${S}1]http://h/x
web /admin/resync?http://joe:${S}1@192.168.1.200/x.cfg user=admin
web /admin/resync?[--key+${S}1]http://192.168.1.200/x.cfg user=admin
LINES
# A word that is none of the command's.
for rule in "http://joe:${S}1@h/a.cfg" "[--key ${S}1]http://h/a" "[--KEY=${S}1" "no.cfg http://:${S}1@h/ http://x@h:80/@"; do
    clean "lint $rule" "$vspa" lint "$rule"
    clean "explain $rule" "$vspa" explain "$rule"
    clean "check $rule" "$vspa" check --rule "$rule" --wan none --for 10s
    clean "run $rule" "$vspa" run --unit u.flash --lab-dhcp "$rule"
    clean "a command $rule" "$vspa" "$rule"
    clean "console $rule" "$vspa" console "$rule"
done
# What a failure keeps is for its owner; of it only the record, the frames and the unit hold secrets.
rm -rf outputs && mkdir outputs && find kept -name '*.txt' -exec cp {} outputs \; 2>/dev/null
grep -rl "$S" outputs && fail "a kept text: $(grep -r -m2 -o ".\{0,60\}$S.\{0,20\}" outputs)"

[ $n -ge 170 ] || fail "only $n outputs were looked at"
echo "$n outputs without a secret"
exit "$failed"
