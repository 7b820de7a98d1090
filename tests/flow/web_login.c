/* SPDX-License-Identifier: MIT */
/* Who may do what through the web: digest login, fixed names, empty passwords, switches; and the reboot command. */
#include <harness/test.h>
#include <fw/channel.h>
#include <harness/device_rig.h>
#include <harness/digest.h>
#include <stdio.h>
#include <string.h>

static struct device_rig rig;

static int setup(void **state)
{
    device_rig_init(&rig, "5.2.10");
    device_rig_set(&rig, "Resync_On_Reset", "No");
    device_rig_set(&rig, "Admin_Passwd", "s3:cret \"q");
    device_rig_set(&rig, "User_Password", "guest");
    device_rig_start(&rig);
    *state = &rig;
    return 0;
}

static int setup_open(void **state)
{
    device_rig_init(&rig, "5.2.10");
    device_rig_set(&rig, "Resync_On_Reset", "No");
    device_rig_start(&rig);
    *state = &rig;
    return 0;
}

static int teardown(void **state)
{
    device_rig_fini(*state);
    return 0;
}

static char nonce[128], realm[64];

/* Asks without a login and keeps the challenge. */
static void be_challenged(struct device_rig *r, const char *path)
{
    assert_int_equal(device_rig_get(r, path), 401);
    const char *reply = rt_buf_text(&r->web.reply);
    assert_true(digest_read(reply, "nonce", nonce, sizeof nonce));
    assert_true(digest_read(reply, "realm", realm, sizeof realm));
}

static int ask(struct device_rig *r, const char *path, const struct digest_answer *a)
{
    char header[1024];
    digest_write(a, header, sizeof header);
    return device_rig_web(r, DEVICE_RIG_LAN_PC, "GET", path, header);
}

static struct digest_answer right(const char *path)
{
    return (struct digest_answer){"admin", "s3:cret \"q", "GET", path, realm, nonce, "00000001", "0a4f113b"};
}

static bool is_stale(struct device_rig *r)
{
    char text[16];
    return digest_read(rt_buf_text(&r->web.reply), "stale", text, sizeof text) && strcmp(text, "true") == 0;
}

/* --- */

/* The example of RFC 2617 section 3.5 proves the client of these tests. */
static void test_the_client_of_this_test(void **state)
{
    const struct digest_answer rfc = {"Mufasa",
                                      "Circle Of Life",
                                      "GET",
                                      "/dir/index.html",
                                      "testrealm@host.com",
                                      "dcd98b7102dd2f0e8b11d0f600bfb0c093",
                                      "00000001",
                                      "0a4f113b"};
    char header[1024];
    (void)state;
    digest_write(&rfc, header, sizeof header);
    assert_non_null(strstr(header, "response=\"6629fae49393a05397450978507c4ef1\""));
}

static void test_the_right_answer(void **state)
{
    struct device_rig *r = *state;
    be_challenged(r, "/admin/voice/");
    assert_string_equal(realm, "spa admin");
    struct digest_answer a = right("/admin/voice/");
    assert_int_equal(ask(r, "/admin/voice/", &a), 200);
    assert_non_null(strstr(web_client_body(&r->web), "Product Name:"));
    a.nc = "00000002"; /* the next request with the same nonce */
    assert_int_equal(ask(r, "/admin/voice/", &a), 200);
    be_challenged(r, "/admin/voice/");
    a.nc = a.cnonce = NULL; /* a client of RFC 2069 */
    assert_int_equal(ask(r, "/admin/voice/", &a), 200);
    /* The query belongs to the uri. */
    be_challenged(r, "/admin/resync?/x.cfg");
    a = right("/admin/resync?/x.cfg");
    assert_int_equal(ask(r, "/admin/resync?/x.cfg", &a), 200);
}

static void test_wrong_answers(void **state)
{
    struct device_rig *r = *state;
    be_challenged(r, "/admin/");
    struct digest_answer a = right("/admin/");
    a.password = "secret";
    assert_int_equal(ask(r, "/admin/", &a), 401);
    assert_false(is_stale(r));
    a = right("/admin/");
    a.password = "";
    assert_int_equal(ask(r, "/admin/", &a), 401);
    a = right("/admin/");
    a.user = "user";
    assert_int_equal(ask(r, "/admin/", &a), 401);
    a = right("/admin/");
    a.user = "Admin"; /* names are fixed */
    assert_int_equal(ask(r, "/admin/", &a), 401);
    a = right("/admin/");
    a.realm = "spa user";
    assert_int_equal(ask(r, "/admin/", &a), 401);
    a = right("/admin/");
    a.method = "POST"; /* of another request */
    assert_int_equal(ask(r, "/admin/", &a), 401);
    a = right("/admin/voice/"); /* of another page */
    assert_int_equal(ask(r, "/admin/", &a), 401);
    a = right("/admin/reboot");
    assert_int_equal(ask(r, "/admin/reboot?", &a), 401);
}

/* A nonce that was never given, one of before the restart, and one that is forgotten: asked again as stale. */
static void test_nonces_that_are_not_ours(void **state)
{
    struct device_rig *r = *state;
    char old[128];
    be_challenged(r, "/admin/");
    struct digest_answer a = right("/admin/");
    a.nonce = "dcd98b7102dd2f0e8b11d0f600bfb0c093";
    assert_int_equal(ask(r, "/admin/", &a), 401);
    assert_true(is_stale(r));
    a.nonce = "";
    assert_int_equal(ask(r, "/admin/", &a), 401);
    a.password = "wrong"; /* not stale: the browser must ask its user */
    assert_int_equal(ask(r, "/admin/", &a), 401);
    assert_false(is_stale(r));

    (void)snprintf(old, sizeof old, "%s", nonce);
    for (unsigned i = 0; i < 20; i++) { /* scripts that poll at the same time */
        be_challenged(r, "/admin/");
        assert_string_not_equal(nonce, old);
    }
    a = right("/admin/");
    a.nonce = old;
    assert_int_equal(ask(r, "/admin/", &a), 200);
    for (unsigned i = 0; i < 32; i++) {
        be_challenged(r, "/admin/");
    }
    a = right("/admin/");
    assert_int_equal(ask(r, "/admin/", &a), 200);
    a.nonce = old;
    a.nc = "00000002";
    assert_int_equal(ask(r, "/admin/", &a), 401);
    assert_true(is_stale(r));

    device_rig_power_off(r);
    device_rig_start(r);
    a = right("/admin/");
    assert_int_equal(ask(r, "/admin/", &a), 401);
    assert_true(is_stale(r));
}

/* Who has heard an answer cannot give it again (RFC 2617 section 3.2.2). */
static void test_an_answer_counts_once(void **state)
{
    static const struct {
        const char *nc;
        int status;
    } requests[] = {
        {"00000001", 200}, {"00000001", 401}, {"00000003", 200}, {"00000002", 200}, /* overtaken */
        {"00000002", 401}, {"00000003", 401}, {"00000022", 200}, {"00000004", 200}, /* 31 behind */
        {"00000002", 401}, {"ffffffff", 200}, {"00000005", 401},
    };
    struct device_rig *r = *state;
    be_challenged(r, "/admin/");
    struct digest_answer a = right("/admin/");
    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++) {
        a.nc = requests[i].nc;
        assert_int_equal(ask(r, "/admin/", &a), requests[i].status);
        assert_true(requests[i].status == 200 || is_stale(r));
    }
}

/* A number that is none. */
static void test_a_number_is_eight_digits(void **state)
{
    static const char *const numbers[] = {"", "1", "00000000", "0000000g", "000000001"};
    struct device_rig *r = *state;
    be_challenged(r, "/admin/");
    struct digest_answer a = right("/admin/");
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        a.nc = numbers[i];
        assert_int_equal(ask(r, "/admin/", &a), 401);
    }
    a.nc = "00000001";
    assert_int_equal(ask(r, "/admin/", &a), 200);
}

static void test_an_answer_without_a_number_uses_its_nonce_up(void **state)
{
    struct device_rig *r = *state;
    be_challenged(r, "/admin/");
    struct digest_answer a = right("/admin/");
    a.nc = a.cnonce = NULL;
    assert_int_equal(ask(r, "/admin/", &a), 200);
    assert_int_equal(ask(r, "/admin/", &a), 401);
    assert_true(is_stale(r));
    be_challenged(r, "/admin/");
    a = right("/admin/");
    assert_int_equal(ask(r, "/admin/", &a), 200);
    a.nc = a.cnonce = NULL; /* of one that has begun to count */
    assert_int_equal(ask(r, "/admin/", &a), 401);
    assert_true(is_stale(r));
}

static void test_broken_headers(void **state)
{
    static const char *const headers[] = {
        "Authorization:\r\n",
        "Authorization: Digest\r\n",
        "Authorization: Digest \r\n",
        "Authorization: Basic YWRtaW46czM6Y3JldA==\r\n",
        "Authorization: Digest username\r\n",
        "Authorization: Digest username=\r\n",
        "Authorization: Digest username=\"admin\r\n",
        "Authorization: Digest =,=,=,\"\",\"\r\n",
        "Authorization: Digest username=\"admin\", response=\"0\", nonce=\"\", uri=\"/admin/\"\r\n",
        "Authorization: Digest username=admin, response=00000000000000000000000000000000, nonce=, uri=/admin/\r\n",
    };
    struct device_rig *r = *state;
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        assert_int_equal(device_rig_web(r, DEVICE_RIG_LAN_PC, "GET", "/admin/", headers[i]), 401);
    }
}

static void test_the_user_and_what_it_may(void **state)
{
    struct device_rig *r = *state;
    be_challenged(r, "/voice/");
    assert_string_equal(realm, "spa user");
    struct digest_answer a = right("/voice/");
    a.user = "user";
    a.password = "guest";
    assert_int_equal(ask(r, "/voice/", &a), 200);
    /* The administrator may too, in his own realm. */
    a = right("/voice/");
    a.realm = "spa admin";
    a.nc = "00000002";
    assert_int_equal(ask(r, "/voice/", &a), 200);
    /* Or in the realm of the challenge, as a browser does that has only seen this page. */
    be_challenged(r, "/voice/");
    a = right("/voice/");
    assert_string_equal(a.realm, "spa user");
    assert_int_equal(ask(r, "/voice/", &a), 200);
    /* The user may not act. */
    static const char *const commands[] = {"/admin/resync?", "/resync?", "/admin/upgrade?", "/upgrade?",
                                           "/admin/reboot",  "/reboot",  "/admin/"};
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        be_challenged(r, commands[i]);
        assert_string_equal(realm, "spa admin");
        a = right(commands[i]);
        a.user = "user";
        a.password = "guest";
        assert_int_equal(ask(r, commands[i], &a), 401);
    }
    device_rig_pass_s(r, 10);
    assert_string_equal(device_rig_asked(r), "");
    assert_int_equal(board_n_starts(r->board), 1);
}

/* SAG p.40: nobody is asked. */
static void test_an_empty_password(void **state)
{
    struct device_rig *r = *state;
    assert_int_equal(device_rig_get(r, "/admin/"), 200);
    assert_int_equal(device_rig_get(r, "/"), 200);
    device_rig_set(r, "User_Password", "guest"); /* each login by itself */
    assert_int_equal(device_rig_get(r, "/"), 401);
    assert_int_equal(device_rig_get(r, "/admin/"), 200);
}

static void test_no_admin_over_the_web(void **state)
{
    static const char *const paths[] = {"/admin/",         "/admin/voice/", "/admin/resync?", "/resync?",
                                        "/admin/upgrade?", "/upgrade?",     "/admin/reboot",  "/reboot"};
    struct device_rig *r = *state;
    device_rig_set(r, "Enable_Web_Admin_Access", "No");
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        assert_int_equal(device_rig_get(r, paths[i]), 403);
    }
    assert_int_equal(device_rig_get(r, "/voice/"), 200);
    device_rig_pass_s(r, 60);
    assert_string_equal(device_rig_asked(r), "");
    assert_int_equal(board_n_starts(r->board), 1);
}

/* The answer comes first, then the restart; with a handset up, when it is down. */
static void test_reboot_waits_for_idle(void **state)
{
    struct device_rig *r = *state;
    assert_int_equal(device_rig_web(r, DEVICE_RIG_LAN_PC, "HEAD", "/admin/reboot", NULL), 200);
    device_rig_pass_s(r, 10);
    assert_int_equal(board_n_starts(r->board), 1); /* HEAD only looks */
    device_rig_hook(r, 0, true);
    assert_int_equal(device_rig_get(r, "/admin/reboot"), 200);
    assert_non_null(strstr(web_client_body(&r->web), "not in use"));
    device_rig_pass_s(r, 5000);
    assert_int_equal(board_n_starts(r->board), 1);
    device_rig_hook(r, 0, false);
    device_rig_pass_s(r, 1);
    assert_int_equal(board_n_starts(r->board), 2);
    device_rig_forget(r);
    (void)device_rig_expect(r, &fw_signal_net, "UP ip=");
    assert_int_equal(device_rig_get(r, "/reboot"), 200);
    device_rig_pass_s(r, 2);
    assert_int_equal(board_n_starts(r->board), 3);
}

/* A reboot by hand is a reset: Resync_On_Reset holds (S2000 p.25). */
static void test_reboot_resyncs(void **state)
{
    struct device_rig *r = *state;
    provider_serve_text(&r->provider, "/r0", "<flat-profile></flat-profile>");
    device_rig_set(r, "Profile_Rule", "/r$PRVST");
    device_rig_set(r, "Resync_On_Reset", "Yes");
    device_rig_set(r, "Resync_Random_Delay", "0");
    assert_int_equal(device_rig_get(r, "/admin/reboot"), 200);
    (void)device_rig_expect(r, &fw_signal_boot, "after request");
    (void)device_rig_expect(r, &fw_signal_resync, "done");
    assert_string_equal(device_rig_asked(r), "tftp /r0");
}

#define CASE(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
#define OPEN(fn) cmocka_unit_test_setup_teardown(fn, setup_open, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_client_of_this_test),
        CASE(test_the_right_answer),
        CASE(test_wrong_answers),
        CASE(test_nonces_that_are_not_ours),
        CASE(test_an_answer_counts_once),
        CASE(test_a_number_is_eight_digits),
        CASE(test_an_answer_without_a_number_uses_its_nonce_up),
        CASE(test_broken_headers),
        CASE(test_the_user_and_what_it_may),
        OPEN(test_an_empty_password),
        OPEN(test_no_admin_over_the_web),
        OPEN(test_reboot_waits_for_idle),
        OPEN(test_reboot_resyncs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
