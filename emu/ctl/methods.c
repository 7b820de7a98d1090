/* SPDX-License-Identifier: MIT */
/* The methods of control: the acts, and a row for each watch; the checks that follow from the rows. */
#include "call.h"
#include <stdio.h>
#include <string.h>

static const struct emu_ctl_param wait_params[] = {
    {"signal", 's', true, "ear[1]=Invalid, led[power]=fast, fw.resync=done", NULL},
    {"within", 's', true, "virtual time to wait at most (default 60s)", NULL},
    {"time", 's', true, "5, 200ms, 10m, 1h", NULL},
    {.name = NULL}};
static const struct emu_ctl_param param_params[] = {{"name", 's', false, "element name", NULL}, {.name = NULL}};
static const struct emu_ctl_param facts_params[] = {
    {"key", 's', true, "a key, as wan.ip, or a prefix, as line1. (default: all)", NULL}, {.name = NULL}};
static const struct emu_ctl_param events_params[] = {
    {"from", 'i', true, "number of the first event (default: the oldest)", NULL}, {.name = NULL}};
static const struct emu_ctl_param subscribe_params[] = {{"signals", 'a', false, "patterns: [\"fw.*\", \"ear\"]", NULL},
                                                        {.name = NULL}};
static const struct emu_ctl_param run_params[] = {
    {"for", 's', true, "pause after this virtual time (default with until: 60s)", NULL},
    {"until", 's', true, "pause when this signal happens", NULL},
    {.name = NULL}};

#define WATCH(n, f, h, r) .name = n, .run = f, .help = h, .result = r
static const struct emu_ctl_method watches[] = {
    {WATCH("wait", ctl_wait,
           "wait for a signal or a virtual time; starts at this client's cursor, so late calls miss nothing",
           "{at_s}, or the event"),
     .params = wait_params},
    {WATCH("skip", ctl_skip, "skip past events: later waits match only new ones", "null")},
    {WATCH("param", ctl_param, "read a parameter", "{name, value}"), .params = param_params},
    {WATCH("facts", ctl_facts, "status of the unit: addresses, times, counters, lines; null: no value now",
           "{key: value, ...}"),
     .params = facts_params},
    {WATCH("leds", ctl_leds, "read the LEDs", "{power: {pattern, lit}, ...}")},
    {WATCH("syslog", ctl_syslog, "syslog lines since this client last asked", "[event, ...]")},
    {WATCH("status", ctl_status, "state of the run", "{vspa, seed, at_s, powered, running, paused, release, ...}")},
    {WATCH("signals", ctl_signals, "list the trace signals", "{name: help, ...}")},
    {WATCH("events", ctl_events, "events still in the trace buffer, at most 1000", "{events: [...], next}"),
     .params = events_params},
    {WATCH("subscribe", ctl_subscribe,
           "send each event of these signals as a notification \"event\"; an empty list unsubscribes", "null"),
     .params = subscribe_params},
    {WATCH("run", ctl_run, "resume virtual time; with an end, pause there and answer",
           "null; with an end {at_s}, or the event"),
     .params = run_params},
    {WATCH("pause", ctl_pause, "pause virtual time", "{at_s}")},
    {WATCH("step", ctl_step, "advance virtual time to the next event, then pause", "{at_s}")},
    {WATCH("quit", ctl_quit, "end the run", "null")},
    {WATCH("help", ctl_help, "list the methods", "[method, ...]")},
};
#define N_WATCHES (sizeof watches / sizeof watches[0])

bool emu_ctl_method_at(size_t i, struct emu_ctl_method *out)
{
    const struct emu_act *act = emu_act_row(i);
    if (act != NULL) {
        *out = (struct emu_ctl_method){.name = act->name, .help = act->help, .act = act};
        return true;
    }
    i -= emu_acts_n();
    if (i < N_WATCHES) {
        *out = watches[i];
    }
    return i < N_WATCHES;
}

bool emu_ctl_method_find(const char *name, struct emu_ctl_method *out)
{
    for (size_t i = 0; emu_ctl_method_at(i, out); i++) {
        if (strcmp(out->name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* ---- parameters ---- */

static char type_of(enum emu_act_type type)
{
    static const char types[] = {[EMU_ACT_TEXT] = 's',   [EMU_ACT_BYTES] = 'y',  [EMU_ACT_FIELDS] = 'f',
                                 [EMU_ACT_NUMBER] = 'i', [EMU_ACT_SWITCH] = 'b', [EMU_ACT_WORD] = 's',
                                 [EMU_ACT_TIME] = 's',   [EMU_ACT_PART] = 'p',   [EMU_ACT_ADDRESSES] = 'a'};
    return types[type];
}

bool emu_ctl_method_param(const struct emu_ctl_method *m, size_t i, struct emu_ctl_param *out)
{
    if (m->act == NULL) {
        for (size_t k = 0; m->params != NULL && m->params[k].name != NULL; k++) {
            if (k == i) {
                *out = m->params[i];
                return true;
            }
        }
        return false;
    }
    if (i >= m->act->n_arguments) {
        return false;
    }
    const struct emu_act_argument *a = &m->act->arguments[i];
    *out = (struct emu_ctl_param){a->name, type_of(a->type), a->is_optional, a->help, a};
    return true;
}

static const char *type_name(char type)
{
    switch (type) {
    case 's':
        return "text";
    case 'y':
        return "string, or {base64: string}";
    case 'f':
        return "object of strings, or string";
    case 'i':
        return "number";
    case 'b':
        return "boolean";
    case 'p':
        return "true, or a number from 0 to 1";
    default:
        return "list of strings";
    }
}

/* ---- help ---- */

const char *emu_ctl_method_result(const struct emu_ctl_method *m, char *out, size_t out_size)
{
    size_t n = 0;
    (void)snprintf(out, out_size, "%s", m->act == NULL ? m->result : "null");
    for (size_t i = 0; m->act != NULL && i < m->act->n_results && n < out_size; i++) {
        n += (size_t)snprintf(out + n, out_size - n, "%s%s%s", i == 0 ? "{" : ", ", m->act->results[i].name,
                              i + 1 == m->act->n_results ? "}" : "");
    }
    return out;
}

static void add_words(json_t *row, const struct emu_act_argument *a)
{
    json_t *words = json_array();
    for (unsigned i = 0; a->type == EMU_ACT_WORD && emu_act_word(a, i) != NULL; i++) {
        (void)json_array_append_new(words, json_string(emu_act_word(a, i)));
    }
    if (json_array_size(words) > 0) {
        (void)json_object_set(row, "words", words);
    }
    json_decref(words);
}

const char *emu_ctl_param_help(const struct emu_ctl_param *p, char out[EMU_ACT_MESSAGE_MAX])
{
    if (p->type == 'b' && strcmp(emu_act_word(p->argument, 1), "true") != 0) {
        (void)snprintf(out, EMU_ACT_MESSAGE_MAX, "true: %s, false: %s", emu_act_word(p->argument, 1),
                       emu_act_word(p->argument, 0));
        return out;
    }
    return p->argument == NULL ? p->help : emu_act_how_to_give(p->argument, out) + strlen("give ");
}

static json_t *param_json(const struct emu_ctl_param *p)
{
    char how[EMU_ACT_MESSAGE_MAX];
    const char *help = emu_ctl_param_help(p, how);
    json_t *row = json_pack("{s:s, s:s, s:b, s:s}", "name", p->name, "type", type_name(p->type), "optional",
                            (int)p->is_optional, "help", help);
    if (p->argument == NULL) {
        return row;
    }
    add_words(row, p->argument);
    if (p->argument->fallback[0] != '\0') {
        (void)json_object_set_new(row, "default", json_string(p->argument->fallback));
    }
    if (p->argument->type == EMU_ACT_NUMBER) {
        (void)json_object_set_new(row, "min", json_integer(p->argument->min));
        (void)json_object_set_new(row, "max", json_integer(p->argument->max));
    }
    return row;
}

static json_t *method_json(const struct emu_ctl_method *m)
{
    struct emu_ctl_param p;
    char result[EMU_ACT_MESSAGE_MAX];
    json_t *params = json_array();
    for (size_t i = 0; emu_ctl_method_param(m, i, &p); i++) {
        (void)json_array_append_new(params, param_json(&p));
    }
    json_t *row =
        json_pack("{s:s, s:s, s:s, s:o, s:b}", "name", m->name, "help", m->help, "result",
                  emu_ctl_method_result(m, result, sizeof result), "params", params, "act", (int)(m->act != NULL));
    if (m->act != NULL && m->act->end == EMU_ACT_AFTER) {
        (void)json_object_set_new(row, "takes_ms", json_integer((json_int_t)m->act->limit_us / 1000));
    }
    if (m->act != NULL && m->act->end == EMU_ACT_WHEN && !m->act->drives_time) {
        (void)json_object_set_new(row, "needs_time", json_true()); /* a paused unit has to be stepped */
    }
    return row;
}

json_t *emu_ctl_methods_json(void)
{
    struct emu_ctl_method m;
    json_t *rows = json_array();
    for (size_t i = 0; emu_ctl_method_at(i, &m); i++) {
        (void)json_array_append_new(rows, method_json(&m));
    }
    return rows;
}

/* ---- checks ---- */

static bool find_param(const struct emu_ctl_method *m, const char *name, struct emu_ctl_param *out)
{
    for (size_t i = 0; emu_ctl_method_param(m, i, out); i++) {
        if (strcmp(out->name, name) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_list_of_texts(const json_t *value)
{
    for (size_t i = 0; i < json_array_size(value); i++) {
        if (!json_is_string(json_array_get(value, i))) {
            return false;
        }
    }
    return json_is_array(value);
}

static bool is_object_of_texts(const json_t *value)
{
    const char *name;
    json_t *one;
    json_object_foreach((json_t *)(uintptr_t)value, name, one)
    {
        if (!json_is_string(one)) {
            return false;
        }
    }
    return json_is_object(value);
}

static bool has_type(const json_t *value, char type)
{
    switch (type) {
    case 's':
        return json_is_string(value);
    case 'y':
        return json_is_string(value) || json_is_string(json_object_get(value, "base64"));
    case 'f':
        return json_is_string(value) || is_object_of_texts(value);
    case 'i':
        return json_is_integer(value);
    case 'b':
        return json_is_boolean(value);
    case 'p':
        return json_is_number(value) || json_is_true(value);
    default:
        return is_list_of_texts(value);
    }
}

const char *emu_ctl_method_name(const void *list, size_t i)
{
    struct emu_ctl_method m;
    (void)list;
    return emu_ctl_method_at(i, &m) ? m.name : NULL;
}

const char *emu_ctl_param_name(const void *method, size_t i)
{
    struct emu_ctl_param p;
    return emu_ctl_method_param(method, i, &p) ? p.name : NULL;
}

bool emu_ctl_check_params(struct emu_ctl_call *call, const struct emu_ctl_method *m)
{
    struct emu_ctl_param p;
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)call->params, name, value)
    {
        bool is_known = find_param(m, name, &p);
        if (!is_known || !has_type(value, p.type)) {
            const char *near = is_known ? NULL : emu_nearest(name, emu_ctl_param_name, m);
            emu_ctl_fail(call, EMU_CTL_INVALID_PARAMS, "EINVAL", "%.64s: %s%s%s%s%s; see 'help'", name,
                         is_known ? "give a value of type: " : "no such parameter", is_known ? type_name(p.type) : "",
                         near != NULL ? ": did you mean '" : "", near != NULL ? near : "", near != NULL ? "'?" : "");
            return false;
        }
    }
    for (size_t i = 0; m->act == NULL && emu_ctl_method_param(m, i, &p); i++) {
        if (!p.is_optional && json_object_get(call->params, p.name) == NULL) {
            emu_ctl_fail(call, EMU_CTL_INVALID_PARAMS, "EINVAL", "%s is missing: %s", p.name, p.help);
            return false;
        }
    }
    return true;
}
