/* SPDX-License-Identifier: MIT */
#include <story/story.h>
#include <board/board.h>
#include <host/colour.h>
#include <unit/loop.h>
#include <board/clock.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define TEXT_MAX       BOARD_TRACE_TEXT_MAX
#define LINE_BYTES_MAX (16u * 1024u)

/* Kind of line, as in JSON; what stands where a row says who; colour on a terminal. */
enum kind { KIND_SECTION, KIND_NOTE, KIND_CHECK, KIND_TABLE };
static const struct {
    const char *name, *who;
    enum emu_style style;
} kinds[] = {
    [KIND_SECTION] = {"section", "", EMU_STYLE_TITLE},
    [KIND_NOTE] = {"note", "demo", EMU_STYLE_ACT},
    [KIND_CHECK] = {"check", "checked", EMU_STYLE_GOOD},
    [KIND_TABLE] = {"table", "", EMU_STYLE_PLAIN},
};

static uint64_t now_ms(const struct emu_story *s)
{
    return board_now_ms(emu_unit_board(s->unit));
}

static void tell(struct emu_story *s, enum kind kind, const char *text)
{
    uint64_t ms = now_ms(s);
    if (s->is_json) {
        /* A line lost to memory shortage does not change the exit code. */
        (void)json_array_append_new(s->timeline, json_pack("{s:f,s:s,s:s}", "at_s", (double)ms / 1000.0, "kind",
                                                           kinds[kind].name, "text", text));
        return;
    }
    s->n_lines++;
    fputs(s->has_status ? emu_clear_line(stdout) : "", stdout);
    const char *on = emu_style_on(stdout, kinds[kind].style);
    const char *off = emu_style_off(stdout, kinds[kind].style);
    if (kind == KIND_SECTION) {
        printf("\n%s%s%s\n", on, text, off);
        return;
    }
    printf("%2" PRIu64 ":%02" PRIu64 ":%02" PRIu64 ".%03" PRIu64 "  %s%-8s%s  %s\n", ms / 3600000, ms / 60000 % 60,
           ms / 1000 % 60, ms % 1000, on, kinds[kind].who, off, text);
}

static void tellv(struct emu_story *s, enum kind kind, const char *format, va_list ap)
{
    char text[TEXT_MAX + 1];
    (void)vsnprintf(text, sizeof text, format, ap); /* longer ones are cut */
    tell(s, kind, text);
}

/* A row of what happened, at once. */
static void put_row(void *ctx, const struct emu_row *row)
{
    struct emu_story *s = ctx;
    if (!emu_row_is_at_most(row, EMU_ROW_STEP)) {
        return;
    }
    rt_buf_clear(&s->line);
    if (s->is_json) {
        (void)emu_row_put_json(&s->line, row);
        json_t *one = json_loadb((const char *)s->line.bytes, s->line.n, 0, NULL);
        uint64_t at_ms = row->at_us / BOARD_US_PER_MS;
        (void)json_object_set_new(one, "at_s", json_real((double)at_ms / 1000.0));
        (void)json_object_set_new(one, "kind", json_string("row"));
        (void)json_array_append_new(s->timeline, one);
        return;
    }
    s->n_lines++;
    fputs(s->has_status ? emu_clear_line(stdout) : "", stdout);
    emu_row_put_line(&s->line, row, stdout);
    puts(rt_buf_text(&s->line));
}

void emu_story_begin(struct emu_story *s, struct emu_unit *u, bool is_json, struct emu_error *error)
{
    *s = (struct emu_story){
        .unit = u,
        .is_json = is_json,
        .timeline = json_array(),
        .error = error,
        .rows = emu_rows_create(u, 1),
    };
    emu_acts_init(&s->acts, u);
    rt_buf_init(&s->line, LINE_BYTES_MAX);
    if (s->rows == NULL || s->timeline == NULL) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "demo: out of memory");
        return;
    }
    emu_rows_listen(s->rows, put_row, s);
}

void emu_story_end(struct emu_story *s)
{
    bool is_done = s->error->code == EMU_EXIT_OK && !s->is_interrupted;
    emu_rows_destroy(s->rows);
    rt_buf_fini(&s->line);
    if (s->is_json) {
        json_t *all =
            json_pack("{s:s,s:s,s:I,s:f,s:i,s:O}", "result",
                      is_done             ? "done"
                      : s->is_interrupted ? "interrupted"
                                          : "failed",
                      "failed", is_done ? "" : s->error->text, "seed", (json_int_t)emu_unit_seed(s->unit), "virtual_s",
                      (double)now_ms(s) / 1000.0, "steps", (int)s->n_steps, "timeline", s->timeline);
        if (all == NULL || json_dumpf(all, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(12)) != 0) {
            emu_error_set(s->error, EMU_EXIT_ENVIRONMENT, "demo: the report cannot be written: check standard output");
        }
        puts("");
        json_decref(all);
    }
    json_decref(s->timeline);
}

void emu_story_section(struct emu_story *s, const char *title)
{
    tell(s, KIND_SECTION, title);
}

void emu_story_note(struct emu_story *s, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    tellv(s, KIND_NOTE, format, ap);
    va_end(ap);
}

void emu_story_check(struct emu_story *s, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    tellv(s, KIND_CHECK, format, ap);
    va_end(ap);
    s->n_steps++;
}

void emu_story_table(struct emu_story *s, const char *name, const char *before, const char *after)
{
    char text[TEXT_MAX + 1];
    (void)snprintf(text, sizeof text, "%-24.24s %-34.34s %.34s", name, before, after);
    tell(s, KIND_TABLE, text);
}

bool emu_story_claim(struct emu_story *s, bool is_so, const char *what, const char *format, ...)
{
    char text[TEXT_MAX + 1];
    va_list ap;
    if (is_so) {
        return true;
    }
    if (emu_loop_was_stopped(emu_unit_loop(s->unit))) {
        s->is_interrupted = true;
        return false;
    }
    va_start(ap, format);
    (void)vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    uint64_t ms = now_ms(s);
    emu_error_set(s->error, EMU_EXIT_NO,
                  "demo: %s: %s (at %" PRIu64 ".%03" PRIu64 " s): run it with --trace '*' to see why", what, text,
                  ms / 1000, ms % 1000);
    return false;
}

static bool came_about(struct emu_story *s, enum rt_err err, const char *what, const char *signal)
{
    return emu_story_claim(s, err == RT_OK, what, "%s did not happen (%s)", signal, rt_err_text(err));
}

bool emu_story_see(struct emu_story *s, const char *what, const char *signal, unsigned within_s,
                   struct board_event *found)
{
    struct emu_match match;
    enum rt_err err = emu_match_parse(rt_str(signal), &match);
    if (err == RT_OK) {
        err = emu_act_wait_for(&s->acts, &match, (uint64_t)within_s * BOARD_US_PER_S, found);
    }
    s->n_steps++;
    return came_about(s, err, what, signal);
}

bool emu_story_hear(struct emu_story *s, const char *what, const char *words, unsigned within_s)
{
    char signal[128];
    (void)snprintf(signal, sizeof signal, "ear[1]=%s", words);
    return emu_story_see(s, what, signal, within_s, NULL);
}

bool emu_story_dial(struct emu_story *s, const char *keys, const char *meaning)
{
    emu_story_note(s, "next: keys %s (%s)", keys, meaning);
    char line[TEXT_MAX];
    (void)snprintf(line, sizeof line, "dial 1 %s", keys);
    return came_about(s, emu_act_do_line(&s->acts, line), meaning, keys);
}

bool emu_story_hook(struct emu_story *s, bool is_off_hook)
{
    return came_about(s, emu_act_do_line(&s->acts, is_off_hook ? "offhook 1" : "onhook 1"), "the handset", "hook");
}

bool emu_story_let_pass(struct emu_story *s, unsigned seconds)
{
    return came_about(s, emu_act_wait_time(&s->acts, (uint64_t)seconds * BOARD_US_PER_S), "time", "a pause");
}
