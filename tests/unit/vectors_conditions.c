/* SPDX-License-Identifier: MIT */
/* Conditions come out as the guide says. */
#include <fw/rule.h>
#include <harness/macro_table.h>
#include <harness/vectors.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static void check(const struct vector_row *row)
{
    struct macro_table unit;
    macro_table_init(&unit);
    macro_table_set_all(&unit, row->field[1]);
    bool verdict = fw_condition_is_true(rt_str(row->field[0]), &unit.source, NULL);
    assert_string_equal(verdict ? "true" : "false", row->field[2]);
}

int main(void)
{
    return vectors_run(TEST_SOURCE_DIR "/vectors/b_conditions.tsv", "B", 19, check);
}
