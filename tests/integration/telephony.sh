# SPDX-License-Identifier: MIT
# The unit among real telephones, in a network namespace (10.77.0.0/24): Kamailio as registrar and proxy, baresip as a
# telephone with sound, SIPp for exact messages. Registration, calls both ways with each side's tone in the other's
# recording, hold, DTMF, busy, caller ID from the recording, a registrar that answers 503.
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
company=10.77.0.1

make_space isp
plug uwan isp eth0
serve_dhcp isp eth0 $company "--dhcp-option=3,$company"

# ---- the peers
start_kamailio() {
    mkdir -p kam
    sed "s/@IP@/$company/; s|@MODULES@|$(dirname "$(find /usr/lib -name registrar.so -path '*kamailio*' | head -1)")|" \
        "$tools/kamailio.cfg" >kamailio.cfg
    background at isp kamailio -DD -E -f kamailio.cfg -m 16 -M 4 -Y kam -P kam/pid -w "$WORK" >kamailio.log 2>&1
}
sip() { # sip NAME SCENARIO OPTIONS...: a SIPp of the company's
    at isp sipp -sf "$tools/$2.xml" -i $company -mi $company -nostdin -m 1 -trace_err -error_file "$1.err" \
        -trace_msg -message_file "$1.msg" "${@:3}" >"$1.out" 2>&1
}
python3 "$tools/sound.py" make tone880.wav 880
start_baresip() {
    mkdir -p bs dumps
    sed "s|@WORK@|$WORK|g; s/@IP@/$company/g; s|@MODULES@|$(dirname "$(find /usr/lib -name aufile.so -path '*baresip*' | head -1)")|" \
        "$tools/baresip.config" >bs/config
    echo "<sip:200@$company>;auth_user=200;auth_pass=secret;audio_codecs=pcmu,pcma;ptime=30;regint=60;answermode=auto;mwi=no" >bs/accounts
    : >bs/contacts
    background at isp baresip -4 -n $company -f bs -s -t 55 </dev/null >baresip.log 2>&1
}
baresip_does() { at isp python3 "$tools/control.py" $company 5561 "$@"; }
key_of_baresip() { at isp python3 "$tools/control.py" $company 5551 key "$1"; }


mark() { from=$(($(wc -l <a.out) + 1)); } # what until_heard looks at begins here
until_heard() { # until_heard WORDS [SECONDS]: in the unit's trace since the mark
    local i
    for ((i = 0; i < ${2:-10} * 20; i++)); do
        ! tail -n "+$from" a.out | grep -qE -- "$1" || return 0
        sleep 0.05
    done
    fail "no '$1' in the trace: $(tail -n 12 a.out)"
}
is_tone() { # is_tone FILE HZ LEAST MOST
    local level
    level=$(python3 "$tools/sound.py" measure "$1" "$2")
    [ "$level" -ge "$3" ] && [ "$level" -le "$4" ] || fail "$1: $2 Hz at $level, not $3 to $4"
}
dial() { # dial NUMBER
    mark
    ctl a offhook telephone=1 >/dev/null
    until_heard 'ear\[1\].*tone dial'
    ctl a dial telephone=1 "keys=$1#" >/dev/null
}
hang_up() { # known after Hook_Flash_Timer_Max
    mark
    ctl a onhook telephone=1 >/dev/null
    until_heard '-> on-hook'
}

start_kamailio
start_baresip
sip refusing refusing -p 5069 -mp 6200 &
refusing=$!
new_unit a Resync_On_Reset=No Provision_Enable=No Proxy_1_=$company User_ID_1_=102 Password_1_=secret \
    Proxy_2_=$company:5069 User_ID_2_=103 Retry_Reg_RSC=5?? Reg_Retry_Intvl=2 \
    DTMF_Tx_Method_1_=AVT Reorder_Delay=0 DTMF_Playback_Length=.5
start_unit a --wan "$wire" --wav a.wav --trace 'fw.*' --trace ear --trace ring --trace hook
until_seen 'registered at' a.out 20
echo "# registered by digest at Kamailio"

# ---- to baresip: each side's tone in the other's recording; hold, resume, keys both ways
dial 200
until_heard 'talks to 200'
ctl a speak telephone=1 hz=620 time=3s >/dev/null
until_heard 'ear\[1\].*8[78][0-9] Hz'
sleep 2.5
mark
baresip_does hold >hold.log
until_heard 'the other side holds'
baresip_does resume >resume.log
until_heard 'the other side resumes'
ctl a dial telephone=1 keys=5 >/dev/null
until_seen "event: '5' (end=1)" baresip.log
key_of_baresip 7
sleep 0.8 # it is played for DTMF_Playback_Length
mark
baresip_does hangup >hangup.log
until_heard 'tone reorder' 10
hang_up
is_tone "$(ls dumps/*dec.wav | head -1)" 620 4000 20000
echo "# to baresip: 620 Hz there, 880 Hz here; hold, resume, keys both ways"

# ---- from SIPp by way of Kamailio: distinctive ring, caller ID from the wire, 620 Hz
python3 "$tools/sound.py" ulaw tone620.ul 620 1
sed "s|@WORK@|$WORK|" "$tools/caller.xml" >caller.xml
mark
at isp sipp -sf caller.xml -i $company -mi $company -p 5065 -s 102 -m 1 -nostdin -trace_err -error_file caller.err $company:5060 >caller.out 2>&1 &
caller=$!
until_heard 'ring\[1\] on=1'
sleep 4.5
ctl a offhook telephone=1 >/dev/null
until_heard 'ear\[1\].*62[0-9] Hz|ear\[1\].*61[0-9] Hz'
wait $caller || fail "caller: $(tail -n 5 caller.err)"
until_heard 'tone reorder' 10
hang_up
echo "# from SIPp by way of Kamailio"

# ---- busy
sip busy busy -p 5067 &
at isp sipp -sf "$tools/register.xml" -i $company -p 5064 -s 300 -au 300 -ap secret -key port 5067 -m 1 -nostdin $company:5060 >register.out 2>&1 ||
    fail "register: $(tail -n 5 register.out)"
dial 300
until_heard 'tone busy'
hang_up
echo "# busy"

# ---- line 2 at a registrar that answers 503: again every Reg_Retry_Intvl
wait $refusing || fail "refusing: $(tail -n 5 refusing.err)"
stop_unit
grep -F 'fw.sip[2] out REGISTER' a.out | head -3 >times
awk 'NR > 1 && ($1 - last < 1.95 || $1 - last > 2.2) { exit 1 } { last = $1 } END { exit NR != 3 }' times ||
    fail "503: not every 2 s: $(cat times)"
echo "# 503: REGISTER every 2 s"
is_tone a.wav 880 4000 20000
is_tone a.wav 1209 500 20000 # the key 7: 852 and 1209 Hz
is_tone a.wav 620 4000 20000
python3 "$tools/sound.py" caller a.wav >caller.id
grep -q '^4085551212|J. Smith' caller.id || fail "caller ID: $(cat caller.id)"
echo "# caller ID decoded from the wire: $(head -1 caller.id)"
