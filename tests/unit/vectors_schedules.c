/* SPDX-License-Identifier: MIT */
/* Schedule lists give the waits of the guide, at both ends of their random part. */
#include <fw/schedule.h>

#include <harness/vectors.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static uint32_t draw_least(void *ctx, uint32_t below)
{
    (void)ctx;
    (void)below;
    return 0;
}

static uint32_t draw_most(void *ctx, uint32_t below)
{
    (void)ctx;
    return below - 1;
}

/* waits: "1800 3600 none", one for each consecutive failure. */
static void check_waits(const struct fw_schedule *s, const char *waits, uint32_t (*draw)(void *, uint32_t))
{
    struct rt_str rest = rt_str(waits);
    for (unsigned i = 0; rest.p != NULL; i++) {
        struct rt_str wanted = rt_str_cut(rest, ' ', &rest);
        uint32_t wait_s = 1;
        bool has_wait = fw_schedule_wait_s(s, i, draw, NULL, &wait_s);
        if (rt_str_is(wanted, "none")) {
            assert_false(has_wait);
        } else {
            uint32_t wanted_s = 0;
            assert_int_equal(rt_str_u32(wanted, &wanted_s), RT_OK);
            assert_true(has_wait);
            assert_int_equal(wait_s, wanted_s);
        }
    }
}

static void check(const struct vector_row *row)
{
    struct fw_schedule s;
    assert_int_equal(fw_schedule_parse(rt_str(row->field[0]), &s), RT_OK);
    check_waits(&s, row->field[1], draw_least);
    check_waits(&s, row->field[2], draw_most);
}

int main(void)
{
    return vectors_run(TEST_SOURCE_DIR "/vectors/i_schedules.tsv", "I", 7, check);
}
