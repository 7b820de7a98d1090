/* SPDX-License-Identifier: MIT */
/* Words of the desk for what is read and written elsewhere: pages of the unit, a PC's address, the provider's log. */
#include "words.h"
#include <unit/unit.h>
#include <host/signals.h>
#include <board/board.h>
#include <rt/buf.h>
#include <stdio.h>
#include <string.h>

#define PAGE_LINES 60u
#define LOG_LINES  40u

/* "lan ..." before a page or a form: of the PC at the Ethernet socket, in the place of one at the Internet side. */
static bool take_lan(const char **rest)
{
    bool is_lan = strncmp(*rest, "lan ", 4) == 0;
    *rest += is_lan ? 4 : 0;
    return is_lan;
}

void desk_word_lease(struct desk *d, const char *rest)
{
    struct emu_act_call call;
    (void)rest;
    emu_act_call_init(&call, emu_lesson_acts(d->lesson), emu_act_find("pc_lease"));
    if (desk_do_act(d, &call, "") == RT_OK) {
        desk_say(d, "  %s", call.result[0].text);
    }
    emu_act_call_fini(&call);
}

void desk_word_page(struct desk *d, const char *rest)
{
    struct emu_act_call call;
    if (d->is_voice_only) {
        desk_say(d, "%s", desk_text(d, "voice only: there is no page"));
        return;
    }
    char line[DESK_LINE_MAX + 40];
    bool is_lan = take_lan(&rest);
    (void)snprintf(line, sizeof line, "%s%s", rest[0] != '\0' ? rest : "/", is_lan ? " port=lan" : "");
    emu_act_call_init(&call, emu_lesson_acts(d->lesson), emu_act_find("web"));
    if (desk_do_act(d, &call, line) == RT_OK) {
        desk_say(d, "  HTTP %d", (int)call.result[0].number);
        desk_put_page(stdout, call.result[1].text != NULL ? call.result[1].text : "", PAGE_LINES);
    }
    emu_act_call_fini(&call);
}

/* "Voice/Line 1: User ID=4711, Register=yes" as tab and fields of the act. False: it has no fields. */
static bool put_form(const char *rest, struct rt_str *tab, struct rt_buf *out)
{
    struct rt_str fields;
    *tab = rt_str_trim(rt_str_cut(rt_str(rest), ':', &fields));
    bool is_good = fields.n > 0;
    while (is_good && fields.n > 0) {
        struct rt_str value;
        struct rt_str field = rt_str_cut(fields, ',', &fields);
        struct rt_str name = rt_str_trim(rt_str_cut(field, '=', &value));
        is_good = emu_act_put_field(out, name, rt_str_trim(value)) == RT_OK;
    }
    return is_good;
}

static bool take(struct emu_act_call *call, const char *name, const char *text, size_t n)
{
    return emu_act_take_text(call, (size_t)emu_act_argument_find(call->act, rt_str(name)), text, n) == NULL;
}

void desk_word_submit(struct desk *d, const char *rest)
{
    struct emu_act_call call;
    struct rt_buf fields;
    struct rt_str tab;
    char name[DESK_LINE_MAX + 1];
    if (d->is_voice_only) {
        desk_say(d, "%s", desk_text(d, "voice only: there is no page"));
        return;
    }
    bool is_lan = take_lan(&rest);
    rt_buf_init(&fields, 2 * DESK_LINE_MAX);
    emu_act_call_init(&call, emu_lesson_acts(d->lesson), emu_act_find("submit"));
    bool is_form = put_form(rest, &tab, &fields);
    (void)snprintf(name, sizeof name, "%.*s", (int)tab.n, tab.p);
    if (!is_form) {
        desk_say(d, "%s", "submit [lan] Voice/Line 1: User ID=4711, Register=yes");
    } else if (!take(&call, "tab", name, tab.n) || !take(&call, "fields", rt_buf_text(&fields), fields.n) ||
               !take(&call, "port", is_lan ? "lan" : "wan", 3)) {
        desk_say(d, "%s", call.message);
    } else if (desk_do_act(d, &call, NULL) == RT_OK) {
        desk_say(d, "  HTTP %d", (int)call.result[0].number);
    }
    emu_act_call_fini(&call);
    rt_buf_fini(&fields);
}

void desk_last_log(struct desk *d, char *out, size_t size)
{
    const struct board *b = emu_unit_board(emu_lesson_unit(d->lesson));
    const struct board_event *last[4] = {NULL};
    size_t n = 0;
    emu_lesson_read_log(d->lesson);
    for (uint64_t i = 0; i < board_trace_end(b); i++) {
        const struct board_event *e = board_trace_get(b, i);
        if (e != NULL && board_event_signal(e) == &emu_signal_lab) {
            memmove(&last[0], &last[1], sizeof last - sizeof last[0]);
            last[3] = e;
        }
    }
    (void)snprintf(out, size, "%s", desk_text(d, "Nothing was asked."));
    for (size_t i = 0; i < 4; i++) {
        if (last[i] != NULL && n < size) {
            char said[EMU_TEXT_MAX];
            (void)emu_text_said(EMU_TEXTS_PROVIDER, last[i]->text, d->language, said, sizeof said); /* or as it is */
            n += (size_t)snprintf(out + n, size - n, "%.0f s: %s. ", (double)last[i]->at_us / 1e6, said);
        }
    }
}

void desk_word_log(struct desk *d, const char *rest)
{
    const struct board *b = emu_unit_board(emu_lesson_unit(d->lesson));
    unsigned n = 0;
    (void)rest;
    emu_lesson_read_log(d->lesson);
    for (uint64_t i = 0; i < board_trace_end(b); i++) {
        const struct board_event *e = board_trace_get(b, i);
        if (e != NULL && board_event_signal(e) == &emu_signal_lab && n++ < LOG_LINES) {
            char said[EMU_TEXT_MAX];
            (void)emu_text_said(EMU_TEXTS_PROVIDER, e->text, d->language, said, sizeof said); /* or as it is */
            desk_say(d, "  %10.3f %s", (double)e->at_us / 1e6, said);
        }
    }
    if (n == 0) {
        desk_say(d, "  %s", desk_text(d, "nothing"));
    }
}
