/* SPDX-License-Identifier: MIT */
/*
 * The trainee's desk: a command a line. Keys of the telephone are typed as they are. What the desk has no word for
 * cannot be done: it reaches neither the trace, nor facts, nor parameters.
 */
#include "words.h"
#include <act/act.h>
#include <unit/loop.h>
#include <unit/unit.h>
#include <host/kinds.h>
#include <host/options.h>
#include <texts/texts.h>
#include <board/board.h>
#include <board/clock.h>
#include <board/led.h>
#include <stdarg.h>
#include <string.h>

#define HELP_COLUMN  33u
#define NARROW_SPACE "\xe2\x80\xaf" /* before a French colon */

const char *desk_text(const struct desk *d, const char *english)
{
    return emu_text_in(EMU_TEXTS_LESSON, english, d->language);
}

void desk_text_of(const struct desk *d, const char *english, const char *place, const char *value, char *out,
                  size_t size)
{
    emu_text_fill(desk_text(d, english), place, value, out, size);
}

void desk_text_pair(const struct desk *d, const char *what, const char *result, char *out, size_t size)
{
    char half[400];
    desk_text_of(d, "{what}: {result}", "result", result, half, sizeof half);
    emu_text_fill(half, "what", what, out, size);
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
        desk_say(d, "%s", desk_text(d, "(A first hint is free: hint)"));
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

enum rt_err desk_do_act(struct desk *d, struct emu_act_call *call, const char *arguments)
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
        char why[EMU_TEXT_MAX];
        (void)emu_text_said(EMU_TEXTS_REFUSALS, call->message, d->language, why, sizeof why); /* or as it is */
        struct rt_str said = rt_str(why);
        if (call->code != EMU_EXIT_USAGE) {
            struct rt_str remedy;
            said = rt_str_trim(rt_str_cut(said, ':', &remedy));
        }
        if (said.n >= strlen(NARROW_SPACE) &&
            rt_str_is(rt_str_from(said, said.n - strlen(NARROW_SPACE)), NARROW_SPACE)) {
            said.n -= strlen(NARROW_SPACE);
        }
        desk_say(d, "%.*s", (int)said.n, said.p);
    }
    return err;
}

/* An act of unit acts, as a line: "dial 1 ****"; a refusal is said. */
static void do_line(struct desk *d, const char *line)
{
    char name[32];
    size_t n = strcspn(line, " ");
    struct emu_act_call call;
    (void)snprintf(name, sizeof name, "%.*s", (int)n, line);
    emu_act_call_init(&call, emu_lesson_acts(d->lesson), emu_act_find(name));
    (void)desk_do_act(d, &call, line + n + (line[n] == ' ' ? 1 : 0)); /* it has said why */
    emu_act_call_fini(&call);
}

/* ---- words ---- */

/* telephone: as it was typed; "": the lesson's. */
static void act_on(struct desk *d, const char *act, const char *telephone, const char *more)
{
    char line[DESK_LINE_MAX + 40], own[12];
    (void)snprintf(own, sizeof own, "%u", d->head.telephone);
    (void)snprintf(line, sizeof line, "%s %s%s%s", act, telephone[0] != '\0' ? telephone : own,
                   more[0] != '\0' ? " " : "", more);
    do_line(d, line);
}

static void word_lift(struct desk *d, const char *rest)
{
    act_on(d, "offhook", rest, "");
}
static void word_hang(struct desk *d, const char *rest)
{
    act_on(d, "onhook", rest, "");
}
static void word_dial(struct desk *d, const char *rest)
{
    char line[DESK_LINE_MAX + 40];
    (void)snprintf(line, sizeof line, "dial %s", rest);
    do_line(d, line);
}
static void word_flash(struct desk *d, const char *rest)
{
    act_on(d, "flash", rest, "");
}

static void word_look(struct desk *d, const char *rest)
{
    const char *told = emu_lesson_look_at_lamps(d->lesson);
    const struct board *b = emu_unit_board(emu_lesson_unit(d->lesson));
    (void)rest;
    if (d->is_voice_only) {
        char text[300];
        desk_text_of(d, "The caller, of the Power lamp: {words}", "words", told, text, sizeof text);
        desk_say(d, "  %s", text);
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
    do_line(d, line);
}
static void word_plug(struct desk *d, const char *rest)
{
    char line[DESK_LINE_MAX + 40];
    (void)snprintf(line, sizeof line, "cable %s in", rest[0] != '\0' ? rest : "wan");
    do_line(d, line);
}
static void word_power(struct desk *d, const char *rest)
{
    bool is_on = strcmp(rest, "on") == 0 || strcmp(rest, "an") == 0;
    if (!is_on && strcmp(rest, "off") != 0 && strcmp(rest, "aus") != 0) {
        desk_say(d, "%s", desk_text(d, "power on, or power off"));
        return;
    }
    do_line(d, is_on ? "power on" : "power off");
}

static void word_wait(struct desk *d, const char *rest)
{
    uint64_t us;
    struct emu_loop *loop = emu_unit_loop(emu_lesson_unit(d->lesson));
    const char *wrong = emu_parse_duration_us(rest, &us);
    if (rest[0] == '\0' || wrong != NULL || us > 86400u * (uint64_t)BOARD_US_PER_S) {
        desk_say(d, "%s", desk_text(d, "wait TIME, as in wait 30s"));
        return;
    }
    emu_loop_set_rate(loop, 0); /* the trainee need not sit it out */
    struct emu_act_call none = {.act = emu_act_find("power")};
    struct acting a = {d, &none};
    (void)emu_act_wait_until(emu_lesson_acts(d->lesson), us, is_act_done, &a);
    emu_loop_set_rate(loop, d->rate);
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

static desk_word_fn word_help;

static const struct {
    char word[12], arguments[32], help[56]; /* in English; desk.def, lesson.def */
    desk_word_fn *fn;
} words[] = {
    {"****", "", "keys are typed as they are: 110#", NULL},
    {"lift", "[1|2]", "lift the handset", word_lift},
    {"hang", "[1|2]", "replace it", word_hang},
    {"dial", "1|2 KEYS", "dial on this telephone", word_dial},
    {"flash", "[1|2]", "press the hook briefly", word_flash},
    {"look", "", "look at the lamps", word_look},
    {"ask", "[N]", "ask the caller", desk_word_ask},
    {"diagnosis", "[N]", "show the possible causes; choose one", desk_word_diagnosis},
    {"have", "[N]", "have something done", desk_word_have},
    {"unplug", "[wan|lan|phone1|phone2]", "pull a cable out", word_unplug},
    {"plug", "[wan|lan|phone1|phone2]", "plug it in", word_plug},
    {"power", "on|off", "switch the unit on or off", word_power},
    {"page", "[lan] PATH [user=NAME]", "open a page of the unit", desk_word_page},
    {"submit", "[lan] TAB: NAME=VALUE, ...", "submit a form", desk_word_submit},
    {"lease", "", "the PC at the Ethernet socket asks for an address", desk_word_lease},
    {"log", "", "read the provider's log", desk_word_log},
    {"wait", "TIME", "let time pass: 30s, 10m", word_wait},
    {"hint", "", "take the next hint (0, 5, 10 points)", desk_word_hint},
    {"show", "", "show the case again", word_show},
    {"done", "", "close the case", word_done},
    {"quit", "", "leave without finishing", word_quit},
    {"help", "", "this list", word_help},
};

/* Of a text in UTF-8: its letters. */
static unsigned columns_of(const char *text)
{
    unsigned n = 0;
    for (const char *p = text; *p != '\0'; p++) {
        n += ((unsigned char)*p & 0xc0u) != 0x80 ? 1 : 0;
    }
    return n;
}

static void word_help(struct desk *d, const char *rest)
{
    (void)rest;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        char line[80];
        (void)snprintf(line, sizeof line, "%s %s", emu_text_in(EMU_TEXTS_DESK, words[i].word, d->language),
                       words[i].arguments);
        unsigned columns = columns_of(line);
        const char *help = desk_text(d, words[i].help);
        if (columns < HELP_COLUMN - 2) {
            desk_say(d, "  %s%*s%s", line, (int)(HELP_COLUMN - 2 - columns), "", help);
        } else {
            desk_say(d, "  %s", line);
            desk_say(d, "%*s%s", (int)HELP_COLUMN, "", help);
        }
    }
}

/* Typed in any language, whatever that of the lesson is. */
static bool is_word(const char *typed, const char *english)
{
    bool is = strcmp(typed, english) == 0;
    for (unsigned in = EMU_GERMAN; in < EMU_LESSON_LANGUAGES; in++) {
        is = is || strcmp(typed, emu_text_in(EMU_TEXTS_DESK, english, (enum emu_language)in)) == 0;
    }
    return is;
}

/* An emu_nearest() list: the words in the desk's language, then in English. */
static const char *any_word(const void *desk, size_t i)
{
    const size_t n = sizeof words / sizeof words[0];
    const struct desk *d = desk;
    return i < 2 * n ? emu_text_in(EMU_TEXTS_DESK, words[i % n].word, i < n ? d->language : EMU_ENGLISH) : NULL;
}

static void say_unknown(struct desk *d, const char *word)
{
    char half[160], text[200];
    const char *near = emu_nearest(word, any_word, d);
    if (near == NULL) {
        desk_text_of(d, "{word}: unknown: 'help' lists the words", "word", word, text, sizeof text);
    } else {
        desk_text_of(d, "{word}: unknown: did you mean '{near}'? 'help' lists the words", "near", near, half,
                     sizeof half);
        emu_text_fill(half, "word", word, text, sizeof text);
    }
    desk_say(d, "%s", text);
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
        act_on(d, "dial", "", line);
        return;
    }
    (void)snprintf(word, sizeof word, "%.*s", (int)n, line);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (words[i].fn != NULL && is_word(word, words[i].word)) {
            if (words[i].fn != word_quit && words[i].fn != word_help) {
                desk_begin(d);
            }
            words[i].fn(d, rest);
            return;
        }
    }
    say_unknown(d, word);
}
