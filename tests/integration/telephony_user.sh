# SPDX-License-Identifier: MIT
# A call through the user-mode network: SIPp on 127.0.0.1 answers behind --map and sends back what it hears. What that needs:
# --map for the SIP port and for the RTP port, and a server that names 192.168.1.200 in Contact and SDP.
. "$(dirname "$0")/peers"
needs sipp python3
cd "$WORK"
: >pids
trap 'kill $(cat "$WORK/pids") 2>/dev/null || true' EXIT
tools=$integration/telephony
sip_port=$(free_port) rtp_port=$(free_port)
sipp -sf "$tools/mapped.xml" -i 127.0.0.1 -p "$sip_port" -mi 127.0.0.1 -mp "$rtp_port" -rtp_echo -m 1 -nostdin -trace_err \
    -error_file sipp.err >sipp.out 2>&1 &
sipp=$!
new_unit u Resync_On_Reset=No Provision_Enable=No Proxy_1_=192.168.1.200 User_ID_1_=102 Register_1_=No \
    Make_Call_Without_Reg_1_=Yes "Dial_Plan_1_=(S0&lt;:200&gt;)"
start_unit u --map "udp:5060=$sip_port" --map "udp:6000=$rtp_port" --wav u.wav --trace 'fw.*' --trace ear
until_seen 'UP ip=' u.out 20
ctl u offhook telephone=1 >/dev/null
until_seen 'talks to 200' u.out
ctl u speak telephone=1 hz=620 time=3s >/dev/null
until_seen ' Hz' u.out
ctl u onhook telephone=1 >/dev/null
wait $sipp || fail "SIPp: $(tail -n 5 sipp.err)"
stop_unit
level=$(python3 "$tools/sound.py" measure u.wav 620)
[ "$level" -ge 3000 ] || fail "620 Hz comes back at $level"
echo "# 620 Hz through --map and back: $level of 8000"
