/* SPDX-License-Identifier: MIT */
/*
 * Faults without a cut: the firmware goes on and does what it thinks right, then the power is switched off. What it
 * believed its parameters to be is what they are at the next start: nothing changes silently.
 */
#include "explore_priv.h"
#include <board/clock.h>
#include <board/flash.h>
#include <string.h>

/* With a part that is worn out a flow may try for hours; what it does about it, it does in the first minutes. */
#define WORN_S 900u

/* Where a bit may rot in a bank: the head, the signature, the sections' first and last bytes and beyond. */
enum { HEAD_BYTES = 712 }; /* of an image with six sections */
static const uint32_t rot_places[] = {0, 12, 40, 100, 500, HEAD_BYTES, HEAD_BYTES + 900, 5000, 66000};
enum { N_ROT_PLACES = sizeof rot_places / sizeof rot_places[0] };
static const enum board_region banks[] = {BOARD_REGION_BANK_A, BOARD_REGION_BANK_B};

bool failure_is_of_kind(enum board_fault_kind kind)
{
    return kind == BOARD_FAULT_FAIL || kind == BOARD_FAULT_SILENT || kind == BOARD_FAULT_ROT ||
           kind == BOARD_FAULT_BAD || kind == BOARD_FAULT_DEAF;
}

static bool is_worn(const struct board_fault *fault)
{
    return fault->kind == BOARD_FAULT_BAD || fault->kind == BOARD_FAULT_DEAF;
}

/* A bank that comes up. */
static bool has_good_bank(const struct cells *c)
{
    for (size_t i = 0; i < 2; i++) {
        const struct sweep_image *image = cells_image(c, banks[i]);
        if (image && image != sweep_image(SWEEP_HANG)) {
            return true;
        }
    }
    return false;
}

/* A run with the fault, as far as it comes, and what it believes at its end. False: the fault did not happen. */
static bool run_with(struct explorer *e, const struct board_fault *fault, struct fingerprint *believed)
{
    struct level *l = &e->levels[1];
    struct world w;
    world_open(&w, l->run.bytes);
    w.give_up_at_us = is_worn(fault) ? WORN_S * BOARD_US_PER_S : 0;
    board_fault_arm(w.board, fault, 1);
    record_begin(&l->record, &w, false);
    (void)(world_start(&w) == LIFE_GOES_ON && e->flow->run(&w) == LIFE_GOES_ON); /* whatever it comes to */
    bool is_hit = board_fault_n_hit(w.board) == 1;
    record_end(&l->record);
    l->run.dirty |= l->record.touched;
    if (fault->kind == BOARD_FAULT_ROT) {
        cells_touch(&l->run, fault->torn_bytes / 8, 1);
    }
    *believed = *world_look(&w);
    world_close(&w);
    return is_hit;
}

/* Just a start; a sector that was worn out is so still. */
static const char *start_with(struct explorer *e, const struct board_fault *fault, struct fingerprint *found)
{
    const struct board_fault still = {1, fault->kind, fault->torn_bytes};
    struct level *l = &e->levels[1];
    struct world w;
    world_open(&w, l->run.bytes);
    if (is_worn(fault)) {
        board_fault_arm(w.board, &still, 1);
    }
    record_begin(&l->record, &w, false);
    bool is_up = world_start(&w) == LIFE_GOES_ON;
    record_end(&l->record);
    l->run.dirty |= l->record.touched;
    *found = *world_look(&w);
    world_close(&w);
    return is_up ? NULL : "it does not come up";
}

static const char *judge(const struct explorer *e, const struct fingerprint *believed, const struct fingerprint *found)
{
    const struct record *baseline = &e->levels[0].record;
    if (believed->release && !fingerprint_is_same(believed, found)) {
        return "its parameters are others after a restart than before it";
    }
    for (size_t i = 0; i < baseline->n_states; i++) {
        if (fingerprint_is_same(&baseline->states[i], found)) {
            return NULL;
        }
    }
    return "its parameters are some that it never had";
}

const char *failure_strike(struct explorer *e, const struct board_fault *fault)
{
    struct level *l = &e->levels[1];
    struct fingerprint believed, found = {0};
    const char *wrong = NULL;
    cells_copy(&l->run, &e->base);
    if (!run_with(e, fault, &believed)) {
        return "the run has no such operation";
    }
    if (fault->kind == BOARD_FAULT_ROT) {
        if (!has_good_bank(&l->run)) {
            e->result->n_bankless++; /* nothing can come up: recovery is another flow */
            return NULL;
        }
        /* A rule that was done is not done again because its image rotted afterwards: so not the flow again. */
        wrong = start_with(e, fault, &found);
        wrong = wrong ? wrong : judge(e, &believed, &found);
        return wrong ? wrong : explorer_prove_alive(e, &l->run);
    }
    if (is_worn(fault)) {
        wrong = start_with(e, fault, &found);
        wrong = wrong ? wrong : judge(e, &believed, &found);
        return wrong ? wrong : explorer_live(e, l, false, &found); /* the part has been exchanged */
    }
    wrong = explorer_live(e, l, false, &found);
    return wrong ? wrong : judge(e, &believed, &found);
}

static void strike(struct explorer *e, struct board_fault fault)
{
    e->plan[0] = fault;
    e->result->n_cases++;
    e->result->n_lives++;
    e->result->n_real++;
    explorer_note_case(e, 1);
    const char *wrong = failure_strike(e, &fault);
    if (wrong) {
        explorer_fail(e, 1, wrong);
    }
}

/* fresh: sectors that no operation before this one has touched. --quick wears those out only. */
static void strike_operation(struct explorer *e, uint64_t k, uint64_t sectors, uint64_t fresh)
{
    sectors &= e->options->is_quick ? fresh : UINT64_MAX;
    strike(e, (struct board_fault){k, BOARD_FAULT_FAIL, 0});
    strike(e, (struct board_fault){k, BOARD_FAULT_SILENT, 0});
    for (uint32_t i = 0; i < BOARD_FLASH_N_SECTORS; i++) {
        if ((sectors >> i & 1) != 0) {
            strike(e, (struct board_fault){k, BOARD_FAULT_BAD, i});
            strike(e, (struct board_fault){k, BOARD_FAULT_DEAF, i});
        }
    }
    for (size_t bank = 0; bank < 2; bank++) {
        for (size_t i = e->options->is_quick ? k % N_ROT_PLACES : 0; i < N_ROT_PLACES;
             i += e->options->is_quick ? N_ROT_PLACES : 1) {
            uint32_t at = board_region(banks[bank])->offset + rot_places[i];
            strike(e, (struct board_fault){k, BOARD_FAULT_ROT, at * 8 + (uint32_t)(i % 8)});
        }
    }
}

void explorer_strike_failures(struct explorer *e)
{
    const struct record *baseline = &e->levels[0].record;
    uint64_t touched = 0;
    for (uint64_t k = 1; k <= baseline->n_ops; k++) {
        uint64_t sectors = baseline->ops[k - 1].sectors;
        if (k % e->options->n_parts == e->options->part) {
            strike_operation(e, k, sectors, sectors & ~touched);
            e->options->on_progress(e->options->ctx, k, 2 * baseline->n_ops);
        }
        touched |= sectors;
    }
}
