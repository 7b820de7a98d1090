# SPDX-License-Identifier: MIT
# beside others
# Real DHCP clients at the unit's LAN port, each in a namespace of its own: udhcpc, dhclient and dhcpcd get .2, .3 and .4
# for a day; fifty hosts have an address, the next has none. As root, and as an ordinary user: by taps where they may, else by cards.
. "$(dirname "$0")/peers"
needs ip unshare ethtool dnsmasq busybox dhclient dhcpcd
[ "${1:-}" = inside ] || enter "$(readlink -f "$0")"
who=$2
begin

may_tap || echo "# tap as an ordinary user: left out: /dev/net/tun is not writable here"

make_space pc1 pc2 pc3 many isp switch
plug wan isp eth0
internet=$wire
plug lan switch eth0
for i in 1 2 3; do cable switch "l$i" "pc$i" eth0; done
cable switch l4 many eth0
bridge switch br0 eth0 l1 l2 l3 l4
new_unit u Resync_On_Reset=No
start_unit u --wan "$internet" --lan "$wire"
serve_dhcp isp eth0 203.0.113.1
until_seen "has address 203.0.113." u.out

# Clients, one after the other; what each is told goes to a file.
lease pc1 eth0 || fail "udhcpc: $(cat pc1.lease)"
grep -qx '192.168.0.2/24 by 192.168.0.1 for 86400, names at 203.0.113.1' pc1.lease || fail "udhcpc: $(cat pc1.lease)"

: >leases
printf 'initial-delay 0;\ninitial-interval 1;\ntimeout %d;\n' $HANG_S >dhclient.conf
background at pc2 dhclient -1 -d -sf /bin/true -cf "$WORK/dhclient.conf" -lf "$WORK/leases" -pf "$WORK/dhclient.pid" eth0 >pc2.log 2>&1
until_seen 'bound to 192.168.0.3 ' pc2.log

mkdir -p /run/dhcpcd
mount -t tmpfs none /var/lib/dhcpcd
at pc3 timeout $HANG_S dhcpcd -4 -1 -B -A -t $HANG_S --noconfigure -d eth0 >pc3.log 2>&1 || [ "$who" != root ] || fail "dhcpcd: $(cat pc3.log)"
if ! grep -q 'leased 192.168.0.4 for 86400 seconds' pc3.log; then
    cat pc3.log
    fail "dhcpcd: no .4"
fi

# Fifty in all, each with an address of its own, in any order; the 51st is refused. One that had its address gets it again.
for ((i = 5; i <= 51; i++)); do
    at many ip link add link eth0 name "m$i" type macvlan mode bridge
    at many ip link set "m$i" up
    at many busybox udhcpc -f -n -q -t $HANG_S -T 1 -i "m$i" -s "$WORK/configure.sh" >"many.$i" 2>&1 &
    clients[i]=$!
done
for ((i = 5; i <= 51; i++)); do wait "${clients[i]}" || fail "host $i: $(cat "many.$i")"; done
[ "$(sed -n 's/^192.168.0.\([0-9]*\)\/24 .*/\1/p' many.* | sort -n | tr '\n' ' ')" = "$(seq -s ' ' 5 51) " ] || fail "addresses: $(cat many.*)"
at many ip link add link eth0 name m52 type macvlan mode bridge
at many ip link set m52 up
! at many busybox udhcpc -f -n -q -t 3 -T 1 -i m52 -s "$WORK/configure.sh" >many.52 2>&1 || fail "the 51st: $(cat many.52)"
at many busybox udhcpc -f -n -q -t $HANG_S -T 1 -i m30 -s "$WORK/configure.sh" >again 2>&1 || fail "again: $(cat again)"
[ "$(grep by again)" = "$(grep by many.30)" ] || fail "another address: $(cat again many.30)"
echo "# $who: ${wire%:*}: udhcpc .2, dhclient .3, dhcpcd .4; 50 hosts, the next is refused"
