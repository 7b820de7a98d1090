/* SPDX-License-Identifier: MIT */
/* A provider's NOTIFY at a whole unit (guide p.2-15, 2-19; vectors K8, K9). */
#include <harness/test.h>
#include <harness/notify_rig.h>
#include <fw/status.h>
#include <rt/mem.h>
#include <fw/channel.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- K8, K9 and what is around them ------------------------------------------------------------------------------- */

static void test_K8_without_credentials_a_resync_is_challenged_and_not_done(void **state)
{
    struct notify_rig *w = *state;
    char value[256];
    notify_rig_start(w);
    assert_int_equal(sip_peer_notify(&w->sip, 5060, "resync", NULL), 401);
    assert_int_equal(w->sip.unit_port, 5060);
    assert_string_equal(sip_peer_value(&w->sip, "WWW-Authenticate: ", value), "Digest realm=");
    assert_string_equal(sip_peer_value(&w->sip, "qop=\"", value), "auth");
    assert_string_equal(sip_peer_value(&w->sip, "algorithm=", value), "MD5");
    assert_null(strstr(sip_peer_last(&w->sip), "stale"));
    notify_rig_expect_no_resync(w);
}

static void test_K9_with_a_valid_digest_the_resync_is_done_at_once_with_PRVST_minus_1(void **state)
{
    struct notify_rig *w = *state;
    notify_rig_start(w);
    assert_int_equal(sip_peer_notify(&w->sip, 5060, "resync", &notify_rig_login), 200);
    notify_rig_expect_resync(w);
}

static void test_the_answer_repeats_the_request_and_names_the_unit(void **state)
{
    struct notify_rig *w = *state;
    char value[256];
    notify_rig_start(w);
    assert_int_equal(sip_peer_notify(&w->sip, 5060, "resync", &notify_rig_login), 200);
    assert_memory_equal(sip_peer_last(&w->sip), "SIP/2.0 200 OK\r\n", 16);
    assert_string_equal(sip_peer_value(&w->sip, "Server: ", value), "Linksys/SPA2102-5.2.10");
    assert_string_equal(sip_peer_value(&w->sip, "Via: ", value), "SIP/2.0/UDP 192.168.1.60:5060;branch=z9hG4bK2");
    assert_string_equal(sip_peer_value(&w->sip, "Call-ID: ", value), "call2@192.168.1.60");
    assert_string_equal(sip_peer_value(&w->sip, "CSeq: ", value), "102 NOTIFY");
    assert_string_equal(sip_peer_value(&w->sip, "Content-Length: ", value), "0");
    assert_int_equal(strlen(sip_peer_value(&w->sip, "To: <sip:1001@192.168.1.100>;tag=", value)),
                     18); /* 16 digits, i0 */
}

static void test_a_client_without_qop_is_served_too(void **state)
{
    struct notify_rig *w = *state;
    struct sip_peer_login old = notify_rig_login;
    old.is_old = true;
    notify_rig_start(w);
    assert_int_equal(sip_peer_notify(&w->sip, 5060, "resync", &old), 200);
    notify_rig_expect_resync(w);
}

static void test_no_other_credentials_are_taken(void **state)
{
    struct notify_rig *w = *state;
    static const struct sip_peer_login wrong[] = {
        {.user = "1001", .password = "S3cret"},
        {.user = "1001", .password = ""},
        {.user = "1002", .password = "s3cret"},
        {.user = "1002", .password = "other"}, /* of the other line */
        {.user = "", .password = ""},
        {.user = "1001", .password = "s3cret", .realm = "elsewhere"},
        {.user = "1001", .password = "s3cret", .algorithm = "SHA-256"},
    };
    notify_rig_start(w);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(sip_peer_notify(&w->sip, 5060, "resync", &wrong[i]), 401);
        assert_null(strstr(sip_peer_last(&w->sip), "stale"));
    }
    notify_rig_expect_no_resync(w);
}

static void test_a_line_without_an_account_accepts_no_notify(void **state)
{
    struct notify_rig *w = *state;
    static const struct sip_peer_login empty = {.user = "", .password = ""};
    static const struct sip_peer_login no_password = {.user = "1001", .password = ""};
    device_rig_set(&w->r, "Password_1_", "");
    notify_rig_start(w);
    assert_int_equal(sip_peer_notify(&w->sip, 5060, "resync", &no_password), 401);
    device_rig_set(&w->r, "User_ID_1_", "");
    assert_int_equal(sip_peer_notify(&w->sip, 5060, "resync", &empty), 401);
    notify_rig_expect_no_resync(w);
}

static void test_Use_Auth_ID_says_which_name_counts(void **state)
{
    struct notify_rig *w = *state;
    static const struct sip_peer_login by_auth_id = {.user = "auth77", .password = "s3cret"};
    device_rig_set(&w->r, "Auth_ID_1_", "auth77");
    notify_rig_start(w);
    assert_int_equal(sip_peer_notify(&w->sip, 5060, "message-summary", NULL), 200);
    assert_int_equal(sip_peer_notify(&w->sip, 5060, "resync", &by_auth_id), 401);
    device_rig_set(&w->r, "Use_Auth_ID_1_", "Yes");
    assert_int_equal(sip_peer_notify(&w->sip, 5060, "resync", &notify_rig_login), 401);
    notify_rig_expect_no_resync(w);
    assert_int_equal(sip_peer_notify(&w->sip, 5060, "resync", &by_auth_id), 200);
    notify_rig_expect_resync(w);
}

static void test_the_realm_is_the_providers_domain_or_the_units_address(void **state)
{
    struct notify_rig *w = *state;
    char realm[256];
    notify_rig_start(w);
    assert_int_equal(sip_peer_notify(&w->sip, 5060, "resync", NULL), 401);
    assert_string_equal(sip_peer_value(&w->sip, "realm=\"", realm), "192.168.1.100");
    device_rig_set(&w->r, "Proxy_1_", "sip.telco.com:5070");
    assert_int_equal(sip_peer_notify(&w->sip, 5060, "resync", NULL), 401);
    assert_string_equal(sip_peer_value(&w->sip, "realm=\"", realm), "sip.telco.com");
    device_rig_set(&w->r, "Proxy_1_", "a\"b, stale=true");
    assert_int_equal(sip_peer_notify(&w->sip, 5060, "resync", NULL), 401);
    assert_string_equal(sip_peer_value(&w->sip, "realm=\"", realm), "192.168.1.100");
}

/* --- nonces ------------------------------------------------------------------------------------------------------ */

static void notify_with(struct notify_rig *w, const struct sip_peer_login *l)
{
    char headers[1200], authorization[1024];
    sip_peer_authorize(&w->sip, l, authorization);
    (void)snprintf(headers, sizeof headers, "Event: resync\r\n%s", authorization);
    sip_peer_request(&w->sip, 5060, "NOTIFY", headers);
}

static void test_a_nonce_opens_once_and_for_a_minute(void **state)
{
    struct notify_rig *w = *state;
    char nonce[256];
    struct sip_peer_login replay = notify_rig_login;
    replay.nonce = nonce;
    replay.realm = "192.168.1.100";
    notify_rig_start(w);
    assert_int_equal(sip_peer_notify(&w->sip, 5060, "resync", NULL), 401);
    sip_peer_value(&w->sip, "nonce=\"", nonce);
    notify_with(w, &replay);
    assert_int_equal(sip_peer_status(&w->sip), 200);
    notify_rig_expect_resync(w);
    device_rig_forget(&w->r);
    notify_with(w, &replay); /* an eavesdropper's, in a transaction of his own */
    assert_int_equal(sip_peer_status(&w->sip), 401);
    assert_non_null(strstr(sip_peer_last(&w->sip), "stale=true"));

    sip_peer_value(&w->sip, "nonce=\"", nonce);
    device_rig_pass_s(&w->r, 61);
    notify_with(w, &replay);
    assert_int_equal(sip_peer_status(&w->sip), 401);
    assert_non_null(strstr(sip_peer_last(&w->sip), "stale=true"));

    (void)strcpy(nonce, "00000000000000000000000000000000000000000000000000000000"); /* not the unit's */
    notify_with(w, &replay);
    assert_int_equal(sip_peer_status(&w->sip), 401);
    assert_non_null(strstr(sip_peer_last(&w->sip), "stale=true"));
    device_rig_pass_s(&w->r, 60);
    assert_string_equal(device_rig_asked(&w->r), "");
}

static void test_a_used_nonce_stays_used_however_many_come_after_it(void **state)
{
    struct notify_rig *w = *state;
    char nonce[256];
    struct sip_peer_login replay = notify_rig_login;
    notify_rig_start(w);
    assert_int_equal(sip_peer_notify(&w->sip, 5060, "resync", NULL), 401);
    sip_peer_value(&w->sip, "nonce=\"", nonce);
    notify_with(w, &notify_rig_login);
    assert_int_equal(sip_peer_status(&w->sip), 200);
    for (int i = 0; i < 40; i++) { /* more than the unit remembers one by one */
        w->sip.n_answers = 0;
        assert_int_equal(sip_peer_notify(&w->sip, 5060, "resync", &notify_rig_login), 200);
    }
    replay.nonce = nonce;
    replay.realm = "192.168.1.100";
    notify_with(w, &replay);
    assert_int_equal(sip_peer_status(&w->sip), 401);
}

static void test_many_strangers_cannot_push_a_challenge_out(void **state)
{
    struct notify_rig *w = *state;
    char nonce[256];
    struct sip_peer_login late = notify_rig_login;
    notify_rig_start(w);
    assert_int_equal(sip_peer_notify(&w->sip, 5060, "resync", NULL), 401);
    late.nonce = sip_peer_value(&w->sip, "nonce=\"", nonce);
    late.realm = "192.168.1.100";
    for (int i = 0; i < 500; i++) {
        w->sip.n_answers = 0;
        assert_int_equal(sip_peer_notify(&w->sip, 5060, "resync", NULL), 401);
    }
    notify_with(w, &late);
    assert_int_equal(sip_peer_status(&w->sip), 200);
}

/* --- sent again -------------------------------------------------------------------------------------------------- */

static void test_a_request_that_is_sent_again_is_answered_again_and_not_obeyed_again(void **state)
{
    struct notify_rig *w = *state;
    char first[SIP_PEER_TEXT_MAX];
    notify_rig_start(w);
    assert_int_equal(sip_peer_notify(&w->sip, 5060, "resync", NULL), 401);
    (void)strcpy(first, sip_peer_last(&w->sip));
    sip_peer_send(&w->sip, 5060, w->sip.request, strlen(w->sip.request));
    assert_int_equal(w->sip.n_answers, 2);
    assert_string_equal(sip_peer_last(&w->sip), first); /* the same nonce, too */

    notify_with(w, &notify_rig_login);
    (void)strcpy(first, sip_peer_last(&w->sip));
    notify_rig_expect_resync(w);
    for (int i = 0; i < 5; i++) {
        sip_peer_send(&w->sip, 5060, w->sip.request, strlen(w->sip.request));
        assert_string_equal(sip_peer_last(&w->sip), first);
    }
    assert_int_equal(w->sip.n_answers, 8);
    device_rig_pass_s(&w->r, 5);
    assert_string_equal(device_rig_asked(&w->r), "tftp /a.cfg?-1"); /* once */
    device_rig_pass_s(&w->r, 33);                                   /* Timer J */
    sip_peer_send(&w->sip, 5060, w->sip.request, strlen(w->sip.request));
    assert_int_equal(sip_peer_status(&w->sip), 401); /* a new request now; its nonce is used */
}

/* --- switches ----------------------------------------------------------------------------------------------------- */

static void test_line_2_has_its_own_port_and_account(void **state)
{
    struct notify_rig *w = *state;
    notify_rig_start(w);
    assert_int_equal(sip_peer_notify(&w->sip, 5061, "resync", &notify_rig_login), 401);
    notify_rig_expect_no_resync(w);
    assert_int_equal(sip_peer_notify(&w->sip, 5061, "resync", &notify_rig_login_2), 200);
    assert_int_equal(w->sip.unit_port, 5061);
    notify_rig_expect_resync(w);
}

static void test_without_Auth_Resync_Reboot_anybody_is_obeyed(void **state)
{
    struct notify_rig *w = *state;
    device_rig_set(&w->r, "Auth_Resync-Reboot_1_", "No");
    notify_rig_start(w);
    assert_int_equal(sip_peer_notify(&w->sip, 5061, "resync", NULL), 401); /* the other line's switch is its own */
    notify_rig_expect_no_resync(w);
    assert_int_equal(sip_peer_notify(&w->sip, 5060, "resync", NULL), 200);
    notify_rig_expect_resync(w);
}

/* The message of an operator's script for this model (field, 2007): no tag in From, which counts as an empty one (RFC
 * 3261 section 12.1.1), and the same Call-ID and CSeq each time; only the branch differs. */
static void test_a_script_that_writes_the_same_message_each_time_is_obeyed_each_time(void **state)
{
    struct notify_rig *w = *state;
    char text[1024], value[256];
    device_rig_set(&w->r, "Auth_Resync-Reboot_1_", "No");
    notify_rig_start(w);
    for (int i = 0; i < 3; i++) {
        int n =
            snprintf(text, sizeof text,
                     "NOTIFY sip:1001@192.168.1.100 SIP/2.0\r\nVia: SIP/2.0/UDP 192.168.1.60:5060;branch=z9hG4bK.%d\r\n"
                     "From: <sip:provisioning@192.168.1.60>\r\nTo: <sip:1001@192.168.1.100>\r\n"
                     "Contact: <sip:1001@192.168.1.60>\r\nCall-ID: abcd01@192.168.1.60\r\nCSeq: 1 NOTIFY\r\n"
                     "Event: resync\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n\r\n",
                     i);
        sip_peer_send(&w->sip, 5060, text, (size_t)n);
        assert_int_equal(sip_peer_status(&w->sip), 200);
        assert_string_equal(sip_peer_value(&w->sip, "From: ", value), "<sip:provisioning@192.168.1.60>");
        device_rig_pass_s(&w->r, 5);
    }
    assert_string_equal(device_rig_asked(&w->r), "tftp /a.cfg?-1 | tftp /a.cfg?-1 | tftp /a.cfg?-1");
}

static void test_Resync_From_SIP_and_Provision_Enable_shut_the_door(void **state)
{
    struct notify_rig *w = *state;
    notify_rig_start(w);
    device_rig_set(&w->r, "Resync_From_SIP", "No");
    assert_int_equal(sip_peer_notify(&w->sip, 5060, "resync", &notify_rig_login), 200);
    assert_true(device_rig_saw(&w->r, &fw_signal_sip, "resync from 192.168.1.60 is ignored: Resync_From_SIP is No"));
    notify_rig_expect_no_resync(w);
    device_rig_set(&w->r, "Resync_From_SIP", "Yes");
    device_rig_set(&w->r, "Provision_Enable", "No");
    assert_int_equal(sip_peer_notify(&w->sip, 5060, "resync", &notify_rig_login), 200);
    assert_true(device_rig_saw(&w->r, &fw_signal_sip, "resync is not done: not allowed"));
    notify_rig_expect_no_resync(w);
}

static void test_a_line_that_is_switched_off_is_silent_until_it_is_on_again(void **state)
{
    struct notify_rig *w = *state;
    notify_rig_start(w);
    device_rig_set(&w->r, "Line_Enable_1_", "No");
    assert_int_equal(sip_peer_notify(&w->sip, 5060, "resync", &notify_rig_login), 0);
    assert_int_equal(sip_peer_notify(&w->sip, 5061, "resync", NULL), 401);
    device_rig_set(&w->r, "Line_Enable_1_", "Yes");
    assert_int_equal(sip_peer_notify(&w->sip, 5060, "resync", &notify_rig_login), 200);
}

static void test_two_lines_at_one_port_are_told_apart_by_the_user_of_the_request(void **state)
{
    struct notify_rig *w = *state;
    device_rig_set(&w->r, "SIP_Port_2_", "5060");
    device_rig_set(&w->r, "Auth_Resync-Reboot_2_", "No");
    notify_rig_start(w);
    assert_int_equal(sip_peer_notify(&w->sip, 5061, "resync", NULL), 0);
    assert_int_equal(sip_peer_notify(&w->sip, 5060, "resync", NULL), 401); /* sip:1001@, line 1 */
    device_rig_set(&w->r, "User_ID_2_", "1001");
    device_rig_set(&w->r, "User_ID_1_", "1000");
    assert_int_equal(sip_peer_notify(&w->sip, 5060, "resync", NULL), 200);
    device_rig_set(&w->r, "Line_Enable_2_", "No");
    assert_int_equal(sip_peer_notify(&w->sip, 5060, "resync", NULL), 401);
}

static void test_an_own_port_and_a_port_that_is_none(void **state)
{
    struct notify_rig *w = *state;
    device_rig_set(&w->r, "SIP_Port_1_", "6060");
    device_rig_set(&w->r, "SIP_Port_2_", "");
    notify_rig_start(w);
    assert_int_equal(sip_peer_notify(&w->sip, 5060, "resync", NULL), 0);
    assert_int_equal(sip_peer_notify(&w->sip, 5061, "resync", NULL), 401);
    assert_int_equal(sip_peer_notify(&w->sip, 6060, "resync", &notify_rig_login), 200);
    notify_rig_expect_resync(w);
}

static void test_a_line_in_use_puts_the_resync_off(void **state)
{
    struct notify_rig *w = *state;
    notify_rig_start(w);
    device_rig_hook(&w->r, 0, true);
    device_rig_pass_s(&w->r, 2);
    assert_int_equal(sip_peer_notify(&w->sip, 5060, "resync", &notify_rig_login), 200);
    device_rig_pass_s(&w->r, 300);
    assert_string_equal(device_rig_asked(&w->r), "");
    device_rig_hook(&w->r, 0, false);
    notify_rig_expect_resync(w);
}

static void test_the_random_delay_is_skipped(void **state)
{
    struct notify_rig *w = *state;
    device_rig_set(&w->r, "Resync_On_Reset", "Yes");
    device_rig_set(&w->r, "Resync_Random_Delay", "600"); /* hours */
    notify_rig_start(w);
    assert_string_equal(device_rig_asked(&w->r), "");
    assert_int_equal(sip_peer_notify(&w->sip, 5060, "resync", &notify_rig_login), 200);
    notify_rig_expect_resync(w);
}

/* --- events ------------------------------------------------------------------------------------------------------- */

/* rows: what 5.1.9 and later say, 3.3.6, and whichever with the quirk notify-strict. */
static void expect_answers(struct notify_rig *w, unsigned column)
{
    static const struct {
        const char *header;
        int status[2];
    } rows[] = {
        {"Event: resync\r\n", {401, 401}},
        {"Event: report\r\n", {401, 401}},
        {"Event: reboot\r\n", {401, 401}},
        {"Event: reboot_now\r\n", {401, 401}},
        {"Event: restart_now\r\n", {401, 401}},
        {"event:   Resync \r\n", {401, 401}},
        {"o: resync\r\n", {401, 401}},
        {"Event: resync;id=7\r\n", {401, 401}},
        {"Event: message-summary\r\n", {200, 200}},
        {"Event: keep-alive\r\n", {200, 200}},
        {"Event: check-sync\r\n", {401, 489}},
        {"o: Check-Sync\r\n", {401, 489}},
        {"Event: check-sync;reboot=true\r\n", {401, 489}},
        {"Event: check-sync ; reboot=false\r\n", {401, 489}},
        {"Event: reboot=true\r\n", {401, 489}},
        {"Event: Reboot=true;id=7\r\n", {401, 489}},
        {"Event: check-syn\r\n", {489, 489}},
        {"Event: check-sync2\r\n", {489, 489}},
        {"Event: reboo\r\n", {489, 489}},
        {"Event: resync2\r\n", {489, 489}},
        {"Event: resync=true\r\n", {489, 489}},
        {"Event: \r\n", {489, 489}},
        {"", {489, 489}},
    };
    notify_rig_start(w);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sip_peer_request(&w->sip, 5060, "NOTIFY", rows[i].header);
        assert_int_equal(w->sip.n_answers, i + 1);
        if (sip_peer_status(&w->sip) != rows[i].status[column]) {
            fail_msg("%s-> %s", rows[i].header, sip_peer_last(&w->sip));
        }
    }
    assert_non_null(strstr(sip_peer_last(&w->sip), column == 0
                                                       ? "Allow-Events: resync, report, reboot, reboot_now, "
                                                         "restart_now, check-sync, message-summary, keep-alive\r"
                                                       : "Allow-Events: resync, report, reboot, reboot_now, "
                                                         "restart_now, message-summary, keep-alive\r"));
    notify_rig_expect_no_resync(w);
}

static void test_events_and_their_answers(void **state)
{
    expect_answers(*state, 0);
}

/* The same for a unit of another release, or with a quirk. */
static void expect_answers_of(const char *release, uint32_t quirks, unsigned column)
{
    static struct notify_rig w;
    device_rig_prepare(&w.r, release);
    w.r.config.quirks = quirks;
    device_rig_build(&w.r);
    device_rig_set(&w.r, "Resync_On_Reset", "No");
    outside_add_host(&w.r.wan, SIP_IP);
    sip_peer_init(&w.sip, &w.r.wan, SIP_IP, PROVIDER_UNIT_IP);
    expect_answers(&w, column);
    sip_peer_fini(&w.sip);
    device_rig_fini(&w.r);
}

static void test_events_of_an_older_release(void **state) /* others: notify.lua */
{
    (void)state;
    expect_answers_of("3.3.6", 0, 1);
}

static void test_events_of_the_guide_only(void **state)
{
    (void)state;
    expect_answers_of("5.2.10", FW_QUIRK_BIT(FW_QUIRK_NOTIFY_STRICT), 1);
}

/* check-sync is a resync with its gate, check-sync;reboot=true and reboot=true are a reboot. */
static void test_check_sync_is_a_resync(void **state)
{
    struct notify_rig *w = *state;
    notify_rig_start(w);
    device_rig_set(&w->r, "Resync_From_SIP", "No");
    assert_int_equal(sip_peer_notify(&w->sip, 5060, "check-sync", &notify_rig_login), 200);
    notify_rig_expect_no_resync(w);
    device_rig_set(&w->r, "Resync_From_SIP", "Yes");
    assert_int_equal(sip_peer_notify(&w->sip, 5060, "check-sync", &notify_rig_login), 200);
    notify_rig_expect_resync(w);
}

static void test_reboot_true_is_a_reboot(void **state)
{
    static const char *const headers[] = {"check-sync;reboot=true", "reboot=true"};
    struct notify_rig *w = *state;
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        notify_rig_start(w);
        device_rig_set(&w->r, "Resync_From_SIP", "No"); /* of resyncs only */
        device_rig_hook(&w->r, 0, true);
        assert_int_equal(sip_peer_notify(&w->sip, 5060, headers[i], &notify_rig_login), 200);
        device_rig_pass_s(&w->r, 60); /* as `reboot`: when the lines are idle */
        assert_false(device_rig_saw(&w->r, &fw_signal_boot, NULL));
        device_rig_hook(&w->r, 0, false);
        (void)device_rig_expect_within(&w->r, &fw_signal_boot, "restart: request", 5);
        (void)device_rig_expect_within(&w->r, &fw_signal_net, "UP ip=", 60);
        device_rig_power_off(&w->r);
    }
}

/* What a report says is another test's; here: who may ask, and that one request is one attempt. */
static void test_report_goes_to_Report_Rule_when_there_is_one(void **state)
{
    struct notify_rig *w = *state;
    notify_rig_start(w);
    assert_int_equal(sip_peer_notify(&w->sip, 5060, "report", &notify_rig_login), 200);
    device_rig_pass_s(&w->r, 60);
    assert_string_equal(device_rig_asked(&w->r), "");
    device_rig_set(&w->r, "Report_Rule", "http://192.168.1.200/report");
    assert_int_equal(sip_peer_notify(&w->sip, 5060, "report", NULL), 401);
    device_rig_pass_s(&w->r, 60);
    assert_string_equal(device_rig_asked(&w->r), "");
    assert_int_equal(sip_peer_notify(&w->sip, 5060, "report", &notify_rig_login), 200);
    device_rig_pass_s(&w->r, 7200);
    assert_string_equal(device_rig_asked(&w->r), "POST /report");
}

static void expect_restart(struct notify_rig *w, const char *event, uint64_t up_within_s, uint64_t not_before_s)
{
    uint64_t n_starts = board_n_starts(w->r.board), began_s = device_rig_now_s(&w->r);
    assert_int_equal(sip_peer_notify(&w->sip, 5060, event, &notify_rig_login), 200);
    assert_int_equal(board_n_starts(w->r.board), n_starts); /* the answer goes first */
    uint64_t at_us = device_rig_expect_within(&w->r, &fw_signal_boot, "after request", 30);
    assert_int_equal(board_n_starts(w->r.board), n_starts + 1);
    (void)device_rig_expect_within(&w->r, &fw_signal_net, "UP ip=", 30);
    assert_in_range(at_us / 1000000, began_s, began_s + 3);
    assert_in_range(device_rig_now_s(&w->r), began_s + not_before_s, began_s + up_within_s);
}

static void test_reboot_now_starts_cold_and_restart_now_warm_in_spite_of_a_lifted_handset(void **state)
{
    struct notify_rig *w = *state;
    notify_rig_start(w);
    expect_restart(w, "restart_now", 6, 2);
    device_rig_pass_s(&w->r, 5);
    expect_restart(w, "reboot_now", 11, 6);
    device_rig_pass_s(&w->r, 5);
    device_rig_hook(&w->r, 1, true);
    device_rig_pass_s(&w->r, 2);
    expect_restart(w, "restart_now", 6, 2); /* warm again: cold was for once */
}

static void test_reboot_waits_for_the_handset(void **state)
{
    struct notify_rig *w = *state;
    notify_rig_start(w);
    device_rig_hook(&w->r, 0, true);
    device_rig_pass_s(&w->r, 2);
    uint64_t n_starts = board_n_starts(w->r.board);
    assert_int_equal(sip_peer_notify(&w->sip, 5060, "reboot", &notify_rig_login), 200);
    device_rig_pass_s(&w->r, 600);
    assert_int_equal(board_n_starts(w->r.board), n_starts);
    device_rig_hook(&w->r, 0, false);
    (void)device_rig_expect_within(&w->r, &fw_signal_boot, "after request", 5);
}

/* --- restarts and figures -------------------------------------------------------------------------------------------
 */

static void test_a_hundred_restarts_leave_nothing_behind(void **state)
{
    struct notify_rig *w = *state;
    notify_rig_start(w);
    uint64_t n_live = 0;
    for (int i = 0; i < 100; i++) {
        w->sip.n_answers = 0;
        expect_restart(w, "restart_now", 6, 2);
        device_rig_pass_s(&w->r, 3);
        n_live = i == 5 ? rt_mem_n_live() : n_live;
        assert_true(i < 5 || rt_mem_n_live() == n_live);
    }
    device_rig_power_off(&w->r);
    device_rig_pass_s(&w->r, 5);
    w->sip.n_answers = 0;
    sip_peer_request(&w->sip, 5060, "OPTIONS", NULL);
    assert_int_equal(w->sip.n_answers, 0);
}

static uint64_t figure(struct notify_rig *w, const char *key)
{
    struct rt_buf text;
    rt_buf_init(&text, 64);
    assert_int_equal(fw_status_get(w->r.device, key, &text), RT_OK);
    uint64_t n = strtoull(rt_buf_text(&text), NULL, 10);
    rt_buf_fini(&text);
    return n;
}

static void test_the_status_page_counts_messages_and_bytes(void **state)
{
    struct notify_rig *w = *state;
    notify_rig_start(w);
    assert_int_equal(figure(w, "sip.messages_received"), 0);
    sip_peer_request(&w->sip, 5060, "OPTIONS", NULL);
    size_t n_recv = strlen(w->sip.request), n_sent = strlen(sip_peer_last(&w->sip));
    sip_peer_request(&w->sip, 5061, "ACK", NULL);
    n_recv += strlen(w->sip.request);
    sip_peer_send(&w->sip, 5060, "\r\n\r\n", 4);
    assert_int_equal(figure(w, "sip.messages_received"), 2);
    assert_int_equal(figure(w, "sip.bytes_received"), n_recv);
    assert_int_equal(figure(w, "sip.messages_sent"), 1);
    assert_int_equal(figure(w, "sip.bytes_sent"), n_sent);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, notify_rig_set_up, notify_rig_tear_down)
    const struct CMUnitTest tests[] = {
        T(test_K8_without_credentials_a_resync_is_challenged_and_not_done),
        T(test_K9_with_a_valid_digest_the_resync_is_done_at_once_with_PRVST_minus_1),
        T(test_the_answer_repeats_the_request_and_names_the_unit),
        T(test_a_client_without_qop_is_served_too),
        T(test_no_other_credentials_are_taken),
        T(test_a_line_without_an_account_accepts_no_notify),
        T(test_Use_Auth_ID_says_which_name_counts),
        T(test_the_realm_is_the_providers_domain_or_the_units_address),
        T(test_a_nonce_opens_once_and_for_a_minute),
        T(test_a_used_nonce_stays_used_however_many_come_after_it),
        T(test_many_strangers_cannot_push_a_challenge_out),
        T(test_a_request_that_is_sent_again_is_answered_again_and_not_obeyed_again),
        T(test_line_2_has_its_own_port_and_account),
        T(test_without_Auth_Resync_Reboot_anybody_is_obeyed),
        T(test_a_script_that_writes_the_same_message_each_time_is_obeyed_each_time),
        T(test_Resync_From_SIP_and_Provision_Enable_shut_the_door),
        T(test_a_line_that_is_switched_off_is_silent_until_it_is_on_again),
        T(test_two_lines_at_one_port_are_told_apart_by_the_user_of_the_request),
        T(test_an_own_port_and_a_port_that_is_none),
        T(test_a_line_in_use_puts_the_resync_off),
        T(test_the_random_delay_is_skipped),
        T(test_events_and_their_answers),
        cmocka_unit_test(test_events_of_an_older_release),
        cmocka_unit_test(test_events_of_the_guide_only),
        T(test_check_sync_is_a_resync),
        T(test_reboot_true_is_a_reboot),
        T(test_reboot_now_starts_cold_and_restart_now_warm_in_spite_of_a_lifted_handset),
        T(test_report_goes_to_Report_Rule_when_there_is_one),
        T(test_reboot_waits_for_the_handset),
        T(test_a_hundred_restarts_leave_nothing_behind),
        T(test_the_status_page_counts_messages_and_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
