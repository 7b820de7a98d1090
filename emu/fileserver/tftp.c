/* SPDX-License-Identifier: MIT */
/*
 * The TFTP server of the lab. RFC 1350, with the options blksize (RFC 2348) and tsize (RFC 2349). Reading gives the
 * lab's documents; what the unit writes is kept in the folder's "uploads". Each transfer has a port of its own, as
 * the RFC says, from 50000 on.
 */
#include "fileserver_priv.h"
#include <stdio.h>
#include <string.h>

#define FIRST_PORT    50000u
#define TRANSFERS_MAX 8u
#define BLOCK_DEFAULT 512u
#define BLOCK_MAX     1428u /* fits an Ethernet frame, with space for tunnel headers */
#define RETRY_US      (1u * (uint64_t)BOARD_US_PER_S)
#define RETRIES_MAX   5u
#define UPLOAD_MAX    (4u << 20)
#define OPTIONS_BYTES 128u

enum { RRQ = 1, WRQ, DATA, ACK, ERROR, OACK };
enum { E_NOT_DEFINED = 0, E_NOT_FOUND = 1, E_ACCESS = 2, E_ILLEGAL = 4, E_UNKNOWN_PORT = 5 };

struct transfer {
    bool is_write;
    struct emu_lab *lab;
    struct emu_udp peer; /* addresses and ports of the request */
    uint16_t port;       /* ours */
    struct rt_buf data;  /* all that is sent, or what has come */
    size_t block_bytes;
    uint32_t block; /* sent and not yet acknowledged; or last received. Counts on past 65535 */
    size_t n_options;
    unsigned n_retries;
    struct board_timer timer;
    char name[256];
    uint8_t options[OPTIONS_BYTES]; /* of the OACK that is block 0 */
};

/* A request that waits for an answer. */
#define HELD_MAX   4u
#define HELD_BYTES 512u
struct held {
    struct emu_udp packet;
    uint8_t payload[HELD_BYTES];
};

struct lab_tftp {
    uint16_t next_port;
    struct transfer *transfer[TRANSFERS_MAX]; /* NULL: free */
    struct held *held[HELD_MAX];              /* NULL: free */
};

static void transfer_end(struct transfer *t)
{
    struct transfer **place = t->lab->files->tftp->transfer;
    while (*place != t) {
        place++;
    }
    board_timer_stop(t->lab->board, &t->timer);
    rt_buf_fini(&t->data);
    *place = rt_mem_free(t);
}

static void send_error(struct emu_lab *lab, const struct emu_udp *to, uint16_t port, unsigned code, const char *text)
{
    uint8_t packet[64];
    size_t n = strlen(text);
    rt_put_be16(packet, ERROR);
    rt_put_be16(packet + 2, (uint16_t)code);
    memcpy(packet + 4, text, n + 1); /* all texts are ours and short */
    lab_reply(lab, to, port, packet, n + 5);
}

/* The last packet that we owe: data or acknowledgement, or the options. */
static void transfer_send(struct transfer *t)
{
    uint8_t packet[4 + BLOCK_MAX];
    size_t n = 4;
    rt_put_be16(packet + 2, (uint16_t)t->block);
    if (t->block == 0 && t->n_options > 0) {
        rt_put_be16(packet, OACK);
        memcpy(packet + 2, t->options, t->n_options);
        n = 2 + t->n_options;
    } else if (t->is_write) {
        rt_put_be16(packet, ACK);
    } else {
        size_t offset = (size_t)(t->block - 1) * t->block_bytes;
        size_t n_data = t->data.n - offset < t->block_bytes ? t->data.n - offset : t->block_bytes;
        rt_put_be16(packet, DATA);
        memcpy(packet + 4, t->data.bytes + offset, n_data);
        n += n_data;
    }
    lab_reply(t->lab, &t->peer, t->port, packet, n);
    board_timer_start(t->lab->board, &t->timer, RETRY_US);
}

static void on_timer(void *ctx, struct board_timer *timer)
{
    struct transfer *t = ctx;
    (void)timer;
    if (t->n_retries++ == RETRIES_MAX) {
        lab_say(t->lab, "tftp: %s: the unit does not answer any more", t->name);
        transfer_end(t);
        return;
    }
    transfer_send(t);
}

/* The next string of a request, NUL-terminated in the packet; p is NULL when there is none. */
static struct rt_str next_text(const struct emu_udp *p, size_t *offset)
{
    const uint8_t *end = *offset < p->n_payload ? memchr(p->payload + *offset, 0, p->n_payload - *offset) : NULL;
    if (end == NULL) {
        return rt_str_n(NULL, 0);
    }
    struct rt_str s = rt_str_n((const char *)p->payload + *offset, (size_t)(end - p->payload) - *offset);
    *offset += s.n + 1;
    return s;
}

static void put_option(struct transfer *t, const char *name, size_t value)
{
    char text[48];
    int n = snprintf(text, sizeof text, "%s%c%zu", name, '\0', value);
    if (n > 0 && t->n_options + (size_t)n + 1 <= sizeof t->options) {
        memcpy(t->options + t->n_options, text, (size_t)n + 1);
        t->n_options += (size_t)n + 1;
    }
}

/* RFC 2347: options that are not known are left out of the answer. */
static void take_options(struct transfer *t, const struct emu_udp *p, size_t offset)
{
    for (;;) {
        struct rt_str name = next_text(p, &offset);
        struct rt_str value = next_text(p, &offset);
        uint32_t number;
        if (value.p == NULL) {
            return;
        }
        if (rt_str_u32(value, &number) != RT_OK) {
            continue;
        }
        if (rt_str_is_ci(name, "blksize") && number >= 8) {
            t->block_bytes = number < BLOCK_MAX ? number : BLOCK_MAX;
            put_option(t, "blksize", t->block_bytes);
        } else if (rt_str_is_ci(name, "tsize")) {
            put_option(t, "tsize", t->is_write ? number : t->data.n);
        }
    }
}

/* NULL: there are too many, or no memory. */
static struct transfer *transfer_begin(struct emu_lab *lab, const struct emu_udp *request, struct rt_str name)
{
    struct lab_tftp *tftp = lab->files->tftp;
    for (size_t i = 0; i < TRANSFERS_MAX; i++) {
        struct transfer *t = tftp->transfer[i];
        if (t != NULL && t->peer.src_ip == request->src_ip && t->peer.src_port == request->src_port) {
            transfer_end(t); /* the request was sent again */
        }
        if (tftp->transfer[i] != NULL) {
            continue;
        }
        t = rt_mem_alloc(sizeof *t);
        if (t == NULL) {
            return NULL;
        }
        tftp->transfer[i] = t;
        t->lab = lab;
        t->peer = *request;
        t->peer.payload = NULL;
        t->port = tftp->next_port++;
        if (tftp->next_port < FIRST_PORT) {
            tftp->next_port = FIRST_PORT; /* wrapped */
        }
        t->block_bytes = BLOCK_DEFAULT;
        (void)lab_clean(t->name, sizeof t->name, name.p, name.n);
        rt_buf_init(&t->data, EMU_LAB_DOC_MAX_BYTES);
        board_timer_init(&t->timer, "lab.tftp", BOARD_PRIORITY_OUTSIDE, on_timer, t);
        return t;
    }
    return NULL;
}

static enum rt_err answer(struct emu_lab *lab, struct rt_str name, struct rt_buf *out)
{
    const struct emu_lab_request request = {"tftp", "RRQ", name.p, "", "", "", 0}; /* NUL-terminated in the packet */
    unsigned status = 200;
    enum rt_err err = lab_docs_answer(lab, &request, out, &status);
    return err == RT_OK && status >= 400 ? RT_ENOENT : err; /* TFTP has no numbers for it */
}

/* A free place; or that of the same request, which was sent again. NULL: there is none. */
static struct held **find_held(struct lab_tftp *t, const struct emu_udp *p)
{
    struct held **unused = NULL;
    for (size_t i = HELD_MAX; i > 0; i--) {
        struct held **place = &t->held[i - 1], *h = *place;
        if (h != NULL && h->packet.src_port == p->src_port && h->packet.src_ip == p->src_ip) {
            return place;
        }
        unused = h != NULL ? unused : place;
    }
    return unused;
}

/* False: it does not wait. */
static bool hold(struct emu_lab *lab, const struct emu_udp *p, struct rt_str name, bool is_known)
{
    const struct emu_lab_request request = {"tftp", "RRQ", name.p, "", "", "", 0}; /* NUL-terminated in the packet */
    struct held **place = p->n_payload <= HELD_BYTES ? find_held(lab->files->tftp, p) : NULL;
    if (place == NULL || !lab_answers_must_wait(lab, &request, is_known || *place != NULL)) {
        return false;
    }
    struct held *h = *place != NULL ? *place : rt_mem_alloc(sizeof *h);
    if (h == NULL) {
        return false;
    }
    *place = h;
    h->packet = *p;
    memcpy(h->payload, p->payload, p->n_payload);
    h->packet.payload = h->payload;
    return true;
}

static void on_request(struct emu_lab *lab, const struct emu_udp *p, bool is_write, bool is_known)
{
    size_t offset = 2;
    struct rt_str name = next_text(p, &offset);
    struct rt_str mode = next_text(p, &offset);
    if (mode.p == NULL || (!rt_str_is_ci(mode, "octet") && !rt_str_is_ci(mode, "netascii"))) {
        send_error(lab, p, p->dst_port, E_ILLEGAL, "Illegal TFTP operation");
        return;
    }
    if (!is_write && hold(lab, p, name, is_known)) {
        return;
    }
    struct transfer *t = transfer_begin(lab, p, name);
    if (t == NULL) {
        send_error(lab, p, p->dst_port, E_NOT_DEFINED, "too many transfers");
        return;
    }
    t->is_write = is_write;
    enum rt_err err = is_write ? RT_OK : answer(lab, name, &t->data);
    if (err != RT_OK) {
        bool is_missing = err == RT_ENOENT;
        lab_say(lab, "tftp: RRQ %s: %s", t->name, is_missing ? "file not found" : rt_err_text(err));
        send_error(lab, p, t->port, is_missing ? E_NOT_FOUND : E_ACCESS,
                   is_missing ? "File not found" : "Access violation");
        transfer_end(t);
        return;
    }
    take_options(t, p, offset);
    if (is_write || t->n_options > 0) {
        t->block = 0;
    } else {
        t->block = 1;
    }
    lab_say(lab, "tftp: %s %s", is_write ? "WRQ" : "RRQ", t->name);
    transfer_send(t);
}

static void on_ack(struct transfer *t, uint16_t block)
{
    if (block != (uint16_t)t->block) {
        return; /* an old one: no answer, or every packet would double (the sorcerer's apprentice, RFC 1123) */
    }
    size_t n_blocks = t->data.n / t->block_bytes + 1; /* the last one is shorter than a block, or empty */
    t->n_retries = 0;
    if (t->block == n_blocks) {
        lab_say(t->lab, "tftp: %s: %zu bytes sent", t->name, t->data.n);
        transfer_end(t);
        return;
    }
    t->block++;
    transfer_send(t);
}

/* A computed answer or a prepared one decides whether it is taken; else it is kept in the folder, if there is one. */
static void take_upload(struct transfer *t)
{
    const struct emu_lab_request request = {"tftp", "WRQ", t->name, "", "", t->data.bytes, t->data.n};
    struct rt_buf unused;
    unsigned status = 200;
    rt_buf_init(&unused, EMU_LAB_DOC_MAX_BYTES);
    enum rt_err err = lab_answers_get(t->lab, &request, &unused, &status);
    rt_buf_fini(&unused);
    if (err != RT_ENOTSUP && (err != RT_OK || status >= 400)) {
        lab_say(t->lab, "tftp: %s: %zu bytes received and refused", t->name, t->data.n);
        send_error(t->lab, &t->peer, t->port, E_ACCESS, "Access violation");
        transfer_end(t);
        return;
    }
    transfer_send(t);
    err = err == RT_ENOTSUP && t->lab->files->folder != NULL
              ? lab_docs_put(t->lab, rt_str(t->name), t->data.bytes, t->data.n)
              : RT_OK;
    lab_say(t->lab, "tftp: %s: %zu bytes received%s%s", t->name, t->data.n, err != RT_OK ? ", not kept: " : "",
            err != RT_OK ? rt_err_text(err) : "");
    transfer_end(t);
}

static void on_data(struct transfer *t, uint16_t block, const uint8_t *bytes, size_t n)
{
    t->n_retries = 0;
    if (block == (uint16_t)(t->block + 1u)) {
        if (n > t->block_bytes || t->data.n + n > UPLOAD_MAX || rt_buf_put(&t->data, bytes, n) != RT_OK) {
            send_error(t->lab, &t->peer, t->port, E_ILLEGAL, "Illegal TFTP operation");
            transfer_end(t);
            return;
        }
        t->block++;
        t->n_options = 0;
    } else if (block != (uint16_t)t->block) {
        return;
    }
    if (n < t->block_bytes) {
        take_upload(t);
    } else {
        transfer_send(t);
    }
}

void lab_tftp_on_packet(struct emu_lab *lab, const struct emu_udp *p)
{
    unsigned operation = p->n_payload >= 2 ? rt_be16(p->payload) : 0;
    if (operation == RRQ || operation == WRQ) {
        on_request(lab, p, operation == WRQ, false);
    } else if (operation != ERROR) {
        send_error(lab, p, p->dst_port, E_ILLEGAL, "Illegal TFTP operation");
    }
}

bool lab_tftp_on_transfer(struct emu_lab *lab, const struct emu_udp *p)
{
    if (p->dst_port < FIRST_PORT || p->n_payload < 4) {
        return false;
    }
    for (size_t i = 0; i < TRANSFERS_MAX; i++) {
        struct transfer *t = lab->files->tftp->transfer[i];
        if (t == NULL || t->port != p->dst_port) {
            continue;
        }
        if (t->peer.src_ip != p->src_ip || t->peer.src_port != p->src_port) {
            send_error(lab, p, t->port, E_UNKNOWN_PORT, "Unknown transfer ID");
            return true;
        }
        unsigned operation = rt_be16(p->payload);
        if (operation == ACK && !t->is_write) {
            on_ack(t, rt_be16(p->payload + 2));
        } else if (operation == DATA && t->is_write) {
            on_data(t, rt_be16(p->payload + 2), p->payload + 4, p->n_payload - 4);
        } else if (operation == ERROR) {
            lab_say(lab, "tftp: %s: given up by the unit", t->name);
            transfer_end(t);
        }
        return true;
    }
    return false;
}

void lab_tftp_wake(struct emu_lab *lab)
{
    for (size_t i = 0; i < HELD_MAX; i++) {
        struct held *h = lab->files->tftp->held[i];
        lab->files->tftp->held[i] = NULL; /* its place is free for itself */
        if (h != NULL) {
            on_request(lab, &h->packet, false, true);
            rt_mem_free(h);
        }
    }
}

enum rt_err lab_tftp_create(struct emu_lab *lab)
{
    lab->files->tftp = rt_mem_alloc(sizeof *lab->files->tftp);
    if (lab->files->tftp == NULL) {
        return RT_ENOMEM;
    }
    lab->files->tftp->next_port = FIRST_PORT;
    return RT_OK;
}

void lab_tftp_destroy(struct emu_lab *lab)
{
    if (lab->files->tftp == NULL) {
        return;
    }
    for (size_t i = 0; i < TRANSFERS_MAX; i++) {
        if (lab->files->tftp->transfer[i] != NULL) {
            transfer_end(lab->files->tftp->transfer[i]);
        }
    }
    for (size_t i = 0; i < HELD_MAX; i++) {
        rt_mem_free(lab->files->tftp->held[i]);
    }
    lab->files->tftp = rt_mem_free(lab->files->tftp);
}
