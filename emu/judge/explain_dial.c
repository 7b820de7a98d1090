/* SPDX-License-Identifier: MIT */
/* What a unit would do with dialled keys, key by key: the same functions as the line's own. */
#include "explain_priv.h"
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

/* What the dialling has come to. */
struct dialling {
    struct explain *e;
    unsigned line;
    char keys[FW_DIALMATCH_KEYS_MAX * 2 + 1];
    size_t n;
    struct fw_dialplan plan;
    struct fw_service_facts facts;
    struct fw_service_state state;
    struct fw_dialler_result r;    /* of the last step */
    struct fw_service_outcome out; /* of the last keys that were complete */
    bool is_done;                  /* by a call, a transfer, Reorder */
    json_t *what, *after;          /* of them: what happens, and what is heard then; NULL: nothing more */
    json_t *steps, *codes, *changes;
};

static bool is_final(const struct fw_dialler_result *r)
{
    return r->end.verdict != FW_DIALMATCH_WAIT;
}

static enum fw_dialmatch_verdict verdict_of(const struct fw_dialler_result *r)
{
    return is_final(r) ? r->end.verdict : r->end.on_timeout;
}

static bool is_taken(enum fw_dialmatch_verdict v)
{
    return v == FW_DIALMATCH_SEND || v == FW_DIALMATCH_RAW;
}

/* What keys that are not complete mean. */
static json_t *so_far(const struct fw_dialler_result *r, enum fw_dialler_want want)
{
    if (!is_final(r) && r->end.wait_ms == FW_DIALPLAN_TIMER_NONE) {
        return report_printf("reorder tone when the dial tone ends");
    }
    if (want == FW_DIALLER_WANTS_NUMBER && is_taken(verdict_of(r))) {
        return report_printf("the number is %s%s", r->end.number,
                             verdict_of(r) == FW_DIALMATCH_RAW ? ", as typed: no sequence is complete" : "");
    }
    return send_text(r, verdict_of(r));
}

/* One step: the keys since the last tone, and what the unit does next. */
static void add_step(struct dialling *d, struct rt_str keys, const struct fw_dialler_result *r, json_t *then)
{
    const struct fw_dialmatch_result *end = &r->end;
    json_t *out = json_object();
    report_set(out, "keys", keys);
    (void)json_object_set_new(out, "left", names_of(&d->plan, end->alive));
    (void)json_object_set_new(out, "complete", names_of(&d->plan, end->complete));
    (void)json_object_set_new(out, "codes", json_integer(r->n_codes));
    (void)json_object_set_new(out, "final", json_boolean(is_final(r)));
    (void)json_object_set_new(out, "outside_tone", json_boolean(end->has_outside_tone));
    bool is_endless = !is_final(r) && end->wait_ms == FW_DIALPLAN_TIMER_NONE;
    (void)json_object_set_new(out, "then", then);
    if (!is_final(r) && !is_endless) {
        (void)json_object_set_new(out, "wait_ms", json_integer(end->wait_ms));
        (void)json_object_set_new(out, "wait", seconds(end->wait_ms));
    }
    (void)json_array_append_new(d->steps, out);
}

/* The keys are complete. */
static void finish_keys(struct dialling *d)
{
    json_decref(d->what);
    json_decref(d->after);
    d->after = NULL;
    enum fw_dialmatch_verdict v = verdict_of(&d->r);
    if (!is_taken(v)) {
        d->is_done = true;
        d->out = (struct fw_service_outcome){.next = FW_SERVICE_REFUSED};
        d->what = send_text(&d->r, v);
        return;
    }
    bool is_plain = d->state.service == NULL && d->state.listed[0] == '\0' && d->r.kind <= FW_DIALLER_ADDRESS;
    fw_service_dialled(&d->state, &d->facts, &d->r, &d->out);
    enum fw_service_next next = d->out.next;
    d->is_done = next == FW_SERVICE_REFUSED || next == FW_SERVICE_PLACES || next == FW_SERVICE_TRANSFERS;
    if (is_plain) {
        d->what = send_text(&d->r, v);
        return;
    }
    if (d->r.service != NULL) {
        (void)json_array_append_new(d->codes, explain_code(d->r.service, d->r.end.number));
    }
    explain_changes(d->e, &d->out, d->changes);
    d->what = explain_outcome(&d->out, &d->r, &d->after);
}

static json_t *join(const char *what, const char *middle, const json_t *after)
{
    return after == NULL ? report_printf("%s%s", what, middle)
                         : report_printf("%s%s; %s", what, middle, json_string_value(after));
}

/* Key by key, and from the first again after each tone that asks for more. Returns how many keys were used. */
static size_t dial(struct dialling *d)
{
    size_t first = 0, n = 0;
    for (;; n++) {
        struct fw_dialler_stage stage = fw_service_stage(&d->state, &d->facts);
        struct rt_str typed = rt_str_n(d->keys + first, n - first);
        fw_dialler_judge(d->facts.params, d->line, &stage, typed, &d->r);
        bool is_last = n == d->n;
        bool is_complete = is_final(&d->r) || (is_last && n > first && d->r.end.wait_ms != FW_DIALPLAN_TIMER_NONE);
        if (is_complete) {
            finish_keys(d);
            add_step(d, typed, &d->r, join(json_string_value(d->what), "", d->after));
            first = n;
        } else if (n > first || n == 0) { /* a tone that asks for more is no step of its own */
            add_step(d, typed, &d->r, so_far(&d->r, stage.want));
        }
        if (d->is_done || is_last) {
            return n;
        }
    }
}

/* When, after the last key that was used. */
static json_t *when(const struct dialling *d, size_t n_used)
{
    if (n_used < d->n) {
        return report_printf(" at key %zu; the unit ignores the remaining %zu", n_used, d->n - n_used);
    }
    if (is_final(&d->r)) {
        return report_printf(", at once");
    }
    if (d->r.end.wait_ms == FW_DIALPLAN_TIMER_NONE) {
        return report_printf(", when the dial tone ends");
    }
    json_t *wait = seconds(d->r.end.wait_ms), *out = report_printf(", %s after the last key", json_string_value(wait));
    json_decref(wait);
    return out;
}

static void conclude(const struct dialling *d, size_t n_used, json_t *out)
{
    const json_t *last = json_array_get(d->steps, json_array_size(d->steps) - 1);
    enum fw_dialmatch_verdict v = verdict_of(&d->r);
    bool is_waiting = !d->is_done && (d->out.next == FW_SERVICE_PROMPTS || d->r.end.verdict == FW_DIALMATCH_WAIT);
    bool is_call = d->is_done && (d->out.next == FW_SERVICE_PLACES || d->out.next == FW_SERVICE_TRANSFERS);
    bool is_ok = is_call || (!d->is_done && !is_waiting) || d->out.next == FW_SERVICE_CONFIRMS;
    json_t *time = when(d, n_used);
    (void)json_object_set_new(out, "ok", json_boolean(is_ok));
    report_set(out, "verdict", rt_str(fw_dialmatch_verdict_name(v)));
    report_set(out, "by", rt_str(fw_dialler_kind_name(d->r.kind)));
    report_set(out, "number", rt_str(is_call ? d->out.number : ""));
    bool is_open = d->what == NULL; /* nothing was complete */
    (void)json_object_set_new(
        out, "summary",
        join(is_open ? report_get(last, "then") : json_string_value(d->what), json_string_value(time), d->after));
    json_decref(time);
    json_t *note = explain_code_note(d->facts.params, d->line, rt_str_n(d->keys, d->n), &d->r, &d->out);
    if (note == NULL && !d->is_done && d->out.next == FW_SERVICE_PROMPTS) {
        note = report_printf("no number follows: reorder tone when the tone ends, and nothing changes");
    }
    if (note != NULL) {
        (void)json_object_set_new(out, "note", note);
    }
}

/* Blanks are for the reader; 'F' first is a flash: the second dial tone. */
static void take_keys(struct dialling *d, struct rt_str keys)
{
    for (size_t i = 0; i < keys.n && d->n < sizeof d->keys - 1; i++) {
        if (keys.p[i] == 'F') {
            d->facts.has_held = true;
        } else if (keys.p[i] != ' ') {
            d->keys[d->n++] = keys.p[i];
        }
    }
}

json_t *explain_dial(struct explain *e, unsigned line, struct rt_str keys)
{
    const struct fw_params *params = e->subject->params;
    const char *text = fw_element_text(params, fw_element_of_line(FW_EL_DIAL_PLAN_1, line));
    const char *why;
    size_t bad_at;
    json_t *out = json_object();
    struct dialling d = {.e = e, .line = line, .steps = json_array(), .codes = json_array(), .changes = json_array()};
    /* What only a running unit knows stands as what it is. */
    d.facts = (struct fw_service_facts){.params = params,
                                        .line = line,
                                        .last_caller = EXPLAIN_LAST_CALLER,
                                        .last_called = EXPLAIN_LAST_CALLED,
                                        .last_busy = EXPLAIN_LAST_BUSY};
    take_keys(&d, keys);
    report_set(out, "keys", keys);
    (void)json_object_set_new(out, "line", json_integer(line));
    report_set(out, "element", rt_str(line_name(FW_EL_DIAL_PLAN_1, line)));
    report_set(out, "plan", rt_str(text));
    if (fw_dialplan_parse(rt_str(text), &d.plan, &bad_at, &why) != RT_OK) {
        (void)json_object_set_new(out, "error",
                                  report_printf("column %zu: %s: the unit uses no sequence of it", bad_at + 1, why));
    }
    size_t n_used = dial(&d);
    (void)json_object_set_new(out, "steps", d.steps);
    (void)json_object_set_new(out, "codes", d.codes);
    (void)json_object_set_new(out, "changes", d.changes);
    conclude(&d, n_used, out);
    json_decref(d.what);
    json_decref(d.after);
    return out;
}
