/* SPDX-License-Identifier: MIT */
/* One row from one event: which row of the table, and its templates filled in. */
#include <story/row_list.h>
#include <story/rows.h>
#include "facts.h"
#include "row_fill.h"
#include <rt/human.h>
#include <rt/str.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define KIND(id_, event_, when_, level_, who_, text_, result_)                                                         \
    {.id = id_,                                                                                                        \
     .event = event_,                                                                                                  \
     .when = when_,                                                                                                    \
     .level = EMU_ROW_##level_,                                                                                        \
     .who = EMU_ROW_BY_##who_,                                                                                         \
     .text = text_,                                                                                                    \
     .result = result_},
static const struct emu_row_kind kinds[] = {EMU_ROW_LIST(KIND)};
#define N_KINDS (sizeof kinds / sizeof kinds[0])

/* A text without its NUL would be no error. */
#define IS_LONG(id_, event_, when_, level_, who_, text_, result_)                                                      \
    || sizeof(id_) > sizeof kinds[0].id || sizeof(event_) > sizeof kinds[0].event ||                                   \
        sizeof(when_) > sizeof kinds[0].when || sizeof(text_) > sizeof kinds[0].text ||                                \
        sizeof(result_) > sizeof kinds[0].result
_Static_assert(!(0 EMU_ROW_LIST(IS_LONG)), "a text is longer than its place in struct emu_row_kind");

const struct emu_row_kind *emu_row_kind_at(size_t i)
{
    return i < N_KINDS ? &kinds[i] : NULL;
}

/* NULL: the row has no such fact. */
static const struct emu_fact *fact_of(const struct emu_row *row, const char *key)
{
    for (size_t i = 0; i < row->n_facts; i++) {
        if (strcmp(row->fact[i].key, key) == 0) {
            return &row->fact[i];
        }
    }
    return NULL;
}

/* ---- which row ---- */

static bool holds(const char *when, const struct emu_row *facts, const struct board_event *e)
{
    char key[24], number[24];
    size_t n = strcspn(when, "=~");
    if (when[0] == '\0') {
        return true;
    }
    if (when[0] == '#') {
        (void)snprintf(number, sizeof number, "%lld", (long long)e->value);
        return strcmp(when + 2, number) == 0;
    }
    (void)rt_str_copy(key, sizeof key, rt_str_n(when, n));
    const struct emu_fact *f = fact_of(facts, key);
    const char *words = when + n + 1;
    if (f == NULL) {
        return false;
    }
    return when[n] == '~' ? strstr(f->text, words) != NULL : strncmp(f->text, words, strlen(words)) == 0;
}

static const struct emu_row_kind *find(const struct emu_row *facts, const struct board_event *e)
{
    for (size_t i = 0; i < N_KINDS; i++) {
        if (emu_row_is_of(&kinds[i], e->kind) && holds(kinds[i].when, facts, e)) {
            return &kinds[i];
        }
    }
    return NULL;
}

/* ---- templates ---- */

struct filling {
    const struct emu_row *row;
    const struct board_event *event; /* NULL: a row that was made before */
    enum emu_language language;
    char *out;
    size_t n, size;
    bool is_missing; /* a fact of the part in brackets is empty */
};

static void put(struct filling *f, const char *text, size_t n)
{
    size_t room = f->size - 1 - f->n;
    n = n < room ? n : room;
    memcpy(f->out + f->n, text, n);
    f->n += n;
}

/* An id of the tables of a release as words: "internet_ip_address" is "Internet IP address". */
static void put_words(struct filling *f, struct rt_str id)
{
    static const char *const written[] = {"IP", "MAC", "DNS", "LAN", "WAN", "SIP", "UDP", "TCP", "Internet"};
    while (id.n > 0) {
        struct rt_str word = rt_str_cut(id, '_', &id);
        const char *text = word.p;
        for (size_t i = 0; i < sizeof written / sizeof written[0]; i++) {
            text = rt_str_is_ci(word, written[i]) ? written[i] : text;
        }
        put(f, text, word.n);
        put(f, " ", id.n > 0 ? 1 : 0);
    }
}

size_t emu_row_words(struct rt_str id, char *out, size_t size)
{
    struct filling f = {.out = out, .size = size};
    put_words(&f, id);
    out[f.n] = '\0';
    return f.n;
}

/* A fact that is a text of its own: "rule=busy", or "hung up". False: it is none. */
static bool put_own(struct filling *f, const struct emu_fact *fact)
{
    char named[EMU_TEXT_MAX], out[EMU_TEXT_MAX];
    if (fact->text[0] >= '0' && fact->text[0] <= '9') {
        return false; /* most facts: a number, an address, a time */
    }
    (void)snprintf(named, sizeof named, "%s=%s", fact->key, fact->text);
    if (!emu_text_said(EMU_TEXTS_FACTS, named, f->language, out, sizeof out) &&
        !emu_text_said(EMU_TEXTS_FACTS, fact->text, f->language, out, sizeof out)) {
        return false;
    }
    put(f, out, strlen(out));
    return true;
}

static void put_fact(struct filling *f, struct rt_str name)
{
    char key[32];
    struct rt_str form;
    char utc[40] = "", noun[32], nouns[80];
    struct rt_human human;
    name = rt_str_cut(name, ':', &form);
    if (rt_str_is(name, "*") && f->event != NULL) {
        put(f, f->event->text, strlen(f->event->text));
        return;
    }
    (void)rt_str_copy(key, sizeof key, name);
    const struct emu_fact *fact = fact_of(f->row, key);
    if (fact == NULL || fact->text[0] == '\0') {
        f->is_missing = true;
        return;
    }
    const char *text = fact->text;
    if (f->language != EMU_ENGLISH && put_own(f, fact)) {
        return;
    }
    if (rt_str_is(form, "words")) {
        put_words(f, rt_str(text));
        return;
    }
    uint64_t number = fact->is_number && fact->number > 0 ? (uint64_t)fact->number : 0;
    if (fact->is_number && rt_str_is(form, "size")) {
        text = (human = emu_text_measure(rt_size(number), f->language)).s;
    } else if (fact->is_number && rt_str_starts(form, "#") && memchr(form.p, '|', form.n) != NULL) {
        emu_text_noun(number, form.p + 1, form.n - 1, f->language, nouns, sizeof nouns);
        text = nouns;
    } else if (fact->is_number && rt_str_starts(form, "#") &&
               rt_str_copy(noun, sizeof noun, rt_str_from(form, 1)) == RT_OK) {
        text = (human = rt_count(number, noun)).s;
    } else if (fact->is_number && rt_str_is(form, "s")) {
        text = (human = emu_text_measure(rt_duration(number * 1000), f->language)).s;
    } else if (fact->is_number && rt_str_is(form, "ms")) {
        text = (human = emu_text_measure(rt_duration(number), f->language)).s;
    } else if (fact->is_number && rt_str_is(form, "utc")) {
        time_t seconds = (time_t)number;
        struct tm tm;
        if (gmtime_r(&seconds, &tm) != NULL) {
            (void)strftime(utc, sizeof utc, "%Y-%m-%d %H:%M:%S UTC", &tm);
        }
        text = utc;
    }
    put(f, text, strlen(text));
}

/* Returns the length without the NUL. */
static size_t fill(struct filling *f, const char *form)
{
    size_t mark = 0;
    bool is_part = false;
    for (const char *p = form; *p != '\0'; p++) {
        if (*p == '{') {
            size_t n = strcspn(p + 1, "}");
            put_fact(f, rt_str_n(p + 1, n));
            p += n + 1;
        } else if (*p == '[') {
            mark = f->n;
            is_part = true;
            f->is_missing = false;
        } else if (*p == ']' && is_part) {
            f->n = f->is_missing ? mark : f->n;
            is_part = false;
        } else {
            put(f, p, 1);
        }
    }
    f->out[f->n] = '\0';
    rt_text_safe(f->out, f->n);
    return f->n;
}

static const char *fill_at(struct emu_row *row, const struct board_event *e, const char *form, size_t max, size_t *used)
{
    size_t room = sizeof row->bytes - *used;
    if (room < 2) {
        return "";
    }
    char *out = row->bytes + *used;
    struct filling f = {.row = row, .event = e, .out = out, .size = room < max ? room : max};
    *used += fill(&f, form) + 1;
    return out;
}

void emu_row_make(struct emu_row *row, const struct emu_row_kind *kind, const struct board_event *e)
{
    size_t used = story_facts_take(row, e);
    row->kind = kind != NULL ? kind : find(row, e);
    row->event = e->number;
    row->at_us = e->at_us;
    row->text = row->result = "";
    if (row->kind != NULL && row->kind->level != EMU_ROW_SILENT) {
        row->text = fill_at(row, e, row->kind->text, EMU_ROW_TEXT_MAX, &used);
        row->result = fill_at(row, e, row->kind->result, EMU_ROW_RESULT_MAX, &used);
    }
}

void story_row_fill(const struct emu_row *row, const char *form, enum emu_language language, char *out, size_t size)
{
    struct filling f = {.row = row, .language = language, .out = out, .size = size};
    (void)fill(&f, form);
}
