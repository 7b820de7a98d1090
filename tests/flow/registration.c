/* SPDX-License-Identifier: MIT */
/*
 * A line registers: the request byte by byte against texts transcribed by hand, what pages and LEDs say, the order
 * with the resync at the start. The time lines are vectors: tests/unit/vectors_registration.c.
 */
#include <harness/test.h>
#include <harness/registrar_rig.h>
#include <harness/transcript.h>
#include <fw/status.h>
#include <rt/buf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct world {
    struct device_rig unit;
    struct registrar_rig registrar;
};

static void begin(struct world *w, const char *script)
{
    device_rig_init(&w->unit, "5.2.10");
    device_rig_set(&w->unit, "Resync_On_Reset", "No");
    device_rig_set(&w->unit, "Proxy_1_", "192.168.1.60");
    device_rig_set(&w->unit, "User_ID_1_", "1001");
    device_rig_set(&w->unit, "Password_1_", "s3cret");
    device_rig_set(&w->unit, "Display_Name_1_", "J. Smith");
    registrar_rig_init(&w->registrar, &w->unit, script);
}

static void end(struct world *w)
{
    registrar_rig_fini(&w->registrar);
    device_rig_fini(&w->unit);
}

static void start(struct world *w)
{
    device_rig_start(&w->unit);
    device_rig_pass_s(&w->unit, 20);
}

/* --- bytes ------------------------------------------------------------------------------------------------------ */

static void test_the_first_request_is_that_of_the_captures(void **state)
{
    static struct world w;
    (void)state;
    begin(&w, "401q ok:3600");
    device_rig_set(&w.unit, "Proxy_1_", "sip.test:SRV=192.168.1.60");
    start(&w);
    assert_int_equal(w.registrar.n, 2);
    transcript_expect(TEST_SOURCE_DIR "/data/register_first.txt", w.registrar.request[0].text);
    transcript_expect(TEST_SOURCE_DIR "/data/register_digest.txt", w.registrar.request[1].text);
    end(&w);
}

static void test_identities_last_and_numbers_go_on(void **state)
{
    static struct world w;
    char a[512], b[512];
    (void)state;
    begin(&w, "401q ok:3600 ok:3600");
    start(&w);
    device_rig_pass_s(&w.unit, 3600);
    const struct registrar_rig *r = &w.registrar;
    assert_int_equal(r->n, 3);
    for (unsigned i = 1; i < 3; i++) {
        assert_string_equal(registrar_rig_field(r, i, "Call-ID", a), registrar_rig_field(r, 0, "Call-ID", b));
        assert_string_equal(registrar_rig_field(r, i, "From", a), registrar_rig_field(r, 0, "From", b));
        assert_string_not_equal(registrar_rig_field(r, i, "Via", a), registrar_rig_field(r, i - 1, "Via", b));
        assert_int_equal(atoi(registrar_rig_field(r, i, "CSeq", a)),
                         atoi(registrar_rig_field(r, i - 1, "CSeq", b)) + 1);
    }
    /* The nonce is used again, with the next count. */
    assert_non_null(strstr(registrar_rig_field(r, 1, "Authorization", a), ",nc=00000001,"));
    assert_non_null(strstr(registrar_rig_field(r, 2, "Authorization", a), ",nc=00000002,"));
    end(&w);
}

static void test_each_line_has_port_tag_and_account_of_its_own(void **state)
{
    static struct world w;
    char a[512];
    (void)state;
    begin(&w, "ok:3600");
    device_rig_set(&w.unit, "Proxy_1_", "");
    device_rig_set(&w.unit, "Proxy_2_", "192.168.1.60");
    device_rig_set(&w.unit, "User_ID_2_", "1002");
    start(&w);
    assert_int_equal(w.registrar.n, 1);
    assert_true(transcript_fits("SIP/2.0/UDP 192.168.1.100:5061;branch=z9hG4bK-{hex}",
                                registrar_rig_field(&w.registrar, 0, "Via", a)));
    assert_true(
        transcript_fits("<sip:1002@192.168.1.60>;tag={hex16}o1", registrar_rig_field(&w.registrar, 0, "From", a)));
    assert_string_equal(registrar_rig_field(&w.registrar, 0, "Contact", a),
                        "<sip:1002@192.168.1.100:5061>;expires=3600");
    end(&w);
}

static void test_switches_of_the_text(void **state)
{
    static struct world w;
    char a[512];
    (void)state;
    begin(&w, "silent | silent");
    device_rig_set(&w.unit, "Use_Compact_Header", "Yes");
    device_rig_set(&w.unit, "Escape_Display_Name", "Yes");
    device_rig_set(&w.unit, "SIP_Reg_User_Agent_Name", "reg $A\r\nX: y");
    device_rig_set(&w.unit, "GPP_A", "one");
    device_rig_set(&w.unit, "Use_Outbound_Proxy_1_", "Yes");
    device_rig_set(&w.unit, "Outbound_Proxy_1_", "192.168.1.61");
    device_rig_set(&w.unit, "Proxy_1_", "sip.elsewhere.test:5070");
    start(&w);
    assert_true(w.registrar.n > 0);
    assert_int_equal(w.registrar.request[0].host, 1);
    assert_memory_equal(w.registrar.request[0].text, "REGISTER sip:sip.elsewhere.test:5070 SIP/2.0\r\nv: ", 49);
    assert_string_equal(registrar_rig_field(&w.registrar, 0, "t", a),
                        "\"J. Smith\" <sip:1001@sip.elsewhere.test:5070>");
    assert_string_equal(registrar_rig_field(&w.registrar, 0, "l", a), "0");
    assert_string_equal(registrar_rig_field(&w.registrar, 0, "User-Agent", a), "reg one  X: y");
    end(&w);
}

/* --- what can be seen of it --------------------------------------------------------------------------------------- */

static void expect_fact(struct world *w, const char *key, const char *shown)
{
    struct rt_buf out;
    rt_buf_init(&out, 256);
    assert_int_equal(fw_status_show(w->unit.device, key, &out), RT_OK);
    assert_string_equal(rt_buf_text(&out), shown);
    rt_buf_fini(&out);
}

static void test_facts_and_lamp(void **state)
{
    static struct world w;
    (void)state;
    begin(&w, "ok:3600 503");
    device_rig_set(&w.unit, "Retry_Reg_RSC", "5??");
    start(&w);
    uint64_t first_us = w.registrar.request[0].at_us;
    device_rig_pass_ms(&w.unit, (first_us + 55000000u - board_now_us(w.unit.board)) / 1000u);
    expect_fact(&w, "line1.registration", "Online");
    expect_fact(&w, "line1.next_registration", "3515 s"); /* captured page: 55 s after */
    expect_fact(&w, "line2.registration", "Offline");
    expect_fact(&w, "line2.next_registration", "");
    assert_int_equal(board_led_pattern(w.unit.board, BOARD_LED_PHONE_1), BOARD_LED_ON);
    device_rig_hook(&w.unit, 0, true);
    device_rig_pass_s(&w.unit, 1);
    assert_int_equal(board_led_pattern(w.unit.board, BOARD_LED_PHONE_1), BOARD_LED_SLOW);
    device_rig_hook(&w.unit, 0, false);
    device_rig_pass_s(&w.unit, 3530); /* the refresh failed, what was granted is not over */
    expect_fact(&w, "line1.registration", "Online");
    device_rig_pass_s(&w.unit, 20);
    expect_fact(&w, "line1.registration", "Offline");
    assert_int_equal(board_led_pattern(w.unit.board, BOARD_LED_PHONE_1), BOARD_LED_OFF);
    end(&w);
}

static void test_not_before_the_resync_at_the_start(void **state)
{
    static struct world w;
    (void)state;
    begin(&w, "ok:3600");
    device_rig_set(&w.unit, "Resync_On_Reset", "Yes");
    device_rig_set(&w.unit, "Resync_Random_Delay", "0");
    device_rig_set(&w.unit, "Profile_Rule", "tftp://192.168.1.200/a.cfg");
    device_rig_set(&w.unit, "User_ID_1_", "");
    provider_serve_text(&w.unit.provider, "/a.cfg", "<flat-profile><User_ID_1_>77</User_ID_1_></flat-profile>");
    start(&w);
    char a[512];
    assert_true(w.registrar.n >= 1);
    assert_string_equal(registrar_rig_field(&w.registrar, 0, "To", a), "J. Smith <sip:77@192.168.1.60>");
    end(&w);
}

static void test_a_cable_that_comes_back_and_a_changed_account(void **state)
{
    static struct world w;
    char a[512];
    (void)state;
    begin(&w, "ok:3600");
    start(&w);
    assert_int_equal(w.registrar.n, 1);
    board_nic_plug(w.unit.board, BOARD_PORT_WAN, false);
    device_rig_pass_s(&w.unit, 60);
    assert_int_equal(w.registrar.n, 1);
    board_nic_plug(w.unit.board, BOARD_PORT_WAN, true);
    device_rig_pass_s(&w.unit, 60);
    assert_int_equal(w.registrar.n, 2);
    device_rig_set(&w.unit, "User_ID_1_", "1009");
    device_rig_pass_s(&w.unit, 2);
    assert_int_equal(w.registrar.n, 3);
    assert_non_null(strstr(registrar_rig_field(&w.registrar, 2, "Contact", a), "<sip:1009@"));
    device_rig_set(&w.unit, "Register_1_", "No");
    device_rig_pass_s(&w.unit, 4000);
    assert_int_equal(w.registrar.n, 3);
    expect_fact(&w, "line1.registration", "Offline");
    end(&w);
}

struct copies {
    struct outside_service service;
    char text[16][1500];
    unsigned n;
};

static void on_copy(void *ctx, const struct packet *q)
{
    struct copies *c = ctx;
    if (q->n > 13 && memcmp(q->payload, "REGISTER sip:", 13) == 0 && c->n < 16) {
        (void)snprintf(c->text[c->n++], sizeof c->text[0], "%.*s", (int)q->n, (const char *)q->payload);
    }
}

static void test_no_secret_in_trace_or_log(void **state)
{
    static struct world w;
    static struct copies copies;
    char a[512];
    (void)state;
    begin(&w, "401 ok:3600");
    copies.service = (struct outside_service){
        .ip = REGISTRAR_RIG_IP + 1, .proto = PACKET_PROTO_UDP, .port = 5514, .fn = on_copy, .ctx = &copies};
    outside_add_service(&w.unit.wan, &copies.service);
    device_rig_set(&w.unit, "Debug_Server", "192.168.1.61:5514");
    device_rig_set(&w.unit, "Debug_Level", "3");
    device_rig_set(&w.unit, "SIP_Debug_Option_1_", "full");
    start(&w);
    assert_int_equal(w.registrar.n, 2);
    (void)registrar_rig_field(&w.registrar, 1, "Authorization", a);
    char *digest = strstr(a, "response=\"");
    assert_non_null(digest);
    digest += strlen("response=\"");
    digest[32] = '\0';
    bool has_registered = false; /* the trace reaches as far */
    for (uint64_t i = 0; i < board_trace_end(w.unit.board); i++) {
        const struct board_event *e = board_trace_get(w.unit.board, i);
        if (e != NULL) {
            has_registered = has_registered || strstr(e->text, "registered at") != NULL;
            assert_null(strstr(e->text, digest));
            assert_null(strstr(e->text, "s3cret"));
        }
    }
    assert_true(has_registered);
    assert_int_equal(copies.n, 2);
    assert_null(strstr(copies.text[1], digest));
    assert_non_null(strstr(copies.text[1], "response=\"********************************\""));
    rt_list_remove(&copies.service.node);
    end(&w);
}

/* --- NAT mapping: SPA-841 guide p.47, Sipura administration guide p.67
 * ------------------------------------------------------------- */

static void expect_hosts(const struct world *w, unsigned i, const char *contact, const char *via)
{
    char field[512], want[64];
    (void)snprintf(want, sizeof want, "<sip:1001@%s>", contact);
    assert_non_null(strstr(registrar_rig_field(&w->registrar, i, "Contact", field), want));
    (void)snprintf(want, sizeof want, "SIP/2.0/UDP %s;", via);
    assert_memory_equal(registrar_rig_field(&w->registrar, i, "Via", field), want, strlen(want));
    assert_non_null(
        strstr(registrar_rig_field(&w->registrar, i, "Call-ID", field), "@192.168.1.100")); /* the local one */
}

#define LOCAL "192.168.1.100:5060"

static const struct {
    const char *name, *set[8][2], *via, *second_contact, *second_via, *external_ip, *sip_port;
} mappings[] = {
    {"off by default", {{"EXT_IP", "203.0.113.9"}, {"EXT_SIP_Port_1_", "7060"}}, NULL, LOCAL, LOCAL, "203.0.113.9", ""},
    {"EXT_IP",
     {{"NAT_Mapping_Enable_1_", "Yes"}, {"EXT_IP", "203.0.113.9"}},
     NULL,
     "203.0.113.9:5060",
     LOCAL,
     "203.0.113.9",
     "5060"},
    {"EXT_SIP_Port, and Via too",
     {{"NAT_Mapping_Enable_1_", "Yes"},
      {"EXT_IP", "203.0.113.9"},
      {"EXT_SIP_Port_1_", "7060"},
      {"Substitute_VIA_Addr", "Yes"}},
     NULL,
     "203.0.113.9:7060",
     "203.0.113.9:7060",
     "203.0.113.9",
     "7060"},
    {"what answers say stands before EXT_IP",
     {{"NAT_Mapping_Enable_1_", "Yes"},
      {"EXT_IP", "203.0.113.9"},
      {"EXT_SIP_Port_1_", "7060"},
      {"Handle_VIA_received", "Yes"},
      {"Handle_VIA_rport", "Yes"}},
     ";received=203.0.113.77;rport=1024",
     "203.0.113.77:1024",
     LOCAL,
     "203.0.113.77",
     "1024"},
    {"answers say it, and no parameter wants it",
     {{"NAT_Mapping_Enable_1_", "Yes"}},
     ";received=203.0.113.77;rport=1024",
     LOCAL,
     LOCAL,
     "",
     "5060"},
    {"what is no address and no port is not learned",
     {{"NAT_Mapping_Enable_1_", "Yes"}, {"Handle_VIA_received", "Yes"}, {"Handle_VIA_rport", "Yes"}},
     ";received=here;rport=70000",
     LOCAL,
     LOCAL,
     "",
     "5060"},
};

/* The second request follows the challenge, so that it can name what that answer said. */
static void test_requests_name_the_mapped_address(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof mappings / sizeof mappings[0]; i++) {
        static struct world w;
        begin(&w, "401 ok:3000 ok:3000");
        w.registrar.via = mappings[i].via;
        for (size_t k = 0; mappings[i].set[k][0] != NULL; k++) {
            device_rig_set(&w.unit, mappings[i].set[k][0], mappings[i].set[k][1]);
        }
        start(&w);
        assert_int_equal(w.registrar.n, 2);
        expect_hosts(&w, 1, mappings[i].second_contact, mappings[i].second_via);
        expect_fact(&w, "wan.external_ip", mappings[i].external_ip);
        expect_fact(&w, "line1.mapped_sip_port", mappings[i].sip_port);
        device_rig_pass_s(&w.unit, 2969); /* the expiry is that of the own Contact in the answer */
        assert_int_equal(w.registrar.n, 3);
        end(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_first_request_is_that_of_the_captures),
        cmocka_unit_test(test_requests_name_the_mapped_address),
        cmocka_unit_test(test_identities_last_and_numbers_go_on),
        cmocka_unit_test(test_each_line_has_port_tag_and_account_of_its_own),
        cmocka_unit_test(test_switches_of_the_text),
        cmocka_unit_test(test_facts_and_lamp),
        cmocka_unit_test(test_not_before_the_resync_at_the_start),
        cmocka_unit_test(test_a_cable_that_comes_back_and_a_changed_account),
        cmocka_unit_test(test_no_secret_in_trace_or_log),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
