#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The console as a script: the same words each time (console/NAME.out), and it stops at the first line that fails.
. "$(dirname "$0")/lib.sh"

"$vspa" new --unit fresh.flash --mac 000E08ABCDEF --serial FM500K245546 >/dev/null
mkdir lab
cat >lab/spa2102.cfg <<'P'
<flat-profile>
<GPP_A> 12345678 </GPP_A>
<Syslog_Server>192.168.1.200</Syslog_Server>
<Enable_WAN_Web_Server>Yes</Enable_WAN_Web_Server>
<Make_Call_Without_Reg_1_>Yes</Make_Call_Without_Reg_1_>
<Make_Call_Without_Reg_2_>Yes</Make_Call_Without_Reg_2_>
</flat-profile>
P

cp "$(dirname "$vspa")/images/spa2102-5.2.10.img" lab/spa.bin # what a unit in recovery asks for

for script in "$here"/console/*.script; do
    name=$(basename "$script" .script)
    cp fresh.flash u.flash
    "$vspa" console --unit u.flash --lab lab --seed 1 "$script" >out 2>&1 </dev/null
    echo "exit $?" >>out
    sed -i "s|$here/||" out
    if [ -n "${VSPA_GOLDEN_WRITE:-}" ]; then cp out "$here/console/$name.out"; fi
    diff -u "$here/console/$name.out" out || fail "$name"
done

# Keys that may be the administrator's password are in no row: typed when it is asked for, in one go with the code, or too early.
mkdir locked
echo '<flat-profile><Make_Call_Without_Reg_1_>Yes</Make_Call_Without_Reg_1_><Admin_Passwd>4711</Admin_Passwd><Primary_DNS ua="na"></Primary_DNS></flat-profile>' >locked/spa2102.cfg
cat >password <<'S'
wait fw.resync=done
offhook 1
wait ear[1]=dial 5s
dial 1 ****
wait ear[1]=configuration 20s
dial 1 161#
wait fw.ivr=password 5s
dial 1 47
dial 1 11#
wait fw.ivr=value 5s
dial 1 *
wait 2s
dial 1 **
wait 2s
dial 1 161#4711#
wait fw.ivr=value 5s
dial 1 **
wait 2s
dial 1 4711#
wait fw.ivr=unknown 5s
S
cp fresh.flash u.flash
"$vspa" console --unit u.flash --lab locked --seed 1 --level detail password >out 2>&1 || fail "password: $(tail -3 out)"
[ "$(grep -c 'dials \*\*\*\*#\? on telephone 1' out)" -eq 4 ] && grep -q 'dials 161#\*\*\*\* on' out && grep -q 'option \*\*\*\*, unknown' out &&
    ! grep -q 4711 out || fail "password: $(grep 'dials\|menu' out)"

# A page through the virtual network: found words, missing words, a path that does not exist.
for row in "0:web / Software Version:" "1:web / no such words" "1:web /nowhere"; do
    cp fresh.flash u.flash
    printf 'wait fw.resync=done\n%s\n' "${row#*:}" | "$vspa" console --unit u.flash --lab lab >out 2>&1
    [ $? -eq "${row%%:*}" ] || fail "$row: $(tail -3 out)"
done

# A model with one port: its own switch, on from the factory.
"$vspa" new --unit pap.flash --release '5.1.6(LS)' --mac 000E08ABCDEF --serial FM500K245546 --no-certificate >/dev/null || fail "no PAP2T"
printf 'wait fw.net=UP\nweb / PAP2T\n' | "$vspa" console --unit pap.flash --lab lab >out 2>&1 || fail "its page: $(tail -3 out)"
echo '<flat-profile><Enable_Web_Server>No</Enable_Web_Server></flat-profile>' >lab/init.cfg
printf 'wait fw.resync=done\nweb / PAP2T\n' | "$vspa" console --unit pap.flash --lab lab >out 2>&1
[ $? -eq 1 ] && grep -q 'no answer: Enable_Web_Server is No: set it to Yes' out || fail "its switch: $(tail -3 out)"

# NOTIFY: a factory unit has no account, so it accepts no NOTIFY (firmware/sipline); before the lease it cannot be reached.
cp fresh.flash u.flash
printf 'wait fw.resync=done\nnotify 1 resync\n' | "$vspa" console --unit u.flash --lab lab >out 2>&1 || fail "notify ends with $?"
grep -q '^SIP 401$' out || fail "no 401: $(tail -3 out)"
printf 'notify 1 resync\n' | "$vspa" console --unit u.flash --lab lab >out 2>&1
[ $? -eq 1 ] && grep -q 'notify 1 resync: no firmware is running: the unit is booting (wait for its lease)' out || fail "no lease: $(tail -3 out)"

# From a pipe as from a file; wrong lines are wrong use.
cp fresh.flash u.flash
printf '# nothing\n\nhelp\nquit\noffhook 3\n' | "$vspa" console --unit u.flash >out 2>&1 || fail "a pipe ends with $?"
grep -q "lift handset" out || fail "help says nothing"
printf 'help\n' >all
for command in $("$vspa" ctl help | grep '^[a-z]'); do printf 'help %s\n' "$command"; done | grep -vE ' (skip|facts|status|signals|events|subscribe|run|pause|step|help)$' >>all
"$vspa" console --unit u.flash --off all >out 2>&1 || fail "help of every command ends with $?: $(tail -1 out)"
grep -q '^Telephones:$' out && grep -q '^This console:$' out || fail "help has no headings"
awk 'length($0) > 79' out >long
[ ! -s long ] || fail "help is wider than 79 columns: $(head -3 long)"

# The power is on before the first command; it says what is missing and what is too much.
printf 'leds\noffhook 1\ndial 1 1\n' | "$vspa" console --unit u.flash >out 2>&1 || fail "a first command ends with $?"
grep -q '^power *off' out && fail "the unit is off at the first command: $(cat out)"
grep -q 'the power is off' out && fail "digits at the first command: $(cat out)"
for row in "wait|wait: nothing to wait for: give a time or a signal" "offhook 1 2|offhook 1 2: 2: one argument too many" "fault drp=1|drp: no such argument: did you mean 'drop'?"; do
    printf '%s\n' "${row%%|*}" | "$vspa" console --unit u.flash >out 2>&1
    [ $? -eq 2 ] && grep -qF "stdin:1: ${row#*|}" out || grep -qF "${row#*|}" out || fail "${row%%|*}: $(tail -1 out)"
done
for line in "offhook 3" "dial 1" "dail 1 1" "wait ears" "wait ear[9x]" "power maybe" "corrupt it" "cable wan sideways" "web index" "notify" "notify 3 resync" "param"; do
    printf '%s\nhelp\n' "$line" | "$vspa" console --unit u.flash >out 2>&1
    [ $? -eq 2 ] || fail "'$line' is not wrong use: $(cat out)"
    grep -q "stdin:1: " out || fail "'$line': no place is given: $(cat out)"
    grep -q "lift handset" out && fail "'$line' does not stop the script"
done
expect 3 "nowhere: No such file" "$vspa" console --unit u.flash nowhere
exit $failed
