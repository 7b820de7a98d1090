# SPDX-License-Identifier: MIT
# The unit's NAT beside Linux's: 2,000 random flows and what belongs to them, through a unit and through nft in a namespace,
# both set to the same policy. Each packet gets the same verdict. Half of it with a DMZ. VSPA_SEED=N: other flows.
. "$(dirname "$0")/peers"
needs ip unshare ethtool nft python3
[ "${1:-}" = inside ] || enter "$(readlink -f "$0")" root
begin

# The rows are set by the page of the unit, from its LAN.
row() { # row NAME N FIRST LAST PROTOCOL SERVER
    local fields="" value number=$((0x8400 + ($2 - 1) * 6))
    for value in 1 "row$2" "${@:3}"; do
        fields+="&$(((number << 6 | number >> 10) & 0xffff ^ 0x726f))=$value"
        number=$((number + 1))
    done
    at "$1lan" curl -sf -m $HANG_S -d "${fields#&}" http://192.168.0.1/admin/bsipura.spa | grep -q 'SPA is updating' || fail "row $2 is not set"
}

world() { # world NAME [PARAMETER=VALUE...]: a unit and a router with nft, with hosts at both sides of each
    make_space "$1lan" "$1wan" "$1router" "$1nlan" "$1nwan"
    plug "$1l" "$1lan" eth0
    local lan=$wire
    plug "$1w" "$1wan" eth0
    new_unit "$1" Resync_On_Reset=No "Connection_Type=Static IP" Static_IP=203.0.113.2 NetMask=255.255.255.0 Gateway=203.0.113.1 "${@:2}"
    start_unit "$1" --lan "$lan" --wan "$wire"
    cable "$1router" lan "$1nlan" eth0
    cable "$1router" wan "$1nwan" eth0
    at "$1router" ip addr add 192.168.0.1/24 dev lan
    at "$1router" ip addr add 203.0.113.2/24 dev wan
    at "$1router" ip route add default via 203.0.113.1
    # As the unit: no memory of TCP's windows, no checksums of what is passed on, errors as often as there is a reason.
    at "$1router" sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=1 net.ipv4.conf.lan.rp_filter=1 net.ipv4.icmp_ratelimit=0 \
        net.ipv4.icmp_msgs_per_sec=1000000 net.ipv4.icmp_msgs_burst=100000 \
        net.ipv4.conf.all.send_redirects=0
    at "$1router" nft -f "$1.nft"
    at "$1router" sysctl -qw net.netfilter.nf_conntrack_tcp_be_liberal=1 net.netfilter.nf_conntrack_checksum=0
    # Nothing is forgotten while a slow machine takes its time.
    at "$1router" bash -c 'for file in /proc/sys/net/netfilter/nf_conntrack_*timeout*; do echo 3600 >"$file"; done'
}

rules() { # rules DMZ-RULES
    cat <<NFT
table ip nat {
    chain in {
        type nat hook prerouting priority dstnat
        iifname wan udp dport { 5060-5061, 16384-16483, 50000-50255 } accept
        iifname wan tcp dport { 5060-5061, 16384-16483, 50000-50255 } accept
        iifname wan tcp dport 8000-8099 dnat to 192.168.0.2
        iifname wan udp dport 7000-7099 dnat to 192.168.0.3
        iifname wan meta l4proto { tcp, udp } th dport 6000 dnat to 192.168.0.4
        $1
    }
    chain out { type nat hook postrouting priority srcnat; oifname wan masquerade; }
}
table ip filter {
    chain forward {
        type filter hook forward priority 0; policy drop;
        ct state established,related accept
        ct state invalid drop
        iifname lan accept
        ct status dnat accept
    }
}
NFT
}
rules "" >p.nft
rules 'iifname wan meta l4proto { tcp, udp } dnat to 192.168.0.4' >d.nft
world p
world d Enable_DMZ=Yes DMZ_Host_IP_Address=4
for name in p d; do
    until_seen 'has address 203.0.113.2' $name.out
    at ${name}lan ip addr add 192.168.0.9/24 dev eth0
    row $name 1 8000 8099 TCP 192.168.0.2
    row $name 2 7000 7099 UDP 192.168.0.3
    row $name 3 6000 6000 Both 192.168.0.4
    at ${name}lan ip addr del 192.168.0.9/24 dev eth0
done
seed=${VSPA_SEED:-2102}
for name in p d; do
    [ $name = d ] && with=dmz || with=plain
    python3 "$integration/nat_beside_nft.py" "$seed" 1000 $with "${space[${name}lan]}:eth0" "${space[${name}wan]}:eth0" \
        "${space[${name}nlan]}:eth0" "${space[${name}nwan]}:eth0" >$name.log 2>&1 &
    runs+=($!)
done
for i in 0 1; do wait "${runs[i]}" || { cat ./?.log; fail "VSPA_SEED=$seed ./dev integration nat has the same flows"; }; done
cat ./?.log
