/* SPDX-License-Identifier: MIT */
/*
 * Submit All Changes: what a form changes, what it leaves, who may; and that nothing is half applied, whatever comes
 * over the wire.
 */
#include <harness/test.h>
#include <board/fault.h>
#include <fw/channel.h>
#include <fw/httpd.h>
#include <fw/page_table.h>
#include <harness/device_rig.h>
#include <rt/buf.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

#define LAN DEVICE_RIG_LAN_PC
#define WAN DEVICE_RIG_WAN_PC

static struct device_rig rig;

static int setup(void **state)
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

/* The name of a parameter's field. Valid until the fourth next call. */
static const char *id_of(struct device_rig *r, const char *element)
{
    static char ids[4][FW_FORM_ID_BYTES];
    static unsigned n;
    const struct fw_params *params = fw_device_params(r->device);
    int id = fw_param_find(params, element);
    assert_true(id >= 0);
    const struct fw_schema_row row = fw_schema_row(fw_params_schema(params), (size_t)id);
    return fw_schema_form_id(&row, ids[n++ % 4]);
}

static int post(struct device_rig *r, const char *path, const char *body)
{
    return device_rig_post(r, LAN, path, NULL, body);
}

static bool says(struct device_rig *r, const char *text)
{
    return strstr(web_client_body(&r->web), text) != NULL;
}

/* --- */

static void test_one_field(void **state)
{
    struct device_rig *r = *state;
    char body[64];
    /* As scripts do it: one field, no login, any of the addresses. */
    (void)snprintf(body, sizeof body, "%s=4711", id_of(r, "User_ID_1_"));
    assert_int_equal(post(r, "/admin/voice/bsipura.spa", body), 200);
    assert_string_equal(device_rig_value(r, "User_ID_1_"), "4711");
    assert_true(says(r, "SPA is updating your configuration. Unit may reset."));
    assert_true(says(r, "You will be redirected to the configuration page in 5 seconds."));
    assert_true(says(r, "If not, you can click <a href=\"./\">HERE</a> to return to the configuration page."));
    assert_true(says(r, "content=\"5; url=./\""));
    assert_string_equal(device_rig_value(r, "Proxy_1_"), ""); /* what is absent stays */
    (void)snprintf(body, sizeof body, "%s=4712", id_of(r, "User_ID_1_"));
    assert_int_equal(post(r, "/admin/asipura.spa", body), 200);
    assert_string_equal(device_rig_value(r, "User_ID_1_"), "4712");
    assert_true(says(r, "content=\"5; url=advanced\""));
    device_rig_pass_s(r, 30);
    assert_int_equal(board_n_starts(r->board), 1); /* applied live */
}

static void test_a_get_of_the_forms_address_shows_the_page(void **state)
{
    struct device_rig *r = *state;
    assert_int_equal(device_rig_get(r, "/admin/voice/asipura.spa"), 200);
    assert_true(says(r, "<form action=\"asipura.spa\" method=\"POST\">"));
    assert_true(says(r, "navProvisioning"));
}

static void test_how_values_are_written(void **state)
{
    static const struct {
        const char *sent, *stored;
    } rows[] = {
        {"a+b%20c", "a b c"},
        {"%41%62%63", "Abc"},
        {"100%", "100%"},
        {"%4", "%4"},
        {"%zz", "%zz"},
        {"x%26y%3dz", "x&y=z"},
        {"%e9", "\xe9"},
        {"a=b", "a=b"},
        {"one%0D%0Atwo", "one  two"},
        {"nul%00here", "nul here"},
        {"", ""},
    };
    struct device_rig *r = *state;
    char body[128];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        (void)snprintf(body, sizeof body, "x=1&%s=%s&&=&nothing", id_of(r, "GPP_A"), rows[i].sent);
        assert_int_equal(post(r, "/admin/voice/bsipura.spa", body), 200);
        assert_string_equal(device_rig_value(r, "GPP_A"), rows[i].stored);
    }
}

/* The page shows what was stored, escaped, and a form that is sent as it came changes nothing. */
static void test_what_is_shown_comes_back(void **state)
{
    struct device_rig *r = *state;
    char body[256];
    device_rig_set(r, "GPP_A", "<a href=\"x\">&amp;");
    assert_int_equal(device_rig_get(r, "/admin/voice/advanced"), 200);
    (void)snprintf(body, sizeof body, "name=\"%s\" value=\"&lt;a href=&quot;x&quot;&gt;&amp;amp;\" maxlength=2047>",
                   id_of(r, "GPP_A"));
    assert_true(says(r, body));
    uint32_t generation = fw_params_generation(fw_device_params(r->device));
    (void)snprintf(body, sizeof body, "%s=%%3Ca+href%%3D%%22x%%22%%3E%%26amp%%3B&%s=1&%s=0&%s=DHCP", id_of(r, "GPP_A"),
                   id_of(r, "Provision_Enable"), id_of(r, "Enable_VLAN"), id_of(r, "Connection_Type"));
    assert_int_equal(post(r, "/admin/voice/asipura.spa", body), 200);
    assert_int_equal(fw_params_generation(fw_device_params(r->device)), generation);
}

static void test_an_empty_password_stays(void **state)
{
    struct device_rig *r = *state;
    char body[64];
    (void)snprintf(body, sizeof body, "%s=secret", id_of(r, "Password_1_"));
    assert_int_equal(post(r, "/admin/voice/bsipura.spa", body), 200);
    assert_string_equal(device_rig_value(r, "Password_1_"), "secret");
    (void)snprintf(body, sizeof body, "%s=", id_of(r, "Password_1_"));
    assert_int_equal(post(r, "/admin/voice/bsipura.spa", body), 200);
    assert_string_equal(device_rig_value(r, "Password_1_"), "secret");
    (void)snprintf(body, sizeof body, "%s=other", id_of(r, "Password_1_") + 1); /* without its P: another name */
    assert_int_equal(post(r, "/admin/voice/bsipura.spa", body), 200);
    assert_string_equal(device_rig_value(r, "Password_1_"), "secret");
}

/* The user access of each parameter, as profiles set it: rw edits, ro shows, na hides. */
static void test_what_the_user_may(void **state)
{
    static const struct {
        const char *element, *shown;
        bool is_edited;
    } rows[] = {{"Secondary_DNS", "<input", true}, {"Primary_DNS", "<font", false}, {"HostName", NULL, false}};
    struct device_rig *r = *state;
    struct fw_txn *txn;
    assert_int_equal(fw_txn_create(&txn, fw_device_params(r->device)), RT_OK);
    assert_int_equal(fw_txn_set_access(txn, fw_param_find(fw_device_params(r->device), "Primary_DNS"), FW_ACCESS_RO),
                     RT_OK);
    assert_int_equal(fw_txn_set_access(txn, fw_param_find(fw_device_params(r->device), "HostName"), FW_ACCESS_NA),
                     RT_OK);
    assert_int_equal(fw_txn_commit(txn, "test", NULL), RT_OK);
    fw_txn_destroy(txn);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[96];
        const char *label = strcmp(rows[i].element, "Primary_DNS") == 0     ? "Primary DNS"
                            : strcmp(rows[i].element, "Secondary_DNS") == 0 ? "Secondary DNS"
                                                                            : "HostName";
        assert_int_equal(device_rig_get(r, "/"), 200);
        (void)snprintf(text, sizeof text, "<td>%s:<td>%s", label, rows[i].shown != NULL ? rows[i].shown : "");
        assert_int_equal(says(r, text), rows[i].shown != NULL);
        assert_int_equal(device_rig_get(r, "/admin/"), 200);
        (void)snprintf(text, sizeof text, "<td>%s:<td><input", label);
        assert_true(says(r, text)); /* the administrator is never restricted */
        (void)snprintf(text, sizeof text, "%s=10.9.9.9", id_of(r, rows[i].element));
        assert_int_equal(post(r, "/bsipura.spa", text), 200);
        assert_string_equal(device_rig_value(r, rows[i].element), rows[i].is_edited ? "10.9.9.9" : "");
        assert_false(says(r, label)); /* ignored, not refused */
        device_rig_pass_s(r, 60);     /* these need a restart */
        device_rig_forget(r);
    }
}

/* As a profile would be judged: a refused value leaves the old one, the others are stored, and the page says which. */
static void test_refused_fields_are_named(void **state)
{
    struct device_rig *r = *state;
    char body[256];
    (void)snprintf(body, sizeof body, "%s=70000&%s=5070&%s=maybe&%s=%%3Cb%%3E", id_of(r, "WAN_Web_Server_Port"),
                   id_of(r, "SIP_Port_1_"), id_of(r, "Line_Enable_2_"), id_of(r, "GPP_B"));
    assert_int_equal(post(r, "/admin/voice/asipura.spa", body), 200);
    assert_string_equal(device_rig_value(r, "WAN_Web_Server_Port"), "80");
    assert_string_equal(device_rig_value(r, "SIP_Port_1_"), "5070");
    assert_string_equal(device_rig_value(r, "Line_Enable_2_"), "Yes");
    assert_true(says(r, "<p>Router/Wan Setup, WAN Web Server Port: outside the parameter's range"));
    assert_true(says(r, "<p>Voice/Line 2, Line Enable: not of the parameter's type"));
    assert_false(says(r, "GPP B"));
    assert_false(says(r, "http-equiv")); /* there is something to read */
}

static void test_a_restart_when_it_is_needed(void **state)
{
    struct device_rig *r = *state;
    char body[64];
    device_rig_hook(r, 0, true);
    (void)snprintf(body, sizeof body, "%s=box", id_of(r, "HostName"));
    assert_int_equal(post(r, "/bsipura.spa", body), 200); /* the reply comes first */
    device_rig_pass_s(r, 60);
    assert_int_equal(board_n_starts(r->board), 1); /* a call goes on */
    device_rig_hook(r, 0, false);
    device_rig_pass_s(r, 20);
    assert_int_equal(board_n_starts(r->board), 2);
    assert_string_equal(device_rig_value(r, "HostName"), "box");
}

/* Guide p.3-5: at once, by a restart. */
static void test_profile_rule_typed_into_the_page_leads_to_a_resync(void **state)
{
    struct device_rig *r = *state;
    char body[128];
    provider_serve_text(&r->provider, "/typed.cfg", "<flat-profile><GPP_A>typed</GPP_A></flat-profile>");
    (void)snprintf(body, sizeof body, "%s=1&%s=%%2Ftyped.cfg", id_of(r, "Resync_On_Reset"), id_of(r, "Profile_Rule"));
    assert_int_equal(post(r, "/admin/voice/asipura.spa", body), 200);
    (void)device_rig_expect(r, &fw_signal_resync, "done");
    assert_string_equal(device_rig_value(r, "GPP_A"), "typed");
}

/* --- nothing half applied --- */

static void begin(struct device_rig *r, struct web_client *c, uint16_t port, const char *text)
{
    web_client_init(c, &r->lan, LAN, port);
    web_client_connect(c, 0xc0a80001u, 80);
    device_rig_pass_ms(r, 10);
    assert_true(c->is_open);
    web_client_send_text(c, text);
    device_rig_pass_ms(r, 10);
}

static void test_a_body_that_does_not_end(void **state)
{
    struct device_rig *r = *state;
    struct web_client c;
    char text[256], body[64];
    (void)snprintf(body, sizeof body, "%s=half", id_of(r, "GPP_A"));
    (void)snprintf(text, sizeof text, "POST /admin/voice/bsipura.spa HTTP/1.1\r\nContent-Length: %zu\r\n\r\n%s",
                   strlen(body) + 10, body); /* longer than what comes */
    begin(r, &c, 30001, text);
    assert_string_equal(device_rig_value(r, "GPP_A"), "");
    web_client_close(&c); /* and then it goes away */
    device_rig_pass_s(r, 400);
    assert_string_equal(device_rig_value(r, "GPP_A"), "");
    web_client_fini(&c);
    begin(r, &c, 30002, text); /* or says nothing more */
    device_rig_pass_s(r, 400);
    assert_int_equal(web_client_status(&c), 408);
    assert_string_equal(device_rig_value(r, "GPP_A"), "");
    web_client_fini(&c);
    /* Shorter: what is behind the length is not read. */
    (void)snprintf(text, sizeof text, "POST /admin/voice/bsipura.spa HTTP/1.1\r\nContent-Length: %zu\r\n\r\n%s",
                   strlen(body) - 2, body);
    begin(r, &c, 30003, text);
    assert_int_equal(web_client_status(&c), 200);
    assert_string_equal(device_rig_value(r, "GPP_A"), "ha");
    web_client_fini(&c);
}

static void test_ten_megabytes(void **state)
{
    struct device_rig *r = *state;
    struct web_client c;
    char text[256];
    (void)snprintf(
        text, sizeof text,
        "POST /admin/voice/bsipura.spa HTTP/1.1\r\nContent-Length: 10485760\r\n\r\n%s=big&x=", id_of(r, "GPP_A"));
    begin(r, &c, 30004, text);
    assert_int_equal(web_client_status(&c), 413);
    for (unsigned i = 0; i < 100 && c.is_open; i++) { /* it goes on all the same */
        web_client_send(&c, text, sizeof text);
        device_rig_pass_ms(r, 1);
    }
    device_rig_pass_s(r, 400);
    assert_string_equal(device_rig_value(r, "GPP_A"), "");
    web_client_fini(&c);
    assert_int_equal(device_rig_get(r, "/"), 200);
}

/* Each form is one transaction: the last one wins, field by field, and none is lost. */
static void test_two_writers_at_once(void **state)
{
    struct device_rig *r = *state;
    struct web_client a, b;
    char text[2][256], body[2][96];
    (void)snprintf(body[0], sizeof body[0], "%s=a&%s=a", id_of(r, "GPP_A"), id_of(r, "GPP_B"));
    (void)snprintf(body[1], sizeof body[1], "%s=b&%s=b", id_of(r, "GPP_B"), id_of(r, "GPP_C"));
    for (unsigned i = 0; i < 2; i++) {
        (void)snprintf(text[i], sizeof text[i], "POST /admin/bsipura.spa HTTP/1.1\r\nContent-Length: %zu\r\n\r\n%s",
                       strlen(body[i]), body[i]);
    }
    char last = text[0][strlen(text[0]) - 1];
    text[0][strlen(text[0]) - 1] = '\0'; /* the first one begins first and ends last */
    begin(r, &a, 30005, text[0]);
    begin(r, &b, 30006, text[1]);
    assert_string_equal(device_rig_value(r, "GPP_B"), "b");
    assert_string_equal(device_rig_value(r, "GPP_A"), "");
    web_client_send(&a, &last, 1);
    device_rig_pass_ms(r, 10);
    assert_string_equal(device_rig_value(r, "GPP_A"), "a");
    assert_string_equal(device_rig_value(r, "GPP_B"), "a");
    assert_string_equal(device_rig_value(r, "GPP_C"), "b");
    assert_int_equal(web_client_status(&a), 200);
    assert_int_equal(web_client_status(&b), 200);
    web_client_fini(&a);
    web_client_fini(&b);
}

static void test_flash_that_fails(void **state)
{
    struct device_rig *r = *state;
    char body[96];
    char *before = device_rig_state(r);
    board_fault_arm(r->board, &(struct board_fault){.operation = 1, .kind = BOARD_FAULT_FAIL}, 1);
    (void)snprintf(body, sizeof body, "%s=a&%s=b&32975=1", id_of(r, "GPP_A"), id_of(r, "GPP_B"));
    assert_int_equal(post(r, "/admin/bsipura.spa", body), 500);
    assert_true(says(r, "The configuration was not changed"));
    device_rig_expect_state(r, before);
    rt_mem_free(before);
}

/* The factory has none for the Internet side; switched on, its forms work there too. */
static void test_the_internet_side(void **state)
{
    struct device_rig *r = *state;
    char body[64];
    (void)snprintf(body, sizeof body, "%s=wan", id_of(r, "GPP_A"));
    assert_int_equal(device_rig_post(r, WAN, "/admin/bsipura.spa", NULL, body), 0);
    device_rig_set(r, "Enable_WAN_Web_Server", "Yes");
    assert_int_equal(device_rig_post(r, WAN, "/admin/bsipura.spa", NULL, body), 200);
    assert_string_equal(device_rig_value(r, "GPP_A"), "wan");
}

/* --- the tables without elements --- */

static const char *cell_of(struct device_rig *r, enum fw_table t, unsigned row, unsigned column)
{
    static char text[FW_TABLE_CELL_MAX + 1];
    return fw_table_cell(fw_device_params(r->device), t, row, column, text);
}

static unsigned table_id(enum fw_table t, unsigned row, unsigned column)
{
    const struct fw_table_info *info = fw_table_info(t);
    return fw_table_form_id((uint16_t)(info->first_number + row * info->n_columns + column));
}

static void test_rows_of_the_tables(void **state)
{
    static const char *const texts[FW_N_TABLES][FW_TABLE_COLUMNS_MAX] = {
        {"1", "web", "80", "81", "Both", "192.168.0.77"}, {"1", "000E08112233", "192.168.0.78"}};
    static const char *const stored[FW_N_TABLES][FW_TABLE_COLUMNS_MAX] = {
        {"Yes", "web", "80", "81", "Both", "192.168.0.77"}, {"Yes", "000E08112233", "192.168.0.78"}};
    struct device_rig *r = *state;
    struct rt_buf body;
    rt_buf_init(&body, 8192);
    for (unsigned t = 0; t < FW_N_TABLES; t++) {
        const struct fw_table_info *info = fw_table_info((enum fw_table)t);
        for (unsigned k = 0; k < info->n_rows * info->n_columns; k++) {
            (void)rt_buf_printf(&body, "%u=%s&", table_id((enum fw_table)t, 0, 0), texts[t][0]);
            (void)rt_buf_printf(&body, "%u=%s&", table_id((enum fw_table)t, k / info->n_columns, k % info->n_columns),
                                texts[t][k % info->n_columns]);
        }
    }
    (void)rt_buf_printf(&body, "%s=both", id_of(r, "GPP_A"));
    assert_int_equal(post(r, "/admin/bsipura.spa", rt_buf_text(&body)), 200);
    for (unsigned pass = 0; pass < 2; pass++) { /* now, and after a restart */
        assert_string_equal(device_rig_value(r, "GPP_A"), "both");
        for (unsigned t = 0; t < FW_N_TABLES; t++) {
            const struct fw_table_info *info = fw_table_info((enum fw_table)t);
            for (unsigned k = 0; k < info->n_rows * info->n_columns; k++) {
                assert_string_equal(cell_of(r, (enum fw_table)t, k / info->n_columns, k % info->n_columns),
                                    stored[t][k % info->n_columns]);
            }
        }
        struct fw_forwarding_row f;
        assert_true(fw_forwarding_row(fw_device_params(r->device), 9, &f));
        assert_string_equal(f.service, "web");
        assert_true(f.first_port == 80 && f.last_port == 81 && f.is_tcp && f.is_udp && f.server_ip == 0xc0a8004d);
        struct fw_lease_row lease;
        assert_true(fw_lease_row(fw_device_params(r->device), 9, &lease));
        assert_memory_equal(lease.mac, "\x00\x0e\x08\x11\x22\x33", 6);
        assert_int_equal(lease.ip, 0xc0a8004e);
        device_rig_power_off(r);
        device_rig_start(r);
    }
    assert_int_equal(device_rig_get(r, "/admin/"), 200);
    assert_true(says(r, "Port Forwarding Settings"));
    assert_true(says(r, "Static DHCP Lease Settings"));
    char text[96];
    (void)snprintf(text, sizeof text, "name=\"%u\" value=\"192.168.0.77\"", table_id(FW_TABLE_FORWARDING, 9, 5));
    assert_true(says(r, text));
    /* A refused cell leaves the old one; the others of its row are taken. */
    (void)snprintf(text, sizeof text, "%u=70000&%u=ftp", table_id(FW_TABLE_FORWARDING, 0, 2),
                   table_id(FW_TABLE_FORWARDING, 0, 1));
    assert_int_equal(post(r, "/admin/bsipura.spa", text), 200);
    assert_true(says(r, "Port Forwarding Settings, Starting Port: outside"));
    assert_string_equal(cell_of(r, FW_TABLE_FORWARDING, 0, 2), "80");
    assert_string_equal(cell_of(r, FW_TABLE_FORWARDING, 0, 1), "ftp");
    /* The user has no Application tab. */
    (void)snprintf(text, sizeof text, "%u=user", table_id(FW_TABLE_FORWARDING, 1, 1));
    assert_int_equal(post(r, "/bsipura.spa", text), 200);
    assert_string_equal(cell_of(r, FW_TABLE_FORWARDING, 1, 1), "web");
    assert_int_equal(fw_params_factory_reset(fw_device_params(r->device)), RT_OK);
    assert_string_equal(cell_of(r, FW_TABLE_FORWARDING, 0, 1), "");
    assert_string_equal(cell_of(r, FW_TABLE_LEASES, 9, 1), "");
    rt_buf_fini(&body);
}

#define CASE(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_one_field),
        CASE(test_a_get_of_the_forms_address_shows_the_page),
        CASE(test_how_values_are_written),
        CASE(test_what_is_shown_comes_back),
        CASE(test_an_empty_password_stays),
        CASE(test_what_the_user_may),
        CASE(test_refused_fields_are_named),
        CASE(test_a_restart_when_it_is_needed),
        CASE(test_profile_rule_typed_into_the_page_leads_to_a_resync),
        CASE(test_a_body_that_does_not_end),
        CASE(test_ten_megabytes),
        CASE(test_two_writers_at_once),
        CASE(test_flash_that_fails),
        CASE(test_the_internet_side),
        CASE(test_rows_of_the_tables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
