/* SPDX-License-Identifier: MIT */
/* The input register: the recorder sees each input before it takes effect, and a replay can repeat it. */
#include "board_priv.h"
#include <rt/assert.h>

const char *board_input_name(enum board_input_kind kind)
{
    static const char *const names[BOARD_N_INPUTS] = {
#define NAME(id, input_name, help) [BOARD_INPUT_##id] = input_name,
        BOARD_INPUT_LIST(NAME)
#undef NAME
    };
    return (unsigned)kind < BOARD_N_INPUTS ? names[kind] : "?";
}

struct board_moment board_moment(const struct board *b)
{
    return (struct board_moment){
        .at_us = b->clock.now_us,
        .n_calls = b->input.n_calls,
        .event = b->trace.end,
        .is_in_call = b->input.is_in_call,
    };
}

void board_record(struct board *b, struct board_recorder *r)
{
    struct board_recorder **at = &b->input.recorders;
    while (*at != NULL) {
        RT_ASSERT(*at != r);
        at = &(*at)->next;
    }
    r->next = NULL;
    *at = r;
}

void board_unrecord(struct board *b, struct board_recorder *r)
{
    struct board_recorder **at = &b->input.recorders;
    while (*at != r) {
        RT_ASSERT(*at != NULL);
        at = &(*at)->next;
    }
    *at = r->next;
}

void board_set_gap(struct board *b, board_gap_fn *fn, void *ctx)
{
    b->input.gap = fn;
    b->input.gap_ctx = ctx;
}

void board_input_seen(struct board *b, const struct board_input *in)
{
    struct board_input whole = *in;
    whole.text = in->text != NULL ? in->text : "";
    for (struct board_recorder *r = b->input.recorders; r != NULL; r = r->next) {
        r->fn(r->ctx, b, &whole);
    }
}

static bool is_switch(const struct board_input *in)
{
    return in->value == 0 || in->value == 1;
}

static enum rt_err apply_faults(struct board *b, const char *text)
{
    struct board_fault plan[BOARD_FAULTS_MAX];
    int n = text[0] != '\0' ? board_fault_parse(text, plan, BOARD_FAULTS_MAX) : 0;
    if (n < 0) {
        return RT_EINVAL;
    }
    board_fault_arm(b, plan, (size_t)n);
    return RT_OK;
}

static enum rt_err apply_mic(struct board *b, const struct board_input *in)
{
    RT_ASSERT((uintptr_t)in->data % sizeof(int16_t) == 0);
    if (in->unit >= BOARD_N_FXS || in->n_data % sizeof(int16_t) != 0) {
        return RT_EINVAL;
    }
    (void)board_fxs_speak(b, in->unit, (const int16_t *)(const void *)in->data, in->n_data / sizeof(int16_t));
    return RT_OK;
}

static enum rt_err apply_rot(struct board *b, const struct board_input *in)
{
    if (in->unit >= BOARD_N_REGIONS || in->value < 0 ||
        in->value / 8 >= (int64_t)board_region((enum board_region)in->unit)->n_bytes) {
        return RT_EINVAL;
    }
    board_fault_rot(b, (enum board_region)in->unit, (uint32_t)(in->value / 8), (unsigned)(in->value % 8));
    return RT_OK;
}

enum rt_err board_input_apply(struct board *b, const struct board_input *in)
{
    bool is_port = in->unit < BOARD_N_PORTS;
    switch (in->kind) {
    case BOARD_INPUT_POWER:
        if (!is_switch(in)) {
            return RT_EINVAL;
        }
        if (in->value == 1) {
            board_power_on(b);
        } else {
            board_power_off(b);
        }
        return RT_OK;
    case BOARD_INPUT_RESET_PIN:
        board_reset(b, BOARD_RESET_PIN);
        return RT_OK;
    case BOARD_INPUT_CABLE:
        if (!is_port || !is_switch(in)) {
            return RT_EINVAL;
        }
        board_nic_plug(b, (enum board_port)in->unit, in->value == 1);
        return RT_OK;
    case BOARD_INPUT_FRAME:
        if (!is_port) {
            return RT_EINVAL;
        }
        board_nic_deliver(b, (enum board_port)in->unit, in->data, in->n_data);
        return RT_OK;
    case BOARD_INPUT_HOOK:
        if (in->unit >= BOARD_N_FXS || !is_switch(in)) {
            return RT_EINVAL;
        }
        board_fxs_set_hook(b, in->unit, in->value == 1);
        return RT_OK;
    case BOARD_INPUT_JACK:
        if (in->unit >= BOARD_N_FXS || !is_switch(in)) {
            return RT_EINVAL;
        }
        board_fxs_plug(b, in->unit, in->value == 1);
        return RT_OK;
    case BOARD_INPUT_MIC:
        return apply_mic(b, in);
    case BOARD_INPUT_FAULTS:
        return apply_faults(b, in->text);
    case BOARD_INPUT_WORD:
        if (in->signal == NULL || !in->signal->is_input) {
            return RT_EINVAL;
        }
        board_emit(b, in->signal, in->unit, in->value, in->text);
        return RT_OK;
    case BOARD_INPUT_ROT:
        return apply_rot(b, in);
    case BOARD_N_INPUTS:
        break;
    }
    return RT_EINVAL;
}
