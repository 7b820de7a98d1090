/* SPDX-License-Identifier: MIT */
/* Service codes on a line: what fw/service.h says is done, stored and heard. */
#include "call_priv.h"
#include "call_events.h"
#include "transfer.h"

static struct fw_service_facts facts_of(struct call_line *l)
{
    return (struct fw_service_facts){
        .params = l->calls->config.params,
        .line = l->number,
        .last_caller = l->last_caller,
        .last_called = l->last_called,
        .last_busy = l->last_busy,
        .has_held = call_held(l) != NULL,
    };
}

struct fw_dialler_stage call_codes_stage(struct call_line *l)
{
    struct fw_service_facts facts = facts_of(l);
    return fw_service_stage(&l->dialled, &facts);
}

void call_codes_forget(struct call_line *l, enum call_forgets what)
{
    struct fw_call_options options = l->dialled.options;
    l->dialled = (struct fw_service_state){.slot = 0};
    if (what == CALL_FORGETS_KEYS) {
        l->dialled.options = options;
    }
}

/* One transaction. The value of a parameter that refuses it (a profile of the user's own release) stays. */
static enum rt_err store(struct call_line *l, const struct fw_service_outcome *o)
{
    struct fw_params *params = l->calls->config.params;
    struct fw_txn *txn;
    enum rt_err err = fw_txn_create(&txn, params);
    for (unsigned i = 0; i < o->n_changes && err == RT_OK; i++) {
        enum fw_fit fit;
        struct rt_str value = rt_str(o->change[i].value);
        err = fw_txn_set(txn, fw_element_id(params, o->change[i].element), value, &fit);
        if (err == RT_OK && fw_fit_is_refused(fit, value.n)) {
            err = RT_EINVAL;
        }
    }
    err = err == RT_OK ? fw_txn_commit(txn, "code", NULL) : err;
    fw_txn_destroy(txn);
    for (unsigned i = 0; i < o->n_changes && err == RT_OK; i++) {
        FW_TELL(l->calls->config.log, call_code_stores, l->number, 0, fw_element_name(o->change[i].element),
                o->change[i].value);
    }
    return err;
}

static void reject(struct call_line *l, const char *why, struct fw_line_decision *out)
{
    FW_TELL(l->calls->config.log, call_code_refused, l->number, 0, why);
    call_codes_forget(l, CALL_FORGETS_ALL);
    out->is_rejected = true;
}

static void place(struct call_line *l, const char *number, bool is_emergency, struct fw_line_decision *out)
{
    out->is_rejected = !call_place(l, number, is_emergency);
    out->user = &call_user;
    out->user_ctx = l;
}

static void confirm(struct call_line *l, const struct fw_service_outcome *o, struct fw_line_decision *out)
{
    enum rt_err err = o->n_changes > 0 ? store(l, o) : RT_OK;
    if (err != RT_OK) {
        reject(l, rt_err_text(err), out);
        return;
    }
    if (o->call_back == FW_CALL_BACK_BEGINS) {
        call_back_begin(l);
    } else if (o->call_back == FW_CALL_BACK_ENDS) {
        call_back_end(l, "by its code");
    }
    if (o->announcement[0] != '\0') {
        place(l, o->announcement, false, out);
    } else {
        out->is_confirmed = true;
    }
}

void call_codes_dialled(struct call_line *l, const struct fw_dialler_result *r, struct fw_line_decision *out)
{
    struct fw_service_facts facts = facts_of(l);
    struct fw_service_outcome o;
    fw_service_dialled(&l->dialled, &facts, r, &o);
    if (o.service != NULL) {
        FW_TELL(l->calls->config.log, call_code, l->number, 0, fw_element_name(o.service->code), o.service->help);
    }
    switch (o.next) {
    case FW_SERVICE_REFUSED:
        reject(l, o.why, out);
        break;
    case FW_SERVICE_PROMPTS:
        out->is_prompted = true;
        out->tone = o.tone;
        break;
    case FW_SERVICE_CONFIRMS:
        confirm(l, &o, out);
        break;
    case FW_SERVICE_DIAL_TONE:
        out->is_prompted = true;
        out->tone = call_dial_tone(l);
        break;
    case FW_SERVICE_PLACES:
        place(l, o.number, r->kind == FW_DIALLER_EMERGENCY, out);
        break;
    case FW_SERVICE_TRANSFERS:
        out->is_rejected = !call_transfer_blind(l, o.number);
        out->user = &call_user;
        out->user_ctx = l;
        break;
    }
}
