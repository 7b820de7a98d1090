/* SPDX-License-Identifier: MIT */
/*
 * Validation: what becomes of a value written to a parameter. The unit (profiles, rules, voice menu), the pages,
 * lint and explain all use this function, so they agree.
 *
 * Two steps: first the type of the row, as in the vendor's compiler (guide p.2-20 .. 2-22), then the format and the
 * range, which define the meaning of the parameter. The guide does not say what happens to an invalid value. That
 * the old value stays is a guess, and so is which formats are stored anyway (FW_FIT_MALFORMED).
 *
 * Context: pure functions over the schema; no state, no allocation (except by the buffer).
 */
#pragma once
#include <fw/schema.h>

/* The verdict on a value. */
enum fw_fit {
    FW_FIT_OK,
    FW_FIT_NORMALISED,   /* accepted in another spelling: "1" -> "Yes" */
    FW_FIT_UNKNOWN,      /* no such element in this release: ignored */
    FW_FIT_WRONG_TYPE,   /* not of its type, or not an address, port, time list: the old value stays */
    FW_FIT_OUT_OF_RANGE, /* a number out of range: the old value stays */
    FW_FIT_TOO_LONG,     /* accepted; a real unit would truncate it (fidelity warning). Over FW_VALUE_MAX: the old value
                            stays */
    FW_FIT_MALFORMED,    /* stored as written, but its reader will fail */
    FW_FIT_N
};
const char *fw_fit_text(enum fw_fit f); /* "outside the parameter's range: the old value stays" */
/* The old value stays. n: characters of the value. */
bool fw_fit_is_refused(enum fw_fit f, size_t n);

struct fw_verdict {
    enum fw_fit fit;
    size_t at;       /* position of the error in the value, in characters; 0 if unknown */
    const char *why; /* static message, or NULL if fit and fw_judge_wants say enough */
};

/* Validates a value without changing anything. stored (may be NULL): the text as it would be stored; "" if the old
 * value stays. */
struct fw_verdict fw_judge(const struct fw_schema_row *row, struct rt_str value, char stored[FW_VALUE_MAX + 1]);

/* Appends what the row accepts, as a sentence: "Write a number from 1 to 65535." Nothing for free text. */
void fw_judge_wants(const struct fw_schema_row *row, struct rt_buf *out);
