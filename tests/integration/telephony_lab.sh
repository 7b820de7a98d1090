# SPDX-License-Identifier: MIT
# beside others
# The provider as the telephone company of real telephones: baresip and SIPp stand on the segment of the unit's Internet port,
# by a tap, and register at the provider (lab, 192.168.1.200). The unit calls baresip through its proxy; a telephone of the
# provider calls SIPp.
. "$(dirname "$0")/company"
needs ip unshare ethtool baresip sipp python3
[ "${1:-}" = inside ] || enter_once "$(readlink -f "$0")"
begin
may_tap || { echo "left out: no taps here"; exit 0; }
company=192.168.1.50 provider=192.168.1.200

make_space isp
plug uwan isp eth0
at isp ip addr add $company/24 dev eth0
new_unit a Resync_On_Reset=No Provision_Enable=No Proxy_1_=$provider User_ID_1_=102 Reorder_Delay=0
start_unit a --lab lab-a --wan user --wan "$wire" --wav a.wav --trace 'fw.*' --trace ear --trace lab
first=$unit
until_seen 'UP ip=' a.out
act registrar

# a second unit on the same segment; the provider of the first leases it an address
ip tuntap add dev bwan mode tap
ip link set bwan master buwan
ip link set bwan up
new_unit b Resync_On_Reset=No Provision_Enable=No Proxy_1_=$provider User_ID_1_=103
start_unit b --wan tap:bwan --trace 'fw.*' --trace ear --trace ring

start_baresip 200 880 5091 5561 ptime=30 $provider
until_seen 'sip: REGISTER 200: 200' a.out
until_seen 'sip: REGISTER 102: 200' a.out
echo "# baresip registered at the provider"

dial 200
until_heard 'talks to 200'
act speak telephone=1 hz=620 time=3s
until_heard 'sound of 8[78]'
until_hears 200 620
hang_up
echo "# the unit and baresip talk through the provider's proxy"

until_seen 'sip: REGISTER 103: 200' a.out
dial 103
until_seen 'ring[1] on=1' b.out
ctl b offhook telephone=1 >/dev/null
until_seen 'talks to 102' b.out
act speak telephone=1 hz=700 time=2s
until_seen 'sound of 70' b.out
ctl b speak telephone=1 hz=1000 time=2s >/dev/null
until_heard 'sound of 100'
act onhook telephone=1
ctl b onhook telephone=1 >/dev/null
until_seen 'call confirmed -> ' b.out
echo "# two units talk through the provider of the first"

act registrar user=300 password=secret
sip callee "$tools/callee.xml" -p 5063 -mp 6100 -rtp_echo &
callee=$!
at_port isp udp 5063
sip register "$tools/register.xml" -p 5064 -s 300 -au 300 -ap secret -key port 5063 $provider:5060 || sip_failed register
until_seen 'sip: REGISTER 300: 200' a.out
act call to=300 from=210
until_seen 'phone 210: talks to 300, PCMU' a.out
act peer_say number=210 "what=tone 440 Hz"
until_seen 'phone 210: hears 44' a.out
act peer_hangup number=210
wait $callee || sip_failed callee
kill "$first" "$unit"
wait "$first" "$unit" 2>/dev/null || true
echo "# a telephone of the provider calls SIPp, and hears its own 440 Hz come back"
