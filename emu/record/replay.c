/* SPDX-License-Identifier: MIT */
#include <record/replay.h>
#include <unit/pace.h>
#include <unit/unit.h>
#include <unitfile/unitfile.h>
#include <board/board.h>
#include <board/clock.h>
#include <board/flash.h>
#include <board/nic.h>
#include <rt/mem.h>
#include <string.h>

struct emu_replay {
    struct emu_recording *recording;
    struct emu_unit *unit;
    struct board *board;
    struct board_watcher watcher;
    uint64_t n_applied; /* inputs */
    bool has_next;      /* the next input is at hand: */
    struct board_input next;
    struct board_moment next_at;
    struct rt_buf data; /* of it */
    bool has_parted;
    struct emu_replay_parting parting;
};

static void part(struct emu_replay *r, uint64_t number, const char *expected, const char *seen)
{
    struct emu_replay_parting *p = &r->parting;
    if (r->has_parted) {
        return;
    }
    r->has_parted = true;
    p->number = number;
    p->at_us = board_now_us(r->board);
    (void)rt_str_copy(p->expected, sizeof p->expected, rt_str_trim(rt_str(expected))); /* it fits: a line */
    (void)rt_str_copy(p->seen, sizeof p->seen, rt_str_trim(rt_str(seen)));
}

/* The line of the record, NUL-terminated. */
static const char *expected_line(struct emu_replay *r, uint64_t number, char out[EMU_REC_LINE_MAX])
{
    (void)rt_str_copy(out, EMU_REC_LINE_MAX, emu_recording_line(r->recording, number)); /* a longer one: "" */
    return out;
}

static void on_event(void *ctx, struct board *b, const struct board_event *e)
{
    struct emu_replay *r = ctx;
    const struct emu_recording_facts *facts = emu_recording_facts(r->recording);
    char seen[EMU_REC_LINE_MAX];
    char expected[EMU_REC_LINE_MAX];
    (void)b;
    if (r->has_parted || (e->number >= facts->n_events && !facts->is_whole)) {
        return;
    }
    size_t n = emu_rec_line(e, seen);
    struct rt_str line = emu_recording_line(r->recording, e->number);
    if (!rt_str_eq(line, rt_str_n(seen, n))) {
        part(r, e->number, expected_line(r, e->number, expected), seen);
    }
}

/* Makes the next input ready. */
static void look_ahead(struct emu_replay *r)
{
    enum rt_err err = emu_recording_input(r->recording, r->n_applied, &r->next, &r->next_at, &r->data);
    r->has_next = err == RT_OK;
    if (err != RT_OK && err != RT_ENOENT) {
        part(r, r->next_at.event, "an input", "an invalid input in the record");
    }
}

static void apply_next(struct emu_replay *r)
{
    uint64_t number = board_trace_end(r->board);
    if (board_input_apply(r->board, &r->next) != RT_OK) {
        part(r, number, board_input_name(r->next.kind), "an invalid input in the record");
    }
    r->n_applied++;
    look_ahead(r);
}

/* Inputs that came while the unit was sending. */
static void on_wire(void *ctx, enum board_port port, const uint8_t *frame, size_t n)
{
    struct emu_replay *r = ctx;
    (void)port;
    (void)frame;
    (void)n;
    while (r->has_next && !r->has_parted && r->next_at.is_in_call && r->next_at.event == board_trace_end(r->board)) {
        apply_next(r);
    }
}

static bool is_now(const struct emu_replay *r, const struct board_moment *at)
{
    struct board_moment now = board_moment(r->board);
    return at->at_us == now.at_us && at->event == now.event && at->n_calls <= now.n_calls;
}

/* The number of events at the end is known only if the record has its end. */
static bool is_over(const struct emu_replay *r)
{
    const struct emu_recording_facts *facts = emu_recording_facts(r->recording);
    struct board_moment now = board_moment(r->board);
    return facts->is_whole ? is_now(r, &facts->end)
                           : now.at_us >= facts->end.at_us && now.n_calls >= facts->end.n_calls;
}

/* Between two calls. Never more calls than in the record, where the inputs end. */
static bool on_gap(void *ctx, struct board *b)
{
    struct emu_replay *r = ctx;
    (void)b;
    while (r->has_next && !r->has_parted && !r->next_at.is_in_call && is_now(r, &r->next_at)) {
        apply_next(r);
    }
    return !r->has_parted && (r->has_next || !is_over(r));
}

static enum emu_exit build(struct emu_replay *r, const char *images, const struct rt_log *log, struct emu_error *error)
{
    const struct emu_recording_facts *facts = emu_recording_facts(r->recording);
    const struct emu_unit_config config = {.seed = facts->seed,
                                           .log = *log,
                                           .is_strict = facts->is_strict,
                                           .has_g729 = facts->has_g729,
                                           .quirks = facts->quirks,
                                           .is_alone = true};
    struct emu_unitfile *file;
    if (emu_unitfile_create_private(&file, error) != EMU_EXIT_OK) {
        return error->code;
    }
    if (emu_recording_flash(r->recording, file, images, error) != EMU_EXIT_OK) {
        emu_unitfile_close(file);
        return error->code;
    }
    return emu_unit_create(&r->unit, file, &config, error);
}

enum emu_exit emu_replay_create(struct emu_replay **out, struct emu_recording *recording, const char *images,
                                const struct rt_log *log, struct emu_error *error)
{
    *out = NULL;
    struct emu_replay *r = rt_mem_alloc(sizeof *r);
    if (r == NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "replay: out of memory");
    }
    r->recording = recording;
    rt_buf_init(&r->data, EMU_REC_DATA_MAX);
    if (build(r, images, log, error) != EMU_EXIT_OK) {
        emu_replay_destroy(r);
        return error->code;
    }
    r->board = emu_unit_board(r->unit);
    r->watcher = (struct board_watcher){.fn = on_event, .ctx = r};
    for (uint64_t i = 0; i < board_trace_end(r->board); i++) { /* the seed */
        on_event(r, r->board, board_trace_get(r->board, i));
    }
    board_watch(r->board, &r->watcher);
    board_set_gap(r->board, on_gap, r);
    for (int port = 0; port < BOARD_N_PORTS; port++) {
        board_nic_attach_wire(r->board, (enum board_port)port, on_wire, r);
    }
    look_ahead(r);
    *out = r;
    return EMU_EXIT_OK;
}

void emu_replay_destroy(struct emu_replay *r)
{
    if (r == NULL) {
        return;
    }
    if (r->board != NULL) {
        board_set_gap(r->board, NULL, NULL);
        board_unwatch(r->board, &r->watcher);
        for (int port = 0; port < BOARD_N_PORTS; port++) {
            board_nic_attach_wire(r->board, (enum board_port)port, NULL, NULL);
        }
    }
    emu_unit_destroy(r->unit);
    rt_buf_fini(&r->data);
    rt_mem_free(r);
}

struct emu_unit *emu_replay_unit(struct emu_replay *r)
{
    return r->unit;
}

enum emu_exit emu_replay_save_unit(struct emu_replay *r, const char *path, struct emu_error *error)
{
    struct emu_unitfile *file;
    if (emu_unitfile_create(&file, path, false, error) == EMU_EXIT_OK) {
        memcpy(emu_unitfile_flash(file), emu_unitfile_flash(emu_unit_file(r->unit)), BOARD_FLASH_BYTES);
        (void)emu_unitfile_keep(file, error); /* the error says it */
        emu_unitfile_close(file);
    }
    return error->code;
}

uint64_t emu_replay_next_us(const struct emu_replay *r)
{
    uint64_t due_us = board_next_due_us(r->board);
    return r->has_next && r->next_at.at_us < due_us ? r->next_at.at_us : due_us;
}

/* The record says that something happens now, and it does not. */
static void part_by_silence(struct emu_replay *r)
{
    char expected[EMU_REC_LINE_MAX];
    uint64_t number = board_trace_end(r->board);
    expected_line(r, number, expected);
    part(r, number, expected[0] != '\0' ? expected : "(another order of calls)", "");
}

bool emu_replay_run(struct emu_replay *r, uint64_t until_us, struct emu_replay_parting *parting)
{
    const struct board_moment *end = &emu_recording_facts(r->recording)->end;
    while (!r->has_parted) {
        uint64_t next_us = r->has_next ? r->next_at.at_us : end->at_us;
        uint64_t n_applied = r->n_applied;
        bool did_run = board_step(r->board, next_us < until_us ? next_us : until_us);
        if (!on_gap(r, r->board)) {
            break; /* the end, or parted */
        }
        if (did_run || r->n_applied > n_applied) {
            continue;
        }
        if (next_us > until_us) {
            break;
        }
        part_by_silence(r);
    }
    if (r->has_parted) {
        *parting = r->parting;
    }
    return !r->has_parted;
}
