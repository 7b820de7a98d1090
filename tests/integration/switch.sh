# SPDX-License-Identifier: MIT
# beside others
# A VDE switch with two units and a guest (User-Mode Linux) that is their provider: DHCP, ping, a profile fetched across the
# switch. A machine without a disk (QEMU) at a unit's LAN port, by a cable of datagrams: the unit leases it an address.
. "$(dirname "$0")/peers"
needs vde_switch linux.uml dnsmasq qemu-system-x86_64
cd "$WORK"
: >pids
trap 'kill $(cat "$WORK/pids") 2>/dev/null || true' EXIT

switch wan
start_guest isp wan
for i in 1 2; do
    new_unit "u$i" Resync_Random_Delay=0
    start_unit "u$i" --wan "vde:$WORK/wan.vde" --lan "socket:dgram=$WORK/cable$i,$WORK/pc$i" --level detail
done
guest_ready isp
mkdir tftp
echo '<flat-profile><GPP_A>across the switch</GPP_A></flat-profile>' >tftp/spa2102.cfg
guest isp 'ip addr add 10.80.0.1/24 dev eth0 && ip link set eth0 up'
guest isp 'dnsmasq -C /dev/null -u root -i eth0 --bind-interfaces --port=0 --no-ping --leasefile-ro --dhcp-range=10.80.0.50,10.80.0.60,1h --dhcp-option=66,10.80.0.1 --enable-tftp --tftp-root=/mnt/tftp --log-facility=/run/log'
guest isp 'busybox httpd -h /mnt/tftp'

for i in 1 2; do
    until_seen 'GPP_A = across the switch' "u$i.out"
    unit=$(sed -n 's/.*has address \([0-9.]*\).*/\1/p' "u$i.out")
    guest isp "busybox ping -c 1 -W 2 $unit"
done
[ "$(sed -n 's/.*has address \([0-9.]*\).*/\1/p' u?.out | sort -u | wc -l)" = 2 ] || fail "both have the same address"

# The boot ROM of the machine, by its own command line: lease, ping, a file from the guest through the unit.
mkfifo pc.keys
exec {keys}<>pc.keys
qemu-system-x86_64 -nodefaults -nographic -m 64 -serial stdio -boot n -device e1000,netdev=n,mac=52:54:00:00:00:01 \
    -netdev "dgram,id=n,local.type=unix,local.path=$WORK/pc1,remote.type=unix,remote.path=$WORK/cable1" \
    <pc.keys >pc.console 2>pc.log &
echo $! >>pids
types() { # types COMMAND ANSWER: a key at a time, since the serial line holds few
    local i before
    before=$(wc -c <pc.console)
    for ((i = 0; i < ${#1}; i++)); do
        printf '%s' "${1:i:1}" >&"$keys"
        sleep 0.01
    done
    printf '\n' >&"$keys"
    for ((i = 0; i < 1200; i++)); do
        if tail -c "+$before" pc.console | tail -n +2 | grep -aq 'iPXE> $'; then
            tail -c "+$before" pc.console | grep -aqF -- "$2" || fail "iPXE: $1: no '$2': $(tail -n 8 pc.console)"
            return
        fi
        sleep 0.05
    done
    fail "iPXE: $1: $(tail -n 8 pc.console)"
}
for ((i = 0; i < 100; i++)); do
    ! grep -q 'iPXE>' pc.console || break
    printf '\002' >&"$keys"
    sleep 0.2
done
types dhcp ' ok'
types 'show net0/ip' '192.168.0.2'
types 'show net0/gateway' '192.168.0.1'
types 'imgfetch http://192.168.0.1/' ' ok' # it has no ping; the unit's own page
types 'imgfetch http://10.80.0.1/spa2102.cfg' 'spa2102.cfg... ok'
until_seen 'gives 192.168.0.2 to 52:54:00:00:00:01' u1.out
echo "# two units and a guest on a VDE switch: leases, ping, a profile; iPXE in QEMU at a LAN port: lease, a page, a file"
