# SPDX-License-Identifier: MIT
# beside others
# Services of a line among real telephones, in a network namespace (10.77.1.0/24): Kamailio as registrar and proxy, two baresip
# with sound, SIPp for exact messages. Call waiting with caller ID, conference, transfer, forwarding, do not disturb.
. "$(dirname "$0")/company"
needs ip unshare ethtool dnsmasq kamailio baresip sipp python3
[ "${1:-}" = inside ] || enter_once "$(readlink -f "$0")"
begin
company=10.77.1.1
open_company
start_kamailio
start_baresip 200 880 5091 5561
start_baresip 201 440 5095 5571

talk_to() { # talk_to NUMBER
    dial "$1"
    until_heard "talks to $1"
}
second_call() { # second_call NUMBER: after a flash
    mark
    act flash telephone=1
    until_heard 'tone second_dial'
    act dial telephone=1 "keys=$1#"
    until_heard "talks to $1"
}
calls() { # calls SCENARIO FROM TO [CONTACT]
    sip "$1" "$tools/$1.xml" -p 5066 -s "$3" -key from "$2" $company:5060 || sip_failed "$1"
    [ -z "${4:-}" ] || grep -qF "sent to sip:$4@" "$1.log" || fail "$2 to $3: $(cat "$1.log")"
}

new_unit a Resync_On_Reset=No Provision_Enable=No Proxy_1_=$company User_ID_1_=102 Password_1_=secret \
    Proxy_2_=$company User_ID_2_=103 Password_2_=secret Reorder_Delay=0 Conference_Tone= Referor_Bye_Delay_1_=1 \
    "CWT1_Cadence=30(.6/9.4)" Hook_Flash_Timer_Max=.4 Cfwd_Sel1_Caller_2_=300 Cfwd_Sel1_Dest_2_=211 Cfwd_No_Ans_Dest_2_=212 \
    Cfwd_No_Ans_Delay_2_=1 Cfwd_Busy_Dest_2_=213
start_unit a --wan "$wire" --wav a.wav --trace 'fw.*' --trace ear --trace ring --trace hook
python3 "$tools/sound.py" ulaw tone620.ul 620 3
sed "s|@WORK@|$WORK|" "$tools/waiting.xml" >waiting.xml
until_seen 'registered at' a.out
until_seen '200 OK' baresip-200.log
until_seen '200 OK' baresip-201.log

# ---- call waiting: the tone, caller ID to a telephone that asks for it, a flash answers and swaps
act timing telephone=1 on=40ms off=40ms
talk_to 200
mark
act dial telephone=1 "keys=$(printf 'D%.0s' {1..80})" & # D asks for the data, in the moment when the alert is over: for 6.4 s
asking=$!
sip waiting waiting.xml -p 5065 -s 102 $company:5060 &
waiting=$!
until_heard 'rings: 4085551212, J. Smith'
until_heard 'sends .*Bellcore'
wait $asking
mark
act flash telephone=1
until_heard 'talks to 4085551212'
until_heard 'ear\[1\].*sound of 6[12][0-9] Hz'
mark
act flash telephone=1
until_heard 'swap -> two by call waiting'
until_heard 'ear\[1\].*sound of 8[78][0-9] Hz'
wait $waiting || sip_failed waiting
echo "# call waiting: answered and swapped by flash"

# ---- line 2 forwards calls of a selected number, without an answer, and while it is busy; beside what follows
{
    calls forwarded 300 103 211
    calls forwarded 301 103 212
    act offhook telephone=2
    calls forwarded 301 103 213
    act onhook telephone=2
} &
forwards=$!

# ---- a conference: each tone at the two others, and not at who says it
second_call 201
mark
act flash telephone=1
until_heard 'conference of 200 and 201'
until_heard 'Resuming -> Connected'
act speak telephone=1 hz=620 time=3s
until_hears 200 620
until_hears 201 620
until_hears 200 440
until_hears 201 880

# ---- hanging up connects the two others: REFER with Replaces
one=$(calls_of 200)
two=$(calls_of 201)
mark
act onhook telephone=1
until_heard '200 is sent to 201, in our place'
until_heard 'transfer of 200: done'
until_heard 'ended: (peer )?hung up: 200' # who is first
is_none "$one" 880
is_none "$two" 440
echo "# conference: each tone at the two others, and not at who says it"
until_hears 200 440 "$one"
until_hears 201 880 "$two"
baresip_does 201 hangup
echo "# attended transfer by hanging up: the two others talk"

# ---- blind transfer by *98, and one of the other side's
one=$(calls_of 200)
talk_to 200
mark
act flash telephone=1
until_heard 'tone second_dial'
act dial telephone=1 'keys=*98'
until_heard 'tone prompt'
act dial telephone=1 'keys=201#'
until_heard 'transfer of 200: done'
until_heard 'ended: (peer )?hung up: 200' # who is first
until_hears 200 440 "$one" # 201 says it; what 200 hears of the unit before has no 440 Hz
baresip_does 201 hangup
hang_up
echo "# blind transfer by *98"
calls=$(grep -ac 'Call established' baresip-200.log)
talk_to 200
until_counted $((calls + 1)) 'Call established' baresip-200.log
mark
baresip_does 200 transfer "sip:201@$company"
until_heard '200 sends us to sip:201@'
until_heard 'talks to 201'
until_heard 'ear\[1\].*sound of 4[34][0-9] Hz'
hang_up
echo "# the other side transfers the unit"

wait $forwards || fail "line 2 forwards no calls"
echo "# forwarded: a selected caller, without an answer, busy"

# ---- do not disturb, and all calls forwarded
code() { # code KEYS: a service code of line 1
    off_hook
    act dial telephone=1 "keys=$1"
    until_heard 'tone (confirm|prompt)'
}
code '*78'
hang_up
calls refused 301 102
code '*79'
hang_up
code '*72'
act dial telephone=1 'keys=214#'
until_heard 'Cfwd_All_Dest'
hang_up
calls forwarded 301 102 214
echo "# do not disturb; all calls forwarded"

stop_unit
python3 "$tools/sound.py" caller a.wav >caller.id
grep -q '^4085551212|J. Smith' caller.id || fail "caller ID: $(cat caller.id)"
echo "# caller ID of the waiting call, from the wire: $(head -1 caller.id)"
