/* SPDX-License-Identifier: MIT */
/* Methods that observe the unit, and methods that control virtual time. */
#include "call.h"
#include <unit/loop.h>
#include <unit/unit.h>
#include <board/board.h>
#include <board/clock.h>
#include <board/fxs.h>
#include <board/led.h>
#include <fw/channel.h>
#include <fw/device.h>
#include <fw/status.h>
#include <host/signals.h>
#include <string.h>

#define EVENTS_MAX 1000

/* ---- watches ---- */

void ctl_wait(struct emu_ctl_call *call)
{
    uint64_t us = EMU_WAIT_DEFAULT_US;
    bool has_signal = ctl_text(call, "signal") != NULL;
    if (has_signal == (ctl_text(call, "time") != NULL)) {
        emu_ctl_fail(call, EMU_CTL_INVALID_PARAMS, "EINVAL", "give either signal (and within) or time");
        return;
    }
    if (ctl_duration(call, has_signal ? "within" : "time", &us) && (!has_signal || ctl_match(call, "signal"))) {
        ctl_set_deadline(call, us);
        call->poll = ctl_poll_wait;
    }
}

void ctl_param(struct emu_ctl_call *call)
{
    const char *name = ctl_text(call, "name");
    struct fw_device *device = emu_unit_device(call->session->unit);
    if (!fw_device_is_running(device)) {
        ctl_fail_err(call, RT_EPOWER, "the unit is not running: wait until it has booted");
        return;
    }
    int id = fw_param_find(fw_device_params(device), name);
    if (id == FW_PARAM_NONE) {
        const char *near = emu_near_parameter(fw_params_schema(fw_device_params(device)), name);
        emu_ctl_fail(call, EMU_CTL_FAILED, rt_err_name(RT_ENOENT), "this release has no such parameter: %s%s%s",
                     near != NULL ? "did you mean '" : "check the spelling", near != NULL ? near : "",
                     near != NULL ? "'?" : "");
        return;
    }
    const char *value = fw_param_get(fw_device_params(device), id);
    call->result = json_pack("{s:s, s:o}", "name", name, "value", emu_ctl_text_json(value, strlen(value)));
}

/* Numbers are numbers; what the unit does not know now is null. */
static json_t *fact_value(struct fw_device *device, const char *key)
{
    struct rt_buf value;
    uint64_t number;
    json_t *json = NULL;
    rt_buf_init(&value, FW_VALUE_MAX);
    if (fw_status_get(device, key, &value) == RT_OK && value.n > 0) {
        bool is_number = fw_status_find(key)->unit[0] != '\0' &&
                         rt_str_u64(rt_str_n(rt_buf_text(&value), value.n), &number) == RT_OK;
        json = is_number ? json_integer((json_int_t)number) : emu_ctl_text_json(rt_buf_text(&value), value.n);
    }
    rt_buf_fini(&value);
    return json != NULL ? json : json_null();
}

void ctl_facts(struct emu_ctl_call *call)
{
    const char *wanted = ctl_text(call, "key");
    struct fw_device *device = emu_unit_device(call->session->unit);
    if (!fw_device_is_running(device)) {
        ctl_fail_err(call, RT_EPOWER, "the unit is not running: wait until it has booted");
        return;
    }
    call->result = json_object();
    for (size_t i = 0; i < fw_status_n_keys(); i++) {
        char key[FW_STATUS_KEY_MAX];
        fw_status_key(i, key);
        if (wanted == NULL || strncmp(key, wanted, strlen(wanted)) == 0) {
            (void)json_object_set_new(call->result, key, fact_value(device, key));
        }
    }
    if (json_object_size(call->result) == 0) {
        json_decref(call->result);
        call->result = NULL;
        ctl_fail_err(call, RT_ENOENT, "no such key: 'facts' without a key lists them");
    }
}

void ctl_leds(struct emu_ctl_call *call)
{
    const struct board *b = ctl_board(call);
    call->result = json_object();
    for (int i = 0; i < BOARD_N_LEDS; i++) {
        enum board_led led = (enum board_led)i;
        (void)json_object_set_new(call->result, board_led_name(led),
                                  json_pack("{s:s, s:b}", "pattern", board_led_pattern_name(board_led_pattern(b, led)),
                                            "lit", (int)board_led_is_lit(b, led, board_now_us(b))));
    }
}

static json_t *events_from(struct emu_ctl_call *call, uint64_t *cursor, const struct board_signal *only)
{
    struct board *b = ctl_board(call);
    json_t *list = json_array();
    for (; *cursor < board_trace_end(b) && json_array_size(list) < EVENTS_MAX; (*cursor)++) {
        const struct board_event *e = board_trace_get(b, *cursor);
        if (e != NULL && (only == NULL || board_event_signal(e) == only)) {
            (void)json_array_append_new(list, emu_ctl_event_json(e)); /* no memory: a shorter list */
        }
    }
    return list;
}

void ctl_syslog(struct emu_ctl_call *call)
{
    call->result = events_from(call, &call->session->syslog_cursor, &fw_signal_syslog);
}

void ctl_events(struct emu_ctl_call *call)
{
    json_int_t from = json_integer_value(json_object_get(call->params, "from"));
    uint64_t cursor = from > 0 ? (uint64_t)from : 0;
    while (cursor < board_trace_end(ctl_board(call)) && board_trace_get(ctl_board(call), cursor) == NULL) {
        cursor++; /* it has left the trace */
    }
    json_t *list = events_from(call, &cursor, NULL);
    call->result = json_pack("{s:o, s:I}", "events", list, "next", (json_int_t)cursor);
}

void ctl_skip(struct emu_ctl_call *call)
{
    emu_acts_skip(&call->session->acts);
}

void ctl_subscribe(struct emu_ctl_call *call)
{
    const json_t *list = json_object_get(call->params, "signals");
    struct emu_ctl_session *s = call->session;
    size_t n = json_array_size(list);
    if (n > EMU_CTL_PATTERNS_MAX) {
        emu_ctl_fail(call, EMU_CTL_INVALID_PARAMS, "EFULL", "signals: at most 16 patterns");
        return;
    }
    for (size_t i = 0; i < n; i++) {
        if (json_string_length(json_array_get(list, i)) >= sizeof s->patterns[i]) {
            emu_ctl_fail(call, EMU_CTL_INVALID_PARAMS, "ETOOBIG", "signals: a pattern has at most 63 characters");
            return;
        }
    }
    for (size_t i = 0; i < n; i++) {
        (void)rt_str_copy(s->patterns[i], sizeof s->patterns[i], rt_str(json_string_value(json_array_get(list, i))));
    }
    s->n_patterns = n;
}

void ctl_signals(struct emu_ctl_call *call)
{
    call->result = json_object();
    const struct board_signal *s;
    for (size_t i = 0; (s = emu_signal_at(i)) != NULL; i++) {
        (void)json_object_set_new(call->result, s->name, json_string(s->help));
    }
}

void ctl_help(struct emu_ctl_call *call)
{
    call->result = emu_ctl_methods_json();
}

void ctl_status(struct emu_ctl_call *call)
{
    struct emu_unit *u = call->session->unit;
    struct fw_device *device = emu_unit_device(u);
    bool is_running = fw_device_is_running(device);
    call->result = json_pack(
        "{s:s, s:I, s:f, s:b, s:b, s:b, s:s, s:I, s:[b,b]}", "vspa", VSPA_VERSION, "seed", (json_int_t)emu_unit_seed(u),
        "at_s", (double)board_now_us(ctl_board(call)) / 1e6, "powered", (int)board_is_powered(ctl_board(call)),
        "running", (int)is_running, "paused", (int)emu_loop_is_paused(emu_unit_loop(u)), "release",
        is_running ? fw_device_manifest(device)->version : "", "events", (json_int_t)board_trace_end(ctl_board(call)),
        "offhook", (int)board_fxs_is_lifted(ctl_board(call), 0), (int)board_fxs_is_lifted(ctl_board(call), 1));
}

/* ---- time ---- */

void ctl_run(struct emu_ctl_call *call)
{
    uint64_t us = EMU_WAIT_DEFAULT_US;
    const char *until = ctl_text(call, "until");
    bool has_end = until != NULL || ctl_text(call, "for") != NULL;
    if (!ctl_duration(call, "for", &us) || (until != NULL && !ctl_match(call, "until"))) {
        return;
    }
    if (!has_end) {
        emu_loop_limit(emu_unit_loop(call->session->unit), BOARD_NEVER);
        return;
    }
    ctl_set_deadline(call, us);
    emu_loop_limit(emu_unit_loop(call->session->unit), call->has_deadline ? call->deadline_us : BOARD_NEVER);
    call->pauses = true;
    call->poll = ctl_poll_wait;
}

void ctl_pause(struct emu_ctl_call *call)
{
    emu_loop_limit(emu_unit_loop(call->session->unit), board_now_us(ctl_board(call)));
    ctl_end_wait(call, NULL);
}

void ctl_step(struct emu_ctl_call *call)
{
    const struct board *b = ctl_board(call);
    uint64_t due_us = board_next_due_us(b);
    if (due_us == BOARD_NEVER) {
        ctl_fail_err(call, RT_EUNREACH, "no timer is pending: is the power on?");
        return;
    }
    ctl_set_deadline(call, due_us > board_now_us(b) ? due_us - board_now_us(b) : 0);
    emu_loop_limit(emu_unit_loop(call->session->unit), call->deadline_us);
    call->pauses = true;
    call->poll = ctl_poll_wait;
}

void ctl_quit(struct emu_ctl_call *call)
{
    emu_loop_stop(emu_unit_loop(call->session->unit));
}
