/* SPDX-License-Identifier: MIT */
#include "jitter.h"
#include <rt/mem.h>
#include <string.h>

#define SAMPLES_PER_MS    8u
#define FLOOR_MS          30u                    /* and 10 ms more than a packet: ATA 191 guide */
#define JUMP              8000                   /* samples; a timestamp so far away begins anew. guess */
#define LATE_IN_A_ROW_MAX 8u                     /* then the sender's clock has changed. guess */
#define LOOK_SAMPLES      (4u * 8000u)           /* how long all packets have to be early. guess */
#define SLACK_SAMPLES     (20u * SAMPLES_PER_MS) /* what is left of the distance. guess */

static unsigned floor_ms(unsigned n_samples)
{
    unsigned of_packet = 10 + n_samples / SAMPLES_PER_MS;
    return of_packet > FLOOR_MS ? of_packet : FLOOR_MS;
}

static void forget_early(struct jitter *j)
{
    j->early = UINT32_MAX;
    j->n_since_early = 0;
}

void jitter_start(struct jitter *j, const struct jitter_config *config)
{
    memset(j, 0, sizeof *j);
    j->config = *config;
    j->depth_ms = config->depth_ms;
    forget_early(j);
}

static struct jitter_packet *take_first(struct jitter *j)
{
    struct jitter_packet *p = j->first;
    j->first = p->next;
    j->n--;
    return p;
}

static void drop_all(struct jitter *j)
{
    while (j->first != NULL) {
        (void)rt_mem_free(take_first(j)); /* always NULL */
    }
}

void jitter_fini(struct jitter *j)
{
    drop_all(j);
}

/* The packet is the first of a stretch of sound: it is played after the first depth. */
static void begin(struct jitter *j, const struct jitter_packet *p)
{
    drop_all(j);
    j->floor_ms = floor_ms(p->n_samples);
    j->is_started = true;
    j->depth_ms = j->config.depth_ms > j->floor_ms ? j->config.depth_ms : j->floor_ms;
    j->n_wait = j->depth_ms * SAMPLES_PER_MS;
    j->at = j->done = p->timestamp;
    j->n_late_in_a_row = 0;
    forget_early(j);
}

/* Its turn is over, or has begun. Plays back to it, if nothing after it was played and the depth may grow. */
static bool is_in_time_after_all(struct jitter *j, const struct jitter_packet *p, uint32_t late)
{
    unsigned late_ms = (late + SAMPLES_PER_MS - 1) / SAMPLES_PER_MS;
    if (j->config.may_grow && (int32_t)(p->timestamp - j->done) >= 0 && j->depth_ms + late_ms <= RTP_JITTER_DEPTH_MAX) {
        j->at = p->timestamp;
        j->depth_ms += late_ms;
        forget_early(j);
        return true;
    }
    return false;
}

/* Puts it in order. False: twice, full, or out of memory. */
static bool keep(struct jitter *j, const struct jitter_packet *head, const uint8_t *octets)
{
    struct jitter_packet **at = &j->first;
    while (*at != NULL && (int32_t)((*at)->timestamp - head->timestamp) < 0) {
        at = &(*at)->next;
    }
    if ((*at != NULL && (*at)->timestamp == head->timestamp) || j->n == RTP_JITTER_PACKETS_MAX) {
        return false;
    }
    struct jitter_packet *p = rt_mem_alloc_raw(sizeof *p + head->n);
    if (p == NULL) {
        return false;
    }
    *p = *head;
    memcpy(p->octets, octets, head->n);
    p->next = *at;
    *at = p;
    j->n++;
    return true;
}

bool jitter_put(struct jitter *j, const struct jitter_packet *head, const uint8_t *octets)
{
    int32_t early = (int32_t)(head->timestamp - j->at);
    if (!j->is_started || early > JUMP || early < -JUMP) {
        begin(j, head);
        early = 0;
    } else if (early < 0 && !is_in_time_after_all(j, head, (uint32_t)-early)) {
        j->n_late++;
        if (++j->n_late_in_a_row < LATE_IN_A_ROW_MAX) {
            return false;
        }
        begin(j, head);
        early = 0;
    }
    j->n_late_in_a_row = 0;
    uint32_t distance = (uint32_t)(early > 0 ? early : 0) + j->n_wait;
    j->early = distance < j->early ? distance : j->early;
    return keep(j, head, octets);
}

struct jitter_next jitter_next(struct jitter *j, unsigned n)
{
    if (!j->is_started) {
        return (struct jitter_next){JITTER_SILENCE, n, NULL};
    }
    if (j->n_wait > 0) {
        n = n < j->n_wait ? n : j->n_wait;
        j->n_wait -= n;
        return (struct jitter_next){JITTER_SILENCE, n, NULL};
    }
    while (j->first != NULL && (int32_t)(j->first->timestamp - j->at) < 0) {
        (void)rt_mem_free(take_first(j)); /* overlaps what was played; always NULL */
        j->n_late++;
    }
    if (j->first != NULL && j->first->timestamp == j->at) {
        struct jitter_packet *p = take_first(j);
        j->at += p->n_samples;
        j->done = j->at;
        j->n_since_early += p->n_samples;
        return (struct jitter_next){JITTER_PACKET, p->n_samples, p};
    }
    if (j->first != NULL && j->first->timestamp - j->at < n) {
        n = j->first->timestamp - j->at;
    }
    j->at += n;
    return (struct jitter_next){JITTER_GAP, n, NULL};
}

void jitter_restart(struct jitter *j)
{
    drop_all(j);
    j->is_started = false;
}

bool jitter_wants_less(struct jitter *j)
{
    if (!j->config.may_shrink || j->n_since_early < LOOK_SAMPLES) {
        return false;
    }
    return j->early != UINT32_MAX && j->early >= SLACK_SAMPLES + 10 * SAMPLES_PER_MS && j->depth_ms >= j->floor_ms + 10;
}

void jitter_leave_out(struct jitter *j, unsigned n_samples)
{
    j->depth_ms -= n_samples / SAMPLES_PER_MS;
    forget_early(j);
}
