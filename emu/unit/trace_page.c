/* SPDX-License-Identifier: MIT */
#include <unit/trace_page.h>
#include <ear/ear.h>
#include <host/signals.h>
#include <fw/device.h>
#include <fw/event.h>
#include <ivr/ivr.h>
#include <rt/assert.h>
#include <string.h>

static const char head[] =
    "<!-- SPDX-License-Identifier: MIT -->\n"
    "<!-- Made from the rows of the signals: echo 'help trace' | vspa console --off -->\n"
    "# The trace\n"
    "\n"
    "Everything that enters or leaves the unit, and every state change of it, is one event: `--trace SIGNAL` prints "
    "events, `--trace-file\n"
    "FILE` keeps all of them, `vspa replay` compares them. One line an event, in order; the form is stable.\n"
    "\n"
    "```\n"
    "line    =  time blank signal [ \"[\" unit \"]\" ] [ blank field \"=\" number ] [ blank text ]\n"
    "time    =  seconds since the unit's board was made, at least 8 places, \".\" and 6 digits; virtual\n"
    "signal  =  a name of this page\n"
    "unit    =  wan, lan; power, internet, ethernet, phone1, phone2 for LEDs; else a number. Without brackets: 0\n"
    "field   =  the name of the number; both are left out where the kind of event has none\n"
    "number  =  a whole number, may be negative\n"
    "text    =  the rest of the line; control characters that could end it are blanks\n"
    "```\n"
    "\n"
    "```\n"
    "      15.621000 frame.in[wan] bytes=58\n"
    "      16.640000 led[power] fast\n"
    "      17.020000 ear[1] prompt=12 says \"Linksys configuration menu\" (1)\n"
    "```\n"
    "\n"
    "`grep -E '^ *[0-9.]+ (fw\\.|ear)' FILE` is what was done and heard; `awk '$1 > 60'` what came after the first "
    "minute. A word that\n"
    "comes from outside (a server's name, a syslog line) is in the text and nowhere else.\n"
    "\n"
    "`--until`, `trace:expects()`, `wait` of the console and of control match a part of the text, or the number: "
    "`fw.resync=-1`, or with\n"
    "its name, `fw.resync=result=-1`.\n"
    "\n"
    "Below, `{name}` is a part of the text; one that is called `sep` is punctuation or nothing. Debug: from this "
    "Debug_Level on\n"
    "Debug_Server hears the text too, behind the signal's name without `fw.`; `-`: never.\n"
    "\n"
    "| signal | unit | event | number | text |\n"
    "| --- | --- | --- | --- | --- |\n";

/* ---- kinds ---- */

static const struct fw_event *event_at(size_t i)
{
    for (size_t t = 0; fw_event_tables[t] != NULL; t++) {
        for (size_t k = 0; fw_event_tables[t][k] != NULL; k++) {
            if (i-- == 0) {
                return fw_event_tables[t][k];
            }
        }
    }
    for (size_t k = 0; ivr_events[k] != NULL; k++) {
        if (i-- == 0) {
            return ivr_events[k];
        }
    }
    return NULL;
}

const struct board_kind *emu_kind_at(size_t i)
{
    size_t n_events = 0;
    const struct fw_event *e = event_at(i);
    if (e != NULL) {
        return &e->kind;
    }
    while (event_at(n_events) != NULL) {
        n_events++;
    }
    size_t left = i - n_events;
    for (size_t k = 0; emu_ear_kinds[k] != NULL; k++) {
        if (k == left) {
            return emu_ear_kinds[k];
        }
    }
    return NULL;
}

/* From which Debug_Level on Debug_Server gets it; 0: never. */
static unsigned level_of(const struct board_kind *kind)
{
    const struct fw_event *e;
    for (size_t i = 0; (e = event_at(i)) != NULL; i++) {
        if (&e->kind == kind) {
            return e->level != FW_LOG_TRACE_ONLY ? e->level : 0;
        }
    }
    return 0;
}

/* The length of a conversion of printf at s, which begins with '%'. */
static size_t conversion_length(const char *s)
{
    size_t n = 1 + strspn(s + 1, "0123456789.*lzh-+ #");
    return n + (s[n] != '\0' ? 1 : 0);
}

bool emu_kind_form(const struct board_kind *kind, struct rt_buf *out)
{
    struct rt_str names = rt_str(board_kind_text(kind, BOARD_KIND_NAMES));
    for (const char *f = board_kind_text(kind, BOARD_KIND_FORMAT); *f != '\0';) {
        if (*f != '%') {
            (void)rt_buf_put(out, f++, 1); /* the buffer remembers */
            continue;
        }
        f += conversion_length(f);
        struct rt_str name = rt_str_cut(names, ' ', &names);
        if (name.n == 0) {
            return false;
        }
        (void)rt_buf_printf(out, "{%.*s}", (int)name.n, name.p);
    }
    return names.n == 0;
}

/* ---- the page ---- */

/* "`state=` the new state | `{from} -> {to}`". */
static void put_number_and_text(struct rt_buf *out, const struct board_kind *kind)
{
    const char *field = board_kind_text(kind, BOARD_KIND_FIELD);
    if (field[0] != '\0') {
        (void)rt_buf_printf(out, "`%s=` %s", field, board_kind_text(kind, BOARD_KIND_UNIT));
    }
    (void)rt_buf_printf(out, " | ");
    if (board_kind_text(kind, BOARD_KIND_FORMAT)[0] != '\0') {
        (void)rt_buf_printf(out, "`");
        RT_ASSERT(emu_kind_form(kind, out)); /* a test has asked for each row */
        (void)rt_buf_printf(out, "`");
    }
}

static const struct board_kind *first_of(const struct board_signal *s)
{
    const struct board_kind *kind;
    for (size_t i = 0; (kind = emu_kind_at(i)) != NULL; i++) {
        if (kind->signal == s) {
            return kind;
        }
    }
    return NULL;
}

/* One row for a signal that carries its only kind. */
static void put_simple(struct rt_buf *out, const struct board_signal *s)
{
    (void)rt_buf_printf(out, "| `%s` | %s | %s | ", s->name, s->which, board_kind_text(&s->kind, BOARD_KIND_HELP));
    put_number_and_text(out, &s->kind);
    (void)rt_buf_printf(out, " |\n");
}

static void put_kind(struct rt_buf *out, const struct board_kind *kind)
{
    unsigned level = level_of(kind);
    (void)rt_buf_printf(out, "| `%s` | %s | ", kind->id, board_kind_text(kind, BOARD_KIND_HELP));
    put_number_and_text(out, kind);
    (void)rt_buf_printf(out, level > 0 ? " | %u |\n" : " | - |\n", level);
}

static void put_signal(struct rt_buf *out, const struct board_signal *s)
{
    const struct board_kind *kind;
    (void)rt_buf_printf(out, "\n## %s\n\n%s", s->name, s->help);
    (void)rt_buf_printf(out, s->which[0] != '\0' ? ". Unit: %s.\n\n" : ".\n\n", s->which);
    (void)rt_buf_printf(out, "| id | event | number | text | debug |\n| --- | --- | --- | --- | --- |\n");
    if (board_kind_text(&s->kind, BOARD_KIND_HELP)[0] != '\0') {
        put_kind(out, &s->kind);
    }
    for (size_t i = 0; (kind = emu_kind_at(i)) != NULL; i++) {
        if (kind->signal == s) {
            put_kind(out, kind);
        }
    }
}

enum rt_err emu_trace_page(struct rt_buf *out)
{
    const struct board_signal *s;
    (void)rt_buf_put(out, head, sizeof head - 1);
    for (size_t i = 0; (s = emu_signal_at(i)) != NULL; i++) {
        if (first_of(s) == NULL) {
            put_simple(out, s);
        }
    }
    for (size_t i = 0; (s = emu_signal_at(i)) != NULL; i++) {
        if (first_of(s) != NULL) {
            put_signal(out, s);
        }
    }
    return rt_buf_error(out);
}
