/* SPDX-License-Identifier: MIT */
/* The reader of plain text: what it takes, and that each mistake is told with its place and a way out. */
#include <harness/test.h>
#include <harness/params_rig.h>
#include <harness/profile_run.h>
#include <harness/spc_rig.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

/* "element=[value] access" of each entry, a blank between. */
static void describe(const struct spc_rig *rig, struct rt_buf *out)
{
    rt_buf_init(out, 1u << 20);
    for (size_t i = 0; i < plain_n_entries(rig->source); i++) {
        const struct plain_entry *e = plain_entry(rig->source, i);
        (void)rt_buf_printf(out, "%s%s", i > 0 ? " " : "", e->element);
        if (e->value != NULL) {
            assert_int_equal(e->n_value, strlen(e->value));
            (void)rt_buf_printf(out, "=[%s]", e->value);
        }
        (void)rt_buf_printf(out, " %s", fw_access_name(e->access));
    }
}

static void sources_are_read(void **state)
{
    static const struct {
        const char *text, *entries;
    } ROWS[] = {
        {"", ""},
        {"\xEF\xBB\xBF# nothing\n", ""},
        {"A;", "A na"},
        {"A ;B!;C?;", "A na B rw C ro"},
        {"A\"1\";", "A=[1] na"},
        {"A ! \"1\" ; # a comment \" ; \nB \"#2\" ;", "A=[1] rw B=[#2] na"},
        {"A\n  !\n  # between\n  \"1\"\r\n  ;\r\n", "A=[1] rw"},
        {"A \"say \"\"yes\"\"\" ;", "A=[say \"yes\"] na"},
        {"A \"\" ;", "A=[] na"},
        {"A \"a;b!c?\td\" ;", "A=[a;b!c?\td] na"},
        {"A \"1\" ; A ! ;", "A rw"},
        {"A \"1\" ; B ; A ? \"2\" ;", "A=[2] ro B na"},
        {"Dial_Plan[2] \"(<:1408>xx)\" ;", "Dial_Plan_2_=[(<:1408>xx)] na"},
        {"importance \"1\" ;", "importance=[1] na"},
        {"A ; import \"1\" ;", "A na import=[1] na"}, /* not at the start of a line */
        {"A \"\xE9\" ;", "A=[\xE9] na"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        struct spc_rig rig = {.files = {{"m", ROWS[i].text}}};
        struct rt_buf entries;
        if (spc_rig_read(&rig) != RT_OK) {
            fail_msg("row %zu: %s", i, rt_buf_text(&rig.problems));
        }
        describe(&rig, &entries);
        assert_string_equal(rt_buf_text(&entries), ROWS[i].entries);
        rt_buf_fini(&entries);
        spc_rig_close(&rig);
    }
}

static void mistakes_are_told_with_their_place(void **state)
{
    static const struct {
        const char *text, *problem;
    } ROWS[] = {
        {"A \"1\"\nB \"2\" ;", "m:2:1: the semicolon of an entry is missing"},
        {"A \"1\"", "m:1:6: the semicolon of an entry is missing"},
        {"\n  A \"1 ;\nB ;", "m:2:5: the value has no closing quotation mark on its line"},
        {"A = \"1\" ;", "m:1:3: an equals sign"},
        {"A \"1\" \"2\" ;", "m:1:7: a second value"},
        {"A \"1\" ! ;", "m:1:7: '?' or '!' out of place"},
        {"A !! ;", "m:1:4: '?' or '!' out of place"},
        {"SIP Port \"5060\" ;", "m:1:5: a blank in a name, or a value without quotation marks"},
        {"A 5060 ;", "m:1:3: a blank in a name, or a value without quotation marks"},
        {"A * \"1\" ;", "m:1:3: the semicolon of an entry is missing"},
        {"; ", "m:1:1: the name of a parameter is missing"},
        {"\"1\" ;", "m:1:1: the name of a parameter is missing"},
        {"\xE9 \"1\" ;", "m:1:1: a character that is not ASCII"},
        {"A \"a\x01\" ;", "m:1:5: a control character in a value"},
        {"import\tbase.txt\n", "m:1:1: base.txt: not found"},
        {"import  # x\n", "m:1:1: an import without the name of a file"},
        {"import m\n", "m:1:1: m: imports itself, directly or through others"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        struct spc_rig rig = {.files = {{"m", ROWS[i].text}}};
        assert_int_equal(spc_rig_read(&rig), RT_ESYNTAX);
        const char *problems = rt_buf_text(&rig.problems);
        if (strncmp(problems, ROWS[i].problem, strlen(ROWS[i].problem)) != 0 ||
            strchr(problems, '\n') != strrchr(problems, '\n')) {
            fail_msg("row %zu: %s", i, problems);
        }
        spc_rig_close(&rig);
    }
}

static void after_a_mistake_the_rest_is_read(void **state)
{
    struct spc_rig rig = {.files = {{"m", "A \"1\" \"x\" ; B = 2 ;\nC \"3\" ;\n\n   D \"4\nE \"5\" ;"}}};
    struct rt_buf entries;
    (void)state;
    assert_int_equal(spc_rig_read(&rig), RT_ESYNTAX);
    assert_non_null(strstr(rt_buf_text(&rig.problems), "m:1:7: "));
    assert_non_null(strstr(rt_buf_text(&rig.problems), "m:1:15: "));
    assert_non_null(strstr(rt_buf_text(&rig.problems), "m:4:6: "));
    describe(&rig, &entries);
    assert_string_equal(rt_buf_text(&entries), "C=[3] na E=[5] na");
    rt_buf_fini(&entries);
    spc_rig_close(&rig);
}

static void twenty_problems_are_enough(void **state)
{
    char text[400] = "";
    struct spc_rig rig = {.files = {{"m", text}}};
    unsigned n = 0;
    (void)state;
    memset(text, ';', sizeof text - 1);
    assert_int_equal(spc_rig_read(&rig), RT_ESYNTAX);
    for (const char *p = rt_buf_text(&rig.problems); *p != '\0'; p++) {
        n += *p == '\n';
    }
    assert_int_equal(n, PLAIN_PROBLEMS_MAX);
    spc_rig_close(&rig);
}

static void imports_nest_and_the_last_entry_counts(void **state)
{
    struct spc_rig rig = {.files = {{"m", "A \"m\" ;\nimport one\nB \"m\" ;\nimport one"},
                                    {"one", "import \"two\" # the deepest\nA \"1\" ; B \"1\" ;"},
                                    {"two", "C ! \"2\" ;"}}};
    struct rt_buf entries;
    (void)state;
    assert_int_equal(spc_rig_read(&rig), RT_OK); /* the same file twice, one after the other, is no circle */
    describe(&rig, &entries);
    assert_string_equal(rt_buf_text(&entries), "A=[1] na C=[2] rw B=[1] na");
    assert_string_equal(plain_entry(rig.source, 1)->at.file, "two");
    assert_int_equal(plain_entry(rig.source, 2)->at.line, 2);
    assert_int_equal(plain_entry(rig.source, 2)->at.column, 9);
    rt_buf_fini(&entries);
    spc_rig_close(&rig);
}

static void circles_and_towers_of_imports_end(void **state)
{
    struct spc_rig circle = {.files = {{"m", "import a"}, {"a", "\n  # x\nimport b"}, {"b", "import m\nB ;"}}};
    struct spc_rig tower = {0};
    static char names[SPC_RIG_FILES_MAX][8], texts[SPC_RIG_FILES_MAX][32];
    (void)state;
    assert_int_equal(spc_rig_read(&circle), RT_ESYNTAX);
    assert_string_equal(rt_buf_text(&circle.problems),
                        "b:1:1: m: imports itself, directly or through others: take one of the imports out\n");
    spc_rig_close(&circle);
    for (unsigned n = PLAIN_DEPTH_MAX; n <= PLAIN_DEPTH_MAX + 1; n++) {
        memset(tower.files, 0, sizeof tower.files);
        for (unsigned i = 0; i < n; i++) {
            (void)snprintf(names[i], sizeof names[i], "%u", i);
            (void)snprintf(texts[i], sizeof texts[i], i + 1 < n ? "import %u" : "A ;", i + 1);
            tower.files[i].name = names[i];
            tower.files[i].text = texts[i];
        }
        assert_int_equal(spc_rig_read(&tower), n == PLAIN_DEPTH_MAX ? RT_OK : RT_ESYNTAX);
        assert_true(n == PLAIN_DEPTH_MAX || strstr(rt_buf_text(&tower.problems), "deeper than 16") != NULL);
        spc_rig_close(&tower);
    }
}

/* Each file imports the next one twice: 2^15 readings without a bound. */
static void an_import_bomb_ends(void **state)
{
    struct spc_rig bomb = {0};
    static char names[PLAIN_DEPTH_MAX][8], texts[PLAIN_DEPTH_MAX][32];
    (void)state;
    for (unsigned i = 0; i < PLAIN_DEPTH_MAX; i++) {
        (void)snprintf(names[i], sizeof names[i], "%u", i);
        (void)snprintf(texts[i], sizeof texts[i], i + 1 < PLAIN_DEPTH_MAX ? "import %u\nimport %u\n" : "A ;", i + 1,
                       i + 1);
        bomb.files[i].name = names[i];
        bomb.files[i].text = texts[i];
    }
    assert_int_equal(spc_rig_read(&bomb), RT_ESYNTAX);
    assert_non_null(strstr(rt_buf_text(&bomb.problems), "more than 1000 imports"));
    spc_rig_close(&bomb);
}

static void long_names_and_values_are_refused(void **state)
{
    static char text[FW_VALUE_MAX + 64];
    struct spc_rig rig = {.files = {{"m", text}}};
    (void)state;
    for (unsigned over = 0; over <= 1; over++) {
        memset(text, 'n', PLAIN_NAME_MAX + over);
        (void)snprintf(text + PLAIN_NAME_MAX + over, 8, " ;");
        assert_int_equal(spc_rig_read(&rig), over ? RT_ESYNTAX : RT_OK);
        spc_rig_close(&rig);
        memset(text, 'v', sizeof text);
        memcpy(text, "A \"", 3);
        memcpy(text + 3 + FW_VALUE_MAX + over, "\" ;", 4);
        assert_int_equal(spc_rig_read(&rig), over ? RT_ESYNTAX : RT_OK);
        assert_true(!over || strstr(rt_buf_text(&rig.problems), "m:1:3: a value of more than 2047") != NULL);
        spc_rig_close(&rig);
    }
}

static void templates_of_customised_units_have_a_star_and_blanks(void **state)
{
    /* The sample of guide p.1-4, with the name as the release has it. */
    struct spc_rig rig = {.files = {{"m", "Restricted Access Domains \"domain.com, domain1.com, domain2.com\";\n"
                                          "Primary_DNS * \"x.y.w.z\";\nResync_Periodic * \"30\";\n"}},
                          .is_template = true};
    struct rt_buf entries;
    (void)state;
    assert_int_equal(spc_rig_read(&rig), RT_OK);
    describe(&rig, &entries);
    assert_string_equal(rt_buf_text(&entries), "Restricted_Access_Domains=[domain.com, domain1.com, domain2.com] na "
                                               "Primary_DNS=[x.y.w.z] na Resync_Periodic=[30] na");
    rt_buf_fini(&entries);
    spc_rig_close(&rig);
}

/* The name of every row leads back to its element. */
static void every_parameter_has_a_name(void **state)
{
    char *text = profile_schema(TEST_SOURCE_DIR);
    struct fw_schema *schema;
    unsigned n = 0, n_bracketed = 0;
    (void)state;
    assert_int_equal(fw_schema_create(&schema, text, strlen(text), NULL), RT_OK);
    for (size_t i = 0; i < fw_schema_n_rows(schema); i++) {
        struct fw_schema_row row = fw_schema_row(schema, i);
        char element[PLAIN_NAME_MAX + 1];
        struct rt_buf name;
        if (row.type == FW_TYPE_STATUS) {
            continue;
        }
        rt_buf_init(&name, 256);
        assert_int_equal(plain_name(&row, &name), RT_OK);
        assert_int_equal(plain_element(rt_str(rt_buf_text(&name)), element), RT_OK);
        assert_string_equal(element, row.element);
        n++;
        n_bracketed += strchr(rt_buf_text(&name), '[') != NULL;
        if (strcmp(row.element, "SIP_ToS_DiffServ_Value_1_") == 0) {
            assert_string_equal(rt_buf_text(&name), "SIP_ToS/DiffServ_Value[1]");
        }
        if (strcmp(row.element, "Set_Local_Date__mm_dd_") == 0) {
            assert_string_equal(rt_buf_text(&name), "Set_Local_Date_(mm/dd)");
        }
        rt_buf_fini(&name);
    }
    assert_int_equal(n, 702);
    assert_true(n_bracketed > 200);
    fw_schema_destroy(schema);
    (void)rt_mem_free(text);
}

static void running_out_of_memory_is_reported(void **state)
{
    bool has_ended = false;
    (void)state;
    for (uint64_t nth = 1; nth < 200 && !has_ended; nth++) {
        struct spc_rig rig = {.files = {{"m", "import b\nA \"1\" ; B \"2\" ; A \"3\" ;"}, {"b", "C ;"}}};
        uint64_t before = rt_mem_n_allocations();
        rt_mem_fail_at(nth);
        enum rt_err err = spc_rig_read(&rig);
        has_ended = rt_mem_n_allocations() - before < nth;
        rt_mem_fail_at(0);
        assert_true(has_ended ? err == RT_OK : err != RT_OK);
        spc_rig_close(&rig);
    }
    assert_true(has_ended);
}

/* Twenty thousand sources that nobody would write: each ends, and nothing breaks. */
static void mutations_never_crash(void **state)
{
    static const char GOOD[] = "# x\nimport b\nA ! \"1\"\"2\" ;\nB[1] ? ;\nC_(d/e) \"3\" ; # y\n";
    uint32_t seed = 1;
    unsigned n_good = 0;
    (void)state;
    for (unsigned round = 0; round < 20000; round++) {
        char text[sizeof GOOD];
        memcpy(text, GOOD, sizeof GOOD);
        for (unsigned i = 0; i <= round % 4; i++) {
            seed = seed * 1664525u + 1013904223u;
            text[(seed >> 8) % (sizeof GOOD - 1)] = (char)(seed >> 24);
        }
        struct spc_rig rig = {.files = {{"m", text}, {"b", "B[1] \"b\" ;"}}};
        n_good += spc_rig_read(&rig) == RT_OK;
        spc_rig_close(&rig);
    }
    assert_true(n_good > 1000 && n_good < 19000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sources_are_read),
        cmocka_unit_test(mistakes_are_told_with_their_place),
        cmocka_unit_test(after_a_mistake_the_rest_is_read),
        cmocka_unit_test(twenty_problems_are_enough),
        cmocka_unit_test(imports_nest_and_the_last_entry_counts),
        cmocka_unit_test(circles_and_towers_of_imports_end),
        cmocka_unit_test(an_import_bomb_ends),
        cmocka_unit_test(long_names_and_values_are_refused),
        cmocka_unit_test(templates_of_customised_units_have_a_star_and_blanks),
        cmocka_unit_test(every_parameter_has_a_name),
        cmocka_unit_test(running_out_of_memory_is_reported),
        cmocka_unit_test(mutations_never_crash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
