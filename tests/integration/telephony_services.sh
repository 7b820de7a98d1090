# SPDX-License-Identifier: MIT
# Services of a line among real telephones, in a network namespace (10.77.1.0/24): Kamailio as registrar and proxy, two baresip
# with sound, SIPp for exact messages. Call waiting with caller ID, conference, transfer, forwarding, do not disturb.
. "$(dirname "$0")/peers"
needs ip unshare ethtool dnsmasq kamailio baresip sipp python3
self=$(readlink -f "$0")
if [ "${1:-}" != inside ]; then
    unshare -Urn true 2>/dev/null || [ "$(id -u)" = 0 ] || { echo "left out: no namespaces here"; exit 0; }
    if [ "$(id -u)" = 0 ]; then exec unshare -nm bash "$self" inside root; fi
    exec unshare -Urnm bash "$self" inside user
fi
begin
tools=$integration/telephony
company=10.77.1.1

make_space isp
plug uwan isp eth0
serve_dhcp isp eth0 $company "--dhcp-option=3,$company"

start_kamailio() {
    mkdir -p kam
    sed "s/@IP@/$company/; s|@MODULES@|$(dirname "$(find /usr/lib -name registrar.so -path '*kamailio*' | head -1)")|" \
        "$tools/kamailio.cfg" >kamailio.cfg
    background at isp kamailio -DD -E -f kamailio.cfg -m 16 -M 4 -Y kam -P kam/pid -w "$WORK" >kamailio.log 2>&1
}
start_baresip() { # start_baresip NUMBER HZ SIP-PORT CONTROL-PORT: says a tone of HZ; what it hears is in dumps-NUMBER
    mkdir -p "bs-$1" "dumps-$1"
    python3 "$tools/sound.py" make "tone$2.wav" "$2"
    sed "s|@WORK@/tone880|$WORK/tone$2|; s|@WORK@/dumps|$WORK/dumps-$1|; s|@IP@:5091|$company:$3|; s|@IP@:5561|$company:$4|
         s|@IP@:5551|$company:$(($4 - 10))|; s|20000-20100|$(($3 * 4))-$(($3 * 4 + 40))|
         s|@MODULES@|$(dirname "$(find /usr/lib -name aufile.so -path '*baresip*' | head -1)")|" \
        "$tools/baresip.config" >"bs-$1/config"
    echo "<sip:$1@$company>;auth_user=$1;auth_pass=secret;audio_codecs=pcmu,pcma;ptime=20;regint=60;answermode=auto;mwi=no" >"bs-$1/accounts"
    : >"bs-$1/contacts"
    background at isp baresip -4 -n $company -f "bs-$1" -s -t 55 </dev/null >"baresip-$1.log" 2>&1
}
declare -A control=([200]=5561 [201]=5571)
baresip_does() { at isp python3 "$tools/control.py" $company "${control[$1]}" "${@:2}"; } # baresip_does NUMBER COMMAND...

mark() { from=$(($(wc -l <a.out) + 1)); } # what until_heard looks at begins here
until_heard() { # until_heard WORDS [SECONDS]: in the unit's trace since the mark
    local i
    for ((i = 0; i < ${2:-10} * 20; i++)); do
        ! tail -n "+$from" a.out | grep -qE -- "$1" || return 0
        sleep 0.05
    done
    fail "no '$1' in the trace: $(tail -n 12 a.out)"
}
act() { ctl a "$@" >/dev/null; }
dial() { # dial NUMBER
    mark
    act offhook telephone=1
    until_heard 'ear\[1\].*tone dial'
    act dial telephone=1 "keys=$1#"
    until_heard "talks to $1"
}
second_call() { # second_call NUMBER: after a flash
    mark
    act flash telephone=1
    until_heard 'tone second_dial'
    act dial telephone=1 "keys=$1#"
    until_heard "talks to $1"
}
hang_up() { # known after Hook_Flash_Timer_Max
    mark
    act onhook telephone=1
    until_heard '-> on-hook'
}
calls() { # calls SCENARIO FROM TO [CONTACT]
    at isp sipp -sf "$tools/$1.xml" -i $company -mi $company -p 5066 -s "$3" -key from "$2" -m 1 -nostdin -trace_err \
        -error_file "$1.err" -trace_logs -log_file "$1.log" $company:5060 >"$1.out" 2>&1 || fail "$1: $(tail -n 5 "$1.err")"
    [ -z "${4:-}" ] || grep -qF "sent to sip:$4@" "$1.log" || fail "$2 to $3: $(cat "$1.log")"
}
newest() { ls -t dumps-"$1"/*dec.wav | head -1; }
is_tone() { # is_tone FILE HZ LEAST MOST
    local level
    level=$(python3 "$tools/sound.py" measure "$1" "$2")
    [ "$level" -ge "$3" ] && [ "$level" -le "$4" ] || fail "$1: $2 Hz at $level, not $3 to $4"
}

talks() { # talks NUMBER HZ: its last call hears that by now
    local i
    for ((i = 0; i < 25; i++)); do
        [ "$(python3 "$tools/sound.py" measure "$(newest "$1")" "$2")" -lt 6000 ] || return 0
        sleep 0.2
    done
    fail "$1 does not hear $2 Hz: $(ls dumps-"$1")"
}

new_unit a Resync_On_Reset=No Provision_Enable=No Proxy_1_=$company User_ID_1_=102 Password_1_=secret \
    Proxy_2_=$company User_ID_2_=103 Password_2_=secret Reorder_Delay=0 Conference_Tone= Referor_Bye_Delay_1_=1 \
    "CWT1_Cadence=30(.6/9.4)" Hook_Flash_Timer_Max=.4 Cfwd_Sel1_Caller_2_=300 Cfwd_Sel1_Dest_2_=211 Cfwd_No_Ans_Dest_2_=212 \
    Cfwd_No_Ans_Delay_2_=1 Cfwd_Busy_Dest_2_=213
start_unit a --wan "$wire" --wav a.wav --trace 'fw.*' --trace ear --trace ring --trace hook
start_kamailio
start_baresip 200 880 5091 5561
start_baresip 201 440 5095 5571
python3 "$tools/sound.py" ulaw tone620.ul 620 1
sed "s|@WORK@|$WORK|" "$tools/waiting.xml" >waiting.xml
until_seen 'registered at' a.out 20
until_seen '200 OK' baresip-200.log
until_seen '200 OK' baresip-201.log

# ---- call waiting: the tone, caller ID to a telephone that asks for it, a flash answers and swaps
act timing telephone=1 on=40ms off=40ms
dial 200
mark
at isp sipp -sf waiting.xml -i $company -mi $company -p 5065 -s 102 -m 1 -nostdin -trace_err -error_file waiting.err $company:5060 >waiting.out 2>&1 &
waiting=$!
until_heard 'rings: 4085551212, J. Smith'
act dial telephone=1 keys=DDDDDDDDDDDDDDDDDDDDDDDD # D asks for the data, in the moment when the alert is over
until_heard 'sends .*Bellcore' 5
sleep 1
mark
act flash telephone=1
until_heard 'talks to 4085551212'
until_heard 'ear\[1\].*sound of 6[12][0-9] Hz'
mark
act flash telephone=1
until_heard 'swap -> two by call waiting'
until_heard 'ear\[1\].*sound of 8[78][0-9] Hz'
wait $waiting || fail "waiting: $(tail -n 5 waiting.err)"
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
act speak telephone=1 hz=620 time=1s
sleep 1.2
one=$(newest 200) two=$(newest 201)

# ---- hanging up connects the two others: REFER with Replaces
mark
act onhook telephone=1
until_heard '200 is sent to 201, in our place'
until_heard 'transfer of 200: done'
until_heard 'ended: hung up: 200'
is_tone "$one" 440 6000 20000
is_tone "$one" 620 4000 20000
is_tone "$one" 880 0 400
is_tone "$two" 880 6000 20000
is_tone "$two" 620 4000 20000
is_tone "$two" 440 0 400
echo "# conference: each tone at the two others, and not at who says it"
talks 200 440
talks 201 880
baresip_does 201 hangup >hangup.log
echo "# attended transfer by hanging up: the two others talk"

# ---- blind transfer by *98, and one of the other side's
dial 200
mark
act flash telephone=1
until_heard 'tone second_dial'
act dial telephone=1 'keys=*98'
until_heard 'tone prompt'
act dial telephone=1 'keys=201#'
until_heard 'transfer of 200: done'
until_heard 'ended: hung up: 200'
talks 200 440
baresip_does 201 hangup >hangup.log
hang_up
echo "# blind transfer by *98"
dial 200
mark
baresip_does 200 transfer "sip:201@$company" >transfer.log
until_heard '200 sends us to sip:201@'
until_heard 'talks to 201'
until_heard 'ear\[1\].*sound of 4[34][0-9] Hz'
hang_up
echo "# the other side transfers the unit"

wait $forwards || fail "line 2 forwards no calls"
echo "# forwarded: a selected caller, without an answer, busy"

# ---- do not disturb, and all calls forwarded
code() { # code KEYS: a service code of line 1
    mark
    act offhook telephone=1
    until_heard 'ear\[1\].*tone'
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
