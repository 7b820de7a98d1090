/* SPDX-License-Identifier: MIT */
/* The provider put together: its services at their ports, behind one card. */
#include <lab/lab.h>
#include <access/services.h>
#include <fileserver/services.h>
#include <provider/host.h>
#include <sip/server.h>
#include <telephone/services.h>
#include <string.h>

static const struct {
    uint16_t port;
    void (*on_packet)(struct emu_lab *lab, const struct emu_udp *request);
} services[] = {
    {LAB_PORT_DHCP, lab_dhcp_on_packet},     {LAB_PORT_DNS, lab_dns_on_packet}, {LAB_PORT_TFTP, lab_tftp_on_packet},
    {LAB_PORT_SYSLOG, lab_syslog_on_packet}, {LAB_PORT_NTP, lab_ntp_on_packet}, {LAB_PORT_SIP, lab_sip_on_packet},
};

static bool take_udp(struct emu_lab *lab, const struct emu_udp *udp)
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
    return take_udp(lab, &udp);
}

enum emu_exit emu_lab_create(struct emu_lab **out, const struct emu_lab_config *config, struct emu_error *error)
{
    *out = NULL;
    struct emu_lab *lab = rt_mem_alloc(sizeof *lab);
    if (lab == NULL) {
        goto out;
    }
    lab->board = config->board;
    lab->send = config->send;
    lab->take = config->take;
    lab->serve = config->serve;
    lab->send_ctx = config->send_ctx;
    lab->take_udp = take_udp;
    lab->has_files = config->has_files || config->options.folder != NULL;
    lab->unix_s = config->options.unix_s != 0 ? config->options.unix_s : EMU_LAB_EPOCH;
    lab->https_config = config->options.https;
    if (config->maps != NULL) {
        lab->maps = *config->maps;
    }
    if (lab_access_create(lab, &config->options.dhcp, &config->options.hosts) != RT_OK ||
        lab_files_create(lab, config->options.folder) != RT_OK || lab_sip_create(lab) != RT_OK) {
        goto out;
    }
    *out = lab;
    return EMU_EXIT_OK;
out:
    emu_lab_destroy(lab);
    return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "lab: out of memory");
}

void emu_lab_destroy(struct emu_lab *lab)
{
    if (lab == NULL) {
        return;
    }
    lab_telephones_destroy(lab);
    lab_sip_destroy(lab);
    lab_late_destroy(lab);
    lab_files_destroy(lab);
    lab_identity_destroy(lab);
    lab_access_destroy(lab);
    rt_mem_free(lab);
}

static void lab_fill(void *ctx, struct emu_pollset *set)
{
    lab_files_fill(ctx, set);
    lab_sip_fill(ctx, set);
}

static bool lab_handle(void *ctx, const struct emu_pollset *set)
{
    bool did_files = lab_files_handle(ctx, set);
    bool did_sip = lab_sip_handle(ctx, set);
    return did_files || did_sip;
}

struct emu_source emu_lab_source(struct emu_lab *lab)
{
    return (struct emu_source){.name = "lab", .fill = lab_fill, .handle = lab_handle, .ctx = lab};
}
