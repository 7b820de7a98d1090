/* SPDX-License-Identifier: MIT */
/*
 * Caller ID: what is sent to the telephone, and when, by Caller_ID_Method. A pure function of its inputs.
 */
#pragma once
#include "sender.h"
#include <fw/line.h>
#include <rt/str.h>

/* When a method sends: before the first ring, or in the first pause of it. */
enum caller_id_moment { CALLER_ID_NEVER, CALLER_ID_BEFORE_RING, CALLER_ID_AFTER_RING };

struct caller_id_plan {
    enum caller_id_moment moment;
    struct sender_script script;
};

/* What there is to be sent: a call to a telephone that is on-hook; the same to one in a call, after its CAS was
 * acknowledged; the message-waiting lamp. */
enum caller_id_occasion { CALLER_ID_CALL, CALLER_ID_WAITING, CALLER_ID_LAMP };

struct caller_id_input {
    enum caller_id_occasion occasion;
    struct rt_str method, fsk_standard; /* Caller_ID_Method, Caller_ID_FSK_Standard */
    const struct fw_line_caller_id *id; /* of a call */
    const char *date;                   /* "MMDDHHMM"; "": not known, and left out (guess) */
    bool is_lamp_on;
};
/* moment CALLER_ID_NEVER: the method has nothing for this occasion. */
void caller_id_plan(struct caller_id_plan *out, const struct caller_id_input *in);
