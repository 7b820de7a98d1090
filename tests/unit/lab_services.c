/* SPDX-License-Identifier: MIT */
/* The lab's leases, names, time and syslog. */
#include <harness/test.h>
#include <harness/lab_rig.h>
#include <access/access.h>
#include <rt/buf.h>
#include <host/signals.h>
#include <string.h>

static struct lab_rig rig;
static struct emu_lab_host_texts hosts;
static const uint8_t mac[6] = {0, 0x0e, 8, 1, 2, 3};

static int setup(void **state)
{
    memset(&hosts, 0, sizeof hosts);
    assert_null(emu_parse_lab_host("prov.example.com=10.0.0.1,10.0.0.2", &hosts));
    lab_rig_init(&rig, true, &hosts, NULL);
    *state = &rig;
    return 0;
}

static int teardown(void **state)
{
    lab_rig_fini(*state);
    return 0;
}

/* ---- DHCP ---- */

/* Sends one message; options is the text after the message type. */
static bool dhcp(struct lab_rig *r, uint8_t type, uint32_t client_ip, const void *options, size_t n)
{
    uint8_t p[400] = {1, 1, 6, 0, 'x', 'i', 'd', '!'};
    rt_put_be32(p + 12, client_ip);
    memcpy(p + 28, mac, 6);
    rt_put_be32(p + 236, 0x63825363);
    p[240] = 53;
    p[241] = 1;
    p[242] = type;
    memcpy(p + 243, options, n);
    p[243 + n] = 255;
    return lab_rig_ask(r, 68, EMU_BROADCAST_IP, 67, p, 300);
}
#define DHCP(r, type, ip, options) dhcp((r), (type), (ip), (options), sizeof(options) - 1)

/* The value of an option of the only answer; NULL: it is not in it. */
static const uint8_t *option(struct lab_rig *r, uint8_t code, size_t *n)
{
    const struct emu_udp *u = &r->answer[0].udp;
    assert_int_equal(r->n_answers, 1);
    assert_int_equal(u->dst_port, 68);
    assert_memory_equal(u->payload + 4, "xid!", 4);
    for (size_t i = 240; i < u->n_payload && u->payload[i] != 255; i += 2u + u->payload[i + 1]) {
        if (u->payload[i] == code) {
            *n = u->payload[i + 1];
            return u->payload + i + 2;
        }
    }
    return NULL;
}

static void expect_type(struct lab_rig *r, uint8_t type)
{
    size_t n;
    const uint8_t *value = option(r, 53, &n);
    assert_non_null(value);
    assert_int_equal(value[0], type);
}

static void test_a_unit_that_asks_for_option_66_gets_the_provider(void **state)
{
    struct lab_rig *r = *state;
    size_t n;
    assert_true(DHCP(r, 1, 0, "\x37\x03\x01\x03\x42"));
    expect_type(r, 2);
    assert_int_equal(rt_be32(r->answer[0].udp.payload + 16), EMU_NET_UNIT);
    assert_memory_equal(option(r, 66, &n), "192.168.1.200", 13);
    assert_int_equal(n, 13);
    assert_int_equal(rt_be32(option(r, 3, &n)), EMU_NET_GATEWAY);
    assert_null(option(r, 6, &n)); /* was not asked for */
}

static void test_the_server_gives_what_its_administrator_set(void **state)
{
    struct lab_rig *r = *state;
    struct emu_lab_dhcp d = {0};
    size_t n;
    static const char *const set[] = {"66=http://192.168.1.200/a.xml",
                                      "150=192.168.1.200,192.168.1.7",
                                      "160=https://p.test",
                                      "bootfile=spa.bin",
                                      "lease=10m",
                                      "42=192.168.1.7"};
    for (size_t i = 0; i < sizeof set / sizeof set[0]; i++) {
        assert_null(emu_parse_lab_dhcp(set[i], &d));
    }
    static const char *const wrong[] = {
        "",        "66=", "67=x", "150=1.2.3",  "lease=0",
        "lease=x", "42=", "42=x", "42=0.0.0.0", "150=1.1.1.1,2.2.2.2,3.3.3.3,4.4.4.4,5.5.5.5"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct emu_lab_dhcp unused = {0};
        assert_non_null(emu_parse_lab_dhcp(wrong[i], &unused));
    }
    assert_int_equal(emu_lab_set_dhcp(r->lab, &d), RT_OK);
    assert_true(DHCP(r, 1, 0, "\x37\x06\x42\x43\x96\x9f\xa0\x2a"));
    assert_int_equal(rt_be32(option(r, 42, &n)), 0xc0a80107u);
    const uint8_t *value = option(r, 66, &n);
    assert_int_equal(n, strlen("http://192.168.1.200/a.xml"));
    assert_memory_equal(value, "http://192.168.1.200/a.xml", n);
    value = option(r, 150, &n);
    assert_int_equal(n, 8);
    assert_memory_equal(value, "\xc0\xa8\x01\xc8\xc0\xa8\x01\x07", 8);
    assert_memory_equal(option(r, 160, &n), "https://p.test", 14);
    assert_null(option(r, 159, &n));
    assert_memory_equal(option(r, 67, &n), "spa.bin", 7);
    assert_memory_equal(option(r, 51, &n), "\0\0\x02\x58", 4); /* 600 s */
    assert_memory_equal(r->answer[0].udp.payload + 108, "spa.bin\0", 8);
    d = (struct emu_lab_dhcp){.text = {"none"}, .has_no_ntp = true, .is_refusing = true};
    assert_int_equal(emu_lab_set_dhcp(r->lab, &d), RT_OK);
    assert_true(DHCP(r, 1, 0, "\x37\x02\x42\x2a"));
    assert_null(option(r, 66, &n));
    assert_null(option(r, 42, &n));
    assert_true(DHCP(r, 3, 0, "\x32\x04\xc0\xa8\x01\x64\x36\x04\xc0\xa8\x01\xc8"));
    expect_type(r, 6); /* NAK */
}

static void test_a_second_server_offers_after_the_first(void **state)
{
    struct lab_rig *r = *state;
    struct emu_lab_dhcp d = {.has_second = true};
    size_t n;
    assert_int_equal(emu_lab_set_dhcp(r->lab, &d), RT_OK);
    assert_true(DHCP(r, 1, 0, "\x37\x01\x42"));
    assert_int_equal(r->n_answers, 2);
    assert_int_equal(rt_be32(r->answer[0].udp.payload + 16), EMU_NET_UNIT);
    assert_int_equal(r->answer[1].udp.src_ip, EMU_NET_PROVIDER + 1);
    assert_int_equal(rt_be32(r->answer[1].udp.payload + 16), EMU_NET_UNIT + 50);
    assert_true(DHCP(r, 3, 0, "\x37\x01\x42\x32\x04\xc0\xa8\x01\x96\x36\x04\xc0\xa8\x01\xc9"));
    expect_type(r, 5);
    assert_null(option(r, 66, &n));
}

static void test_a_unit_that_does_not_ask_gets_none(void **state)
{
    struct lab_rig *r = *state;
    size_t n;
    assert_true(DHCP(r, 1, 0, "\x37\x02\x01\x03"));
    assert_null(option(r, 66, &n));
    assert_true(DHCP(r, 1, 0, ""));
    assert_null(option(r, 66, &n));
}

static void test_the_offered_address_is_confirmed_and_another_one_refused(void **state)
{
    struct lab_rig *r = *state;
    size_t n;
    assert_true(DHCP(r, 3, 0, "\x32\x04\xc0\xa8\x01\x64\x36\x04\xc0\xa8\x01\xc8"));
    expect_type(r, 5);
    assert_int_equal(rt_be32(option(r, 51, &n)), 86400);
    assert_true(DHCP(r, 3, 0, "\x32\x04\xc0\xa8\x01\x65"));
    expect_type(r, 6);
    assert_true(DHCP(r, 3, EMU_NET_UNIT, "")); /* renewing */
    expect_type(r, 5);
    assert_int_equal(r->answer[0].udp.dst_ip, EMU_NET_UNIT);
}

static void test_a_request_to_another_server_is_not_answered(void **state)
{
    struct lab_rig *r = *state;
    assert_true(DHCP(r, 3, 0, "\x32\x04\xc0\xa8\x01\x64\x36\x04\xc0\xa8\x01\x01"));
    assert_int_equal(r->n_answers, 0);
}

static void test_an_address_that_was_declined_is_not_offered_again(void **state)
{
    struct lab_rig *r = *state;
    assert_true(DHCP(r, 1, 0, ""));
    assert_true(DHCP(r, 4, 0, "\x32\x04\xc0\xa8\x01\x64"));
    assert_int_equal(r->n_answers, 0);
    assert_true(DHCP(r, 1, 0, ""));
    assert_int_equal(rt_be32(r->answer[0].udp.payload + 16), EMU_NET_UNIT + 1);
}

static void test_broken_messages_are_not_answered(void **state)
{
    struct lab_rig *r = *state;
    uint8_t p[300] = {1, 1, 6};
    assert_true(lab_rig_ask(r, 68, EMU_BROADCAST_IP, 67, p, 10));
    assert_true(lab_rig_ask(r, 68, EMU_BROADCAST_IP, 67, p, sizeof p)); /* no cookie */
    assert_true(DHCP(r, 1, 0, "\x37\xff\x01"));                         /* an option longer than the packet */
    assert_int_equal(r->n_answers, 0);
}

/* ---- names ---- */

static bool ask_name(struct lab_rig *r, const char *labels, size_t n, uint16_t type)
{
    uint8_t p[300] = {'i', 'd', 1, 0, 0, 1};
    memcpy(p + 12, labels, n);
    rt_put_be16(p + 12 + n, type);
    rt_put_be16(p + 14 + n, 1);
    return lab_rig_ask(r, 3000, EMU_NET_PROVIDER, 53, p, 16 + n);
}
#define NAME(r, labels, type) ask_name((r), (labels), sizeof(labels), (type))

static void expect_answer(struct lab_rig *r, unsigned rcode, unsigned n_answers)
{
    const uint8_t *p = r->answer[0].udp.payload;
    assert_int_equal(r->n_answers, 1);
    assert_int_equal(p[3] & 0x0f, rcode);
    assert_int_equal(rt_be16(p + 6), n_answers);
}

static void test_a_name_has_all_its_addresses_in_order(void **state)
{
    struct lab_rig *r = *state;
    assert_true(NAME(r, "\4PROV\7example\3com", 1));
    expect_answer(r, 0, 2);
    const struct emu_udp *u = &r->answer[0].udp;
    assert_int_equal(rt_be32(u->payload + u->n_payload - 4), 0x0a000002);
    assert_int_equal(rt_be32(u->payload + u->n_payload - 20), 0x0a000001);
}

static void test_the_provider_has_a_name_and_others_do_not_exist(void **state)
{
    struct lab_rig *r = *state;
    assert_true(NAME(r, "\10provider\4test", 1));
    expect_answer(r, 0, 1);
    assert_true(NAME(r, "\4prov\7example\3org", 1));
    expect_answer(r, 3, 0);
    assert_true(NAME(r, "\4prov\7example\3com", 28)); /* AAAA: the name is there, such an address is not */
    expect_answer(r, 0, 0);
}

static void test_broken_questions_are_format_errors(void **state)
{
    struct lab_rig *r = *state;
    assert_true(
        lab_rig_ask(r, 3000, EMU_NET_PROVIDER, 53, "id\1\0\0\1\0\0\0\0\0\0\77abc", 16)); /* label past the end */
    expect_answer(r, 1, 0);
    assert_true(
        lab_rig_ask(r, 3000, EMU_NET_PROVIDER, 53, "id\1\0\0\1\0\0\0\0\0\0\300\14\0\1\0\1", 18)); /* points to itself */
    expect_answer(r, 1, 0);
    assert_true(lab_rig_ask(r, 3000, EMU_NET_PROVIDER, 53, "id\1\0\0\2\0\0\0\0\0\0\0\0\1\0\1", 17)); /* two questions */
    expect_answer(r, 1, 0);
    assert_true(lab_rig_ask(r, 3000, EMU_NET_PROVIDER, 53, "id\21\0\0\1\0\0\0\0\0\0", 12)); /* another operation */
    expect_answer(r, 4, 0);
    assert_true(lab_rig_ask(r, 3000, EMU_NET_PROVIDER, 53, "id\201\0\0\1\0\0\0\0\0\0", 12)); /* an answer */
    assert_int_equal(r->n_answers, 0);
    assert_true(lab_rig_ask(r, 3000, EMU_NET_PROVIDER, 53, "id", 2));
    assert_int_equal(r->n_answers, 0);
}

/* ---- time and syslog ---- */

static void test_the_time_is_the_labs_date_and_the_boards_clock(void **state)
{
    struct lab_rig *r = *state;
    uint8_t p[48] = {0x23};
    memcpy(p + 40, "ORIGINAL", 8);
    lab_rig_pass_us(r, 3600 * (uint64_t)BOARD_US_PER_S - board_now_us(r->rig.board));
    assert_true(lab_rig_ask(r, 123, EMU_NET_PROVIDER, 123, p, sizeof p));
    assert_int_equal(r->n_answers, 1);
    const uint8_t *a = r->answer[0].udp.payload;
    assert_int_equal(a[0], 0x24); /* version 4, server */
    assert_memory_equal(a + 24, "ORIGINAL", 8);
    assert_int_equal(rt_be32(a + 40), EMU_LAB_EPOCH + 3600u + 2208988800u);
    p[0] = 0x24;
    assert_true(lab_rig_ask(r, 123, EMU_NET_PROVIDER, 123, p, sizeof p)); /* not from a client */
    assert_int_equal(r->n_answers, 0);
}

static void test_syslog_lines_are_told_without_priority_and_control_characters(void **state)
{
    struct lab_rig *r = *state;
    assert_true(lab_rig_ask(r, 514, EMU_NET_PROVIDER, 514, "<133>SPA\033[2J ok\n", 16));
    assert_true(rig_saw(&r->rig, &emu_signal_lab, 0, "syslog: SPA.[2J ok"));
    assert_true(lab_rig_ask(r, 514, EMU_NET_PROVIDER, 514, "INVITE sip:x SIP/2.0\r\n", 22));
    assert_true(rig_saw(&r->rig, &emu_signal_lab, 0, "syslog: INVITE sip:x SIP/2.0"));
}

static void test_other_hosts_and_mapped_ports_are_not_the_labs(void **state)
{
    struct lab_rig *r = *state;
    static struct lab_rig other;
    struct emu_port_maps maps = {0};
    assert_false(lab_rig_ask(r, 514, EMU_NET_GATEWAY, 514, "x", 1));
    assert_false(lab_rig_ask(r, 514, EMU_NET_PROVIDER, 515, "x", 1));
    assert_null(emu_parse_port_map("udp:514=6514", &maps));
    lab_rig_init(&other, false, NULL, &maps);
    assert_false(lab_rig_ask(&other, 514, EMU_NET_PROVIDER, 514, "x", 1));
    assert_true(lab_rig_ask(&other, 123, EMU_NET_PROVIDER, 123, "x", 1));
    lab_rig_fini(&other);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(test_a_unit_that_asks_for_option_66_gets_the_provider),
        T(test_a_unit_that_does_not_ask_gets_none),
        T(test_the_server_gives_what_its_administrator_set),
        T(test_a_second_server_offers_after_the_first),
        T(test_the_offered_address_is_confirmed_and_another_one_refused),
        T(test_a_request_to_another_server_is_not_answered),
        T(test_an_address_that_was_declined_is_not_offered_again),
        T(test_broken_messages_are_not_answered),
        T(test_a_name_has_all_its_addresses_in_order),
        T(test_the_provider_has_a_name_and_others_do_not_exist),
        T(test_broken_questions_are_format_errors),
        T(test_the_time_is_the_labs_date_and_the_boards_clock),
        T(test_syslog_lines_are_told_without_priority_and_control_characters),
        T(test_other_hosts_and_mapped_ports_are_not_the_labs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
