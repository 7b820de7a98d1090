/* SPDX-License-Identifier: MIT */
/*
 * Sources: tone: guide p.2-21 (CWT_Frequency, CWTn_Cadence), mixed into the call: inferred; CAS, key and data: GR-575,
 * ETSI EN 300 659-2 (160 ms for the key; mark of 80 bits, no seizure).
 */
#include "line_events.h"
#include "line_priv.h"
#include <fw/log.h>
#include <rt/assert.h>
#include <rt/mem.h>
#include <string.h>

#define CAS_MS     80u
#define ACK_FRAMES 16u /* of 10 ms */

static void on_reverse(void *ctx)
{
    (void)ctx; /* off-hook no method changes the polarity */
}

static void start(struct fw_line *l, const struct sender_script *script)
{
    struct line_waiting *w = &l->waiting;
    if (sender_create(&w->sender, script, on_reverse, l) != RT_OK) {
        w->plan = rt_mem_free(w->plan); /* the tone alone */
    }
}

static void send_cas(struct fw_line *l)
{
    const struct sender_script cas = {.step = {{.kind = SENDER_ALERT, .ms = CAS_MS}}, .n = 1};
    l->waiting.is_cas = true;
    start(l, &cas);
}

static void on_sent(struct fw_line *l)
{
    struct line_waiting *w = &l->waiting;
    sender_destroy(w->sender);
    w->sender = NULL;
    if (w->is_cas) {
        w->is_cas = false;
        w->ack_frames = ACK_FRAMES;
    } else {
        w->plan = rt_mem_free(w->plan);
    }
}

bool line_waiting_mutes(const struct fw_line *l)
{
    return l->waiting.sender != NULL || l->waiting.ack_frames > 0;
}

bool line_waiting_key(struct fw_line *l, char key)
{
    struct line_waiting *w = &l->waiting;
    if (w->ack_frames == 0 || (key != 'D' && key != 'A')) {
        return false;
    }
    w->ack_frames = 0;
    FW_TELL(l->lines->config.log, line_sends, l->port + 1, sender_ms(&w->plan->script),
            fw_element_text(l->lines->config.params, FW_EL_CALLER_ID_METHOD));
    start(l, &w->plan->script);
    return true;
}

static bool is_silent(const int16_t *samples, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (samples[i] != 0) {
            return false;
        }
    }
    return true;
}

/* The pause between bursts is silence of the script's, to the sample. */
static void mix_tone(struct fw_line *l, int16_t *ear)
{
    struct line_waiting *w = &l->waiting;
    int16_t tone[BOARD_FXS_FRAME_SAMPLES] = {0};
    w->has_tone = fw_tone_samples(&w->tone, tone, BOARD_FXS_FRAME_SAMPLES) == BOARD_FXS_FRAME_SAMPLES;
    for (unsigned i = 0; i < BOARD_FXS_FRAME_SAMPLES; i++) {
        int32_t sum = ear[i] + tone[i];
        ear[i] = sum > INT16_MAX ? INT16_MAX : sum < INT16_MIN ? INT16_MIN : (int16_t)sum;
    }
    bool is_on = !is_silent(tone, BOARD_FXS_FRAME_SAMPLES);
    if (w->was_on && !is_on && w->plan != NULL) {
        send_cas(l);
    }
    w->was_on = is_on;
}

void line_waiting_frame(struct fw_line *l, int16_t *ear)
{
    struct line_waiting *w = &l->waiting;
    if (w->sender != NULL) {
        memset(ear, 0, BOARD_FXS_FRAME_SAMPLES * sizeof *ear);
        if (sender_samples(w->sender, ear, BOARD_FXS_FRAME_SAMPLES) < BOARD_FXS_FRAME_SAMPLES) {
            on_sent(l);
        }
    } else if (w->ack_frames > 0) {
        memset(ear, 0, BOARD_FXS_FRAME_SAMPLES * sizeof *ear);
        if (--w->ack_frames == 0) {
            w->plan = rt_mem_free(w->plan); /* the telephone has no display for it */
        }
    } else if (w->is_active && w->has_tone) {
        mix_tone(l, ear);
    }
}

void line_waiting_end(struct fw_line *l)
{
    struct line_waiting *w = &l->waiting;
    sender_destroy(w->sender);
    (void)rt_mem_free(w->plan); /* always NULL */
    memset(w, 0, sizeof *w);
}

/* ---- for call control ---- */

static void make_plan(struct fw_line *l, const struct fw_line_caller_id *id)
{
    struct line_waiting *w = &l->waiting;
    struct caller_id_input in = line_ring_input(l, CALLER_ID_WAITING);
    char date[9] = "";
    l->lines->config.local_date(l->lines->config.ctx, date);
    in.date = date;
    in.id = id;
    w->plan = rt_mem_alloc(sizeof *w->plan);
    if (w->plan != NULL) { /* else the tone alone */
        caller_id_plan(w->plan, &in);
        w->plan = w->plan->moment != CALLER_ID_NEVER ? w->plan : rt_mem_free(w->plan);
    }
}

void fw_line_call_waiting(struct fw_line *l, unsigned cadence, const struct fw_line_caller_id *id)
{
    static const enum fw_element cadences[] = {FW_EL_CWT1_CADENCE, FW_EL_CWT2_CADENCE, FW_EL_CWT3_CADENCE,
                                               FW_EL_CWT4_CADENCE, FW_EL_CWT5_CADENCE, FW_EL_CWT6_CADENCE,
                                               FW_EL_CWT7_CADENCE, FW_EL_CWT8_CADENCE, FW_EL_CWT9_CADENCE};
    const struct fw_params *p = l->lines->config.params;
    struct line_waiting *w = &l->waiting;
    RT_ASSERT(cadence >= 1 && cadence <= 9);
    line_waiting_end(l);
    w->is_active = true;
    w->has_tone = fw_tone_start_cadence(&w->tone, rt_str(fw_element_text(p, FW_EL_CWT_FREQUENCY)),
                                        rt_str(fw_element_text(p, cadences[cadence - 1]))) == RT_OK;
    if (id != NULL) {
        make_plan(l, id);
    }
    FW_TELL(l->lines->config.log, line_call_waiting, l->port + 1, cadence);
}

void fw_line_call_waiting_stop(struct fw_line *l)
{
    line_waiting_end(l);
}
