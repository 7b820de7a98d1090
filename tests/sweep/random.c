/* SPDX-License-Identifier: MIT */
#include "random.h"
#include "record.h"
#include "store.h"
#include <stdio.h>
#include <string.h>

#define FLOWS_MAX  4u
#define FAULTS_MAX 3u

struct walk {
    uint32_t seed;
    struct random_result *result;
    struct cells flash, without; /* the unit, and the same unit without faults */
    struct record record;
    enum fw_bank runs; /* when the flow began */
    bool has_rotted, is_over;
    uint8_t identity[BOARD_FLASH_SECTOR_BYTES];
};

static uint32_t below(struct walk *k, uint32_t n)
{
    k->seed = k->seed * 1664525u + 1013904223u;
    return (uint32_t)(((uint64_t)(k->seed >> 8) * n) >> 24);
}

static void tell(struct walk *k, const char *text)
{
    size_t n = strlen(k->result->story);
    (void)snprintf(k->result->story + n, sizeof k->result->story - n, "%s%s", n > 0 ? " " : "", text);
}

/* A fault somewhere in a run of so many operations. A bit rots in the bank that did not run when the flow began: with
 * the only good image gone there is nothing that could come up, and recovery is another test. */
static struct board_fault draw(struct walk *k, uint32_t n_ops)
{
    static const enum board_fault_kind kinds[] = {BOARD_FAULT_CUT_BEFORE, BOARD_FAULT_CUT_TORN,  BOARD_FAULT_CUT_TORN,
                                                  BOARD_FAULT_CUT_TORN,   BOARD_FAULT_CUT_AFTER, BOARD_FAULT_FAIL,
                                                  BOARD_FAULT_SILENT,     BOARD_FAULT_CUT_LOST,  BOARD_FAULT_ROT};
    struct board_fault f = {1 + below(k, n_ops), kinds[below(k, sizeof kinds / sizeof kinds[0])], 0};
    if (f.kind == BOARD_FAULT_CUT_LOST && f.operation == 1) {
        f.kind = BOARD_FAULT_CUT_AFTER;
    }
    if (f.kind == BOARD_FAULT_CUT_TORN) {
        f.torn_bytes = below(k, below(k, 2) == 0 ? 24 : BOARD_FLASH_SECTOR_BYTES);
    }
    if (f.kind == BOARD_FAULT_ROT) {
        k->has_rotted = true;
        enum board_region bank = k->runs == FW_BANK_A ? BOARD_REGION_BANK_B : BOARD_REGION_BANK_A;
        f.torn_bytes = (board_region(bank)->offset + below(k, 8000)) * 8 + below(k, 8);
    }
    return f;
}

/* A run to its end or to a cut. */
static enum life run(struct walk *k, struct cells *c, const struct flow *flow, const struct board_fault *fault,
                     struct fingerprint *first, struct fingerprint *last)
{
    struct world w;
    world_open(&w, c->bytes);
    if (fault) {
        board_fault_arm(w.board, fault, 1);
    }
    record_begin(&k->record, &w, true);
    enum life life = world_start(&w);
    *first = *world_look(&w);
    if (life == LIFE_GOES_ON) {
        k->runs = fault ? k->runs : fw_device_boot(w.device)->bank;
        life = flow->run(&w);
    }
    k->result->n_hit += fault ? (unsigned)board_fault_n_hit(w.board) : 0;
    record_end(&k->record);
    *last = *world_look(&w);
    world_close(&w);
    c->dirty = UINT64_MAX;
    return life;
}

/* A unit that had to recover, in a flow that cannot lead there. */
static bool has_lost_both_banks(const struct fingerprint *f, const struct fingerprint *states, size_t n)
{
    const struct sweep_image *rescue = sweep_image(SWEEP_RESCUE);
    for (size_t i = 0; i < n; i++) {
        if (states[i].release == rescue) {
            return false;
        }
    }
    return f->release == rescue;
}

static bool is_one_of(const struct fingerprint *f, const struct fingerprint *states, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (fingerprint_is_same(&states[i], f)) {
            return true;
        }
    }
    return false;
}

static const char *one_flow(struct walk *k, const struct flow *flow)
{
    enum { STATES_MAX = 64 };
    static struct fingerprint known[STATES_MAX];
    struct fingerprint first, last, end;
    /* What should come of it. */
    cells_copy(&k->without, &k->flash);
    if (run(k, &k->without, flow, NULL, &first, &end) != LIFE_GOES_ON) {
        return "a flow without faults does not come to its end";
    }
    size_t n_known = k->record.n_states < STATES_MAX ? k->record.n_states : STATES_MAX;
    uint32_t n_ops = (uint32_t)k->record.n_ops;
    memcpy(known, k->record.states, n_known * sizeof known[0]);

    for (unsigned i = 1 + below(k, FAULTS_MAX); n_ops > 0 && i > 0; i--) {
        struct board_fault f = draw(k, n_ops);
        char text[48];
        (void)board_fault_format(&f, 1, text, sizeof text);
        tell(k, text);
        enum life life = run(k, &k->flash, flow, &f, &first, &last);
        if (first.release && !is_one_of(&first, known, n_known)) {
            return "its parameters are some that it never should have";
        }
        if (has_lost_both_banks(&first, known, n_known)) {
            return "both banks were lost";
        }
        if (life == LIFE_GOES_ON || life == LIFE_STUCK) {
            struct fingerprint believed = last, ignored;
            struct world w;
            world_open(&w, k->flash.bytes);
            bool is_up = world_start(&w) == LIFE_GOES_ON;
            ignored = *world_look(&w);
            world_close(&w);
            k->flash.dirty = UINT64_MAX;
            if (!is_up) {
                return "it does not come up";
            }
            if (!fingerprint_is_same(&believed, &ignored)) {
                return "its parameters changed silently at a restart";
            }
        }
    }
    bool is_done = run(k, &k->flash, flow, NULL, &first, &last) == LIFE_GOES_ON;
    if (has_lost_both_banks(&first, known, n_known)) {
        return "both banks were lost";
    }
    if (!is_done && first.release && k->has_rotted && is_one_of(&first, known, n_known)) {
        k->is_over = true;
        return NULL; /* a rule that was done is not done again because the image rotted afterwards */
    }
    if (!is_done) {
        return first.release ? "the flow cannot be done again" : "it does not come up";
    }
    if (!is_one_of(&first, known, n_known)) {
        return "its parameters are some that it never should have";
    }
    if (last.release != end.release || last.all != end.all) {
        return "done again, the parameters or the release are others than without faults";
    }
    const uint8_t *identity = k->flash.bytes + board_region(BOARD_REGION_FACTORY)->offset;
    return memcmp(identity, k->identity, sizeof k->identity) == 0 ? NULL : "the identity is lost";
}

static const struct flow *draw_flow(struct walk *k, bool is_first)
{
    for (;;) {
        const struct flow *flow = flows_row(below(k, (uint32_t)flows_n()));
        if (is_first || flow->is_for_any_unit) {
            return flow;
        }
    }
}

const char *random_run(uint32_t seed, struct random_result *out)
{
    struct walk k = {.seed = seed * 2654435761u + 1, .result = out};
    const char *wrong = NULL;
    struct world w;
    *out = (struct random_result){0};
    cells_init(&k.flash);
    cells_init(&k.without);
    record_init(&k.record);
    unsigned n = 1 + below(&k, FLOWS_MAX);
    for (unsigned i = 0; i < n && !wrong && !k.is_over; i++) {
        const struct flow *flow = draw_flow(&k, i == 0);
        if (i == 0) {
            flow_copy_flash(flow, k.flash.bytes);
            memcpy(k.identity, k.flash.bytes + board_region(BOARD_REGION_FACTORY)->offset, sizeof k.identity);
        }
        tell(&k, flow->name);
        out->n_flows++;
        wrong = one_flow(&k, flow);
    }
    if (!wrong) {
        world_open(&w, k.flash.bytes);
        wrong = world_start(&w) == LIFE_GOES_ON && flow_prove_alive(&w) == LIFE_GOES_ON
                    ? NULL
                    : "it cannot be provisioned and upgraded any more";
        world_close(&w);
    }
    record_fini(&k.record);
    cells_fini(&k.flash);
    cells_fini(&k.without);
    return wrong;
}
