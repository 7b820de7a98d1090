/* SPDX-License-Identifier: MIT */
/*
 * JSON-RPC 2.0 between a client's lines and the methods: requests, notifications, batches, and the calls that wait.
 * Parameters by name, or by position in the order of `help`. The members of a batch run side by side as requests that
 * came on lines of their own would; their answers leave together, when the last is there (section 6).
 */
#pragma once
#include <ctl/ctl.h>

struct emu_ctl_batch;

struct emu_ctl_request {
    struct emu_ctl_call call;    /* its params are owned by this */
    struct emu_ctl_batch *batch; /* where its answer goes; NULL: out at once */
    json_t *request;             /* NULL: the slot is free */
};

/* Of one client. */
struct emu_ctl_rpc {
    struct emu_ctl_session *session;
    /* Takes a message over; NULL: there is no memory for it. */
    void (*send)(void *ctx, json_t *message);
    void *ctx;
    struct emu_ctl_request requests[EMU_CTL_CALLS_MAX];
};

/* A line without its end. Answers now, or in a later poll. */
void emu_ctl_rpc_take(struct emu_ctl_rpc *r, const char *line, size_t n);
/* Answers a line that is no request. */
void emu_ctl_rpc_refuse(struct emu_ctl_rpc *r, const char *why);
/* Polls the pending calls. True: one has answered. */
bool emu_ctl_rpc_poll(struct emu_ctl_rpc *r);
bool emu_ctl_rpc_is_waiting(const struct emu_ctl_rpc *r);
/* The client is gone: nothing is answered any more. */
void emu_ctl_rpc_fini(struct emu_ctl_rpc *r);
