/* SPDX-License-Identifier: MIT */
/*
 * The Ethernet ports. Input (a frame, a cable) is queued, and a timer of the same instant delivers it to the
 * firmware, one frame a call. So the firmware is never re-entered from its own send, and a reset or power cut between
 * two frames takes effect first.
 *
 * The queue is a ring of bytes: two of the length, then the frame. Most frames are short (a burst of acknowledgements),
 * so most of the ring is never touched. A frame does not wrap around the end; length 0 leads to the beginning.
 */
#include "board_priv.h"
#include <rt/assert.h>
#include <rt/mem.h>
#include <string.h>

static void no_frame(void *ctx, enum board_port p, const uint8_t *frame, size_t n)
{
    (void)ctx;
    (void)p;
    (void)frame;
    (void)n;
}

static void no_link(void *ctx, enum board_port p, bool is_linked)
{
    (void)ctx;
    (void)p;
    (void)is_linked;
}

static const struct board_nic_client no_client = {no_frame, no_link, NULL};

const char *board_port_name(enum board_port p)
{
    static const char *const names[BOARD_N_PORTS] = {"wan", "lan"};
    return (unsigned)p < BOARD_N_PORTS ? names[p] : "?";
}

static struct nic *nic_of(struct board *b, enum board_port p)
{
    RT_ASSERT((unsigned)p < BOARD_N_PORTS);
    return &b->nics[p];
}

static void lose(struct nic *nic, size_t n, const char *why)
{
    nic->counters.frames_lost++;
    board_emit(nic->board, &board_signal_frame_lost, nic->port, (int64_t)n, why);
}

/* The oldest frame. There must be one. */
static const uint8_t *first_frame(struct nic *nic, size_t *n)
{
    uint16_t n_first = 0;
    if (nic->head + sizeof n_first <= FRAME_QUEUE_BYTES) {
        memcpy(&n_first, nic->queue + nic->head, sizeof n_first);
    }
    if (n_first == 0) {
        nic->head = 0;
        memcpy(&n_first, nic->queue, sizeof n_first);
    }
    *n = n_first;
    return nic->queue + nic->head + sizeof n_first;
}

static void drop_first(struct nic *nic)
{
    size_t n;
    (void)first_frame(nic, &n);
    nic->head += sizeof(uint16_t) + n;
    if (--nic->n_queued == 0) {
        nic->head = nic->tail = 0; /* reuses the front of the buffer; the rest is never touched */
    }
}

static void enqueue(struct nic *nic, const uint8_t *frame, size_t n)
{
    uint16_t n_frame = (uint16_t)n;
    if (nic->tail + sizeof n_frame + n > FRAME_QUEUE_BYTES) {
        size_t n_left = FRAME_QUEUE_BYTES - nic->tail;
        memset(nic->queue + nic->tail, 0, n_left < sizeof n_frame ? n_left : sizeof n_frame);
        nic->tail = 0;
    }
    memcpy(nic->queue + nic->tail, &n_frame, sizeof n_frame);
    memcpy(nic->queue + nic->tail + sizeof n_frame, frame, n);
    nic->tail += sizeof n_frame + n;
    nic->n_queued++;
}

static void on_rx_timer(void *ctx, struct board_timer *t)
{
    struct nic *nic = ctx;
    if (nic->n_queued == 0 || board_is_dead(nic->board)) {
        return;
    }
    size_t n;
    const uint8_t *frame = first_frame(nic, &n);
    nic->client.on_frame(nic->client.ctx, nic->port, frame, n);
    drop_first(nic);
    if (nic->n_queued > 0) {
        board_timer_start(nic->board, t, 0);
    }
}

static void on_link_timer(void *ctx, struct board_timer *t)
{
    struct nic *nic = ctx;
    (void)t;
    if (board_is_dead(nic->board)) {
        return;
    }
    /* Unplugged and replugged between two steps is reported as two changes, as a latching link register would. */
    bool was_out = nic->was_out;
    nic->was_out = false;
    if (nic->told_in && (was_out || !nic->is_in)) {
        nic->told_in = false;
        nic->client.on_link(nic->client.ctx, nic->port, false);
    }
    if (nic->is_in && !nic->told_in) {
        nic->told_in = true;
        nic->client.on_link(nic->client.ctx, nic->port, true);
    }
}

void board_nic_init(struct board *b)
{
    for (unsigned i = 0; i < BOARD_N_PORTS; i++) {
        struct nic *nic = &b->nics[i];
        nic->board = b;
        nic->port = (enum board_port)i;
        nic->client = no_client;
        board_timer_init(&nic->rx_timer, "nic rx", BOARD_PRIORITY_INPUT, on_rx_timer, nic);
        board_timer_init(&nic->link_timer, "nic link", BOARD_PRIORITY_INPUT, on_link_timer, nic);
    }
}

void board_nic_fini(struct board *b)
{
    for (unsigned i = 0; i < BOARD_N_PORTS; i++) {
        rt_mem_free(b->nics[i].queue);
    }
}

void board_nic_cpu_stopped(struct board *b)
{
    for (unsigned i = 0; i < BOARD_N_PORTS; i++) {
        b->nics[i].client = no_client;
    }
}

void board_nic_power_off(struct board *b)
{
    for (unsigned i = 0; i < BOARD_N_PORTS; i++) {
        struct nic *nic = &b->nics[i];
        while (nic->n_queued > 0) {
            size_t n;
            (void)first_frame(nic, &n);
            lose(nic, n, "power failed");
            drop_first(nic);
        }
        board_timer_stop(b, &nic->rx_timer);
        board_timer_stop(b, &nic->link_timer);
    }
}

void board_nic_attach_client(struct board *b, enum board_port p, const struct board_nic_client *client)
{
    struct nic *nic = nic_of(b, p);
    nic->client = client ? *client : no_client;
    if (!nic->client.on_frame) {
        nic->client.on_frame = no_frame;
    }
    if (!nic->client.on_link) {
        nic->client.on_link = no_link;
    }
    /* A new client reads the link itself; it is notified of changes only. */
    nic->told_in = nic->is_in;
    nic->was_out = false;
    board_timer_stop(b, &nic->link_timer);
}

enum rt_err board_nic_send(struct board *b, enum board_port p, const uint8_t *frame, size_t n)
{
    struct nic *nic = nic_of(b, p);
    if (n < BOARD_FRAME_MIN || n > BOARD_FRAME_MAX) {
        return RT_EINVAL;
    }
    if (board_is_dead(b)) {
        return RT_EPOWER;
    }
    if (!nic->is_in) {
        return RT_EUNREACH;
    }
    nic->counters.frames_out++;
    nic->counters.bytes_out += n;
    board_emit_data(b, &board_signal_frame_out, p, frame, n);
    if (nic->wire) {
        nic->wire(nic->wire_ctx, p, frame, n);
    }
    return RT_OK;
}

bool board_nic_is_linked(const struct board *b, enum board_port p)
{
    RT_ASSERT((unsigned)p < BOARD_N_PORTS);
    return b->nics[p].is_in;
}

void board_nic_attach_wire(struct board *b, enum board_port p, board_wire_fn *fn, void *ctx)
{
    struct nic *nic = nic_of(b, p);
    nic->wire = fn;
    nic->wire_ctx = ctx;
}

void board_nic_deliver(struct board *b, enum board_port p, const uint8_t *frame, size_t n)
{
    struct nic *nic = nic_of(b, p);
    board_input_seen(b, &(struct board_input){.kind = BOARD_INPUT_FRAME, .unit = p, .data = frame, .n_data = n});
    if (n < BOARD_FRAME_MIN || n > BOARD_FRAME_MAX) {
        lose(nic, n, "not a frame: too short or too long");
    } else if (!nic->is_in) {
        lose(nic, n, "no cable");
    } else if (board_is_dead(b)) {
        lose(nic, n, "no power");
    } else if (!nic->queue) {
        lose(nic, n, "no memory");
    } else if (nic->n_queued == BOARD_FRAME_QUEUE_MAX) {
        lose(nic, n, "queue full");
    } else {
        enqueue(nic, frame, n);
        nic->counters.frames_in++;
        nic->counters.bytes_in += n;
        board_emit_data(b, &board_signal_frame_in, p, frame, n);
        if (!board_timer_is_running(&nic->rx_timer)) {
            board_timer_start(b, &nic->rx_timer, 0);
        }
    }
}

void board_nic_plug(struct board *b, enum board_port p, bool is_in)
{
    struct nic *nic = nic_of(b, p);
    if (nic->is_in == is_in) {
        return;
    }
    board_input_seen(b, &(struct board_input){.kind = BOARD_INPUT_CABLE, .unit = p, .value = is_in});
    if (!nic->queue) { /* with the first cable: many ports never have one */
        nic->queue = rt_mem_alloc_raw(FRAME_QUEUE_BYTES);
    }
    nic->is_in = is_in;
    nic->was_out = nic->was_out || !is_in;
    board_emit(b, &board_signal_cable, p, is_in, NULL);
    if (b->is_powered) {
        board_timer_start(b, &nic->link_timer, 0);
    }
}

struct board_nic_counters board_nic_counters(const struct board *b, enum board_port p)
{
    RT_ASSERT((unsigned)p < BOARD_N_PORTS);
    return b->nics[p].counters;
}
