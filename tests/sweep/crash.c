/* SPDX-License-Identifier: MIT */
#include "crash.h"
#include "crew.h"
#include "explore_priv.h"
#include "window.h"
#include <harness/check.h>
#include <boot/boot_priv.h>
#include <rt/assert.h>
#include <rt/str.h>
#include <stdio.h>
#include <string.h>

#define QUICK_SYSTEMATIC 8u /* --quick: so many of them, spread over all */
#define ALLOWED_MAX      64u

struct crasher {
    struct explorer *e;
    struct window window;
    unsigned n_random;
    const struct board_fault *cut; /* before the life that the crash ends; NULL: none */
    /* Parameters from before the cut that may come back, as long as nothing was synced since. */
    struct fingerprint carried[ALLOWED_MAX];
    size_t n_carried;
    /* Just this case; 0: all. */
    uint64_t only_k, only_i;
    bool is_only_found;
};

static void format_case(const struct crasher *c, uint64_t k, uint64_t i, char id[CREW_ID_BYTES])
{
    char cut[64] = "";
    if (c->cut) {
        (void)board_fault_format(c->cut, 1, cut, sizeof cut);
    }
    (void)snprintf(id, CREW_ID_BYTES, "crash:%s:%s%sk%lluc%llu", c->e->flow->name, cut, c->cut ? "," : "",
                   (unsigned long long)k, (unsigned long long)i);
}

/* --- one crash -----------------------------------------------------------------------------------------------------
 */

/* The unit on what the disk holds. found: what it came up with. NULL, or what is wrong. */
static const char *judge(struct crasher *c, struct level *l, const struct fingerprint *allowed, size_t n_allowed)
{
    struct explorer *e = c->e;
    bool is_new;
    struct seen_row *row = seen_find(&e->seen[0], cells_hash(&l->run), &is_new);
    const char *wrong = !is_new && row->is_bad ? "as another crash that leaves the same cells" : NULL;
    if (is_new) {
        struct fingerprint found;
        e->result->n_lives++;
        wrong = explorer_live(e, l, false, &found);
        row->found = found; /* nothing else was looked for meanwhile: the row is where it was */
        row->is_bad = wrong != NULL;
    }
    if (row->found.release == sweep_image(SWEEP_RESCUE) && e->end.release != sweep_image(SWEEP_RESCUE)) {
        return "both banks were lost";
    }
    if (row->found.release && !explorer_is_allowed(e, allowed, n_allowed, &row->found)) {
        return "its parameters are neither those of the last commit nor those of the next";
    }
    return wrong;
}

static uint32_t record_sequence(const struct cells *c)
{
    struct board *b = board_create(&(struct board_config){.flash = c->bytes});
    CHECK(b != NULL);
    uint32_t sequence = boot_record_read(b).sequence;
    board_destroy(b);
    return sequence;
}

/* The boot records that may be the newest. A record that was written whole is there. */
struct sequences {
    bool is_any; /* nothing was stored there: whatever it is, it is the only one */
    uint32_t least, most;
};

static struct sequences allowed_records(struct crasher *c, const struct recorded *last)
{
    const struct board_region_info *boot = board_region(BOARD_REGION_BOOT);
    struct sequences s = {.is_any = !window_touches(&c->window, boot->offset, boot->offset + boot->n_bytes)};
    if (!s.is_any && !c->e->options->has_no_syncs) {
        struct cells *cells = &c->e->levels[2].run;
        bool is_being_written = last->at >= boot->offset && last->at < boot->offset + boot->n_bytes;
        window_newest(&c->window, cells);
        s.most = record_sequence(cells);
        s.least = is_being_written || c->n_carried > 0 ? record_sequence(&c->window.durable) : s.most;
    }
    s.is_any = s.is_any || c->e->options->has_no_syncs;
    return s;
}

/* Operation k of the run was the last; synced_k: the one that the last sync came after. */
static void crash_after(struct crasher *c, const struct record *r, uint64_t synced_k, uint64_t k)
{
    struct explorer *e = c->e;
    struct level *l = &e->levels[2];
    struct fingerprint allowed[2 * ALLOWED_MAX];
    /* What was committed before this operation began is synced, unless nothing is. */
    size_t n_allowed = 0, from = r->ops[e->options->has_no_syncs ? synced_k : k - 1].state;
    size_t to = r->ops[k - 1].state + 1;
    struct sequences records = allowed_records(c, &r->ops[k - 1]);
    for (size_t i = from; i <= to && i < r->n_states && n_allowed < ALLOWED_MAX; i++) {
        allowed[n_allowed++] = r->states[i];
    }
    for (size_t i = 0; i < c->n_carried; i++) {
        allowed[n_allowed++] = c->carried[i];
    }
    uint64_t n_systematic = window_n_systematic(&c->window);
    uint64_t stride = e->options->is_quick ? (n_systematic + QUICK_SYSTEMATIC - 1) / QUICK_SYSTEMATIC : 1;
    uint64_t first = c->only_k != 0 ? c->only_i : 0;
    uint64_t end = c->only_k == 0 ? n_systematic + c->n_random : first + (k == c->only_k);
    for (uint64_t i = first; i < end; i++) {
        char id[CREW_ID_BYTES];
        if (i < n_systematic && (i + k) % stride != 0) {
            continue;
        }
        c->is_only_found = true;
        format_case(c, k, i, id);
        if (e->options->now) {
            memcpy(e->options->now, id, sizeof id);
        }
        window_make(&c->window, k, i, &l->run);
        e->result->n_cases++;
        uint32_t sequence = records.is_any ? 0 : record_sequence(&l->run);
        const char *wrong = judge(c, l, allowed, n_allowed);
        if (!wrong && !records.is_any && (sequence < records.least || sequence > records.most)) {
            wrong = "a boot record that was written is lost";
        }
        if (wrong) {
            e->result->n_failures++;
            e->options->on_failure(e->options->ctx, id, wrong);
        }
    }
}

static bool is_mine(const struct crasher *c, uint64_t k)
{
    return k % c->e->options->n_parts == c->e->options->part;
}

/* Along a run that was noted, from what the window holds. is_whole false: only until the first sync. */
static void crash_along(struct crasher *c, const struct record *r, bool is_whole)
{
    const struct explore_options *o = c->e->options;
    uint64_t synced_k = 0;
    bool is_open = !(r->is_synced_first && !o->has_no_syncs);
    if (!is_open) {
        window_sync(&c->window);
        c->n_carried = 0;
    }
    for (uint64_t k = 1; k <= r->n_ops && (is_whole || is_open); k++) {
        const struct recorded *op = &r->ops[k - 1];
        window_store(&c->window, op, op->n);
        if (c->cut || is_mine(c, k)) {
            crash_after(c, r, synced_k, k);
            o->on_progress(o->ctx, k, 2 * r->n_ops);
        }
        if (op->is_synced && !o->has_no_syncs) {
            window_sync(&c->window);
            c->n_carried = 0;
            is_open = false;
            synced_k = k;
        }
    }
}

/* --- after a cut ---------------------------------------------------------------------------------------------------
 */

/* The window as a cut in operation k of the first run leaves it; the cells as the next life finds them, in run. */
static void cut_run(struct crasher *c, const struct board_fault *cut, struct level *l)
{
    const struct record *r = &c->e->levels[0].record;
    uint64_t synced_k = 0, k = cut->operation;
    window_begin(&c->window, &c->e->base);
    for (uint64_t i = 1; i <= k; i++) {
        const struct recorded *op = &r->ops[i - 1];
        window_store(&c->window, op, i == k && cut->kind == BOARD_FAULT_CUT_TORN ? cut->torn_bytes : op->n);
        if (i < k && op->is_synced && !c->e->options->has_no_syncs) {
            window_sync(&c->window);
            synced_k = i;
        }
    }
    c->n_carried = 0;
    for (size_t i = r->ops[c->e->options->has_no_syncs ? synced_k : k - 1].state;
         i <= r->ops[k - 1].state + 1 && i < r->n_states; i++) {
        c->carried[c->n_carried++] = r->states[i];
        RT_ASSERT(c->n_carried < ALLOWED_MAX);
    }
    window_newest(&c->window, &l->run);
}

static void crash_after_cut(struct crasher *c, const struct board_fault *cut)
{
    struct level *l = &c->e->levels[1];
    struct fingerprint found;
    c->cut = cut;
    cut_run(c, cut, l);
    const char *wrong = explorer_live(c->e, l, true, &found);
    if (wrong) {
        char id[CREW_ID_BYTES];
        format_case(c, 0, 0, id);
        c->e->result->n_failures++;
        c->e->options->on_failure(c->e->options->ctx, id, wrong);
    } else {
        crash_along(c, &l->record, !c->e->options->is_quick);
    }
    c->cut = NULL;
}

static void crash_after_cuts(struct crasher *c)
{
    const struct record *r = &c->e->levels[0].record;
    const struct explore_options *o = c->e->options;
    for (uint64_t k = 1; k <= r->n_ops; k++) {
        const struct board_fault after = {k, BOARD_FAULT_CUT_AFTER, 0};
        const struct board_fault torn = {k, BOARD_FAULT_CUT_TORN, r->ops[k - 1].n / 2};
        if (is_mine(c, k)) {
            crash_after_cut(c, &after);
            crash_after_cut(c, &torn);
            o->on_progress(o->ctx, r->n_ops + k, 2 * r->n_ops);
        }
    }
}

/* --- all of a flow, and one case -----------------------------------------------------------------------------------
 */

static const char *begin(struct crasher *c, const struct flow *flow, const struct explore_options *o,
                         struct explore_result *out)
{
    *c = (struct crasher){.e = explorer_make(flow, o, out)};
    window_init(&c->window);
    const char *wrong = explorer_run_baseline(c->e);
    window_begin(&c->window, &c->e->base);
    out->n_syncs = c->e->levels[0].record.n_syncs;
    return wrong;
}

static void end(struct crasher *c)
{
    window_fini(&c->window);
    explorer_free(c->e);
}

void crash_flow(const struct flow *flow, const struct explore_options *o, unsigned n_random, struct explore_result *out)
{
    struct explore_options options = *o;
    struct crasher c;
    options.n_cuts = 2; /* as many levels as are needed here */
    const char *wrong = begin(&c, flow, &options, out);
    c.n_random = n_random;
    if (wrong) {
        explorer_fail(c.e, 0, wrong);
    } else {
        crash_along(&c, &c.e->levels[0].record, true);
        crash_after_cuts(&c);
    }
    end(&c);
}

struct crash_id {
    struct board_fault cut;
    bool is_after_cut;
    uint32_t k, i;
};

static bool read_id(const char *text, struct crash_id *out)
{
    struct rt_str rest, first = rt_str_cut(rt_str(text), ',', &rest), number;
    char cut[64];
    *out = (struct crash_id){.is_after_cut = rest.p != NULL};
    if (out->is_after_cut) {
        bool is_cut = first.n < sizeof cut && rt_str_copy(cut, sizeof cut, first) == RT_OK &&
                      board_fault_parse(cut, &out->cut, 1) == 1 &&
                      (out->cut.kind == BOARD_FAULT_CUT_AFTER || out->cut.kind == BOARD_FAULT_CUT_TORN);
        if (!is_cut) {
            return false;
        }
        first = rest;
    }
    struct rt_str k = rt_str_cut(first, 'c', &number);
    return rt_str_starts(k, "k") && number.p && rt_str_u32(rt_str_from(k, 1), &out->k) == RT_OK && out->k >= 1 &&
           rt_str_u32(number, &out->i) == RT_OK;
}

bool crash_can_repeat(const char *id)
{
    struct crash_id ignored;
    return read_id(id, &ignored);
}

const char *crash_again(const struct flow *flow, const char *id, bool has_no_syncs)
{
    struct crash_id what;
    const char *wrong = NULL;
    RT_ASSERT(read_id(id, &what));
    const struct explore_options o = {.n_cuts = 2,
                                      .n_parts = 1,
                                      .has_no_syncs = has_no_syncs,
                                      .on_failure = explorer_keep_first,
                                      .on_progress = explorer_ignore_progress,
                                      .ctx = &wrong};
    struct explore_result result;
    struct crasher c;
    world_be_quiet(true); /* the way up to the crash is not the case */
    const char *baseline = begin(&c, flow, &o, &result);
    world_be_quiet(false);
    c.only_k = what.k;
    c.only_i = what.i;
    wrong = baseline;
    if (!wrong && what.is_after_cut) {
        if (what.cut.operation <= c.e->levels[0].record.n_ops) {
            crash_after_cut(&c, &what.cut);
        }
    } else if (!wrong) {
        crash_along(&c, &c.e->levels[0].record, true);
    }
    if (!wrong && !c.is_only_found) {
        wrong = "the run has no such operation";
    }
    end(&c);
    return wrong;
}
