# SPDX-License-Identifier: MIT
# beside others
# A PC at the LAN port, an Internet provider at the other, the unit between them: ping, TCP, UDP, iperf3 both ways, port
# forwarding, DMZ, ports that stay the unit's own; bridge; auto behind another router and without one; an Internet port in
# the network of the LAN port. Five units at the same time, as root and as an ordinary user.
. "$(dirname "$0")/peers"
needs ip unshare ethtool dnsmasq busybox iperf3 python3 curl
[ "${1:-}" = inside ] || enter "$(readlink -f "$0")"
who=$2
begin

# world NAME [PARAMETER=VALUE...]: a unit, a place for its provider, a PC. The name is one letter: Linux allows 15 for a card.
world() {
    local internet
    make_space "$1pc" "$1isp"
    plug "$1wan" "$1isp" eth0
    internet=$wire
    plug "$1lan" "$1pc" eth0
    new_unit "$1" Resync_On_Reset=No "${@:2}"
    start_unit "$1" --wan "$internet" --lan "$wire"
}
provider() { serve_dhcp "$1isp" eth0 "$2" "--dhcp-option=3,$2"; } # provider NAME ADDRESS

# wan_of NAME: the address that the unit has got
wan_of() {
    until_seen "has address " "$1.out"
    sed -n 's/.*has address \([0-9.]*\).*/\1/p' "$1.out" | tail -n 1
}

# Settings of the Application tab, as a browser on the PC sends them: fields by their numbers (firmware/param/page_table.c).
settings() { at npc curl -sf -m $HANG_S -d "$1" http://192.168.0.1/admin/bsipura.spa | grep -q 'SPA is updating' || fail "not set: $1"; }
row() { # row N FIRST LAST PROTOCOL SERVER: of port forwarding; without more than N it is switched off
    local fields="" value number=$((0x8400 + ($1 - 1) * 6))
    for value in "$([ $# -gt 1 ] && echo 1 || echo 0)" "row$1" "${@:2}"; do
        fields+="&$(((number << 6 | number >> 10) & 0xffff ^ 0x726f))=$value"
        number=$((number + 1))
    done
    settings "${fields#&}"
}
DMZ=30607 # Enable DMZ, as images/releases/*/schema.tsv has it

world e
world n Enable_DMZ=Yes DMZ_Host_IP_Address=3
provider n 203.0.113.1
world b Networking_Service=Bridge
provider b 203.0.113.1
world a Networking_Service=Auto
provider a 10.1.2.1
world o Networking_Service=Auto QOS_QDisc=TBF Maximum_Uplink_Speed=2000
provider o 203.0.113.1

# The provider of this one is late, and leads a network that the PC already has; the rest of the story is at the end.
lease epc eth0 || fail "equal networks: no lease: $(cat epc.lease)"
grep -q '^192.168.0.2/24 by 192.168.0.1 for 86400' epc.lease || fail "equal networks: $(cat epc.lease)"
provider e 192.168.0.1

# ---- NAT
at nisp ip addr add 198.51.100.7/32 dev lo
wan=$(wan_of n)
lease npc eth0 || fail "no lease: $(cat npc.lease)"
at npc ip addr add 192.168.0.3/24 dev eth0
for there in 203.0.113.1 198.51.100.7; do
    pings npc "$there"
done
pings npc 203.0.113.1 -s 4000
at npc busybox traceroute -n -I -q 1 -w $HANG_S -m 2 198.51.100.7 >trace.log 2>&1 || fail "$(cat trace.log)"
[ "$(sed -n 's/^ *\([12]\)  *\([0-9.]*\) .*/\1 \2/p' trace.log)" = "$(printf '1 192.168.0.1\n2 198.51.100.7')" ] || fail "$(cat trace.log)"
serve_ports nisp 198.51.100.7 tcp:80 udp:53
asks npc tcp:198.51.100.7:80 "198.51.100.7 tcp:80, asked by $wan"
asks npc udp:198.51.100.7:53 "198.51.100.7 udp:53, asked by $wan"
asks npc tcp:198.51.100.7:81 refused
asks npc udp:198.51.100.7:81 refused # by an ICMP error, translated

background at nisp iperf3 -s -B 198.51.100.7 -p 5201 --forceflush >iperf3-server.log 2>&1
until_seen 'listening' iperf3-server.log
flow() { # flow FIELD NAME OPTIONS...: Mbit/s that arrived; by UDP what the host has time for
    at npc iperf3 -c 198.51.100.7 -p 5201 -J "${@:3}" >"iperf3-$2" 2>&1 || fail "iperf3 $2: $(grep error "iperf3-$2")"
    python3 - "$1" "iperf3-$2" <<'PY'
import json, sys
end = json.load(open(sys.argv[2]))["end"]
total = end[sys.argv[1]]
assert total["bytes"] > 1000000, total # buffers hold some when the sender ends
assert total.get("lost_percent", 0) < 100, total
print(round(total["bits_per_second"] / 1e6))
PY
}
up=$(flow sum_received up -n 16M) || fail "iperf3 up"
down=$(flow sum_received down -n 16M -R) || fail "iperf3 down"
udp_up=$(flow sum udp-up -n 2M -u -b 20M -l 1200) || fail "iperf3 udp up"
udp_down=$(flow sum udp-down -n 2M -u -b 20M -l 1200 -R) || fail "iperf3 udp down"

serve_ports npc 192.168.0.2 tcp:8080 tcp:8081 tcp:7000 udp:7000 udp:5060 tcp:9000
serve_ports npc 192.168.0.3 tcp:8080 tcp:8082 tcp:7000 udp:7000 udp:9999 tcp:9000 udp:5061
asks nisp "tcp:$wan:9000" "192.168.0.3 tcp:9000, asked by 203.0.113.1" # DMZ
asks nisp "udp:$wan:9999" "192.168.0.3 udp:9999, asked by 203.0.113.1"
row 1 8080 8081 TCP 192.168.0.2
row 2 7000 7000 UDP 192.168.0.2
row 3 5060 5060 UDP 192.168.0.2
asks nisp "tcp:$wan:8080" "192.168.0.2 tcp:8080, asked by 203.0.113.1"
asks nisp "tcp:$wan:8081" "192.168.0.2 tcp:8081, asked by 203.0.113.1"
asks nisp "tcp:$wan:8082" "192.168.0.3 tcp:8082, asked by 203.0.113.1"
asks nisp "udp:$wan:7000" "192.168.0.2 udp:7000, asked by 203.0.113.1"
asks nisp "tcp:$wan:7000" "192.168.0.3 tcp:7000, asked by 203.0.113.1"
# The unit's SIP ports stay its own, with a row and with a DMZ: 5060 answers as SIP, and the PC never hears of it.
sip="OPTIONS sip:1@$wan SIP/2.0\r\nVia: SIP/2.0/UDP 203.0.113.1:5060;branch=z9hG4bK1\r\nFrom: <sip:a@203.0.113.1>;tag=1\r\nTo: <sip:1@$wan>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n"
for port in 5060 5061; do
    at nisp python3 "$integration/endpoint.py" ask "udp:$wan:$port" "$sip" 5060 >sip.log
    grep -q '^SIP/2.0 ' sip.log || fail "port $port: $(cat sip.log)"
done
! grep -q 506 ports-npc-*.log || fail "the PC got what is the unit's: $(cat ports-npc-*.log)"
settings "$DMZ=0"
row 1
asks nisp "tcp:$wan:9000" refused # a closed port is answered
asks nisp "tcp:$wan:8080" refused
asks nisp "udp:$wan:7000" "192.168.0.2 *"

# ---- bridge: the PC is at the provider, and so is the unit
wan=$(wan_of b)
lease bpc eth0 || fail "bridge: no lease: $(cat bpc.lease)"
grep -q '^203.0.113.*/24 by 203.0.113.1 for 3600' bpc.lease || fail "bridge: $(cat bpc.lease)"
pings bpc 203.0.113.1
pings bpc "$wan"
serve_ports bpc 0.0.0.0 tcp:80
pc=$(sed -n 's/^\(203[0-9.]*\).*/\1/p' bpc.lease)
asks bisp "tcp:$pc:80" "0.0.0.0 tcp:80, asked by 203.0.113.1"

# ---- auto
wan=$(wan_of a)
lease apc eth0 || fail "auto, private: no lease: $(cat apc.lease)"
grep -q '^10.1.2.*/24 by 10.1.2.1 for 3600' apc.lease || fail "auto, private: $(cat apc.lease)"
wan=$(wan_of o)
lease opc eth0 || fail "auto, public: no lease: $(cat opc.lease)"
grep -q '^192.168.0.2/24 by 192.168.0.1 for 86400' opc.lease || fail "auto, public: $(cat opc.lease)"
pings opc 203.0.113.1

# ---- the uplink of 2 Mbit/s: the PC sends 8 for two seconds; not all of it arrives (flow.uplink has the figures, in the unit's
# time), and meanwhile the unit answers
background at oisp iperf3 -s -B 203.0.113.1 -p 5201 --forceflush >iperf3-uplink-server.log 2>&1
until_seen 'listening' iperf3-uplink-server.log
background at opc iperf3 -c 203.0.113.1 -p 5201 -t 2 -J -u -b 8M -l 1200 >iperf3-uplink 2>&1
uplink=$!
at oisp busybox ping -c 5 -i 0.3 -W $HANG_S "$wan" >ping.log || fail "uplink: $(cat ping.log)"
wait $uplink || fail "uplink: $(grep error iperf3-uplink)"
uplink=$(python3 - <<'PY'
import json
end = json.load(open("iperf3-uplink"))["end"]["sum"]
arrived = end["bits_per_second"] * (100 - end["lost_percent"]) / 100 / 1e6
assert 0 < end["lost_percent"] < 100, end
print(round(arrived, 1))
PY
) || fail "uplink"

# ---- the Internet port is in the network of the LAN port, which moves
wan=$(wan_of e)
at epc ip link set eth0 down # the cable of the PC
at epc ip link set eth0 up
lease epc eth0 || fail "equal networks: no lease: $(cat epc.lease)"
grep -q '^192.168.1.2/24 by 192.168.1.1 for 86400' epc.lease || fail "equal networks: $(cat epc.lease)"
pings epc 192.168.0.1
at epc curl -sf -m $HANG_S http://192.168.1.1/ >page || fail "equal networks: no pages at 192.168.1.1"
echo "# $who, ${wire%:*}: iperf3 $up Mbit/s up, $down down; UDP $udp_up and $udp_down of 20; $uplink by an uplink of 2"
