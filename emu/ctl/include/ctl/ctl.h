/* SPDX-License-Identifier: MIT */
/*
 * Control: a running unit speaks JSON-RPC 2.0 over a unix socket (mode 0600), one message a line. Every act
 * (act/act.h) and every watch of the console is a method. `vspa ctl help`, the method "help" and the parameter
 * checks are made from the rows of the acts and of methods.c.
 *
 * Serves several clients at once and blocks for none. A method that waits answers when its event has happened; other
 * calls proceed meanwhile. A client that does not read its messages is dropped when its queue is full.
 */
#pragma once
#include <act/act.h>
#include <host/error.h>
#include <jansson.h>

struct emu_ctl;
struct emu_unit;

#define EMU_CTL_CLIENTS_MAX  16u
#define EMU_CTL_LINE_MAX     (64u * 1024u)        /* of a request */
#define EMU_CTL_QUEUE_MAX    (4u * 1024u * 1024u) /* of answers and events that a client has not read */
#define EMU_CTL_CALLS_MAX    32u                  /* that a client waits for at once */
#define EMU_CTL_PATTERNS_MAX 16u                  /* of a subscription */

/* Listens on the socket and joins the unit's loop. An existing socket file is an error unless it is stale. */
enum emu_exit emu_ctl_create(struct emu_ctl **out, struct emu_unit *u, const char *path, struct emu_error *error);
/* Removes the socket. Before the unit is destroyed. NULL is allowed. */
void emu_ctl_destroy(struct emu_ctl *c);

/* ---- what the files of control share ---- */

/* JSON-RPC 2.0 section 5.1; the last is ours. */
enum {
    EMU_CTL_PARSE_ERROR = -32700,
    EMU_CTL_INVALID_REQUEST = -32600,
    EMU_CTL_NO_METHOD = -32601,
    EMU_CTL_INVALID_PARAMS = -32602,
    EMU_CTL_FAILED = -32000, /* it was tried, and did not work; data: the name of the reason */
};

struct emu_ctl_call;
struct emu_ctl_method;

/* A client, as far as methods see it. */
struct emu_ctl_session {
    struct emu_unit *unit;
    struct emu_acts acts;                    /* its own cursor of waits */
    uint64_t syslog_cursor;                  /* first event that "syslog" has not shown */
    char patterns[EMU_CTL_PATTERNS_MAX][64]; /* of signals: "fw.*" */
    size_t n_patterns;
};

/* One request under way. A method fills result, or the error with emu_ctl_fail(), or sets poll: it is then asked at
 * each turn of the loop until it returns true. */
struct emu_ctl_call {
    struct emu_ctl_session *session;
    const json_t *params; /* an object that was checked against the row */
    json_t *result;       /* owned; NULL and no error: null */
    int error;            /* 0: none */
    char message[512];
    const char *reason; /* "ETIMEDOUT"; static */
    bool (*poll)(struct emu_ctl_call *call);
    /* for polls */
    bool has_match, has_deadline, pauses; /* pauses: time stops when it ends */
    struct emu_match match;
    uint64_t deadline_us, cursor;
    struct emu_act_call *act; /* owned; NULL: it is no act */
    char *bytes;              /* owned: an argument that came as base64 */
};

struct emu_ctl_param {
    const char *name;
    char type; /* 's' text, 'y' bytes, 'i' number, 'b' boolean, 'p' part, 'a' list of texts */
    bool is_optional;
    const char *help;
    const struct emu_act_argument *argument; /* the row of an act; NULL: of a watch */
};

#define EMU_CTL_PARAMS_MAX EMU_ACT_ARGUMENTS_MAX
struct emu_ctl_method {
    const char *name;
    void (*run)(struct emu_ctl_call *call); /* of a watch */
    const char *help, *result;
    const struct emu_ctl_param *params; /* of a watch; a NULL name ends it */
    const struct emu_act *act;          /* NULL: a watch */
};

/* False: there is none. */
bool emu_ctl_method_at(size_t i, struct emu_ctl_method *out);
bool emu_ctl_method_find(const char *name, struct emu_ctl_method *out);
/* emu_nearest() lists: of the methods, and of a method's parameters. */
const char *emu_ctl_method_name(const void *unused, size_t i);
const char *emu_ctl_param_name(const void *method, size_t i);
bool emu_ctl_method_param(const struct emu_ctl_method *m, size_t i, struct emu_ctl_param *out);
/* "{status, body}": into out, for people. */
const char *emu_ctl_method_result(const struct emu_ctl_method *m, char *out, size_t out_size);
/* What to give: the row's own text, or one in out. */
const char *emu_ctl_param_help(const struct emu_ctl_param *p, char out[EMU_ACT_MESSAGE_MAX]);
/* All rows as JSON: the answer of the method "help". */
json_t *emu_ctl_methods_json(void);
/* Checks the parameters and puts what is wrong into the call. True: they are valid. */
bool emu_ctl_check_params(struct emu_ctl_call *call, const struct emu_ctl_method *m);
/* Fails the call. */
void emu_ctl_fail(struct emu_ctl_call *call, int error, const char *reason, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* What the call still holds goes. */
void emu_ctl_call_fini(struct emu_ctl_call *call);
/* A text from outside: UTF-8, or else read as ISO-8859-1. null without memory. */
json_t *emu_ctl_text_json(const char *text, size_t n);
/* An event as JSON. */
json_t *emu_ctl_event_json(const struct board_event *e);
