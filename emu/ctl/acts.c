/* SPDX-License-Identifier: MIT */
/* Acts as methods: arguments from JSON, results to JSON. The loop runs in between. */
#include "call.h"
#include <unit/loop.h>
#include <unit/unit.h>
#include <board/board.h>
#include <board/clock.h>
#include <rt/mem.h>
#include <string.h>

#define LIST_MAX   512u
#define FIELDS_MAX (256u << 10)

/* ---- arguments ---- */

static int sextet(char c)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c != '\0' ? strchr(alphabet, c) : NULL;
    return at != NULL ? (int)(at - alphabet) : -1;
}

/* RFC 4648 section 4. The bytes stand in the object from now on, in place of the text. False: it is none. */
static bool decode(const char *text, char *out, size_t *n)
{
    size_t length = strlen(text);
    *n = 0;
    if (length % 4 != 0) {
        return false;
    }
    for (size_t i = 0; i < length; i += 4) {
        unsigned n_pad = i + 4 < length ? 0 : (text[i + 3] == '=') + (text[i + 3] == '=' && text[i + 2] == '=');
        uint32_t bits = 0;
        for (unsigned k = 0; k < 4; k++) {
            int six = k < 4 - n_pad ? sextet(text[i + k]) : 0;
            if (six < 0) {
                return false;
            }
            bits = bits << 6 | (uint32_t)six;
        }
        for (unsigned k = 0; k < 3 - n_pad; k++) {
            out[(*n)++] = (char)(bits >> (16 - 8 * k));
        }
    }
    out[*n] = '\0';
    return true;
}

static const char *take_base64(struct emu_ctl_call *call, size_t i, const char *text)
{
    size_t n;
    rt_mem_free(call->bytes);
    call->bytes = rt_mem_alloc(strlen(text) + 1);
    if (call->bytes == NULL) {
        return "out of memory";
    }
    return decode(text, call->bytes, &n) ? emu_act_take_text(call->act, i, call->bytes, n) : "not base64";
}

/* The text is the call's from now on, in place of the object. */
static const char *take_fields(struct emu_ctl_call *call, size_t i, const json_t *fields)
{
    struct rt_buf text;
    const char *name, *wrong;
    json_t *value;
    rt_buf_init(&text, FIELDS_MAX);
    json_object_foreach((json_t *)(uintptr_t)fields, name, value)
    {
        (void)emu_act_put_field(&text, rt_str(name), rt_str_n(json_string_value(value), json_string_length(value)));
    }
    rt_mem_free(call->bytes);
    call->bytes = rt_mem_alloc(text.n + 1);
    if (rt_buf_error(&text) != RT_OK || call->bytes == NULL) {
        wrong = rt_buf_error(&text) == RT_ETOOBIG ? "they are too long" : "out of memory";
    } else {
        memcpy(call->bytes, rt_buf_text(&text), text.n + 1);
        wrong = emu_act_take_text(call->act, i, call->bytes, text.n);
    }
    rt_buf_fini(&text);
    return wrong;
}

static const char *take_list(struct emu_act_call *act, size_t i, const json_t *list)
{
    char text[LIST_MAX];
    size_t n = 0;
    text[0] = '\0';
    for (size_t k = 0; k < json_array_size(list); k++) {
        const char *one = json_string_value(json_array_get(list, k));
        if (n + strlen(one) + 2 > sizeof text) {
            return "it is too long";
        }
        text[n] = ',';
        n += k > 0 ? 1 : 0;
        memcpy(text + n, one, strlen(one) + 1);
        n += strlen(one);
    }
    return emu_act_take_text(act, i, text, n);
}

/* NULL, or what is wrong with it. Its JSON type fits. */
static const char *take(struct emu_ctl_call *call, size_t i, const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_STRING:
        return emu_act_take_text(call->act, i, json_string_value(value), json_string_length(value));
    case JSON_INTEGER:
    case JSON_REAL:
        return emu_act_take_number(call->act, i, json_number_value(value));
    case JSON_ARRAY:
        return take_list(call->act, i, value);
    case JSON_OBJECT:
        return call->act->act->arguments[i].type == EMU_ACT_FIELDS
                   ? take_fields(call, i, value)
                   : take_base64(call, i, json_string_value(json_object_get(value, "base64")));
    default:
        return emu_act_take_switch(call->act, i, json_is_true(value));
    }
}

static bool take_all(struct emu_ctl_call *call)
{
    const struct emu_act *row = call->act->act;
    for (size_t i = 0; i < row->n_arguments; i++) {
        const json_t *value = json_object_get(call->params, row->arguments[i].name);
        const char *wrong = value != NULL ? take(call, i, value) : NULL;
        if (wrong != NULL) {
            emu_ctl_fail(call, EMU_CTL_INVALID_PARAMS, "EINVAL", "%s: %s", row->arguments[i].name, wrong);
            return false;
        }
    }
    return true;
}

/* ---- results ---- */

static json_t *value_json(const struct emu_act_argument *row, const struct emu_act_value *v)
{
    switch (row->type) {
    case EMU_ACT_TIME:
        return json_real((double)v->number / 1e6);
    case EMU_ACT_NUMBER:
        return json_integer(v->number);
    default:
        return emu_ctl_text_json(v->text, v->n);
    }
}

static void fail(struct emu_ctl_call *call, enum rt_err err)
{
    emu_ctl_fail(call, call->act->code == EMU_EXIT_USAGE ? EMU_CTL_INVALID_PARAMS : EMU_CTL_FAILED, rt_err_name(err),
                 "%s", call->act->message);
}

static void finish(struct emu_ctl_call *call, enum rt_err waited)
{
    const struct emu_act *row = call->act->act;
    ctl_stop_time(call);
    enum rt_err err = emu_act_finish(call->act, waited);
    if (err != RT_OK) {
        fail(call, err);
        return;
    }
    if (row->n_results > 0) {
        call->result = json_object();
    }
    for (size_t i = 0; i < row->n_results; i++) {
        (void)json_object_set_new(call->result, row->results[i].name,
                                  value_json(&row->results[i], &call->act->result[i]));
    }
}

/* ---- until it is done ---- */

static bool poll_act(struct emu_ctl_call *call)
{
    bool is_late = call->has_deadline && board_now_us(ctl_board(call)) >= call->deadline_us;
    bool is_done;
    switch (call->act->act->end) {
    case EMU_ACT_WHEN:
        is_done = emu_act_is_done(call->act);
        break;
    case EMU_ACT_AFTER:
        is_done = is_late && ctl_poll_instant(call);
        is_late = false;
        break;
    default:
        is_done = ctl_poll_instant(call);
        is_late = false;
    }
    if (is_done || is_late) {
        finish(call, is_done ? RT_OK : RT_ETIMEDOUT);
    }
    return is_done || is_late;
}

void ctl_act(struct emu_ctl_call *call, const struct emu_act *act)
{
    call->act = rt_mem_alloc(sizeof *call->act);
    if (call->act == NULL) {
        emu_ctl_fail(call, EMU_CTL_FAILED, "ENOMEM", "out of memory");
        return;
    }
    emu_act_call_init(call->act, &call->session->acts, act);
    if (!take_all(call)) {
        return;
    }
    enum rt_err err = emu_act_start(call->act);
    if (err != RT_OK) {
        fail(call, err);
    } else if (act->end == EMU_ACT_AT_ONCE) {
        finish(call, RT_OK);
    } else {
        if (act->drives_time) {
            ctl_let_time_go(call, emu_act_wait_us(call->act));
        } else if (act->end != EMU_ACT_SETTLED) {
            ctl_set_deadline(call, emu_act_wait_us(call->act));
        }
        call->poll = poll_act;
    }
}
