/* SPDX-License-Identifier: MIT */
/* The factory log messages expand to the lines of the guide family. */
#include <harness/macro_table.h>
#include <harness/vectors.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static void check(const struct vector_row *row)
{
    struct macro_table unit;
    struct rt_buf out;
    macro_table_init(&unit);
    macro_table_set_all(&unit, row->field[1]);
    rt_buf_init(&out, FW_MACRO_TEXT_MAX);
    assert_int_equal(fw_macro_expand_text(rt_str(row->field[0]), &unit.source, NULL, &out), RT_OK);
    assert_string_equal(rt_buf_text(&out), row->field[2]);
    rt_buf_fini(&out);
}

int main(void)
{
    return vectors_run(TEST_SOURCE_DIR "/vectors/j_log_lines.tsv", "J", 5, check);
}
