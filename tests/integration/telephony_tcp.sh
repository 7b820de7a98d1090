# SPDX-License-Identifier: MIT
# beside others
# The unit by TCP and TLS, in a network namespace (10.77.0.0/24): line 1 registers at Kamailio by TCP, line 2 by TLS, with
# a certificate of our own authority; calls with baresip, which speaks TCP, both ways; Kamailio calls the TCP line at its
# port, and the TLS line by the connection of its registration; Kamailio ends and comes back.
. "$(dirname "$0")/company"
needs ip unshare ethtool dnsmasq kamailio baresip python3 openssl
[ -n "$(find /usr/lib -name tls.so -path '*kamailio*')" ] || { echo "left out: no kamailio-tls-modules"; exit 0; }
[ "${1:-}" = inside ] || enter_once "$(readlink -f "$0")"
begin
company=10.77.0.1
open_company

openssl req -new -newkey rsa:2048 -nodes -keyout kam.key -subj "/O=Telco/CN=$company" -out kam.csr 2>/dev/null
"$VSPA" pki sign --csr kam.csr -o kam.pem >/dev/null
cat >tls.cfg <<END
[server:default]
method = TLSv1+
private_key = $WORK/kam.key
certificate = $WORK/kam.pem
verify_certificate = no
require_certificate = no
END
kamailio_with_tls() {
    start_kamailio "s|^disable_tcp=yes|enable_tls=yes\ntcp_accept_aliases=yes|
        s|^listen=\(.*\)|listen=\1\nlisten=tcp:$company:5060\nlisten=tls:$company:5061|
        s|^loadmodule \"kex.so\"|loadmodule \"kex.so\"\nloadmodule \"tls.so\"|
        s|^modparam(\"usrloc\".*|&\nmodparam(\"tls\", \"config\", \"$WORK/tls.cfg\")|
        s|^request_route {|&\n    if (proto == TLS) force_tcp_alias();|" -m 64 -M 32
    at_port isp tcp 5060
    at_port isp tcp 5061
}

kamailio_with_tls
start_baresip 200 880 5091 5561 ptime=30 "$company;transport=tcp"
new_unit a Resync_On_Reset=No Provision_Enable=No Reg_Retry_Intvl=2 Reorder_Delay=0 \
    Proxy_1_=$company User_ID_1_=102 Password_1_=secret SIP_Transport_1_=TCP \
    Proxy_2_=$company User_ID_2_=103 Password_2_=secret SIP_Transport_2_=TLS
start_unit a --wan "$wire" --trace 'fw.*' --trace ear --trace ring
until_heard 'fw.sip\[1\].* registered at 10.77.0.1:5060'
until_heard 'fw.sip\[2\].* registered at 10.77.0.1:5061'
echo "# registered by TCP and by TLS"

until_seen '200 OK' baresip-200.log
for line in 1 2; do
    dial 200 $line
    until_heard "fw.call\[$line\].*talks to 200"
    until_heard "ear\[$line\].*8[78][0-9] Hz"
    mark
    baresip_does 200 hangup
    until_heard "fw.sip\[$line\].* in BYE .*, T(CP|LS)"
    until_heard "ear\[$line\].*tone reorder"
    hang_up $line
done
echo "# to baresip; it hangs up"

for line in 1 2; do
    mark
    baresip_does 200 dial "sip:10$((line + 1))@$company"
    until_heard "ring\[$line\] on=1"
    act offhook telephone=$line
    until_heard "ear\[$line\].*8[78][0-9] Hz"
    hang_up $line
    until_heard "fw.sip\[$line\].* out BYE .*, T(CP|LS)"
    baresip_does 200 hangup
done
grep -q 'TCP from 10.77.0.1:.* open' a.out || fail "Kamailio made no connection to the unit's port"
echo "# from baresip"

mark
kill "$(cat kam/pid)"
until_heard 'TCP to 10.77.0.1:5060 closed'
is_free() { ! at isp bash -c ". '$integration/servers'; has_port udp 5060 || has_port tcp 5060 || has_port tcp 5061"; }
wait_until is_free || fail "Kamailio does not end"
kamailio_with_tls
until_heard 'fw.sip\[1\].* registered at 10.77.0.1:5060'
until_heard 'fw.sip\[2\].* registered at 10.77.0.1:5061'
stop_unit
echo "# Kamailio came back, and so did both lines"
