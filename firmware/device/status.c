/* SPDX-License-Identifier: MIT */
/*
 * The read-only fields of the pages, one row each. Labels, order and formats: captured pages of an SPA-2102 with
 * release 3.3.6 (Router/Status and Voice/Info). Calls and registration are not there yet: until then a line is not
 * registered and idle, which is what a unit without a provider shows.
 */
#include "device_priv.h"
#include "local_time.h"

#include <board/ident.h>
#include <board/nic.h>
#include <fw/element.h>
#include <string.h>

/* Before the time is known the clock runs from here. recall: units without NTP show early 2003. */
#define UNSET_UNIX_TIME 1041379200u /* 1/1/2003 00:00:00 */

static void put(struct rt_buf *out, const char *text)
{
    (void)rt_buf_put_text(out, text);
}

static void put_ip(struct rt_buf *out, uint32_t ip)
{
    char text[16];
    put(out, rt_ipv4_text(ip, text));
}

static void put_date(struct rt_buf *out, uint64_t unix_s)
{
    uint64_t day_s = unix_s % 86400u;
    struct local_date d = local_date((int64_t)(unix_s / 86400u));
    (void)rt_buf_printf(out, "%u/%u/%u %02u:%02u:%02u", d.month, d.day, (unsigned)d.year, (unsigned)(day_s / 3600u),
                        (unsigned)(day_s / 60u % 60u), (unsigned)(day_s % 60u));
}

static void product_name(struct fw_device *d, struct rt_buf *out)
{
    put(out, d->manifest.product);
}
static void serial_number(struct fw_device *d, struct rt_buf *out)
{
    put(out, d->ident->serial);
}
static void software_version(struct fw_device *d, struct rt_buf *out)
{
    put(out, d->manifest.version);
}
static void hardware_version(struct fw_device *d, struct rt_buf *out)
{
    put(out, d->ident->hw_version);
}
static void mac_address(struct fw_device *d, struct rt_buf *out)
{
    for (unsigned i = 0; i < 6; i++) {
        (void)rt_buf_printf(out, "%02X", d->ident->mac[i]);
    }
}
static void client_certificate(struct fw_device *d, struct rt_buf *out)
{
    put(out, d->ident->n_certificate > 0 ? fw_text(d->texts, "certificate_installed", "Installed")
                                         : fw_text(d->texts, "certificate_none", "Not Installed"));
}
/* An RC unit is pending until it has its first profile, then it shows the company that owns it (guide p.1-3); after a
 * factory reset it is pending again (guess). A company that the maker did not name shows as a word of the release. */
static void customization(struct fw_device *d, struct rt_buf *out)
{
    if (!d->ident->is_rc) {
        put(out, fw_text(d->texts, "customization_open", "Not Customized"));
    } else if (fw_params_note(d->params, FW_NOTE_PROVISIONED)[0] == '\0') {
        put(out, fw_text(d->texts, "customization_pending", "Pending"));
    } else {
        put(out, d->owner[0] != '\0' ? d->owner : fw_text(d->texts, "customization_done", "Customized"));
    }
}

static void current_time(struct fw_device *d, struct rt_buf *out)
{
    uint64_t now = fw_net_unix_time(d->net);
    int64_t local =
        now != 0 ? local_time(d->params, now) : (int64_t)(UNSET_UNIX_TIME + fw_device_uptime_us(d) / BOARD_US_PER_S);
    put_date(out, (uint64_t)local);
}

static void elapsed_time(struct fw_device *d, struct rt_buf *out)
{
    uint64_t s = fw_device_uptime_us(d) / BOARD_US_PER_S;
    if (s >= 86400u) {
        (void)rt_buf_printf(out, "%u days and ", (unsigned)(s / 86400u));
    }
    (void)rt_buf_printf(out, "%02u:%02u:%02u", (unsigned)(s / 3600u % 24u), (unsigned)(s / 60u % 60u),
                        (unsigned)(s % 60u));
}

static void wan_connection_type(struct fw_device *d, struct rt_buf *out)
{
    put(out, fw_net_status(d->net)->connection_type);
}
static void current_ip(struct fw_device *d, struct rt_buf *out)
{
    put_ip(out, fw_net_status(d->net)->ip);
}
static void host_name(struct fw_device *d, struct rt_buf *out)
{
    put(out, fw_net_status(d->net)->host_name);
}
static void domain(struct fw_device *d, struct rt_buf *out)
{
    put(out, fw_net_status(d->net)->domain);
}
static void netmask(struct fw_device *d, struct rt_buf *out)
{
    put_ip(out, fw_net_status(d->net)->netmask);
}
static void gateway(struct fw_device *d, struct rt_buf *out)
{
    put_ip(out, fw_net_status(d->net)->gateway);
}
static void dns(struct fw_device *d, struct rt_buf *out, unsigned i)
{
    if (fw_net_status(d->net)->dns[i] != 0) {
        put_ip(out, fw_net_status(d->net)->dns[i]);
    }
}
static void primary_dns(struct fw_device *d, struct rt_buf *out)
{
    dns(d, out, 0);
}
static void secondary_dns(struct fw_device *d, struct rt_buf *out)
{
    dns(d, out, 1);
}
static void lan_ip(struct fw_device *d, struct rt_buf *out)
{
    bool is_bridge = strcmp(fw_element_text(d->params, FW_EL_NETWORKING_SERVICE), "Bridge") == 0;
    put(out, is_bridge ? "0.0.0.0" : fw_element_text(d->params, FW_EL_LAN_IP_ADDRESS));
}
static void external_ip(struct fw_device *d, struct rt_buf *out)
{
    if (fw_net_status(d->net)->external_ip != 0) {
        put_ip(out, fw_net_status(d->net)->external_ip);
    }
}

static void number(struct rt_buf *out, uint64_t n)
{
    (void)rt_buf_printf(out, "%llu", (unsigned long long)n);
}
static void bc_pkts_sent(struct fw_device *d, struct rt_buf *out)
{
    number(out, fw_net_counters(d->net).broadcast_pkts_sent);
}
static void bc_bytes_sent(struct fw_device *d, struct rt_buf *out)
{
    number(out, fw_net_counters(d->net).broadcast_bytes_sent);
}
static void bc_pkts_recv(struct fw_device *d, struct rt_buf *out)
{
    number(out, fw_net_counters(d->net).broadcast_pkts_recv);
}
static void bc_bytes_recv(struct fw_device *d, struct rt_buf *out)
{
    number(out, fw_net_counters(d->net).broadcast_bytes_recv);
}
static void bc_pkts_dropped(struct fw_device *d, struct rt_buf *out)
{
    number(out, fw_net_counters(d->net).broadcast_pkts_dropped);
}
static void bc_bytes_dropped(struct fw_device *d, struct rt_buf *out)
{
    number(out, fw_net_counters(d->net).broadcast_bytes_dropped);
}
static void sip_messages_sent(struct fw_device *d, struct rt_buf *out)
{
    number(out, fw_sip_counters(d->sip).messages_sent);
}
static void sip_bytes_sent(struct fw_device *d, struct rt_buf *out)
{
    number(out, fw_sip_counters(d->sip).bytes_sent);
}
static void sip_messages_recv(struct fw_device *d, struct rt_buf *out)
{
    number(out, fw_sip_counters(d->sip).messages_recv);
}
static void sip_bytes_recv(struct fw_device *d, struct rt_buf *out)
{
    number(out, fw_sip_counters(d->sip).bytes_recv);
}
static void zero(struct fw_device *d, struct rt_buf *out)
{
    (void)d;
    put(out, "0");
}

static const struct {
    const char *section, *label;
    void (*put)(struct fw_device *d, struct rt_buf *out);
} unit_fields[] = {
    {"Product Information", "Product Name", product_name},
    {"Product Information", "Serial Number", serial_number},
    {"Product Information", "Software Version", software_version},
    {"Product Information", "Hardware Version", hardware_version},
    {"Product Information", "MAC Address", mac_address},
    {"Product Information", "Client Certificate", client_certificate},
    {"Product Information", "Customization", customization},
    {"System Status", "Current Time", current_time},
    {"System Status", "Elapsed Time", elapsed_time},
    {"System Status", "Wan Connection Type", wan_connection_type},
    {"System Status", "Current IP", current_ip},
    {"System Status", "Host Name", host_name},
    {"System Status", "Domain", domain},
    {"System Status", "Current Netmask", netmask},
    {"System Status", "Current Gateway", gateway},
    {"System Status", "Primary  DNS", primary_dns}, /* two blanks: as captured */
    {"System Status", "Secondary  DNS", secondary_dns},
    {"System Status", "LAN IP Address", lan_ip},
    {"System Status", "Broadcast Pkts Sent", bc_pkts_sent},
    {"System Status", "Broadcast Bytes Sent", bc_bytes_sent},
    {"System Status", "Broadcast Pkts Recv", bc_pkts_recv},
    {"System Status", "Broadcast Bytes Recv", bc_bytes_recv},
    {"System Status", "Broadcast Pkts Dropped", bc_pkts_dropped},
    {"System Status", "Broadcast Bytes Dropped", bc_bytes_dropped},
    {"System Status", "RTP Packets Sent", zero},
    {"System Status", "RTP Bytes Sent", zero},
    {"System Status", "RTP Packets Recv", zero},
    {"System Status", "RTP Bytes Recv", zero},
    {"System Status", "SIP Messages Sent", sip_messages_sent},
    {"System Status", "SIP Bytes Sent", sip_bytes_sent},
    {"System Status", "SIP Messages Recv", sip_messages_recv},
    {"System Status", "SIP Bytes Recv", sip_bytes_recv},
    {"System Status", "External IP", external_ip},
};

/* Fields of a line: the key of the release's text, and what stands there when the release has none. */
static const struct {
    const char *label, *key, *fallback;
} line_fields[] = {
    {"Registration State", "not_registered", "Not Registered"},
    {"Message Waiting", "message_waiting_no", "No"},
    {"Call Back Active", "call_back_no", "No"},
    {"Call 1 State", "call_idle", "Idle"},
    {"Call 2 State", "call_idle", "Idle"},
    {"Call 1 Tone", "tone_none", "None"},
    {"Call 2 Tone", "tone_none", "None"},
};

static enum rt_err line_field(struct fw_device *d, unsigned port, const char *label, struct rt_buf *out)
{
    if (strcmp(label, "Hook State") == 0) {
        bool is_off = fw_line_is_off_hook(d->lines, port);
        put(out, is_off ? fw_text(d->texts, "hook_off", "Off") : fw_text(d->texts, "hook_on", "On"));
    }
    for (size_t i = 0; i < sizeof(line_fields) / sizeof(line_fields[0]); i++) {
        if (strcmp(line_fields[i].label, label) == 0) {
            put(out, fw_text(d->texts, line_fields[i].key, line_fields[i].fallback));
        }
    }
    return rt_buf_error(out); /* every other row of a line without calls is empty */
}

enum rt_err fw_device_status(struct fw_device *d, const char *section, const char *label, struct rt_buf *out)
{
    if (!d->is_running) {
        return RT_ENOENT;
    }
    if (strcmp(section, "Line 1 Status") == 0 || strcmp(section, "Line 2 Status") == 0) {
        return line_field(d, section[5] == '1' ? 0 : 1, label, out);
    }
    for (size_t i = 0; i < sizeof(unit_fields) / sizeof(unit_fields[0]); i++) {
        if (strcmp(unit_fields[i].section, section) == 0 && strcmp(unit_fields[i].label, label) == 0) {
            unit_fields[i].put(d, out);
            return rt_buf_error(out);
        }
    }
    return RT_ENOENT;
}
