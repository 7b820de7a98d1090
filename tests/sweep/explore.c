/* SPDX-License-Identifier: MIT */
#include "explore_priv.h"
#include "crew.h"
#include <board/flash.h>
#include <rt/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PLACES_MAX 64u

static void format_id(const struct explorer *e, size_t n_plan, char id[CREW_ID_BYTES])
{
    char faults[96] = "none";
    if (n_plan > 0) {
        (void)board_fault_format(e->plan, n_plan, faults, sizeof faults);
    }
    (void)snprintf(id, CREW_ID_BYTES, "%s:%s", e->flow->name, faults);
}

void explorer_note_case(const struct explorer *e, size_t n_plan)
{
    if (e->options->now) {
        format_id(e, n_plan, e->options->now);
    }
}

void explorer_fail(struct explorer *e, size_t n_plan, const char *what)
{
    char id[CREW_ID_BYTES];
    format_id(e, n_plan, id);
    e->result->n_failures++;
    e->options->on_failure(e->options->ctx, id, what);
}

/* --- one life ------------------------------------------------------------------------------------------------ */

static bool has_identity(const struct explorer *e, const struct cells *c)
{
    return memcmp(c->bytes + board_region(BOARD_REGION_FACTORY)->offset, e->identity, sizeof e->identity) == 0;
}

/* The follow-up, once for each content of the cells at the end. */
const char *explorer_prove_alive(struct explorer *e, struct cells *at_end)
{
    bool is_new;
    struct seen_row *row = seen_find(&e->alive, cells_hash(at_end), &is_new);
    if (!is_new) {
        return row->is_bad ? "it cannot be provisioned and upgraded any more" : NULL;
    }
    struct world w;
    cells_copy(&e->follow, at_end);
    world_open(&w, e->follow.bytes);
    record_begin(&e->follow_record, &w, false);
    bool is_alive = world_start(&w) == LIFE_GOES_ON && flow_prove_alive(&w) == LIFE_GOES_ON;
    record_end(&e->follow_record);
    e->follow.dirty |= e->follow_record.touched;
    world_close(&w);
    row->is_bad = !is_alive;
    return is_alive ? NULL : "it cannot be provisioned and upgraded any more";
}

/* Power on, the flow to its end. *found: what the unit was when it first ran. NULL, or what is wrong. */
const char *explorer_live(struct explorer *e, struct level *l, bool is_noted, struct fingerprint *found)
{
    struct world w;
    const char *wrong = NULL;
    *found = (struct fingerprint){0};
    world_open(&w, l->run.bytes);
    record_begin(&l->record, &w, is_noted);
    if (world_start(&w) != LIFE_GOES_ON) {
        wrong = "it does not come up";
    } else {
        *found = *world_look(&w);
        if (e->flow->run(&w) != LIFE_GOES_ON || !e->flow->is_done(&w)) {
            wrong = "the flow cannot be done again";
        }
    }
    record_end(&l->record);
    l->run.dirty |= l->record.touched;
    struct fingerprint now = *world_look(&w);
    world_close(&w);
    if (!wrong && e->end.release && (now.release != e->end.release || now.all != e->end.all)) {
        wrong = now.release != e->end.release ? "done again, the release is another than without the cut"
                                              : "done again, the parameters are others than without the cut";
    }
    if (!wrong && !has_identity(e, &l->run)) {
        wrong = "the identity is lost";
    }
    return wrong ? wrong : explorer_prove_alive(e, &l->run);
}

/* --- the places within an operation ------------------------------------------------------------------------------ */

static size_t places_of(const struct recorded *op, uint64_t k, bool is_quick, struct board_fault out[PLACES_MAX])
{
    size_t n = 0;
    const uint32_t many[] = {1, 2, 3, 4, 5, 8, 12, 16, 17, 31, 32, 33, op->n / 2, op->n - 4, op->n - 1};
    const uint32_t few[] = {1, op->n - 1};
    const uint32_t *torn = is_quick ? few : many;
    size_t n_torn = is_quick ? sizeof few / sizeof few[0] : sizeof many / sizeof many[0];
    uint32_t last = UINT32_MAX;

    out[n++] = (struct board_fault){k, BOARD_FAULT_CUT_BEFORE, 0};
    if (op->is_erase) {
        out[n++] = (struct board_fault){k, BOARD_FAULT_CUT_TORN, 0}; /* half of the bits of the first byte */
    }
    for (size_t i = 0; i < n_torn; i++) {
        if (torn[i] >= 1 && torn[i] < op->n && (i == 0 || last == UINT32_MAX || torn[i] > last)) {
            last = torn[i];
            out[n++] = (struct board_fault){k, BOARD_FAULT_CUT_TORN, torn[i]};
        }
    }
    out[n++] = (struct board_fault){k, BOARD_FAULT_CUT_AFTER, 0};
    if (k >= 2) {
        out[n++] = (struct board_fault){k, BOARD_FAULT_CUT_LOST, 0};
    }
    return n;
}

/* What the fault leaves, made in <run>, which equals <begin> (the cells before the operation). before: the operation
 * before this one, for CUT_LOST. */
static void make_cells(struct level *l, const struct recorded *op, const struct recorded *before,
                       const struct board_fault *fault)
{
    uint32_t n_done = fault->kind == BOARD_FAULT_CUT_BEFORE ? 0
                      : fault->kind == BOARD_FAULT_CUT_TORN ? fault->torn_bytes
                                                            : op->n;
    const struct board_operation o = {.bytes = op->is_erase ? NULL : op->bytes, .n = op->n};
    bool is_over = before && op->at < before->at + before->n && before->at < op->at + op->n;
    if (fault->kind == BOARD_FAULT_CUT_LOST && !is_over) {
        memcpy(l->run.bytes + before->at, before->held, before->n);
        cells_touch(&l->run, before->at, before->n);
    }
    if (fault->kind != BOARD_FAULT_CUT_BEFORE) {
        board_fault_tear(l->run.bytes + op->at, &o, n_done);
        cells_touch(&l->run, op->at, op->n);
    }
}

/* --- the tree of cuts ------------------------------------------------------------------------------------------- */

static void strike_all(struct explorer *e, unsigned depth, unsigned n_left);

bool explorer_is_allowed(const struct explorer *e, const struct fingerprint *states, size_t n,
                         const struct fingerprint *found)
{
    /* The old or the new one: a trial that is cut goes back. */
    bool is_release = found->release == cells_image(&e->base, BOARD_REGION_BANK_A) ||
                      found->release == cells_image(&e->base, BOARD_REGION_BANK_B);
    const struct record *whole = &e->levels[0].record; /* a life after a cut may have seen the new one alone */
    for (size_t i = 0; i < whole->n_states; i++) {
        is_release = is_release || whole->states[i].release == found->release;
    }
    for (size_t i = 0; i < n; i++) {
        if (is_release && found->release && fingerprint_is_same(&states[i], found)) {
            return true;
        }
    }
    return false;
}

/* The parameters that may be found after a fault in operation k. */
static bool is_allowed(const struct explorer *e, const struct record *r, uint64_t k, enum board_fault_kind kind,
                       const struct fingerprint *found)
{
    const struct recorded *op = &r->ops[k - 1];
    size_t from = op->state, to = op->state + 1 < r->n_states ? op->state + 1 : op->state;
    if (kind == BOARD_FAULT_CUT_LOST && from > 0) {
        from--; /* what was committed last may be what was lost */
    }
    return explorer_is_allowed(e, &r->states[from], to - from + 1, found);
}

/* The board's own fault leaves the same cells as the ones that were made. */
static const char *compare_with_board(struct explorer *e, size_t n_plan, uint64_t made)
{
    struct world w;
    const char *wrong = NULL;
    cells_copy(&e->real, &e->base);
    for (size_t i = 0; i < n_plan && !wrong; i++) {
        world_open(&w, e->real.bytes);
        board_fault_arm(w.board, &e->plan[i], 1);
        bool is_cut = world_start(&w) == LIFE_CUT || e->flow->run(&w) == LIFE_CUT;
        wrong = is_cut && board_fault_n_hit(w.board) == 1 ? NULL : "the armed cut did not happen";
        world_close(&w);
    }
    e->real.dirty = UINT64_MAX;
    if (!wrong && cells_hash(&e->real) != made) {
        wrong = "the armed cut leaves other cells than the sweep made";
    }
    e->result->n_real++;
    return wrong;
}

static void strike(struct explorer *e, unsigned depth, unsigned n_left, uint64_t k, const struct board_fault *fault)
{
    struct level *parent = &e->levels[depth - 1], *l = &e->levels[depth];
    const struct recorded *op = &parent->record.ops[k - 1], *before = k >= 2 ? op - 1 : NULL;
    bool is_new;

    cells_copy(&l->run, &parent->begin);
    make_cells(l, op, before, fault);
    e->plan[depth - 1] = *fault;
    e->result->n_cases++;
    explorer_note_case(e, depth);
    uint64_t key = cells_hash(&l->run);
    const char *wrong = NULL;
    if (e->options->real_every != 0 && e->result->n_cases % e->options->real_every == 0) {
        wrong = compare_with_board(e, depth, key);
    }
    struct seen_row *row = seen_find(&e->seen[n_left], key, &is_new);
    struct fingerprint found = row->found;
    if (is_new && !wrong) {
        e->result->n_lives++;
        if (n_left > 0) {
            cells_copy(&l->begin, &l->run);
        }
        wrong = explorer_live(e, l, n_left > 0, &found);
        row->found = found;
        row->is_bad = wrong != NULL;
    } else if (!wrong && row->is_bad) {
        wrong = "as another cut that leaves the same cells";
    }
    if (found.release && !is_allowed(e, &parent->record, k, fault->kind, &found)) {
        wrong = "its parameters are neither those of before nor those of after";
    }
    if (wrong) {
        explorer_fail(e, depth, wrong);
    } else if (is_new && n_left > 0) {
        strike_all(e, depth + 1, n_left - 1);
    }
}

/* Level <depth> strikes each operation of the run of level depth - 1. */
static void strike_all(struct explorer *e, unsigned depth, unsigned n_left)
{
    struct level *parent = &e->levels[depth - 1];
    const struct record *r = &parent->record;
    for (uint64_t k = 1; k <= r->n_ops; k++) {
        const struct recorded *op = &r->ops[k - 1];
        struct board_fault places[PLACES_MAX];
        bool is_mine = depth > 1 || k % e->options->n_parts == e->options->part;
        size_t n = is_mine && !e->only ? places_of(op, k, e->options->is_quick || depth > 1, places) : 0;
        if (e->only && e->only[depth - 1].operation == k) {
            places[n++] = e->only[depth - 1];
        }
        for (size_t i = 0; i < n; i++) {
            strike(e, depth, n_left, k, &places[i]);
        }
        const struct board_operation o = {.bytes = op->is_erase ? NULL : op->bytes, .n = op->n};
        board_fault_tear(parent->begin.bytes + op->at, &o, op->n);
        cells_touch(&parent->begin, op->at, op->n);
        (void)cells_hash(&parent->begin);
        if (depth == 1 && is_mine) {
            e->options->on_progress(e->options->ctx, r->n_ops + k, 2 * r->n_ops);
        }
    }
}

/* --- all of a flow -------------------------------------------------------------------------------------------------
 */

struct explorer *explorer_make(const struct flow *flow, const struct explore_options *o, struct explore_result *out)
{
    struct explorer *e = calloc(1, sizeof *e);
    RT_ASSERT(e && o->n_cuts <= CUTS_MAX);
    *out = (struct explore_result){0};
    e->flow = flow;
    e->options = o;
    e->result = out;
    for (unsigned i = 0; i <= o->n_cuts; i++) { /* the rest stays NULL: each is four megabytes */
        cells_init(&e->levels[i].begin);
        cells_init(&e->levels[i].run);
        record_init(&e->levels[i].record);
        seen_init(&e->seen[i]);
    }
    seen_init(&e->alive);
    cells_init(&e->follow);
    cells_init(&e->base);
    cells_init(&e->real);
    record_init(&e->follow_record);
    return e;
}

void explorer_free(struct explorer *e)
{
    for (unsigned i = 0; i <= CUTS_MAX; i++) {
        cells_fini(&e->levels[i].begin);
        cells_fini(&e->levels[i].run);
        record_fini(&e->levels[i].record);
        seen_fini(&e->seen[i]);
    }
    seen_fini(&e->alive);
    cells_fini(&e->follow);
    cells_fini(&e->base);
    cells_fini(&e->real);
    record_fini(&e->follow_record);
    free(e);
}

const char *explorer_run_baseline(struct explorer *e)
{
    struct level *top = &e->levels[0];
    struct fingerprint found;
    flow_make_flash(e->flow, e->base.bytes);
    e->base.dirty = UINT64_MAX;
    (void)cells_hash(&e->base);
    cells_copy(&top->begin, &e->base);
    cells_copy(&top->run, &e->base);
    memcpy(e->identity, top->begin.bytes + board_region(BOARD_REGION_FACTORY)->offset, sizeof e->identity);
    const char *wrong = explorer_live(e, top, true, &found);
    e->end = top->record.states[top->record.n_states - 1];
    e->result->n_operations = (uint32_t)top->record.n_ops;
    return wrong ? wrong : top->record.n_ops < 2 ? "it writes nothing: there is nothing to cut" : NULL;
}

void explore_flow(const struct flow *flow, const struct explore_options *o, struct explore_result *out)
{
    struct explorer *e = explorer_make(flow, o, out);
    explorer_note_case(e, 0);
    const char *wrong = explorer_run_baseline(e);
    if (wrong) {
        explorer_fail(e, 0, wrong);
    } else {
        if (!o->has_no_failures) {
            explorer_strike_failures(e);
        }
        strike_all(e, 1, o->n_cuts - 1);
    }
    explorer_free(e);
}

/* --- one case again -------------------------------------------------------------------------------------------- */

void explorer_keep_first(void *ctx, const char *id, const char *what)
{
    const char **first = ctx;
    (void)id;
    *first = *first ? *first : what;
}

void explorer_ignore_progress(void *ctx, uint64_t n_done, uint64_t n_all)
{
    (void)ctx;
    (void)n_done;
    (void)n_all;
}

/* The number of faults, or 0: that is none that explore_flow() would make. */
static int read_plan(const char *faults, struct board_fault plan[BOARD_FAULTS_MAX])
{
    int n = board_fault_parse(faults, plan, BOARD_FAULTS_MAX);
    bool is_right = n >= 1 && n <= (int)CUTS_MAX;
    for (int i = 0; is_right && i < n; i++) {
        is_right = n == 1 || !failure_is_of_kind(plan[i].kind);
    }
    return is_right ? n : 0;
}

bool explore_can_repeat(const char *faults)
{
    struct board_fault plan[BOARD_FAULTS_MAX];
    return read_plan(faults, plan) > 0;
}

const char *explore_again(const struct flow *flow, const char *faults)
{
    struct board_fault plan[BOARD_FAULTS_MAX];
    const char *wrong = NULL;
    int n = read_plan(faults, plan);
    RT_ASSERT(n > 0);
    const struct explore_options o = {.n_cuts = (unsigned)n,
                                      .n_parts = 1,
                                      .real_every = 1,
                                      .on_failure = explorer_keep_first,
                                      .on_progress = explorer_ignore_progress,
                                      .ctx = &wrong};
    struct explore_result result;
    struct explorer *e = explorer_make(flow, &o, &result);
    world_be_quiet(true); /* the way up to the faults is not the case */
    const char *baseline = explorer_run_baseline(e);
    world_be_quiet(false);
    wrong = baseline;
    if (!wrong && failure_is_of_kind(plan[0].kind)) {
        e->plan[0] = plan[0];
        result.n_real++;
        wrong = failure_strike(e, &plan[0]);
    } else if (!wrong) {
        e->only = plan;
        strike_all(e, 1, o.n_cuts - 1);
    }
    if (!wrong && result.n_real < (uint64_t)n) {
        wrong = "the run has no such operation";
    }
    explorer_free(e);
    return wrong;
}
