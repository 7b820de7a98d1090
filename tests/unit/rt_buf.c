/* SPDX-License-Identifier: MIT */
#include <harness/rig.h>
#include <harness/test.h>
#include <rt/assert.h>
#include <rt/buf.h>
#include <rt/crc.h>
#include <rt/log.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

static void an_empty_buffer_is_readable_text(void **state)
{
    (void)state;
    uint64_t n_live = rt_mem_n_live();
    struct rt_buf b;
    rt_buf_init(&b, 10);
    assert_string_equal(rt_buf_text(&b), "");
    rt_buf_clear(&b);
    assert_int_equal(rt_buf_put(&b, NULL, 0), RT_OK);
    assert_int_equal(rt_mem_n_live(), n_live);
    char *taken = rt_buf_take(&b);
    assert_string_equal(taken, "");
    rt_mem_free(taken);
    rt_buf_fini(&b);
    rt_buf_fini(&b);
    assert_int_equal(rt_mem_n_live(), n_live);
}

static void it_grows_to_its_maximum_and_not_over_it(void **state)
{
    (void)state;
    struct rt_buf b;
    rt_buf_init(&b, 1000);
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(rt_buf_put_u8(&b, 'x'), RT_OK);
    }
    assert_int_equal(rt_buf_error(&b), RT_OK);
    assert_int_equal(rt_buf_put_u8(&b, 'y'), RT_ETOOBIG);
    assert_int_equal(b.n, 1000);
    assert_int_equal(strlen(rt_buf_text(&b)), 1000);
    assert_int_equal(rt_buf_error(&b), RT_ETOOBIG);
    rt_buf_clear(&b);
    assert_int_equal(rt_buf_error(&b), RT_OK);
    assert_int_equal(rt_buf_printf(&b, "%d-%s", 7, "seven"), RT_OK);
    assert_string_equal(rt_buf_text(&b), "7-seven");
    rt_buf_fini(&b);
}

static void a_failed_put_changes_nothing_and_the_first_failure_is_kept(void **state)
{
    (void)state;
    struct rt_buf b;
    rt_buf_init(&b, 100);
    assert_int_equal(rt_buf_put_text(&b, "keep"), RT_OK);
    char long_text[200];
    memset(long_text, 'a', sizeof long_text);
    rt_mem_fail_at(1);
    assert_int_equal(rt_buf_put(&b, long_text, 90), RT_ENOMEM);
    assert_int_equal(rt_buf_printf(&b, "%200s", ""), RT_ETOOBIG);
    assert_string_equal(rt_buf_text(&b), "keep");
    assert_int_equal(rt_buf_error(&b), RT_ENOMEM);
    assert_int_equal(rt_buf_put(&b, long_text, 90), RT_OK); /* the failure was once */
    assert_int_equal(b.n, 94);
    rt_buf_fini(&b);
    assert_int_equal(b.n, 0);
}

static void taken_bytes_belong_to_the_taker(void **state)
{
    (void)state;
    struct rt_buf b;
    rt_buf_init(&b, 100);
    (void)rt_buf_put_text(&b, "mine");
    char *taken = rt_buf_take(&b);
    assert_string_equal(rt_buf_text(&b), "");
    (void)rt_buf_put_text(&b, "other");
    assert_string_equal(taken, "mine");
    assert_string_equal(rt_buf_text(&b), "other");
    rt_mem_free(taken);
    rt_buf_fini(&b);
}

static void numbers_are_big_endian(void **state)
{
    (void)state;
    struct rt_buf b;
    rt_buf_init(&b, 100);
    (void)rt_buf_put_be16(&b, 0x0102);
    (void)rt_buf_put_be32(&b, 0xf3f4f5f6);
    assert_memory_equal(b.bytes, "\x01\x02\xf3\xf4\xf5\xf6", 6);
    assert_int_equal(rt_be16(b.bytes), 0x0102);
    assert_int_equal(rt_be32(b.bytes + 2), 0xf3f4f5f6);
    uint8_t wide[8];
    rt_put_be64(wide, 0xfedcba9876543210u);
    assert_int_equal(wide[0], 0xfe);
    assert_true(rt_be64(wide) == 0xfedcba9876543210u);
    rt_buf_fini(&b);
}

static void crc32_is_the_one_of_ethernet(void **state)
{
    (void)state;
    assert_int_equal(rt_crc32(0, "123456789", 9), 0xcbf43926); /* the check value of CRC-32/ISO-HDLC */
    assert_int_equal(rt_crc32(rt_crc32(0, "1234", 4), "56789", 5), 0xcbf43926);
    assert_int_equal(rt_crc32(0, "", 0), 0);
}

static void the_nth_allocation_fails_once(void **state)
{
    (void)state;
    uint64_t n_live = rt_mem_n_live();
    rt_mem_fail_at(2);
    void *first = rt_mem_alloc(8);
    void *second = rt_mem_alloc(8);
    void *third = rt_mem_alloc(8);
    assert_non_null(first);
    assert_null(second);
    assert_non_null(third);
    assert_memory_equal(first, "\0\0\0\0\0\0\0\0", 8);
    assert_int_equal(rt_mem_n_live(), n_live + 2);
    rt_mem_fail_at(1);
    assert_null(rt_mem_resize(first, 16));
    first = rt_mem_resize(first, 16);
    assert_non_null(first);
    assert_int_equal(rt_mem_n_live(), n_live + 2);
    assert_null(rt_mem_free(first));
    rt_mem_free(third);
    assert_null(rt_mem_free(NULL));
    assert_int_equal(rt_mem_n_live(), n_live);
    uint64_t n = rt_mem_n_allocations();
    rt_mem_free(rt_mem_alloc(0));
    assert_int_equal(rt_mem_n_allocations(), n + 1);
    char *copy = rt_mem_strndup("abcdef", 3);
    assert_string_equal(copy, "abc");
    rt_mem_free(copy);
}

static void keep_line(void *ctx, enum rt_log_level level, const char *module, const char *text)
{
    (void)snprintf(ctx, 64, "%s %s: %.40s", rt_log_level_name(level), module, text);
}

static void the_log_drops_what_is_above_its_level(void **state)
{
    (void)state;
    char line[64] = "";
    const struct rt_log log = {RT_LOG_WARN, keep_line, line};
    rt_log(&log, RT_LOG_INFO, "dhcp", "lease");
    assert_string_equal(line, "");
    rt_log(&log, RT_LOG_WARN, "dhcp", "lease of %d s", 5);
    assert_string_equal(line, "warn dhcp: lease of 5 s");
    rt_log(NULL, RT_LOG_ERROR, "dhcp", "nobody listens");
    char long_text[5000];
    memset(long_text, 'a', sizeof long_text);
    rt_log(&log, RT_LOG_ERROR, "x", "%.*s", (int)sizeof long_text, long_text);
    assert_int_equal(strlen(line), strlen("error x: ") + 40);
}

static void break_a_claim(void *ctx)
{
    int n = *(int *)ctx;
    RT_ASSERT(n == 0);
}

static void a_broken_claim_ends_the_process(void **state)
{
    (void)state;
    int wrong = 1, right = 0;
    assert_true(rig_aborts(break_a_claim, &wrong));
    assert_false(rig_aborts(break_a_claim, &right));
}

static void reserved_room_is_allocated_once(void **state)
{
    struct rt_buf b;
    (void)state;
    rt_buf_init(&b, 1000);
    assert_int_equal(rt_buf_reserve(&b, 900), RT_OK);
    uint64_t n = rt_mem_n_allocations();
    for (unsigned i = 0; i < 900; i++) {
        assert_int_equal(rt_buf_put_u8(&b, (uint8_t)i), RT_OK);
    }
    assert_int_equal(rt_mem_n_allocations(), n);
    assert_int_equal(rt_buf_reserve(&b, 100), RT_OK);
    assert_int_equal(rt_buf_reserve(&b, 101), RT_ETOOBIG);
    assert_int_equal(b.n, 900);
    rt_buf_fini(&b);
}

/* Bit by bit. */
static uint32_t slow_crc32(const uint8_t *p, size_t n)
{
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < 8 * n; i++) {
        uint32_t bit = (crc ^ (uint32_t)p[i / 8] >> i % 8) & 1;
        crc = crc >> 1 ^ (bit != 0 ? 0xedb88320u : 0);
    }
    return ~crc;
}

static void a_crc_is_that_of_its_definition_at_each_length(void **state)
{
    (void)state;
    uint8_t bytes[300];
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (uint8_t)(i * i * 7 + 3 * i);
    }
    assert_int_equal(rt_crc32(0, "123456789", 9), 0xcbf43926u); /* the usual check value */
    for (size_t n = 0; n <= sizeof bytes; n++) {
        assert_int_equal(rt_crc32(0, bytes, n), slow_crc32(bytes, n));
        assert_int_equal(rt_crc32(rt_crc32(0, bytes, n / 3), bytes + n / 3, n - n / 3), slow_crc32(bytes, n));
    }
}

static void room_is_filled_in_place(void **state)
{
    struct rt_buf b;
    (void)state;
    rt_buf_init(&b, 1000);
    rt_buf_filled(&b, 0); /* of a buffer that owns nothing */
    assert_int_equal(rt_buf_put_text(&b, "ab"), RT_OK);
    assert_int_equal(rt_buf_reserve(&b, 3), RT_OK);
    memcpy(b.bytes + b.n, "cdefg", 5);
    rt_buf_filled(&b, 3);
    assert_string_equal(rt_buf_text(&b), "abcde");
    rt_buf_fini(&b);
}

/* At each length around the room that is there. */
static void printed_text_is_whole_whether_there_was_room_or_not(void **state)
{
    (void)state;
    for (int n = 0; n < 200; n++) {
        struct rt_buf b;
        char whole[512];
        rt_buf_init(&b, 400);
        assert_int_equal(rt_buf_put_text(&b, "begin "), RT_OK);
        assert_int_equal(rt_buf_printf(&b, "%0*d", n, 7), RT_OK);
        (void)snprintf(whole, sizeof whole, "begin %0*d", n, 7);
        assert_string_equal(rt_buf_text(&b), whole);
        assert_int_equal(b.n, strlen(whole));
        assert_int_equal(rt_buf_printf(&b, "%400s", ""), RT_ETOOBIG); /* leaves it as it was */
        assert_string_equal(rt_buf_text(&b), whole);
        rt_buf_fini(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_buffer_is_readable_text),
        cmocka_unit_test(it_grows_to_its_maximum_and_not_over_it),
        cmocka_unit_test(a_failed_put_changes_nothing_and_the_first_failure_is_kept),
        cmocka_unit_test(reserved_room_is_allocated_once),
        cmocka_unit_test(a_crc_is_that_of_its_definition_at_each_length),
        cmocka_unit_test(room_is_filled_in_place),
        cmocka_unit_test(printed_text_is_whole_whether_there_was_room_or_not),
        cmocka_unit_test(taken_bytes_belong_to_the_taker),
        cmocka_unit_test(numbers_are_big_endian),
        cmocka_unit_test(crc32_is_the_one_of_ethernet),
        cmocka_unit_test(the_nth_allocation_fails_once),
        cmocka_unit_test(the_log_drops_what_is_above_its_level),
        cmocka_unit_test(a_broken_claim_ends_the_process),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
