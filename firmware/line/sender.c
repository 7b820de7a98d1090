/* SPDX-License-Identifier: MIT */
/*
 * Sources: signals of the alert and of FSK: GR-30-CORE, ETSI EN 300 659-1; DTMF: ETSI EN 300 659-1 annex B (70 ms
 * each).
 */
#include "sender.h"
#include "tone.h"
#include <rt/assert.h>
#include <rt/mem.h>
#include <spandsp/telephony.h>
#include <spandsp/logging.h>
#include <spandsp/complex.h>
#include <spandsp/power_meter.h>
#include <spandsp/queue.h>
#include <spandsp/tone_detect.h>
#include <spandsp/tone_generate.h>
#include <spandsp/super_tone_rx.h>
#include <spandsp/dtmf.h>
#include <spandsp/async.h>
#include <spandsp/fsk.h>
#include <spandsp/adsi.h>
/* Their state, embedded so that we own its memory. */
#include <spandsp/private/logging.h>
#include <spandsp/private/queue.h>
#include <spandsp/private/tone_generate.h>
#include <spandsp/private/dtmf.h>
#include <spandsp/private/async.h>
#include <spandsp/private/fsk.h>
#include <spandsp/private/adsi.h>
#include <stdio.h>
#include <string.h>

#define SAMPLES_PER_MS 8u
/* Bits of FSK: seizure, mark, after the message; one stop bit. */
enum { SEIZURE_BITS = 300, MARK_BITS = 180, MARK_BITS_OFF_HOOK = 80, TAIL_BITS = 5, BAUD = 1200, BYTE_BITS = 10 };
enum { DTMF_ON_MS = 70, DTMF_OFF_MS = 70, DTMF_DBM0 = -11 };

struct sender {
    struct sender_script script;
    sender_reverse_fn *on_reverse;
    void *ctx;
    unsigned at;          /* step */
    bool has_begun;       /* it */
    uint64_t n_left;      /* samples of a pause */
    struct fw_tone alert; /* of SENDER_ALERT */
    adsi_tx_state_t fsk;  /* of SENDER_FSK */
    dtmf_tx_state_t dtmf; /* of SENDER_DTMF */
};

enum rt_err sender_create(struct sender **out, const struct sender_script *script, sender_reverse_fn *on_reverse,
                          void *ctx)
{
    struct sender *s = rt_mem_alloc(sizeof *s);
    *out = s;
    if (s == NULL) {
        return RT_ENOMEM;
    }
    RT_ASSERT(script->n <= SENDER_STEPS_MAX && script->n_data <= SENDER_DATA_MAX);
    s->script = *script;
    s->on_reverse = on_reverse;
    s->ctx = ctx;
    return RT_OK;
}

void sender_destroy(struct sender *s)
{
    (void)rt_mem_free(s); /* always NULL */
}

static void begin_fsk(struct sender *s, const struct sender_step *step)
{
    RT_ASSERT(adsi_tx_init(&s->fsk, step->is_v23 ? ADSI_STANDARD_CLIP : ADSI_STANDARD_CLASS) == &s->fsk);
    adsi_tx_set_preamble(&s->fsk, step->has_seizure ? SEIZURE_BITS : 0,
                         step->has_seizure ? MARK_BITS : MARK_BITS_OFF_HOOK, TAIL_BITS, 1);
    RT_ASSERT(adsi_tx_put_message(&s->fsk, s->script.data, (int)s->script.n_data) > 0);
}

static void begin_dtmf(struct sender *s)
{
    RT_ASSERT(dtmf_tx_init(&s->dtmf) == &s->dtmf);
    dtmf_tx_set_level(&s->dtmf, DTMF_DBM0, 0);
    dtmf_tx_set_timing(&s->dtmf, DTMF_ON_MS, DTMF_OFF_MS);
    (void)dtmf_tx_put(&s->dtmf, (const char *)s->script.data, (int)s->script.n_data); /* fits: DIGITS_MAX */
}

static void begin(struct sender *s, const struct sender_step *step)
{
    char alert[48];
    s->has_begun = true;
    switch (step->kind) {
    case SENDER_PAUSE:
        s->n_left = step->ms * SAMPLES_PER_MS;
        break;
    case SENDER_REVERSE:
        s->on_reverse(s->ctx);
        break;
    case SENDER_ALERT:
        (void)snprintf(alert, sizeof alert, "2130@-16,2750@-16;.%03u(*/0/1+2)", (unsigned)step->ms);
        RT_ASSERT(step->ms < 1000 && fw_tone_start(&s->alert, rt_str(alert)) == RT_OK);
        break;
    case SENDER_FSK:
        begin_fsk(s, step);
        break;
    case SENDER_DTMF:
        begin_dtmf(s);
        break;
    }
}

static size_t step_samples(struct sender *s, const struct sender_step *step, int16_t *out, size_t n)
{
    switch (step->kind) {
    case SENDER_PAUSE:
        n = n < s->n_left ? n : (size_t)s->n_left;
        memset(out, 0, n * sizeof *out);
        s->n_left -= n;
        return n;
    case SENDER_REVERSE:
        return 0;
    case SENDER_ALERT:
        return fw_tone_samples(&s->alert, out, n);
    case SENDER_FSK:
        return (size_t)adsi_tx(&s->fsk, out, (int)n);
    case SENDER_DTMF:
        return (size_t)dtmf_tx(&s->dtmf, out, (int)n);
    }
    return 0;
}

size_t sender_samples(struct sender *s, int16_t *out, size_t n)
{
    size_t n_done = 0;
    while (n_done < n && s->at < s->script.n) {
        const struct sender_step *step = &s->script.step[s->at];
        if (!s->has_begun) {
            begin(s, step);
        }
        size_t n_now = step_samples(s, step, out + n_done, n - n_done);
        n_done += n_now;
        if (n_done < n) {
            s->at++;
            s->has_begun = false;
        }
    }
    return n_done;
}

uint32_t sender_ms(const struct sender_script *script)
{
    uint32_t ms = 0;
    for (unsigned i = 0; i < script->n; i++) {
        const struct sender_step *step = &script->step[i];
        uint32_t bits = (step->has_seizure ? SEIZURE_BITS + MARK_BITS : MARK_BITS_OFF_HOOK) + TAIL_BITS +
                        (uint32_t)(script->n_data + 1) * BYTE_BITS; /* and the checksum */
        ms += step->kind == SENDER_FSK    ? bits * 1000 / BAUD + 1
              : step->kind == SENDER_DTMF ? (uint32_t)script->n_data * (DTMF_ON_MS + DTMF_OFF_MS)
                                          : step->ms;
    }
    return ms;
}
