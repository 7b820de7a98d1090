# SPDX-License-Identifier: MIT
# beside others
# Messages that wait, in a network namespace (10.77.0.0/24): a line subscribes by way of Kamailio to a mailbox of
# SIPp's, which verifies the digest and notifies in the subscription; the telephone's lamp and stuttering dial tone;
# the refresh; a NOTIFY without a subscription by way of Kamailio, and all is as before.
. "$(dirname "$0")/company"
needs ip unshare ethtool dnsmasq kamailio sipp
[ "${1:-}" = inside ] || enter_once "$(readlink -f "$0")"
begin
company=10.77.0.1
open_company
start_kamailio
sip mailbox "$tools/mailbox.xml" -p 5067 &
mailbox=$!
at_port isp udp 5067
sip register "$tools/register.xml" -p 5064 -s 500 -au 500 -ap secret -key port 5067 $company:5060 || sip_failed register
new_unit a Resync_On_Reset=No Provision_Enable=No Proxy_1_=$company User_ID_1_=102 Password_1_=secret Voice_Mail_Server_1_=500
start_unit a --wan "$wire" --trace 'fw.*' --trace ear --trace hook
until_heard 'registered at'
until_heard 'mailbox trying -> active'
until_heard 'messages waiting: yes'
until_heard 'displays messages waiting'
mark
act offhook telephone=1
until_heard 'tone mwi_dial'
act onhook telephone=1
echo "# subscribed, notified: the lamp is on, the dial tone stutters"
wait $mailbox || sip_failed mailbox
echo "# the digest was right; refreshed in the dialog"
mark
sip heard "$tools/heard.xml" -p 5068 -s 102 $company:5060 || sip_failed heard
until_heard 'messages waiting: no, without a subscription'
until_heard 'displays no messages'
off_hook
stop_unit
echo "# a NOTIFY without a subscription: the lamp is off, the plain dial tone"
