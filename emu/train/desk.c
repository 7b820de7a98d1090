/* SPDX-License-Identifier: MIT */
/*
 * The trainee's desk: a command a line. Keys of the telephone are typed as they are. What the desk has no word for
 * cannot be done: it reaches neither the trace, nor facts, nor parameters.
 */
#include "desk.h"
#include <act/act.h>
#include <unit/loop.h>
#include <unit/unit.h>
#include <host/kinds.h>
#include <host/signals.h>
#include <board/board.h>
#include <board/clock.h>
#include <board/led.h>
#include <rt/buf.h>
#include <rt/human.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define PAGE_LINES 60u
#define LOG_LINES  40u

const char *desk_text(const struct desk *d, const char *english, const char *german)
{
    return d->language == EMU_LESSON_GERMAN ? german : english;
}

void desk_say(struct desk *d, const char *format, ...)
{
    char text[2000];
    va_list ap;
    va_start(ap, format);
    (void)vsnprintf(text, sizeof text, format, ap); /* a cut line is still a line */
    va_end(ap);
    desk_line_say(&d->line, text);
}

bool desk_turn(void *ctx)
{
    struct desk *d = ctx;
    emu_lesson_turn(d->lesson);
    if (d->n_offered == 0 && emu_lesson_offers_hint(d->lesson)) {
        d->n_offered++;
        desk_say(d, "%s", desk_text(d, "(A first hint is free: hint)", "(Ein erster Hinweis kostet nichts: hinweis)"));
    }
    return d->is_done || emu_lesson_is_over(d->lesson);
}

/* ---- acts ---- */

struct acting {
    struct desk *desk;
    struct emu_act_call *call;
};

static bool is_act_done(void *ctx)
{
    struct acting *a = ctx;
    return desk_turn(a->desk) || (a->call->act->end == EMU_ACT_WHEN && emu_act_is_done(a->call));
}

/* Lets time go by until the act is done; then the caller of it reads the results, and ends the call. */
static enum rt_err do_act(struct desk *d, struct emu_act_call *call, const char *arguments)
{
    char line[DESK_LINE_MAX + 1];
    (void)snprintf(line, sizeof line, "%s", arguments != NULL ? arguments : "");
    enum rt_err err = arguments != NULL ? emu_act_take_line(call, line) : RT_OK; /* NULL: they are taken */
    err = err == RT_OK ? emu_act_start(call) : err;
    if (err == RT_OK) {
        struct acting a = {d, call};
        err = call->act->end == EMU_ACT_AT_ONCE
                  ? RT_OK
                  : emu_act_wait_until(emu_lesson_acts(d->lesson), emu_act_wait_us(call), is_act_done, &a);
        err = emu_act_finish(call, call->act->end != EMU_ACT_WHEN && err == RT_ETIMEDOUT ? RT_OK : err);
    }
    if (err != RT_OK) { /* what was typed wrongly is told whole; of what did not come to be, not the remedy */
        bool is_whole = call->code == EMU_EXIT_USAGE;
        desk_say(d, "%.*s", is_whole ? (int)sizeof call->message : (int)strcspn(call->message, ":"), call->message);
    }
    return err;
}

bool desk_act(struct desk *d, const char *line)
{
    char name[32];
    size_t n = strcspn(line, " ");
    struct emu_act_call call;
    (void)snprintf(name, sizeof name, "%.*s", (int)n, line);
    emu_act_call_init(&call, emu_lesson_acts(d->lesson), emu_act_find(name));
    bool is_done = do_act(d, &call, line + n + (line[n] == ' ' ? 1 : 0)) == RT_OK;
    emu_act_call_fini(&call);
    return is_done;
}

/* ---- words ---- */

typedef void word_fn(struct desk *d, const char *rest);

static unsigned telephone_of(const struct desk *d, const char *rest)
{
    return rest[0] == '1' || rest[0] == '2' ? (unsigned)(rest[0] - '0') : d->head.telephone;
}

static void act_on(struct desk *d, const char *act, unsigned telephone, const char *more)
{
    char line[DESK_LINE_MAX + 40];
    (void)snprintf(line, sizeof line, "%s %u%s%s", act, telephone, more[0] != '\0' ? " " : "", more);
    (void)desk_act(d, line);
}

static void word_lift(struct desk *d, const char *rest)
{
    act_on(d, "offhook", telephone_of(d, rest), "");
}
static void word_hang(struct desk *d, const char *rest)
{
    act_on(d, "onhook", telephone_of(d, rest), "");
}
static void word_dial(struct desk *d, const char *rest)
{
    char line[DESK_LINE_MAX + 40];
    (void)snprintf(line, sizeof line, "dial %s", rest);
    (void)desk_act(d, line);
}
static void word_flash(struct desk *d, const char *rest)
{
    act_on(d, "flash", telephone_of(d, rest), "");
}

static void word_look(struct desk *d, const char *rest)
{
    const char *told = emu_lesson_look_at_lamps(d->lesson);
    const struct board *b = emu_unit_board(emu_lesson_unit(d->lesson));
    (void)rest;
    if (d->is_voice_only) {
        desk_say(d, "  %s: %s", desk_text(d, "The caller, of the Power lamp", "Der Anrufer zur Lampe Power"), told);
        return;
    }
    for (unsigned i = 0; i < BOARD_N_LEDS; i++) {
        const char *pattern = board_led_pattern_name(board_led_pattern(b, (enum board_led)i));
        desk_say(d, "  %-9s %s", board_led_name((enum board_led)i), emu_lesson_rhythm(d->lesson, pattern));
    }
}

static void word_unplug(struct desk *d, const char *rest)
{
    char line[DESK_LINE_MAX + 40];
    (void)snprintf(line, sizeof line, "cable %s out", rest[0] != '\0' ? rest : "wan");
    (void)desk_act(d, line);
}
static void word_plug(struct desk *d, const char *rest)
{
    char line[DESK_LINE_MAX + 40];
    (void)snprintf(line, sizeof line, "cable %s in", rest[0] != '\0' ? rest : "wan");
    (void)desk_act(d, line);
}
static void word_power(struct desk *d, const char *rest)
{
    bool is_on = strcmp(rest, "on") == 0 || strcmp(rest, "an") == 0;
    if (!is_on && strcmp(rest, "off") != 0 && strcmp(rest, "aus") != 0) {
        desk_say(d, "%s", desk_text(d, "power on, or power off", "strom an, oder strom aus"));
        return;
    }
    (void)desk_act(d, is_on ? "power on" : "power off");
}

static void word_wait(struct desk *d, const char *rest)
{
    uint64_t us;
    struct emu_loop *loop = emu_unit_loop(emu_lesson_unit(d->lesson));
    const char *wrong = emu_parse_duration_us(rest, &us);
    if (rest[0] == '\0' || wrong != NULL || us > 86400u * (uint64_t)BOARD_US_PER_S) {
        desk_say(d, "%s", desk_text(d, "wait TIME, as in wait 30s", "warte ZEIT, etwa warte 30s"));
        return;
    }
    emu_loop_set_rate(loop, 0); /* the trainee need not sit it out */
    struct emu_act_call none = {.act = emu_act_find("power")};
    struct acting a = {d, &none};
    (void)emu_act_wait_until(emu_lesson_acts(d->lesson), us, is_act_done, &a);
    emu_loop_set_rate(loop, d->rate);
}

/* "lan ..." before a page or a form: of the PC at the Ethernet socket, in the place of one at the Internet side. */
static bool take_lan(const char **rest)
{
    bool is_lan = strncmp(*rest, "lan ", 4) == 0;
    *rest += is_lan ? 4 : 0;
    return is_lan;
}

static void word_lease(struct desk *d, const char *rest)
{
    struct emu_act_call call;
    (void)rest;
    emu_act_call_init(&call, emu_lesson_acts(d->lesson), emu_act_find("pc_lease"));
    if (do_act(d, &call, "") == RT_OK) {
        desk_say(d, "  %s", call.result[0].text);
    }
    emu_act_call_fini(&call);
}

static void word_page(struct desk *d, const char *rest)
{
    struct emu_act_call call;
    if (d->is_voice_only) {
        desk_say(d, "%s", desk_text(d, "voice only: there is no page", "nur Stimme: es gibt keine Seite"));
        return;
    }
    char line[DESK_LINE_MAX + 40];
    bool is_lan = take_lan(&rest);
    (void)snprintf(line, sizeof line, "%s%s", rest[0] != '\0' ? rest : "/", is_lan ? " port=lan" : "");
    emu_act_call_init(&call, emu_lesson_acts(d->lesson), emu_act_find("web"));
    if (do_act(d, &call, line) == RT_OK) {
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

static void word_submit(struct desk *d, const char *rest)
{
    struct emu_act_call call;
    struct rt_buf fields;
    struct rt_str tab;
    char name[DESK_LINE_MAX + 1];
    if (d->is_voice_only) {
        desk_say(d, "%s", desk_text(d, "voice only: there is no page", "nur Stimme: es gibt keine Seite"));
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
    } else if (do_act(d, &call, NULL) == RT_OK) {
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
    (void)snprintf(out, size, "%s", desk_text(d, "Nothing was asked.", "Es wurde nichts gefragt."));
    for (size_t i = 0; i < 4; i++) {
        if (last[i] != NULL && n < size) {
            n += (size_t)snprintf(out + n, size - n, "%.0f s: %.120s. ", (double)last[i]->at_us / 1e6, last[i]->text);
        }
    }
}

static void word_log(struct desk *d, const char *rest)
{
    const struct board *b = emu_unit_board(emu_lesson_unit(d->lesson));
    unsigned n = 0;
    (void)rest;
    emu_lesson_read_log(d->lesson);
    for (uint64_t i = 0; i < board_trace_end(b); i++) {
        const struct board_event *e = board_trace_get(b, i);
        if (e != NULL && board_event_signal(e) == &emu_signal_lab && n++ < LOG_LINES) {
            desk_say(d, "  %10.3f %s", (double)e->at_us / 1e6, e->text);
        }
    }
    if (n == 0) {
        desk_say(d, "  %s", desk_text(d, "nothing", "nichts"));
    }
}

/* ---- what the lesson has: rows of a kind, by number ---- */

struct counting {
    struct desk *desk;
    enum emu_lesson_row_kind kind;
    unsigned n, wanted; /* wanted 0: all are shown */
    const char *named;
    char id[64];
};

static void find_row(void *ctx, const struct emu_lesson_row *row)
{
    struct counting *c = ctx;
    if (row->kind == c->kind && strcmp(row->id, c->named) == 0) {
        (void)snprintf(c->id, sizeof c->id, "%s", row->id);
    }
}

static void count_row(void *ctx, const struct emu_lesson_row *row)
{
    struct counting *c = ctx;
    if (row->kind != c->kind) {
        return;
    }
    c->n++;
    if (c->wanted == 0) {
        const char *mark = row->state == EMU_LESSON_DONE ? "*" : row->state == EMU_LESSON_BUSY ? "…" : " ";
        desk_say(c->desk, " %s%u  %s", mark, c->n, row->text);
    } else if (c->n == c->wanted) {
        (void)snprintf(c->id, sizeof c->id, "%s", row->id);
    }
}

/* The id of the row that a number names; NULL: all of them were shown. */
static const char *choose_row(struct desk *d, enum emu_lesson_row_kind kind, const char *rest, struct counting *c)
{
    char *end;
    unsigned long n = strtoul(rest, &end, 10);
    *c = (struct counting){.desk = d, .kind = kind, .wanted = *end == '\0' && n < 100 ? (unsigned)n : 0, .named = rest};
    if (rest[0] != '\0' && c->wanted == 0) { /* an id, as solutions write it */
        emu_lesson_rows(d->lesson, find_row, c);
        if (c->id[0] != '\0') {
            return c->id;
        }
        c->n = 0;
    }
    emu_lesson_rows(d->lesson, count_row, c);
    if (c->wanted > c->n) {
        c->wanted = 0;
        c->n = 0;
        emu_lesson_rows(d->lesson, count_row, c);
    }
    if (c->n == 0) {
        desk_say(d, "  %s", desk_text(d, "There are none in this lesson.", "In dieser Lektion gibt es keine."));
    }
    return c->id[0] != '\0' ? c->id : NULL;
}

static void word_ask(struct desk *d, const char *rest)
{
    struct counting c;
    const char *id = choose_row(d, EMU_LESSON_ROW_QUESTION, rest, &c);
    if (id != NULL) {
        desk_say(d, "  %s: %s", desk_text(d, "Caller", "Anrufer"), emu_lesson_ask(d->lesson, id));
    }
}

static void word_diagnosis(struct desk *d, const char *rest)
{
    struct counting c;
    const char *id = choose_row(d, EMU_LESSON_ROW_CHOICE, rest, &c);
    if (id == NULL) {
        d->has_card = true; /* read in peace: the next word takes it away */
        emu_lesson_card(d->lesson, true);
    }
    if (id != NULL && emu_lesson_choose(d->lesson, id)) {
        desk_say(d, "  %s", desk_text(d, "Noted.", "Notiert."));
    }
}

static void word_have(struct desk *d, const char *rest)
{
    struct counting c;
    const char *id = choose_row(d, EMU_LESSON_ROW_DEED, rest, &c);
    const char *wrong = id != NULL ? emu_lesson_perform(d->lesson, id) : NULL;
    if (wrong != NULL) {
        desk_say(d, "  %s", wrong);
    }
}

static void word_hint(struct desk *d, const char *rest)
{
    int price = emu_lesson_hint_price(d->lesson);
    (void)rest;
    if (price < 0) {
        desk_say(d, "%s", desk_text(d, "There is no hint.", "Es gibt keinen Hinweis."));
        return;
    }
    desk_say(d, "  %s (-%d)", emu_lesson_hint(d->lesson), price);
}

static void word_show(struct desk *d, const char *rest)
{
    (void)rest;
    desk_show(d);
}

static void word_done(struct desk *d, const char *rest)
{
    (void)rest;
    d->is_done = true;
}
static void word_quit(struct desk *d, const char *rest)
{
    (void)rest;
    d->is_left = true;
}

static word_fn word_help;

static const struct {
    const char *english, *german, *arguments;
    const char *help_en, *help_de;
    word_fn *fn;
} words[] = {
    {"****", "****", "", "keys are typed as they are: 110#", "Tasten tippt man, wie sie sind: 110#", NULL},
    {"lift", "heb", "[1|2]", "lift the handset", "den Hörer abheben", word_lift},
    {"hang", "auf", "[1|2]", "replace it", "auflegen", word_hang},
    {"dial", "wähl", "1|2 KEYS", "dial on this telephone", "auf diesem Telefon wählen", word_dial},
    {"flash", "flash", "[1|2]", "press the hook briefly", "kurz auf die Gabel drücken", word_flash},
    {"look", "lampen", "", "look at the lamps", "die Lampen ansehen", word_look},
    {"ask", "frag", "[N]", "ask the caller", "den Anrufer fragen", word_ask},
    {"diagnosis", "diagnose", "[N]", "show the possible causes; choose one", "mögliche Ursachen zeigen; eine wählen",
     word_diagnosis},
    {"have", "lass", "[N]", "have something done", "etwas tun lassen", word_have},
    {"unplug", "zieh", "[wan|lan|phone1|phone2]", "pull a cable out", "ein Kabel ziehen", word_unplug},
    {"plug", "steck", "[wan|lan|phone1|phone2]", "plug it in", "es einstecken", word_plug},
    {"power", "strom", "on|off", "switch the unit on or off", "das Gerät ein- oder ausschalten", word_power},
    {"page", "seite", "[lan] PATH [user=NAME]", "open a page of the unit", "eine Seite des Geräts öffnen", word_page},
    {"submit", "sende", "[lan] TAB: NAME=VALUE, ...", "submit a form", "ein Formular absenden", word_submit},
    {"lease", "lease", "", "the PC at the Ethernet socket asks for an address",
     "der PC an der Buchse Ethernet fragt nach einer Adresse", word_lease},
    {"log", "protokoll", "", "read the provider's log", "das Protokoll des Anbieters lesen", word_log},
    {"wait", "warte", "TIME", "let time pass: 30s, 10m", "Zeit vergehen lassen: 30s, 10m", word_wait},
    {"hint", "hinweis", "", "take the next hint (0, 5, 10 points)", "den nächsten Hinweis nehmen (0, 5, 10 Punkte)",
     word_hint},
    {"show", "zeig", "", "show the case again", "den Fall noch einmal zeigen", word_show},
    {"done", "fertig", "", "close the case", "den Fall schließen", word_done},
    {"quit", "ende", "", "leave without finishing", "ohne Abschluss gehen", word_quit},
    {"help", "hilfe", "", "this list", "diese Liste", word_help},
};

static void word_help(struct desk *d, const char *rest)
{
    (void)rest;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        char line[80];
        (void)snprintf(line, sizeof line, "%s %s", desk_text(d, words[i].english, words[i].german), words[i].arguments);
        desk_say(d, "  %-30s %s", line, desk_text(d, words[i].help_en, words[i].help_de));
    }
}

void desk_begin(struct desk *d)
{
    if (d->is_offered) {
        d->is_offered = false;
        emu_lesson_card(d->lesson, false);
    }
}

void desk_do(struct desk *d, const char *line)
{
    char word[32];
    if (d->has_card) {
        d->has_card = false;
        emu_lesson_card(d->lesson, false);
    }
    line += strspn(line, " \t");
    size_t n = strcspn(line, " \t");
    const char *rest = line + n + strspn(line + n, " \t");
    if (line[0] == '\0' || (line[0] == '#' && line[1] == ' ')) {
        return; /* a remark of a script */
    }
    if (strspn(line, "0123456789*#ABCD,") == strlen(line)) {
        desk_begin(d);
        act_on(d, "dial", d->head.telephone, line);
        return;
    }
    (void)snprintf(word, sizeof word, "%.*s", (int)n, line);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (words[i].fn != NULL && (strcmp(word, words[i].english) == 0 || strcmp(word, words[i].german) == 0)) {
            if (words[i].fn != word_quit && words[i].fn != word_help) {
                desk_begin(d);
            }
            words[i].fn(d, rest);
            return;
        }
    }
    desk_say(d, desk_text(d, "%s: unknown: 'help' lists the words", "%s: unbekannt: 'hilfe' zählt die Wörter auf"),
             word);
}
