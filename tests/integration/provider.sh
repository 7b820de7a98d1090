# SPDX-License-Identifier: MIT
# beside others
# A provider of servers that the other tests do not have: kea with a lease of 30 s, unbound, tftpd-hpa, syslog-ng; on a tap or
# a card, in warp. Hosts that ask for each other all the time do not hold the clock. What the unit sends is well-formed.
. "$(dirname "$0")/peers"
needs ip unshare ethtool kea-dhcp4 unbound in.tftpd syslog-ng python3 tshark
[ "${1:-}" = inside ] || enter "$(readlink -f "$0")" root
begin

make_space isp
plug wan isp eth0
ip=203.0.113.1
at isp ip addr add $ip/24 dev eth0

mkdir /run/kea
cat >kea.json <<JSON
{"Dhcp4": {"interfaces-config": {"interfaces": ["eth0"], "dhcp-socket-type": "raw"}, "valid-lifetime": 30,
 "lease-database": {"type": "memfile", "persist": false},
 "subnet4": [{"subnet": "203.0.113.0/24", "pools": [{"pool": "203.0.113.50 - 203.0.113.60"}],
 "option-data": [{"name": "routers", "data": "$ip"}, {"name": "domain-name-servers", "data": "$ip"},
  {"name": "domain-name", "data": "home.test"}, {"name": "domain-search", "data": "a.test,b.test", "always-send": true},
  {"code": 121, "csv-format": false, "data": "18C0A80CCB007101", "always-send": true}]}]}}
JSON
background at isp kea-dhcp4 -c kea.json >kea.log 2>&1

{
    printf '$ORIGIN home.test.\n$TTL 300\n@ IN SOA ns root 1 3600 600 86400 300\n@ IN NS ns\nns IN A %s\n' $ip
    printf 'prov IN CNAME Prov2\nProv2 IN CNAME prov3.home.test.\nprov3 IN A %s\nsix IN AAAA 2001:db8::1\nlog IN A %s\n' $ip $ip
    for i in {2..60}; do echo "many IN A 203.0.113.$((i + 100))"; done
} >zone
cat >unbound.conf <<CONF
server:
    interface: $ip
    access-control: 0.0.0.0/0 allow
    username: ""
    chroot: ""
    directory: "$WORK"
    pidfile: "$WORK/unbound.pid"
    use-syslog: no
    do-daemonize: no
    local-zone: "test." nodefault
    module-config: "iterator"
auth-zone:
    name: home.test
    zonefile: $WORK/zone
remote-control:
    control-enable: no
CONF
background at isp unbound -d -c unbound.conf >unbound.log 2>&1

mkdir tftp
echo '<flat-profile><GPP_A>by tftpd</GPP_A></flat-profile>' >tftp/a.xml
chmod 755 tftp
background at isp in.tftpd --foreground --address $ip:69 --secure --user "$(id -un)" "$WORK/tftp"

cat >syslog.conf <<CONF
@version: 3.38
source s { network(ip("$ip") port(514) transport("udp")); };
destination d { file("$WORK/syslog" template("\$PRI \$PROGRAM: \$MSG\n")); };
log { source(s); destination(d); };
CONF
background at isp syslog-ng -F -f syslog.conf -R syslog.persist -c syslog.ctl -p syslog.pid >syslog.log 2>&1
until_seen DHCP4_STARTED kea.log
at_port isp udp 53
at_port isp tcp 53
at_port isp udp 69
at_port isp udp 514
# All of many.home.test are of this host, and refuse: nobody waits for one that is not there.
for range in 96/27 128/27 160/32; do at isp ip route add local 203.0.113.$range dev lo; done

# Every tenth of a second an ARP request for some other host; and a time server that says nothing.
cat >noise.py <<'PY'
import socket, time
ntp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
ntp.bind(("203.0.113.1", 123))
arp = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
arp.bind(("eth0", 0x0806))
own = arp.getsockname()[4]
head = b"\xff" * 6 + own + bytes.fromhex("08060001080006040001")
while True:
    arp.send(head + own + bytes([203, 0, 113, 1]) + bytes(6) + bytes([203, 0, 113, 222]))
    time.sleep(0.1)
PY
background at isp python3 noise.py
at_port isp udp 123

# unit NAME ELEMENTS: one with these in its flash
unit() {
    "$VSPA" new --unit "$1.flash" --release 5.2.10 --no-certificate >/dev/null
    mkdir "lab-$1"
    echo "<flat-profile>$2</flat-profile>" >"lab-$1/spa2102.cfg"
    "$VSPA" run --unit "$1.flash" --lab "lab-$1" --time warp --seed 1 --for 10m --until fw.resync=applied >made 2>&1 || fail "$(tail -n 3 made)"
}
unit u "<Resync_Random_Delay>0</Resync_Random_Delay><Syslog_Server>log.home.test</Syslog_Server><Debug_Server>log</Debug_Server>
    <Debug_Level>3</Debug_Level><Profile_Rule>tftp://PROV/a.xml</Profile_Rule><Profile_Rule_B>http://many.home.test/b.xml</Profile_Rule_B>"
"$VSPA" run --unit u.flash --wan "$wire" --time warp --patience 60000 --seed 1 --for 5m --pcap u.pcap --trace fw.net --trace fw.param \
    >u.trace 2>u.err || fail "the run: $(tail -n 3 u.trace u.err)"

unit silent "<Resync_On_Reset>No</Resync_On_Reset><Primary_NTP_Server>$ip</Primary_NTP_Server>"
timeout $HANG_S "$VSPA" run --unit silent.flash --wan "$wire" --time warp --patience 300 --seed 1 --for 20s >silent.out 2>&1 ||
    fail "the noise holds the clock: $(tail -n 3 silent.out)"

grep -qF 'GPP_A = by tftpd' u.trace || fail "no profile: $(tail -n 5 u.trace u.err)"
grep -q 'addresses=32 dns many.home.test' u.trace || fail "60 addresses, by TCP: $(grep -F many u.trace)"
[ "$(grep -c 'UP ip=' u.trace)" = 1 ] || fail "the lease was lost: $(grep -F UP u.trace)"
tshark -r u.pcap -Y dhcp -T fields -e dhcp.option.dhcp 2>/dev/null | sort | uniq -c | awk '{ print $2 "x" $1 }' | tr '\n' ' ' >messages
# A tap gets its carrier when it is opened, and a bridge forwards some time later: what was sent before that is sent again.
grep -qx '1x[12] 2x1 3x20 5x20 ' messages || fail "not one lease that is renewed: $(cat messages)"
malformed=$(tshark -r u.pcap -Y "_ws.malformed && eth.src[0:3] == 00:0e:08" 2>/dev/null)
[ -z "$malformed" ] || fail "$malformed"
wait_until grep -q '^135 resync: ' syslog || fail "syslog-ng: $(head -3 syslog)"
grep -q '^133 SPA-2102: \|^133 ' syslog || fail "syslog-ng has no message of the unit: $(sort syslog | uniq -c | head -20)"
echo "# kea: a lease of 30 s is renewed 19 times in 5 minutes; unbound, tftpd, syslog-ng ($(wc -l <syslog) lines)"
