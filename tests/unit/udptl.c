/* SPDX-License-Identifier: MIT */
/* UDPTL: what is written is read again, lost datagrams are made up for by copies, and what is none is refused. */
#include <harness/test.h>
#include <media/udptl.h>
#include <stdio.h>
#include <string.h>

static char seen[256];

static void on_packet(void *ctx, uint16_t sequence, const uint8_t *packet, size_t n)
{
    size_t at = strlen(seen);
    (void)ctx;
    (void)snprintf(seen + at, sizeof seen - at, "%u:%.*s ", (unsigned)sequence, n < 8 ? (int)n : 8,
                   (const char *)packet);
}

static const char *take(struct udptl_rx *r, const uint8_t *datagram, size_t n)
{
    seen[0] = '\0';
    return udptl_take(r, datagram, n, on_packet, NULL) ? seen : "no";
}

static size_t put(struct udptl_tx *t, const char *packet, uint8_t out[UDPTL_DATAGRAM_MAX])
{
    return udptl_put(t, (const uint8_t *)packet, strlen(packet), out, 400);
}

static void octets_are_those_of_the_annex(void **state)
{
    struct udptl_tx t = {.n_copies = 1};
    uint8_t out[UDPTL_DATAGRAM_MAX];
    static const uint8_t second[] = {0, 1, 2, 'c', 'd', 0, 1, 1, 'a'};
    (void)state;
    assert_int_equal(put(&t, "a", out), 6);
    assert_int_equal(put(&t, "cd", out), sizeof second);
    assert_memory_equal(out, second, sizeof second);
}

static void losses_are_made_up_for(void **state)
{
    struct udptl_tx t = {.n_copies = 2};
    struct udptl_rx r = {.is_started = false};
    uint8_t d[8][UDPTL_DATAGRAM_MAX];
    size_t n[8];
    (void)state;
    for (unsigned i = 0; i < 8; i++) {
        const char packet[] = {(char)('a' + i), '\0'};
        n[i] = put(&t, packet, d[i]);
    }
    assert_string_equal(take(&r, d[0], n[0]), "0:a ");
    assert_string_equal(take(&r, d[3], n[3]), "1:b 2:c 3:d ");
    assert_string_equal(take(&r, d[2], n[2]), "");             /* late */
    assert_string_equal(take(&r, d[3], n[3]), "");             /* twice */
    assert_string_equal(take(&r, d[7], n[7]), "5:f 6:g 7:h "); /* one is lost for good */
}

static void long_packets_and_short_datagrams(void **state)
{
    struct udptl_tx t = {.n_copies = 3};
    struct udptl_rx r = {.is_started = false};
    static char packet[UDPTL_PACKET_MAX + 2];
    uint8_t out[UDPTL_DATAGRAM_MAX];
    (void)state;
    memset(packet, 'x', UDPTL_PACKET_MAX);
    assert_int_equal(put(&t, packet, out), 2 + 2 + UDPTL_PACKET_MAX + 2);
    assert_string_equal(take(&r, out, 2 + 2 + UDPTL_PACKET_MAX + 2), "0:xxxxxxxx ");
    size_t n = put(&t, "b", out); /* with a copy */
    assert_int_equal(n, 2 + 2 + 2 + 2 + UDPTL_PACKET_MAX);
    assert_string_equal(take(&r, out, n), "1:b ");
    n = udptl_put(&t, (const uint8_t *)"c", 1, out, 100); /* the copy of the long one does not fit */
    assert_int_equal(n, 2 + 2 + 2 + 2);
    assert_int_equal(udptl_put(&t, (const uint8_t *)packet, UDPTL_PACKET_MAX, out, 100), 0);
    packet[UDPTL_PACKET_MAX] = 'x';
    assert_int_equal(put(&t, packet, out), 0);
    assert_int_equal(put(&t, "", out), 0);
}

static void what_is_no_udptl_is_refused(void **state)
{
    static const struct {
        const char *what, *octets;
        size_t n;
    } rows[] = {
        {"nothing", "", 0},
        {"no packet", "\0\0", 2},
        {"an empty one", "\0\0\0\0\0", 5},
        {"longer than the datagram", "\0\0\5abcd", 7},
        {"half a length", "\0\0\x80", 3},
        {"in pieces",
         "\0\0\xc1"
         "abcd",
         7},
        {"RTP", "\x80\0\0\1\0\0\0\0\0\0\0\0\xff\xff", 14},
    };
    struct udptl_rx r = {.is_started = false};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strcmp(take(&r, (const uint8_t *)rows[i].octets, rows[i].n), "no") != 0) {
            fail_msg("%s: %s", rows[i].what, seen);
        }
    }
    assert_string_equal(take(&r, (const uint8_t *)"\0\0\1a\0\2\1b\x7f", 9), "0:a "); /* a copy that is cut off */
    assert_string_equal(take(&r, (const uint8_t *)"\0\3\1d\0\3\1c\1b", 10), "1:b 2:c 3:d "); /* fewer than it says */
    assert_string_equal(take(&r, (const uint8_t *)"\0\5\1f\x80\1\1e", 8), "5:f ");           /* an error code */
    assert_string_equal(take(&r, (const uint8_t *)"\x7f\0\1z\0\0", 6), "no");                /* far ahead */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(octets_are_those_of_the_annex), cmocka_unit_test(losses_are_made_up_for),
        cmocka_unit_test(long_packets_and_short_datagrams), cmocka_unit_test(what_is_no_udptl_is_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
