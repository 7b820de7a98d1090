# SPDX-License-Identifier: MIT
# Calls through the user-mode network, with SIPp on 127.0.0.1. Out: SIPp answers behind --map and sends back what it hears.
# That needs --map for the SIP port and for the RTP port, and a server that names 192.168.1.200 in Contact and SDP.
# In: SIPp calls a port of --forward; its ACK, BYE and sound go where Contact and SDP say, which is NAT_Mapping_Enable, EXT_IP,
# EXT_SIP_Port and EXT_RTP_Port_Min.
. "$(dirname "$0")/company"
needs sipp python3
cd "$WORK"
: >pids
trap 'kill $(cat "$WORK/pids") 2>/dev/null || true' EXIT
sip_port=$(free_port) rtp_port=$(free_port)
sipp -sf "$tools/mapped.xml" -i 127.0.0.1 -p "$sip_port" -mi 127.0.0.1 -mp "$rtp_port" -rtp_echo -m 1 -nostdin -trace_err \
    -error_file sipp.err >sipp.out 2>&1 &
sipp=$!
wait_for_udp "$sip_port"
new_unit u Resync_On_Reset=No Provision_Enable=No Proxy_1_=192.168.1.200 User_ID_1_=102 Register_1_=No \
    Make_Call_Without_Reg_1_=Yes "Dial_Plan_1_=(S0&lt;:200&gt;)"
start_unit u --map "udp:5060=$sip_port" --map "udp:6000=$rtp_port" --wav u.wav --trace 'fw.*' --trace ear
until_seen 'UP ip=' u.out
ctl u offhook telephone=1 >/dev/null
until_seen 'talks to 200' u.out
ctl u speak telephone=1 hz=620 time=3s >/dev/null
until_seen ' Hz' u.out
ctl u onhook telephone=1 >/dev/null
wait $sipp || fail "SIPp: $(tail -n 5 sipp.err)"
stop_unit
until_loud u.wav 620
echo "# 620 Hz through --map and back: $(level_of u.wav 620) of 8000"

sip_port=$(free_port) sip_in=$(free_port) rtp_port=$(free_port) rtp_in=$(free_port)
python3 "$tools/sound.py" ulaw tone620.ul 620 2
sed "s|@WORK@|$WORK|; s/IP4 \[media_ip\]/IP4 192.168.1.200/; s/\[rtpstream_audio_port\]/6000/" "$tools/caller.xml" >caller.xml
new_unit v Resync_On_Reset=No Provision_Enable=No User_ID_1_=102 Register_1_=No Ans_Call_Without_Reg_1_=Yes \
    NAT_Mapping_Enable_1_=Yes EXT_IP=127.0.0.1 \
    "EXT_SIP_Port_1_=$sip_in" "EXT_RTP_Port_Min=$rtp_in" Send_Resp_To_Src_Port=Yes
start_unit v --map "udp:6000=$rtp_port" --forward "wan:udp:$sip_in=5060" --forward "wan:udp:$rtp_in=16384" --wav v.wav \
    --trace 'fw.*' --trace ear --trace ring
until_seen 'UP ip=' v.out
sipp -sf caller.xml -i 127.0.0.1 -p "$sip_port" -mi 127.0.0.1 -mp "$rtp_port" -s 102 -m 1 -nostdin -trace_err \
    -error_file caller.err -trace_msg -message_file caller.msg "127.0.0.1:$sip_in" >caller.out 2>&1 &
sipp=$!
until_seen 'ring[1]' v.out
ctl v offhook telephone=1 >/dev/null
wait $sipp || fail "the caller: $(tail -n 5 caller.err)"
stop_unit
grep -q "^c=IN IP4 127.0.0.1" caller.msg && grep -q "^m=audio $rtp_in " caller.msg || fail "SDP: $(grep '^[cm]=' caller.msg)"
until_loud v.wav 620
echo "# a call by --forward: 620 Hz at $(level_of v.wav 620) of 8000"
