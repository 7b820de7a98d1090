/* SPDX-License-Identifier: MIT */
/* Names of facts in images that were packed before facts had keys: unit files contain such images. */
#include <fw/schema.h>
#include <fw/status.h>
#include <string.h>

/* Rows without a value are left out: they show nothing in those images too. */
static const struct {
    char section[32], label[32], key[36]; /* no pointers: the table is shared by all processes */
} labels[] = {
    {"Product Information", "Product Name", "unit.product"},
    {"Product Information", "Serial Number", "unit.serial"},
    {"Product Information", "Software Version", "unit.version"},
    {"Product Information", "Hardware Version", "unit.hardware"},
    {"Product Information", "MAC Address", "unit.mac"},
    {"Product Information", "Client Certificate", "unit.certificate"},
    {"Product Information", "Customization", "unit.customization"},
    {"System Status", "Current Time", "unit.time"},
    {"System Status", "Elapsed Time", "unit.uptime"},
    {"System Status", "Wan Connection Type", "wan.type"},
    {"System Status", "Current IP", "wan.ip"},
    {"System Status", "Host Name", "wan.host_name"},
    {"System Status", "Domain", "wan.domain"},
    {"System Status", "Current Netmask", "wan.netmask"},
    {"System Status", "Current Gateway", "wan.gateway"},
    {"System Status", "Primary  DNS", "wan.dns1"},
    {"System Status", "Secondary  DNS", "wan.dns2"},
    {"System Status", "LAN IP Address", "lan.ip"},
    {"System Status", "Broadcast Pkts Sent", "broadcast.packets_sent"},
    {"System Status", "Broadcast Bytes Sent", "broadcast.bytes_sent"},
    {"System Status", "Broadcast Pkts Recv", "broadcast.packets_received"},
    {"System Status", "Broadcast Bytes Recv", "broadcast.bytes_received"},
    {"System Status", "Broadcast Pkts Dropped", "broadcast.packets_dropped"},
    {"System Status", "Broadcast Bytes Dropped", "broadcast.bytes_dropped"},
    {"System Status", "RTP Packets Sent", "rtp.packets_sent"},
    {"System Status", "RTP Bytes Sent", "rtp.bytes_sent"},
    {"System Status", "RTP Packets Recv", "rtp.packets_received"},
    {"System Status", "RTP Bytes Recv", "rtp.bytes_received"},
    {"System Status", "SIP Messages Sent", "sip.messages_sent"},
    {"System Status", "SIP Bytes Sent", "sip.bytes_sent"},
    {"System Status", "SIP Messages Recv", "sip.messages_received"},
    {"System Status", "SIP Bytes Recv", "sip.bytes_received"},
    {"System Status", "External IP", "wan.external_ip"},
    {"Line 1 Status", "Hook State", "line1.hook"},
    {"Line 1 Status", "Registration State", "line1.registration"},
    {"Line 1 Status", "Message Waiting", "line1.message_waiting"},
    {"Line 1 Status", "Call Back Active", "line1.call_back"},
    {"Line 1 Status", "Call 1 State", "line1.call1.state"},
    {"Line 1 Status", "Call 2 State", "line1.call2.state"},
    {"Line 1 Status", "Call 1 Tone", "line1.call1.tone"},
    {"Line 1 Status", "Call 2 Tone", "line1.call2.tone"},
    {"Line 2 Status", "Hook State", "line2.hook"},
    {"Line 2 Status", "Registration State", "line2.registration"},
    {"Line 2 Status", "Message Waiting", "line2.message_waiting"},
    {"Line 2 Status", "Call Back Active", "line2.call_back"},
    {"Line 2 Status", "Call 1 State", "line2.call1.state"},
    {"Line 2 Status", "Call 2 State", "line2.call2.state"},
    {"Line 2 Status", "Call 1 Tone", "line2.call1.tone"},
    {"Line 2 Status", "Call 2 Tone", "line2.call2.tone"},
};

static const struct {
    const char *subject, *key;
} subjects[] = {
    {"wan_connection_type", "wan.type"},
    {"wan_ip", "wan.ip"},
    {"wan_netmask", "wan.netmask"},
    {"wan_gateway", "wan.gateway"},
    {"wan_dns", "wan.dns1"},
    {"wan_web_port", "wan.web_port"},
    {"lan_ip", "lan.ip"},
    {"lan_netmask", "lan.netmask"},
    {"mac", "unit.mac"},
    {"version", "unit.version"},
};

const char *fw_status_key_of_row(const struct fw_schema_row *row)
{
    if (row->fact[0] != '\0') {
        return fw_status_find(row->fact) != NULL ? row->fact : NULL;
    }
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
        if (strcmp(labels[i].label, row->own_label) == 0 && strcmp(labels[i].section, row->section) == 0) {
            return labels[i].key;
        }
    }
    return NULL;
}

const char *fw_status_key_of_subject(const char *subject)
{
    for (size_t i = 0; i < sizeof subjects / sizeof subjects[0]; i++) {
        if (strcmp(subjects[i].subject, subject) == 0) {
            return subjects[i].key;
        }
    }
    return fw_status_find(subject) != NULL ? subject : NULL;
}
