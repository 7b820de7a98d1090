/* SPDX-License-Identifier: MIT */
/* Service codes in what explain says of dialled keys. */
#include "explain_priv.h"
#include <fw/element.h>
#include <string.h>

json_t *explain_code(const struct fw_service *s, const char *digits)
{
    json_t *out = json_object();
    report_set(out, "code", rt_str(digits));
    report_set(out, "element", rt_str(fw_element_name(s->code)));
    report_set(out, "kind", rt_str(fw_service_kind_name(s->kind)));
    report_set(out, "help", rt_str(s->help));
    return out;
}

void explain_changes(const struct explain *e, const struct fw_service_outcome *o, json_t *changes)
{
    for (unsigned i = 0; i < o->n_changes; i++) {
        json_t *c = json_object();
        report_set(c, "element", rt_str(fw_element_name(o->change[i].element)));
        report_set(c, "old", rt_str(fw_element_text(e->subject->params, o->change[i].element)));
        report_set(c, "new", rt_str(o->change[i].value));
        (void)json_array_append_new(changes, c);
    }
}

/* What follows a code: a tone, and what it asks for. */
static json_t *prompt(const struct fw_service_outcome *o, const struct fw_dialler_result *r)
{
    bool wants_key = r->kind == FW_DIALLER_SERVICE && o->service != NULL && o->service->kind == FW_SERVICE_KEY;
    return report_printf("%s, then %s", o->tone == FW_EL_NONE ? "silence" : fw_element_name(o->tone),
                         wants_key ? "a key from 2 to 9" : "a number");
}

/* "forward all calls to the number (Cfwd_All_Act_Code)", "speed dial" */
static json_t *name(const struct fw_service_outcome *o, const struct fw_dialler_result *r)
{
    return o->service != NULL ? report_printf("%s (%s)", o->service->help, fw_element_name(o->service->code))
                              : report_printf("%s", fw_dialler_kind_name(r->kind));
}

json_t *explain_outcome(const struct fw_service_outcome *o, const struct fw_dialler_result *r, json_t **after)
{
    json_t *named = name(o, r), *what = NULL;
    const char *text = json_string_value(named);
    *after = NULL;
    switch (o->next) {
    case FW_SERVICE_REFUSED:
        what = report_printf("reorder tone: %s: %s", o->why, text);
        break;
    case FW_SERVICE_PROMPTS:
        *after = prompt(o, r);
        break;
    case FW_SERVICE_CONFIRMS:
        *after = o->announcement[0] != '\0' ? report_printf("a call to %s in place of Confirm_Tone", o->announcement)
                                            : report_printf("Confirm_Tone, then dial tone");
        break;
    case FW_SERVICE_DIAL_TONE:
        *after = report_printf("dial tone, then the number");
        break;
    case FW_SERVICE_PLACES:
        what = report_printf("call %s: %s", o->number, text);
        break;
    case FW_SERVICE_TRANSFERS:
        what = report_printf("transfer to %s: %s", o->number, text);
        break;
    }
    if (what == NULL) {
        return named;
    }
    json_decref(named);
    return what;
}

/* A code that is none here: why. NULL: the keys are no code at all. */
static json_t *why_no_code(const struct fw_params *params, unsigned line, struct rt_str keys)
{
    for (unsigned i = 0; i < fw_n_services; i++) {
        const struct fw_service *s = &fw_services[i];
        struct rt_str digits = rt_str_trim(rt_str(fw_element_text(params, s->code)));
        if (digits.n == 0 || keys.n < digits.n || memcmp(keys.p, digits.p, digits.n) != 0) {
            continue;
        }
        if (s->serv_1 != FW_EL_NONE && !fw_element_bool(params, fw_element_of_line(s->serv_1, line))) {
            return report_printf("%s is %.*s, but %s is No: the keys count as a number", fw_element_name(s->code),
                                 (int)digits.n, digits.p, fw_element_name(fw_element_of_line(s->serv_1, line)));
        }
    }
    return NULL;
}

json_t *explain_code_note(const struct fw_params *params, unsigned line, struct rt_str keys,
                          const struct fw_dialler_result *r, const struct fw_service_outcome *o)
{
    static const struct {
        const char *word, *note;
    } memory[] = {
        {EXPLAIN_LAST_CALLER, EXPLAIN_LAST_CALLER ": known to a running unit; reorder tone without one"},
        {EXPLAIN_LAST_CALLED, EXPLAIN_LAST_CALLED ": known to a running unit; reorder tone without one"},
    };
    for (size_t i = 0; i < sizeof memory / sizeof memory[0]; i++) {
        bool is_used = strcmp(o->number, memory[i].word) == 0;
        for (unsigned k = 0; k < o->n_changes; k++) {
            is_used |= strcmp(o->change[k].value, memory[i].word) == 0;
        }
        if (is_used) {
            return report_printf("%s", memory[i].note);
        }
    }
    if (o->call_back == FW_CALL_BACK_BEGINS) {
        return report_printf("calls the number that was busy last; reorder tone when none was");
    }
    if (r->kind != FW_DIALLER_PLAN || keys.n == 0) {
        return NULL;
    }
    json_t *why = why_no_code(params, line, keys);
    if (why == NULL && keys.p[0] == '*' && o->service == NULL && o->next == FW_SERVICE_PLACES && o->number[0] == '*') {
        why = report_printf("no service code of this unit: the proxy decides what the number means");
    }
    return why;
}
