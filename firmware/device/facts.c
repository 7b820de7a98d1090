/* SPDX-License-Identifier: MIT */
/*
 * The facts, one row each, and where each value comes from. Their set and their formatting follow captured pages of
 * an SPA-2102 with release 3.3.6 (Router/Status and Voice/Info). Those of calls: facts_call.c.
 */
#include "facts.h"
#include "device_priv.h"
#include "facts_call.h"
#include "local_time.h"

#include <board/ident.h>
#include <fw/call.h>
#include <fw/element.h>
#include <fw/httpd.h>
#include <fw/saving.h>
#include <stddef.h>
#include <string.h>

/* The clock starts here until the time is known. recall: units without NTP show early 2003. */
#define UNSET_UNIX_TIME 1041379200u /* 1/1/2003 00:00:00 */

static void put(struct rt_buf *out, const char *text)
{
    (void)rt_buf_put_text(out, text);
}

static void number(struct rt_buf *out, uint64_t n)
{
    (void)rt_buf_printf(out, "%llu", (unsigned long long)n);
}

static void put_address(struct rt_buf *out, uint32_t ip)
{
    char text[16];
    put(out, rt_ipv4_text(ip, text));
}

/* --- the unit --------------------------------------------------------------------------------------------- */

static void get_product(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    (void)at;
    put(out, d->manifest.product);
}
static void get_serial(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    (void)at;
    put(out, d->ident->serial);
}
static void get_version(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    (void)at;
    put(out, d->manifest.version);
}
static void get_hardware(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    (void)at;
    put(out, d->ident->hw_version);
}
static void get_mac(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    char mac[13];
    (void)at;
    put(out, rt_mac_digits(d->ident->mac, mac));
}
static void get_certificate(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    (void)at;
    put(out, d->ident->n_certificate > 0 ? "installed" : "none");
}

/* An RC unit is pending until its first profile (guide p.1-3), and again after a factory reset (guess). */
static void get_customization(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    (void)at;
    put(out, !d->ident->is_rc                                            ? "open"
             : fw_params_note(d->params, FW_NOTE_PROVISIONED)[0] == '\0' ? "pending"
                                                                         : "done");
}

/* A provisioned RC unit shows the company that owns it, or a word of the release if the manufacturer set no name. */
static void show_customization(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    bool is_pending = fw_params_note(d->params, FW_NOTE_PROVISIONED)[0] == '\0';
    if (d->ident->is_rc && !is_pending && d->owner[0] != '\0') {
        put(out, d->owner);
    } else {
        fact_put_word(d, get_customization, at, "customization_", out);
    }
}

static void get_time(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    uint64_t now = fw_net_unix_time(d->net);
    (void)at;
    if (now != 0) {
        number(out, now);
    }
}

/* Local date and time of so many seconds ago. */
static void put_date(struct fw_device *d, uint64_t ago_s, struct rt_buf *out)
{
    uint64_t now = fw_net_unix_time(d->net);
    int64_t local = now != 0 ? local_time(d->params, now - ago_s)
                             : (int64_t)(UNSET_UNIX_TIME + fw_device_uptime_us(d) / BOARD_US_PER_S - ago_s);
    uint64_t day_s = (uint64_t)local % 86400u;
    struct fw_date date = fw_date_of_days((int64_t)((uint64_t)local / 86400u));
    (void)rt_buf_printf(out, "%u/%u/%u %02u:%02u:%02u", date.month, date.day, (unsigned)date.year,
                        (unsigned)(day_s / 3600u), (unsigned)(day_s / 60u % 60u), (unsigned)(day_s % 60u));
}

static void show_time(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    (void)at;
    put_date(d, 0, out);
}

static void get_uptime(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    (void)at;
    number(out, fw_device_uptime_us(d) / BOARD_US_PER_S);
}

static void show_uptime(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    uint64_t s = fw_device_uptime_us(d) / BOARD_US_PER_S;
    (void)at;
    if (s >= 86400u) {
        (void)rt_buf_printf(out, "%u days and ", (unsigned)(s / 86400u));
    }
    (void)rt_buf_printf(out, "%02u:%02u:%02u", (unsigned)(s / 3600u % 24u), (unsigned)(s / 60u % 60u),
                        (unsigned)(s % 60u));
}

/* --- the network ------------------------------------------------------------------------------------------ */

static uint32_t address_of(const struct fw_device *d, const struct fact_at *at)
{
    uint32_t ip;
    memcpy(&ip, (const char *)fw_net_status(d->net) + at->field, sizeof ip);
    return ip;
}
static void get_address(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    if (address_of(d, at) != 0) {
        put_address(out, address_of(d, at));
    }
}
/* Pages show a missing address as 0.0.0.0. */
static void show_address(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    put_address(out, address_of(d, at));
}
static void get_wan_type(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    (void)at;
    put(out, fw_net_status(d->net)->connection_type);
}
static void get_wan_text(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    put(out, (const char *)fw_net_status(d->net) + at->field);
}
static void get_web_port(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    (void)at;
    put(out, fw_element_text(d->params, fw_httpd_port_element(d->params)));
}
static void get_lan_ip(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    char text[16];
    (void)at;
    put(out, rt_ipv4_text(fw_net_lan_ip(d->net), text));
}
static void show_lan_ip(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    if (strcmp(fw_element_text(d->params, FW_EL_NETWORKING_SERVICE), "Bridge") == 0) {
        put(out, "0.0.0.0");
    } else {
        get_lan_ip(d, at, out);
    }
}
static void get_lan_netmask(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    (void)at;
    put(out, fw_element_text(d->params, FW_EL_LAN_SUBNET_MASK));
}

/* --- counters --------------------------------------------------------------------------------------------- */

static void get_net_counter(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    struct fw_net_counters counters = fw_net_counters(d->net);
    uint64_t n;
    memcpy(&n, (const char *)&counters + at->field, sizeof n);
    number(out, n);
}
static void get_sip_counter(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    struct fw_sip_counters counters = fw_sip_counters(d->sip);
    uint64_t n;
    memcpy(&n, (const char *)&counters + at->field, sizeof n);
    number(out, n);
}

/* --- lines ------------------------------------------------------------------------------------------------ */

static void get_hook(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    put(out, fw_line_is_off_hook(d->lines, at->line) ? "off" : "on");
}
static struct fw_sip_registration registration(const struct fw_device *d, const struct fact_at *at)
{
    return d->sip_lines != NULL ? fw_sip_registration(d->sip_lines, at->line + 1)
                                : (struct fw_sip_registration){.next_us = BOARD_NEVER};
}
static void get_registration(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    put(out, registration(d, at).is_registered ? "registered" : "not_registered");
}
/* Seconds since it registered last; false: never. */
static bool registered_ago_s(const struct fw_device *d, const struct fact_at *at, uint64_t *ago_s)
{
    uint64_t at_us = registration(d, at).at_us;
    *ago_s = (board_now_us(d->board) - at_us) / BOARD_US_PER_S;
    return at_us != 0;
}
static void get_last_registration(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    uint64_t now = fw_net_unix_time(d->net), ago_s;
    if (registered_ago_s(d, at, &ago_s) && now != 0) {
        number(out, now - ago_s);
    }
}
static void show_last_registration(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    uint64_t ago_s;
    if (registered_ago_s(d, at, &ago_s)) {
        put_date(d, ago_s, out);
    }
}
static void get_next_registration(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    uint64_t next_us = registration(d, at).next_us;
    if (next_us != BOARD_NEVER) {
        number(out, (next_us - board_now_us(d->board)) / BOARD_US_PER_S);
    }
}
static void show_next_registration(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    get_next_registration(d, at, out);
    if (registration(d, at).next_us != BOARD_NEVER) {
        put(out, " s");
    }
}
static void get_message_waiting(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    enum fw_element e = fw_element_of_line(FW_EL_MESSAGE_WAITING_1, at->line + 1);
    put(out, fw_element_bool(d->params, e) ? "yes" : "no");
}
static void get_display_name(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    put(out, fw_element_text(d->params, fw_element_of_line(FW_EL_DISPLAY_NAME_1, at->line + 1)));
}
static void get_user_id(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    put(out, fw_element_text(d->params, fw_element_of_line(FW_EL_USER_ID_1, at->line + 1)));
}

/* --- the table -------------------------------------------------------------------------------------------- */

#define CAPTURED         "captured page of a 3.3.6"
#define SISTER           "captured page of a PAP2T 5.1.5"
#define RECALL           "recall: a row of the voice menu"

#define IN_STATUS(field) offsetof(struct fw_net_status, field)
#define IN_NET(field)    offsetof(struct fw_net_counters, field)
#define IN_SIP(field)    offsetof(struct fw_sip_counters, field)
#define IN_CALL(field)   offsetof(struct fw_call_facts, field)
#define IN_RTP(field)    offsetof(struct fw_media_totals, field)

const struct fact_row fact_rows[] = {
    {{"unit.product", "", "product name of the firmware", CAPTURED}, get_product, NULL, NULL, 0},
    {{"unit.serial", "", "serial number", CAPTURED}, get_serial, NULL, NULL, 0},
    {{"unit.version", "", "version of the running release", CAPTURED}, get_version, NULL, NULL, 0},
    {{"unit.hardware", "", "hardware version", CAPTURED}, get_hardware, NULL, NULL, 0},
    {{"unit.mac", "", "MAC address, 12 hex digits", CAPTURED}, get_mac, NULL, NULL, 0},
    {{"unit.certificate", "", "client certificate: installed, none", CAPTURED},
     get_certificate,
     NULL,
     "certificate_",
     0},
    {{"unit.customization", "", "RC unit: open, pending, done", CAPTURED},
     get_customization,
     show_customization,
     "customization_",
     0},
    {{"unit.time", "s", "time of day since 1970 UTC; empty while unknown", CAPTURED}, get_time, show_time, NULL, 0},
    {{"unit.uptime", "s", "time since the start", CAPTURED}, get_uptime, show_uptime, NULL, 0},
    {{"wan.type", "", "Connection_Type now in use", CAPTURED}, get_wan_type, NULL, NULL, 0},
    {{"wan.ip", "", "address of the Internet port", CAPTURED}, get_address, show_address, NULL, IN_STATUS(ip)},
    {{"wan.netmask", "", "its netmask", CAPTURED}, get_address, show_address, NULL, IN_STATUS(netmask)},
    {{"wan.gateway", "", "its gateway", CAPTURED}, get_address, show_address, NULL, IN_STATUS(gateway)},
    {{"wan.dns1", "", "first DNS server in use", CAPTURED}, get_address, NULL, NULL, IN_STATUS(dns[0])},
    {{"wan.dns2", "", "second DNS server in use", CAPTURED}, get_address, NULL, NULL, IN_STATUS(dns[1])},
    {{"wan.host_name", "", "host name", CAPTURED}, get_wan_text, NULL, NULL, IN_STATUS(host_name)},
    {{"wan.domain", "", "domain", CAPTURED}, get_wan_text, NULL, NULL, IN_STATUS(domain)},
    {{"wan.external_ip", "", "address outside of a NAT (EXT_IP)", CAPTURED}, fact_get_external_ip, NULL, NULL, 0},
    {{"wan.web_port", "", "port of the web server on the Internet side", RECALL}, get_web_port, NULL, NULL, 0},
    {{"lan.ip", "", "address of the LAN port; the page shows 0.0.0.0 in bridge mode", CAPTURED},
     get_lan_ip,
     show_lan_ip,
     NULL,
     0},
    {{"lan.netmask", "", "its netmask", RECALL}, get_lan_netmask, NULL, NULL, 0},
    {{"broadcast.packets_sent", "packets", "broadcasts sent", CAPTURED},
     get_net_counter,
     NULL,
     NULL,
     IN_NET(broadcast_pkts_sent)},
    {{"broadcast.bytes_sent", "bytes", "bytes of broadcasts sent", CAPTURED},
     get_net_counter,
     NULL,
     NULL,
     IN_NET(broadcast_bytes_sent)},
    {{"broadcast.packets_received", "packets", "broadcasts received", CAPTURED},
     get_net_counter,
     NULL,
     NULL,
     IN_NET(broadcast_pkts_recv)},
    {{"broadcast.bytes_received", "bytes", "bytes of broadcasts received", CAPTURED},
     get_net_counter,
     NULL,
     NULL,
     IN_NET(broadcast_bytes_recv)},
    {{"broadcast.packets_dropped", "packets", "broadcasts dropped", CAPTURED},
     get_net_counter,
     NULL,
     NULL,
     IN_NET(broadcast_pkts_dropped)},
    {{"broadcast.bytes_dropped", "bytes", "bytes of broadcasts dropped", CAPTURED},
     get_net_counter,
     NULL,
     NULL,
     IN_NET(broadcast_bytes_dropped)},
    {{"rtp.packets_sent", "packets", "RTP packets sent", CAPTURED},
     fact_get_rtp_total,
     NULL,
     NULL,
     IN_RTP(packets_sent)},
    {{"rtp.bytes_sent", "bytes", "bytes of RTP sent", CAPTURED}, fact_get_rtp_total, NULL, NULL, IN_RTP(octets_sent)},
    {{"rtp.packets_received", "packets", "RTP packets received", CAPTURED},
     fact_get_rtp_total,
     NULL,
     NULL,
     IN_RTP(packets_recv)},
    {{"rtp.bytes_received", "bytes", "bytes of RTP received", CAPTURED},
     fact_get_rtp_total,
     NULL,
     NULL,
     IN_RTP(octets_recv)},
    {{"sip.messages_sent", "messages", "SIP messages sent", CAPTURED},
     get_sip_counter,
     NULL,
     NULL,
     IN_SIP(messages_sent)},
    {{"sip.bytes_sent", "bytes", "bytes of SIP sent", CAPTURED}, get_sip_counter, NULL, NULL, IN_SIP(bytes_sent)},
    {{"sip.messages_received", "messages", "SIP messages received", CAPTURED},
     get_sip_counter,
     NULL,
     NULL,
     IN_SIP(messages_recv)},
    {{"sip.bytes_received", "bytes", "bytes of SIP received", CAPTURED},
     get_sip_counter,
     NULL,
     NULL,
     IN_SIP(bytes_recv)},
    {{"line#.display_name", "", "Display Name of the line", SISTER}, get_display_name, NULL, NULL, 0},
    {{"line#.user_id", "", "User ID of the line", SISTER}, get_user_id, NULL, NULL, 0},
    {{"line#.hook", "", "handset: on, off", CAPTURED}, get_hook, NULL, "hook_", 0},
    {{"line#.registration", "", "at the provider: registered, not_registered", CAPTURED},
     get_registration,
     NULL,
     "",
     0},
    {{"line#.last_registration", "s", "when the line last registered, since 1970 UTC", CAPTURED},
     get_last_registration,
     show_last_registration,
     NULL,
     0},
    {{"line#.next_registration", "s", "until the line registers again", CAPTURED},
     get_next_registration,
     show_next_registration,
     NULL,
     0},
    {{"line#.message_waiting", "", "voice mail: yes, no", CAPTURED}, get_message_waiting, NULL, "message_waiting_", 0},
    {{"line#.call_back", "", "call back on busy: yes, no", CAPTURED}, fact_get_call_back, NULL, "call_back_", 0},
    {{"line#.last_called", "", "number last called", CAPTURED}, fact_get_last_called, NULL, NULL, 0},
    {{"line#.last_caller", "", "number that last called", CAPTURED}, fact_get_last_caller, NULL, NULL, 0},
    {{"line#.mapped_sip_port", "", "SIP port outside of a NAT", CAPTURED}, fact_get_mapped_sip_port, NULL, NULL, 0},
    {{"line#.call#.state", "",
      "state: idle, dialing, calling, proceeding, ringing, answering, connected, holding, hold, resuming, reorder",
      CAPTURED},
     fact_get_call_state,
     fact_show_call_state,
     NULL,
     0},
    {{"line#.call#.tone", "", "tone that is played: none, dial, ring_back, ring, busy, reorder ...", CAPTURED},
     fact_get_call_tone,
     fact_show_call_tone,
     NULL,
     0},
    {{"line#.call#.encoder", "", "codec sent", CAPTURED}, fact_get_call_text, NULL, NULL, IN_CALL(encoder)},
    {{"line#.call#.decoder", "", "codec received", CAPTURED}, fact_get_call_text, NULL, NULL, IN_CALL(decoder)},
    {{"line#.call#.fax", "", "fax pass-through", CAPTURED}, fact_get_call_word, fact_get_call_text, NULL, IN_CALL(fax)},
    {{"line#.call#.type", "", "inbound or outbound", CAPTURED},
     fact_get_call_word,
     fact_get_call_text,
     NULL,
     IN_CALL(type)},
    {{"line#.call#.remote_hold", "", "held by the other side", CAPTURED},
     fact_get_call_word,
     fact_get_call_text,
     NULL,
     IN_CALL(remote_hold)},
    {{"line#.call#.call_back", "", "call from a call back", CAPTURED},
     fact_get_call_word,
     fact_get_call_text,
     NULL,
     IN_CALL(call_back)},
    {{"line#.call#.peer_name", "", "name of the other side", CAPTURED},
     fact_get_call_text,
     NULL,
     NULL,
     IN_CALL(peer_name)},
    {{"line#.call#.peer_phone", "", "number of the other side", CAPTURED},
     fact_get_call_text,
     NULL,
     NULL,
     IN_CALL(peer_phone)},
    {{"line#.call#.duration", "s", "time since it was answered", CAPTURED},
     fact_get_call_duration,
     fact_show_call_duration,
     NULL,
     0},
    {{"line#.call#.packets_sent", "packets", "RTP packets sent", CAPTURED},
     fact_get_call_u64,
     NULL,
     NULL,
     IN_CALL(packets_sent)},
    {{"line#.call#.packets_received", "packets", "RTP packets received", CAPTURED},
     fact_get_call_u64,
     NULL,
     NULL,
     IN_CALL(packets_recv)},
    {{"line#.call#.bytes_sent", "bytes", "bytes of RTP sent", CAPTURED},
     fact_get_call_u64,
     NULL,
     NULL,
     IN_CALL(bytes_sent)},
    {{"line#.call#.bytes_received", "bytes", "bytes of RTP received", CAPTURED},
     fact_get_call_u64,
     NULL,
     NULL,
     IN_CALL(bytes_recv)},
    {{"line#.call#.decode_latency", "ms", "latency of the decoder", CAPTURED},
     fact_get_call_u32,
     fact_show_call_ms,
     NULL,
     IN_CALL(latency_ms)},
    {{"line#.call#.jitter", "ms", "jitter of the packets received", CAPTURED},
     fact_get_call_u32,
     fact_show_call_ms,
     NULL,
     IN_CALL(jitter_ms)},
    {{"line#.call#.round_trip_delay", "ms", "round trip delay", CAPTURED},
     fact_get_call_u32,
     fact_show_call_ms,
     NULL,
     IN_CALL(round_trip_ms)},
    {{"line#.call#.packets_lost", "packets", "RTP packets lost", CAPTURED},
     fact_get_call_u32,
     NULL,
     NULL,
     IN_CALL(packets_lost)},
    {{"line#.call#.packet_errors", "packets", "RTP packets with an error", CAPTURED},
     fact_get_call_u32,
     NULL,
     NULL,
     IN_CALL(packet_errors)},
    {{"line#.call#.mapped_rtp_port", "", "RTP port outside of a NAT", CAPTURED},
     fact_get_mapped_rtp_port,
     NULL,
     NULL,
     0},
    {{"line#.call#.media_loopback", "", "media loopback", SISTER},
     fact_get_call_word,
     fact_get_call_text,
     NULL,
     IN_CALL(loopback)},
};
const size_t n_fact_rows = sizeof fact_rows / sizeof fact_rows[0];
