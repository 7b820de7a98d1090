/* SPDX-License-Identifier: MIT */
/*
 * The telephone ports. Both share one codec clock: it starts when the first handset is lifted, or the firmware
 * transmits, and stops when no port needs it any more. A port that needs it later joins at the next tick.
 */
#include "board_priv.h"
#include <rt/assert.h>
#include <rt/mem.h>
#include <string.h>

static void no_hook(void *ctx, unsigned port, bool is_off_hook)
{
    (void)ctx;
    (void)port;
    (void)is_off_hook;
}

static void no_frame(void *ctx, unsigned port, const int16_t *mic, int16_t *ear)
{
    (void)ctx;
    (void)port;
    (void)mic;
    (void)ear;
}

static const struct board_fxs_client no_client = {no_hook, no_frame, NULL};

static struct fxs_port *port_of(struct board *b, unsigned port)
{
    RT_ASSERT(port < BOARD_N_FXS);
    return &b->fxs.ports[port];
}

/* Loop current flows, as far as the firmware lets it. */
static bool is_closed(const struct fxs_port *port)
{
    return port->is_lifted && port->is_plugged;
}

static bool runs(const struct fxs_port *port)
{
    return is_closed(port) || port->is_transmitting;
}

static bool is_codec_needed(const struct board *b)
{
    return b->is_powered && (runs(&b->fxs.ports[0]) || runs(&b->fxs.ports[1]));
}

/* Takes one frame of samples, padded with silence. */
static void take_mic(struct fxs_port *port, int16_t *out)
{
    size_t n = port->n_mic < BOARD_FXS_FRAME_SAMPLES ? port->n_mic : BOARD_FXS_FRAME_SAMPLES;
    for (size_t i = 0; i < n; i++) {
        out[i] = port->mic[(port->mic_head + i) % BOARD_FXS_MIC_MAX];
    }
    memset(out + n, 0, (BOARD_FXS_FRAME_SAMPLES - n) * sizeof *out);
    port->n_mic -= n;
    port->mic_head = port->n_mic > 0 ? (port->mic_head + n) % BOARD_FXS_MIC_MAX : 0;
}

static void run_port(struct board *b, unsigned i)
{
    struct fxs_port *port = &b->fxs.ports[i];
    int16_t mic[BOARD_FXS_FRAME_SAMPLES], ear[BOARD_FXS_FRAME_SAMPLES] = {0};
    if (is_closed(port)) {
        take_mic(port, mic);
    }
    if (!port->has_loop || !is_closed(port)) {
        memset(mic, 0, sizeof mic); /* without loop current the telephone neither hears nor speaks */
    }
    if (!board_is_dead(b)) {
        b->fxs.client.on_frame(b->fxs.client.ctx, i, mic, ear);
    }
    if (!port->has_loop || board_is_dead(b)) {
        memset(ear, 0, sizeof ear);
    }
    struct board_ear *next;
    for (struct board_ear *e = port->is_plugged ? port->ears : NULL; e; e = next) {
        next = e->next; /* a listener may remove itself */
        e->fn(e->ctx, i, ear, b->clock.now_us);
    }
}

static void on_codec_timer(void *ctx, struct board_timer *t)
{
    struct board *b = ctx;
    for (unsigned i = 0; i < BOARD_N_FXS; i++) {
        if (runs(&b->fxs.ports[i])) {
            run_port(b, i);
        }
    }
    if (is_codec_needed(b)) {
        board_timer_start_at(b, t, board_timer_due_us(t) + BOARD_FXS_FRAME_US);
    }
}

static void tell_hook(struct board *b, unsigned i)
{
    struct fxs_port *port = &b->fxs.ports[i];
    if (port->told_off_hook != is_closed(port) && !board_is_dead(b)) {
        port->told_off_hook = is_closed(port);
        b->fxs.client.on_hook(b->fxs.client.ctx, i, port->told_off_hook);
    }
}

static void on_hook_timer(void *ctx, struct board_timer *t)
{
    struct board *b = ctx;
    tell_hook(b, t == &b->fxs.ports[0].hook_timer ? 0 : 1);
}

void board_fxs_init(struct board *b)
{
    b->fxs.client = no_client;
    board_timer_init(&b->fxs.codec_timer, "codec", BOARD_PRIORITY_INPUT, on_codec_timer, b);
    for (unsigned i = 0; i < BOARD_N_FXS; i++) {
        struct fxs_port *port = &b->fxs.ports[i];
        port->has_loop = true;
        port->is_plugged = true;
        board_timer_init(&port->hook_timer, "hook", BOARD_PRIORITY_INPUT, on_hook_timer, b);
    }
}

void board_fxs_fini(struct board *b)
{
    for (unsigned i = 0; i < BOARD_N_FXS; i++) {
        rt_mem_free(b->fxs.ports[i].mic);
    }
}

/* The signal is the voltage at the telephone. */
static void tell_ring(struct board *b, unsigned i)
{
    struct fxs_port *port = &b->fxs.ports[i];
    bool has_ringing = port->is_ringing && port->is_plugged;
    if (port->has_ringing != has_ringing) {
        port->has_ringing = has_ringing;
        board_emit(b, &board_signal_ring, i + 1, has_ringing, NULL);
    }
}

static void set_ring(struct board *b, unsigned i, bool is_on)
{
    b->fxs.ports[i].is_ringing = is_on;
    tell_ring(b, i);
}

static void set_loop(struct board *b, unsigned i, bool is_on)
{
    if (b->fxs.ports[i].has_loop != is_on) {
        b->fxs.ports[i].has_loop = is_on;
        board_emit(b, &board_signal_loop, i + 1, is_on, NULL);
    }
}

static void set_polarity(struct board *b, unsigned i, bool is_reversed)
{
    if (b->fxs.ports[i].is_reversed != is_reversed) {
        b->fxs.ports[i].is_reversed = is_reversed;
        board_emit(b, &board_signal_polarity, i + 1, is_reversed, NULL);
    }
}

void board_fxs_cpu_stopped(struct board *b)
{
    b->fxs.client = no_client;
    for (unsigned i = 0; i < BOARD_N_FXS; i++) {
        set_ring(b, i, false);
        set_loop(b, i, true);
        set_polarity(b, i, false);
        b->fxs.ports[i].is_transmitting = false;
    }
}

static void wake_codec(struct board *b)
{
    if (is_codec_needed(b) && !board_timer_is_running(&b->fxs.codec_timer)) {
        board_timer_start(b, &b->fxs.codec_timer, BOARD_FXS_FRAME_US);
    }
}

void board_fxs_power_on(struct board *b)
{
    wake_codec(b);
}

void board_fxs_power_off(struct board *b)
{
    board_timer_stop(b, &b->fxs.codec_timer);
    for (unsigned i = 0; i < BOARD_N_FXS; i++) {
        b->fxs.ports[i].n_mic = 0;
        b->fxs.ports[i].mic_head = 0;
        b->fxs.ports[i].is_transmitting = false;
        board_timer_stop(b, &b->fxs.ports[i].hook_timer);
    }
}

void board_fxs_attach_client(struct board *b, const struct board_fxs_client *client)
{
    b->fxs.client = client ? *client : no_client;
    if (!b->fxs.client.on_hook) {
        b->fxs.client.on_hook = no_hook;
    }
    if (!b->fxs.client.on_frame) {
        b->fxs.client.on_frame = no_frame;
    }
    for (unsigned i = 0; i < BOARD_N_FXS; i++) {
        /* A new client reads the hooks itself; it is notified of changes only. */
        b->fxs.ports[i].told_off_hook = is_closed(&b->fxs.ports[i]);
        board_timer_stop(b, &b->fxs.ports[i].hook_timer);
    }
}

bool board_fxs_is_off_hook(const struct board *b, unsigned port)
{
    RT_ASSERT(port < BOARD_N_FXS);
    return is_closed(&b->fxs.ports[port]);
}

bool board_fxs_is_lifted(const struct board *b, unsigned port)
{
    RT_ASSERT(port < BOARD_N_FXS);
    return b->fxs.ports[port].is_lifted;
}

bool board_fxs_is_plugged(const struct board *b, unsigned port)
{
    RT_ASSERT(port < BOARD_N_FXS);
    return b->fxs.ports[port].is_plugged;
}

void board_fxs_ring(struct board *b, unsigned port, bool is_on)
{
    RT_ASSERT(port < BOARD_N_FXS);
    if (!board_is_dead(b)) {
        set_ring(b, port, is_on);
    }
}

void board_fxs_set_loop(struct board *b, unsigned port, bool is_on)
{
    RT_ASSERT(port < BOARD_N_FXS);
    if (!board_is_dead(b)) {
        set_loop(b, port, is_on);
    }
}

void board_fxs_set_polarity(struct board *b, unsigned port, bool is_reversed)
{
    RT_ASSERT(port < BOARD_N_FXS);
    if (!board_is_dead(b)) {
        set_polarity(b, port, is_reversed);
    }
}

void board_fxs_transmit(struct board *b, unsigned port, bool is_on)
{
    port_of(b, port)->is_transmitting = is_on && !board_is_dead(b);
    wake_codec(b); /* it goes to sleep by itself */
}

/* Loop current begins or ends: the firmware hears of it in its own time. */
static void take_current(struct board *b, struct fxs_port *p)
{
    if (!is_closed(p)) {
        p->n_mic = 0; /* queued samples are discarded */
        p->mic_head = 0;
    }
    if (b->is_powered) {
        board_timer_start(b, &p->hook_timer, 0);
    }
    if (is_codec_needed(b)) {
        wake_codec(b);
    } else {
        board_timer_stop(b, &b->fxs.codec_timer);
    }
}

void board_fxs_set_hook(struct board *b, unsigned port, bool is_off_hook)
{
    struct fxs_port *p = port_of(b, port);
    if (p->is_lifted == is_off_hook) {
        return;
    }
    board_input_seen(b, &(struct board_input){.kind = BOARD_INPUT_HOOK, .unit = port, .value = is_off_hook});
    p->is_lifted = is_off_hook;
    board_emit(b, &board_signal_hook, port + 1, is_off_hook, NULL);
    take_current(b, p);
}

void board_fxs_plug(struct board *b, unsigned port, bool is_in)
{
    struct fxs_port *p = port_of(b, port);
    if (p->is_plugged == is_in) {
        return;
    }
    board_input_seen(b, &(struct board_input){.kind = BOARD_INPUT_JACK, .unit = port, .value = is_in});
    p->is_plugged = is_in;
    board_emit(b, &board_signal_jack, port + 1, is_in, NULL);
    tell_ring(b, port);
    if (p->is_lifted) {
        take_current(b, p);
    }
}

size_t board_fxs_speak(struct board *b, unsigned port, const int16_t *samples, size_t n)
{
    struct fxs_port *p = port_of(b, port);
    if (!p->mic) { /* the largest buffer of a board, and few units ever need it */
        p->mic = rt_mem_alloc_raw(BOARD_FXS_MIC_MAX * sizeof *p->mic);
    }
    size_t space = p->mic ? BOARD_FXS_MIC_MAX - p->n_mic : 0;
    n = n < space ? n : space;
    board_input_seen(
        b, &(struct board_input){
               .kind = BOARD_INPUT_MIC, .unit = port, .data = (const uint8_t *)samples, .n_data = n * sizeof *samples});
    for (size_t i = 0; i < n; i++) {
        p->mic[(p->mic_head + p->n_mic + i) % BOARD_FXS_MIC_MAX] = samples[i];
    }
    p->n_mic += n;
    if (n > 0) {
        board_trace_write(b, &board_signal_mic.kind, port + 1, (int64_t)n, NULL, (const uint8_t *)samples,
                          n * sizeof *samples);
    }
    return n;
}

size_t board_fxs_mic_pending(const struct board *b, unsigned port)
{
    RT_ASSERT(port < BOARD_N_FXS);
    return b->fxs.ports[port].n_mic;
}

void board_fxs_listen(struct board *b, unsigned port, struct board_ear *ear)
{
    struct board_ear **at = &port_of(b, port)->ears;
    while (*at) {
        RT_ASSERT(*at != ear);
        at = &(*at)->next;
    }
    ear->next = NULL;
    *at = ear;
}

void board_fxs_unlisten(struct board *b, unsigned port, struct board_ear *ear)
{
    struct board_ear **at = &port_of(b, port)->ears;
    while (*at && *at != ear) {
        at = &(*at)->next;
    }
    if (*at) {
        *at = ear->next;
        ear->next = NULL;
    }
}
