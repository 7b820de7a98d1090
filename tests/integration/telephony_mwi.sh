# SPDX-License-Identifier: MIT
# Messages that wait, in a network namespace (10.77.0.0/24): a line subscribes by way of Kamailio to a mailbox of
# SIPp's, which verifies the digest and notifies in the subscription; the telephone's lamp and stuttering dial tone;
# the refresh; a NOTIFY without a subscription by way of Kamailio, and all is as before.
. "$(dirname "$0")/peers"
needs ip unshare ethtool dnsmasq kamailio sipp
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
mkdir -p kam
sed "s/@IP@/$company/; s|@MODULES@|$(dirname "$(find /usr/lib -name registrar.so -path '*kamailio*' | head -1)")|" \
    "$tools/kamailio.cfg" >kamailio.cfg
background at isp kamailio -DD -E -f kamailio.cfg -m 16 -M 4 -Y kam -P kam/pid -w "$WORK" >kamailio.log 2>&1

at isp sipp -sf "$tools/mailbox.xml" -i $company -p 5067 -nostdin -m 1 -trace_err -error_file mailbox.err \
    -trace_msg -message_file mailbox.msg >mailbox.out 2>&1 &
mailbox=$!
for ((i = 0; i < 20; i++)); do # until Kamailio answers
    at isp sipp -sf "$tools/register.xml" -i $company -p 5064 -s 500 -au 500 -ap secret -key port 5067 -m 1 -timeout 1 -nostdin \
        $company:5060 >register.out 2>&1 && break
done
new_unit a Resync_On_Reset=No Provision_Enable=No Proxy_1_=$company User_ID_1_=102 Password_1_=secret Voice_Mail_Server_1_=500
start_unit a --wan "$wire" --trace 'fw.*' --trace ear --trace hook
until_seen 'registered at' a.out 20
until_seen 'mailbox trying -> active' a.out 5
until_seen 'messages waiting: yes' a.out 5
until_seen 'displays messages waiting' a.out 5
ctl a offhook telephone=1 >/dev/null
until_seen 'tone mwi_dial' a.out 5
ctl a onhook telephone=1 >/dev/null
echo "# subscribed, notified: the lamp is on, the dial tone stutters"
wait $mailbox || fail "mailbox: $(tail -n 5 mailbox.err mailbox.out)"
echo "# the digest was right; refreshed in the dialog"
at isp sipp -sf "$tools/heard.xml" -i $company -p 5068 -s 102 -nostdin -m 1 -trace_err -error_file heard.err $company:5060 >heard.out 2>&1 ||
    fail "heard: $(tail -n 5 heard.err heard.out)"
until_seen 'messages waiting: no, without a subscription' a.out 5
until_seen 'displays no messages' a.out 5
ctl a offhook telephone=1 >/dev/null
until_seen 'tone dial' a.out 5
stop_unit
echo "# a NOTIFY without a subscription: the lamp is off, the plain dial tone"
