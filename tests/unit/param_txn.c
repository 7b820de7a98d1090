/* SPDX-License-Identifier: MIT */
/* Transactions: what is seen when, who is told, and what the trace says. */
#include <harness/params_rig.h>
#include <board/signal.h>
#include <fw/channel.h>
#include <rt/mem.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static int open_rig(void **state)
{
    struct params_rig *rig = malloc(sizeof *rig);
    assert_non_null(rig);
    params_rig_open(rig, NULL, NULL);
    *state = rig;
    return 0;
}

static int close_rig(void **state)
{
    params_rig_close(*state);
    free(*state);
    return 0;
}

static struct fw_txn *begin(struct params_rig *rig)
{
    struct fw_txn *t;
    assert_int_equal(fw_txn_create(&t, rig->params), RT_OK);
    return t;
}

static void set(struct fw_txn *t, const char *element, const char *value, enum fw_fit expected)
{
    enum fw_fit fit;
    assert_int_equal(fw_txn_set_by_name(t, rt_str(element), rt_str(value), &fit), RT_OK);
    assert_int_equal(fit, expected);
}

/* The texts of the fw.param events from <from> on, one a line. */
static char *trace_text(const struct params_rig *rig, uint64_t from)
{
    struct rt_buf out;
    rt_buf_init(&out, 1u << 20);
    for (; from < board_trace_end(rig->board); from++) {
        const struct board_event *e = board_trace_get(rig->board, from);
        if (board_event_signal(e) == &fw_signal_param) {
            (void)rt_buf_printf(&out, "%s\n", e->text);
        }
    }
    assert_int_equal(rt_buf_error(&out), RT_OK);
    return rt_buf_take(&out);
}

static void nothing_is_seen_before_the_commit(void **state)
{
    struct params_rig *rig = *state;
    struct fw_txn *t = begin(rig);
    int id = fw_param_find(rig->params, "GPP_A");
    uint64_t n_operations = board_flash_n_operations(rig->board);
    set(t, "GPP_A", "x", FW_FIT_OK);
    assert_string_equal(fw_txn_get(t, id), "x");
    assert_string_equal(fw_param_get(rig->params, id), "");
    assert_int_equal(board_flash_n_operations(rig->board), n_operations);
    fw_txn_destroy(t);
    params_rig_restart(rig);
    assert_string_equal(fw_param_get(rig->params, id), "");
}

static void a_commit_counts_what_is_different(void **state)
{
    struct params_rig *rig = *state;
    struct fw_txn *t = begin(rig);
    struct fw_commit c;
    set(t, "GPP_A", "x", FW_FIT_OK);
    set(t, "Resync_Periodic", "3600", FW_FIT_OK); /* as it is */
    set(t, "Enable_WAN_Web_Server", "1", FW_FIT_NORMALISED);
    set(t, "SIP_T1", "fast", FW_FIT_WRONG_TYPE);
    set(t, "No_Such_Thing", "x", FW_FIT_UNKNOWN);
    set(t, "gpp_a", "y", FW_FIT_UNKNOWN); /* names are case sensitive: guide p.2-2 */
    set(t, "", "y", FW_FIT_UNKNOWN);      /* the name of every status row */
    assert_int_equal(fw_txn_set_access(t, fw_param_find(rig->params, "GPP_A"), FW_ACCESS_RW), RT_OK);
    assert_int_equal(fw_txn_set_access(t, fw_param_find(rig->params, "SIP_T1"), FW_ACCESS_NA), RT_OK); /* as it is */
    assert_int_equal(fw_txn_set_access(t, FW_PARAM_NONE, FW_ACCESS_RW), RT_OK);
    assert_int_equal(fw_txn_commit(t, "test", &c), RT_OK);
    assert_int_equal(c.n_changed, 2);
    assert_int_equal(c.n_access_changed, 1);
    assert_false(c.needs_reboot);
    assert_int_equal(fw_params_generation(rig->params), 1);
    fw_txn_destroy(t);
    params_rig_restart(rig);
    assert_string_equal(fw_param_by_name(rig->params, "GPP_A"), "x");
    assert_string_equal(fw_param_by_name(rig->params, "Enable_WAN_Web_Server"), "Yes");
    assert_string_equal(fw_param_by_name(rig->params, "SIP_T1"), ".5");
    assert_int_equal(fw_param_access(rig->params, fw_param_find(rig->params, "GPP_A")), FW_ACCESS_RW);
    fw_txn_destroy(NULL);
}

static void a_commit_without_a_difference_writes_nothing(void **state)
{
    struct params_rig *rig = *state;
    assert_int_equal(params_rig_set(rig, "GPP_A", "x"), RT_OK);
    uint64_t n_operations = board_flash_n_operations(rig->board), events = board_trace_end(rig->board);
    assert_int_equal(params_rig_set(rig, "GPP_A", "x"), RT_OK);
    assert_int_equal(params_rig_set(rig, "Resync_Periodic", "3600"), RT_OK);
    assert_int_equal(board_flash_n_operations(rig->board), n_operations);
    assert_int_equal(board_trace_end(rig->board), events);
    assert_int_equal(fw_params_generation(rig->params), 1);
}

static void a_transaction_is_empty_after_its_commit(void **state)
{
    struct params_rig *rig = *state;
    struct fw_txn *t = begin(rig);
    set(t, "GPP_A", "x", FW_FIT_OK);
    assert_int_equal(fw_txn_commit(t, "test", NULL), RT_OK);
    assert_int_equal(params_rig_set(rig, "GPP_A", "y"), RT_OK);
    assert_int_equal(fw_txn_commit(t, "test", NULL), RT_OK);
    assert_string_equal(fw_param_by_name(rig->params, "GPP_A"), "y");
    set(t, "GPP_A", "", FW_FIT_OK);
    assert_int_equal(fw_txn_commit(t, "test", NULL), RT_OK);
    assert_string_equal(fw_param_by_name(rig->params, "GPP_A"), "");
    fw_txn_destroy(t);
}

static void the_last_of_two_commits_wins(void **state)
{
    struct params_rig *rig = *state;
    struct fw_txn *a = begin(rig), *b = begin(rig);
    set(a, "GPP_A", "a", FW_FIT_OK);
    set(b, "GPP_A", "b", FW_FIT_OK);
    assert_int_equal(fw_txn_commit(b, "test", NULL), RT_OK);
    assert_int_equal(fw_txn_commit(a, "test", NULL), RT_OK);
    assert_string_equal(fw_param_by_name(rig->params, "GPP_A"), "a");
    fw_txn_destroy(a);
    fw_txn_destroy(b);
}

static void a_change_marked_reboot_says_so(void **state)
{
    struct params_rig *rig = *state;
    struct fw_txn *t = begin(rig);
    struct fw_commit c;
    int id = fw_param_find(rig->params, "Static_IP");
    assert_int_equal(fw_txn_set_access(t, id, FW_ACCESS_RO), RT_OK);
    assert_int_equal(fw_txn_commit(t, "test", &c), RT_OK);
    assert_false(c.needs_reboot); /* an access restarts nothing */
    set(t, "Static_IP", "192.0.2.1", FW_FIT_OK);
    assert_int_equal(fw_txn_commit(t, "test", &c), RT_OK);
    assert_true(c.needs_reboot);
    fw_txn_destroy(t);
}

static void the_trace_names_source_and_values_and_no_secret(void **state)
{
    struct params_rig *rig = *state;
    struct fw_txn *t = begin(rig);
    uint64_t from = board_trace_end(rig->board);
    set(t, "GPP_A", "shown", FW_FIT_OK);
    set(t, "GPP_SA", "hidden1", FW_FIT_OK);
    set(t, "Admin_Passwd", "hidden2", FW_FIT_OK);
    set(t, "Profile_Rule", "[--key \"hidden 3\" --alias a] http://h/[--key hidden4]", FW_FIT_OK);
    assert_int_equal(fw_txn_set_access(t, fw_param_find(rig->params, "GPP_A"), FW_ACCESS_RO), RT_OK);
    assert_int_equal(fw_txn_commit(t, "resync", NULL), RT_OK);
    char *text = trace_text(rig, from);
    assert_string_equal(text, "commit by resync: 4 values, 1 accesses\n"
                              "Admin_Passwd = ****\n"
                              "Profile_Rule = [--key \"****\" --alias a] http://h/[--key ****]\n"
                              "GPP_A = shown\n"
                              "GPP_A ua = ro\n"
                              "GPP_SA = ****\n");
    rt_mem_free(text);
    fw_txn_destroy(t);
}

struct witness {
    struct fw_param_watcher watcher;
    struct params_rig *rig;
    struct witness *sends_away; /* unwatched in the first call */
    const char *commits;        /* value of GPP_A set in the first call */
    unsigned n_calls, n_ids;
};

static void on_change(void *ctx, const int *ids, size_t n)
{
    struct witness *w = ctx;
    w->n_calls++;
    w->n_ids += (unsigned)n;
    assert_true(n > 0 && ids[0] >= 0);
    if (w->sends_away != NULL) {
        fw_param_unwatch(w->rig->params, &w->sends_away->watcher);
    }
    if (w->commits != NULL) {
        const char *value = w->commits;
        w->commits = NULL;
        assert_int_equal(params_rig_set(w->rig, "GPP_A", value), RT_OK);
    }
}

static void watchers_may_leave_and_commit_while_they_are_called(void **state)
{
    struct params_rig *rig = *state;
    struct witness w[4];
    for (size_t i = 0; i < 4; i++) {
        w[i] = (struct witness){.rig = rig};
        w[i].watcher = (struct fw_param_watcher){.fn = on_change, .ctx = &w[i]};
        fw_param_watch(rig->params, &w[i].watcher);
    }
    w[0].sends_away = &w[1]; /* the next one, before it is called */
    w[2].sends_away = &w[2]; /* itself */
    w[2].commits = "from a watcher";
    assert_int_equal(params_rig_set(rig, "Resync_Periodic", "60"), RT_OK);
    assert_int_equal(w[0].n_calls, 2);
    assert_int_equal(w[1].n_calls, 0);
    assert_int_equal(w[2].n_calls, 1);
    assert_int_equal(w[3].n_calls, 2);
    assert_string_equal(fw_param_by_name(rig->params, "GPP_A"), "from a watcher");
    fw_param_unwatch(rig->params, &w[1].watcher); /* it is gone already: no harm */
    fw_param_unwatch(rig->params, &w[0].watcher);
    fw_param_unwatch(rig->params, &w[3].watcher);
    assert_int_equal(params_rig_set(rig, "Resync_Periodic", "61"), RT_OK);
    assert_int_equal(w[3].n_calls, 2);
}

static void values_are_read_as_numbers(void **state)
{
    static const struct {
        const char *value;
        uint32_t u32;
        uint64_t us;
    } rows[] = {
        {"30", 30, 30000000},
        {"0x18", 24, 77},
        {"30.5", 30, 30500000},
        {".5", 0, 500000},
        {"+5", 5, 5000000},
        {"-5", 77, 77},
        {"", 77, 77},
        {"abc", 77, 77},
        {"3600+600", 77, 77},
        {"1,2", 77, 77},
        {"1.2.3", 77, 77},
        {"1.2345678", 1, 1234567},
        {"4294967295", UINT32_MAX, 4294967295000000u},
        {"4294967296", 77, 4294967296000000u},
        {" 7 ", 7, 7000000},
        {"99999999999999999999", 77, 77},
        {"inf", 77, 77},
        {".", 77, 77},
    };
    struct params_rig *rig = *state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(params_rig_set(rig, "GPP_A", rows[i].value), RT_OK);
        if (fw_param_u32(rig->params, "GPP_A", 77) != rows[i].u32 ||
            fw_param_us(rig->params, "GPP_A", 77) != rows[i].us) {
            fail_msg("\"%s\" reads as %u and %llu us", rows[i].value, fw_param_u32(rig->params, "GPP_A", 77),
                     (unsigned long long)fw_param_us(rig->params, "GPP_A", 77));
        }
    }
    assert_true(fw_param_bool(rig->params, "CW_Setting_1_", false));
    assert_false(fw_param_bool(rig->params, "Enable_WAN_Web_Server", true));
    assert_true(fw_param_bool(rig->params, "Nothing", true));
    assert_true(fw_param_bool(rig->params, "Static_IP", true)); /* empty */
    assert_int_equal(fw_param_u32(rig->params, "Nothing", 9), 9);
}

static void a_factory_reset_leaves_nothing_in_flash(void **state)
{
    struct params_rig *rig = *state;
    char *factory = params_rig_state(rig);
    assert_int_equal(params_rig_set(rig, "Admin_Passwd", "the-old-secret"), RT_OK);
    struct fw_txn *t = begin(rig);
    assert_int_equal(fw_txn_set_access(t, fw_param_find(rig->params, "GPP_A"), FW_ACCESS_RO), RT_OK);
    assert_int_equal(fw_txn_commit(t, "test", NULL), RT_OK);
    fw_txn_destroy(t);
    assert_int_equal(fw_params_factory_reset(rig->params), RT_OK);
    params_rig_restart(rig);
    char *after = params_rig_state(rig);
    assert_string_equal(after, factory);
    for (uint32_t i = 0; i + 14 < BOARD_FLASH_BYTES; i++) {
        assert_true(rig->flash[i] != 't' || memcmp(rig->flash + i, "the-old-secret", 14) != 0);
    }
    rt_mem_free(factory);
    rt_mem_free(after);
}

static void a_user_reset_touches_only_what_the_user_may_write(void **state)
{
    struct params_rig *rig = *state;
    struct fw_txn *t = begin(rig);
    set(t, "Speed_Dial_2_1_", "1", FW_FIT_OK);        /* rw */
    set(t, "CW_Setting_1_", "no", FW_FIT_NORMALISED); /* ro */
    set(t, "GPP_A", "1", FW_FIT_OK);                  /* na */
    set(t, "Static_IP", "1", FW_FIT_OK);              /* rw, but made na */
    set(t, "Resync_Periodic", "1", FW_FIT_OK);        /* na, but made rw */
    assert_int_equal(fw_txn_set_access(t, fw_param_find(rig->params, "Static_IP"), FW_ACCESS_NA), RT_OK);
    assert_int_equal(fw_txn_set_access(t, fw_param_find(rig->params, "Resync_Periodic"), FW_ACCESS_RW), RT_OK);
    assert_int_equal(fw_txn_commit(t, "test", NULL), RT_OK);
    fw_txn_destroy(t);
    assert_int_equal(fw_params_user_reset(rig->params), RT_OK);
    params_rig_restart(rig);
    assert_string_equal(fw_param_by_name(rig->params, "Speed_Dial_2_1_"), "");
    assert_string_equal(fw_param_by_name(rig->params, "CW_Setting_1_"), "No");
    assert_string_equal(fw_param_by_name(rig->params, "GPP_A"), "1");
    assert_string_equal(fw_param_by_name(rig->params, "Static_IP"), "1");
    assert_string_equal(fw_param_by_name(rig->params, "Resync_Periodic"), "3600");
    assert_int_equal(fw_param_access(rig->params, fw_param_find(rig->params, "Resync_Periodic")), FW_ACCESS_RW);
}

static void customised_defaults_stand_over_those_of_the_release(void **state)
{
    (void)state;
    struct params_rig rig;
    params_rig_open(&rig, NULL,
                    "# an RC unit\r\n\r\nProfile_Rule = http://prov.example/$MA.cfg?a=b \r\n"
                    "Enable_WAN_Web_Server=yes\nResync_Periodic = often\nNo_Such = 1\nnonsense\n = x\nGPP_A =\n"
                    "Speed_Dial_2_1_ = 5");
    int rule = fw_param_find(rig.params, "Profile_Rule");
    assert_string_equal(fw_param_get(rig.params, rule), "http://prov.example/$MA.cfg?a=b");
    assert_true(fw_param_is_default(rig.params, rule));
    assert_string_equal(fw_param_by_name(rig.params, "Enable_WAN_Web_Server"), "Yes");
    assert_string_equal(fw_param_by_name(rig.params, "Resync_Periodic"), "3600");
    assert_int_equal(params_rig_set(&rig, "Profile_Rule", "/spa$PSN.cfg"), RT_OK); /* the schema's default */
    params_rig_restart(&rig);
    assert_string_equal(fw_param_get(rig.params, rule), "/spa$PSN.cfg");
    assert_false(fw_param_is_default(rig.params, rule));
    assert_int_equal(params_rig_set(&rig, "Speed_Dial_2_1_", "6"), RT_OK);
    assert_int_equal(fw_params_user_reset(rig.params), RT_OK);
    assert_string_equal(fw_param_by_name(rig.params, "Speed_Dial_2_1_"), "5");
    assert_int_equal(fw_params_factory_reset(rig.params), RT_OK);
    params_rig_restart(&rig);
    assert_string_equal(fw_param_get(rig.params, rule), "http://prov.example/$MA.cfg?a=b");
    params_rig_close(&rig);
}

static void customised_defaults_lie_in_flash(void **state)
{
    struct params_rig *rig = *state;
    char *text;
    char big[FW_CUSTOM_TEXT_MAX + 1];
    memset(big, 'x', sizeof big);
    assert_int_equal(fw_custom_load(rig->board, &text), RT_ENOENT);
    assert_int_equal(fw_custom_store(rig->board, RT_STR("GPP_A = 1")), RT_OK);
    assert_int_equal(fw_custom_load(rig->board, &text), RT_OK);
    assert_string_equal(text, "GPP_A = 1");
    rt_mem_free(text);
    assert_int_equal(fw_custom_store(rig->board, rt_str_n(big, sizeof big)), RT_ETOOBIG);
    assert_int_equal(fw_custom_store(rig->board, rt_str_n(big, sizeof big - 1)), RT_OK);
    assert_int_equal(fw_custom_load(rig->board, &text), RT_OK);
    assert_int_equal(strlen(text), FW_CUSTOM_TEXT_MAX);
    rt_mem_free(text);
    rig->flash[board_region(BOARD_REGION_CUSTOM)->offset + 100] ^= 1;
    assert_int_equal(fw_custom_load(rig->board, &text), RT_ECORRUPT);
    assert_null(text);
    assert_int_equal(fw_custom_store(rig->board, RT_STR("")), RT_OK);
    assert_int_equal(fw_custom_load(rig->board, &text), RT_ENOENT);
    assert_int_equal(fw_custom_store(rig->board, RT_STR("a\0b")), RT_EINVAL);
}

static void the_report_has_every_parameter_but_the_secrets(void **state)
{
    struct params_rig *rig = *state;
    assert_int_equal(params_rig_set(rig, "GPP_A", "<a>&\"'\xe9"), RT_OK);
    assert_int_equal(params_rig_set(rig, "GPP_SA", "hidden"), RT_OK);
    struct rt_buf out;
    rt_buf_init(&out, 1u << 16);
    assert_int_equal(fw_params_write_xml(rig->params, &out), RT_OK);
    const char *text = rt_buf_text(&out);
    assert_non_null(strstr(text, "<flat-profile>\n  <Connection_Type ua=\"rw\">DHCP</Connection_Type>\n"));
    assert_non_null(strstr(text, "  <GPP_A ua=\"na\">&lt;a&gt;&amp;&quot;&apos;&#233;</GPP_A>\n"));
    assert_non_null(strstr(text, "  <CW_Setting_1_ ua=\"ro\">Yes</CW_Setting_1_>\n</flat-profile>\n"));
    assert_null(strstr(text, "GPP_SA"));
    assert_null(strstr(text, "hidden"));
    rt_buf_fini(&out);
    rt_buf_init(&out, 100);
    assert_int_equal(fw_params_write_xml(rig->params, &out), RT_ETOOBIG);
    rt_buf_fini(&out);
}

/* Create, set, commit with the n-th allocation failing, for every n: out of memory, or all of it. */
static void a_failing_allocation_changes_nothing(void **state)
{
    struct params_rig *rig = *state;
    assert_int_equal(params_rig_set(rig, "GPP_A", "old"), RT_OK);
    bool is_through = false;
    unsigned n_failed = 0;
    for (uint64_t n = 1; !is_through; n++) {
        assert_true(n < 200);
        params_rig_power_cycle(rig);
        uint64_t n_live = rt_mem_n_live();
        struct fw_txn *t = NULL;
        bool has_params = false;
        rt_mem_fail_at(n);
        enum rt_err err = fw_params_create(&rig->params, rig->board, rig->schema, "Static_IP = 192.0.2.9\n");
        has_params = err == RT_OK;
        if (err == RT_OK) {
            err = fw_txn_create(&t, rig->params);
        }
        if (err == RT_OK) {
            err = fw_txn_set_by_name(t, RT_STR("GPP_A"), RT_STR("new"), NULL);
        }
        if (err == RT_OK) {
            err = fw_txn_set_by_name(t, RT_STR("Resync_Periodic"), RT_STR("5"), NULL);
        }
        if (err == RT_OK) {
            err = fw_txn_commit(t, "test", NULL);
        }
        rt_mem_fail_at(0);
        assert_true(err == RT_OK || err == RT_ENOMEM);
        if (has_params) {
            assert_string_equal(fw_param_by_name(rig->params, "GPP_A"), err == RT_OK ? "new" : "old");
        } else {
            assert_null(rig->params);
        }
        fw_txn_destroy(t);
        fw_params_destroy(rig->params);
        rig->params = NULL;
        assert_int_equal(rt_mem_n_live(), n_live);
        is_through = err == RT_OK;
        n_failed += err == RT_ENOMEM;
        params_rig_restart(rig);
        assert_string_equal(fw_param_by_name(rig->params, "GPP_A"), err == RT_OK ? "new" : "old");
    }
    assert_true(n_failed > 10);
}

#define WITH_RIG(test) cmocka_unit_test_setup_teardown(test, open_rig, close_rig)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_RIG(nothing_is_seen_before_the_commit),
        WITH_RIG(a_commit_counts_what_is_different),
        WITH_RIG(a_commit_without_a_difference_writes_nothing),
        WITH_RIG(a_transaction_is_empty_after_its_commit),
        WITH_RIG(the_last_of_two_commits_wins),
        WITH_RIG(a_change_marked_reboot_says_so),
        WITH_RIG(the_trace_names_source_and_values_and_no_secret),
        WITH_RIG(watchers_may_leave_and_commit_while_they_are_called),
        WITH_RIG(values_are_read_as_numbers),
        WITH_RIG(a_factory_reset_leaves_nothing_in_flash),
        WITH_RIG(a_user_reset_touches_only_what_the_user_may_write),
        cmocka_unit_test(customised_defaults_stand_over_those_of_the_release),
        WITH_RIG(customised_defaults_lie_in_flash),
        WITH_RIG(the_report_has_every_parameter_but_the_secrets),
        WITH_RIG(a_failing_allocation_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
