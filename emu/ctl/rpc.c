/* SPDX-License-Identifier: MIT */
#include "rpc.h"
#include "call.h"
#include <unit/loop.h>
#include <host/options.h>
#include <unit/unit.h>
#include <rt/mem.h>
#include <rt/str.h>
#include <stdio.h>
#include <string.h>

struct emu_ctl_batch {
    json_t *answers;
    size_t n_open; /* members without an answer; and one as long as members are read */
};

/* ---- answers ---- */

static void deliver(struct emu_ctl_rpc *r, struct emu_ctl_batch *batch, json_t *message)
{
    if (batch == NULL) {
        r->send(r->ctx, message);
    } else if (message == NULL || json_array_append_new(batch->answers, message) != 0) {
        r->send(r->ctx, NULL);
    }
}

/* A member is done. The last one sends what there is: nothing, if all were notifications. */
static void leave_batch(struct emu_ctl_rpc *r, struct emu_ctl_batch *batch, bool is_heard)
{
    if (batch == NULL || --batch->n_open > 0) {
        return;
    }
    if (is_heard && json_array_size(batch->answers) > 0) {
        r->send(r->ctx, json_incref(batch->answers));
    }
    json_decref(batch->answers);
    rt_mem_free(batch);
}

static json_t *error_json(json_t *id, int error, const char *message, const char *reason)
{
    json_t *text = emu_ctl_text_json(message, strlen(message));
    json_t *body = json_pack("{s:i, s:o}", "code", error, "message", text);
    if (reason != NULL && body != NULL) {
        (void)json_object_set_new(body, "data", json_string(reason));
    }
    return json_pack("{s:s, s:o, s:o}", "jsonrpc", "2.0", "error", body, "id",
                     id != NULL ? json_incref(id) : json_null());
}

static json_t *no_method(json_t *id, const char *name)
{
    char text[128];
    const char *near = name != NULL ? emu_nearest(name, emu_ctl_method_name, NULL) : NULL;
    (void)snprintf(text, sizeof text, "no such method: %s%s%s'help' lists them", near != NULL ? "did you mean '" : "",
                   near != NULL ? near : "", near != NULL ? "'? " : "");
    return error_json(id, EMU_CTL_NO_METHOD, text, NULL);
}

static void free_request(struct emu_ctl_request *q)
{
    emu_ctl_call_fini(&q->call);
    json_decref((json_t *)(uintptr_t)q->call.params);
    json_decref(q->request);
    *q = (struct emu_ctl_request){0};
}

/* A request without an id is a notification and gets no answer. */
static void answer(struct emu_ctl_rpc *r, struct emu_ctl_request *q)
{
    struct emu_ctl_batch *batch = q->batch;
    json_t *id = json_object_get(q->request, "id");
    if (id != NULL && q->call.error != 0) {
        deliver(r, batch, error_json(id, q->call.error, q->call.message, q->call.reason));
    } else if (id != NULL) {
        json_t *result = q->call.result != NULL ? json_incref(q->call.result) : json_null();
        deliver(r, batch, json_pack("{s:s, s:o, s:O}", "jsonrpc", "2.0", "result", result, "id", id));
    }
    free_request(q);
    leave_batch(r, batch, true);
}

/* ---- requests ---- */

static bool is_id(const json_t *id)
{
    return id == NULL || json_is_string(id) || json_is_number(id) || json_is_null(id);
}

/* What is wrong with the request, or NULL. JSON-RPC 2.0 section 4. */
static const char *judge(const json_t *request)
{
    const char *version = json_string_value(json_object_get(request, "jsonrpc"));
    const json_t *params = json_object_get(request, "params");
    if (!json_is_object(request) || version == NULL || strcmp(version, "2.0") != 0) {
        return "not a JSON-RPC 2.0 request: {\"jsonrpc\": \"2.0\", \"method\": \"help\", \"id\": 1}";
    }
    if (!json_is_string(json_object_get(request, "method"))) {
        return "no method";
    }
    if (!is_id(json_object_get(request, "id"))) {
        return "id must be a number or a string";
    }
    return params != NULL && !json_is_object(params) && !json_is_array(params) ? "params must be an object or an array"
                                                                               : NULL;
}

/* The parameters by name, owned; NULL: there are more than the method has. */
static json_t *by_name(const struct emu_ctl_method *m, json_t *params)
{
    if (params == NULL) {
        return json_object();
    }
    if (json_is_object(params)) {
        return json_incref(params);
    }
    json_t *named = json_object();
    for (size_t i = 0; i < json_array_size(params); i++) {
        struct emu_ctl_param p;
        if (!emu_ctl_method_param(m, i, &p)) {
            json_decref(named);
            return NULL;
        }
        (void)json_object_set(named, p.name, json_array_get(params, i)); /* one that lacks is missed later */
    }
    return named;
}

static struct emu_ctl_request *free_slot(struct emu_ctl_rpc *r)
{
    for (size_t i = 0; i < EMU_CTL_CALLS_MAX; i++) {
        if (r->requests[i].request == NULL) {
            return &r->requests[i];
        }
    }
    return NULL;
}

/* Of a batch, or alone. The request stays the caller's. */
static void begin(struct emu_ctl_rpc *r, json_t *request, struct emu_ctl_batch *batch)
{
    json_t *id = json_object_get(request, "id");
    const char *wrong = judge(request);
    if (wrong != NULL) {
        deliver(r, batch, error_json(id != NULL && is_id(id) ? id : NULL, EMU_CTL_INVALID_REQUEST, wrong, NULL));
        return;
    }
    struct emu_ctl_method m;
    bool is_known = emu_ctl_method_find(json_string_value(json_object_get(request, "method")), &m);
    struct emu_ctl_request *q = free_slot(r);
    json_t *params = is_known && q != NULL ? by_name(&m, json_object_get(request, "params")) : NULL;
    json_t *refusal = NULL;
    if (!is_known) {
        refusal = no_method(id, json_string_value(json_object_get(request, "method")));
    } else if (q == NULL) {
        refusal = error_json(id, EMU_CTL_FAILED, "too many pending calls: at most 32", "EFULL");
    } else if (params == NULL) {
        refusal = error_json(id, EMU_CTL_INVALID_PARAMS, "too many parameters: see 'help'", "EINVAL");
    }
    if (refusal != NULL) {
        if (id != NULL) {
            deliver(r, batch, refusal);
        } else {
            json_decref(refusal);
        }
        return;
    }
    *q = (struct emu_ctl_request){
        .call = {.session = r->session, .params = params}, .batch = batch, .request = json_incref(request)};
    if (batch != NULL) {
        batch->n_open++;
    }
    if (emu_ctl_check_params(&q->call, &m)) {
        if (m.act != NULL) {
            ctl_act(&q->call, m.act);
        } else {
            m.run(&q->call);
        }
    }
    if (q->call.poll == NULL) {
        answer(r, q);
    }
}

static void begin_batch(struct emu_ctl_rpc *r, const json_t *requests)
{
    struct emu_ctl_batch *batch = rt_mem_alloc(sizeof *batch);
    if (json_array_size(requests) == 0) {
        r->send(r->ctx, error_json(NULL, EMU_CTL_INVALID_REQUEST, "empty batch", NULL));
        rt_mem_free(batch);
        return;
    }
    if (batch == NULL) {
        r->send(r->ctx, NULL);
        return;
    }
    *batch = (struct emu_ctl_batch){.answers = json_array(), .n_open = 1};
    for (size_t i = 0; i < json_array_size(requests); i++) {
        begin(r, json_array_get(requests, i), batch);
    }
    leave_batch(r, batch, true);
}

void emu_ctl_rpc_take(struct emu_ctl_rpc *r, const char *line, size_t n)
{
    json_error_t error;
    if (rt_str_trim(rt_str_n(line, n)).n == 0) {
        return;
    }
    json_t *message = json_loadb(line, n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (message == NULL) {
        char text[256];
        (void)snprintf(text, sizeof text, "not JSON: column %d: %.160s", error.column, error.text);
        emu_ctl_rpc_refuse(r, text);
        return;
    }
    if (json_is_array(message)) {
        begin_batch(r, message);
    } else {
        begin(r, message, NULL);
    }
    json_decref(message);
}

void emu_ctl_rpc_refuse(struct emu_ctl_rpc *r, const char *why)
{
    r->send(r->ctx, error_json(NULL, EMU_CTL_PARSE_ERROR, why, NULL));
}

/* ---- calls that wait ---- */

static void look_again(const struct emu_ctl_request *q)
{
    if (q->call.has_deadline) {
        emu_loop_visit(emu_unit_loop(q->call.session->unit), q->call.deadline_us);
    }
}

bool emu_ctl_rpc_poll(struct emu_ctl_rpc *r)
{
    bool did_any = false;
    for (size_t i = 0; i < EMU_CTL_CALLS_MAX; i++) {
        struct emu_ctl_request *q = &r->requests[i];
        if (q->request == NULL) {
            continue;
        }
        if (q->call.poll(&q->call)) {
            answer(r, q);
            did_any = true;
        } else {
            look_again(q);
        }
    }
    return did_any;
}

bool emu_ctl_rpc_is_waiting(const struct emu_ctl_rpc *r)
{
    for (size_t i = 0; i < EMU_CTL_CALLS_MAX; i++) {
        if (r->requests[i].request != NULL) {
            return true;
        }
    }
    return false;
}

void emu_ctl_rpc_fini(struct emu_ctl_rpc *r)
{
    for (size_t i = 0; i < EMU_CTL_CALLS_MAX; i++) {
        struct emu_ctl_request *q = &r->requests[i];
        if (q->request != NULL) {
            struct emu_ctl_batch *batch = q->batch;
            free_request(q);
            leave_batch(r, batch, false);
        }
    }
}
