/* SPDX-License-Identifier: MIT */
/* What becomes of a call for a line: tests/vectors/p_calls.tsv, each row at the function that decides; and which ring.
 */
#include <harness/test.h>
#include <harness/line_rig.h>
#include <harness/vectors.h>
#include <call/decide.h>
#include <stdio.h>
#include <string.h>

static struct line_rig rig;

static void set(const char *setting)
{
    char name[64];
    size_t n = strcspn(setting, "=");
    (void)snprintf(name, sizeof name, "%.*s_1_", (int)n, setting);
    line_rig_set(&rig, name, setting + n + 1);
}

static void set_all(const char *settings)
{
    char text[512];
    (void)snprintf(text, sizeof text, "%s", settings);
    for (char *p = text; *p != '\0';) {
        char *end = strstr(p, "; ");
        if (end != NULL) {
            *end = '\0';
        }
        set(p);
        if (end == NULL) {
            break;
        }
        p = end + 2;
    }
}

static void run(const struct vector_row *row)
{
    static const char *const occupations[] = {"idle", "one", "two", "busy"};
    struct call_request request = {.line = 1, .is_registered = true};
    struct call_decision d;
    char answer[32];
    line_rig_open(&rig, TEST_BINARY_DIR "/images/spa2102-5.2.10.img");
    set_all(row->field[1]);
    for (unsigned i = 0; i < 4; i++) {
        request.occupation = strcmp(row->field[0], occupations[i]) == 0 ? (enum call_occupation)i : request.occupation;
    }
    request.is_anonymous = strcmp(row->field[2], "anonymous") == 0;
    request.caller = rt_str(request.is_anonymous || strcmp(row->field[2], "-") == 0 ? "" : row->field[2]);
    call_decide(rig.params.params, &request, &d);
    (void)snprintf(answer, sizeof answer, "%d%s", d.status, d.is_waiting ? " waiting" : "");
    assert_string_equal(answer, row->field[3]);
    assert_string_equal(d.forward != NULL ? d.forward : "", row->field[4]);
    assert_string_equal(d.no_answer != NULL ? d.no_answer : "", row->field[5]);
    /* Without a registration none rings, unless Ans_Call_Without_Reg is Yes. */
    request.is_registered = false;
    call_decide(rig.params.params, &request, &d);
    assert_int_equal(d.status, 480);
    line_rig_set(&rig, "Ans_Call_Without_Reg_1_", "Yes");
    call_decide(rig.params.params, &request, &d);
    (void)snprintf(answer, sizeof answer, "%d%s", d.status, d.is_waiting ? " waiting" : "");
    assert_string_equal(answer, row->field[3]);
    line_rig_close(&rig);
}

static void numbers_fit_patterns(void **state)
{
    static const struct {
        const char *pattern, *number;
        bool fits;
    } rows[] = {
        {"1408*", "14085551212", true},
        {"1408*", "1408", true},
        {"1408*", "15085551212", false},
        {"1512???1234", "15125551234", true},
        {"1512???1234", "1512551234", false},
        {"?", "a", false},
        {"*12*34*", "0012003400", true},
        {"*12*34", "001200340", false},
        {"*", "", false},
        {"", "1", false},
        {"**", "5", true},
        {"5551234", "5551234", true},
        {"5551234", "55512345", false},
        {"*?", "a1", true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (call_number_fits(rows[i].pattern, rt_str(rows[i].number)) != rows[i].fits) {
            fail_msg("%s %s", rows[i].pattern, rows[i].number);
        }
    }
}

static void a_ring_is_chosen_by_name_then_by_caller(void **state)
{
    static const struct {
        const char *alert_info, *caller;
        unsigned ring;
    } rows[] = {
        {NULL, "2002", 5},
        {NULL, "14085551212", 4}, /* Ring4_Caller fits, and Ring6_Caller more closely */
        {"Bellcore-r3", "2002", 3},
        {"<Bellcore-r3>", "2002", 3},
        {"<http://127.0.0.1>;info=Bellcore-r3", "2002", 3},
        {"<http://127.0.0.1/Bellcore-r3>", "2002", 3},
        {"bellcore-R3", "2002", 3},
        {"<http://127.0.0.1>;info=\"x\";info=Bellcore-r2", "14085551212", 2},
        {"Bellcore-dr3", "2002", 5}, /* other vendors' name */
        {"", "14085551212", 4},
        {"<<>;;=;info", "2002", 5},
    };
    (void)state;
    line_rig_open(&rig, TEST_BINARY_DIR "/images/spa2102-5.2.10.img");
    set("Default_Ring=5");
    set("Ring4_Caller=1408*");
    set("Ring6_Caller=14085551212");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rt_str info = rows[i].alert_info != NULL ? rt_str(rows[i].alert_info) : (struct rt_str){NULL, 0};
        unsigned ring = call_choose_ring(rig.params.params, 1, FW_EL_DEFAULT_RING_1, info, rt_str(rows[i].caller));
        if (ring != rows[i].ring) {
            fail_msg("row %zu: ring %u", i, ring);
        }
    }
    set("Dist_Ring_Setting=No");
    assert_int_equal(
        call_choose_ring(rig.params.params, 1, FW_EL_DEFAULT_RING_1, RT_STR("Bellcore-r3"), RT_STR("2002")), 5);
    line_rig_close(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_fit_patterns),
        cmocka_unit_test(a_ring_is_chosen_by_name_then_by_caller),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    return vectors_run(TEST_SOURCE_DIR "/vectors/p_calls.tsv", "P", 20, run) + failed;
}
