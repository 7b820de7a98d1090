# SPDX-License-Identifier: MIT
# The provider as the telephone company of real telephones: baresip and SIPp stand on the segment of the unit's Internet port,
# by a tap, and register at the provider (lab, 192.168.1.200). The unit calls baresip through its proxy; a telephone of the
# provider calls SIPp.
. "$(dirname "$0")/peers"
needs ip unshare ethtool baresip sipp python3
self=$(readlink -f "$0")
if [ "${1:-}" != inside ]; then
    unshare -Urn true 2>/dev/null || [ "$(id -u)" = 0 ] || { echo "left out: no namespaces here"; exit 0; }
    if [ "$(id -u)" = 0 ]; then exec unshare -nm bash "$self" inside root; fi
    exec unshare -Urnm bash "$self" inside user
fi
begin
may_tap || { echo "left out: no taps here"; exit 0; }
tools=$integration/telephony
here=192.168.1.50

make_space out
plug uwan out eth0
at out ip addr add $here/24 dev eth0
new_unit a Resync_On_Reset=No Provision_Enable=No Proxy_1_=192.168.1.200 User_ID_1_=102 Reorder_Delay=0
start_unit a --lab lab-a --wan user --wan "$wire" --wav a.wav --trace 'fw.*' --trace ear --trace lab
first=$unit
until_seen 'UP ip=' a.out 20
ctl a registrar >/dev/null

# a second unit on the same segment; the provider of the first leases it an address
ip tuntap add dev bwan mode tap
ip link set bwan master buwan
ip link set bwan up
new_unit b Resync_On_Reset=No Provision_Enable=No Proxy_1_=192.168.1.200 User_ID_1_=103
start_unit b --wan tap:bwan --trace 'fw.*' --trace ear --trace ring

python3 "$tools/sound.py" make tone880.wav 880
mkdir -p bs dumps
sed "s|@WORK@|$WORK|g; s/@IP@/$here/g; s|@MODULES@|$(dirname "$(find /usr/lib -name aufile.so -path '*baresip*' | head -1)")|" \
    "$tools/baresip.config" >bs/config
echo "<sip:200@192.168.1.200>;auth_user=200;auth_pass=secret;audio_codecs=pcmu;ptime=30;regint=60;answermode=auto;mwi=no" >bs/accounts
: >bs/contacts
background at out baresip -4 -n $here -f bs -s -t 40 </dev/null >baresip.log 2>&1
until_seen 'sip: REGISTER 200: 200' a.out 20
until_seen 'sip: REGISTER 102: 200' a.out 40
echo "# baresip registered at the provider"

ctl a offhook telephone=1 >/dev/null
until_seen 'tone dial' a.out
ctl a dial telephone=1 keys=200# >/dev/null
until_seen 'talks to 200' a.out
ctl a speak telephone=1 hz=620 time=3s >/dev/null
until_seen 'sound of 88' a.out
sleep 2.5
ctl a onhook telephone=1 >/dev/null
until_seen '-> on-hook' a.out
echo "# the unit and baresip talk through the provider's proxy"

until_seen 'sip: REGISTER 103: 200' a.out 40
ctl a offhook telephone=1 >/dev/null
sleep 1
ctl a dial telephone=1 keys=103# >/dev/null
until_seen 'ring[1] on=1' b.out
ctl b offhook telephone=1 >/dev/null
until_seen 'talks to 102' b.out
ctl a speak telephone=1 hz=700 time=2s >/dev/null
until_seen 'sound of 70' b.out
ctl b speak telephone=1 hz=1000 time=2s >/dev/null
until_seen 'sound of 100' a.out
ctl a onhook telephone=1 >/dev/null
ctl b onhook telephone=1 >/dev/null
until_seen 'call confirmed -> ' b.out
echo "# two units talk through the provider of the first"

ctl a registrar user=300 password=secret >/dev/null
at out sipp -sf "$tools/callee.xml" -i $here -mi $here -p 5063 -mp 6100 -rtp_echo -m 1 -nostdin -trace_err -error_file callee.err >callee.out 2>&1 &
callee=$!
at out sipp -sf "$tools/register.xml" -i $here -p 5064 -s 300 -au 300 -ap secret -key port 5063 -m 1 -nostdin 192.168.1.200:5060 >register.out 2>&1 ||
    fail "register: $(tail -n 5 register.out)"
until_seen 'sip: REGISTER 300: 200' a.out
ctl a call to=300 from=210 >/dev/null
until_seen 'phone 210: talks to 300, PCMU' a.out
ctl a peer_say number=210 "what=tone 440 Hz" >/dev/null
until_seen 'phone 210: hears 44' a.out
ctl a peer_hangup number=210 >/dev/null
wait $callee || fail "callee: $(tail -n 5 callee.err)"
kill "$first" "$unit"
wait "$first" "$unit" 2>/dev/null || true
level=$(python3 "$tools/sound.py" measure "$(ls dumps/*dec.wav | head -1)" 620)
[ "$level" -ge 3000 ] || fail "baresip hears 620 Hz at $level"
echo "# a telephone of the provider calls SIPp, and hears its own 440 Hz come back"
