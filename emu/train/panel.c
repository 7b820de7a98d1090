/* SPDX-License-Identifier: MIT */
/* The lesson's panel of the window: rows of the lesson as rows of a guest, and what its buttons do. */
#include "desk.h"
#include <unit/loop.h>
#include <unit/unit.h>
#include <viewmodel/guest.h>
#include <stdio.h>
#include <string.h>

struct putting {
    struct desk *desk;
    emu_window_guest_put *put;
    void *put_ctx;
    enum emu_lesson_row_kind last;
    unsigned n;
    char diagnosis[200]; /* the title of its choices */
    char source[200];    /* of the case */
};

static void put(struct putting *p, const char *id, enum emu_window_guest_style style, const char *text,
                const char *word, bool is_active)
{
    p->put(p->put_ctx, &(struct emu_window_guest_row){
                           .id = id, .style = style, .text = text, .word = word, .is_active = is_active});
}

static void put_titled(struct putting *p, enum emu_lesson_row_kind kind, const char *title)
{
    char id[32];
    if (p->last != kind) {
        (void)snprintf(id, sizeof id, "lesson.part%u", (unsigned)kind);
        put(p, id, EMU_GUEST_GAP, "", NULL, false);
        put(p, id, EMU_GUEST_MUTED, title, NULL, false);
    }
    p->last = kind;
}

static void put_goal(struct putting *p, const char *id, const struct emu_lesson_row *row)
{
    char text[400];
    bool is_done = row->state == EMU_LESSON_DONE, is_missed = row->state == EMU_LESSON_MISSED;
    put_titled(p, row->kind, desk_text(p->desk, "Goals"));
    (void)snprintf(text, sizeof text, "%s %.350s (%d)",
                   is_done     ? "✓"
                   : is_missed ? "✗"
                               : "·",
                   row->text, is_done || is_missed ? row->points : row->of);
    put(p, id, is_done ? EMU_GUEST_GOOD : is_missed ? EMU_GUEST_BAD : EMU_GUEST_TEXT, text, NULL, false);
}

static void put_button(struct putting *p, const char *id, const char *verb, const struct emu_lesson_row *row,
                       const char *title)
{
    char word[64];
    (void)snprintf(word, sizeof word, "%s %s", verb, row->id);
    put_titled(p, row->kind, title);
    put(p, id, EMU_GUEST_BUTTON, row->text, word, row->state != EMU_LESSON_OPEN);
    if (row->more != NULL) {
        char answer[40];
        (void)snprintf(answer, sizeof answer, "%.24s.is", id);
        put(p, answer, EMU_GUEST_TEXT, row->more, NULL, false);
    }
}

static void put_points(struct putting *p, const char *id, const struct emu_lesson_row *row)
{
    char text[600], points[32];
    switch (row->kind) {
    case EMU_LESSON_ROW_HINT:
        (void)snprintf(text, sizeof text, "? %.400s (%d)", row->text, row->points);
        put_titled(p, row->kind, desk_text(p->desk, "Hints"));
        put(p, id, EMU_GUEST_TEXT, text, NULL, false);
        return;
    case EMU_LESSON_ROW_MISTAKE:
        (void)snprintf(text, sizeof text, "! %.200s (%d). %.300s", row->text, row->points, row->more);
        put_titled(p, row->kind, desk_text(p->desk, "Mistakes"));
        put(p, id, EMU_GUEST_BAD, text, NULL, false);
        if (show_can(p->desk)) {
            char word[40], show[40];
            (void)snprintf(word, sizeof word, "show %llu", (unsigned long long)(row->at_us / 1000));
            (void)snprintf(show, sizeof show, "%.24s.show", id);
            put(p, show, EMU_GUEST_BUTTON, desk_text(p->desk, "See it in the record"), word, false);
        }
        return;
    case EMU_LESSON_ROW_PART:
        (void)snprintf(points, sizeof points, row->of > 0 ? "%d / %d" : "%d", row->points, row->of);
        desk_text_pair(p->desk, row->text, points, text, sizeof text);
        put_titled(p, row->kind, desk_text(p->desk, "Points"));
        put(p, id, EMU_GUEST_TEXT, text, NULL, false);
        return;
    default:
        (void)snprintf(text, sizeof text, "%d / 100  %s  %s", row->points,
                       row->state == EMU_LESSON_DONE ? desk_text(p->desk, "passed") : desk_text(p->desk, "not passed"),
                       desk_text(p->desk, row->more));
        put(p, id, row->state == EMU_LESSON_DONE ? EMU_GUEST_GOOD : EMU_GUEST_BAD, text, NULL, false);
    }
}

static void put_row(void *ctx, const struct emu_lesson_row *row)
{
    struct putting *p = ctx;
    const struct desk *d = p->desk;
    char id[32];
    (void)snprintf(id, sizeof id, "lesson.%u", p->n++);
    switch (row->kind) {
    case EMU_LESSON_ROW_TITLE:
        put(p, "lesson.title", EMU_GUEST_TITLE, row->text, NULL, false);
        break;
    case EMU_LESSON_ROW_CALLER:
        put(p, "lesson.caller", EMU_GUEST_TEXT, row->text, NULL, false);
        break;
    case EMU_LESSON_ROW_GOAL:
        put_goal(p, id, row);
        break;
    case EMU_LESSON_ROW_QUESTION:
        put_button(p, id, "ask", row, desk_text(d, "Ask the caller"));
        break;
    case EMU_LESSON_ROW_DIAGNOSIS:
        desk_text_of(d, "Diagnosis: {question}", "question", row->text, p->diagnosis, sizeof p->diagnosis);
        break;
    case EMU_LESSON_ROW_CHOICE:
        put_button(p, id, "choose", row, p->diagnosis);
        break;
    case EMU_LESSON_ROW_DEED:
        put_button(p, id, "have", row, desk_text(d, "Have something done"));
        break;
    case EMU_LESSON_ROW_DEBRIEF:
        put(p, id, EMU_GUEST_GAP, "", NULL, false);
        put(p, "lesson.debrief", EMU_GUEST_TEXT, row->text, NULL, false);
        desk_text_of(d, "(source: {source})", "source", row->more, p->source, sizeof p->source);
        put(p, "lesson.source", EMU_GUEST_MUTED, p->source, NULL, false);
        break;
    case EMU_LESSON_ROW_BROKEN:
        put(p, "lesson.broken", EMU_GUEST_BAD, row->text, NULL, false);
        break;
    default:
        put_points(p, id, row);
    }
}

static void put_buttons(struct putting *p)
{
    const struct desk *d = p->desk;
    int price = emu_lesson_hint_price(d->lesson);
    put(p, "lesson.gap", EMU_GUEST_GAP, "", NULL, false);
    put(p, "lesson.look", EMU_GUEST_BUTTON,
        d->is_voice_only ? desk_text(d, "What does the Power lamp do?") : desk_text(d, "Look at the lamps"), "look",
        false);
    if (d->told[0] != '\0') {
        put(p, "lesson.told", EMU_GUEST_TEXT, d->told, NULL, false);
    }
    put(p, "lesson.log", EMU_GUEST_BUTTON, desk_text(d, "Read the provider's log"), "log", false);
    if (d->log[0] != '\0') {
        put(p, "lesson.log.is", EMU_GUEST_MUTED, d->log, NULL, false);
    }
    if (price >= 0) {
        const char *hint = price == 0 ? "Hint 1 of 3 (free)" : price == 5 ? "Hint 2 of 3 (-5)" : "Hint 3 of 3 (-10)";
        put(p, "lesson.hint", EMU_GUEST_BUTTON, desk_text(d, hint), "hint", false);
    }
    put(p, "lesson.done", EMU_GUEST_BUTTON, desk_text(d, "Close the case"), "done", false);
}

/* Before the first act: what it is, and how long it takes. */
static void put_offer(struct putting *p)
{
    static const char levels[][20] = {"the handset menu", "lamps and cables", "provisioning", "telephony"};
    const struct desk *d = p->desk;
    char text[200], level[40], number[16];
    put(p, "lesson.title", EMU_GUEST_TITLE, d->head.title, NULL, false);
    (void)snprintf(number, sizeof number, "%u", d->head.level);
    desk_text_of(d, "level {n}", "n", number, level, sizeof level);
    (void)snprintf(text, sizeof text, "%s, %s, %s", d->head.id, level, desk_text(d, levels[d->head.level - 1]));
    put(p, "lesson.level", EMU_GUEST_MUTED, text, NULL, false);
    (void)snprintf(number, sizeof number, "%u", (d->head.par_s + 59) / 60);
    desk_text_of(d, "A practised agent needs {n} min. 100 points; 70 pass.", "n", number, text, sizeof text);
    put(p, "lesson.points", EMU_GUEST_MUTED, text, NULL, false);
    put(p, "lesson.gap", EMU_GUEST_GAP, "", NULL, false);
    put(p, "lesson.begin", EMU_GUEST_BUTTON, desk_text(d, "Take the call"), "begin", false);
}

/* What the clock does, where it is not plain. */
static void put_clock(struct putting *p)
{
    const struct desk *d = p->desk;
    struct emu_loop *loop = emu_unit_loop(emu_lesson_unit(d->lesson));
    if (emu_loop_is_paused(loop)) {
        put(p, "lesson.paused", EMU_GUEST_MUTED, desk_text(d, "Paused: the clock stands still. P goes on."), NULL,
            false);
    } else if (emu_lesson_unit_is_busy(d->lesson) && !d->is_voice_only) {
        put(p, "lesson.waiting", EMU_GUEST_MUTED,
            desk_text(d, "The unit is at work; this time is not counted. + is faster."), NULL, false);
    }
}

static void put_end(struct putting *p)
{
    const struct desk *d = p->desk;
    char text[100];
    if (d->next[0] != '\0' && emu_lesson_broken(d->lesson) == NULL) {
        desk_text_of(d, "Next: {lesson}", "lesson", d->next, text, sizeof text);
        put(p, "lesson.next", EMU_GUEST_MUTED, text, NULL, false);
    }
}

static void put_rows(void *ctx, emu_window_guest_put *put_one, void *put_ctx)
{
    struct putting p = {.desk = ctx, .put = put_one, .put_ctx = put_ctx, .last = EMU_LESSON_ROW_TITLE};
    if (p.desk->shows_trainer) {
        trainer_rows(p.desk->trainer, p.desk, put_one, put_ctx);
        return;
    }
    if (p.desk->is_offered) {
        put_offer(&p);
        return;
    }
    emu_lesson_rows(p.desk->lesson, put_row, &p);
    if (emu_lesson_is_over(p.desk->lesson)) {
        put_end(&p);
    } else {
        put_clock(&p);
        put_buttons(&p);
    }
}

/* A button: the words of the desk, with ids instead of numbers. */
static void act(void *ctx, const char *word)
{
    struct desk *d = ctx;
    const char *id = strchr(word, ' ') != NULL ? strchr(word, ' ') + 1 : "";
    if (strcmp(word, "trainer") == 0) { /* an exam tells nothing, not even which goals others have missed */
        d->shows_trainer = !d->shows_trainer && d->mode != EMU_LESSON_EXAM;
        return;
    }
    if (strcmp(word, "begin") == 0) {
        desk_begin(d);
        return;
    }
    if (strncmp(word, "show ", 5) == 0) {
        show_at(d, id);
        return;
    }
    if (emu_lesson_is_over(d->lesson) || d->is_offered) {
        return;
    }
    if (strncmp(word, "ask ", 4) == 0) {
        (void)emu_lesson_ask(d->lesson, id); /* its row has the answer */
    } else if (strncmp(word, "choose ", 7) == 0) {
        (void)emu_lesson_choose(d->lesson, id);
    } else if (strncmp(word, "have ", 5) == 0) {
        const char *wrong = emu_lesson_perform(d->lesson, id);
        (void)snprintf(d->told, sizeof d->told, "%s", wrong != NULL ? wrong : "");
    } else if (strcmp(word, "look") == 0) {
        const char *told = emu_lesson_look_at_lamps(d->lesson);
        (void)snprintf(d->told, sizeof d->told, "%s", d->is_voice_only ? told : "");
    } else if (strcmp(word, "log") == 0) {
        desk_last_log(d, d->log, sizeof d->log);
    } else if (strcmp(word, "hint") == 0) {
        (void)emu_lesson_hint(d->lesson); /* its row has the text */
    } else if (strcmp(word, "done") == 0) {
        d->is_done = true;
    }
}

struct mistakes {
    unsigned n;
    uint64_t at_us; /* of the newest */
    char *text;
    size_t size;
};

static void on_row(void *ctx, const struct emu_lesson_row *row)
{
    struct mistakes *m = ctx;
    if (row->kind != EMU_LESSON_ROW_MISTAKE) {
        return;
    }
    if (m->n++ == 0 || row->at_us >= m->at_us) {
        m->at_us = row->at_us;
        (void)snprintf(m->text, m->size, "! %.140s (%d)", row->text, row->points);
    }
}

static const char *news(void *ctx)
{
    struct desk *d = ctx;
    struct mistakes m = {.text = d->mistake, .size = sizeof d->mistake};
    emu_lesson_rows(d->lesson, on_row, &m);
    bool is_new = m.n > d->n_mistakes && !d->is_offered;
    d->n_mistakes = m.n;
    return is_new ? d->mistake : NULL;
}

void desk_guest(struct desk *d, struct emu_window_guest *out)
{
    *out = (struct emu_window_guest){
        .title = d->head.title, .has_no_lamps = d->is_voice_only, .rows = put_rows, .act = act, .news = news, .ctx = d};
}
