/* SPDX-License-Identifier: MIT */
/* URLs fall into scheme, server, port and path. */
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
    struct rt_buf text;
    struct fw_url url;
    char summary[2048] = "error ";
    const char *why;
    macro_table_init(&unit);
    macro_table_set_all(&unit, row->field[1]);
    rt_buf_init(&text, FW_MACRO_TEXT_MAX);
    assert_int_equal(fw_macro_expand(rt_str(row->field[0]), &unit.source, NULL, &text), RT_OK);
    if (fw_url_parse(rt_str_n(rt_buf_text(&text), text.n), &url, &why) == RT_OK) {
        url_summary(&url, summary);
    } else {
        strncat(summary, why, sizeof summary - 7);
    }
    assert_string_equal(summary, row->field[2]);
    rt_buf_fini(&text);
}

int main(void)
{
    return vectors_run(TEST_SOURCE_DIR "/vectors/d_urls.tsv", "D", 14, check);
}
