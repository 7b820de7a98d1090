/* SPDX-License-Identifier: MIT */
/* The schema text is read row by row; what is malformed is refused with its line. */
#include <harness/params_rig.h>
#include <rt/mem.h>
#include <rt/tsv.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define SCHEMA_FILE TEST_SOURCE_DIR "/../images/releases/spa2102-5.2.10/schema.tsv"
#define GOOD        "Good\tGood\tT\tS\tstring\t\t\tna\t\t\n"

static void every_row_of_the_release_is_found(void **state)
{
    (void)state;
    size_t n;
    char *text = params_rig_read_file(SCHEMA_FILE, &n);
    struct fw_schema *s;
    unsigned bad_line;
    assert_int_equal(fw_schema_create(&s, text, n, &bad_line), RT_OK);
    assert_int_equal(fw_schema_n_rows(s), 854);
    unsigned n_elements = 0;
    for (size_t i = 0; i < 854; i++) {
        struct fw_schema_row row = fw_schema_row(s, i);
        int found = fw_schema_find(s, rt_str(row.element));
        assert_int_equal(found, row.type == FW_TYPE_STATUS ? -1 : (int)i);
        n_elements += found >= 0;
    }
    assert_int_equal(n_elements, 702);
    struct fw_schema_row row = fw_schema_row(s, (size_t)fw_schema_find(s, RT_STR("GPP_SA")));
    char words[FW_LABEL_BYTES];
    assert_string_equal(fw_schema_label(&row, words), "GPP SA");
    assert_string_equal(row.tab, "Voice/Provisioning");
    assert_int_equal(row.flags, FW_ROW_SECRET | FW_ROW_PASSWORD | FW_ROW_WIDE);
    assert_int_equal(row.access, FW_ACCESS_NA);
    assert_int_equal(fw_schema_find(s, RT_STR("gpp_sa")), -1);
    assert_int_equal(fw_schema_find(s, RT_STR("GPP_S")), -1);
    assert_int_equal(fw_schema_find(s, RT_STR("")), -1);
    fw_schema_destroy(s);
    rt_mem_free(text);
}

static void assert_same_row(const struct fw_schema_row *a, const struct fw_schema_row *b)
{
    assert_string_equal(a->element, b->element);
    assert_string_equal(a->fact, b->fact);
    char of_a[FW_LABEL_BYTES], of_b[FW_LABEL_BYTES];
    assert_string_equal(fw_schema_label(a, of_a), fw_schema_label(b, of_b));
    assert_string_equal(a->tab, b->tab);
    assert_string_equal(a->section, b->section);
    assert_string_equal(a->choices, b->choices);
    assert_string_equal(a->value, b->value);
    assert_int_equal(a->form_number, b->form_number);
    assert_int_equal(a->is_form_password, b->is_form_password);
    assert_string_equal(a->range, b->range);
    assert_int_equal(a->type, b->type);
    assert_int_equal(a->format, b->format);
    assert_int_equal(a->access, b->access);
    assert_int_equal(a->flags, b->flags);
}

/* The reader does not look again at what is as in the row above. */
static void each_row_is_read_as_if_it_were_alone(void **state)
{
    (void)state;
    size_t n;
    char *text = params_rig_read_file(SCHEMA_FILE, &n);
    struct fw_schema *all, *alone;
    assert_int_equal(fw_schema_create(&all, text, n, NULL), RT_OK);
    struct rt_tsv table = rt_tsv(rt_str_n(text, n));
    struct rt_str line;
    for (size_t i = 0; rt_tsv_next(&table, &line); i++) {
        assert_int_equal(fw_schema_create(&alone, line.p, line.n, NULL), RT_OK);
        struct fw_schema_row a = fw_schema_row(all, i), b = fw_schema_row(alone, 0);
        assert_same_row(&a, &b);
        fw_schema_destroy(alone);
    }
    fw_schema_destroy(all);
    rt_mem_free(text);
}

/* Texts are stored once for many rows, or twice where the reader forgot: none may get another's. */
static void each_row_has_its_own_texts(void **state)
{
    (void)state;
    struct rt_buf text;
    struct fw_schema *s;
    char want[32];
    rt_buf_init(&text, 1u << 20);
    for (unsigned i = 0; i < FW_SCHEMA_ROWS_MAX; i++) {
        (void)rt_buf_printf(&text, "E%u\tL%u\tT%u\tS\tchoice\ta/b%u\t%u\tna\t%u\t\n", i, i % 1900, i / 100, i % 7,
                            i * 7, i + 1);
    }
    assert_int_equal(fw_schema_create(&s, rt_buf_text(&text), text.n, NULL), RT_OK);
    rt_buf_fini(&text);
    for (unsigned i = 0; i < FW_SCHEMA_ROWS_MAX; i++) {
        struct fw_schema_row row = fw_schema_row(s, i);
        (void)snprintf(want, sizeof want, "E%u L%u T%u a/b%u %u %u", i, i % 1900, i / 100, i % 7, i * 7, i + 1);
        char have[64], words[FW_LABEL_BYTES], id[FW_FORM_ID_BYTES];
        (void)snprintf(have, sizeof have, "%.9s %.9s %.9s %.9s %.9s %.9s", row.element, fw_schema_label(&row, words),
                       row.tab, row.choices, row.value, fw_schema_form_id(&row, id));
        assert_string_equal(have, want);
        assert_string_equal(row.section, "S");
        assert_string_equal(row.range, "");
        assert_ptr_equal(row.section, fw_schema_row(s, 0).section); /* what repeats is there once */
        assert_ptr_equal(row.tab, fw_schema_row(s, i - i % 100).tab);
        assert_string_equal(fw_schema_element(s, i), row.element);
        assert_ptr_equal(fw_schema_value(s, i), row.value);
    }
    fw_schema_destroy(s);
}

static const struct {
    const char *text;
    enum rt_err err;
    unsigned line;
    unsigned n_rows;
} texts[] = {
    {"", RT_OK, 0, 0},
    {"\n\n", RT_OK, 0, 0},
    {"# nothing", RT_OK, 0, 0},
    {GOOD, RT_OK, 0, 1},
    {"Good\tGood\tT\tS\tstring\t\t\tna\t\t", RT_OK, 0, 1}, /* no line feed at the end */
    {"# c\r\nGood\tGood\tT\tS\tstring\t\tv\tna\t\t\r\n", RT_OK, 0, 1},
    {"A\tA\tT\tS\tchoice\tx/y\tx\trw\t~P123\treboot,password\n\tB\tT\tS\tstatus\t\t\tro\t\tstatus\n", RT_OK, 0, 2},
    {"A\tA\tT\tS\tstring\t\t\tna\tP~1\t\n", RT_ESYNTAX, 1, 0},
    {"A\tA\tT\tS\tint\t\t\tna\t\t\t\t1..5\nB\tA\tT\tS\tint\t\t\tna\t\t\t\t1..5\n", RT_OK, 0, 2},
    {"A\tA\tT\tS\tint\t\t\tna\t\t\t\t1..5\nB\tA\tT\tS\tstring\t\t\tna\t\t\t\t1..5\n", RT_ESYNTAX, 2, 0}, /* no number */
    {"A\tA\tT\tS\tint\t\t\tna\t\t\t\t1..5\nB\tA\tT\tS\tstring\t\t\tna\t\t\n", RT_OK, 0, 2}, /* the range is gone */
    {"A\tA\tT\tS\tchoice\tx\tx\tna\t\t\nB\tA\tT\tS\tchoice\t\tx\tna\t\t\n", RT_ESYNTAX, 2, 0},
    {GOOD "Good\tGood\tT\tS\tstring\t\t\tna\t\t\n", RT_ESYNTAX, 2, 0}, /* twice */
    {GOOD "\n# c\nA\tA\tT\tS\tstring\t\t\tna\t\n", RT_ESYNTAX, 4, 0},  /* 9 columns */
    {"A\tA\tT\tS\tstring\t\t\tna\t\t\t\n", RT_ESYNTAX, 1, 0},          /* 11 columns */
    {"A\n", RT_ESYNTAX, 1, 0},
    {"A\tA\tT\tS\tint\t\t\tna\t\t\tport\t1..65535\n", RT_OK, 0, 1},     /* with format and range */
    {"A\tA\tT\tS\tint\t\t\tna\t\t\t\t\tguess\n", RT_OK, 0, 1},          /* and their source */
    {"A\tA\tT\tS\tint\t\t\tna\t\t\t\t\tguess\t\n", RT_ESYNTAX, 1, 0},   /* 14 columns */
    {"A\tA\tT\tS\tint\t\t\tna\t\t\tharbour\t\n", RT_ESYNTAX, 1, 0},     /* no such format */
    {"A\tA\tT\tS\tint\t\t\tna\t\t\tport\t1-65535\n", RT_ESYNTAX, 1, 0}, /* no range */
    {"A\tA\tT\tS\tint\t\t\tna\t\t\tport\t9..1\n", RT_ESYNTAX, 1, 0},
    {"A\tA\tT\tS\tstring\t\t\tna\t\t\taddress\t0..1\n", RT_ESYNTAX, 1, 0}, /* of what is no number */
    {"A\tA\tT\tS\ttext\t\t\tna\t\t\n", RT_ESYNTAX, 1, 0},                  /* no such type */
    {"A\tA\tT\tS\tstring\t\t\tno\t\t\n", RT_ESYNTAX, 1, 0},                /* no such access */
    {"A\tA\tT\tS\tstring\t\t\t\t\t\n", RT_ESYNTAX, 1, 0},
    {"A\tA\tT\tS\tstring\t\t\tna\t\trestart\n", RT_ESYNTAX, 1, 0}, /* no such flag */
    {"A\tA\tT\tS\tstring\t\t\tna\tx1\t\n", RT_ESYNTAX, 1, 0},      /* form id */
    {"A\tA\tT\tS\tstring\t\t\tna\t70000\t\n", RT_ESYNTAX, 1, 0},
    {"A\tA\tT\tS\tstring\t\t\tna\t~\t\n", RT_ESYNTAX, 1, 0},
    {"A\tA\tT\tS\tstring\t\t\tna\t0\t\n", RT_ESYNTAX, 1, 0},
    {"A\tA\tT\tS\tstring\t\t\tna\tP07\t\n", RT_ESYNTAX, 1, 0},
    {"A\tA\tT\tS\tstring\t\t\tna\t7\t\nB\tB\tT\tS\tstring\t\t\tna\tx\t\n", RT_ESYNTAX, 2, 0},
    {"A\tA\tT\tS\tchoice\t\t\tna\t\t\n", RT_ESYNTAX, 1, 0},       /* no choices */
    {"\tA\tT\tS\tstring\t\t\tna\t\t\n", RT_ESYNTAX, 1, 0},        /* no element */
    {"A\tA\tT\tS\tstatus\t\t\tro\t\tstatus\n", RT_ESYNTAX, 1, 0}, /* an element too many */
    {"A\t\tT\tS\tstring\t\t\tna\t\t\n", RT_ESYNTAX, 1, 0},        /* no label */
    {"A B\tA\tT\tS\tstring\t\t\tna\t\t\n", RT_ESYNTAX, 1, 0},
    {"A<b\tA\tT\tS\tstring\t\t\tna\t\t\n", RT_ESYNTAX, 1, 0},
    {"A\xe9\tA\tT\tS\tstring\t\t\tna\t\t\n", RT_ESYNTAX, 1, 0},
    {"A123456789012345678901234567890123456789012345678901234567890123\tA\tT\tS\tstring\t\t\tna\t\t\n", RT_ESYNTAX, 1,
     0},
};

/* What follows from the element is not kept, and comes back as it was; so does what nearly follows. */
static void labels_come_back(void **state)
{
    static const struct {
        const char *element, *label;
        bool is_own;
    } rows[] = {
        {"Dial_Plan_1_", "Dial Plan", false},
        {"Dial_Plan_12_", "Dial Plan", false},
        {"Dial_Plan", "Dial Plan", false},
        {"GPP_A", "GPP A", false},
        {"X", "X", false},
        {"Speed_Dial_2", "Speed Dial 2", false},
        {"Dial_Plan_", "Dial Plan ", false},
        {"Dial_Plan__", "Dial Plan  ", false},
        {"_1_", " 1 ", false},
        {"1_", "1 ", false},
        {"Dial_Plan_1_", "Dial Plan 1 ", true},
        {"Dial_Plan_1_", "Dial Plan 1", true},
        {"Dial_Plan_1_", "Dial plan", true},
        {"Dial_Plan_1_", "Dial Pla", true},
        {"Dial_Plan_1_", "Dial_Plan", true},
        {"Router_Wan", "Router/Wan", true},
        {"A23456789012345678901234567890123456789012345678901234567890123",
         "A23456789012345678901234567890123456789012345678901234567890123", false},
        {"A", "a label that is longer than any element may be, and than all of those that follow from one", true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char line[256], words[FW_LABEL_BYTES];
        struct fw_schema *s;
        (void)snprintf(line, sizeof line, "%s\t%s\tT\tS\tstring\t\t\tna\t\t\n", rows[i].element, rows[i].label);
        assert_int_equal(fw_schema_create(&s, line, strlen(line), NULL), RT_OK);
        const struct fw_schema_row row = fw_schema_row(s, 0);
        assert_string_equal(fw_schema_label(&row, words), rows[i].label);
        assert_int_equal(row.own_label != NULL, rows[i].is_own);
        fw_schema_destroy(s);
    }
}

static void fields_have_their_names(void **state)
{
    static const char *const ids[][2] = {
        {"", ""}, {"29292", "29292"}, {"~29292", "29292"}, {"P1", "P1"}, {"~P65535", "P65535"}};
    (void)state;
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        char line[64], id[FW_FORM_ID_BYTES];
        struct fw_schema *s;
        (void)snprintf(line, sizeof line, "A\tA\tT\tS\tstring\t\t\tna\t%s\t\n", ids[i][0]);
        assert_int_equal(fw_schema_create(&s, line, strlen(line), NULL), RT_OK);
        const struct fw_schema_row row = fw_schema_row(s, 0);
        assert_string_equal(fw_schema_form_id(&row, id), ids[i][1]);
        fw_schema_destroy(s);
    }
}

static void malformed_rows_are_refused_with_their_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct fw_schema *s;
        unsigned line = 0;
        enum rt_err err = fw_schema_create(&s, texts[i].text, strlen(texts[i].text), &line);
        if (err != texts[i].err || (err != RT_OK && line != texts[i].line)) {
            fail_msg("row %zu: %s in line %u", i, rt_err_name(err), line);
        }
        if (err == RT_OK) {
            assert_int_equal(fw_schema_n_rows(s), texts[i].n_rows);
            fw_schema_destroy(s);
        } else {
            assert_null(s);
        }
    }
    struct fw_schema *s;
    unsigned line;
    assert_int_equal(fw_schema_create(&s, GOOD "\0", sizeof(GOOD), &line), RT_ESYNTAX);
    assert_int_equal(line, 2);
}

static char *many_rows(unsigned n)
{
    struct rt_buf text;
    rt_buf_init(&text, 1u << 20);
    for (unsigned i = 0; i < n; i++) {
        (void)rt_buf_printf(&text, "E%u\tL\tT\tS\tstring\t\t\tna\t\t\n", i);
    }
    assert_int_equal(rt_buf_error(&text), RT_OK);
    return rt_buf_take(&text);
}

static void two_thousand_rows_are_the_most(void **state)
{
    (void)state;
    struct fw_schema *s;
    unsigned line;
    char *text = many_rows(FW_SCHEMA_ROWS_MAX);
    assert_int_equal(fw_schema_create(&s, text, strlen(text), &line), RT_OK);
    assert_int_equal(fw_schema_find(s, RT_STR("E1999")), 1999);
    fw_schema_destroy(s);
    rt_mem_free(text);
    text = many_rows(FW_SCHEMA_ROWS_MAX + 1);
    assert_int_equal(fw_schema_create(&s, text, strlen(text), &line), RT_EFULL);
    assert_int_equal(line, 2001);
    rt_mem_free(text);
}

static void a_failing_allocation_is_reported(void **state)
{
    (void)state;
    struct fw_schema *s;
    unsigned line, n_failed = 0;
    enum rt_err err;
    uint64_t n_live = rt_mem_n_live();
    do {
        rt_mem_fail_at(n_failed + 1);
        err = fw_schema_create(&s, GOOD, strlen(GOOD), &line);
        rt_mem_fail_at(0);
        n_failed += err == RT_ENOMEM;
        assert_true(err == RT_OK || (err == RT_ENOMEM && s == NULL));
    } while (err != RT_OK && n_failed < 100);
    assert_int_equal(n_failed, 4);
    fw_schema_destroy(s);
    assert_int_equal(rt_mem_n_live(), n_live);
}

static void labels_become_elements(void **state)
{
    static const struct {
        const char *label;
        unsigned index;
        const char *element;
    } rows[] = {
        /* guide p.2-4 and 2-5 */
        {"Dial Plan", 1, "Dial_Plan_1_"},
        {"SIP ToS/DiffServ Value", 1, "SIP_ToS_DiffServ_Value_1_"},
        {"Speed Dial 2", 1, "Speed_Dial_2_1_"},
        {"Set Local Date (mm/dd)", 0, "Set_Local_Date__mm_dd_"},
        {"Auth Resync-Reboot", 2, "Auth_Resync-Reboot_2_"},
        {"GPP A", 0, "GPP_A"},
    };
    (void)state;
    char out[64], small[8];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(fw_schema_element_of_label(rows[i].label, rows[i].index, out, sizeof out), RT_OK);
        assert_string_equal(out, rows[i].element);
    }
    assert_int_equal(fw_schema_element_of_label("1234567", 0, small, sizeof small), RT_OK);
    assert_int_equal(fw_schema_element_of_label("12345678", 0, small, sizeof small), RT_ETOOBIG);
    assert_int_equal(fw_schema_element_of_label("12345", 1, small, sizeof small), RT_ETOOBIG);
    assert_string_equal(small, "");
}

static void accesses_and_types_have_names(void **state)
{
    (void)state;
    enum fw_access a;
    for (unsigned i = 0; i <= FW_ACCESS_RW; i++) {
        assert_int_equal(fw_access_parse(rt_str(fw_access_name((enum fw_access)i)), &a), RT_OK);
        assert_int_equal(a, i);
    }
    assert_int_equal(fw_access_parse(RT_STR("RW"), &a), RT_EINVAL);
    assert_int_equal(fw_access_parse(RT_STR(""), &a), RT_EINVAL);
    assert_string_equal(fw_type_name(FW_TYPE_RULE), "Str255/rule");
    assert_string_equal(fw_type_name(FW_N_TYPES), "?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_of_the_release_is_found),
        cmocka_unit_test(each_row_has_its_own_texts),
        cmocka_unit_test(each_row_is_read_as_if_it_were_alone),
        cmocka_unit_test(labels_come_back),
        cmocka_unit_test(fields_have_their_names),
        cmocka_unit_test(malformed_rows_are_refused_with_their_line),
        cmocka_unit_test(two_thousand_rows_are_the_most),
        cmocka_unit_test(a_failing_allocation_is_reported),
        cmocka_unit_test(labels_become_elements),
        cmocka_unit_test(accesses_and_types_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
