/* SPDX-License-Identifier: MIT */
/* The methods of control: one row each, and the checks that follow from the rows. */
#include "call.h"
#include <string.h>

#define TELEPHONE                                                                                                      \
    {                                                                                                                  \
        "telephone", 'i', false, "1 or 2"                                                                              \
    }
static const struct emu_ctl_method methods[] = {
    {"offhook", ctl_offhook, "lift a handset", "null", {TELEPHONE}},
    {"onhook", ctl_onhook, "put it down", "null", {TELEPHONE}},
    {"dial",
     ctl_dial,
     "press keys; answers when the last one is pressed",
     "null",
     {TELEPHONE, {"keys", 's', false, "0-9 * # A-D, ',' waits a second"}}},
    {"flash", ctl_flash, "press the hook for 300 ms", "{at_s}", {TELEPHONE}},
    {"wait",
     ctl_wait,
     "answers when virtual time has gone by, or when a signal happens; from this client's cursor on, so nothing is "
     "missed by waiting late",
     "{at_s}, or the event",
     {{"signal", 's', true, "ear[1]=Invalid, led[power]=fast, fw.resync=done"},
      {"within", 's', true, "the longest virtual time to wait for it (default 60s)"},
      {"time", 's', true, "5, 200ms, 10m, 1h"}}},
    {"skip", ctl_skip, "forget what has happened so far: waits begin now", "null", {{.name = NULL}}},
    {"param", ctl_param, "a parameter's value", "{name, value}", {{"name", 's', false, "its element name"}}},
    {"facts",
     ctl_facts,
     "what the unit knows of itself: address, times, counters, lines; null is nothing now",
     "{key: value, ...}",
     {{"key", 's', true, "one, as wan.ip; or the beginning of several, as line1. (default: all)"}}},
    {"leds", ctl_leds, "what the LEDs show", "{power: {pattern, lit}, ...}", {{.name = NULL}}},
    {"syslog",
     ctl_syslog,
     "the lines sent to the syslog server since this client last asked",
     "[event, ...]",
     {{.name = NULL}}},
    {"power", ctl_power, "the plug", "null", {{"on", 'b', false, "true: in"}}},
    {"cable",
     ctl_cable,
     "an Ethernet cable",
     "null",
     {{"port", 's', false, "wan or lan"}, {"in", 'b', false, "true: plugged in"}}},
    {"web",
     ctl_web,
     "ask the unit's web server, as a browser at the PC; where time stands still, it goes on until the answer",
     "{status, body}",
     {{"path", 's', false, "/admin/advanced"}}},
    {"notify",
     ctl_notify,
     "the provider sends a line a SIP NOTIFY, and answers the unit's challenge with the line's account; "
     "where time stands still, it goes on until the answer",
     "{status}: of SIP, 0 without an answer",
     {{"line", 'i', false, "1 or 2"}, {"event", 's', false, "resync, report, reboot, reboot_now, restart_now"}}},
    {"faults",
     ctl_faults,
     "what goes wrong in which flash operation from now on; an empty plan: nothing",
     "null",
     {{"plan", 's', false, "k17b, or k17t3,k2a"}}},
    {"corrupt", ctl_corrupt, "both banks of firmware go bad: the next start is a recovery", "null", {{.name = NULL}}},
    {"note", ctl_note, "write a remark into the trace", "null", {{"text", 's', false, "the remark"}}},
    {"status",
     ctl_status,
     "how the unit stands",
     "{vspa, seed, at_s, powered, running, paused, release, ...}",
     {{.name = NULL}}},
    {"signals", ctl_signals, "what can be waited for", "{name: help, ...}", {{.name = NULL}}},
    {"events",
     ctl_events,
     "events that the trace still holds, at most 1000",
     "{events: [...], next}",
     {{"from", 'i', true, "number of the first (default: the oldest)"}}},
    {"subscribe",
     ctl_subscribe,
     "from now on each event of these signals comes as a notification \"event\"; an empty list ends it",
     "null",
     {{"signals", 'a', false, "patterns: [\"fw.*\", \"ear\"]"}}},
    {"run",
     ctl_run,
     "let virtual time go on; with an end, answers and pauses there",
     "null; with an end {at_s}, or the event",
     {{"for", 's', true, "pause after this virtual time (default with until: 60s)"},
      {"until", 's', true, "pause when this signal happens"}}},
    {"pause", ctl_pause, "stop virtual time", "{at_s}", {{.name = NULL}}},
    {"step", ctl_step, "let virtual time go on to the next thing that is due, and pause", "{at_s}", {{.name = NULL}}},
    {"quit", ctl_quit, "end the run", "null", {{.name = NULL}}},
    {"help", ctl_help, "this table", "[method, ...]", {{.name = NULL}}},
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
