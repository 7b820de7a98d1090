/* SPDX-License-Identifier: MIT */
/* Bracketed options are read in any order and spelling the guide shows. */
#include <harness/macro_table.h>
#include <harness/rule_summary.h>
#include <harness/vectors.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static enum fw_rule_kind kind_named(const char *name)
{
    if (strcmp(name, "upgrade") == 0) {
        return FW_RULE_UPGRADE;
    }
    return strcmp(name, "report") == 0 ? FW_RULE_REPORT : FW_RULE_PROFILE;
}

static void check(const struct vector_row *row)
{
    struct macro_table unit;
    char summary[4096];
    macro_table_init(&unit);
    macro_table_set_all(&unit, row->field[2]);
    rule_summary(kind_named(row->field[0]), row->field[1], &unit.source, summary);
    assert_string_equal(summary, row->field[3]);
}

int main(void)
{
    return vectors_run(TEST_SOURCE_DIR "/vectors/e_options.tsv", "E", 10, check);
}
