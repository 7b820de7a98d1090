/* SPDX-License-Identifier: MIT */
/* The lesson's panel of the window: rows of the lesson as rows of a guest, and what its buttons do. */
#include "desk.h"
#include <window/guest.h>
#include <stdio.h>
#include <string.h>

struct putting {
    struct desk *desk;
    emu_window_guest_put *put;
    void *put_ctx;
    enum emu_lesson_row_kind last;
    unsigned n;
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
    put_titled(p, row->kind, desk_text(p->desk, "Goals", "Ziele"));
    (void)snprintf(text, sizeof text, "%s %.350s", is_done ? "✓" : is_missed ? "✗" : "·", row->text);
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
    char text[600];
    switch (row->kind) {
    case EMU_LESSON_ROW_HINT:
        (void)snprintf(text, sizeof text, "? %.400s (%d)", row->text, row->points);
        put_titled(p, row->kind, desk_text(p->desk, "Hints", "Hinweise"));
        put(p, id, EMU_GUEST_TEXT, text, NULL, false);
        return;
    case EMU_LESSON_ROW_MISTAKE:
        (void)snprintf(text, sizeof text, "! %.200s (%d). %.300s", row->text, row->points, row->more);
        put_titled(p, row->kind, desk_text(p->desk, "Mistakes", "Fehler"));
        put(p, id, EMU_GUEST_BAD, text, NULL, false);
        return;
    case EMU_LESSON_ROW_PART:
        (void)snprintf(text, sizeof text, row->of > 0 ? "%.100s: %d / %d" : "%.100s: %d", row->text, row->points,
                       row->of);
        put_titled(p, row->kind, desk_text(p->desk, "Points", "Punkte"));
        put(p, id, EMU_GUEST_TEXT, text, NULL, false);
        return;
    default:
        (void)snprintf(text, sizeof text, "%d / 100  %s  %s", row->points,
                       row->state == EMU_LESSON_DONE ? desk_text(p->desk, "passed", "bestanden")
                                                     : desk_text(p->desk, "not passed", "nicht bestanden"),
                       row->more);
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
        put_button(p, id, "ask", row, desk_text(d, "Ask the caller", "Den Anrufer fragen"));
        break;
    case EMU_LESSON_ROW_DIAGNOSIS:
        break; /* the title of its choices */
    case EMU_LESSON_ROW_CHOICE:
        put_button(p, id, "choose", row, desk_text(d, "Diagnosis", "Diagnose"));
        break;
    case EMU_LESSON_ROW_DEED:
        put_button(p, id, "have", row, desk_text(d, "Have something done", "Etwas tun lassen"));
        break;
    case EMU_LESSON_ROW_DEBRIEF:
        put(p, id, EMU_GUEST_GAP, "", NULL, false);
        put(p, "lesson.debrief", EMU_GUEST_TEXT, row->text, NULL, false);
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
    char hint[64];
    int price = emu_lesson_hint_price(d->lesson);
    put(p, "lesson.gap", EMU_GUEST_GAP, "", NULL, false);
    put(p, "lesson.look", EMU_GUEST_BUTTON,
        d->is_voice_only ? desk_text(d, "What does the Power lamp do?", "Was macht die Lampe Power?")
                         : desk_text(d, "Look at the lamps", "Die Lampen ansehen"),
        "look", false);
    if (d->told[0] != '\0') {
        put(p, "lesson.told", EMU_GUEST_TEXT, d->told, NULL, false);
    }
    put(p, "lesson.log", EMU_GUEST_BUTTON, desk_text(d, "Read the provider's log", "Das Protokoll des Anbieters lesen"),
        "log", false);
    if (d->log[0] != '\0') {
        put(p, "lesson.log.is", EMU_GUEST_MUTED, d->log, NULL, false);
    }
    if (price >= 0) {
        (void)snprintf(hint, sizeof hint, desk_text(d, "Hint (-%d)", "Hinweis (-%d)"), price);
        put(p, "lesson.hint", EMU_GUEST_BUTTON, hint, "hint", false);
    }
    put(p, "lesson.done", EMU_GUEST_BUTTON, desk_text(d, "Close the case", "Den Fall schließen"), "done", false);
}

static void put_rows(void *ctx, emu_window_guest_put *put_one, void *put_ctx)
{
    struct putting p = {.desk = ctx, .put = put_one, .put_ctx = put_ctx, .last = EMU_LESSON_ROW_TITLE};
    emu_lesson_rows(p.desk->lesson, put_row, &p);
    if (!emu_lesson_is_over(p.desk->lesson)) {
        put_buttons(&p);
    }
}

/* A button: the words of the desk, with ids instead of numbers. */
static void act(void *ctx, const char *word)
{
    struct desk *d = ctx;
    const char *id = strchr(word, ' ') != NULL ? strchr(word, ' ') + 1 : "";
    if (emu_lesson_is_over(d->lesson)) {
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

void desk_guest(struct desk *d, struct emu_window_guest *out)
{
    *out = (struct emu_window_guest){
        .title = d->head.title, .has_no_lamps = d->is_voice_only, .rows = put_rows, .act = act, .ctx = d};
}
