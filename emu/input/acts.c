/* SPDX-License-Identifier: MIT */
/* Acts: started, and followed from turn to turn. */
#include "input_priv.h"
#include <viewmodel/timing.h>
#include <unit/loop.h>
#include <rt/str.h>
#include <stdio.h>
#include <string.h>

/* "status=200 body=..." under the line that was typed. */
static void tell_result(struct win_hands *h, const struct emu_act_call *c)
{
    struct win_model *m = h->model;
    size_t n = (size_t)snprintf(m->result, sizeof m->result, "%s", win_says(m, WIN_SAYS_DONE));
    for (size_t i = 0; i < c->act->n_results && n < sizeof m->result; i++) {
        const struct emu_act_argument *r = &c->act->results[i];
        const struct emu_act_value *v = &c->result[i];
        if (r->type == EMU_ACT_BYTES) {
            n += (size_t)snprintf(m->result + n, sizeof m->result - n, " %s=%.60s", r->name,
                                  v->text != NULL ? v->text : "");
        } else {
            n += (size_t)snprintf(m->result + n, sizeof m->result - n, " %s=%lld", r->name, (long long)v->number);
        }
    }
    rt_text_safe(m->result, strlen(m->result));
}

static bool end_call(struct win_hands *h, size_t i)
{
    bool is_late = h->call[i].act->end == EMU_ACT_WHEN && !emu_act_is_done(&h->call[i]);
    bool is_done = emu_act_finish(&h->call[i], is_late ? RT_ETIMEDOUT : RT_OK) == RT_OK;
    if (!is_done) {
        win_model_refuse(h->model, h->call[i].message);
    } else if (h->is_typed[i]) {
        tell_result(h, &h->call[i]);
    }
    emu_act_call_fini(&h->call[i]);
    h->is_running[i] = false;
    return is_done;
}

bool hands_start(struct win_hands *h, const char *line)
{
    bool is_typed = h->tells_result;
    h->tells_result = false;
    char words[WIN_LINE_MAX + 1];
    struct rt_str rest, name = rt_str_cut(rt_str(line), ' ', &rest);
    char act_name[WIN_ACT_MAX];
    size_t i = 0;
    if (h->model->past != NULL) { /* what was cannot be changed */
        win_time_refuse(h->model);
        return false;
    }
    while (i < HANDS_CALLS_MAX && h->is_running[i]) {
        i++;
    }
    if (rt_str_copy(act_name, sizeof act_name, name) != RT_OK || emu_act_find(act_name) == NULL) {
        return false;
    }
    if (i == HANDS_CALLS_MAX) {
        win_model_say(h->model, win_says(h->model, WIN_SAYS_TOO_MANY_ACTS));
        return false;
    }
    (void)snprintf(words, sizeof words, "%.*s", (int)rest.n, rest.p != NULL ? rest.p : "");
    emu_act_call_init(&h->call[i], &h->acts, emu_act_find(act_name));
    if (emu_act_take_line(&h->call[i], words) != RT_OK || emu_act_start(&h->call[i]) != RT_OK) {
        win_model_refuse(h->model, h->call[i].message);
        emu_act_call_fini(&h->call[i]);
        return false;
    }
    h->is_running[i] = true;
    h->is_typed[i] = is_typed;
    return h->call[i].act->end == EMU_ACT_AFTER || h->call[i].act->end == EMU_ACT_WHEN ? true : end_call(h, i);
}

bool hands_end_acts(struct win_hands *h)
{
    bool has_ended = false;
    for (size_t i = 0; i < HANDS_CALLS_MAX; i++) {
        struct emu_act_call *c = &h->call[i];
        if (h->is_running[i] && (board_now_us(hands_board(h)) >= c->begun_us + emu_act_wait_us(c) ||
                                 (c->act->end == EMU_ACT_WHEN && emu_act_is_done(c)))) {
            (void)end_call(h, i); /* the model says what is wrong */
            has_ended = true;
        }
    }
    return has_ended;
}

uint64_t hands_acts_due_us(const struct win_hands *h)
{
    uint64_t due_us = BOARD_NEVER;
    for (size_t i = 0; i < HANDS_CALLS_MAX; i++) {
        if (h->is_running[i] && h->call[i].begun_us + emu_act_wait_us(&h->call[i]) < due_us) {
            due_us = h->call[i].begun_us + emu_act_wait_us(&h->call[i]);
        }
    }
    return due_us;
}
