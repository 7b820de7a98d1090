/* SPDX-License-Identifier: MIT */
#include <story/story.h>
#include <board/board.h>
#include <host/colour.h>
#include <host/signals.h>
#include <unit/loop.h>
#include <board/clock.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define TEXT_MAX BOARD_TRACE_TEXT_MAX

/* kind of line, as in JSON; mark before it; colour of the line on a terminal */
enum kind { KIND_SECTION, KIND_ACT, KIND_OK, KIND_HEARD, KIND_PROVIDER, KIND_ROW };
static const struct {
    const char *name, *mark;
    enum emu_style style;
} kinds[] = {
    [KIND_SECTION] = {"section", "", EMU_STYLE_TITLE},    [KIND_ACT] = {"act", ">", EMU_STYLE_ACT},
    [KIND_OK] = {"step", "ok", EMU_STYLE_GOOD},           [KIND_HEARD] = {"heard", "\"", EMU_STYLE_HEARD},
    [KIND_PROVIDER] = {"provider", "|", EMU_STYLE_ASIDE}, [KIND_ROW] = {"row", " ", EMU_STYLE_PLAIN},
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
    printf("%3" PRIu64 ":%02" PRIu64 ".%03" PRIu64 "  %s%-2s%s %s%s%s\n", ms / 60000, ms / 1000 % 60, ms % 1000, on,
           kinds[kind].mark, off, kind == KIND_PROVIDER ? on : "", text, kind == KIND_PROVIDER ? off : "");
}

static void tellv(struct emu_story *s, enum kind kind, const char *format, va_list ap)
{
    char text[TEXT_MAX + 1];
    (void)vsnprintf(text, sizeof text, format, ap); /* longer ones are cut */
    tell(s, kind, text);
}

/* What the provider sees of reports and requests. The steps report leases, names and the time of day. */
static void on_event(void *ctx, struct board *b, const struct board_event *e)
{
    static const char *const shown[] = {"syslog: ", "http: ", "https: ", "tftp: RRQ"};
    struct emu_story *s = ctx;
    (void)b;
    for (size_t i = 0; board_event_signal(e) == &emu_signal_lab && i < sizeof shown / sizeof shown[0]; i++) {
        if (strncmp(e->text, shown[i], strlen(shown[i])) == 0) {
            tell(s, KIND_PROVIDER, e->text);
        }
    }
}

void emu_story_begin(struct emu_story *s, struct emu_unit *u, bool is_json, struct emu_error *error)
{
    *s = (struct emu_story){
        .unit = u,
        .is_json = is_json,
        .timeline = json_array(),
        .error = error,
        .watcher = {.fn = on_event, .ctx = s},
    };
    emu_acts_init(&s->acts, u);
    board_watch(emu_unit_board(u), &s->watcher);
}

void emu_story_end(struct emu_story *s)
{
    bool is_done = s->error->code == EMU_EXIT_OK && !s->is_interrupted;
    board_unwatch(emu_unit_board(s->unit), &s->watcher);
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

void emu_story_act(struct emu_story *s, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    tellv(s, KIND_ACT, format, ap);
    va_end(ap);
}

void emu_story_ok(struct emu_story *s, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    tellv(s, KIND_OK, format, ap);
    va_end(ap);
    s->n_steps++;
}

void emu_story_row(struct emu_story *s, const char *name, const char *before, const char *after)
{
    char text[TEXT_MAX + 1];
    (void)snprintf(text, sizeof text, "   %-24.24s %-34.34s %.34s", name, before, after);
    tell(s, KIND_ROW, text);
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
    return came_about(s, err, what, signal);
}

bool emu_story_hear(struct emu_story *s, const char *what, const char *words, unsigned within_s)
{
    char signal[128];
    char said[TEXT_MAX + 1];
    struct board_event e;
    (void)snprintf(signal, sizeof signal, "ear[1]=%s", words);
    if (!emu_story_see(s, what, signal, within_s, &e)) {
        return false;
    }
    struct rt_str text = rt_str(e.text);
    if (rt_str_starts(text, "says ")) { /* says "words" (prompt): only the words */
        struct rt_str rest;
        (void)rt_str_cut(text, '"', &rest);
        text = rt_str_cut(rest, '"', &rest);
    }
    if (rt_str_copy(said, sizeof said, text) == RT_OK) {
        tell(s, KIND_HEARD, said);
    }
    s->n_steps++;
    return true;
}

bool emu_story_dial(struct emu_story *s, const char *keys, const char *meaning)
{
    emu_story_act(s, "keys %s   (%s)", keys, meaning);
    char line[TEXT_MAX];
    (void)snprintf(line, sizeof line, "dial 1 %s", keys);
    return came_about(s, emu_act_do_line(&s->acts, line), meaning, keys);
}

bool emu_story_hook(struct emu_story *s, bool is_off_hook)
{
    emu_story_act(s, "telephone 1: handset %s", is_off_hook ? "lifted" : "put down");
    return came_about(s, emu_act_do_line(&s->acts, is_off_hook ? "offhook 1" : "onhook 1"), "the handset", "hook");
}

bool emu_story_let_pass(struct emu_story *s, unsigned seconds)
{
    return came_about(s, emu_act_wait_time(&s->acts, (uint64_t)seconds * BOARD_US_PER_S), "time", "a pause");
}
