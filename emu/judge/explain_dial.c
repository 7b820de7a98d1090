/* SPDX-License-Identifier: MIT */
/* What a unit would do with dialled keys, key by key: the same function as the line's own. */
#include "explain_priv.h"
#include <fw/dialler.h>
#include <fw/element.h>
#include <string.h>

static const char *line_name(enum fw_element element, unsigned line)
{
    return fw_element_name(fw_element_of_line(element, line));
}

static json_t *names_of(const struct fw_dialplan *plan, uint64_t set)
{
    json_t *out = json_array();
    for (unsigned i = 0; i < plan->n_sequences; i++) {
        if ((set >> i & 1) != 0) {
            struct rt_str text = plan->sequence[i].text;
            (void)json_array_append_new(
                out, report_printf("%.*s%s", (int)text.n, text.p, plan->sequence[i].is_barred ? "!" : ""));
        }
    }
    return out;
}

static json_t *seconds(uint32_t ms)
{
    return ms % 1000 == 0 ? report_printf("%u s", ms / 1000) : report_printf("%u.%03u s", ms / 1000, ms % 1000);
}

static json_t *send_text(const struct fw_dialler_result *r, enum fw_dialmatch_verdict v)
{
    const char *number = r->end.number;
    switch (v) {
    case FW_DIALMATCH_SEND:
        return report_printf("call %s%s", number, r->kind == FW_DIALLER_EMERGENCY ? " (emergency)" : "");
    case FW_DIALMATCH_RAW:
        return report_printf("call %s, as typed: no sequence is complete", number);
    case FW_DIALMATCH_BARRED:
        return report_printf("reorder tone: barred by the dial plan");
    case FW_DIALMATCH_REJECT:
    case FW_DIALMATCH_WAIT:
        break;
    }
    return report_printf("reorder tone: no sequence fits");
}

/* One step: the keys so far, and what the unit does next. */
static json_t *step_json(const struct fw_dialplan *plan, struct rt_str keys, const struct fw_dialler_result *r)
{
    const struct fw_dialmatch_result *end = &r->end;
    bool is_final = end->verdict != FW_DIALMATCH_WAIT;
    json_t *out = json_object();
    report_set(out, "keys", keys);
    (void)json_object_set_new(out, "left", names_of(plan, end->alive));
    (void)json_object_set_new(out, "complete", names_of(plan, end->complete));
    (void)json_object_set_new(out, "final", json_boolean(is_final));
    (void)json_object_set_new(out, "outside_tone", json_boolean(end->has_outside_tone));
    if (is_final || end->wait_ms != FW_DIALPLAN_TIMER_NONE) {
        (void)json_object_set_new(out, "then", send_text(r, is_final ? end->verdict : end->on_timeout));
    } else {
        (void)json_object_set_new(out, "then", report_printf("reorder tone when the dial tone ends"));
    }
    if (!is_final && end->wait_ms != FW_DIALPLAN_TIMER_NONE) {
        (void)json_object_set_new(out, "wait_ms", json_integer(end->wait_ms));
        (void)json_object_set_new(out, "wait", seconds(end->wait_ms));
    }
    return out;
}

/* Of the last step: the result, and whether a call is placed. */
static void conclude(const struct fw_dialler_result *r, size_t n_used, size_t n_given, json_t *out)
{
    enum fw_dialmatch_verdict v = r->end.verdict == FW_DIALMATCH_WAIT ? r->end.on_timeout : r->end.verdict;
    bool is_call = v == FW_DIALMATCH_SEND || v == FW_DIALMATCH_RAW;
    (void)json_object_set_new(out, "ok", json_boolean(is_call));
    report_set(out, "verdict", rt_str(fw_dialmatch_verdict_name(v)));
    report_set(out, "by", rt_str(fw_dialler_kind_name(r->kind)));
    report_set(out, "number", rt_str(is_call ? r->end.number : ""));
    json_t *what = send_text(r, v), *when = NULL;
    if (r->end.verdict == FW_DIALMATCH_WAIT) {
        when = r->end.wait_ms == FW_DIALPLAN_TIMER_NONE ? report_printf("when the dial tone ends")
                                                        : seconds(r->end.wait_ms);
    }
    const char *text = json_string_value(what);
    if (n_used < n_given) {
        (void)json_object_set_new(
            out, "summary",
            report_printf("%s at key %zu; the unit ignores the remaining %zu", text, n_used, n_given - n_used));
    } else if (when == NULL) {
        (void)json_object_set_new(out, "summary", report_printf("%s, at once", text));
    } else if (r->end.wait_ms == FW_DIALPLAN_TIMER_NONE) {
        (void)json_object_set_new(out, "summary", report_printf("%s, %s", text, json_string_value(when)));
    } else {
        (void)json_object_set_new(out, "summary",
                                  report_printf("%s, %s after the last key", text, json_string_value(when)));
    }
    json_decref(what);
    json_decref(when);
}

json_t *explain_dial(struct explain *e, unsigned line, struct rt_str keys)
{
    const struct fw_params *params = e->subject->params;
    const char *text = fw_element_text(params, fw_element_of_line(FW_EL_DIAL_PLAN_1, line));
    struct fw_dialler_result r;
    struct fw_dialplan plan;
    const char *why;
    size_t bad_at, n = 0;
    json_t *out = json_object(), *steps = json_array();
    report_set(out, "keys", keys);
    (void)json_object_set_new(out, "line", json_integer(line));
    report_set(out, "element", rt_str(line_name(FW_EL_DIAL_PLAN_1, line)));
    report_set(out, "plan", rt_str(text));
    if (fw_dialplan_parse(rt_str(text), &plan, &bad_at, &why) != RT_OK) {
        (void)json_object_set_new(out, "error",
                                  report_printf("column %zu: %s: the unit uses no sequence of it", bad_at + 1, why));
    }
    do {
        struct rt_str typed = rt_str_n(keys.p, n);
        fw_dialler_judge(params, line, typed, &r);
        (void)json_array_append_new(steps, step_json(&plan, typed, &r));
    } while (r.end.verdict == FW_DIALMATCH_WAIT && n++ < keys.n);
    (void)json_object_set_new(out, "steps", steps);
    conclude(&r, n < keys.n ? n : keys.n, keys.n, out);
    return out;
}
