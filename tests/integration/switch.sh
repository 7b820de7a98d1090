# SPDX-License-Identifier: MIT
# beside others
# A VDE switch with two units and a guest (User-Mode Linux) that is their provider: DHCP, ping, a profile fetched across the
# switch. A machine without a disk (QEMU) at a unit's LAN port, by a cable of datagrams: the unit leases it an address.
. "$(dirname "$0")/peers"
needs vde_switch linux.uml dnsmasq qemu-system-x86_64
[ -e /usr/lib/ipxe/ipxe.lkrn ] || { echo "left out: no ipxe"; exit 0; }
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
    guest isp "busybox ping -c 1 -W $HANG_S $unit"
done
[ "$(sed -n 's/.*has address \([0-9.]*\).*/\1/p' u?.out | sort -u | wc -l)" = 2 ] || fail "both have the same address"

# iPXE in the machine, by a script that comes with it (typed keys are lost on a busy host: the BIOS holds few): lease, the unit's
# own page (it has no ping), a file from the guest through the unit.
cat >pc.ipxe <<'IPXE'
#!ipxe
dhcp || goto failed
echo lease ${net0/ip} of ${net0/gateway}
imgfetch http://192.168.0.1/ || goto failed
imgfetch http://10.80.0.1/spa2102.cfg || goto failed
imgstat
echo script: passed
exit
:failed
echo script: failed
IPXE
# The script lies at the end of the memory; in 64 MB iPXE itself would lie over it.
qemu-system-x86_64 -nodefaults -nographic -m 256 -serial stdio -kernel /usr/lib/ipxe/ipxe.lkrn -initrd pc.ipxe \
    -device e1000,netdev=n,mac=52:54:00:00:00:01,romfile= \
    -netdev "dgram,id=n,local.type=unix,local.path=$WORK/pc1,remote.type=unix,remote.path=$WORK/cable1" </dev/null >pc.console 2>pc.log &
echo $! >>pids
wait_until grep -aqE 'script: (passed|failed)' pc.console || fail "iPXE: $(tail -n 12 pc.console pc.log)"
for words in 'lease 192.168.0.2 of 192.168.0.1' 'http://192.168.0.1/... ok' 'spa2102.cfg... ok' 'script: passed'; do
    grep -aqF -- "$words" pc.console || fail "iPXE: no '$words': $(tail -n 12 pc.console pc.log)"
done
until_seen 'gives 192.168.0.2 to 52:54:00:00:00:01' u1.out
echo "# two units and a guest on a VDE switch: leases, ping, a profile; iPXE in QEMU at a LAN port: lease, a page, a file"
