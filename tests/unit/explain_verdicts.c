/* SPDX-License-Identifier: MIT */
/*
 * The same files through the engine as the unit drives it (pieces of a packet's size, then a commit) and through
 * explain and lint: verdict, error text and every value afterwards must be the same. Beside the project's own profiles
 * the real-world ones in ../shared/corpus are taken when they are there.
 */
#include <dirent.h>
#include <fw/vars.h>
#include <harness/profile_run.h>
#include <harness/test.h>
#include <harness/tool_run.h>
#include <jansson.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>
#include <tool/commands.h>
#include <tool/commands.h>
#include <offline/nearest.h>
#include <offline/report.h>
#include <prov/xml.h>

#define RELEASE     "5.2.10"
#define PIECE       512u
#define FILES_LEAST 15

/* ---- one file, both ways ---- */

struct both {
    struct tool_run run;
    char *schema_text;
    const char *key;
};

static json_t *explain(struct both *b, const char *path)
{
    const char *const words[] = {
        "explain", path, "--release", RELEASE, "--json", "--show-secrets", "--key", b->key != NULL ? b->key : "", NULL};
    const char *all[9];
    memcpy(all, words, sizeof words);
    all[6] = b->key != NULL ? "--key" : NULL;
    tool_run(&b->run, &emu_command_explain, all);
    assert_true(b->run.code == 0 || b->run.code == 1);
    json_t *out = json_loads(rt_buf_text(&b->run.out), JSON_ALLOW_NUL, NULL);
    assert_non_null(out);
    return out;
}

static json_t *lint(struct both *b, const char *path)
{
    const char *const words[] = {"lint", path, "--release", RELEASE, "--json", "--key", b->key, NULL};
    const char *all[8];
    memcpy(all, words, sizeof words);
    all[5] = b->key != NULL ? "--key" : NULL;
    tool_run(&b->run, &emu_command_lint, all);
    assert_true(b->run.code == 0 || b->run.code == 1);
    json_t *out = json_loads(rt_buf_text(&b->run.out), 0, NULL);
    assert_non_null(out);
    return out;
}

static const json_t *find_change(const json_t *changes, const char *element)
{
    const json_t *c;
    size_t i;
    json_array_foreach(changes, i, c)
    {
        if (strcmp(report_get(c, "element"), element) == 0) {
            return c;
        }
    }
    return NULL;
}

/* What explain says the unit has afterwards is what the unit has. */
static void compare_values(const struct params_rig *rig, const json_t *changes, const char *path)
{
    for (size_t i = 0; i < fw_schema_n_rows(rig->schema); i++) {
        struct fw_schema_row row = fw_schema_row(rig->schema, i);
        const json_t *c = row.element[0] != '\0' ? find_change(changes, row.element) : NULL;
        const char *access = fw_access_name(fw_param_access(rig->params, (int)i));
        json_t *value = report_text(rt_str(fw_param_get(rig->params, (int)i)));
        const char *now = c != NULL ? report_get(c, "new") : row.value;
        if (strcmp(now, json_string_value(value)) != 0) {
            fail_msg("%s: %s: the unit has [%s], explain says [%s]", path, row.element, json_string_value(value), now);
        }
        if (strcmp(c != NULL ? report_get(c, "access_new") : fw_access_name(row.access), access) != 0) {
            fail_msg("%s: %s: another user access than %s", path, row.element, access);
        }
        json_decref(value);
    }
}

static bool lint_says_corrupt(const json_t *file)
{
    const json_t *f;
    size_t i;
    json_array_foreach(json_object_get(file, "findings"), i, f)
    {
        if (strcmp(report_get(f, "id"), "corrupt") == 0) {
            return true;
        }
    }
    return false;
}

static void compare_file(struct both *b, const char *path)
{
    struct params_rig rig;
    size_t n;
    char *bytes = params_rig_read_file(path, &n);
    params_rig_open(&rig, b->schema_text, NULL);
    struct profile_run unit = {.key = b->key, .chunk_bytes = PIECE};
    profile_run_open(&unit, &rig, bytes, n);
    bool is_taken = unit.fail == FW_FAIL_NONE;

    json_t *told = explain(b, path);
    const json_t *profile = json_object_get(told, "profile");
    const json_t *fail = json_object_get(profile, "fail");
    if (report_flag(profile, "ok") != is_taken || (b->run.code == 0) != is_taken) {
        fail_msg("%s: the unit %s it, explain says otherwise", path, is_taken ? "takes" : "refuses");
    }
    assert_string_equal(report_get(fail, "err"), fw_fail_text(unit.fail));
    assert_string_equal(report_get(fail, "what"), is_taken ? "" : unit.report.what);
    const json_t *counts = json_object_get(profile, "counts");
    assert_int_equal(json_integer_value(json_object_get(counts, "unknown")), unit.report.n_unknown);
    assert_int_equal(json_integer_value(json_object_get(counts, "unfit")), unit.report.n_unfit);
    compare_values(&rig, json_object_get(profile, "changes"), path);
    json_decref(told);

    told = lint(b, path);
    const json_t *file = json_array_get(json_object_get(told, "files"), 0);
    assert_true(report_flag(json_object_get(file, "device"), "takes") == is_taken);
    assert_true(lint_says_corrupt(file) == !is_taken);
    json_decref(told);

    profile_run_close(&unit);
    params_rig_close(&rig);
    rt_mem_free(bytes);
}

static unsigned compare_folder(struct both *b, const char *folder)
{
    unsigned n = 0;
    DIR *dir = opendir(folder);
    struct dirent *entry;
    while (dir != NULL && (entry = readdir(dir)) != NULL) {
        char path[1024];
        (void)snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] == '.' || strcmp(entry->d_name, "README.md") == 0) {
            continue;
        }
        compare_file(b, path);
        n++;
    }
    if (dir != NULL) {
        (void)closedir(dir);
    }
    return n;
}

static void begin(struct both *b)
{
    *b = (struct both){0};
    tool_run_open(&b->run);
    b->schema_text = profile_schema(TEST_SOURCE_DIR);
}

static void end(struct both *b)
{
    tool_run_close(&b->run);
    rt_mem_free(b->schema_text);
}

static void explain_and_lint_say_what_the_unit_does(void **state)
{
    struct both b;
    (void)state;
    begin(&b);
    assert_true(compare_folder(&b, TEST_SOURCE_DIR "/data/profiles") >= FILES_LEAST);
    (void)compare_folder(&b, TEST_SOURCE_DIR "/../../shared/corpus"); /* not in every checkout */
    b.key = "MyOwnSecret";
    (void)compare_folder(&b, TEST_SOURCE_DIR "/data/profiles");
    end(&b);
}

/* Profiles that are damaged at every place: cut off, and one byte changed. */
static void they_agree_on_damaged_profiles_too(void **state)
{
    static const char whole[] = "<?xml version=\"1.0\"?><flat-profile><GPP_A ua=\"ro\">a&lt;b</GPP_A><!-- x -->"
                                "<Line_Enable_1_>No</Line_Enable_1_><GPP_B/></flat-profile>";
    static const char bytes[] = "<>/\"&;x\0\n-!";
    char path[] = "/tmp/vspa-damaged-XXXXXX";
    struct both b;
    unsigned seed = 1;
    (void)state;
    begin(&b);
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    for (unsigned i = 0; i < 40; i++) {
        char damaged[sizeof whole];
        memcpy(damaged, whole, sizeof whole);
        seed = seed * 1103515245u + 12345u;
        size_t at = (seed >> 16) % (sizeof whole - 1);
        size_t n = i % 2 == 0 ? at : sizeof whole - 1;
        damaged[at] = bytes[(seed >> 8) % (sizeof bytes - 1)];
        FILE *f = fopen(path, "wb");
        assert_non_null(f);
        assert_int_equal(fwrite(damaged, 1, n, f), n);
        assert_int_equal(fclose(f), 0);
        compare_file(&b, path);
    }
    assert_int_equal(remove(path), 0);
    end(&b);
}

/* Each lenience of the reader: taken by the unit, taken by explain, no error of lint. */
static void they_know_what_the_unit_is_lenient_about(void **state)
{
    size_t n;
    const struct fw_xml_lenience *rows = fw_xml_leniences(&n);
    char path[] = "/tmp/vspa-lenient-XXXXXX";
    struct both b;
    (void)state;
    begin(&b);
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    for (size_t i = 0; i < n; i++) {
        FILE *f = fopen(path, "wb");
        assert_non_null(f);
        assert_int_equal(fwrite(rows[i].sample, 1, strlen(rows[i].sample), f), strlen(rows[i].sample));
        assert_int_equal(fclose(f), 0);
        compare_file(&b, path);
        json_t *told = explain(&b, path);
        const json_t *c = find_change(json_object_get(json_object_get(told, "profile"), "changes"), "GPP_A");
        assert_string_equal(report_get(c, "new"), "1");
        json_decref(told);
    }
    assert_int_equal(remove(path), 0);
    end(&b);
}

/* ---- rules: what the vectors say, told by explain ---- */

static void rules_end_as_the_guide_says(void **state)
{
    static const struct {
        const char *rule, *set, *verdict, *effective;
    } rows[] = {
        {"/$MA.cfg", NULL, "fetch", "tftp://192.168.1.200/000e08012345.cfg"},
        {"192.168.1.130/profiles/init.cfg", NULL, "fetch", "tftp://192.168.1.130/profiles/init.cfg"},
        {"pserv.myvoice.com:42000/sip/$MA/pap2.cfg", NULL, "fetch",
         "tftp://pserv.myvoice.com:42000/sip/000e08012345/pap2.cfg"},
        {"https://secure.me.com/profile?Linksys", NULL, "fetch", "https://secure.me.com/profile?Linksys"},
        {"($REGTMR1 eq 0)? http://p.tel.com/has-reg.cfg | [--post a] http://p.tel.com/lost-reg?", NULL, "fetch",
         "http://p.tel.com/has-reg.cfg"},
        {"($REGTMR1 eq 0)? http://p.tel.com/has-reg.cfg | [--post a] http://p.tel.com/lost-reg?", "REGTMR1=42", "fetch",
         "http://p.tel.com/lost-reg?"},
        {"(\"$CCERT\" eq \"Installed\")? https://p.tel.com/config? | https://p.tel.com/config?Linksys$MAU", "CCERT=no",
         "fetch", "https://p.tel.com/config?Linksys000E08012345"},
        {"(\"$A\" ne \"Provisioned\")? (Line_Enable_1_ = \"No\";)! https://p.tel.com/init-prov | "
         "https://p.tel.com/configs",
         "GPP_A=Provisioned", "fetch", "https://p.tel.com/configs"},
        {"(<1.0)?/pre-rel.cfg | /curr.cfg", NULL, "fetch", "tftp://192.168.1.200/curr.cfg"},
        {"( c = \"\" ; d = \"$MA\" ; )!", NULL, "assign", ""},
        {"# http://192.168.1.200/sample.cfg", NULL, "skip", ""},
        {"", NULL, "skip", ""},
        {"($SWVER ne 3.3.6)? http://ps.tell.com/a.cfg", NULL, "skip", ""},
        {"http://prov.example.com", NULL, "fail", ""},
        {"[--uid x] http://h/a", NULL, "fail", ""},
        {"[--post a] tftp://h/a", NULL, "fail", ""},
        {"[--key $A] http://h/a", NULL, "fail", ""},
        {"($A eq 1", NULL, "fail", ""},
    };
    struct tool_run run;
    (void)state;
    tool_run_open(&run);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *words[] = {"explain",   "--json", "--rule", rows[i].rule, rows[i].set != NULL ? "--set" : NULL,
                               rows[i].set, NULL};
        tool_run(&run, &emu_command_explain, words);
        json_t *out = json_loads(rt_buf_text(&run.out), 0, NULL);
        const json_t *rule = json_object_get(out, "rule");
        if (strcmp(report_get(rule, "verdict"), rows[i].verdict) != 0 ||
            strcmp(report_get(json_object_get(rule, "url"), "effective"), rows[i].effective) != 0) {
            fail_msg("%s\n%s%s", rows[i].rule, rt_buf_text(&run.out), rt_buf_text(&run.err));
        }
        assert_int_equal(run.code, strcmp(rows[i].verdict, "fail") == 0 ? 1 : 0);
        json_decref(out);
    }
    tool_run_close(&run);
}

/* ---- nearest names ---- */

static void the_nearest_name_is_found(void **state)
{
    static const struct {
        const char *wrong, *near;
        enum nearest_kind kind;
    } rows[] = {
        {"gpp_a", "GPP_A", NEAREST_CASE},
        {"profile_rule", "Profile_Rule", NEAREST_CASE},
        {"Resync_Perodic", "Resync_Periodic", NEAREST_LETTERS},
        {"Resycn_Periodic", "Resync_Periodic", NEAREST_LETTERS},
        {"Dial_Plan", "Dial_Plan_1_", NEAREST_INDEX},
        {"Dial_Plan_3_", "Dial_Plan_1_", NEAREST_INDEX},
        {"Dial_Plan[2]", "Dial_Plan_2_", NEAREST_FORM},
        {"SIP_ToS/DiffServ_Value[1]", "SIP_ToS_DiffServ_Value_1_", NEAREST_FORM},
        {"Set_Local_Date_mm_dd_", "Set_Local_Date__mm_dd_", NEAREST_FORM},
        {"SIP_TOS_DiffServ_Value_1_", "SIP_ToS_DiffServ_Value_1_", NEAREST_CASE},
        {"Product_Name", "Product Name", NEAREST_STATUS},
        {"Something_Quite_Different", NULL, NEAREST_NONE},
        {"x", NULL, NEAREST_NONE},
        {"", NULL, NEAREST_NONE},
        {"___", NULL, NEAREST_NONE},
    };
    char *text = profile_schema(TEST_SOURCE_DIR);
    struct fw_schema *schema;
    (void)state;
    assert_int_equal(fw_schema_create(&schema, text, strlen(text), NULL), RT_OK);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        enum nearest_kind kind;
        const char *near = nearest_element(schema, rt_str(rows[i].wrong), &kind);
        if ((near == NULL) != (rows[i].near == NULL) || kind != rows[i].kind ||
            (near != NULL && strcmp(near, rows[i].near) != 0)) {
            fail_msg("%s: %s (%d)", rows[i].wrong, near != NULL ? near : "nothing", (int)kind);
        }
    }
    fw_schema_destroy(schema);
    rt_mem_free(text);
}

static void the_distance_counts_edits(void **state)
{
    char longest[NEAREST_WORD_MAX + 2];
    (void)state;
    memset(longest, 'a', sizeof longest);
    assert_int_equal(nearest_distance(rt_str("abc"), rt_str("abc"), 3), 0);
    assert_int_equal(nearest_distance(rt_str("abc"), rt_str("acb"), 3), 1); /* neighbours swapped */
    assert_int_equal(nearest_distance(rt_str("abc"), rt_str("abxc"), 3), 1);
    assert_int_equal(nearest_distance(rt_str("abc"), rt_str("ac"), 3), 1);
    assert_int_equal(nearest_distance(rt_str("kitten"), rt_str("sitting"), 9), 3);
    assert_int_equal(nearest_distance(rt_str("kitten"), rt_str("sitting"), 2), 3); /* over the limit: limit + 1 */
    assert_int_equal(nearest_distance(rt_str(""), rt_str("abc"), 9), 3);
    assert_int_equal(nearest_distance(rt_str_n(longest, NEAREST_WORD_MAX), rt_str_n(longest, NEAREST_WORD_MAX), 1), 0);
    assert_int_equal(nearest_distance(rt_str_n(longest, NEAREST_WORD_MAX + 1), rt_str_n(longest, NEAREST_WORD_MAX), 1),
                     2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(explain_and_lint_say_what_the_unit_does),
        cmocka_unit_test(they_agree_on_damaged_profiles_too),
        cmocka_unit_test(they_know_what_the_unit_is_lenient_about),
        cmocka_unit_test(rules_end_as_the_guide_says),
        cmocka_unit_test(the_nearest_name_is_found),
        cmocka_unit_test(the_distance_counts_edits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
