/* SPDX-License-Identifier: MIT */
#include "lab_priv.h"
#include "sip.h"
#include <host/signals.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
    uint16_t port;
    lab_service_fn *on_packet;
} services[] = {
    {LAB_PORT_DHCP, lab_dhcp_on_packet},     {LAB_PORT_DNS, lab_dns_on_packet}, {LAB_PORT_TFTP, lab_tftp_on_packet},
    {LAB_PORT_SYSLOG, lab_syslog_on_packet}, {LAB_PORT_NTP, lab_ntp_on_packet}, {LAB_PORT_SIP, lab_sip_on_packet},
};

void lab_say(struct emu_lab *lab, const char *format, ...)
{
    char text[BOARD_TRACE_TEXT_MAX + 1];
    va_list ap;
    va_start(ap, format);
    (void)vsnprintf(text, sizeof text, format, ap); /* longer texts are cut by the trace too */
    va_end(ap);
    board_emit(lab->board, &emu_signal_lab, 0, 0, text);
}

char *lab_clean(char *out, size_t out_size, const void *text, size_t n)
{
    const uint8_t *p = text;
    size_t i;
    for (i = 0; i < n && i + 1 < out_size; i++) {
        out[i] = p[i] < 0x20 || p[i] > 0x7e ? '.' : (char)p[i];
    }
    out[i] = '\0';
    return out;
}

uint64_t lab_unix_us(const struct emu_lab *lab)
{
    return lab->unix_s * BOARD_US_PER_S + board_now_us(lab->board);
}

bool lab_serves_names(const struct emu_lab *lab)
{
    return (lab->has_files || lab->hosts.n > 0 || lab->services[0].name[0] != '\0') &&
           emu_port_map_find(&lab->maps, EMU_PROTOCOL_UDP, LAB_PORT_DNS) == NULL;
}

#define INNER_US 1000u /* guess */

void lab_send(struct emu_lab *lab, const struct emu_udp *udp)
{
    if (memcmp(udp->dst_mac, LAB_INNER_MAC, sizeof udp->dst_mac) == 0) {
        lab_take_late(lab, udp, INNER_US);
        return;
    }
    uint8_t frame[BOARD_FRAME_MAX];
    size_t n = emu_udp_build(frame, udp);
    if (lab_nat_in(lab, frame, n)) {
        lab->send(lab->send_ctx, frame, n);
    }
}

void lab_reply(struct emu_lab *lab, const struct emu_udp *to, uint16_t from_port, const uint8_t *payload, size_t n)
{
    struct emu_udp reply = {
        .src_ip = EMU_NET_PROVIDER,
        .dst_ip = to->src_ip,
        .src_port = from_port,
        .dst_port = to->src_port,
        .payload = payload,
        .n_payload = n,
    };
    emu_net_mac(reply.src_mac, EMU_NET_PROVIDER);
    memcpy(reply.dst_mac, to->src_mac, 6);
    lab_send(lab, &reply);
}

bool lab_take(struct emu_lab *lab, const struct emu_udp *udp)
{
    for (size_t i = 0; i < sizeof services / sizeof services[0]; i++) {
        if (services[i].port != udp->dst_port) {
            continue;
        }
        if (udp->dst_port == LAB_PORT_TFTP && !lab->has_files) {
            return false;
        }
        services[i].on_packet(lab, udp);
        return true;
    }
    if (lab_telephones_on_rtp(lab, udp) || lab_tftp_on_transfer(lab, udp)) {
        return true;
    }
    bool is_tftp = lab_tftp_is_at(lab, udp->dst_port);
    if (is_tftp) {
        lab_tftp_on_packet(lab, udp);
    }
    return is_tftp;
}

bool emu_lab_on_frame(void *ctx, const uint8_t *frame, size_t n)
{
    struct emu_lab *lab = ctx;
    struct emu_udp udp;
    uint8_t outside[BOARD_FRAME_MAX];
    if (n >= BOARD_FRAME_MIN) {
        memcpy(lab->unit_mac, frame + 6, sizeof lab->unit_mac);
    }
    if (lab_pppoe_on_frame(lab, frame, n)) {
        return true;
    }
    frame = lab_nat_out(lab, frame, n, outside);
    if (lab_stun_on_frame(lab, frame, n)) {
        return true;
    }
    if (!emu_udp_parse(frame, n, &udp) || (udp.dst_ip != EMU_NET_PROVIDER && udp.dst_ip != EMU_BROADCAST_IP)) {
        return false;
    }
    if (emu_port_map_find(&lab->maps, EMU_PROTOCOL_UDP, udp.dst_port) != NULL) {
        return false;
    }
    return lab_take(lab, &udp);
}

enum emu_exit emu_lab_create(struct emu_lab **out, const struct emu_lab_config *config, struct emu_error *error)
{
    *out = NULL;
    struct emu_lab *lab = rt_mem_alloc(sizeof *lab);
    if (lab == NULL) {
        goto out;
    }
    lab->board = config->board;
    lab->port = config->port;
    lab->log = config->log;
    lab->send = config->send;
    lab->take = config->take;
    lab->serve = config->serve;
    lab->send_ctx = config->send_ctx;
    lab->folder = config->options.folder;
    lab->has_files = config->has_files || config->options.folder != NULL;
    lab->unix_s = config->options.unix_s != 0 ? config->options.unix_s : EMU_LAB_EPOCH;
    lab->hosts = config->options.hosts;
    lab->https_config = config->options.https;
    lab->dhcp_config = config->options.dhcp;
    lab_answers_init(lab);
    if (config->maps != NULL) {
        lab->maps = *config->maps;
    }
    if (lab_dhcp_create(lab) != RT_OK || lab_pppoe_create(lab) != RT_OK || lab_tftp_create(lab) != RT_OK) {
        goto out;
    }
    *out = lab;
    return EMU_EXIT_OK;
out:
    emu_lab_destroy(lab);
    return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "lab: out of memory");
}

void emu_lab_set_answerer(struct emu_lab *lab, emu_lab_answer_fn *fn, void *ctx)
{
    lab->answerer = fn;
    lab->answerer_ctx = ctx;
}

void emu_lab_set_faults(struct emu_lab *lab, const struct emu_lab_faults *faults)
{
    lab->faulty = *faults;
    lab->n_http_status = 0;
}

static void forget_dhcp_texts(struct emu_lab *lab)
{
    for (size_t i = 0; i < LAB_DHCP_TEXTS; i++) {
        lab->dhcp_text[i] = rt_mem_free(lab->dhcp_text[i]);
    }
}

enum rt_err emu_lab_set_dhcp(struct emu_lab *lab, const struct emu_lab_dhcp *dhcp)
{
    struct emu_lab_dhcp config = *dhcp;
    const char **const texts[LAB_DHCP_TEXTS] = {&config.text[0], &config.text[1], &config.text[2], &config.boot_file};
    char *copies[LAB_DHCP_TEXTS] = {NULL};
    enum rt_err err = RT_OK;
    for (size_t i = 0; i < LAB_DHCP_TEXTS; i++) {
        if (*texts[i] != NULL) {
            copies[i] = rt_mem_strndup(*texts[i], strlen(*texts[i]));
            err = copies[i] == NULL ? RT_ENOMEM : err;
            *texts[i] = copies[i];
        }
    }
    if (err == RT_OK) {
        forget_dhcp_texts(lab);
        memcpy(lab->dhcp_text, copies, sizeof copies);
        lab->dhcp_config = config;
        return RT_OK;
    }
    for (size_t i = 0; i < LAB_DHCP_TEXTS; i++) {
        rt_mem_free(copies[i]);
    }
    return err;
}

void emu_lab_set_https(struct emu_lab *lab, const struct emu_lab_https *https)
{
    lab->https_config = *https;
    if (lab->https != NULL) {
        lab_https_changed(lab->https);
    }
}

void emu_lab_destroy(struct emu_lab *lab)
{
    if (lab == NULL) {
        return;
    }
    lab_telephones_destroy(lab);
    lab_mailboxes_destroy(lab);
    lab_sip_destroy(lab);
    lab_streams_destroy(lab);
    rt_mem_free(lab->registrar.contacts);
    lab_https_destroy(lab);
    lab_http_destroy(lab);
    lab_tftp_destroy(lab);
    lab_pppoe_destroy(lab);
    lab_dhcp_destroy(lab);
    forget_dhcp_texts(lab);
    lab_docs_fini(lab);
    lab_answers_fini(lab);
    rt_mem_free(lab);
}

enum emu_exit emu_lab_http_path(struct emu_lab *lab, const char **path, struct emu_error *error)
{
    *path = NULL;
    if (!lab->has_files || emu_port_map_find(&lab->maps, EMU_PROTOCOL_TCP, LAB_PORT_HTTP) != NULL) {
        return EMU_EXIT_OK;
    }
    if (lab->http == NULL && lab_http_create(lab, error) != EMU_EXIT_OK) {
        return error->code;
    }
    *path = lab_http_socket(lab->http);
    return EMU_EXIT_OK;
}

enum emu_exit emu_lab_https_path(struct emu_lab *lab, const char **path, struct emu_error *error)
{
    *path = NULL;
    if (!lab->has_files || emu_port_map_find(&lab->maps, EMU_PROTOCOL_TCP, LAB_PORT_HTTPS) != NULL) {
        return EMU_EXIT_OK;
    }
    /* What comes out of TLS goes to the plain server, which may have no port of its own. */
    if ((lab->http == NULL && lab_http_create(lab, error) != EMU_EXIT_OK) ||
        (lab->https == NULL && lab_https_create(lab, error) != EMU_EXIT_OK)) {
        return error->code;
    }
    *path = lab_https_socket(lab->https);
    return EMU_EXIT_OK;
}

static void lab_fill(void *ctx, struct emu_pollset *set)
{
    struct emu_lab *lab = ctx;
    if (lab->http != NULL) {
        lab_http_fill(lab->http, set);
    }
    if (lab->https != NULL) {
        lab_https_fill(lab->https, set);
    }
    if (lab->streams != NULL) {
        lab_streams_fill(lab->streams, set);
    }
}

static bool lab_handle(void *ctx, const struct emu_pollset *set)
{
    struct emu_lab *lab = ctx;
    bool did_http = lab->http != NULL && lab_http_handle(lab->http, set);
    bool did_https = lab->https != NULL && lab_https_handle(lab->https, set);
    bool did_sip = lab->streams != NULL && lab_streams_handle(lab->streams, set);
    return did_http || did_https || did_sip;
}

struct emu_source emu_lab_source(struct emu_lab *lab)
{
    return (struct emu_source){.name = "lab", .fill = lab_fill, .handle = lab_handle, .ctx = lab};
}
