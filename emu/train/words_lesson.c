/* SPDX-License-Identifier: MIT */
/* Words of the desk for what the lesson has: rows of a kind, by number; hints. */
#include "words.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static void say_none_of(struct desk *d, const char *what)
{
    char text[200];
    desk_text_of(d, "{what}: none of these:", "what", what, text, sizeof text);
    desk_say(d, "%s", text);
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
        say_none_of(d, rest);
    }
    emu_lesson_rows(d->lesson, count_row, c);
    if (c->wanted > c->n) {
        c->wanted = 0;
        c->n = 0;
        say_none_of(d, rest);
        emu_lesson_rows(d->lesson, count_row, c);
    }
    if (c->n == 0) {
        desk_say(d, "  %s", desk_text(d, "There are none in this lesson."));
    }
    return c->id[0] != '\0' ? c->id : NULL;
}

void desk_word_ask(struct desk *d, const char *rest)
{
    struct counting c;
    const char *id = choose_row(d, EMU_LESSON_ROW_QUESTION, rest, &c);
    if (id != NULL) {
        char text[500];
        desk_text_of(d, "Caller: \"{words}\"", "words", emu_lesson_ask(d->lesson, id), text, sizeof text);
        desk_say(d, "  %s", text);
    }
}

void desk_word_diagnosis(struct desk *d, const char *rest)
{
    struct counting c;
    const char *id = choose_row(d, EMU_LESSON_ROW_CHOICE, rest, &c);
    if (id == NULL) {
        d->has_card = true; /* read in peace: the next word takes it away */
        emu_lesson_card(d->lesson, true);
    }
    if (id != NULL && emu_lesson_choose(d->lesson, id)) {
        desk_say(d, "  %s", desk_text(d, "Noted."));
    }
}

void desk_word_have(struct desk *d, const char *rest)
{
    struct counting c;
    const char *id = choose_row(d, EMU_LESSON_ROW_DEED, rest, &c);
    const char *wrong = id != NULL ? emu_lesson_perform(d->lesson, id) : NULL;
    if (wrong != NULL) {
        desk_say(d, "  %s", wrong);
    }
}

void desk_word_hint(struct desk *d, const char *rest)
{
    int price = emu_lesson_hint_price(d->lesson);
    (void)rest;
    if (price < 0) {
        desk_say(d, "%s", desk_text(d, "There is no hint."));
        return;
    }
    const char *hint = emu_lesson_hint(d->lesson);
    if (price > 0) {
        desk_say(d, "  %s (-%d)", hint, price);
    } else {
        desk_say(d, "  %s", hint);
    }
}
