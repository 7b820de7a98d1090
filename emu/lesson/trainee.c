/* SPDX-License-Identifier: MIT */
/* What a trainee does that is no act on the unit: looks, questions, the diagnosis, deeds of others, hints. */
#include "lesson_priv.h"
#include <unit/loop.h>
#include <unit/unit.h>
#include <board/board.h>
#include <board/clock.h>
#include <lua.h>
#include <string.h>

#define OFFER_US (120u * (uint64_t)BOARD_US_PER_S) /* without progress, a hint is offered */

const char *emu_lesson_look_at_lamps(struct emu_lesson *l)
{
    emu_lesson_turn(l);
    lesson_looked(l, LESSON_LAMPS);
    emu_lesson_turn(l);
    return emu_lesson_rhythm(l, l->led_power);
}

void emu_lesson_read_log(struct emu_lesson *l)
{
    emu_lesson_turn(l);
    l->has_read_log = true;
    lesson_looked(l, LESSON_TOLD);
}

const char *emu_lesson_ask(struct emu_lesson *l, const char *id)
{
    emu_lesson_turn(l);
    for (size_t i = 0; i < l->n_questions; i++) {
        if (strcmp(l->questions[i].id, id) == 0) {
            l->questions[i].is_asked = true;
            l->has_looked = true;
            lesson_ask_goals(l);
            return lesson_say(l, &l->questions[i].answer);
        }
    }
    return NULL;
}

bool emu_lesson_choose(struct emu_lesson *l, const char *id)
{
    emu_lesson_turn(l);
    for (size_t i = 0; i < l->n_answers; i++) {
        if (strcmp(l->answers[i].id, id) == 0) {
            l->chosen = l->answers[i].id;
            lesson_looked(l, LESSON_DIAGNOSIS);
            lesson_ask_goals(l);
            return true;
        }
    }
    return false;
}

/* ---- deeds ---- */

/* False: a step of it could not be done now. */
static bool call_deed(struct emu_lesson *l, int function)
{
    struct lua_State *L = emu_stage_lua(l->stage);
    const char *why;
    if (function == 0) {
        return true;
    }
    (void)lua_rawgeti(L, LUA_REGISTRYINDEX, function);
    l->is_in_deed = true;
    bool is_done = emu_stage_ask(l->stage, 0, 0);
    l->is_in_deed = false;
    if (!is_done && emu_stage_why(l->stage, &why) == EMU_SCN_FAILED) { /* no fault of the lesson's: the unit is as the
                                                                          trainee has made it */
        emu_stage_forgive(l->stage);
        return false;
    }
    if (!is_done) { /* what sets the provider up is allowed to those that only observe */
        lesson_break_off(l);
    }
    return true;
}

static void tell_deed(struct emu_lesson *l, const struct lesson_deed *d)
{
    lesson_tell(l, &(struct emu_lesson_row){.kind = EMU_LESSON_ROW_DEED,
                                            .id = d->id,
                                            .text = lesson_say(l, &d->text),
                                            .state = d->is_busy ? EMU_LESSON_BUSY : EMU_LESSON_DONE,
                                            .at_us = lesson_now_us(l)});
}

void lesson_end_deeds(struct emu_lesson *l, uint64_t now_us)
{
    for (size_t i = 0; i < l->n_deeds && !l->is_over; i++) {
        struct lesson_deed *d = &l->deeds[i];
        if (d->is_busy && now_us >= d->ends_us) {
            d->is_busy = false;
            (void)call_deed(l, d->done);
            tell_deed(l, d);
        } else if (d->is_busy) {
            emu_loop_visit(emu_unit_loop(emu_stage_unit(l->stage)), d->ends_us);
        }
    }
}

const char *emu_lesson_perform(struct emu_lesson *l, const char *id)
{
    emu_lesson_turn(l);
    size_t i = 0;
    while (i < l->n_deeds && strcmp(l->deeds[i].id, id) != 0) {
        i++;
    }
    if (i == l->n_deeds) {
        return lesson_word(l, LESSON_WORD_NO_DEED);
    }
    struct lesson_deed *d = &l->deeds[i];
    if (d->is_busy) {
        return lesson_word(l, LESSON_WORD_IS_BUSY);
    }
    if (!d->is_harmless) {
        lesson_act_done(l);
    }
    if (!call_deed(l, d->act)) {
        return lesson_word(l, LESSON_WORD_NOT_NOW);
    }
    d->n_done++;
    l->effort_now++;
    d->is_busy = d->takes_us > 0;
    d->ends_us = lesson_now_us(l) + d->takes_us;
    if (d->is_busy) {
        emu_loop_visit(emu_unit_loop(emu_stage_unit(l->stage)), d->ends_us);
    }
    tell_deed(l, d);
    lesson_ask_goals(l);
    return NULL;
}

/* ---- hints ---- */

static const unsigned hint_prices[LESSON_HINTS] = {0, 5, 10};

int emu_lesson_hint_price(const struct emu_lesson *l)
{
    bool has_one = l->config.mode != EMU_LESSON_EXAM && l->n_hints_taken < LESSON_HINTS && !l->is_over;
    return has_one ? (int)hint_prices[l->n_hints_taken] : -1;
}

const char *emu_lesson_hint(struct emu_lesson *l)
{
    int price = emu_lesson_hint_price(l);
    if (price < 0) {
        return NULL;
    }
    l->score.hint += (unsigned)price;
    l->progress_us = lesson_now_us(l);
    return lesson_say(l, &l->hints[l->n_hints_taken++]);
}

bool emu_lesson_offers_hint(const struct emu_lesson *l)
{
    return emu_lesson_hint_price(l) == 0 && lesson_now_us(l) > l->progress_us + OFFER_US;
}

bool emu_lesson_unit_is_busy(const struct emu_lesson *l)
{
    return l->busy_since_us != 0 && !l->is_over;
}

void emu_lesson_card(struct emu_lesson *l, bool is_open)
{
    emu_loop_limit(emu_unit_loop(emu_stage_unit(l->stage)), is_open ? lesson_now_us(l) : BOARD_NEVER);
}

void emu_lesson_listen(struct emu_lesson *l, emu_lesson_row_fn *news, void *ctx)
{
    l->news = news;
    l->news_ctx = ctx;
}
