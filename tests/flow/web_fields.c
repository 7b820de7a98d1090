/* SPDX-License-Identifier: MIT */
/*
 * Every parameter that a release has and that its pages can edit: set as a profile sets it, shown on its page
 * (passwords empty), changed by a POST of its field, in the parameter, kept over a restart. And the numbers of the
 * fields: those of tests/data/form_ids.tsv, in every release, for ever.
 */
#include <harness/test.h>
#include <harness/device_rig.h>
#include <harness/params_rig.h>
#include <rt/buf.h>
#include <rt/mem.h>
#include <rt/tsv.h>
#include <stdio.h>
#include <string.h>

static const char *const releases[] = {"3.3.6", "5.1.9", "5.2.10", "5.2.12", "SPA3102", "PAP2T"};
#define N_RELEASES (sizeof releases / sizeof releases[0])

static struct device_rig rig;

/* Texts, one of which each type and format takes; two of them per parameter. */
/* clang-format off */
static const char *const texts[] = {
    "text <&\"a", "second text", "No", "Yes", "7", "9", "1", "0", "64", "65", "99", ".5", ".6", ".02", ".03", "3600",
    "5000", "5002", "-3", "-2", "*77", "*78", "10.1.2.3", "10.1.2.4", "255.255.0.0", "255.0.0.0", "000E08112233",
    "000E08112234", "1.2.3", "1.2.4", "60(1/2)", "30(2/1)", "440@-10", "480@-12", "350@-19;10(*/0/1)",
    "440@-19;5(*/0/1)", "404", "5*", "(xx.)", "(9xx.)", "a.example", "b.example",
    "CWT:00", "CWT:00;CWF:01"};
/* clang-format on */

struct field {
    int row;
    char name[FW_FORM_ID_BYTES];
    char value[2][64];
};

/* Two values that the parameter takes as they are and that it does not have. */
static void choose(const struct fw_params *p, struct field *f)
{
    const struct fw_schema_row row = fw_schema_row(fw_params_schema(p), (size_t)f->row);
    char stored[FW_VALUE_MAX + 1];
    unsigned n = 0;
    struct rt_str rest = rt_str(row.choices);
    for (size_t i = 0; n < 2 && (rest.p != NULL || i < sizeof texts / sizeof texts[0]);) {
        char text[64] = "";
        if (row.type == FW_TYPE_CHOICE && rest.p != NULL) {
            (void)rt_str_copy(text, sizeof text, rt_str_cut(rest, '/', &rest));
        } else if (row.type == FW_TYPE_CHOICE) {
            break;
        } else {
            rest.p = NULL;
            (void)snprintf(text, sizeof text, "%s", texts[i++]);
        }
        if (fw_param_judge(p, f->row, rt_str(text), stored) == FW_FIT_OK &&
            strcmp(text, fw_param_default(p, f->row)) != 0) {
            (void)snprintf(f->value[n++], sizeof f->value[0], "%s", text);
        }
    }
    if (n == 0) {
        fail_msg("no value for %s", row.element);
    }
    if (n == 1) { /* two choices, or yes and no: back to the factory's */
        (void)snprintf(f->value[1], sizeof f->value[1], "%s", fw_param_default(p, f->row));
    }
}

/* These would end the test on its way: they get their second value alone. */
static bool is_of_the_way(const char *element)
{
    return strcmp(element, "Admin_Passwd") == 0 || strcmp(element, "Enable_Web_Admin_Access") == 0;
}

static void put_encoded(struct rt_buf *out, const char *text)
{
    for (; *text != '\0'; text++) {
        (void)rt_buf_printf(out, "%%%02x", (unsigned)(uint8_t)*text);
    }
}

static void put_escaped(struct rt_buf *out, const char *text)
{
    for (; *text != '\0'; text++) {
        const char c[2] = {*text, '\0'};
        (void)rt_buf_put_text(out, *text == '&' ? "&amp;" : *text == '<' ? "&lt;" : *text == '"' ? "&quot;" : c);
    }
}

/* The control as the page of this release has it. */
static void expect_shown(const char *page, const struct fw_schema_row *row, const struct field *f, const char *value)
{
    struct rt_buf text, shown;
    rt_buf_init(&text, 4096);
    rt_buf_init(&shown, 1024);
    put_escaped(&shown, value);
    (void)rt_buf_printf(&text, " name=\"%s\"", f->name);
    const char *at = strstr(page, rt_buf_text(&text));
    if (at == NULL) {
        fail_msg("%s (%s) is on no page", row->element, f->name);
    }
    const char *end = strchr(at, '>');
    rt_buf_clear(&text);
    if (row->type == FW_TYPE_BOOL) {
        (void)rt_buf_printf(&text, "<option selected value=\"%d\">", strcmp(value, "Yes") == 0);
        end = strstr(at, "</select>");
    } else if (row->type == FW_TYPE_CHOICE) {
        (void)rt_buf_printf(&text, "<option value=\"%s\" selected>", rt_buf_text(&shown));
        end = strstr(at, "</select>");
    } else if ((row->flags & FW_ROW_PASSWORD) != 0) {
        (void)rt_buf_put_text(&text, " value=\"\" maxlength=255");
    } else {
        (void)rt_buf_printf(&text, " value=\"%s\" maxlength=2047", rt_buf_text(&shown));
    }
    const char *found = strstr(at, rt_buf_text(&text));
    if (found == NULL || found > end) {
        fail_msg("%s: the page does not have %s but %.200s", row->element, rt_buf_text(&text), at);
    }
    rt_buf_fini(&text);
    rt_buf_fini(&shown);
}

static struct field *find_fields(const struct fw_params *p, size_t *n)
{
    const struct fw_schema *schema = fw_params_schema(p);
    struct field *fields = rt_mem_alloc(fw_schema_n_rows(schema) * sizeof *fields);
    assert_non_null(fields);
    *n = 0;
    for (size_t i = 0; i < fw_schema_n_rows(schema); i++) {
        const struct fw_schema_row row = fw_schema_row(schema, i);
        if (row.type != FW_TYPE_STATUS) {
            if (row.form_number == 0) {
                fail_msg("%s has no number", row.element);
            }
            struct field *f = &fields[(*n)++];
            *f = (struct field){.row = (int)i};
            (void)fw_schema_form_id(&row, f->name);
            choose(p, f);
        }
    }
    return fields;
}

/* As a profile does: the same transaction, the same judge. */
static void set_all(struct fw_params *p, const struct field *fields, size_t n)
{
    struct fw_txn *txn;
    assert_int_equal(fw_txn_create(&txn, p), RT_OK);
    for (size_t i = 0; i < n; i++) {
        enum fw_fit fit = FW_FIT_OK;
        const char *element = fw_schema_element(fw_params_schema(p), (size_t)fields[i].row);
        if (!is_of_the_way(element)) {
            assert_int_equal(fw_txn_set_by_name(txn, rt_str(element), rt_str(fields[i].value[0]), &fit), RT_OK);
        }
        assert_int_equal(fit, FW_FIT_OK);
    }
    assert_int_equal(fw_txn_commit(txn, "resync", NULL), RT_OK);
    fw_txn_destroy(txn);
}

static void check_pages(struct device_rig *r, const struct field *fields, size_t n)
{
    const struct fw_params *p = fw_device_params(r->device);
    for (unsigned half = 0; half < 2; half++) {
        assert_int_equal(device_rig_get(r, half == 0 ? "/admin/advanced" : "/admin/voice/advanced"), 200);
        const char *page = web_client_body(&r->web);
        for (size_t i = 0; i < n; i++) {
            const struct fw_schema_row row = fw_schema_row(fw_params_schema(p), (size_t)fields[i].row);
            if ((strncmp(row.tab, "Voice/", 6) == 0) == (half == 1)) {
                expect_shown(page, &row, &fields[i], fw_param_get(p, fields[i].row));
            }
        }
    }
}

static void check_values(struct device_rig *r, const struct field *fields, size_t n)
{
    const struct fw_params *p = fw_device_params(r->device);
    for (size_t i = 0; i < n; i++) {
        const char *value = fw_param_get(p, fields[i].row);
        if (strcmp(value, fields[i].value[1]) != 0) {
            fail_msg("%s is '%s', not '%s'", fw_schema_element(fw_params_schema(p), (size_t)fields[i].row), value,
                     fields[i].value[1]);
        }
    }
}

static void test_every_field(void **state)
{
    (void)state;
    for (size_t k = 0; k < N_RELEASES; k++) {
        struct device_rig *r = &rig;
        struct rt_buf body;
        size_t n;
        device_rig_init(r, releases[k]);
        device_rig_set(r, "Resync_On_Reset", "No");
        device_rig_start(r);
        struct field *fields = find_fields(fw_device_params(r->device), &n);
        set_all(fw_device_params(r->device), fields, n);
        check_pages(r, fields, n);
        rt_buf_init(&body, 256 * 1024);
        for (size_t i = 0; i < n; i++) {
            const struct fw_schema_row row =
                fw_schema_row(fw_params_schema(fw_device_params(r->device)), (size_t)fields[i].row);
            const char *value = fields[i].value[1];
            (void)rt_buf_printf(&body, "&%s=", fields[i].name);
            put_encoded(&body, row.type != FW_TYPE_BOOL ? value : strcmp(value, "Yes") == 0 ? "1" : "0");
        }
        const char *form = strcmp(releases[k], "PAP2T") == 0 ? "/admin/voice/linksysa.pbp" : "/admin/voice/asipura.spa";
        assert_int_equal(device_rig_post(r, DEVICE_RIG_LAN_PC, form, NULL, rt_buf_text(&body)), 200);
        check_values(r, fields, n);
        device_rig_power_off(r);
        device_rig_power_on(r);
        for (unsigned i = 0; i < 100 && !fw_device_is_running(r->device); i++) {
            device_rig_pass_ms(r, 100); /* its new network is not ours to wait for */
        }
        check_values(r, fields, n);
        print_message("%-16s %3zu fields\n", releases[k], n);
        rt_buf_fini(&body);
        rt_mem_free(fields);
        device_rig_fini(r);
    }
}

/* --- the numbers --- */

static uint16_t number_of(const struct fw_schema_row *row)
{
    uint32_t v = row->form_number ^ 0x726fu;
    return (uint16_t)(v >> 6 | v << 10);
}

static void test_numbers_never_change(void **state)
{
    (void)state;
    size_t n_text, n_seen = 0;
    char *text = params_rig_read_file(TEST_SOURCE_DIR "/data/form_ids.tsv", &n_text);
    for (size_t k = 0; k < N_RELEASES; k++) {
        static bool is_used[65536];
        memset(is_used, 0, sizeof is_used);
        device_rig_init(&rig, releases[k]);
        device_rig_start(&rig);
        const struct fw_schema *schema = fw_params_schema(fw_device_params(rig.device));
        struct rt_tsv rows = rt_tsv(rt_str_n(text, n_text));
        struct rt_str line, cells[2];
        size_t n_found = 0, n_elements = 0;
        while (rt_tsv_next(&rows, &line)) {
            assert_int_equal(rt_tsv_cells(line, cells, 2), 2);
            int i = fw_schema_find(schema, cells[0]);
            if (i >= 0) {
                const struct fw_schema_row row = fw_schema_row(schema, (size_t)i);
                char id[FW_FORM_ID_BYTES];
                if (!rt_str_is(cells[1], fw_schema_form_id(&row, id))) {
                    fail_msg("%s: %.*s has the number %s", releases[k], (int)line.n, line.p, id);
                }
                assert_false(is_used[number_of(&row)]);
                is_used[number_of(&row)] = true;
                n_found++;
            }
        }
        for (size_t i = 0; i < fw_schema_n_rows(schema); i++) {
            n_elements += fw_schema_element(schema, i)[0] != '\0';
        }
        assert_int_equal(n_found, n_elements); /* each has a row in the list */
        n_seen += n_found;
        device_rig_fini(&rig);
    }
    assert_true(n_seen > 4000);
    rt_mem_free(text);
}

/* Line 2's are those of line 1, and 0x140 (captured pages: 85 of 86 pairs). */
static void test_the_second_line(void **state)
{
    (void)state;
    device_rig_init(&rig, "5.2.10");
    device_rig_start(&rig);
    const struct fw_schema *schema = fw_params_schema(fw_device_params(rig.device));
    unsigned n_pairs = 0;
    for (size_t i = 0; i < fw_schema_n_rows(schema); i++) {
        const struct fw_schema_row one = fw_schema_row(schema, i);
        char name[96];
        size_t n = strlen(one.element);
        if (n < 3 || strcmp(one.element + n - 3, "_1_") != 0 || strcmp(one.element, "SIP_Port_1_") == 0) {
            continue;
        }
        (void)snprintf(name, sizeof name, "%.*s_2_", (int)(n - 3), one.element);
        int k = fw_schema_find(schema, rt_str(name));
        if (k >= 0) {
            const struct fw_schema_row two = fw_schema_row(schema, (size_t)k);
            assert_int_equal(number_of(&two), number_of(&one) + 0x140);
            n_pairs++;
        }
    }
    assert_true(n_pairs > 180);
    device_rig_fini(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_field),
        cmocka_unit_test(test_numbers_never_change),
        cmocka_unit_test(test_the_second_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
