/* SPDX-License-Identifier: MIT */
/*
 * Every block of the format:  type(4) length(4) body, padded to 4 ... length(4). Every option: code(2) length(2) value,
 * padded to 4; code 0 ends the list. Little-endian: the section's first block tells the reader.
 */
#include <record/pcap.h>
#include <host/output.h>
#include <record/keylog.h>
#include <board/nic.h>
#include <unit/unit.h>
#include <host/signals.h>
#include <board/probe.h>
#include <board/signal.h>
#include <rt/buf.h>
#include <rt/mem.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { BLOCK_INTERFACE = 1, BLOCK_PACKET = 6, BLOCK_SECRETS = 0x0a, BLOCK_SECTION = 0x0a0d0d0a };
enum {
    OPTION_END = 0,
    OPTION_COMMENT = 1,
    OPTION_NAME = 2,
    OPTION_DESCRIPTION = 3,
    OPTION_FLAGS = 2,
    OPTION_USER_APPL = 4,
    OPTION_TSRESOL = 9
};
enum { FLAG_INBOUND = 1, FLAG_OUTBOUND = 2 };
#define MAGIC           0x1a2b3c4du
#define LINK_ETHERNET   1u
#define SECRETS_TLS     0x544c534bu
#define BLOCK_MAX_BYTES (256u * 1024u)
#define COMMENTS_MAX    (64u * 1024u) /* that wait for a packet; further ones are dropped */

struct emu_pcap {
    struct board *board;
    struct board_watcher watcher;
    struct board_probe probe;
    FILE *file;
    struct rt_buf block, comments; /* comments: options, ready to be put */
    enum rt_err failed;
};

static void put_le16(struct rt_buf *b, uint16_t v)
{
    const uint8_t bytes[2] = {(uint8_t)v, (uint8_t)(v >> 8)};
    (void)rt_buf_put(b, bytes, sizeof bytes); /* remembered by the buffer */
}

static void put_le32(struct rt_buf *b, uint32_t v)
{
    put_le16(b, (uint16_t)v);
    put_le16(b, (uint16_t)(v >> 16));
}

static void put_padded(struct rt_buf *b, const void *bytes, size_t n)
{
    static const uint8_t zeros[3];
    (void)rt_buf_put(b, bytes, n);
    (void)rt_buf_put(b, zeros, (4 - n % 4) % 4);
}

static void put_option(struct rt_buf *b, uint16_t code, const void *bytes, size_t n)
{
    put_le16(b, code);
    put_le16(b, (uint16_t)n);
    put_padded(b, bytes, n);
}

/* The block's body is in p->block. */
static void write_block(struct emu_pcap *p, uint32_t type)
{
    struct rt_buf frame;
    uint32_t n = (uint32_t)p->block.n + 12;
    rt_buf_init(&frame, 16);
    put_le32(&frame, type);
    put_le32(&frame, n);
    bool is_well = rt_buf_error(&p->block) == RT_OK && fwrite(frame.bytes, 8, 1, p->file) == 1 &&
                   (p->block.n == 0 || fwrite(p->block.bytes, p->block.n, 1, p->file) == 1) &&
                   fwrite(frame.bytes + 4, 4, 1, p->file) == 1;
    p->failed = is_well ? p->failed : RT_EIO;
    rt_buf_fini(&frame);
    rt_buf_clear(&p->block);
}

static void write_front(struct emu_pcap *p, struct emu_unit *u)
{
    static const char program[] = "vspa " VSPA_VERSION;
    static const uint8_t microseconds = 6;
    put_le32(&p->block, MAGIC);
    put_le16(&p->block, 1); /* version 1.0 */
    put_le16(&p->block, 0);
    put_le32(&p->block, UINT32_MAX); /* the section's length is not given */
    put_le32(&p->block, UINT32_MAX);
    put_option(&p->block, OPTION_USER_APPL, program, sizeof program - 1);
    put_option(&p->block, OPTION_END, NULL, 0);
    write_block(p, (uint32_t)BLOCK_SECTION);
    for (int port = 0; port < BOARD_N_PORTS; port++) {
        const char *name = board_port_name((enum board_port)port);
        put_le32(&p->block, LINK_ETHERNET); /* link type, reserved */
        put_le32(&p->block, BOARD_FRAME_MAX);
        put_option(&p->block, OPTION_NAME, name, strlen(name));
        const struct emu_net *net = emu_unit_net(u, (enum board_port)port);
        if (net != NULL) {
            char what[256];
            if (emu_net_describe(net, what, sizeof what)[0] != '\0') { /* else as in a replay, which has no wires */
                put_option(&p->block, OPTION_DESCRIPTION, what, strlen(what));
            }
        }
        put_option(&p->block, OPTION_TSRESOL, &microseconds, 1);
        put_option(&p->block, OPTION_END, NULL, 0);
        write_block(p, BLOCK_INTERFACE);
    }
}

static void write_packet(struct emu_pcap *p, const struct board_event *e)
{
    struct rt_buf *b = &p->block;
    const uint8_t flags[4] = {board_event_signal(e) == &board_signal_frame_in ? FLAG_INBOUND : FLAG_OUTBOUND};
    put_le32(b, e->unit);
    put_le32(b, (uint32_t)(e->at_us >> 32));
    put_le32(b, (uint32_t)e->at_us);
    put_le32(b, (uint32_t)e->n_data);
    put_le32(b, (uint32_t)e->n_data);
    put_padded(b, e->data, e->n_data);
    put_option(b, OPTION_FLAGS, flags, sizeof flags);
    (void)rt_buf_put(b, p->comments.bytes, p->comments.n);
    put_option(b, OPTION_END, NULL, 0);
    write_block(p, BLOCK_PACKET);
    rt_buf_clear(&p->comments);
}

static void keep_comment(struct emu_pcap *p, const struct board_event *e)
{
    char line[BOARD_TRACE_TEXT_MAX + 96];
    int n = board_event_format(e, line, sizeof line);
    if (p->comments.n + (size_t)n + 8 <= COMMENTS_MAX) {
        put_option(&p->comments, OPTION_COMMENT, line, (size_t)n);
    }
}

static void on_event(void *ctx, struct board *b, const struct board_event *e)
{
    struct emu_pcap *p = ctx;
    (void)b;
    if (board_event_signal(e) == &board_signal_frame_in || board_event_signal(e) == &board_signal_frame_out) {
        write_packet(p, e);
    } else if (board_event_signal(e) == &emu_signal_note || board_event_signal(e) == &board_signal_frame_lost) {
        keep_comment(p, e);
    }
}

static void on_secret(void *ctx, const struct board_tls_secret *secret)
{
    struct emu_pcap *p = ctx;
    char line[EMU_KEYLOG_LINE_BYTES];
    size_t n = emu_keylog_line(secret, line);
    put_le32(&p->block, SECRETS_TLS);
    put_le32(&p->block, (uint32_t)n);
    put_padded(&p->block, line, n);
    write_block(p, BLOCK_SECRETS);
}

enum rt_err emu_pcap_open(struct emu_pcap **out, struct emu_unit *u, const char *path)
{
    struct board *b = emu_unit_board(u);
    *out = NULL;
    struct emu_pcap *p = rt_mem_alloc(sizeof *p);
    if (p == NULL) {
        return RT_ENOMEM;
    }
    p->file = emu_output_open(path, EMU_OUTPUT_PRIVATE);
    if (p->file == NULL) {
        rt_mem_free(p);
        return RT_EIO;
    }
    p->board = b;
    rt_buf_init(&p->block, BLOCK_MAX_BYTES);
    rt_buf_init(&p->comments, COMMENTS_MAX);
    write_front(p, u);
    p->watcher = (struct board_watcher){.fn = on_event, .ctx = p};
    board_watch(b, &p->watcher);
    p->probe = (struct board_probe){.fn = on_secret, .ctx = p};
    board_probe_attach(b, &p->probe);
    *out = p;
    return RT_OK;
}

enum rt_err emu_pcap_close(struct emu_pcap *p)
{
    if (p == NULL) {
        return RT_OK;
    }
    board_unwatch(p->board, &p->watcher);
    board_probe_detach(p->board, &p->probe);
    if (fclose(p->file) != 0) {
        p->failed = RT_EIO;
    }
    enum rt_err err = p->failed;
    rt_buf_fini(&p->block);
    rt_buf_fini(&p->comments);
    rt_mem_free(p);
    return err;
}
