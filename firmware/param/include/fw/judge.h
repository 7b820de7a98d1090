/* SPDX-License-Identifier: MIT */
/*
 * The judge: what becomes of a value that somebody writes for a parameter. The unit (profiles, rules, the voice menu),
 * the pages, lint and explain ask this one function, so that they agree.
 *
 * Two steps. The type of the row, as the vendor's compiler knows it (guide p.2-20 .. 2-22), then the format and the
 * range, which say what the parameter means. The guide is silent about a value that does not fit; that the old value
 * stays is a guess, and so is which formats are stored all the same (FW_FIT_MALFORMED).
 *
 * Context: plain functions over the schema; nothing is kept, nothing allocated (but by the buffer).
 */
#pragma once
#include <fw/schema.h>

/* How a value fits. */
enum fw_fit {
    FW_FIT_OK,
    FW_FIT_NORMALISED,   /* taken in another spelling: "1" -> "Yes" */
    FW_FIT_UNKNOWN,      /* no such element in this release: ignored */
    FW_FIT_WRONG_TYPE,   /* not of its type, or no address, port, time list: the old value stays */
    FW_FIT_OUT_OF_RANGE, /* a number, but not in the range: the old value stays */
    FW_FIT_TOO_LONG,     /* taken; a real unit would cut it (fidelity warning). Over FW_VALUE_MAX: old value stays */
    FW_FIT_MALFORMED,    /* taken as it is written, but what reads it can make nothing of it */
    FW_FIT_N
};
const char *fw_fit_text(enum fw_fit f); /* "outside the parameter's range: the old value stays" */
/* The old value stays. n: characters of the value. */
bool fw_fit_is_refused(enum fw_fit f, size_t n);

struct fw_verdict {
    enum fw_fit fit;
    size_t at;       /* where the value breaks, in characters; 0 when that is not known */
    const char *why; /* static text for people, or NULL: the wording of fit and fw_judge_wants say enough */
};

/* Judges a value, changes nothing. stored (may be NULL): the text as it would be stored; "" when the old value stays.
 */
struct fw_verdict fw_judge(const struct fw_schema_row *row, struct rt_str value, char stored[FW_VALUE_MAX + 1]);

/* What the row takes, as a sentence: "Write a number from 1 to 65535." Appends nothing for a free text. */
void fw_judge_wants(const struct fw_schema_row *row, struct rt_buf *out);
