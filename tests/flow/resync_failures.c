/* SPDX-License-Identifier: MIT */
/*
 * What can go wrong in a resync: one table, a row a failure with its $ERR. Each must end in the failure line, in a
 * retry after the error list, and with every parameter as before, also after a power cycle. Every row of fw/fail.h that
 * a resync can end with has a row here; those of an image are in upgrade_failures.
 */
#include <harness/test.h>
#include <harness/device_rig.h>
#include <fw/schema.h>
#include <fw/channel.h>
#include <rt/mem.h>
#include <rt/str.h>
#include <stdlib.h>
#include <string.h>

#define RETRY_1_S  100u
#define RETRY_2_S  200u
#define BIG_BYTES  (10u * 1024u * 1024u)
#define LONG_VALUE 2000u
/* Values that come first, so that a profile applied by half would be seen. */
#define BEGINNING                                                                                                      \
    "<flat-profile><GPP_A>half</GPP_A><Resync_Periodic>7</Resync_Periodic><GPP_SA>half</GPP_SA>"                       \
    "<Dial_Plan_1_ ua=\"rw\">(x.)</Dial_Plan_1_>"

static const char whole[] = BEGINNING "</flat-profile>";

struct row {
    const char *name, *rule, *err;
    const char *body; /* of /p.cfg; NULL: there is no such file */
    enum provider_way way;
    void (*prepare)(struct device_rig *r); /* before the attempt; NULL */
    void (*in_the_middle)(struct device_rig *r);
};

static void *big; /* zeros are not XML: a profile of one long comment */

static void serve_10_MB(struct device_rig *r)
{
    static const char head[] = BEGINNING "<!--";
    big = malloc(BIG_BYTES);
    assert_non_null(big);
    memset(big, 'x', BIG_BYTES);
    memcpy(big, head, sizeof head - 1);
    provider_serve(&r->provider, "/p.cfg", big, BIG_BYTES, PROVIDER_RIGHT);
}
static void serve_10_MB_of_unknown_length(struct device_rig *r)
{
    serve_10_MB(r);
    provider_serve(&r->provider, "/p.cfg", big, BIG_BYTES, PROVIDER_NO_LENGTH);
}

/* Every free text 2,000 characters long: more than the journal holds. */
static void serve_more_than_the_journal(struct device_rig *r)
{
    const struct fw_schema *schema = fw_params_schema(fw_device_params(r->device));
    struct rt_buf text;
    char value[LONG_VALUE + 1];
    memset(value, 'v', LONG_VALUE);
    value[LONG_VALUE] = '\0';
    rt_buf_init(&text, BIG_BYTES);
    (void)rt_buf_put_text(&text, BEGINNING);
    for (size_t i = 0; i < fw_schema_n_rows(schema); i++) {
        struct fw_schema_row row = fw_schema_row(schema, i);
        if (row.type == FW_TYPE_STRING || row.type == FW_TYPE_DIALPLAN) {
            (void)rt_buf_printf(&text, "<%s>%s</%s>\n", row.element, value, row.element);
        }
    }
    assert_int_equal(rt_buf_put_text(&text, "</flat-profile>"), RT_OK);
    assert_true(text.n > board_region(BOARD_REGION_JOURNAL_0)->n_bytes);
    big = malloc(text.n);
    assert_non_null(big);
    memcpy(big, text.bytes, text.n);
    provider_serve(&r->provider, "/p.cfg", big, text.n, PROVIDER_RIGHT);
    rt_buf_fini(&text);
}

static void fail_flash(struct device_rig *r)
{
    /* The first program of the commit and whatever is tried instead of it. */
    const struct board_fault faults[] = {
        {1, BOARD_FAULT_FAIL, 0}, {1, BOARD_FAULT_FAIL, 0}, {1, BOARD_FAULT_FAIL, 0}, {1, BOARD_FAULT_FAIL, 0}};
    board_fault_arm(r->board, faults, sizeof faults / sizeof faults[0]);
}

static void make_dns_silent(struct device_rig *r)
{
    r->provider.dns.is_silent = true;
}
static void refuse_connections(struct device_rig *r)
{
    r->provider.http.script.open = TCP_PEER_REFUSES;
}
static void ignore_connections(struct device_rig *r)
{
    r->provider.http.script.open = TCP_PEER_IS_SILENT;
}
static void lease_anew(struct device_rig *r, const char *option_66)
{
    r->provider.dhcp.tftp_server = option_66;
    board_nic_plug(r->board, BOARD_PORT_WAN, false);
    device_rig_power_off(r);
    board_nic_plug(r->board, BOARD_PORT_WAN, true);
    device_rig_start(r);
}
static void forget_option_66(struct device_rig *r)
{
    lease_anew(r, NULL);
}
static void give_a_url_as_option_66(struct device_rig *r)
{
    lease_anew(r, "http://prov.telco.com/spa2102.cfg");
}
static struct tcp_peer https; /* what listens on port 443 */
static void listen_without_tls(struct device_rig *r)
{
    static const struct tcp_peer_script script = {
        .open = TCP_PEER_ACCEPTS, .answer = "220 hello\r\n", .is_early = true};
    tcp_peer_init(&https, &r->wan, PROVIDER_IP, 443, &script);
}
static void restrict_domains(struct device_rig *r)
{
    device_rig_set(r, "Restricted_Access_Domains", "telco.com");
}
static void pull_the_cable(struct device_rig *r)
{
    board_nic_plug(r->board, BOARD_PORT_WAN, false);
}

#define TFTP "tftp://192.168.1.200/p.cfg"
#define HTTP "http://192.168.1.200/p.cfg"

static const struct row rows[] = {
    /* the file */
    {"unclosed tag", TFTP, "corrupt file", BEGINNING "<GPP_B>1</flat-profile>", 0, NULL, NULL},
    {"unclosed profile", TFTP, "corrupt file", BEGINNING, 0, NULL, NULL},
    {"unclosed profile by HTTP", HTTP, "corrupt file", BEGINNING "<GPP_B>1</GPP_B>", 0, NULL, NULL},
    {"mismatched tags", HTTP, "corrupt file", BEGINNING "<GPP_B>1</GPP_C></flat-profile>", 0, NULL, NULL},
    {"not XML at all", TFTP, "corrupt file", "GPP_A \"half\" ;", 0, NULL, NULL},
    {"nothing", TFTP, "corrupt file", "", 0, NULL, NULL},
    {"wrong key", "[--key wrong] " TFTP, "corrupt file", "Salted__12345678garbage garbage ", 0, NULL, NULL},
    {"10 MB by TFTP", TFTP, "file too big", "", 0, serve_10_MB, NULL},
    {"10 MB by HTTP", HTTP, "file too big", "", 0, serve_10_MB, NULL},
    {"10 MB without a length", HTTP, "file too big", "", 0, serve_10_MB_of_unknown_length, NULL},
    /* TFTP */
    {"TFTP: no such file", TFTP, "File Not Found", NULL, 0, NULL, NULL},
    {"TFTP: access violation", TFTP, "tftp error", whole, PROVIDER_DENIES, NULL, NULL},
    {"TFTP: other error", TFTP, "tftp error", whole, PROVIDER_BREAKS, NULL, NULL},
    {"TFTP: silent", TFTP, "tftp timeout", whole, PROVIDER_SILENT, NULL, NULL},
    {"TFTP: stops in the middle", TFTP, "tftp timeout", NULL, 0, NULL, NULL}, /* body: see run() */
    {"TFTP: no such host", "tftp://192.168.1.77/p.cfg", "tftp timeout", whole, 0, NULL, NULL},
    {"TFTP: cable pulled", TFTP, "tftp timeout", whole, PROVIDER_SILENT, NULL, pull_the_cable},
    /* HTTP */
    {"HTTP 404", HTTP, "File Not Found", NULL, 0, NULL, NULL},
    {"HTTP 403", HTTP, "http_get failed", whole, PROVIDER_DENIES, NULL, NULL},
    {"HTTP 500", HTTP, "http_get failed", whole, PROVIDER_BREAKS, NULL, NULL},
    {"HTTP: Content-Length too long", HTTP, "http_get failed", whole, PROVIDER_TOO_SHORT, NULL, NULL},
    {"HTTP: reset in the middle", HTTP, "http_get failed", whole, PROVIDER_RESETS, NULL, NULL},
    {"HTTP: stops in the middle", HTTP, "http_get failed", whole, PROVIDER_STOPS, NULL, NULL},
    {"HTTP: silent", HTTP, "http_get failed", whole, PROVIDER_SILENT, NULL, NULL},
    {"HTTP: not HTTP", HTTP, "http_get failed", whole, PROVIDER_NOT_HTTP, NULL, NULL},
    {"HTTP: connection refused", HTTP, "could not connect", whole, 0, refuse_connections, NULL},
    {"HTTP: no answer to SYN", HTTP, "could not connect", whole, 0, ignore_connections, NULL},
    {"HTTP: no such host", "http://192.168.1.77/p.cfg", "could not connect", whole, 0, NULL, NULL},
    {"HTTP: cable pulled", HTTP, "http_get failed", whole, PROVIDER_SILENT, NULL, pull_the_cable},
    {"HTTPS: not TLS", "https://192.168.1.200/p.cfg", "SSL connect failed", whole, 0, listen_without_tls, NULL},
    {"POST refused", "[--post p] " HTTP, "http_post failed", whole, PROVIDER_BREAKS, NULL, NULL},
    /* names and rules */
    {"a name that does not exist", "http://no.such.name/p.cfg", "could not resolve host", whole, 0, NULL, NULL},
    {"no name server answers", "tftp://prov.telco.com/p.cfg", "could not resolve host", whole, 0, make_dns_silent,
     NULL},
    {"cable pulled before the name is known", "http://prov.telco.com/p.cfg", "network down", whole, 0, make_dns_silent,
     pull_the_cable},
    {"not one of the allowed domains", HTTP, "domain not allowed", whole, 0, restrict_domains, NULL},
    {"no server", "/p.cfg", "no server", whole, 0, forget_option_66, NULL},
    {"option 66 is a URL", "/p.cfg", "could not resolve host", whole, 0, give_a_url_as_option_66, NULL},
    {"a rule without a path", "http://192.168.1.200", "bad rule", whole, 0, NULL, NULL},
    {"a rule with an open condition", "( $SWVER gt 1.0 ? " HTTP, "bad rule", whole, 0, NULL, NULL},
    {"--post by TFTP", "[--post p] " TFTP, "bad rule", whole, 0, NULL, NULL},
    /* storing */
    {"more than the journal holds", HTTP, "could not save", "", 0, serve_more_than_the_journal, NULL},
    {"flash that fails", TFTP, "could not save", whole, 0, fail_flash, NULL},
};
#define N_ROWS    (sizeof rows / sizeof rows[0])
#define N_STORIES 5u

static const char *long_profile(void)
{
    static char text[8 * 512];
    if (text[0] == '\0') {
        memset(text, ' ', sizeof text - 1);
        memcpy(text, BEGINNING, sizeof BEGINNING - 1);
        memcpy(text + sizeof text - sizeof "</flat-profile>", "</flat-profile>", sizeof "</flat-profile>");
    }
    return text;
}

static void boot(struct device_rig *r, const struct row *row)
{
    device_rig_init(r, "5.2.10");
    device_rig_set(r, "Resync_On_Reset", "No");
    device_rig_set(r, "Resync_Error_Retry_Delay", "100,200");
    device_rig_set(r, "Profile_Rule", row->rule);
    device_rig_set(r, "GPP_A", "old");
    device_rig_set(r, "GPP_SA", "old secret");
    if (row->body != NULL) {
        provider_serve(&r->provider, "/p.cfg", row->body, strlen(row->body), row->way);
    }
    if (strcmp(row->name, "TFTP: stops in the middle") == 0) {
        provider_serve(&r->provider, "/p.cfg", long_profile(), strlen(long_profile()), PROVIDER_STOPS);
    }
    device_rig_start(r);
}

static uint64_t expect_failure(struct device_rig *r, const char *err)
{
    char text[128];
    (void)strcpy(text, "failed: ");
    (void)strcat(text, err);
    uint64_t at_us = device_rig_expect(r, &fw_signal_resync, "failed: ");
    const struct board_event *e = board_trace_get(r->board, r->cursor - 1);
    /* Behind a ':' stands why. */
    assert_int_equal(strncmp(e->text, text, strlen(text)), 0);
    assert_true(strchr(":", e->text[strlen(text)]) != NULL);
    return at_us;
}

static void expect_line(struct device_rig *r, const char *err)
{
    char line[128] = "SPA-2102 00:0e:08:ab:cd:ef -- Resync failed: ";
    (void)strcat(line, err);
    device_rig_pass_ms(r, 5000);
    assert_true(r->provider.n_lines > 0);
    assert_string_equal(r->provider.lines[r->provider.n_lines - 1], line);
}

static void run(void **state)
{
    const struct row *row = *state;
    struct device_rig r;

    boot(&r, row);
    if (row->prepare != NULL) {
        row->prepare(&r);
    }
    char *before = device_rig_state(&r);
    device_rig_forget(&r);
    assert_int_equal(device_rig_get(&r, "/admin/resync?"), 200);
    if (row->in_the_middle != NULL) {
        row->in_the_middle(&r);
    }
    uint64_t failed_us = expect_failure(&r, row->err);
    device_rig_expect_state(&r, before);
    board_nic_plug(r.board, BOARD_PORT_WAN, true);
    expect_line(&r, row->err);

    /* The retry, and the second one with the second delay of the list; all other failures last. */
    if (row->prepare != fail_flash && row->in_the_middle == NULL) {
        uint64_t again_us = device_rig_expect(&r, &fw_signal_resync, "begins, PRVST=2");
        assert_int_equal((again_us - failed_us) / BOARD_US_PER_S, RETRY_1_S);
        failed_us = expect_failure(&r, row->err);
        device_rig_expect_state(&r, before);
        again_us = device_rig_expect(&r, &fw_signal_resync, "begins, PRVST=2");
        assert_int_equal((again_us - failed_us) / BOARD_US_PER_S, RETRY_2_S);
        (void)expect_failure(&r, row->err);
    }

    /* And what flash holds is the same. */
    device_rig_power_off(&r);
    board_fault_arm(r.board, NULL, 0);
    device_rig_start(&r);
    device_rig_expect_state(&r, before);
    (void)rt_mem_free(before);
    free(big);
    big = NULL;
    if (row->prepare == listen_without_tls) {
        tcp_peer_fini(&https);
    }
    device_rig_fini(&r);
}

static bool has_row(const char *err)
{
    for (size_t i = 0; i < N_ROWS; i++) {
        if (strcmp(rows[i].err, err) == 0) {
            return true;
        }
    }
    return false;
}

static void test_every_failure_of_a_resync_has_a_row(void **state)
{
    (void)state;
    assert_string_equal(fw_fail_text(FW_FAIL_NONE), "");
    for (unsigned f = FW_FAIL_NONE + 1; f < FW_N_FAILS; f++) {
        bool is_of_image = f >= FW_FAIL_IMAGE_CORRUPT && f <= FW_FAIL_IMAGE_TRIAL;
        bool is_of_client = f == FW_FAIL_ABORTED; /* no rule leads there: fetch_http, fetch_tftp */
        if (!is_of_image && !is_of_client && !has_row(fw_fail_text((enum fw_fail)f))) {
            fail_msg("%s has no row", fw_fail_name((enum fw_fail)f));
        }
    }
}

/* So that $ERR says which it was. A damaged image is a corrupt file too. */
static void test_no_two_failures_have_one_text(void **state)
{
    (void)state;
    for (unsigned a = 1; a < FW_N_FAILS; a++) {
        for (unsigned b = a + 1; b < FW_N_FAILS; b++) {
            bool is_same = strcmp(fw_fail_text((enum fw_fail)a), fw_fail_text((enum fw_fail)b)) == 0;
            assert_int_equal(is_same, a == FW_FAIL_CORRUPT_FILE && b == FW_FAIL_IMAGE_CORRUPT);
        }
    }
}

/* The flash works again: the retry applies what failed before. */
static void test_a_retry_heals(void **state)
{
    struct device_rig r;
    const struct row *row = &rows[N_ROWS - 1];
    (void)state;
    boot(&r, row);
    fail_flash(&r);
    assert_int_equal(device_rig_get(&r, "/admin/resync?"), 200);
    (void)expect_failure(&r, row->err);
    board_fault_arm(r.board, NULL, 0);
    (void)device_rig_expect(&r, &fw_signal_resync, "begins, PRVST=2");
    (void)device_rig_expect(&r, &fw_signal_resync, "done");
    assert_string_equal(device_rig_value(&r, "GPP_A"), "half");
    assert_string_equal(device_rig_value(&r, "GPP_SA"), "half");
    device_rig_fini(&r);
}

/* The error list begins anew after a success. */
static void test_a_success_resets_the_list(void **state)
{
    struct device_rig r;
    const struct row *row = &rows[10]; /* no such file */
    (void)state;
    assert_string_equal(row->name, "TFTP: no such file");
    boot(&r, row);
    assert_int_equal(device_rig_get(&r, "/admin/resync?"), 200);
    for (unsigned i = 0; i < 3; i++) {
        (void)expect_failure(&r, row->err);
    }
    provider_serve_text(&r.provider, "/p.cfg", "<flat-profile/>");
    (void)device_rig_expect(&r, &fw_signal_resync, "done");
    provider_withdraw(&r.provider, "/p.cfg");
    uint64_t failed_us = expect_failure(&r, row->err);
    uint64_t again_us = device_rig_expect(&r, &fw_signal_resync, "begins, PRVST=2");
    assert_int_equal((again_us - failed_us) / BOARD_US_PER_S, RETRY_1_S);
    device_rig_fini(&r);
}

/* Memory that runs out at each allocation of a resync in turn: it fails with every parameter as before, or it was
 * something that can be done without and the profile is applied whole. The next one works. */
static void test_no_memory(void **state)
{
    static const char *const rules[] = {"http://prov.telco.com/p.cfg", "/p.cfg"};
    (void)state;
    for (size_t k = 0; k < 2; k++) {
        struct device_rig r;
        unsigned n_failed = 0, n_done = 0;
        const struct row row = {"no memory", rules[k], "", whole, 0, NULL, NULL};
        boot(&r, &row);
        device_rig_set(&r, "Dial_Plan_1_", "(xx.)");
        for (unsigned i = 1; i < 150; i++) {
            char *before = device_rig_state(&r);
            struct fw_prov_status was = fw_prov_status(fw_device_prov(r.device));
            rt_mem_fail_at(i);
            assert_int_equal(fw_prov_request_resync(fw_device_prov(r.device), rt_str(""), 0), RT_OK);
            (void)device_rig_expect(&r, &fw_signal_resync, "sync -> wait");
            rt_mem_fail_at(0);
            struct fw_prov_status now = fw_prov_status(fw_device_prov(r.device));
            assert_int_equal(now.n_resync_ok + now.n_resync_failed, was.n_resync_ok + was.n_resync_failed + 1);
            if (now.n_resync_failed > was.n_resync_failed) {
                n_failed++;
                device_rig_expect_state(&r, before);
            } else {
                n_done++;
                assert_string_equal(device_rig_value(&r, "GPP_A"), "half");
                assert_string_equal(device_rig_value(&r, "GPP_SA"), "half");
                assert_string_equal(device_rig_value(&r, "Dial_Plan_1_"), "(x.)");
                device_rig_set(&r, "GPP_A", "old"); /* so that there is something to do again */
                device_rig_set(&r, "GPP_SA", "old");
            }
            (void)rt_mem_free(before);
            provider_forget(&r.provider);
        }
        if (n_failed < 5 || n_done < 5) {
            fail_msg("%u failed, %u done: the sweep misses one of them", n_failed, n_done);
        }
        device_rig_fini(&r);
    }
}

int main(void)
{
    const struct CMUnitTest stories[] = {cmocka_unit_test(test_a_retry_heals), cmocka_unit_test(test_no_memory),
                                         cmocka_unit_test(test_a_success_resets_the_list),
                                         cmocka_unit_test(test_every_failure_of_a_resync_has_a_row),
                                         cmocka_unit_test(test_no_two_failures_have_one_text)};
    struct CMUnitTest tests[N_ROWS + N_STORIES];
    memcpy(tests, stories, sizeof stories);
    for (size_t i = 0; i < N_ROWS; i++) {
        tests[i + N_STORIES] = (struct CMUnitTest){rows[i].name, run, NULL, NULL, (void *)(uintptr_t)&rows[i]};
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
