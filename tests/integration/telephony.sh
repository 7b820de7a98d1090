# SPDX-License-Identifier: MIT
# beside others
# The unit among real telephones, in a network namespace (10.77.0.0/24): Kamailio as registrar and proxy, baresip as a
# telephone with sound, SIPp for exact messages. Registration, calls both ways with each side's tone in the other's
# recording, hold, DTMF, busy, caller ID from the recording, a registrar that answers 503.
. "$(dirname "$0")/company"
needs ip unshare ethtool dnsmasq kamailio baresip sipp python3
[ "${1:-}" = inside ] || enter_once "$(readlink -f "$0")"
begin
company=10.77.0.1
open_company
start_kamailio
start_baresip 200 880 5091 5561 ptime=30
sip refusing "$tools/refusing.xml" -p 5069 -mp 6200 &
refusing=$!
at_port isp udp 5069
new_unit a Resync_On_Reset=No Provision_Enable=No Proxy_1_=$company User_ID_1_=102 Password_1_=secret \
    Proxy_2_=$company:5069 User_ID_2_=103 Retry_Reg_RSC=5?? Reg_Retry_Intvl=2 \
    DTMF_Tx_Method_1_=AVT Reorder_Delay=0 DTMF_Playback_Length=.5
start_unit a --wan "$wire" --wav a.wav --trace 'fw.*' --trace ear --trace ring --trace hook
until_seen 'registered at' a.out
until_seen '200 OK' baresip-200.log
echo "# registered by digest at Kamailio"

# ---- to baresip: each side's tone in the other's recording; hold, resume, keys both ways
dial 200
until_heard 'talks to 200'
act speak telephone=1 hz=620 time=3s
until_heard 'ear\[1\].*8[78][0-9] Hz'
until_hears 200 620
mark
baresip_does 200 hold
until_heard 'the other side holds'
baresip_does 200 resume
until_heard 'the other side resumes'
act dial telephone=1 keys=5
until_seen "event: '5' (end=1)" baresip-200.log
baresip_key 200 7
until_heard 'key 7 of the other side'
until_loud a.wav 1209 # the key 7, 852 and 1209 Hz, for DTMF_Playback_Length
mark
baresip_does 200 hangup
until_heard 'tone reorder'
hang_up
echo "# to baresip: 620 Hz there, 880 Hz here; hold, resume, keys both ways"

# ---- from SIPp by way of Kamailio: distinctive ring, caller ID from the wire, 620 Hz
python3 "$tools/sound.py" ulaw tone620.ul 620 2
sed "s|@WORK@|$WORK|" "$tools/caller.xml" >caller.xml
mark
sip caller caller.xml -p 5065 -s 102 $company:5060 &
caller=$!
until_heard 'ring\[1\] on=1'
until_heard 'ear\[1\] displays 4085551212'
act offhook telephone=1
until_heard 'ear\[1\].*6[12][0-9] Hz'
wait $caller || sip_failed caller
until_heard 'tone reorder'
hang_up
echo "# from SIPp by way of Kamailio"

# ---- busy
sip busy "$tools/busy.xml" -p 5067 &
at_port isp udp 5067
sip register "$tools/register.xml" -p 5064 -s 300 -au 300 -ap secret -key port 5067 $company:5060 || sip_failed register
dial 300
until_heard 'tone busy'
hang_up
echo "# busy"

# ---- line 2 at a registrar that answers 503: again every Reg_Retry_Intvl, which is exact in the unit's time
wait $refusing || sip_failed refusing
stop_unit
awk '/fw.sip\[2\].* in SIP.2.0 503 / { answered = $1 }
     /fw.sip\[2\] out REGISTER/ && answered { n++; if ($1 - answered < 1.999 || $1 - answered > 2.001) wrong = 1; answered = 0 }
     END { exit wrong || n != 3 }' a.out || fail "503: not every 2 s: $(grep -F 'fw.sip[2]' a.out | head -30)"
echo "# 503: REGISTER every 2 s"
until_loud a.wav 880
until_loud a.wav 620
python3 "$tools/sound.py" caller a.wav >caller.id
grep -q '^4085551212|J. Smith' caller.id || fail "caller ID: $(cat caller.id)"
echo "# caller ID decoded from the wire: $(head -1 caller.id)"
