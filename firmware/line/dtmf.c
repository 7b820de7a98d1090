/* SPDX-License-Identifier: MIT */
#include "dtmf.h"
#include <rt/assert.h>
#include <rt/mem.h>
#include <spandsp/telephony.h>
#include <spandsp/logging.h>
#include <spandsp/complex.h>
#include <spandsp/queue.h>
#include <spandsp/tone_detect.h>
#include <spandsp/tone_generate.h>
#include <spandsp/super_tone_rx.h>
#include <spandsp/dtmf.h>
/* The detector's state, embedded so that we own its memory. */
#include <spandsp/private/logging.h>
#include <spandsp/private/queue.h>
#include <spandsp/private/tone_generate.h>
#include <spandsp/private/dtmf.h>

enum { LEAVE = -1, LEAVE_THRESHOLD = -99, FILTER_DIAL_TONE = 1 };

struct fw_dtmf {
    dtmf_rx_state_t rx;
    fw_dtmf_key_fn *on_key;
    void *ctx;
};

/* Called at each confirmed change: a digit begins (its character), or ends (0). The start counts as the key: waiting
 * for the end would let dial tone or a prompt continue while the key is held. */
static void on_change(void *ctx, int code, int level, int delay)
{
    struct fw_dtmf *d = ctx;

    (void)level;
    (void)delay;
    d->on_key(d->ctx, (char)code);
}

enum rt_err fw_dtmf_create(struct fw_dtmf **out, fw_dtmf_key_fn *on_key, void *ctx)
{
    struct fw_dtmf *d = rt_mem_alloc(sizeof *d);

    RT_ASSERT(on_key != NULL);
    *out = d;
    if (d == NULL) {
        return RT_ENOMEM;
    }
    d->on_key = on_key;
    d->ctx = ctx;
    fw_dtmf_reset(d);
    return RT_OK;
}

void fw_dtmf_destroy(struct fw_dtmf *d)
{
    if (d != NULL) {
        (void)dtmf_rx_release(&d->rx); /* frees nothing of ours; its result is always 0 */
        rt_mem_free(d);
    }
}

void fw_dtmf_reset(struct fw_dtmf *d)
{
    RT_ASSERT(dtmf_rx_init(&d->rx, NULL, NULL) == &d->rx);
    dtmf_rx_set_realtime_callback(&d->rx, on_change, d);
    /* The first digit comes while the dial tone plays. On this board the earpiece does not leak into the microphone,
     * but the caller may speak or whistle, and a tone may be played into it: keep the notches at 350 and 440 Hz. */
    dtmf_rx_parms(&d->rx, FILTER_DIAL_TONE, LEAVE, LEAVE, LEAVE_THRESHOLD);
}

void fw_dtmf_hear(struct fw_dtmf *d, const int16_t *samples, size_t n)
{
    RT_ASSERT(n <= INT32_MAX);
    (void)dtmf_rx(&d->rx, samples, (int)n); /* always takes all samples */
}
