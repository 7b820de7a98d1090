/* SPDX-License-Identifier: MIT */
/* The trainer's view (F9 in the window): all trainees of the scores file, in the place of the lesson's panel. */
#include "desk.h"
#include "scores.h"
#include <host/clock.h>
#include <viewmodel/guest.h>
#include <rt/mem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS_MAX   80u
#define TEXT_MAX   240u
#define LESSON_MAX 24u      /* bytes of a lesson with its points */
#define TOP_MAX    3u       /* mistakes */
#define EVERY_US   2000000u /* of real time: another process may have kept a score */

struct trainer {
    struct scores *scores; /* borrowed */
    uint64_t read_us;      /* 0: not yet */
    size_t n;
    struct {
        enum emu_window_guest_style style;
        char text[TEXT_MAX];
    } rows[ROWS_MAX];
    char name[SCORES_NAME_MAX + 1]; /* of the trainee whose lessons come */
    unsigned n_lessons, n_passed;
    size_t head;    /* the row of this trainee */
    unsigned n_top; /* mistakes put */
    enum emu_language language;
};

static size_t add(struct trainer *t, enum emu_window_guest_style style, const char *text)
{
    if (t->n == ROWS_MAX) {
        return ROWS_MAX - 1; /* a class is smaller; the last row is overwritten */
    }
    t->rows[t->n].style = style;
    (void)snprintf(t->rows[t->n].text, TEXT_MAX, "%s", text);
    return t->n++;
}

/* name, lesson, tries, points, passed: of the report's part "course". */
static void on_course(void *ctx, size_t n, const char *const *texts)
{
    struct trainer *t = ctx;
    char text[LESSON_MAX];
    if (n < 5) {
        return;
    }
    bool is_new = strcmp(t->name, texts[0]) != 0 || t->n_lessons == 0;
    bool has_passed = strcmp(texts[4], "1") == 0;
    if (is_new) {
        (void)snprintf(t->name, sizeof t->name, "%s", texts[0]);
        t->n_lessons = t->n_passed = 0;
        (void)add(t, EMU_GUEST_GAP, "");
        t->head = add(t, EMU_GUEST_TEXT, "");
        (void)add(t, EMU_GUEST_MUTED, "");
    }
    t->n_lessons++;
    t->n_passed += has_passed;
    (void)snprintf(t->rows[t->head].text, TEXT_MAX, "%s: %u/%u", t->name, t->n_passed, t->n_lessons);
    (void)snprintf(text, sizeof text, "%s%.8s %.3s %s", is_new ? "" : ", ", texts[1], texts[3], has_passed ? "✓" : "✗");
    char *line = t->rows[t->n - 1].text;
    if (strlen(line) + strlen(text) < TEXT_MAX) {
        (void)strcat(line, text);
    }
}

/* mistake, seen, trainees. A lesson's own mistakes have names that their author gave. */
static void on_mistake(void *ctx, size_t n, const char *const *texts)
{
    struct trainer *t = ctx;
    char text[TEXT_MAX];
    if (n >= 3 && t->n_top++ < TOP_MAX) {
        const char *name = emu_lesson_mistake_name(texts[0], t->language);
        (void)snprintf(text, sizeof text, name != NULL ? "%s (%.40s): %.10s×, %.10s" : "%s%.40s: %.10s×, %.10s",
                       name != NULL ? name : "", texts[0], texts[1], texts[2]);
        (void)add(t, EMU_GUEST_BAD, text);
    }
}

static void read_again(struct trainer *t, const struct desk *d)
{
    struct emu_error error = {0};
    t->n = t->n_top = t->n_lessons = 0;
    t->name[0] = '\0';
    t->language = d->language;
    (void)add(t, EMU_GUEST_TITLE, desk_text(d, "All trainees"));
    (void)add(t, EMU_GUEST_MUTED, desk_text(d, "Mistakes: how often, by how many"));
    if (scores_rows(t->scores, "mistakes", on_mistake, t, &error) == EMU_EXIT_OK && t->n_top == 0) {
        (void)add(t, EMU_GUEST_TEXT, desk_text(d, "none yet"));
    }
    (void)add(t, EMU_GUEST_GAP, "");
    (void)add(t, EMU_GUEST_MUTED, desk_text(d, "Lessons passed; the best of each"));
    if (error.code == EMU_EXIT_OK && scores_rows(t->scores, "course", on_course, t, &error) == EMU_EXIT_OK &&
        t->n_lessons == 0) {
        (void)add(t, EMU_GUEST_TEXT, desk_text(d, "No lesson was scored yet."));
    }
    if (error.code != EMU_EXIT_OK) {
        (void)add(t, EMU_GUEST_BAD, error.text);
    }
}

struct trainer *trainer_open(struct scores *s)
{
    struct trainer *t = s != NULL ? rt_mem_alloc(sizeof *t) : NULL;
    if (t != NULL) {
        *t = (struct trainer){.scores = s};
    }
    return t;
}

void trainer_close(struct trainer *t)
{
    (void)rt_mem_free(t); /* always NULL */
}

void trainer_rows(struct trainer *t, const struct desk *d, emu_window_guest_put *put, void *put_ctx)
{
    char id[24];
    uint64_t now_us = emu_host_us();
    if (t != NULL && (t->read_us == 0 || now_us - t->read_us > EVERY_US)) {
        t->read_us = now_us;
        read_again(t, d);
    }
    for (size_t i = 0; t != NULL && i < t->n; i++) {
        (void)snprintf(id, sizeof id, "trainer.%zu", i);
        put(put_ctx, &(struct emu_window_guest_row){.id = id, .style = t->rows[i].style, .text = t->rows[i].text});
    }
    if (t == NULL) {
        put(put_ctx, &(struct emu_window_guest_row){.id = "trainer.none",
                                                    .style = EMU_GUEST_TEXT,
                                                    .text = desk_text(d, "Scores are kept with --name.")});
    }
    put(put_ctx, &(struct emu_window_guest_row){.id = "trainer.gap", .style = EMU_GUEST_GAP, .text = ""});
    put(put_ctx, &(struct emu_window_guest_row){.id = "trainer.back",
                                                .style = EMU_GUEST_BUTTON,
                                                .text = desk_text(d, "Back to the lesson (F9)"),
                                                .word = "trainer"});
}
