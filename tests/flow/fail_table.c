/* SPDX-License-Identifier: MIT */
/*
 * The table of failures, fw/fail.h: each row is reached on a whole unit, with its text in the failure line, and with
 * every parameter as before. A new row without a way to reach it fails here. What each failure leads to in detail:
 * resync_failures, upgrade_failures, fetch_*.
 */
#include <harness/test.h>
#include <harness/device_rig.h>
#include <harness/image_rig.h>
#include <fw/fetch.h>
#include <images/pack.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

#define SERVER      "192.168.1.200"
#define PROFILE     "<flat-profile><GPP_A>new</GPP_A></flat-profile>"
#define OTHER_IMAGE "/spa.bin"

enum kind { RESYNC, UPGRADE, FETCH, NOT_A_FAILURE };

struct row {
    enum kind kind;
    const char *rule;
    int image; /* of UPGRADE: enum img_damage, or -1 for a good one */
    void (*prepare)(struct device_rig *r);
    void (*in_the_middle)(struct device_rig *r);
};

static struct rt_buf file;         /* the image that is served */
static struct tcp_peer https;      /* what listens on port 443 */
static char big[5u * 1024 * 1024]; /* a profile over 4 MiB */

static void serve_nothing(struct device_rig *r)
{
    provider_withdraw(&r->provider, "/p.cfg");
}
static void break_server(struct device_rig *r)
{
    provider_serve(&r->provider, "/p.cfg", PROFILE, sizeof PROFILE - 1, PROVIDER_BREAKS);
}
static void serve_half_a_profile(struct device_rig *r)
{
    provider_serve_text(&r->provider, "/p.cfg", "<flat-profile><GPP_A>half</GPP_A>");
}
static void serve_too_much(struct device_rig *r)
{
    memset(big, ' ', sizeof big);
    provider_serve(&r->provider, "/p.cfg", big, sizeof big, PROVIDER_RIGHT);
}
static void stop_tftp(struct device_rig *r)
{
    r->provider.is_tftp_deaf = true;
}
static void refuse_connections(struct device_rig *r)
{
    r->provider.http.script.open = TCP_PEER_REFUSES;
}
static void listen_without_tls(struct device_rig *r)
{
    const struct tcp_peer_script script = {.open = TCP_PEER_ACCEPTS, .answer = "220 hello\r\n", .is_early = true};
    tcp_peer_init(&https, &r->wan, PROVIDER_IP, 443, &script);
}
static void forget_option_66(struct device_rig *r)
{
    device_rig_power_off(r);
    r->provider.dhcp.tftp_server = NULL;
    device_rig_start(r);
}
static void silence_dns(struct device_rig *r)
{
    r->provider.dns.is_silent = true;
}
static void pull_the_cable(struct device_rig *r)
{
    board_nic_plug(r->board, BOARD_PORT_WAN, false);
}
static void restrict_domains(struct device_rig *r)
{
    device_rig_set(r, "Restricted_Access_Domains", "telco.com");
}
static void break_flash(struct device_rig *r)
{
    static const struct board_fault faults[] = {
        {1, BOARD_FAULT_FAIL, 0}, {1, BOARD_FAULT_FAIL, 0}, {1, BOARD_FAULT_FAIL, 0}, {1, BOARD_FAULT_FAIL, 0}};
    board_fault_arm(r->board, faults, sizeof faults / sizeof faults[0]);
}
static void limit_revisions(struct device_rig *r)
{
    device_rig_set(r, "Downgrade_Rev_Limit", "3.0.0");
}
static void serve_an_image_for_other_hardware(struct device_rig *r)
{
    struct image_rig rig;
    char path[256];
    image_rig_begin(&rig);
    image_rig_write_tiny(&rig);
    image_rig_write(&rig, "tiny/manifest",
                    "product = SPA-2102\nsip_product = SPA2102\nseries = 2102\nversion = 5.2.10\noldest =\n"
                    "hardware = 2.*, 9.9\nmanufacturer = Linksys\ndhcp_class = LINKSYS SPA-2102\nreleased =\n"
                    "voice = en-us\nwords_per_minute = 160\n");
    rt_buf_clear(&file);
    image_rig_pack(image_rig_path(&rig, "tiny", path), &file);
    image_rig_end(&rig);
    provider_serve(&r->provider, OTHER_IMAGE, file.bytes, file.n, PROVIDER_RIGHT);
}
static void cut_the_trial(struct device_rig *r)
{
    (void)device_rig_expect(r, BOARD_SIGNAL_FW_BOOT, "the first run of a new image");
    device_rig_pass_ms(r, 3000);
    device_rig_power_off(r);
    device_rig_power_on(r);
}

#define TFTP  "tftp://" SERVER "/p.cfg"
#define HTTP  "http://" SERVER "/p.cfg"
#define IMAGE "http://" SERVER OTHER_IMAGE

static const struct row rows[FW_N_FAILS] = {
    [FW_FAIL_NONE] = {NOT_A_FAILURE, NULL, 0, NULL, NULL},
    [FW_FAIL_FILE_NOT_FOUND] = {RESYNC, TFTP, 0, serve_nothing, NULL},
    [FW_FAIL_CORRUPT_FILE] = {RESYNC, HTTP, 0, serve_half_a_profile, NULL},
    [FW_FAIL_HTTP_GET] = {RESYNC, HTTP, 0, break_server, NULL},
    [FW_FAIL_HTTP_POST] = {RESYNC, "[--post a] " HTTP, 0, break_server, NULL},
    [FW_FAIL_TFTP_TIMEOUT] = {RESYNC, TFTP, 0, stop_tftp, NULL},
    [FW_FAIL_TFTP_ERROR] = {RESYNC, TFTP, 0, break_server, NULL},
    [FW_FAIL_RESOLVE] = {RESYNC, "http://no.such.name/p.cfg", 0, NULL, NULL},
    [FW_FAIL_CONNECT] = {RESYNC, HTTP, 0, refuse_connections, NULL},
    [FW_FAIL_SSL] = {RESYNC, "https://" SERVER "/p.cfg", 0, listen_without_tls, NULL},
    [FW_FAIL_NO_SERVER] = {RESYNC, "/p.cfg", 0, forget_option_66, NULL},
    [FW_FAIL_RULE] = {RESYNC, "http://" SERVER, 0, NULL, NULL},
    [FW_FAIL_TOO_BIG] = {RESYNC, HTTP, 0, serve_too_much, NULL},
    [FW_FAIL_NO_NETWORK] = {RESYNC, "http://prov.telco.com/p.cfg", 0, silence_dns, pull_the_cable},
    [FW_FAIL_RESTRICTED] = {RESYNC, HTTP, 0, restrict_domains, NULL},
    [FW_FAIL_STORE] = {RESYNC, HTTP, 0, break_flash, NULL},
    [FW_FAIL_IMAGE_CORRUPT] = {UPGRADE, IMAGE, IMG_DAMAGE_FLIP, NULL, NULL},
    [FW_FAIL_IMAGE_SHORT] = {UPGRADE, IMAGE, IMG_DAMAGE_TRUNCATE, NULL, NULL},
    [FW_FAIL_IMAGE_FORMAT] = {UPGRADE, IMAGE, IMG_DAMAGE_OLDHEADER, NULL, NULL},
    [FW_FAIL_IMAGE_SECTION] = {UPGRADE, IMAGE, IMG_DAMAGE_BOMB, NULL, NULL},
    [FW_FAIL_IMAGE_SIGNATURE] = {UPGRADE, IMAGE, IMG_DAMAGE_SIGNATURE, NULL, NULL},
    [FW_FAIL_IMAGE_PRODUCT] = {UPGRADE, IMAGE, IMG_DAMAGE_PRODUCT, NULL, NULL},
    [FW_FAIL_IMAGE_HARDWARE] = {UPGRADE, IMAGE, -1, serve_an_image_for_other_hardware, NULL},
    [FW_FAIL_IMAGE_DOWNGRADE] = {UPGRADE, IMAGE, IMG_DAMAGE_OLD, limit_revisions, NULL},
    [FW_FAIL_IMAGE_FROM] = {UPGRADE, IMAGE, IMG_DAMAGE_OLDEST, NULL, NULL},
    [FW_FAIL_IMAGE_LOOP] = {UPGRADE, "( $SWVER lt 9.0 )? " IMAGE, -1, NULL, NULL},
    [FW_FAIL_IMAGE_TRIAL] = {UPGRADE, IMAGE, -1, NULL, cut_the_trial},
    [FW_FAIL_ABORTED] = {FETCH, HTTP, 0, NULL, NULL}, /* no rule leads there: a client that gives up, or no memory */
};

static void build(struct device_rig *r, const struct row *row)
{
    size_t n;
    const uint8_t *image = device_rig_image("5.2.10", &n);
    rt_buf_init(&file, 4u * 1024 * 1024);
    if (row->image >= 0) {
        assert_int_equal(img_damage((enum img_damage)row->image, image, n, &file), RT_OK);
    } else {
        assert_int_equal(rt_buf_put(&file, image, n), RT_OK);
    }
    device_rig_init(r, "3.3.6");
    device_rig_set(r, "Resync_On_Reset", "No");
    device_rig_set(r, "Resync_Periodic", "0");
    device_rig_set(r, "Resync_Error_Retry_Delay", "0");
    device_rig_set(r, "Resync_After_Upgrade_Attempt", "No");
    device_rig_set(r, "Upgrade_Error_Retry_Delay", "0");
    device_rig_set(r, "GPP_A", "old");
    if (row->kind == RESYNC) {
        device_rig_set(r, "Profile_Rule", row->rule);
    }
    provider_serve_text(&r->provider, "/p.cfg", PROFILE);
    provider_serve(&r->provider, OTHER_IMAGE, file.bytes, file.n, PROVIDER_RIGHT);
    device_rig_start(r);
}

static void on_address(void *ctx, uint32_t server_ip)
{
    (void)ctx;
    (void)server_ip;
}
static enum rt_err give_up(void *ctx, const uint8_t *bytes, size_t n)
{
    (void)ctx;
    (void)bytes;
    (void)n;
    return RT_EFULL;
}
static void on_done(void *ctx, const struct fw_fetch_result *result)
{
    *(enum fw_fail *)ctx = result->fail;
}

/* A fetch of the unit's network, whose client gives up at the first bytes. */
static enum fw_fail fetch(struct device_rig *r, const char *text)
{
    enum fw_fail fail = FW_FAIL_NONE;
    const struct fw_fetch_client client = {on_address, give_up, on_done, &fail};
    struct fw_url url;
    struct fw_fetch *f;
    const struct fw_fetch_request request = {.url = &url, .user_agent = "test"};
    assert_int_equal(fw_url_parse(rt_str(text), &url, NULL), RT_OK);
    assert_int_equal(fw_fetch_start(&f, fw_device_net(r->device), &request, &client), RT_OK);
    device_rig_pass_s(r, 60);
    return fail;
}

static void expect_failure_line(struct device_rig *r, enum kind kind, enum fw_fail fail)
{
    char line[128];
    (void)snprintf(line, sizeof line, "SPA-2102 00:0e:08:ab:cd:ef -- %s failed: %s",
                   kind == RESYNC ? "Resync" : "Upgrade", fw_fail_text(fail));
    board_nic_plug(r->board, BOARD_PORT_WAN, true);
    device_rig_pass_s(r, 60);
    assert_true(r->provider.n_lines > 0);
    assert_string_equal(r->provider.lines[r->provider.n_lines - 1], line);
}

static void run(void **state)
{
    const struct row *row = *state;
    enum fw_fail fail = (enum fw_fail)(row - rows);
    enum board_signal signal = row->kind == RESYNC ? BOARD_SIGNAL_FW_RESYNC : BOARD_SIGNAL_FW_UPGRADE;
    struct device_rig r;
    char text[96];

    assert_non_null(row->rule); /* else a row of fw/fail.h has none here */
    build(&r, row);
    if (row->prepare != NULL) {
        row->prepare(&r);
    }
    if (row->kind == FETCH) {
        assert_int_equal(fetch(&r, row->rule), fail);
    } else {
        device_rig_forget(&r);
        if (row->kind == UPGRADE) {
            device_rig_set(&r, "Upgrade_Rule", row->rule);
        } else {
            assert_int_equal(device_rig_get(&r, "/admin/resync"), 200);
        }
        char *before = device_rig_state(&r);
        if (row->in_the_middle != NULL) {
            row->in_the_middle(&r);
        }
        (void)snprintf(text, sizeof text, "failed: %s", fw_fail_text(fail));
        (void)device_rig_expect(&r, signal, text);
        struct fw_prov_status status = fw_prov_status(fw_device_prov(r.device));
        assert_int_equal(row->kind == RESYNC ? status.last_resync_fail : status.last_upgrade_fail, fail);
        board_fault_arm(r.board, NULL, 0);
        expect_failure_line(&r, row->kind, fail);
        device_rig_expect_state(&r, before);
        (void)rt_mem_free(before);
    }
    if (row->prepare == listen_without_tls) {
        tcp_peer_fini(&https);
    }
    device_rig_fini(&r);
    rt_buf_fini(&file);
}

static void every_failure_but_that_of_an_image_has_a_text_of_its_own(void **state)
{
    (void)state;
    assert_string_equal(fw_fail_text(FW_FAIL_NONE), "");
    for (unsigned a = 1; a < FW_N_FAILS; a++) {
        assert_true(fw_fail_text((enum fw_fail)a)[0] != '\0');
        for (unsigned b = a + 1; b < FW_N_FAILS; b++) {
            bool is_same = strcmp(fw_fail_text((enum fw_fail)a), fw_fail_text((enum fw_fail)b)) == 0;
            assert_int_equal(is_same, a == FW_FAIL_CORRUPT_FILE && b == FW_FAIL_IMAGE_CORRUPT);
        }
    }
}

int main(void)
{
    struct CMUnitTest tests[FW_N_FAILS] = {cmocka_unit_test(every_failure_but_that_of_an_image_has_a_text_of_its_own)};
    for (unsigned i = 1; i < FW_N_FAILS; i++) {
        tests[i] = (struct CMUnitTest){fw_fail_name((enum fw_fail)i), run, NULL, NULL, (void *)(uintptr_t)&rows[i]};
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
