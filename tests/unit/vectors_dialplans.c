/* SPDX-License-Identifier: MIT */
/* Dial plans send, wait and refuse as the guides' examples say, after the keys of tests/vectors/o_dialplans.tsv. */
#include <fw/dialmatch.h>
#include <harness/vectors.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static void what(char *out, size_t size, enum fw_dialmatch_verdict v, const struct fw_dialmatch_result *r)
{
    if (v == FW_DIALMATCH_SEND || v == FW_DIALMATCH_RAW) {
        snprintf(out, size, "send %s%s", r->number, v == FW_DIALMATCH_RAW ? " as typed" : "");
    } else {
        snprintf(out, size, "%s", fw_dialmatch_verdict_name(v));
    }
}

/* As the table writes it. */
static void outcome(const struct fw_dialplan *plan, bool is_strict, const char *keys, char *out, size_t size)
{
    const struct fw_dialmatch_cfg cfg = {.long_ms = 10000, .short_ms = 3000, .is_strict = is_strict};
    struct fw_dialmatch_result r;
    char verdict[100];
    size_t n = strlen(keys);
    for (size_t i = 1; i < n; i++) {
        fw_dialmatch(plan, &cfg, rt_str_n(keys, i), &r);
        if (r.verdict != FW_DIALMATCH_WAIT) {
            what(verdict, sizeof verdict, r.verdict, &r);
            snprintf(out, size, "%s at key %zu", verdict, i);
            return;
        }
    }
    fw_dialmatch(plan, &cfg, rt_str(keys), &r);
    if (r.verdict != FW_DIALMATCH_WAIT) {
        what(verdict, sizeof verdict, r.verdict, &r);
        snprintf(out, size, "%s %s", verdict, r.is_ended_by_hash ? "(#)" : "now");
        return;
    }
    what(verdict, sizeof verdict, r.on_timeout, &r);
    if (r.wait_ms == FW_DIALPLAN_TIMER_NONE) {
        snprintf(out, size, "%s (dial tone)", verdict);
    } else {
        snprintf(out, size, "%s (%u s%s)", verdict, r.wait_ms / 1000, r.has_outside_tone ? ", outside tone" : "");
    }
}

static void check(const struct vector_row *row)
{
    struct fw_dialplan plan;
    const char *why;
    size_t at;
    char got[200];
    if (fw_dialplan_parse(rt_str(row->field[0]), &plan, &at, &why) != RT_OK) {
        fail_msg("%s: at %zu: %s", row->field[0], at, why);
    }
    outcome(&plan, false, row->field[1], got, sizeof got);
    assert_string_equal(got, row->field[2]);
    outcome(&plan, true, row->field[1], got, sizeof got);
    assert_string_equal(got, row->field[3]);
}

int main(void)
{
    return vectors_run(TEST_SOURCE_DIR "/vectors/o_dialplans.tsv", "O", 75, check);
}
