/* SPDX-License-Identifier: MIT */
/*
 * What leaves for Debug_Server: the SIP trace, message by message, and the story of a resync by levels (SPA-841 guide
 * p.42, RTP300 guide p.137).
 */
#include <harness/test.h>
#include <harness/device_rig.h>
#include <harness/sip_peer.h>
#include <stdio.h>
#include <string.h>

#define SIP_IP   0xc0a8013cu /* 192.168.1.60 */
#define DEBUG_IP 0xc0a8013du /* 192.168.1.61 */
#define SECRET   "sesame-open-7"

struct world {
    struct device_rig r;
    struct sip_peer_rig sip;
    struct outside_service debug;
    char lines[512][700];
    size_t n_bytes[512];
    unsigned n;
};

static void on_debug(void *ctx, const struct packet *p)
{
    struct world *w = ctx;
    assert_in_range(w->n, 0, 511);
    (void)snprintf(w->lines[w->n], sizeof w->lines[0], "%.*s", (int)p->n, (const char *)p->payload);
    w->n_bytes[w->n++] = p->n;
}

static int setup(void **state)
{
    static struct world w;
    w.n = 0;
    device_rig_init(&w.r, "5.2.10");
    device_rig_set(&w.r, "Debug_Server", "192.168.1.61:5514");
    device_rig_set(&w.r, "Resync_On_Reset", "No");
    device_rig_set(&w.r, "Resync_Periodic", "0");
    device_rig_set(&w.r, "Auth_Resync-Reboot_1_", "No");
    outside_add_host(&w.r.wan, SIP_IP);
    outside_add_host(&w.r.wan, DEBUG_IP);
    sip_peer_init(&w.sip, &w.r.wan, SIP_IP, PROVIDER_UNIT_IP);
    w.debug =
        (struct outside_service){.ip = DEBUG_IP, .proto = PACKET_PROTO_UDP, .port = 5514, .fn = on_debug, .ctx = &w};
    outside_add_service(&w.r.wan, &w.debug);
    *state = &w;
    return 0;
}

static int teardown(void **state)
{
    struct world *w = *state;
    sip_peer_fini(&w->sip);
    device_rig_fini(&w->r);
    return 0;
}

static void start(struct world *w)
{
    device_rig_start(&w->r);
    device_rig_pass_s(&w->r, 20);
    device_rig_forget(&w->r);
    w->n = 0;
}

/* --- the SIP trace ------------------------------------------------------------------------------------------------ */

static void test_a_traced_message_is_a_datagram_that_begins_with_the_start_line(void **state)
{
    struct world *w = *state;
    device_rig_set(&w->r, "SIP_Debug_Option_1_", "full");
    start(w);
    sip_peer_request(&w->sip, 5060, "OPTIONS", NULL);
    assert_int_equal(w->n, 2); /* both ways, at Debug_Level 0 */
    assert_string_equal(w->lines[0], w->sip.request);
    assert_int_equal(w->n_bytes[0], strlen(w->sip.request));
    assert_string_equal(w->lines[1], sip_peer_last(&w->sip));
    sip_peer_request(&w->sip, 5061, "OPTIONS", NULL); /* the other line's option is none */
    assert_int_equal(w->n, 2);
}

static void test_each_choice_of_the_option(void **state)
{
    struct world *w = *state;
    static const struct {
        const char *option;
        unsigned n_options, n_notify, n_register, n_invite;
        bool is_full;
    } rows[] = {
        {"none", 0, 0, 0, 0, false},
        {"1-line", 2, 2, 2, 2, false},
        {"1-line excl. OPT", 0, 2, 2, 2, false},
        {"1-line excl. NTFY", 2, 0, 2, 2, false},
        {"1-line excl. REG", 2, 2, 0, 2, false},
        {"1-line excl. OPT|NTFY|REG", 0, 0, 0, 2, false},
        {"full", 2, 2, 2, 2, true},
        {"full excl. OPT", 0, 2, 2, 2, true},
        {"full excl. NTFY", 2, 0, 2, 2, true},
        {"full excl. REG", 2, 2, 0, 2, true},
        {"full excl. OPT|NTFY|REG", 0, 0, 0, 2, true},
    };
    start(w);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct {
            const char *method;
            unsigned n;
        } calls[] = {{"OPTIONS", rows[i].n_options},
                     {"NOTIFY", rows[i].n_notify},
                     {"REGISTER", rows[i].n_register},
                     {"INVITE", rows[i].n_invite}};
        device_rig_set(&w->r, "SIP_Debug_Option_1_", rows[i].option);
        for (size_t k = 0; k < 4; k++) {
            char first[128];
            w->n = 0;
            sip_peer_request(&w->sip, 5060, calls[k].method, NULL);
            assert_int_equal(w->n, calls[k].n);
            (void)snprintf(first, sizeof first, "%s sip:1001@192.168.1.100:5060 SIP/2.0", calls[k].method);
            if (w->n > 0 && rows[i].is_full) {
                assert_string_equal(w->lines[0], w->sip.request);
            } else if (w->n > 0) {
                assert_string_equal(w->lines[0], first);
            }
        }
    }
}

static void test_what_cannot_be_read_is_traced_too(void **state)
{
    struct world *w = *state;
    device_rig_set(&w->r, "SIP_Debug_Option_1_", "full excl. OPT|NTFY|REG");
    start(w);
    sip_peer_send(&w->sip, 5060, "BYE nonsense", 12);
    assert_int_equal(w->n, 1);
    assert_string_equal(w->lines[0], "BYE nonsense");
}

static void test_without_a_debug_server_nothing_is_traced(void **state)
{
    struct world *w = *state;
    device_rig_set(&w->r, "SIP_Debug_Option_1_", "full");
    device_rig_set(&w->r, "Debug_Server", "");
    start(w);
    uint64_t n_frames = w->r.wan.n_frames;
    sip_peer_request(&w->sip, 5060, "OPTIONS", NULL);
    assert_int_equal(w->r.wan.n_frames, n_frames + 2); /* ARP and the answer */
}

/* --- the story of a resync -------------------------------------------------------------------------------------------
 */

static void one_resync(struct world *w, const char *level)
{
    device_rig_set(&w->r, "Debug_Level", level);
    device_rig_set(&w->r, "Resync_Periodic", "3600");
    device_rig_set(&w->r, "GPP_A", "beta");
    device_rig_set(&w->r, "GPP_SA", SECRET);
    device_rig_set(&w->r, "Profile_Rule",
                   "(\"$A\" eq \"gold\")? http://prov.telco.com/gold.cfg | [--key $SA] http://prov.telco.com/a.cfg");
    provider_serve_text(&w->r.provider, "/a.cfg",
                        "<flat-profile><GPP_B>1</GPP_B><No_Such>2</No_Such><GPP_C>3</GPP_C></flat-profile>");
    device_rig_start(&w->r);
    device_rig_pass_s(&w->r, 20);
    sip_peer_request(&w->sip, 5060, "NOTIFY", "Event: resync\r\n");
    device_rig_pass_s(&w->r, 10);
    assert_string_equal(device_rig_value(&w->r, "GPP_C"), "3");
}

/* The lines in which these stand, in this order; each from the one after the last. */
static void expect_story(const struct world *w, const char *const *parts, size_t n)
{
    unsigned at = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned from = at;
        while (at < w->n && strstr(w->lines[at], parts[i]) == NULL) {
            at++;
        }
        if (at == w->n) {
            for (unsigned k = 0; k < w->n; k++) {
                print_error("%s%s\n", k == from ? "--> " : "", w->lines[k]);
            }
            fail_msg("\"%s\" is missing", parts[i]);
        }
        at++;
    }
}

static bool has_line(const struct world *w, const char *part)
{
    for (unsigned i = 0; i < w->n; i++) {
        if (strstr(w->lines[i], part) != NULL) {
            return true;
        }
    }
    return false;
}

static void test_level_3_shows_every_step_in_order(void **state)
{
    struct world *w = *state;
    static const char *const story[] = {
        "<135>boot: SPA-2102 release 5.2.10, bank A",
        "<135>net: UP ip=192.168.1.100",
        "<135>sip[1]: resync from 192.168.1.60",
        "<135>resync: begins, PRVST=-1",
        "<135>rule: Profile_Rule: \"beta\" eq \"gold\"",
        "<135>rule: Profile_Rule: alternative 2 is taken",
        "<135>rule: Profile_Rule: http://prov.telco.com:80/a.cfg, with a key",
        "<135>net: dns prov.telco.com -> 192.168.1.200",
        "<133>SPA-2102 00:0e:08:ab:cd:ef -- Requesting resync http://192.168.1.200:80/a.cfg",
        "<135>resync: unknown element No_Such",
        "<135>resync: fetched http://prov.telco.com:80/a.cfg from 192.168.1.200: 81 bytes in 0.",
        "<135>resync: applied: 3 elements, 2 set (2 changed)",
        "<133>SPA-2102 00:0e:08:ab:cd:ef -- Successful resync http://192.168.1.200:80/a.cfg",
        "<135>rule: Profile_Rule_B: nothing to do",
        "<135>resync: done",
        "<135>resync: periodic resync in 3600 s",
    };
    one_resync(w, "3");
    expect_story(w, story, sizeof story / sizeof story[0]);
    assert_true(has_line(w, "resync: sync -> wait"));
    assert_false(has_line(w, SECRET));
}

static void test_each_level_adds_to_the_one_below(void **state)
{
    struct world *w = *state;
    static const struct {
        const char *part;
        unsigned level;
    } rows[] = {
        {"<135>boot: ", 1},
        {"<135>net: UP ip=", 1},
        {"<135>resync: fetched", 1},
        {"<135>resync: applied", 1},
        {"<135>rule: Profile_Rule: alternative 2 is taken", 2},
        {"<135>net: dns prov.telco.com", 2},
        {"<135>resync: periodic resync in", 2},
        {"<135>resync: sync -> wait", 3},
        {"<135>net: fetch ", 3},
    };
    for (unsigned level = 0; level <= 3; level++) {
        char text[2] = {(char)('0' + level), '\0'};
        one_resync(w, text);
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
            assert_int_equal(has_line(w, rows[i].part), level >= rows[i].level);
        }
        assert_true(has_line(w, "<133>SPA-2102 00:0e:08:ab:cd:ef -- Successful resync"));
        if (level < 3) {
            (void)teardown(state);
            (void)setup(state);
        }
    }
}

static void test_level_0_shows_the_syslog_lines_and_nothing_else_at_both_servers(void **state)
{
    struct world *w = *state;
    one_resync(w, "0");
    assert_int_equal(w->n, 2);
    assert_string_equal(w->lines[0],
                        "<133>SPA-2102 00:0e:08:ab:cd:ef -- Requesting resync http://192.168.1.200:80/a.cfg");
    assert_string_equal(w->lines[1],
                        "<133>SPA-2102 00:0e:08:ab:cd:ef -- Successful resync http://192.168.1.200:80/a.cfg");
    assert_string_equal(device_rig_lines(&w->r),
                        "SPA-2102 00:0e:08:ab:cd:ef -- Requesting resync http://192.168.1.200:80/a.cfg | "
                        "SPA-2102 00:0e:08:ab:cd:ef -- Successful resync http://192.168.1.200:80/a.cfg");
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(test_a_traced_message_is_a_datagram_that_begins_with_the_start_line),
        T(test_each_choice_of_the_option),
        T(test_what_cannot_be_read_is_traced_too),
        T(test_without_a_debug_server_nothing_is_traced),
        T(test_level_3_shows_every_step_in_order),
        T(test_each_level_adds_to_the_one_below),
        T(test_level_0_shows_the_syslog_lines_and_nothing_else_at_both_servers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
