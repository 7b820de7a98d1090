/* SPDX-License-Identifier: MIT */
/* A lesson as rows: what a panel, a terminal or a page shows of it now. */
#include "lesson_priv.h"
#include <string.h>

struct putting {
    struct emu_lesson *l;
    emu_lesson_row_fn *put;
    void *ctx;
    bool is_open; /* are goals' states and mistakes to be told? */
};

static void put_row(const struct putting *p, struct emu_lesson_row row)
{
    row.id = row.id != NULL ? row.id : "";
    p->put(p->ctx, &row);
}

static void put_goals(const struct putting *p)
{
    for (size_t i = 0; i < p->l->n_goals; i++) {
        const struct lesson_goal *g = &p->l->goals[i];
        bool is_told = p->is_open && g->is_reached;
        if (p->l->config.mode == EMU_LESSON_EXAM && !p->l->is_over) {
            return; /* they say what to do */
        }
        put_row(p, (struct emu_lesson_row){.kind = EMU_LESSON_ROW_GOAL,
                                           .id = g->id,
                                           .text = lesson_say(p->l, &g->text),
                                           .state = is_told         ? EMU_LESSON_DONE
                                                    : p->l->is_over ? EMU_LESSON_MISSED
                                                                    : EMU_LESSON_OPEN,
                                           .points = is_told ? (int)g->points : 0,
                                           .of = (int)g->points,
                                           .at_us = is_told ? g->at_us : 0});
    }
}

static void put_desk(const struct putting *p)
{
    const struct emu_lesson *l = p->l;
    for (size_t i = 0; i < l->n_questions; i++) {
        const struct lesson_question *q = &l->questions[i];
        put_row(p, (struct emu_lesson_row){.kind = EMU_LESSON_ROW_QUESTION,
                                           .id = q->id,
                                           .text = lesson_say(l, &q->text),
                                           .more = q->is_asked ? lesson_say(l, &q->answer) : NULL,
                                           .state = q->is_asked ? EMU_LESSON_DONE : EMU_LESSON_OPEN});
    }
    put_row(p, (struct emu_lesson_row){.kind = EMU_LESSON_ROW_DIAGNOSIS,
                                       .text = lesson_say(l, &l->diagnosis),
                                       .state = l->chosen != NULL ? EMU_LESSON_DONE : EMU_LESSON_OPEN});
    for (size_t i = 0; i < l->n_answers; i++) {
        bool is_chosen = l->chosen != NULL && strcmp(l->chosen, l->answers[i].id) == 0;
        put_row(p, (struct emu_lesson_row){.kind = EMU_LESSON_ROW_CHOICE,
                                           .id = l->answers[i].id,
                                           .text = lesson_say(l, &l->answers[i].text),
                                           .state = is_chosen ? EMU_LESSON_DONE : EMU_LESSON_OPEN});
    }
    for (size_t i = 0; i < l->n_deeds; i++) {
        const struct lesson_deed *d = &l->deeds[i];
        put_row(p, (struct emu_lesson_row){.kind = EMU_LESSON_ROW_DEED,
                                           .id = d->id,
                                           .text = lesson_say(l, &d->text),
                                           .state = d->is_busy      ? EMU_LESSON_BUSY
                                                    : d->n_done > 0 ? EMU_LESSON_DONE
                                                                    : EMU_LESSON_OPEN});
    }
}

static void put_hints(const struct putting *p)
{
    static const int prices[LESSON_HINTS] = {0, 5, 10};
    for (size_t i = 0; i < p->l->n_hints_taken; i++) {
        put_row(p, (struct emu_lesson_row){.kind = EMU_LESSON_ROW_HINT,
                                           .text = lesson_say(p->l, &p->l->hints[i]),
                                           .state = EMU_LESSON_DONE,
                                           .points = -prices[i]});
    }
}

static void put_mistakes(const struct putting *p)
{
    for (size_t i = 0; i < p->l->n_mistakes && p->is_open; i++) {
        const struct lesson_mistake *m = &p->l->mistakes[i];
        if (m->n_seen > 0) {
            put_row(p, (struct emu_lesson_row){.kind = EMU_LESSON_ROW_MISTAKE,
                                               .id = m->id,
                                               .text = lesson_say(p->l, &m->text),
                                               .more = lesson_say(p->l, &m->why),
                                               .points = -(int)(m->is_each ? m->cost * m->n_seen : m->cost),
                                               .at_us = m->at_us});
        }
    }
}

static void put_score(const struct putting *p)
{
    const struct emu_lesson_score *s = &p->l->score;
    const struct {
        enum lesson_word word;
        int points, of;
    } parts[] = {
        {LESSON_WORD_GOALS, (int)s->goals, EMU_LESSON_GOALS},
        {LESSON_WORD_EVIDENCE, (int)s->evidence, EMU_LESSON_EVIDENCE},
        {LESSON_WORD_NO_HARM, (int)s->no_harm, EMU_LESSON_NO_HARM},
        {LESSON_WORD_ECONOMY, (int)s->economy, EMU_LESSON_ECONOMY},
        {LESSON_WORD_METHOD, -(int)s->method, 0},
        {LESSON_WORD_HINTS, -(int)s->hint, 0},
    };
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (parts[i].of > 0 || parts[i].points != 0) {
            put_row(p, (struct emu_lesson_row){.kind = EMU_LESSON_ROW_PART,
                                               .text = lesson_word(p->l, parts[i].word),
                                               .points = parts[i].points,
                                               .of = parts[i].of});
        }
    }
    put_row(p, (struct emu_lesson_row){.kind = EMU_LESSON_ROW_TOTAL,
                                       .text = lesson_word(p->l, LESSON_WORD_TOTAL),
                                       .more = emu_lesson_medal_name(s->medal),
                                       .state = s->has_passed ? EMU_LESSON_DONE : EMU_LESSON_MISSED,
                                       .points = (int)s->total,
                                       .of = 100});
}

void emu_lesson_rows(struct emu_lesson *l, emu_lesson_row_fn *put, void *ctx)
{
    const struct putting p = {
        .l = l, .put = put, .ctx = ctx, .is_open = l->is_over || l->config.mode == EMU_LESSON_LEARN};
    put_row(&p, (struct emu_lesson_row){.kind = EMU_LESSON_ROW_TITLE, .id = l->id, .text = lesson_say(l, &l->title)});
    put_row(&p, (struct emu_lesson_row){.kind = EMU_LESSON_ROW_CALLER, .text = lesson_say(l, &l->caller)});
    put_goals(&p);
    if (!l->is_over) {
        put_desk(&p);
    }
    put_hints(&p);
    put_mistakes(&p);
    if (l->broken[0] != '\0') {
        put_row(&p, (struct emu_lesson_row){.kind = EMU_LESSON_ROW_BROKEN, .text = l->broken});
    } else if (l->is_over) {
        put_score(&p);
        put_row(&p, (struct emu_lesson_row){
                        .kind = EMU_LESSON_ROW_DEBRIEF, .text = lesson_say(l, &l->debrief), .more = l->source});
    }
}
