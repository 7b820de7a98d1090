# SPDX-License-Identifier: MIT
# beside others
# PPPoE against pppd: a guest (User-Mode Linux, whose kernel has PPP) is a provider with several concentrators at a VDE switch,
# told apart by the names of their services; many units at the same time. A unit that has to wait for long is faster than real
# time; the others are not, since pppd has to answer within the unit's three seconds on a slow machine too. CHAP, PAP, a wrong
# password, sessions that end by PADT, by LCP and without a word; the other way to an address when there is none; a PC
# behind a unit; loss and delay by netem; VLAN 5. Each unit that is up has fetched its profile from the provider.
. "$(dirname "$0")/peers"
needs vde_switch linux.uml pppoe-server pppd dnsmasq tc
[ -x "$(command -v pppd)" ] || { echo "left out: pppd is for root and for the group dip"; exit 0; }
cd "$WORK"
: >pids
trap 'kill $(cat "$WORK/pids") 2>/dev/null || true' EXIT

switch wan
switch bad
switch lan
switch tagged -hub # a switch of VDE judges tags itself
start_guest isp wan bad tagged
start_guest pc lan

# unit NAME TYPE SERVICE PASSWORD OPTION...: at the switch of its Internet port, wan if no other is given
more=()
unit() {
    new_unit "$1" "Connection_Type=$2" "PPPOE_Service_Name=$3" PPPOE_Login_Name=joe "PPPOE_Login_Password=$4" Resync_Random_Delay=0 \
        Resync_Error_Retry_Delay=5 Profile_Rule=http://10.67.0.1/spa2102.cfg "${more[@]}"
    start_unit "$1" "${@:5}"
}
sees() { until_seen "$2" "$1.out"; } # sees UNIT WORDS
sees_again() { until_counted "$3" "$2" "$1.out"; } # sees_again UNIT WORDS N: N times in all
UP='has a PPPoE session: peer 10.67.0.1'
DONE='resync done'

mkdir www
echo '<flat-profile><GPP_A>by pppd</GPP_A></flat-profile>' >www/spa2102.cfg
head -c 300000 /dev/urandom >www/big
for auth in chap pap; do
    printf 'require-%s\nms-dns 10.67.0.53\nlcp-echo-interval 0\nnodefaultroute\nnoipv6\nlogfile /run/%s.log\ndebug\n' $auth $auth >options.$auth
done
guest_ready isp
guest isp 'mount -t tmpfs none /etc/ppp && echo "joe * sesame *" >/etc/ppp/chap-secrets && cp /etc/ppp/chap-secrets /etc/ppp/pap-secrets && chmod 600 /etc/ppp/*'
guest isp 'ip addr add 10.82.0.1/24 dev eth0 && ip addr add 10.67.0.1/32 dev lo && ip link set eth0 up && busybox httpd -h /mnt/www'
concentrator() { # concentrator SERVICE AUTH NET [CARD]
    guest isp "mkdir -p /run/$1 && cp options.$2 /run/$1/options && (pppoe-server -F -I ${4:-eth0} -C uml-$1 -S $1 -L 10.67.0.1 -R 10.$3.0.1 -N 16 -O /run/$1/options >/run/$1/log 2>&1 &)"
}
concentrator chap chap 68
concentrator pap pap 69
concentrator padt chap 70
concentrator term chap 71
concentrator dead chap 72
# A bad line: a tenth of what the provider sends is lost, and it is late.
guest isp 'ip link set eth1 up && tc qdisc add dev eth1 root netem delay 40ms 10ms loss 10%'
concentrator bad pap 74 eth1
guest isp 'ip link set eth2 up && ip link add link eth2 name eth2.5 type vlan id 5 && ip addr add 10.85.0.1/24 dev eth2.5 && ip link set eth2.5 up'
concentrator tagged chap 75 eth2.5
guest isp 'dnsmasq -C /dev/null -u root -i eth2.5 --bind-interfaces --port=0 --no-ping --leasefile-ro --dhcp-range=10.85.0.50,10.85.0.99,1h --dhcp-option=3,10.85.0.1 --log-facility=/run/dnsmasq.5'
guest isp 'dnsmasq -C /dev/null -u root -i eth0 --bind-interfaces --port=0 --no-ping --leasefile-ro --dhcp-range=10.82.0.50,10.82.0.99,1h --dhcp-option=3,10.82.0.1 --dhcp-host=00:0e:08:00:00:0b,ignore --log-facility=/run/dnsmasq'

good=(--wan "vde:$WORK/wan.vde")
unit chap PPPOE chap sesame "${good[@]}" --lan "vde:$WORK/lan.vde"
unit pap PPPOE pap sesame "${good[@]}"
unit wrong PPPOE chap wrong "${good[@]}"
unit wrongpap PPPOE pap wrong "${good[@]}"
unit padt PPPOE padt sesame "${good[@]}" --time x2
unit term PPPOE term sesame "${good[@]}" --time x2
unit dead PPPOE dead sesame "${good[@]}" --time x3 # three echoes of 30 s
unit nobody PPPOE nobody sesame "${good[@]}" --time x5
unit either PPPOE,DHCP nobody sesame "${good[@]}" --time x3
"$VSPA" new --unit other.flash --mac 000E0800000B --release 5.2.10 --no-certificate >/dev/null
unit other DHCP,PPPOE pap sesame "${good[@]}" --time x3
for name in bad1 bad2 bad3; do unit "$name" PPPOE bad sesame --wan "vde:$WORK/bad.vde"; done

more=(Enable_VLAN=Yes VLAN_ID=5)
unit vlan DHCP "" "" --wan "vde:$WORK/tagged.vde"
unit vlanppp PPPOE tagged sesame --wan "vde:$WORK/tagged.vde"

for name in vlan vlanppp; do sees "$name" "$DONE"; done
grep -q 'has address 10.85.0.' vlan.out || fail "not of VLAN 5: $(cat vlan.out)"
grep -q 'has address 10.75.0.' vlanppp.out || fail "not of VLAN 5: $(cat vlanppp.out)"
for name in chap pap padt term dead; do
    sees "$name" "$UP"
    sees "$name" "$DONE"
done
sees wrong 'CHAP login refused: Access denied'
sees wrongpap 'PAP login refused'
! grep -q "$UP" wrong.out wrongpap.out || fail "a session with a wrong password"
grep -q 'has address 10.68.0.' chap.out || fail "no address of the pool: $(cat chap.out)"

# A session ends. Of one pppd is killed, so that its PPPoE says PADT; of one it is asked to end; a concentrator dies with
# all that is its, without a word, and another one takes its place.
guest isp 'pkill -9 -f "^pppd.*run/padt/"; pkill -TERM -f "^pppd.*run/term/"; pkill -STOP -f dead; pkill -9 -f dead'
concentrator dead chap 73

# A PC at the LAN port, with a kernel of its own that believes in segments of 1460 bytes.
guest_ready pc
guest pc 'ip link set eth0 up && busybox udhcpc -f -n -q -t 300 -T 1 -i eth0 -s /mnt/configure.sh'
guest pc 'busybox ping -c 1 -W 300 10.67.0.1 && busybox ping -c 1 -W 300 -s 4000 10.67.0.1'
guest pc 'cd /run && busybox wget -q http://10.67.0.1/big && cmp big /mnt/www/big && cd /mnt'

sees padt 'ended by the provider (PADT)'
sees term 'ended by the provider: tries again'
sees dead 'the provider answers no echo'
for name in padt term dead; do sees_again "$name" "$UP" 2; done
sees dead 'has address 10.73.0.' # of the new concentrator
sees nobody 'no concentrator answers'
sees either 'tries DHCP'
sees either 'has address 10.82.0.'
sees other 'tries PPPOE'
for name in either other; do sees "$name" "$DONE"; done

ctl chap cable port=wan in=false >/dev/null
ctl chap cable port=wan in=true >/dev/null
sees_again chap "$UP" 2
for name in bad1 bad2 bad3; do sees "$name" "$DONE"; done
echo "# pppd in User-Mode Linux: CHAP, PAP, refusals, PADT, LCP, silence, both ways round, a PC behind a unit, loss and delay, VLAN 5"
