/* SPDX-License-Identifier: MIT */
#include <fw/fail.h>
#include <rt/assert.h>

static const char *const TEXTS[FW_N_FAILS] = {
#define FAIL_TEXT(id, text) text,
    FW_FAIL_LIST(FAIL_TEXT)
#undef FAIL_TEXT
};

static const char *const NAMES[FW_N_FAILS] = {
#define FAIL_NAME(id, text) #id,
    FW_FAIL_LIST(FAIL_NAME)
#undef FAIL_NAME
};

const char *fw_fail_text(enum fw_fail f)
{
    RT_ASSERT((unsigned)f < FW_N_FAILS);
    return TEXTS[f];
}

const char *fw_fail_name(enum fw_fail f)
{
    RT_ASSERT((unsigned)f < FW_N_FAILS);
    return NAMES[f];
}
