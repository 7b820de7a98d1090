/* SPDX-License-Identifier: MIT */
/*
 * Ringing, on-hook: the cadence of Ring_n_Cadence, caller ID before it or in its first pause that is long enough, and
 * the lamp; polarity and battery.
 *
 *   fw_line_ring --> [caller ID] --> on --> off [caller ID] --> on ... --> the script again (guess) ...
 *
 * Sources: cadences: guide p.2-20; a splash is one burst: SPA administration guide; order and times of caller ID:
 * caller_id.c.
 */
#include "line_events.h"
#include "line_priv.h"
#include <fw/log.h>
#include <rt/assert.h>
#include <rt/mem.h>
#include <string.h>

#define SPLASH_MAX_MS  10000u /* SPA administration guide: 0 to 10.0 s */
#define BEFORE_RING_MS 200u   /* between data and the next ring: EN 300 659-1 */

static void begin_cadence(struct fw_line *l);

/* ---- sending ---- */

static void on_reverse(void *ctx)
{
    struct fw_line *l = ctx;
    l->ring.is_reversed_now = !l->ring.is_reversed_now;
    board_fxs_set_polarity(line_board(l), l->port, l->ring.is_reversed_now);
}

static void stop_sending(struct fw_line *l)
{
    struct line_ring *r = &l->ring;
    if (r->sender != NULL) {
        sender_destroy(r->sender);
        r->sender = NULL;
        board_fxs_transmit(line_board(l), l->port, false);
    }
    r->is_reversed_now = r->is_reversed;
    board_fxs_set_polarity(line_board(l), l->port, r->is_reversed);
}

/* False: no memory; the telephone rings without. */
static bool start_sending(struct fw_line *l, const struct caller_id_plan *plan)
{
    if (sender_create(&l->ring.sender, &plan->script, on_reverse, l) != RT_OK) {
        return false;
    }
    FW_TELL(l->lines->config.log, line_sends, l->port + 1, sender_ms(&plan->script),
            fw_element_text(l->lines->config.params, FW_EL_CALLER_ID_METHOD));
    board_fxs_transmit(line_board(l), l->port, true);
    return true;
}

static void forget_plan(struct line_ring *r)
{
    r->plan = rt_mem_free(r->plan);
}

bool line_ring_frame(struct fw_line *l, int16_t *ear)
{
    struct line_ring *r = &l->ring;
    if (r->sender == NULL) {
        return false;
    }
    if (sender_samples(r->sender, ear, BOARD_FXS_FRAME_SAMPLES) < BOARD_FXS_FRAME_SAMPLES) {
        bool was_before_ring = r->plan != NULL && r->plan->moment == CALLER_ID_BEFORE_RING;
        stop_sending(l);
        forget_plan(r);
        if (was_before_ring) {
            begin_cadence(l);
        }
    }
    return true;
}

struct caller_id_input line_ring_input(const struct fw_line *l, enum caller_id_occasion occasion)
{
    const struct fw_params *p = l->lines->config.params;
    return (struct caller_id_input){.occasion = occasion,
                                    .method = rt_str(fw_element_text(p, FW_EL_CALLER_ID_METHOD)),
                                    .fsk_standard = rt_str(fw_element_text(p, FW_EL_CALLER_ID_FSK_STANDARD)),
                                    .date = ""};
}

static void make_plan(struct fw_line *l, const struct fw_line_caller_id *id)
{
    struct caller_id_input in = line_ring_input(l, CALLER_ID_CALL);
    char date[9] = "";
    if (id == NULL) {
        return;
    }
    l->lines->config.local_date(l->lines->config.ctx, date);
    in.date = date;
    in.id = id;
    l->ring.plan = rt_mem_alloc(sizeof *l->ring.plan);
    if (l->ring.plan != NULL) { /* else the telephone rings without */
        caller_id_plan(l->ring.plan, &in);
    }
}

/* ---- cadence ---- */

static const struct fw_script_section *section_of(const struct line_ring *r)
{
    return &r->cadence.section[r->section];
}

static void ring(struct fw_line *l, bool is_on)
{
    board_fxs_ring(line_board(l), l->port, is_on);
}

/* Until the end of this on or off time, or of the section. */
static void wait(struct fw_line *l, uint32_t ms)
{
    struct line_ring *r = &l->ring;
    uint64_t until_us = board_now_us(line_board(l)) + (uint64_t)ms * BOARD_US_PER_MS;
    if (ms == FW_SCRIPT_FOREVER && section_of(r)->duration_ms == FW_SCRIPT_FOREVER) {
        return;
    }
    until_us = ms != FW_SCRIPT_FOREVER && until_us < r->section_until_us ? until_us : r->section_until_us;
    board_timer_start_at(line_board(l), &r->timer, until_us);
}

static void begin_section(struct fw_line *l, unsigned section)
{
    struct line_ring *r = &l->ring;
    r->section = section;
    r->segment = 0;
    uint32_t ms = section_of(r)->duration_ms;
    r->section_until_us =
        ms == FW_SCRIPT_FOREVER ? BOARD_NEVER : board_now_us(line_board(l)) + (uint64_t)ms * BOARD_US_PER_MS;
}

static void begin_on(struct fw_line *l)
{
    const struct fw_script_segment *s = &section_of(&l->ring)->segment[l->ring.segment];
    l->ring.is_on = true;
    ring(l, s->on_ms > 0);
    wait(l, s->on_ms);
}

static void begin_off(struct fw_line *l)
{
    struct line_ring *r = &l->ring;
    const struct fw_script_segment *s = &section_of(r)->segment[r->segment];
    r->is_on = false;
    ring(l, false);
    wait(l, s->off_ms);
    if (r->plan != NULL && r->sender == NULL && s->off_ms >= sender_ms(&r->plan->script) + BEFORE_RING_MS &&
        !start_sending(l, r->plan)) {
        forget_plan(r);
    }
}

static void begin_cadence(struct fw_line *l)
{
    begin_section(l, 0);
    begin_on(l);
}

static void end_ring(struct fw_line *l)
{
    struct line_ring *r = &l->ring;
    board_timer_stop(line_board(l), &r->timer);
    forget_plan(r);
    if (r->is_active) {
        r->is_active = false;
        ring(l, false);
        line_idle_changed(l);
    }
}

static void on_timer(void *ctx, struct board_timer *t)
{
    struct fw_line *l = ctx;
    struct line_ring *r = &l->ring;
    (void)t;
    if (board_now_us(line_board(l)) >= r->section_until_us) {
        bool is_last = r->section + 1 == r->cadence.n_sections;
        if (is_last && r->is_splash) {
            end_ring(l);
            return;
        }
        begin_section(l, is_last ? 0 : r->section + 1);
        begin_on(l);
    } else if (r->is_on) {
        begin_off(l);
    } else {
        r->segment = (r->segment + 1) % section_of(r)->n_segments;
        begin_on(l);
    }
}

/* ---- for call control ---- */

void fw_line_ring(struct fw_line *l, unsigned cadence, const struct fw_line_caller_id *id)
{
    static const enum fw_element cadences[] = {FW_EL_RING1_CADENCE, FW_EL_RING2_CADENCE, FW_EL_RING3_CADENCE,
                                               FW_EL_RING4_CADENCE, FW_EL_RING5_CADENCE, FW_EL_RING6_CADENCE,
                                               FW_EL_RING7_CADENCE, FW_EL_RING8_CADENCE, FW_EL_RING9_CADENCE};
    struct line_ring *r = &l->ring;
    RT_ASSERT(cadence >= 1 && cadence <= 9);
    enum fw_element of = cadences[cadence - 1];
    if (l->dial.state != FW_LINE_ON_HOOK) {
        return;
    }
    line_ring_end(l);
    enum rt_err err = fw_script_parse_cadence(rt_str(fw_element_text(l->lines->config.params, of)), &r->cadence, NULL);
    FW_TELL(l->lines->config.log, line_ring, l->port + 1, cadence);
    r->is_active = true;
    r->is_splash = false;
    line_idle_changed(l);
    if (err != RT_OK || r->cadence.n_sections == 0) { /* guess: the telephone stays silent; it can be lifted */
        fw_log_develop(l->lines->config.log, RT_LOG_WARN, "line", "%s: no ringing", fw_element_name(of));
        return;
    }
    make_plan(l, id);
    if (r->plan != NULL && r->plan->moment == CALLER_ID_BEFORE_RING && start_sending(l, r->plan)) {
        return; /* line_ring_frame() goes on */
    }
    begin_cadence(l);
}

void fw_line_ring_stop(struct fw_line *l)
{
    line_ring_end(l);
}

void fw_line_ring_splash(struct fw_line *l, uint64_t us)
{
    struct line_ring *r = &l->ring;
    uint32_t ms = us / 1000u < SPLASH_MAX_MS ? (uint32_t)(us / 1000u) : SPLASH_MAX_MS;
    if (ms == 0 || l->dial.state != FW_LINE_ON_HOOK || r->is_active) {
        return;
    }
    r->cadence = (struct fw_script_cadence){
        .n_sections = 1, .section = {{.duration_ms = ms, .n_segments = 1, .segment = {{.on_ms = ms}}}}};
    r->is_active = true;
    r->is_splash = true;
    line_idle_changed(l);
    begin_cadence(l);
}

enum rt_err fw_line_vmwi(struct fw_line *l, bool is_waiting)
{
    struct line_ring *r = &l->ring;
    struct caller_id_input in = line_ring_input(l, CALLER_ID_LAMP);
    struct caller_id_plan plan;
    in.is_lamp_on = is_waiting;
    caller_id_plan(&plan, &in);
    if (plan.moment == CALLER_ID_NEVER) {
        return RT_ENOTSUP;
    }
    if (l->dial.state != FW_LINE_ON_HOOK || r->is_active || r->sender != NULL) {
        return RT_EBUSY;
    }
    return start_sending(l, &plan) ? RT_OK : RT_ENOMEM;
}

void fw_line_polarity(struct fw_line *l, bool is_reversed)
{
    l->ring.is_reversed = is_reversed;
    if (l->ring.sender == NULL) {
        l->ring.is_reversed_now = is_reversed;
        board_fxs_set_polarity(line_board(l), l->port, is_reversed);
    }
}

void fw_line_cpc(struct fw_line *l)
{
    uint64_t us = fw_element_us(l->lines->config.params, FW_EL_CPC_DURATION);
    if (us > 0) {
        board_fxs_set_loop(line_board(l), l->port, false);
        board_timer_start(line_board(l), &l->ring.battery, us);
    }
}

static void on_battery(void *ctx, struct board_timer *t)
{
    struct fw_line *l = ctx;
    (void)t;
    board_fxs_set_loop(line_board(l), l->port, true);
}

/* ---- life ---- */

void line_ring_end(struct fw_line *l)
{
    stop_sending(l);
    end_ring(l);
}

void line_ring_init(struct fw_line *l)
{
    board_timer_init(&l->ring.timer, "ring", BOARD_PRIORITY_FIRMWARE, on_timer, l);
    board_timer_init(&l->ring.battery, "CPC", BOARD_PRIORITY_FIRMWARE, on_battery, l);
}

void line_ring_show_idle(struct fw_line *l)
{
    enum fw_element of = fw_element_of_line(FW_EL_IDLE_POLARITY_1, l->port + 1);
    fw_line_polarity(l, rt_str_is_ci(rt_str(fw_element_text(l->lines->config.params, of)), "Reverse"));
}

void line_ring_fini(struct fw_line *l)
{
    struct board *b = line_board(l);
    stop_sending(l);
    board_timer_stop(b, &l->ring.timer);
    board_timer_stop(b, &l->ring.battery);
    forget_plan(&l->ring);
    board_fxs_ring(b, l->port, false);
    board_fxs_set_loop(b, l->port, true);
}
