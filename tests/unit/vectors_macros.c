/* SPDX-License-Identifier: MIT */
/* Macros expand as the guide's examples do. */
#include <harness/macro_table.h>
#include <harness/rule_summary.h>
#include <harness/vectors.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static void check(const struct vector_row *row)
{
    struct macro_table unit;
    char summary[4096];
    macro_table_init(&unit);
    macro_table_set_all(&unit, row->field[2]);
    if (strcmp(row->field[0], "rule") == 0) {
        rule_summary(FW_RULE_PROFILE, row->field[1], &unit.source, summary);
        assert_string_equal(summary, row->field[3]);
        return;
    }
    struct rt_buf out;
    rt_buf_init(&out, FW_MACRO_TEXT_MAX);
    assert_int_equal(fw_macro_expand_text(rt_str(row->field[1]), &unit.source, NULL, &out), RT_OK);
    assert_string_equal(rt_buf_text(&out), row->field[3]);
    rt_buf_fini(&out);
}

int main(void)
{
    return vectors_run(TEST_SOURCE_DIR "/vectors/a_macros.tsv", "A", 22, check);
}
