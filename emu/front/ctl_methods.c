/* SPDX-License-Identifier: MIT */
/* The methods of control: one row each. */
#include "ctl.h"
#include <core/loop.h>
#include <core/options.h>
#include <core/phone.h>
#include <core/unit.h>
#include <net/browser.h>
#include <board/board.h>
#include <board/clock.h>
#include <board/fault.h>
#include <board/fxs.h>
#include <board/led.h>
#include <board/nic.h>
#include <fw/device.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define WEB_TIMEOUT_US (30u * 1000000u)
#define WEB_SHOWN_MAX  (1024u * 1024u)
#define FLASH_US       ((EMU_PHONE_FLASH_MS + 50u) * 1000u)
#define EVENTS_MAX     1000

void emu_ctl_fail(struct emu_ctl_call *call, int error, const char *reason, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    call->error = error;
    call->reason = reason;
    call->poll = NULL;
    (void)vsnprintf(call->message, sizeof call->message, format, ap); /* a longer one is cut */
    va_end(ap);
}

static void fail_err(struct emu_ctl_call *call, enum rt_err err, const char *what_to_do)
{
    emu_ctl_fail(call, EMU_CTL_FAILED, rt_err_name(err), "%s", what_to_do);
}

void emu_ctl_call_fini(struct emu_ctl_call *call)
{
    if (call->browser != NULL) {
        emu_loop_remove(emu_unit_loop(call->session->unit), call->browser);
        emu_browser_close(call->browser);
        call->browser = NULL;
    }
    json_decref(call->result);
    call->result = NULL;
}

static struct board *board_of(const struct emu_ctl_call *call)
{
    return emu_unit_board(call->session->unit);
}

static const char *text_of(const struct emu_ctl_call *call, const char *name)
{
    return json_string_value(json_object_get(call->params, name)); /* NULL: not given */
}

static bool bool_of(const struct emu_ctl_call *call, const char *name)
{
    return json_is_true(json_object_get(call->params, name));
}

/* 1 or 2; else the call has failed and it is 0. */
static unsigned telephone_of(struct emu_ctl_call *call)
{
    json_int_t n = json_integer_value(json_object_get(call->params, "telephone"));
    if (n >= 1 && n <= (json_int_t)BOARD_N_FXS) {
        return (unsigned)n;
    }
    emu_ctl_fail(call, EMU_CTL_INVALID_PARAMS, "EINVAL", "telephone: say 1 or 2");
    return 0;
}

/* A time; false: the call has failed. Not given: *us stays. */
static bool duration_of(struct emu_ctl_call *call, const char *name, uint64_t *us)
{
    const char *text = text_of(call, name);
    const char *wrong = text != NULL ? emu_parse_duration_us(text, us) : NULL;
    if (wrong != NULL) {
        emu_ctl_fail(call, EMU_CTL_INVALID_PARAMS, "EINVAL", "%s: %s: %s", name, text, wrong);
    }
    return wrong == NULL;
}

static bool match_of(struct emu_ctl_call *call, const char *name)
{
    enum rt_err err = emu_match_parse(rt_str(text_of(call, name)), &call->match);
    if (err != RT_OK) {
        emu_ctl_fail(call, EMU_CTL_INVALID_PARAMS, rt_err_name(err),
                     "%s: %s: no such signal: write it as ear[1]=Invalid or led[power]=fast; 'signals' lists them",
                     name, text_of(call, name));
        return false;
    }
    call->has_match = true;
    call->cursor = call->session->acts.cursor;
    return true;
}

static void set_deadline(struct emu_ctl_call *call, uint64_t us)
{
    uint64_t now_us = board_now_us(board_of(call));
    call->has_deadline = us < BOARD_NEVER - now_us;
    call->deadline_us = now_us + us;
}

json_t *emu_ctl_event_json(const struct board_event *e)
{
    char line[BOARD_TRACE_TEXT_MAX + 96];
    (void)board_event_format(e, line, sizeof line);
    json_t *text = json_string(e->text);
    json_t *whole = json_string(line);
    return json_pack("{s:I, s:f, s:s, s:i, s:I, s:o, s:o}", "number", (json_int_t)e->number, "at_s",
                     (double)e->at_us / 1e6, "signal", board_signal_name(e->signal), "unit", (int)e->unit, "value",
                     (json_int_t)e->value, "text", text != NULL ? text : json_string("(not UTF-8)"), "line",
                     whole != NULL ? whole : json_string("(not UTF-8)"));
}

/* ---- polls ---- */

/* All that is due now has been done. */
static bool poll_instant(struct emu_ctl_call *call)
{
    const struct board *b = board_of(call);
    return board_next_due_us(b) > board_now_us(b);
}

/* Where time stands still, it goes on until this call has its answer, and not longer: so how much goes by depends on
 * the unit alone, and not on when a client's next call arrives. */
static void let_time_go(struct emu_ctl_call *call, uint64_t at_most_us)
{
    struct emu_loop *loop = emu_unit_loop(call->session->unit);
    set_deadline(call, at_most_us);
    call->pauses = emu_loop_is_paused(loop);
    if (call->pauses) {
        emu_loop_limit(loop, call->deadline_us);
    }
}

static void stop_time(struct emu_ctl_call *call)
{
    if (call->pauses) {
        emu_loop_limit(emu_unit_loop(call->session->unit), board_now_us(board_of(call)));
    }
}

static void end_of_wait(struct emu_ctl_call *call, json_t *event)
{
    stop_time(call);
    call->result = event != NULL ? event : json_pack("{s:f}", "at_s", (double)board_now_us(board_of(call)) / 1e6);
}

static bool poll_wait(struct emu_ctl_call *call)
{
    struct board *b = board_of(call);
    struct emu_acts *a = &call->session->acts;
    while (call->has_match && call->cursor < board_trace_end(b)) {
        const struct board_event *e = board_trace_get(b, call->cursor++);
        if (e != NULL && emu_match_event(&call->match, e)) {
            a->cursor = a->cursor > call->cursor ? a->cursor : call->cursor; /* several may wait at once */
            end_of_wait(call, emu_ctl_event_json(e));
            return true;
        }
    }
    if (!call->has_deadline || board_now_us(b) < call->deadline_us || !poll_instant(call)) {
        return false;
    }
    end_of_wait(call, NULL);
    if (call->has_match) {
        json_decref(call->result);
        call->result = NULL;
        fail_err(call, RT_ETIMEDOUT, "it did not happen in time: give it more, or subscribe to see what does");
    }
    return true;
}

static bool poll_dial(struct emu_ctl_call *call)
{
    return !emu_phone_is_dialling(emu_unit_phone(call->session->unit, call->telephone - 1));
}

static bool poll_web(struct emu_ctl_call *call)
{
    struct rt_buf body;
    int status;
    bool is_done = emu_browser_is_done(call->browser);
    if (!is_done && board_now_us(board_of(call)) < call->deadline_us) {
        return false;
    }
    stop_time(call);
    rt_buf_init(&body, WEB_SHOWN_MAX);
    enum rt_err err = is_done ? emu_browser_result(call->browser, &status, &body) : RT_ETIMEDOUT;
    if (err == RT_OK) {
        json_t *text = json_stringn((const char *)body.bytes, body.n);
        call->result = json_pack("{s:i, s:o}", "status", status, "body", text != NULL ? text : json_null());
    } else {
        fail_err(call, err, "no answer: is Enable_WAN_Web_Server set?");
    }
    rt_buf_fini(&body);
    return true;
}

static bool poll_notify(struct emu_ctl_call *call)
{
    struct emu_lab *lab = emu_unit_lab(call->session->unit);
    if (!emu_lab_notify_is_over(lab) && board_now_us(board_of(call)) < call->deadline_us) {
        return false;
    }
    stop_time(call);
    call->result = json_pack("{s:i}", "status", (int)emu_lab_notify_status(lab));
    return true;
}

/* ---- acts ---- */

static void set_hook(struct emu_ctl_call *call, bool is_off_hook)
{
    unsigned telephone = telephone_of(call);
    if (telephone != 0) {
        emu_phone_set_hook(emu_unit_phone(call->session->unit, telephone - 1), is_off_hook);
        call->poll = poll_instant;
    }
}

static void run_offhook(struct emu_ctl_call *call)
{
    set_hook(call, true);
}
static void run_onhook(struct emu_ctl_call *call)
{
    set_hook(call, false);
}

static void run_dial(struct emu_ctl_call *call)
{
    call->telephone = telephone_of(call);
    if (call->telephone == 0) {
        return;
    }
    enum rt_err err = emu_phone_dial(emu_unit_phone(call->session->unit, call->telephone - 1), text_of(call, "keys"));
    if (err == RT_OK) {
        call->poll = poll_dial;
    } else {
        fail_err(call, err,
                 err == RT_EREFUSED ? "the handset is down: lift it first with offhook"
                 : err == RT_EINVAL ? "not a key: use 0-9 * # A-D and ','"
                                    : "too many keys at once: dial them in two calls");
    }
}

static void run_flash(struct emu_ctl_call *call)
{
    unsigned telephone = telephone_of(call);
    enum rt_err err = telephone != 0 ? emu_phone_flash(emu_unit_phone(call->session->unit, telephone - 1)) : RT_OK;
    if (telephone != 0 && err == RT_OK) {
        set_deadline(call, FLASH_US);
        call->poll = poll_wait;
    } else if (err != RT_OK) {
        fail_err(call, err, "the handset is down, or the hook still pressed");
    }
}

static void run_power(struct emu_ctl_call *call)
{
    if (bool_of(call, "on")) {
        board_power_on(board_of(call));
    } else {
        board_power_off(board_of(call));
    }
    call->poll = poll_instant;
}

static void run_cable(struct emu_ctl_call *call)
{
    const char *name = text_of(call, "port");
    for (int port = 0; port < BOARD_N_PORTS; port++) {
        if (strcmp(name, board_port_name((enum board_port)port)) == 0) {
            board_nic_plug(board_of(call), (enum board_port)port, bool_of(call, "in"));
            call->poll = poll_instant;
            return;
        }
    }
    emu_ctl_fail(call, EMU_CTL_INVALID_PARAMS, "EINVAL", "port: say wan or lan");
}

static void run_faults(struct emu_ctl_call *call)
{
    struct board_fault plan[BOARD_FAULTS_MAX];
    const char *text = text_of(call, "plan");
    int n = text[0] != '\0' ? board_fault_parse(text, plan, BOARD_FAULTS_MAX) : 0;
    if (n < 0) {
        emu_ctl_fail(call, EMU_CTL_INVALID_PARAMS, rt_err_name(n), "plan: %s: write it as k17b or k17t3,k2a", text);
        return;
    }
    board_fault_arm(board_of(call), plan, (size_t)n);
}

static void run_corrupt(struct emu_ctl_call *call)
{
    emu_act_corrupt(&call->session->acts);
}

static void run_note(struct emu_ctl_call *call)
{
    board_emit(board_of(call), BOARD_SIGNAL_NOTE, 0, 0, text_of(call, "text"));
}

static void run_web(struct emu_ctl_call *call)
{
    enum rt_err err = emu_act_web_ask(&call->session->acts, text_of(call, "path"), &call->browser);
    if (err != RT_OK) {
        call->browser = NULL;
        fail_err(call, err, err == RT_EUNREACH ? emu_act_why_unreachable(&call->session->acts) : "check the path");
        return;
    }
    emu_loop_add(emu_unit_loop(call->session->unit), emu_browser_source(call->browser));
    let_time_go(call, WEB_TIMEOUT_US);
    call->poll = poll_web;
}

static void run_notify(struct emu_ctl_call *call)
{
    json_int_t line = json_integer_value(json_object_get(call->params, "line"));
    if (line < 1 || line > (json_int_t)BOARD_N_FXS) {
        emu_ctl_fail(call, EMU_CTL_INVALID_PARAMS, "EINVAL", "line: say 1 or 2");
        return;
    }
    enum rt_err err = emu_act_notify(&call->session->acts, (unsigned)line, text_of(call, "event"), NULL, NULL);
    if (err != RT_OK) {
        fail_err(call, err,
                 err == RT_EUNREACH ? emu_act_why_unreachable(&call->session->acts)
                                    : "an event is one short word, as resync");
        return;
    }
    let_time_go(call, EMU_NOTIFY_TIMEOUT_US);
    call->poll = poll_notify;
}

/* ---- watches ---- */

static void run_wait(struct emu_ctl_call *call)
{
    uint64_t us = EMU_WAIT_DEFAULT_US;
    bool has_signal = text_of(call, "signal") != NULL;
    if (has_signal == (text_of(call, "time") != NULL)) {
        emu_ctl_fail(call, EMU_CTL_INVALID_PARAMS, "EINVAL", "say either signal (and within) or time");
        return;
    }
    if (duration_of(call, has_signal ? "within" : "time", &us) && (!has_signal || match_of(call, "signal"))) {
        set_deadline(call, us);
        call->poll = poll_wait;
    }
}

static void run_param(struct emu_ctl_call *call)
{
    const char *name = text_of(call, "name");
    struct fw_device *device = emu_unit_device(call->session->unit);
    if (!fw_device_is_running(device)) {
        fail_err(call, RT_EPOWER, "the unit does not run: wait for its boot");
        return;
    }
    int id = fw_param_find(fw_device_params(device), name);
    if (id == FW_PARAM_NONE) {
        fail_err(call, RT_ENOENT, "this release has no such parameter: check the spelling");
        return;
    }
    json_t *value = json_string(fw_param_get(fw_device_params(device), id));
    call->result = json_pack("{s:s, s:o}", "name", name, "value", value != NULL ? value : json_null());
}

static void run_leds(struct emu_ctl_call *call)
{
    const struct board *b = board_of(call);
    call->result = json_object();
    for (int i = 0; i < BOARD_N_LEDS; i++) {
        enum board_led led = (enum board_led)i;
        (void)json_object_set_new(call->result, board_led_name(led),
                                  json_pack("{s:s, s:b}", "pattern", board_led_pattern_name(board_led_pattern(b, led)),
                                            "lit", (int)board_led_is_lit(b, led, board_now_us(b))));
    }
}

static json_t *events_from(struct emu_ctl_call *call, uint64_t *cursor, int only)
{
    struct board *b = board_of(call);
    json_t *list = json_array();
    for (; *cursor < board_trace_end(b) && json_array_size(list) < EVENTS_MAX; (*cursor)++) {
        const struct board_event *e = board_trace_get(b, *cursor);
        if (e != NULL && (only < 0 || e->signal == (enum board_signal)only)) {
            (void)json_array_append_new(list, emu_ctl_event_json(e)); /* no memory: a shorter list */
        }
    }
    return list;
}

static void run_syslog(struct emu_ctl_call *call)
{
    call->result = events_from(call, &call->session->syslog_cursor, BOARD_SIGNAL_FW_SYSLOG);
}

static void run_events(struct emu_ctl_call *call)
{
    json_int_t from = json_integer_value(json_object_get(call->params, "from"));
    uint64_t cursor = from > 0 ? (uint64_t)from : 0;
    while (cursor < board_trace_end(board_of(call)) && board_trace_get(board_of(call), cursor) == NULL) {
        cursor++; /* it has left the trace */
    }
    json_t *list = events_from(call, &cursor, -1);
    call->result = json_pack("{s:o, s:I}", "events", list, "next", (json_int_t)cursor);
}

static void run_skip(struct emu_ctl_call *call)
{
    emu_acts_skip(&call->session->acts);
}

static void run_subscribe(struct emu_ctl_call *call)
{
    const json_t *list = json_object_get(call->params, "signals");
    struct emu_ctl_session *s = call->session;
    size_t n = json_array_size(list);
    if (n > EMU_CTL_PATTERNS_MAX) {
        emu_ctl_fail(call, EMU_CTL_INVALID_PARAMS, "EFULL", "signals: 16 patterns are the limit");
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

static void run_signals(struct emu_ctl_call *call)
{
    call->result = json_object();
    for (int i = 0; i < BOARD_N_SIGNALS; i++) {
        enum board_signal s = (enum board_signal)i;
        (void)json_object_set_new(call->result, board_signal_name(s), json_string(board_signal_help(s)));
    }
}

static void run_help(struct emu_ctl_call *call)
{
    const struct emu_ctl_method *m;
    call->result = json_array();
    for (size_t i = 0; (m = emu_ctl_method(i)) != NULL; i++) {
        (void)json_array_append_new(call->result, emu_ctl_method_json(m));
    }
}

static void run_status(struct emu_ctl_call *call)
{
    struct emu_unit *u = call->session->unit;
    struct fw_device *device = emu_unit_device(u);
    bool is_running = fw_device_is_running(device);
    call->result = json_pack(
        "{s:s, s:I, s:f, s:b, s:b, s:b, s:s, s:I, s:[b,b]}", "vspa", VSPA_VERSION, "seed", (json_int_t)emu_unit_seed(u),
        "at_s", (double)board_now_us(board_of(call)) / 1e6, "powered", (int)board_is_powered(board_of(call)), "running",
        (int)is_running, "paused", (int)emu_loop_is_paused(emu_unit_loop(u)), "release",
        is_running ? fw_device_manifest(device)->version : "", "events", (json_int_t)board_trace_end(board_of(call)),
        "offhook", (int)board_fxs_is_off_hook(board_of(call), 0), (int)board_fxs_is_off_hook(board_of(call), 1));
}

/* ---- time ---- */

static void run_run(struct emu_ctl_call *call)
{
    uint64_t us = EMU_WAIT_DEFAULT_US;
    const char *until = text_of(call, "until");
    bool has_end = until != NULL || text_of(call, "for") != NULL;
    if (!duration_of(call, "for", &us) || (until != NULL && !match_of(call, "until"))) {
        return;
    }
    if (!has_end) {
        emu_loop_limit(emu_unit_loop(call->session->unit), BOARD_NEVER);
        return;
    }
    set_deadline(call, us);
    emu_loop_limit(emu_unit_loop(call->session->unit), call->has_deadline ? call->deadline_us : BOARD_NEVER);
    call->pauses = true;
    call->poll = poll_wait;
}

static void run_pause(struct emu_ctl_call *call)
{
    emu_loop_limit(emu_unit_loop(call->session->unit), board_now_us(board_of(call)));
    end_of_wait(call, NULL);
}

static void run_step(struct emu_ctl_call *call)
{
    const struct board *b = board_of(call);
    uint64_t due_us = board_next_due_us(b);
    if (due_us == BOARD_NEVER) {
        fail_err(call, RT_EUNREACH, "nothing is due: is the power on?");
        return;
    }
    set_deadline(call, due_us > board_now_us(b) ? due_us - board_now_us(b) : 0);
    emu_loop_limit(emu_unit_loop(call->session->unit), call->deadline_us);
    call->pauses = true;
    call->poll = poll_wait;
}

static void run_quit(struct emu_ctl_call *call)
{
    emu_loop_stop(emu_unit_loop(call->session->unit));
}

/* ---- the table ---- */

#define TELEPHONE                                                                                                      \
    {                                                                                                                  \
        "telephone", 'i', false, "1 or 2"                                                                              \
    }
static const struct emu_ctl_method methods[] = {
    {"offhook", run_offhook, "lift a handset", "null", {TELEPHONE}},
    {"onhook", run_onhook, "put it down", "null", {TELEPHONE}},
    {"dial",
     run_dial,
     "press keys; answers when the last one is pressed",
     "null",
     {TELEPHONE, {"keys", 's', false, "0-9 * # A-D, ',' waits a second"}}},
    {"flash", run_flash, "press the hook for 300 ms", "{at_s}", {TELEPHONE}},
    {"wait",
     run_wait,
     "answers when virtual time has gone by, or when a signal happens; from this client's cursor on, so nothing is "
     "missed by waiting late",
     "{at_s}, or the event",
     {{"signal", 's', true, "ear[1]=Invalid, led[power]=fast, fw.resync=done"},
      {"within", 's', true, "the longest virtual time to wait for it (default 60s)"},
      {"time", 's', true, "5, 200ms, 10m, 1h"}}},
    {"skip", run_skip, "forget what has happened so far: waits begin now", "null", {{.name = NULL}}},
    {"param", run_param, "a parameter's value", "{name, value}", {{"name", 's', false, "its element name"}}},
    {"leds", run_leds, "what the LEDs show", "{power: {pattern, lit}, ...}", {{.name = NULL}}},
    {"syslog",
     run_syslog,
     "the lines sent to the syslog server since this client last asked",
     "[event, ...]",
     {{.name = NULL}}},
    {"power", run_power, "the plug", "null", {{"on", 'b', false, "true: in"}}},
    {"cable",
     run_cable,
     "an Ethernet cable",
     "null",
     {{"port", 's', false, "wan or lan"}, {"in", 'b', false, "true: plugged in"}}},
    {"web",
     run_web,
     "ask the unit's web server, as a browser at the PC; where time stands still, it goes on until the answer",
     "{status, body}",
     {{"path", 's', false, "/admin/advanced"}}},
    {"notify",
     run_notify,
     "the provider sends a line a SIP NOTIFY, and answers the unit's challenge with the line's account; "
     "where time stands still, it goes on until the answer",
     "{status}: of SIP, 0 without an answer",
     {{"line", 'i', false, "1 or 2"}, {"event", 's', false, "resync, report, reboot, reboot_now, restart_now"}}},
    {"faults",
     run_faults,
     "what goes wrong in which flash operation from now on; an empty plan: nothing",
     "null",
     {{"plan", 's', false, "k17b, or k17t3,k2a"}}},
    {"corrupt", run_corrupt, "both banks of firmware go bad: the next start is a recovery", "null", {{.name = NULL}}},
    {"note", run_note, "write a remark into the trace", "null", {{"text", 's', false, "the remark"}}},
    {"status",
     run_status,
     "how the unit stands",
     "{vspa, seed, at_s, powered, running, paused, release, ...}",
     {{.name = NULL}}},
    {"signals", run_signals, "what can be waited for", "{name: help, ...}", {{.name = NULL}}},
    {"events",
     run_events,
     "events that the trace still holds, at most 1000",
     "{events: [...], next}",
     {{"from", 'i', true, "number of the first (default: the oldest)"}}},
    {"subscribe",
     run_subscribe,
     "from now on each event of these signals comes as a notification \"event\"; an empty list ends it",
     "null",
     {{"signals", 'a', false, "patterns: [\"fw.*\", \"ear\"]"}}},
    {"run",
     run_run,
     "let virtual time go on; with an end, answers and pauses there",
     "null; with an end {at_s}, or the event",
     {{"for", 's', true, "pause after this virtual time (default with until: 60s)"},
      {"until", 's', true, "pause when this signal happens"}}},
    {"pause", run_pause, "stop virtual time", "{at_s}", {{.name = NULL}}},
    {"step", run_step, "let virtual time go on to the next thing that is due, and pause", "{at_s}", {{.name = NULL}}},
    {"quit", run_quit, "end the run", "null", {{.name = NULL}}},
    {"help", run_help, "this table", "[method, ...]", {{.name = NULL}}},
};

const struct emu_ctl_method *emu_ctl_method(size_t i)
{
    return i < sizeof methods / sizeof methods[0] ? &methods[i] : NULL;
}

const struct emu_ctl_method *emu_ctl_method_find(const char *name)
{
    const struct emu_ctl_method *m;
    for (size_t i = 0; (m = emu_ctl_method(i)) != NULL; i++) {
        if (strcmp(m->name, name) == 0) {
            return m;
        }
    }
    return NULL;
}

static const char *type_name(char type)
{
    return type == 's' ? "text" : type == 'i' ? "number" : type == 'b' ? "boolean" : "list of texts";
}

json_t *emu_ctl_method_json(const struct emu_ctl_method *m)
{
    json_t *params = json_array();
    for (const struct emu_ctl_param *p = m->params; p < m->params + EMU_CTL_PARAMS_MAX && p->name != NULL; p++) {
        (void)json_array_append_new(params,
                                    json_pack("{s:s, s:s, s:b, s:s}", "name", p->name, "type", type_name(p->type),
                                              "optional", (int)p->is_optional, "help", p->help));
    }
    return json_pack("{s:s, s:s, s:s, s:o}", "name", m->name, "help", m->help, "result", m->result, "params", params);
}

static const struct emu_ctl_param *find_param(const struct emu_ctl_method *m, const char *name)
{
    for (const struct emu_ctl_param *p = m->params; p < m->params + EMU_CTL_PARAMS_MAX && p->name != NULL; p++) {
        if (strcmp(p->name, name) == 0) {
            return p;
        }
    }
    return NULL;
}

static bool has_type(const json_t *value, char type)
{
    if (type == 'a') {
        for (size_t i = 0; i < json_array_size(value); i++) {
            if (!json_is_string(json_array_get(value, i))) {
                return false;
            }
        }
        return json_is_array(value);
    }
    return type == 's' ? json_is_string(value) : type == 'i' ? json_is_integer(value) : json_is_boolean(value);
}

bool emu_ctl_check_params(struct emu_ctl_call *call, const struct emu_ctl_method *m)
{
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)call->params, name, value)
    {
        const struct emu_ctl_param *p = find_param(m, name);
        if (p == NULL || !has_type(value, p->type)) {
            emu_ctl_fail(call, EMU_CTL_INVALID_PARAMS, "EINVAL", "%.64s: %s%s; 'help' tells them", name,
                         p == NULL ? "no such parameter" : "it is a ", p == NULL ? "" : type_name(p->type));
            return false;
        }
    }
    for (const struct emu_ctl_param *p = m->params; p < m->params + EMU_CTL_PARAMS_MAX && p->name != NULL; p++) {
        if (!p->is_optional && json_object_get(call->params, p->name) == NULL) {
            emu_ctl_fail(call, EMU_CTL_INVALID_PARAMS, "EINVAL", "%s is missing: %s", p->name, p->help);
            return false;
        }
    }
    return true;
}
