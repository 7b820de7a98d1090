/* SPDX-License-Identifier: MIT */
/* Binding requests and their answers: RFC 3489 section 11. The answers are octets of a public server's and of ours. */
#include <harness/test.h>
#include <rt/buf.h>
#include <fw/stun.h>
#include <string.h>

static const uint8_t id[SIP_STUN_ID_BYTES] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
static uint8_t bytes[512];
static size_t n;
static struct sip_stun_answer a;

static void begin(unsigned type)
{
    memset(bytes, 0, sizeof bytes);
    rt_put_be16(bytes, (uint16_t)type);
    memcpy(bytes + 4, id, sizeof id);
    n = 20;
}

static void attribute(unsigned type, const char *value, size_t length)
{
    rt_put_be16(bytes + n, (uint16_t)type);
    rt_put_be16(bytes + n + 2, (uint16_t)length);
    memcpy(bytes + n + 4, value, length);
    n += 4 + ((length + 3) & ~(size_t)3);
    rt_put_be16(bytes + 2, (uint16_t)(n - 20));
}

#define MAPPED "\0\1\x1b\x94\xcb\0\x71\x09" /* 203.0.113.9:7060 */
#define OTHER  "\0\1\x0d\x97\xc0\xa8\1\xc9"

static bool reads(void)
{
    return sip_stun_read(bytes, n, id, &a);
}

static void requests_are_octets_of_the_rfc(void **state)
{
    static const uint8_t plain[] = {0, 1, 0, 0}, changed[] = {0, 1, 0, 8}, both[] = {0, 3, 0, 4, 0, 0, 0, 6};
    uint8_t out[SIP_STUN_REQUEST_MAX];
    (void)state;
    assert_int_equal(sip_stun_write(out, id, false, false), 20);
    assert_memory_equal(out, plain, 4);
    assert_memory_equal(out + 4, id, 16);
    assert_int_equal(sip_stun_write(out, id, true, true), 28);
    assert_memory_equal(out, changed, 4);
    assert_memory_equal(out + 20, both, 8);
    assert_int_equal(sip_stun_write(out, id, false, true), 28);
    assert_int_equal(out[27], 2);
}

static void answers_are_read(void **state)
{
    (void)state;
    begin(0x0101);
    attribute(0x8022, "server 1", 8); /* SOFTWARE */
    attribute(1, MAPPED, 8);
    attribute(4, OTHER, 8);
    attribute(5, OTHER, 8);
    attribute(0x20, MAPPED, 8);
    assert_true(reads());
    assert_false(a.is_error);
    assert_int_equal(a.mapped.ip, 0xcb007109);
    assert_int_equal(a.mapped.port, 7060);
    assert_int_equal(a.changed.ip, 0xc0a801c9);
    assert_int_equal(a.changed.port, 3479);
    begin(0x0101);
    attribute(0x8022, "abc", 3); /* padded */
    attribute(1, MAPPED, 8);
    attribute(0x802c, OTHER, 8);
    assert_true(reads());
    assert_int_equal(a.changed.port, 3479);
    begin(0x0111);
    attribute(9, "\0\0\4\0no", 6);
    assert_true(reads());
    assert_true(a.is_error);
}

static void what_is_no_answer_is_ignored(void **state)
{
    static const char *const nobody[] = {"\0\1\1\1\0\0\0\0",       "\0\1\1\1\x7f\0\0\1",
                                         "\0\1\1\1\xe0\0\0\1",     "\0\1\1\1\xff\xff\xff\xff",
                                         "\0\1\0\0\xcb\0\x71\x09", "\0\2\1\1\xcb\0\x71\x09"};
    (void)state;
    begin(0x0101);
    assert_false(reads()); /* says nothing */
    attribute(1, MAPPED, 8);
    assert_true(reads());
    for (size_t i = 0; i < n; i++) { /* cut off anywhere */
        assert_false(sip_stun_read(bytes, i, id, &a));
    }
    n++;
    assert_false(reads()); /* longer than it says */
    n--;
    bytes[0] = 0; /* a request */
    assert_false(reads());
    begin(0x0101);
    attribute(1, MAPPED, 8);
    bytes[19] ^= 1; /* of another transaction */
    assert_false(reads());
    begin(0x0101);
    attribute(1, MAPPED, 8);
    attribute(0x7000, "", 0); /* one that has to be understood */
    assert_false(reads());
    begin(0x0101);
    attribute(1, MAPPED, 4);
    assert_false(reads());
    begin(0x0101);
    attribute(1, MAPPED, 8);
    rt_put_be16(bytes + 22, 0xffff);
    assert_false(reads());
    for (size_t i = 0; i < sizeof nobody / sizeof nobody[0]; i++) {
        begin(0x0101);
        attribute(1, nobody[i], 8);
        assert_false(reads());
    }
    begin(0x0101);
    for (unsigned i = 0; i < 33; i++) {
        attribute(0x8000, "", 0);
    }
    attribute(1, MAPPED, 8);
    assert_false(reads()); /* more attributes than are looked at */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(requests_are_octets_of_the_rfc),
                                       cmocka_unit_test(answers_are_read),
                                       cmocka_unit_test(what_is_no_answer_is_ignored)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
