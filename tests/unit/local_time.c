/* SPDX-License-Identifier: MIT */
#include <harness/test.h>
#include <device/local_time.h>
#include <fw/saving.h>

#define FACTORY "start=4/1/7;end=10/-1/7;save=1"

static int64_t at(int64_t year, unsigned month, unsigned day, int hour, int minute)
{
    return fw_days_of_date(year, month, day) * 86400 + hour * 3600 + minute * 60;
}

static void dates_go_both_ways(void **state)
{
    (void)state;
    assert_int_equal(fw_days_of_date(1970, 1, 1), 0);
    assert_int_equal(fw_days_of_date(2000, 3, 1), 11017);
    for (int64_t days = -800000; days < 800000; days += 37) {
        struct fw_date d = fw_date_of_days(days);
        assert_int_equal(fw_days_of_date(d.year, d.month, d.day), days);
    }
}

/* rule | standard time | seconds that are added */
static const struct {
    const char *rule;
    int64_t year;
    unsigned month, day;
    int hour, minute;
    int64_t saving_s;
} rows[] = {
    /* From the factory: first Sunday of April to last Sunday of October, at midnight. 2007: April 1 and October 28. */
    {FACTORY, 2007, 3, 31, 23, 59, 0},
    {FACTORY, 2007, 4, 1, 0, 0, 3600},
    {FACTORY, 2007, 7, 15, 12, 0, 3600},
    {FACTORY, 2007, 10, 27, 22, 59, 3600}, /* the clock on the wall shows 23:59 */
    {FACTORY, 2007, 10, 27, 23, 0, 0},     /* it would show midnight */
    {FACTORY, 2007, 12, 31, 23, 59, 0},
    {FACTORY, 2006, 4, 1, 23, 0, 0}, /* a Saturday */
    {FACTORY, 2006, 4, 2, 0, 0, 3600},
    /* Europe: the last Sundays of March at 2:00 and October at 3:00. 2007: March 25 and October 28. */
    {"start=3/-1/7/2;end=10/-1/7/3;save=1", 2007, 3, 25, 1, 59, 0},
    {"start=3/-1/7/2;end=10/-1/7/3;save=1", 2007, 3, 25, 2, 0, 3600},
    {"start=3/-1/7/2;end=10/-1/7/3;save=1", 2007, 10, 28, 1, 59, 3600},
    {"start=3/-1/7/2;end=10/-1/7/3;save=1", 2007, 10, 28, 2, 0, 0},
    /* The United States since 2007, with seconds. March 11 and November 4. */
    {"start=3/8/7/02:0:0;end=11/1/7/02:0:0;save=1", 2007, 3, 11, 2, 0, 3600},
    {"start=3/8/7/02:0:0;end=11/1/7/02:0:0;save=1", 2007, 11, 4, 0, 59, 3600},
    {"start=3/8/7/02:0:0;end=11/1/7/02:0:0;save=1", 2007, 11, 4, 1, 0, 0},
    /* The south: over the new year. */
    {"start=10/1/7/2;end=3/-1/7/3;save=1", 2007, 1, 15, 0, 0, 3600},
    {"start=10/1/7/2;end=3/-1/7/3;save=1", 2007, 6, 15, 0, 0, 0},
    {"start=10/1/7/2;end=3/-1/7/3;save=1", 2007, 12, 15, 0, 0, 3600},
    /* Weekday 0 is the day itself; half an hour; backwards; blanks. */
    {"start=5/9/0;end=5/11/0;save=0:30", 2007, 5, 9, 0, 0, 1800},
    {"start=2/-1/0;end=5/11/0;save=1", 2008, 2, 28, 23, 0, 0},
    {"start=2/-1/0;end=5/11/0;save=1", 2008, 2, 29, 0, 0, 3600},
    {"start=5/9/0;end=5/11/0;save=-1", 2007, 5, 10, 0, 0, -3600},
    {" start = 4/1/7 ; end = 10/-1/7 ; save = 1 ;", 2007, 7, 1, 0, 0, 3600},
    /* What cannot be read adds nothing. */
    {"", 2007, 7, 15, 12, 0, 0},
    {"start=4/1/7;end=10/-1/7", 2007, 7, 15, 12, 0, 0},
    {"start=13/1/7;end=10/-1/7;save=1", 2007, 7, 15, 12, 0, 0},
    {"start=4/0/7;end=10/-1/7;save=1", 2007, 7, 15, 12, 0, 0},
    {"start=4/1/8;end=10/-1/7;save=1", 2007, 7, 15, 12, 0, 0},
    {"start=4/1;end=10/-1/7;save=1", 2007, 7, 15, 12, 0, 0},
    {"start=4/1/7;end=10/-1/7;save=x", 2007, 7, 15, 12, 0, 0},
    {"start=4/1/7/25;end=10/-1/7;save=1", 2007, 7, 15, 12, 0, 0},
    {"start=4/1/7/1:2:3:4;end=10/-1/7;save=1", 2007, 7, 15, 12, 0, 0},
    {";;==;start", 2007, 7, 15, 12, 0, 0},
};

static void the_rule_says_when_and_how_much(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t now = at(rows[i].year, rows[i].month, rows[i].day, rows[i].hour, rows[i].minute);
        int64_t seen = local_saving_s(rt_str(rows[i].rule), now);
        if (seen != rows[i].saving_s) {
            fail_msg("row %zu, \"%s\": %d, not %d", i, rows[i].rule, (int)seen, (int)rows[i].saving_s);
        }
    }
}

static void zones_are_read(void **state)
{
    (void)state;
    assert_int_equal(local_zone_s(RT_STR("GMT-08:00")), -8 * 3600);
    assert_int_equal(local_zone_s(RT_STR("GMT+05:45")), 5 * 3600 + 45 * 60);
    assert_int_equal(local_zone_s(RT_STR("GMT")), 0);
    assert_int_equal(local_zone_s(RT_STR("")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_go_both_ways),
        cmocka_unit_test(the_rule_says_when_and_how_much),
        cmocka_unit_test(zones_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
