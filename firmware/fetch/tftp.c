/* SPDX-License-Identifier: MIT */
/*
 * TFTP, read and write: RFC 1350, with the correction of RFC 1123 section 4.2.3.1 (a duplicate ACK never triggers a
 * retransmission). No options are requested (RFC 2347): block size 512, mode octet. The file name is sent as in the
 * URL, with its leading '/' (seen in a provisioning server's patterns).
 *
 *   ASKED --DATA 1--> READING --DATA n < 512--> DALLYING
 *         \-ACK 0---> WRITING --ACK of the last--> OVER
 *
 * Block numbers have 16 bits and wrap from 65,535 to 0, as in all current servers (RFC 1350 does not say). Only
 * progress restarts the timer, so a peer that repeats itself cannot hold the transfer.
 */
#include "fetch_priv.h"
#include "timing.h"
#include "lwip/udp.h"
#include <rt/assert.h>
#include <rt/buf.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

#define BLOCK_BYTES       512u
#define HEADER_BYTES      4u
#define MODE              "octet"
#define REQUEST_MAX_BYTES (2u + FW_URL_PATH_MAX + 1u + sizeof MODE)
#define ERROR_TEXT_MAX    100u

enum opcode { OP_RRQ = 1, OP_WRQ = 2, OP_DATA = 3, OP_ACK = 4, OP_ERROR = 5, OP_OACK = 6 };

/* RFC 1350 appendix I, and RFC 2347 for 8. */
enum error_code {
    ERROR_OTHER = 0,
    ERROR_NOT_FOUND = 1,
    ERROR_FULL = 3,
    ERROR_ILLEGAL = 4,
    ERROR_TID = 5,
    ERROR_OPTION = 8
};

enum tftp_state { ASKED, READING, WRITING, DALLYING, OVER };

struct tftp {
    struct fw_fetch *f;
    struct udp_pcb *pcb;
    struct board_timer retry;
    enum tftp_state state;
    uint16_t server_tid; /* the port it answers from; 0: not known yet */
    uint16_t block;      /* READING: last block received. WRITING: block sent */
    unsigned n_tries;    /* of the packet in flight */
    size_t n_taken;      /* WRITING: body bytes in the blocks up to <block> */
    size_t n_out;        /* the packet in flight, for retransmission */
    uint8_t out[REQUEST_MAX_BYTES];
};

/* --- sending --- */

static err_t send_packet(struct tftp *t, const ip_addr_t *addr, uint16_t port, const uint8_t *bytes, size_t n)
{
    struct pbuf *p = pbuf_alloc(PBUF_TRANSPORT, (u16_t)n, PBUF_RAM);
    if (p == NULL) {
        return ERR_MEM;
    }
    (void)pbuf_take(p, bytes, (u16_t)n); /* it fits */
    err_t err = udp_sendto(t->pcb, p, addr, port);
    (void)pbuf_free(p);
    return err;
}

/* A packet that cannot be sent counts as lost and is retransmitted later. Only a missing route is reported
 * immediately. */
static void send_out(struct tftp *t)
{
    ip_addr_t addr = fw_lwip_addr(t->f->result.server_ip);
    uint16_t port = t->server_tid != 0 ? t->server_tid : t->f->url.port;
    if (send_packet(t, &addr, port, t->out, t->n_out) == ERR_RTE && t->server_tid == 0) {
        fetch_over(t->f, FW_FAIL_CONNECT, "no way to the server: not on this network and no gateway");
    }
}

static void send_error(struct tftp *t, const ip_addr_t *addr, uint16_t port, enum error_code code, const char *text)
{
    uint8_t packet[HEADER_BYTES + ERROR_TEXT_MAX];
    size_t n_text = strlen(text) + 1;
    RT_ASSERT(n_text <= ERROR_TEXT_MAX);
    rt_put_be16(packet, OP_ERROR);
    rt_put_be16(packet + 2, (uint16_t)code);
    memcpy(packet + HEADER_BYTES, text, n_text);
    (void)send_packet(t, addr, port, packet, HEADER_BYTES + n_text); /* a courtesy, never repeated */
}

static void arm(struct tftp *t, uint64_t delay_ms)
{
    board_timer_start(t->f->board, &t->retry, delay_ms * BOARD_US_PER_MS);
}

/* Sends a new packet and resets the retry count. */
static void send_new(struct tftp *t)
{
    t->n_tries = 1;
    arm(t, TFTP_RETRY_MS);
    send_out(t);
}

static void put_request(struct tftp *t)
{
    const char *path = t->f->url.path;
    size_t n_path = strlen(path) + 1;
    rt_put_be16(t->out, t->f->method == FW_METHOD_PUT ? OP_WRQ : OP_RRQ);
    memcpy(t->out + 2, path, n_path);
    memcpy(t->out + 2 + n_path, MODE, sizeof MODE);
    t->n_out = 2 + n_path + sizeof MODE;
}

static void put_ack(struct tftp *t)
{
    rt_put_be16(t->out, OP_ACK);
    rt_put_be16(t->out + 2, t->block);
    t->n_out = HEADER_BYTES;
}

/* The next block of the body; the last one is short, possibly empty. */
static void put_data(struct tftp *t)
{
    size_t left = t->f->n_body - t->n_taken;
    size_t n = left < BLOCK_BYTES ? left : BLOCK_BYTES;
    t->block++; /* wraps to 0 */
    rt_put_be16(t->out, OP_DATA);
    rt_put_be16(t->out + 2, t->block);
    if (n > 0) {
        memcpy(t->out + HEADER_BYTES, t->f->body + t->n_taken, n);
    }
    t->n_taken += n;
    t->n_out = HEADER_BYTES + n;
}

/* --- ends --- */

static void end(struct tftp *t)
{
    t->state = OVER;
    board_timer_stop(t->f->board, &t->retry);
}

/* Protocol violation: sends an error packet and ends the transfer. */
static void refuse(struct tftp *t, const ip_addr_t *addr, uint16_t port, enum error_code code, const char *text)
{
    send_error(t, addr, port, code, text);
    end(t);
    fetch_over(t->f, FW_FAIL_TFTP_ERROR, "%s", text);
}

static void on_retry(void *ctx, struct board_timer *timer)
{
    struct tftp *t = ctx;
    (void)timer;
    if (t->state == DALLYING) {
        fetch_dallied(t->f);
        return;
    }
    if (t->n_tries >= TFTP_TRIES_MAX) {
        char peer[FETCH_PEER_TEXT_BYTES];
        unsigned block = (unsigned)t->block;
        enum tftp_state state = t->state;
        end(t);
        if (state == ASKED) {
            fetch_over(t->f, FW_FAIL_TFTP_TIMEOUT, "%s: no answer to %u requests", fetch_peer_text(t->f, peer),
                       TFTP_TRIES_MAX);
        } else {
            fetch_over(t->f, FW_FAIL_TFTP_TIMEOUT, "%s: no answer after %s of block %u, %u tries",
                       fetch_peer_text(t->f, peer), state == READING ? "the ACK" : "the DATA", block, TFTP_TRIES_MAX);
        }
        return;
    }
    t->n_tries++;
    arm(t, TFTP_RETRY_MS);
    send_out(t);
}

/* --- receiving --- */

static void on_error_packet(struct tftp *t, const uint8_t *packet, size_t n)
{
    char text[ERROR_TEXT_MAX];
    unsigned code = rt_be16(packet + 2);
    fetch_printable(text, sizeof text, packet + HEADER_BYTES, n - HEADER_BYTES);
    /* After the first block, any error means a broken transfer, whatever the server calls it. */
    bool is_not_found = code == ERROR_NOT_FOUND && t->state == ASKED;
    end(t);
    fetch_over(t->f, is_not_found ? FW_FAIL_FILE_NOT_FOUND : FW_FAIL_TFTP_ERROR, "error %u: %s", code, text);
}

/* The block after the last one. */
static void on_new_block(struct tftp *t, const uint8_t *data, size_t n)
{
    t->state = READING;
    t->block++; /* wraps to 0 */
    if (fetch_body(t->f, data, n) != RT_OK) {
        return; /* noted; stop() notifies the server */
    }
    put_ack(t);
    send_new(t);
    if (n < BLOCK_BYTES) {
        end(t);
        t->state = DALLYING; /* from now on, not only after the fetch is done: the ACK may have to be repeated */
        fetch_over(t->f, FW_FAIL_NONE, "%u bytes", (unsigned)t->f->result.n_bytes);
    }
}

static void on_data_packet(struct tftp *t, const ip_addr_t *addr, uint16_t port, const uint8_t *packet, size_t n)
{
    uint16_t block = rt_be16(packet + 2);
    if (t->f->method != FW_METHOD_GET) {
        refuse(t, addr, port, ERROR_ILLEGAL, "DATA in answer to a write");
    } else if (n > HEADER_BYTES + BLOCK_BYTES) {
        refuse(t, addr, port, ERROR_ILLEGAL, "block longer than 512 bytes");
    } else if (block == (uint16_t)(t->block + 1u)) {
        t->server_tid = port;
        fetch_answered(t->f);
        on_new_block(t, packet + HEADER_BYTES, n - HEADER_BYTES);
    } else if (t->state == READING && block == t->block) {
        send_out(t); /* our ACK was lost, or the block was duplicated; the timer keeps running */
    }
    /* Any other block is out of order: ignored. */
}

static void on_ack_packet(struct tftp *t, const ip_addr_t *addr, uint16_t port, const uint8_t *packet)
{
    uint16_t block = rt_be16(packet + 2);
    if (t->f->method != FW_METHOD_PUT) {
        refuse(t, addr, port, ERROR_ILLEGAL, "ACK in answer to a read");
        return;
    }
    if (block != t->block) {
        return; /* duplicate or late: RFC 1123 section 4.2.3.1 */
    }
    bool was_last = t->state == WRITING && t->n_out < HEADER_BYTES + BLOCK_BYTES;
    t->state = WRITING;
    t->server_tid = port;
    fetch_answered(t->f);
    if (was_last) {
        end(t);
        fetch_over(t->f, FW_FAIL_NONE, "%zu bytes written", t->f->n_body);
        return;
    }
    put_data(t);
    send_new(t);
}

static void on_packet(struct tftp *t, const ip_addr_t *addr, uint16_t port, const uint8_t *packet, size_t n)
{
    if (t->state == DALLYING) {
        if (rt_be16(packet) == OP_DATA && rt_be16(packet + 2) == t->block) {
            send_out(t); /* the last ACK was lost */
        }
        return;
    }
    switch (rt_be16(packet)) {
    case OP_DATA:
        on_data_packet(t, addr, port, packet, n);
        break;
    case OP_ACK:
        on_ack_packet(t, addr, port, packet);
        break;
    case OP_ERROR:
        fetch_answered(t->f);
        on_error_packet(t, packet, n);
        break;
    case OP_OACK:
        fetch_answered(t->f);
        refuse(t, addr, port, ERROR_OPTION, "options that were not asked for");
        break;
    default:
        fetch_answered(t->f);
        refuse(t, addr, port, ERROR_ILLEGAL, "not a TFTP answer");
        break;
    }
}

/* A packet from an unknown TID gets an error and does not disturb the transfer (RFC 1350 section 4). */
static bool is_from_server(const struct tftp *t, const ip_addr_t *addr, uint16_t port)
{
    ip_addr_t server = fw_lwip_addr(t->f->result.server_ip);
    return ip_addr_cmp(addr, &server) && (t->server_tid == 0 || t->server_tid == port);
}

static void on_udp(void *arg, struct udp_pcb *pcb, struct pbuf *p, const ip_addr_t *addr, u16_t port)
{
    struct tftp *t = arg;
    (void)pcb;
    uint8_t packet[HEADER_BYTES + BLOCK_BYTES + 1]; /* one extra byte, to detect longer packets */
    ip_addr_t from = *addr;                         /* may lie in p */
    size_t n = pbuf_copy_partial(p, packet, sizeof packet, 0);
    (void)pbuf_free(p);
    if (n < HEADER_BYTES || t->state == OVER || (t->state != DALLYING && t->f->state != FETCH_ASKING)) {
        return;
    }
    if (is_from_server(t, &from, port)) {
        on_packet(t, &from, port, packet, n);
    } else if (rt_be16(packet) != OP_ERROR) { /* never an error for an error */
        send_error(t, &from, port, ERROR_TID, "Unknown transfer ID");
    }
}

/* --- the attempt --- */

static enum rt_err tftp_start(struct fw_fetch *f, void **attempt)
{
    struct tftp *t = rt_mem_alloc(sizeof *t);
    if (t == NULL) {
        return RT_ENOMEM;
    }
    t->f = f;
    t->pcb = udp_new();
    if (t->pcb == NULL) {
        (void)rt_mem_free(t);
        return RT_ENOMEM;
    }
    udp_bind_netif(t->pcb, fw_net_netif_to(f->net, f->result.server_ip));
    /* Port 0: lwIP picks a new port for each transfer, so late packets of the previous one are not delivered. */
    if (udp_bind(t->pcb, IP4_ADDR_ANY, 0) != ERR_OK) {
        udp_remove(t->pcb);
        (void)rt_mem_free(t);
        return RT_ENOMEM;
    }
    udp_recv(t->pcb, on_udp, t);
    board_timer_init(&t->retry, "tftp.retry", BOARD_PRIORITY_FIRMWARE, on_retry, t);
    *attempt = t;
    put_request(t);
    send_new(t);
    return RT_OK;
}

static void tftp_stop(void *attempt, enum fw_stream_end how)
{
    struct tftp *t = attempt;
    if (how == FW_STREAM_ABORT && (t->state == READING || t->state == WRITING)) {
        ip_addr_t addr = fw_lwip_addr(t->f->result.server_ip);
        bool is_full = t->f->result.fail == FW_FAIL_TOO_BIG;
        send_error(t, &addr, t->server_tid, is_full ? ERROR_FULL : ERROR_OTHER, is_full ? "Too big" : "Aborted");
    }
    board_timer_stop(t->f->board, &t->retry);
    udp_remove(t->pcb);
    (void)rt_mem_free(t);
}

/* Only a reader has a last ACK that may get lost. */
static bool tftp_dally(void *attempt)
{
    struct tftp *t = attempt;
    if (t->state != DALLYING) {
        return false;
    }
    arm(t, TFTP_DALLY_MS);
    return true;
}

const struct fetch_transport fetch_tftp = {
    .methods = 1u << FW_METHOD_GET | 1u << FW_METHOD_PUT,
    .timeout_get = FW_FAIL_TFTP_TIMEOUT,
    .timeout_other = FW_FAIL_TFTP_TIMEOUT,
    .start = tftp_start,
    .stop = tftp_stop,
    .dally = tftp_dally,
};
