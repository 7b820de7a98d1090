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
newest() { ls -t dumps-"$1"/*dec.wav | head -1; }
is_tone() { # is_tone FILE HZ LEAST MOST
    local level
    level=$(python3 "$tools/sound.py" measure "$1" "$2")
    [ "$level" -ge "$3" ] && [ "$level" -le "$4" ] || fail "$1: $2 Hz at $level, not $3 to $4"
}

start_kamailio
start_baresip 200 880 5091 5561
start_baresip 201 440 5095 5571
python3 "$tools/sound.py" ulaw tone620.ul 620 1
sed "s|@WORK@|$WORK|; s|milliseconds=\"3000\"|milliseconds=\"4000\"|" "$tools/caller.xml" >caller.xml
new_unit a Resync_On_Reset=No Provision_Enable=No Proxy_1_=$company User_ID_1_=102 Password_1_=secret \
    Proxy_2_=$company User_ID_2_=103 Password_2_=secret Reorder_Delay=0 Conference_Tone= Referor_Bye_Delay_1_=1 \
    "CWT1_Cadence=30(1/9)" Hook_Flash_Timer_Max=.5
start_unit a --wan "$wire" --wav a.wav --trace 'fw.*' --trace ear --trace ring --trace hook
until_seen 'registered at' a.out 20
until_seen '200 OK' baresip-200.log
until_seen '200 OK' baresip-201.log

# ---- a conference: each tone at the two others, and not at who says it
dial 200
second_call 201
mark
act flash telephone=1
until_heard 'conference of 200 and 201'
until_heard 'Resuming -> Connected'
act speak telephone=1 hz=620 time=2s
sleep 2.2
one=$(newest 200) two=$(newest 201)

# ---- hanging up connects the two others: REFER with Replaces
mark
act onhook telephone=1
until_heard '200 is sent to 201, in our place'
until_heard 'transfer of 200: done'
sleep 1.5
is_tone "$one" 440 4000 20000
is_tone "$one" 620 4000 20000
is_tone "$one" 880 0 400
is_tone "$two" 880 4000 20000
is_tone "$two" 620 4000 20000
is_tone "$two" 440 0 400
echo "# conference: each tone at the two others, and not at who says it"
ls -la dumps-200 dumps-201
