/* SPDX-License-Identifier: MIT */
/*
 * What becomes of an INVITE: the services of a line, in the order in which they are asked (inferred). Pure. What is
 * left of it for SIP - unknown users, credentials, sessions - was decided before.
 */
#pragma once
#include <fw/service.h>
#include <rt/str.h>

enum call_occupation {
    CALL_LINE_IDLE,
    CALL_LINE_ONE_CALL, /* connected, and nothing else */
    CALL_LINE_TWO_CALLS,
    CALL_LINE_BUSY, /* dial tone, dialling, Reorder, in the voice menu, the first call not answered yet */
};

/* A test call with media loopback (a=loopback), by Accept_Media_Loopback_Request (ATA 191 guide): refused, answered
 * without a ring, or as any other. */
enum call_test { CALL_TEST_NONE, CALL_TEST_NEVER, CALL_TEST_AUTOMATIC, CALL_TEST_MANUAL };

struct call_request {
    unsigned line; /* 1, 2 */
    enum call_occupation occupation;
    enum fw_call_switch call_waiting; /* dialled before the call that stands */
    bool is_registered, is_emergency; /* emergency: of the call that stands */
    struct rt_str caller;             /* number; empty: none */
    bool is_anonymous;
    enum call_test test;
};

enum call_splash { CALL_SPLASH_NONE, CALL_SPLASH_FORWARDED, CALL_SPLASH_BLOCKED };

struct call_decision {
    const char *rule;      /* the row, for the trace */
    int status;            /* 180, 182, 200 (at once), 302, 480, 486 */
    const char *forward;   /* 302: where to; valid until the next commit */
    bool is_waiting;       /* 180, 182: with the call waiting tone, not a ring */
    const char *no_answer; /* 180: 302 to it after Cfwd_No_Ans_Delay; NULL: rings on */
    enum call_splash splash;
};
void call_decide(const struct fw_params *params, const struct call_request *r, struct call_decision *out);

/* '?' one digit, '*' any run of them. */
bool call_number_fits(const char *pattern, struct rt_str number);

/* Which ring, 1 to 9: Alert-Info that names one (Ring_n_Name), Ring1..9_Caller, the parameter <otherwise>
 * (Default_Ring, Default_CWT). alert_info: p NULL: none.
 */
unsigned call_choose_ring(const struct fw_params *params, unsigned line, enum fw_element otherwise,
                          struct rt_str alert_info, struct rt_str caller);
