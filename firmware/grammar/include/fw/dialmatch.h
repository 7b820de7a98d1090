/* SPDX-License-Identifier: MIT */
/*
 * Dial plans: what they do with the keys. Used by the unit while a number is dialled, by lint and by explain.
 *
 * After each key: alive are the sequences that the keys can still belong to, complete those that they satisfy, open
 * those that can take another key. SPA administration guide p.57, SPA-2000 guide p.52; the order of the rows is
 * inferred:
 *
 *   none alive                            reorder at once
 *   a complete one with timer 0 ("S0")    it is sent at once, even if others are open
 *   complete, none open                   it is sent at once
 *   complete, some open                   sent after the short timer: its own, the plan's or the parameter's
 *   none complete                         after the long timer: sent as typed (guess: releases up to 5.2), or reorder
 *   '#' that no sequence takes            what the timer would do, at once
 *
 * Literals are digits beside the plan, such as service codes: one that is complete is taken at once, whatever the plan
 * says, unless a longer literal begins with it (then after the short timer); others keep the plan open.
 *
 * Of several complete sequences the first is sent, but a barred one ("!") wins wherever it stands (inferred from the
 * examples of both guides). A plan never sends an empty number.
 *
 * Context: pure functions over a borrowed plan; no allocation. A step costs O(keys * length of the plan).
 */
#pragma once
#include <fw/dialplan.h>

#define FW_DIALMATCH_KEYS_MAX   40u /* guess: dialled keys beyond these are reorder */
#define FW_DIALMATCH_NUMBER_MAX 64u /* guess: what may be sent, with a host behind '@' */

/* Timers and manners that are parameters of the line. */
struct fw_dialmatch_cfg {
    uint32_t long_ms, short_ms;    /* Interdigit_Long_Timer, Interdigit_Short_Timer */
    bool is_strict;                /* an incomplete number is reorder instead of sent as typed (ATA 191 guide) */
    const struct rt_str *literals; /* not empty; borrowed during the call */
    unsigned n_literals;
};

enum fw_dialmatch_verdict {
    FW_DIALMATCH_WAIT,   /* for a key, or for wait_ms: then on_timeout */
    FW_DIALMATCH_SEND,   /* number, by a sequence of the plan */
    FW_DIALMATCH_RAW,    /* number, the keys as typed: no sequence is complete */
    FW_DIALMATCH_REJECT, /* reorder: no sequence fits */
    FW_DIALMATCH_BARRED  /* reorder: the sequence forbids it */
};
/* As vectors and `vspa explain` name it; static. */
const char *fw_dialmatch_verdict_name(enum fw_dialmatch_verdict v);

struct fw_dialmatch_result {
    enum fw_dialmatch_verdict verdict;
    enum fw_dialmatch_verdict on_timeout; /* of WAIT, never WAIT; number is what it would send */
    uint32_t wait_ms; /* of WAIT; FW_DIALPLAN_TIMER_NONE: without limit (no key yet and no hot line) */
    char number[FW_DIALMATCH_NUMBER_MAX + 1];
    int sequence;             /* that decided, -1: none */
    int literal;              /* that decided, -1: none; number is it */
    bool has_outside_tone;    /* a ',' was passed by the last key: Outside_Dial_Tone until the next one */
    bool is_hotline;          /* the number is the one that the plan dials by itself */
    bool is_ended_by_hash;    /* the last key ended the number and is not part of it */
    uint64_t alive, complete; /* bit n: sequence n of the plan */
};

/* What becomes of keys (0 to 9, '*', '#', A to D), typed from dial tone on and then nothing; none: off-hook and
 * nothing. More than FW_DIALMATCH_KEYS_MAX of them are REJECT. */
void fw_dialmatch(const struct fw_dialplan *plan, const struct fw_dialmatch_cfg *cfg, struct rt_str keys,
                  struct fw_dialmatch_result *out);
