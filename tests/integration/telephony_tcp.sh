# SPDX-License-Identifier: MIT
# beside others
# The unit by TCP and TLS, in a network namespace (10.77.0.0/24): line 1 registers at Kamailio by TCP, line 2 by TLS, with
# a certificate of our own authority; calls with baresip, which speaks TCP, both ways; Kamailio calls the TCP line at its
# port, and the TLS line by the connection of its registration; Kamailio ends and comes back.
. "$(dirname "$0")/peers"
needs ip unshare ethtool dnsmasq kamailio baresip python3 openssl
tls=$(find /usr/lib -name tls.so -path '*kamailio*' | head -1)
[ -n "$tls" ] || { echo "left out: no kamailio-tls-modules"; exit 0; }
self=$(readlink -f "$0")
if [ "${1:-}" != inside ]; then
    unshare -Urn true 2>/dev/null || [ "$(id -u)" = 0 ] || { echo "left out: no namespaces here"; exit 0; }
    if [ "$(id -u)" = 0 ]; then exec unshare -nm bash "$self" inside root; fi
    exec unshare -Urnm bash "$self" inside user
fi
begin
tools=$integration/telephony
company=10.77.0.1
make_space isp
plug uwan isp eth0
serve_dhcp isp eth0 $company "--dhcp-option=3,$company"

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
start_kamailio() {
    mkdir -p kam
    sed "s/@IP@/$company/; s|@MODULES@|${tls%/*}|
        s|^disable_tcp=yes|enable_tls=yes\ntcp_accept_aliases=yes|
        s|^listen=\(.*\)|listen=\1\nlisten=tcp:$company:5060\nlisten=tls:$company:5061|
        s|^loadmodule \"kex.so\"|loadmodule \"kex.so\"\nloadmodule \"tls.so\"|
        s|^modparam(\"usrloc\".*|&\nmodparam(\"tls\", \"config\", \"$WORK/tls.cfg\")|
        s|^request_route {|&\n    if (proto == TLS) force_tcp_alias();|" "$tools/kamailio.cfg" >kamailio.cfg
    background at isp kamailio -DD -E -f kamailio.cfg -m 64 -M 32 -Y kam -P kam/pid -w "$WORK" >>kamailio.log 2>&1
}
python3 "$tools/sound.py" make tone880.wav 880
mkdir -p bs dumps
sed "s|@WORK@|$WORK|g; s/@IP@/$company/g; s|@MODULES@|$(dirname "$(find /usr/lib -name aufile.so -path '*baresip*' | head -1)")|" \
    "$tools/baresip.config" >bs/config
echo "<sip:200@$company;transport=tcp>;auth_user=200;auth_pass=secret;audio_codecs=pcmu,pcma;ptime=30;regint=60;answermode=auto;mwi=no" >bs/accounts
: >bs/contacts
baresip_does() { at isp python3 "$tools/control.py" $company 5561 "$@"; }
mark() { from=$(($(wc -l <a.out) + 1)); }
until_heard() { # until_heard WORDS [SECONDS]: in the unit's trace since the mark
    local i
    for ((i = 0; i < ${2:-10} * 20; i++)); do
        ! tail -n "+$from" a.out | grep -qE -- "$1" || return 0
        sleep 0.05
    done
    fail "no '$1' in the trace: $(tail -n 12 a.out)"
}

start_kamailio
background at isp baresip -4 -n $company -f bs -s -t 55 </dev/null >baresip.log 2>&1
new_unit a Resync_On_Reset=No Provision_Enable=No Reg_Retry_Intvl=2 Reorder_Delay=0 \
    Proxy_1_=$company User_ID_1_=102 Password_1_=secret SIP_Transport_1_=TCP \
    Proxy_2_=$company User_ID_2_=103 Password_2_=secret SIP_Transport_2_=TLS
from=1
start_unit a --wan "$wire" --trace 'fw.*' --trace ear --trace ring
until_heard 'fw.sip\[1\].* registered at 10.77.0.1:5060' 20
until_heard 'fw.sip\[2\].* registered at 10.77.0.1:5061' 20
echo "# registered by TCP and by TLS"

until_seen '200 OK' baresip.log
for line in 1 2; do
    mark
    ctl a offhook telephone=$line >/dev/null
    until_heard "ear\[$line\].*tone dial"
    ctl a dial telephone=$line "keys=200#" >/dev/null
    until_heard "fw.call\[$line\].*talks to 200"
    until_heard "ear\[$line\].*8[78][0-9] Hz"
    mark
    baresip_does hangup >hangup.log
    until_heard "fw.sip\[$line\].* in BYE .*, T(CP|LS)"
    until_heard "ear\[$line\].*tone reorder"
    ctl a onhook telephone=$line >/dev/null
    until_heard '-> on-hook'
done
echo "# to baresip; it hangs up"

for line in 1 2; do
    mark
    baresip_does dial "sip:10$((line + 1))@$company" >dial.log
    until_heard "ring\[$line\] on=1"
    ctl a offhook telephone=$line >/dev/null
    until_heard "ear\[$line\].*8[78][0-9] Hz"
    mark
    ctl a onhook telephone=$line >/dev/null
    until_heard "fw.sip\[$line\].* out BYE .*, T(CP|LS)"
    until_heard '-> on-hook'
    baresip_does hangup >hangup.log
done
grep -q 'TCP from 10.77.0.1:.* open' a.out || fail "Kamailio made no connection to the unit's port"
echo "# from baresip"

mark
kill "$(cat kam/pid)"
until_heard 'TCP to 10.77.0.1:5060 closed'
start_kamailio
until_heard 'fw.sip\[1\].* registered at 10.77.0.1:5060' 20
until_heard 'fw.sip\[2\].* registered at 10.77.0.1:5061' 20
stop_unit
echo "# Kamailio came back, and so did both lines"
