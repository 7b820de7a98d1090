/* SPDX-License-Identifier: MIT */
#include "record.h"
#include <rt/assert.h>
#include <stdlib.h>
#include <string.h>

void record_init(struct record *r)
{
    *r = (struct record){0};
}

static void clear(struct record *r)
{
    for (size_t i = 0; i < r->n_ops; i++) {
        free(r->ops[i].bytes);
        free(r->ops[i].held);
    }
    r->n_ops = r->n_states = 0;
}

void record_fini(struct record *r)
{
    clear(r);
    free(r->ops);
    free(r->states);
    record_init(r);
}

/* One more element of so many bytes. */
static void *make_room(void *array, size_t n, size_t *n_max, size_t n_bytes)
{
    if (n == *n_max) {
        *n_max = *n_max != 0 ? 2 * *n_max : 16;
        array = realloc(array, *n_max * n_bytes);
        RT_ASSERT(array);
    }
    return array;
}

static void note_state(struct record *r)
{
    const struct fingerprint *now = world_look(r->world);
    const struct fingerprint *last = r->n_states > 0 ? &r->states[r->n_states - 1] : NULL;
    if (!last || last->release != now->release || last->all != now->all) {
        if (last && !last->release) {
            r->n_states--; /* it was not up yet: what it comes up with is what it was */
        }
        r->states = make_room(r->states, r->n_states, &r->n_states_max, sizeof *r->states);
        r->states[r->n_states++] = *now;
    }
}

static uint8_t *copy(const uint8_t *bytes, size_t n)
{
    uint8_t *out = malloc(n > 0 ? n : 1);
    RT_ASSERT(out);
    memcpy(out, bytes, n);
    return out;
}

static void on_operation(void *ctx, const struct board_operation *op)
{
    struct record *r = ctx;
    struct recorded o = {.at = board_region(op->region)->offset + op->offset, .n = op->n, .is_erase = !op->bytes};
    for (uint32_t i = o.at / BOARD_FLASH_SECTOR_BYTES; o.n > 0 && i <= (o.at + o.n - 1) / BOARD_FLASH_SECTOR_BYTES;
         i++) {
        o.sectors |= UINT64_C(1) << i;
    }
    r->touched |= o.sectors;
    if (!r->is_noted) {
        return;
    }
    note_state(r);
    o.state = r->n_states - 1;
    o.bytes = op->bytes ? copy(op->bytes, op->n) : NULL;
    o.held = copy(r->world->flash + o.at, op->n);
    r->ops = make_room(r->ops, r->n_ops, &r->n_ops_max, sizeof *r->ops);
    r->ops[r->n_ops++] = o;
}

static void on_sync(void *ctx)
{
    struct record *r = ctx;
    r->n_syncs++;
    if (r->is_noted && r->n_ops > 0) {
        r->ops[r->n_ops - 1].is_synced = true;
    }
    r->is_synced_first = r->is_synced_first || r->n_ops == 0;
}

void record_begin(struct record *r, struct world *w, bool is_noted)
{
    clear(r);
    r->world = w;
    r->is_noted = is_noted;
    r->touched = 0;
    r->is_synced_first = false;
    r->n_syncs = 0;
    w->on_sync = on_sync;
    w->sync_ctx = r;
    board_fault_observe(w->board, on_operation, r);
}

void record_end(struct record *r)
{
    if (r->is_noted) {
        note_state(r);
    }
    r->world->on_sync = NULL;
    board_fault_observe(r->world->board, NULL, NULL);
}
