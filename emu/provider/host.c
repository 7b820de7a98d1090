/* SPDX-License-Identifier: MIT */
/* What every service of the provider does alike: it reports, reads the clock, sends. */
#include <provider/host.h>
#include <host/signals.h>
#include <mbedtls/md5.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

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

void lab_md5_hex(const char *text, char out[33])
{
    unsigned char sum[16];
    (void)mbedtls_md5_ret((const unsigned char *)text, strlen(text), sum); /* fails only with hardware of its own */
    rt_hex_text(out, sum, sizeof sum);
}

#define INNER_US 1000u /* guess */

static void come_back(struct emu_lab *lab, const struct emu_udp *sent, uint32_t tag)
{
    struct emu_udp udp = *sent;
    (void)tag;
    memcpy(udp.src_mac, LAB_INNER_MAC, sizeof udp.src_mac);
    (void)lab->take_udp(lab, &udp);
}

void lab_send(struct emu_lab *lab, const struct emu_udp *udp)
{
    if (memcmp(udp->dst_mac, LAB_INNER_MAC, sizeof udp->dst_mac) == 0) {
        lab_later(lab, udp, INNER_US, come_back, 0);
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

void emu_lab_set_faults(struct emu_lab *lab, const struct emu_lab_faults *faults)
{
    lab->faulty = *faults;
    lab->n_http_status = 0;
}

bool emu_lab_serves_files(const struct emu_lab *lab)
{
    return lab->has_files;
}
