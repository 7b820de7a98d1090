/* SPDX-License-Identifier: MIT */
/*
 * The rubric: goals 60, evidence before action 15, no harm 15, economy 10; slips of method and hints are taken off.
 * Time gives a medal, never points.
 */
#include "lesson_priv.h"

#define GOLD   2u /* times par */
#define SILVER 4u

static const struct {
    unsigned tenths; /* of the perfect play's effort, at most */
    unsigned points;
} economy[] = {{15, EMU_LESSON_ECONOMY}, {25, 6}, {40, 3}};

static unsigned points_of_economy(const struct emu_lesson *l)
{
    for (size_t i = 0; i < sizeof economy / sizeof economy[0]; i++) {
        if (10 * l->effort_now <= economy[i].tenths * l->effort) {
            return economy[i].points;
        }
    }
    return 0;
}

void lesson_judge(struct emu_lesson *l)
{
    struct emu_lesson_score *s = &l->score;
    unsigned harm = 0;
    bool has_all = true;
    for (size_t i = 0; i < l->n_goals; i++) {
        s->goals += l->goals[i].is_reached ? l->goals[i].points : 0;
        has_all = has_all && (l->goals[i].is_reached || !l->goals[i].is_must);
    }
    for (size_t i = 0; i < l->n_mistakes; i++) {
        const struct lesson_mistake *m = &l->mistakes[i];
        unsigned cost = m->n_seen == 0 ? 0 : m->is_each ? m->n_seen * m->cost : m->cost;
        s->n_mistakes += m->n_seen > 0 ? 1 : 0;
        harm += m->part == LESSON_HARM ? cost : 0;
        s->method += m->part == LESSON_METHOD ? cost : 0;
    }
    s->evidence = (l->lamps_in_time ? 5 : 0) + (l->told_in_time ? 5 : 0) + (l->diagnosis_in_time ? 5 : 0);
    s->no_harm = harm < EMU_LESSON_NO_HARM ? EMU_LESSON_NO_HARM - harm : 0;
    s->effort = l->effort_now;
    s->economy = has_all ? points_of_economy(l) : 0; /* doing nothing saves nothing */
    s->n_hints = l->n_hints_taken;
    unsigned gained = s->goals + s->evidence + s->no_harm + s->economy;
    unsigned lost = s->method + s->hint;
    s->total = gained > lost ? gained - lost : 0;
    if (l->n_hints_taken == LESSON_HINTS && s->total > EMU_LESSON_WITH_HINT_3) {
        s->total = EMU_LESSON_WITH_HINT_3;
    }
    s->has_passed = has_all && s->total >= EMU_LESSON_PASS && harm < EMU_LESSON_NO_HARM;
    uint64_t all_us = lesson_now_us(l) - l->begun_us;
    s->time_us = all_us > l->own_us ? all_us - l->own_us : 0;
    uint64_t par_us = (uint64_t)l->par_s * 1000000u;
    s->medal = !s->has_passed                  ? EMU_LESSON_NO_MEDAL
               : s->time_us <= GOLD * par_us   ? EMU_LESSON_GOLD
               : s->time_us <= SILVER * par_us ? EMU_LESSON_SILVER
                                               : EMU_LESSON_BRONZE;
}
