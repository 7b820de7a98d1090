/* SPDX-License-Identifier: MIT */
/* Rules: what is refused and where, what is told on the way, and that no text whatever breaks the reader. */
#include <harness/test.h>
#include <fw/rule.h>
#include <harness/macro_table.h>
#include <harness/rule_summary.h>
#include <rt/mem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct expectation {
    enum fw_rule_kind kind;
    const char *rule;
    const char *summary;
};

static void check_all(const struct expectation *rows, size_t n, const char *settings)
{
    for (size_t i = 0; i < n; i++) {
        struct macro_table unit;
        char summary[4096];
        macro_table_init(&unit);
        macro_table_set_all(&unit, settings);
        rule_summary(rows[i].kind, rows[i].rule, &unit.source, summary);
        if (strcmp(summary, rows[i].summary) != 0) {
            fail_msg("%s\n  gives  %s\n  wanted %s", rows[i].rule, summary, rows[i].summary);
        }
    }
}
#define CHECK_ALL(rows, settings) check_all(rows, sizeof(rows) / sizeof(rows)[0], settings)

static void a_broken_rule_is_refused_with_its_place(void **state)
{
    static const struct expectation ROWS[] = {
        {FW_RULE_PROFILE, "http://", "error 0 the filepath, which starts with '/', is missing"},
        {FW_RULE_PROFILE, "ftp://h/x", "error 0 the scheme is none of tftp, http, https"},
        {FW_RULE_PROFILE, "http://h:0/x", "error 0 a port is a number from 1 to 65535"},
        {FW_RULE_PROFILE, "http://h:65536/x", "error 0 a port is a number from 1 to 65535"},
        {FW_RULE_PROFILE, "http://h:0x50/x", "error 0 a port is a number from 1 to 65535"},
        {FW_RULE_PROFILE, "http://h:/x", "error 0 a port is a number from 1 to 65535"},
        {FW_RULE_PROFILE, ":69/x", "error 0 a ':' without a server before it"},
        {FW_RULE_PROFILE, "http://u:p@h/x", "error 0 a port is a number from 1 to 65535"},
        {FW_RULE_PROFILE, "http://u@h/x", "error 0 a character that no server name has"},
        {FW_RULE_PROFILE, "http://h/x y", "error 0 a blank in the filepath of an http or https URL"},
        {FW_RULE_PROFILE, "tftp://h/x\ny", "error 0 a control character in the filepath"},
        {FW_RULE_PROFILE, "($A", "error 0 a '(' that is never closed"},
        {FW_RULE_PROFILE, "(1 eq 1) /x", "error 7 a ')' needs a '?' (condition) or a '!' (assignments) after it"},
        {FW_RULE_PROFILE, "(1 eq 1)?(2 eq 2)? /x", "error 9 a second condition: join comparisons with `and`"},
        {FW_RULE_PROFILE, "( = \"x\";)!", "error 2 an assignment begins with a parameter's name"},
        {FW_RULE_PROFILE, "(a \"x\";)!", "error 3 an assignment needs a '=' after the name"},
        {FW_RULE_PROFILE, "(a = x;)!", "error 5 the value of an assignment stands in double quotes"},
        {FW_RULE_PROFILE, "(a = \"x\")!", "error 8 an assignment ends with a ';'"},
        {FW_RULE_PROFILE, "[--key", "error 6 --key without a phrase (is the parameter empty?)"},
        {FW_RULE_PROFILE, "[--key $SA] /x", "error 7 --key without a phrase (is the parameter empty?)"},
        {FW_RULE_PROFILE, "[--key \"a] /x", "error 7 a '\"' that is never closed"},
        {FW_RULE_PROFILE, "[--key a /x", "error 9 not an option: --key, --post and --alias are known"},
        {FW_RULE_PROFILE, "[--key a", "error 0 a '[' that is never closed"},
        {FW_RULE_PROFILE, "[--uid a] /x", "error 1 not an option: --key, --post and --alias are known"},
        {FW_RULE_PROFILE, "[--post q] http://h/x", "error 8 --post and --alias take one letter from a to p"},
        {FW_RULE_PROFILE, "[--post A] http://h/x", "error 8 --post and --alias take one letter from a to p"},
        {FW_RULE_PROFILE, "[--alias ab] http://h/x", "error 9 --post and --alias take one letter from a to p"},
        {FW_RULE_PROFILE, "[--post a]/x", "error 10 --post works with http and https only"},
        {FW_RULE_PROFILE, "[--post a]", "error 10 options without a URL after them"},
        {FW_RULE_UPGRADE, "[--key a] http://h/x", "error 0 Upgrade_Rule takes no options"},
        {FW_RULE_UPGRADE, "https://h/x", "error 0 firmware is fetched by tftp or http only"},
        {FW_RULE_REPORT, "[--post a] http://h/x", "error 1 Report_Rule takes no option but --key"},
    };
    (void)state;
    CHECK_ALL(ROWS, "");
}

static void unusual_rules_that_are_taken(void **state)
{
    static const struct expectation ROWS[] = {
        {FW_RULE_PROFILE, "", "none"},
        {FW_RULE_PROFILE, " \t\n", "none"},
        {FW_RULE_PROFILE, "$A", "none"},
        {FW_RULE_PROFILE, "/x # the rest", "#0; tftp://-:69/x"},
        {FW_RULE_PROFILE, "(\"#\" eq \"#\")? /x", "#0; tftp://-:69/x"},
        {FW_RULE_PROFILE, "(\"|\" eq \"|\")? /x | /y", "#0; tftp://-:69/x"},
        {FW_RULE_PROFILE, "(1 eq 2)? /x |", "#1"},
        {FW_RULE_PROFILE, "(1 eq 2)? ftp://broken | /y", "#1; tftp://-:69/y"},
        {FW_RULE_PROFILE, "(1 eq 1)? /x | ftp://broken", "#0; tftp://-:69/x"},
        {FW_RULE_PROFILE, "(2.0.3(G) eq 2.0.3(G)) ? /x", "#0; tftp://-:69/x"},
        {FW_RULE_PROFILE, "(\")\" ne \"(\")? /x", "#0; tftp://-:69/x"},
        {FW_RULE_PROFILE, "tftp:///x", "#0; tftp://-:69/x"},
        {FW_RULE_PROFILE, "HTTP://h/x", "#0; http://h:80/x"},
        {FW_RULE_PROFILE, "tftp://h/my file.cfg", "#0; tftp://h:69/my file.cfg"},
        {FW_RULE_PROFILE, "http://h/x?u=http://g/", "#0; http://h:80/x?u=http://g/"},
        {FW_RULE_PROFILE, "()! /x", "#0; tftp://-:69/x"},
        {FW_RULE_PROFILE, "(a=\"(1;2)\";)!/x", "#0; a:=(1;2); tftp://-:69/x"},
        {FW_RULE_PROFILE, "[] /x", "#0; tftp://-:69/x"},
        {FW_RULE_PROFILE, "[--key \"\"] /x", "#0; key=; tftp://-:69/x"},
        {FW_RULE_PROFILE, "[--key a --key b] /x", "#0; key=b; tftp://-:69/x"},
        {FW_RULE_PROFILE, "[--key \"a]b\"] /x", "#0; key=a]b; tftp://-:69/x"},
        {FW_RULE_UPGRADE, "(! 1.0.33)? /x", "#0; tftp://-:69/x"},
        {FW_RULE_UPGRADE, "($UPGCOND)? /x", "#0; tftp://-:69/x"},
    };
    (void)state;
    CHECK_ALL(ROWS, "");
}

/* Expansion comes before parsing, on a real unit too: a value is part of the rule's text. */
static void a_value_can_change_how_the_rule_is_read(void **state)
{
    static const struct expectation ROWS[] = {
        {FW_RULE_PROFILE, "(\"$A\" eq \"x\")? /one | /two", "#1; tftp://-:69/two"},
        {FW_RULE_PROFILE, "$B", "#0; tftp://-:69/first"},
        {FW_RULE_PROFILE, "($C gt 3)? /one | /two", "#1; tftp://-:69/two"},
    };
    (void)state;
    CHECK_ALL(ROWS, "GPP_A=\" eq \"x;GPP_B=/first | /second;GPP_C=");
}

static void secrets_are_expanded_in_the_key_only(void **state)
{
    static const struct expectation ROWS[] = {
        {FW_RULE_PROFILE, "[--alias a --key $SA] http://h/$SA", "#0; key=k1; alias=a; http://h:80/$SA"},
        {FW_RULE_PROFILE, "[--key \"a $(SA) b\"] /x", "#0; key=a k1 b; tftp://-:69/x"},
        {FW_RULE_PROFILE, "[--key $(SA:1)$SB]/x", "#0; key=1k2; tftp://-:69/x"},
        {FW_RULE_PROFILE, "(1 eq 2)? /x | (a=\"$SA\";)! [--key $SA] /y", "#1; a:=$SA; key=k1; tftp://-:69/y"},
        {FW_RULE_PROFILE, "(\"$SA\" eq \"k1\")? /x | /y", "#1; tftp://-:69/y"},
        {FW_RULE_PROFILE, "http://h/[--key $SA]", "error 0 a blank in the filepath of an http or https URL"},
        {FW_RULE_PROFILE, "tftp://h/[--key $SA]", "#0; tftp://h:69/[--key $SA]"},
        {FW_RULE_PROFILE, "[--keys $SA] /x", "error 1 not an option: --key, --post and --alias are known"},
    };
    (void)state;
    CHECK_ALL(ROWS, "GPP_SA=k1;GPP_SB=k2");
}

static void a_message_never_carries_a_secret(void **state)
{
    struct macro_table unit;
    struct rt_buf out;
    (void)state;
    macro_table_init(&unit);
    macro_table_set_all(&unit, "GPP_SA=k1");
    rt_buf_init(&out, FW_MACRO_TEXT_MAX);
    assert_int_equal(fw_macro_expand_text(RT_STR("[--key $SA] $(SB) $MA"), &unit.source, NULL, &out), RT_OK);
    assert_string_equal(rt_buf_text(&out), "[--key $SA] $(SB) 000e08012345");
    rt_buf_fini(&out);
}

static void on_step(void *ctx, enum fw_rule_step step, unsigned number, bool verdict, struct rt_str detail)
{
    static const char *const NAMES[] = {"comment", "alternative",   "comparison", "condition",
                                        "taken",   "not looked at", "problem"};
    (void)rt_buf_printf(ctx, "%s %u %d [%.*s]\n", NAMES[step], number, verdict, (int)detail.n,
                        detail.n > 0 ? detail.p : "");
}

static void every_step_is_reported_and_the_key_is_masked(void **state)
{
    struct macro_table unit;
    struct fw_rule_result result;
    struct rt_buf told;
    const struct fw_rule_listener listener = {on_step, &told};
    (void)state;
    macro_table_init(&unit);
    macro_table_set_all(&unit, "GPP_SA=k1;GPP_A=7");
    rt_buf_init(&told, 4096);
    fw_rule_result_init(&result);
    assert_int_equal(fw_rule_evaluate(FW_RULE_PROFILE,
                                      RT_STR("(<1.0 and $A ne \"7\")? /old | [--key $SA --post b]http://h/x | /y"
                                             "# [--key k1] /z"),
                                      &unit.source, NULL, &listener, &result),
                     RT_OK);
    assert_string_equal(rt_buf_text(&told), "comment 0 1 [# [--key ****] /z]\n"
                                            "alternative 0 1 [(<1.0 and 7 ne \"7\")? /old]\n"
                                            "comparison 0 0 [2.0.6 lt 1.0 (versions)]\n"
                                            "problem 1 0 [7: not of the same type as the left side]\n"
                                            "condition 0 0 [<1.0 and 7 ne \"7\"]\n"
                                            "alternative 1 1 [[--key **** --post b]http://h/x]\n"
                                            "taken 1 1 []\n"
                                            "not looked at 2 0 []\n");
    fw_rule_result_fini(&result);
    rt_buf_fini(&told);
}

/* A secret may have everything in it that ends a word, a string or the bracket. */
static void a_secret_is_masked_whatever_is_in_it(void **state)
{
    static const char *const secrets[] = {"my hunter2", "my]hunter2",     "my\"hunter2 x", "hunter2|/hunter2",
                                          "#hunter2",   "http://hunter2", "(hunter2)?"};
    static const char *const rules[] = {"[--key $SA] http://h/x", "[--key \"$SA\"] http://h/x", "[--key a$(SA)b]/x",
                                        "(1=1)? [--post a --key $SA] /x | [--key $SA$SA$SA$SA$SA$SA$SA$SA$SA$SA] /y"};
    (void)state;
    for (size_t i = 0; i < sizeof secrets / sizeof secrets[0]; i++) {
        for (size_t k = 0; k < sizeof rules / sizeof rules[0]; k++) {
            struct macro_table unit;
            struct fw_rule_result result;
            struct rt_buf told;
            const struct fw_rule_listener listener = {on_step, &told};
            macro_table_init(&unit);
            char set[64];
            (void)snprintf(set, sizeof set, "GPP_SA=%s", secrets[i]);
            macro_table_set_all(&unit, set);
            rt_buf_init(&told, 65536);
            fw_rule_result_init(&result);
            (void)fw_rule_evaluate(FW_RULE_PROFILE, rt_str(rules[k]), &unit.source, NULL, &listener, &result);
            if (strstr(rt_buf_text(&told), "hunter") != NULL || strstr(rt_buf_text(&told), "****") == NULL) {
                fail_msg("%s with \"%s\" tells: %s", rules[k], secrets[i], rt_buf_text(&told));
            }
            fw_rule_result_fini(&result);
            rt_buf_fini(&told);
        }
    }
}

/* A phrase of several words wants quotes; without them it is refused, and as secret as it would be with them. */
static void a_phrase_without_its_quotes_is_masked_up_to_the_bracket(void **state)
{
    static const struct {
        const char *rule, *masked;
    } rows[] = {
        {"[--key my secret] http://h/x", "[--key **** ****] http://h/x"},
        {"[--key my big  secret]/x", "[--key **** ****  ****]/x"},
        {"[--key my secret --post b]/x", "[--key **** **** --post b]/x"},
        {"[--post b --key my secret]/x", "[--post b --key **** ****]/x"},
        {"[--key my -secret]/x", "[--key **** -****]/x"},
        {"[--key my se\"cret]/x", "[--key **** ****]/x"},
        {"[--key \"my\" secret \"a b\"]/x", "[--key \"****\" **** \"****\"]/x"},
        {"(1=1)? (Profile_Rule = \"[--key my secret] /y\";)!", "(1=1)? (Profile_Rule = \"[--key **** ****] /y\";)!"},
        {"[--key my --post secret]/x | [--key a b]/y", "[--key **** --post secret]/x | [--key **** ****]/y"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rt_buf out;
        rt_buf_init(&out, 4096);
        assert_int_equal(fw_rule_mask(rt_str(rows[i].rule), &out), RT_OK);
        assert_string_equal(rt_buf_text(&out), rows[i].masked);
        rt_buf_fini(&out);
    }
}

/* No unit takes these, and people write them: the guide's own tables spell options in several ways. */
static void what_only_looks_like_a_key_or_a_login_is_masked_too(void **state)
{
    static const struct {
        const char *rule, *masked;
    } rows[] = {
        {"[--KEY secret] /x", "[--KEY ****] /x"},
        {"[--Key \"my secret\"] /x", "[--Key \"****\"] /x"},
        {"[--key=secret] /x", "[--key=****] /x"},
        {"[--KEY = secret --post a] /x", "[--KEY = **** --post a] /x"},
        {"[--keys secret] /x", "[--keys secret] /x"},
        {"http://h/x [--key secret]", "http://h/x [--key ****]"},
        {"--key secret /x", "--key **** ****"},
        {"http://joe:secret@h/x", "http://joe:****@h/x"},
        {"http://joe:se@cret@h:80/x", "http://joe:****@h:80/x"},
        {"http://joe:se/cret@h/x", "http://joe:****@h/x"},
        {"http://joe:12345@h/x", "http://joe:****@h/x"},
        {"http://:secret@h/x", "http://:****@h/x"},
        {"joe:secret@h/x", "joe:****@h/x"},
        {"(1=1)?http://joe:secret@h/x|tftp://u:secret@h/y", "(1=1)?http://joe:****@h/x|tftp://u:****@h/y"},
        {"( Profile_Rule=\"https://u:secret@h/x\"; )!", "( Profile_Rule=\"https://u:****@h/x\"; )!"},
        {"[--key k]http://u:secret@h/x", "[--key ****]http://u:****@h/x"},
        {"http://h/p?to=http://u:secret@g/", "http://h/p?to=http://u:****@g/"},
        {"# http://u:secret@h/x", "# http://u:****@h/x"},
        {"http://joe@h:8080/a@b", "http://joe@h:8080/a@b"},
        {"http://h:8080/a@b:c", "http://h:8080/a@b:c"},
        {"http://$(MAU:8:2).h/$MA@x", "http://$(MAU:8:2).h/$MA@x"},
        {"http://u:$(A:1:2)@h/", "http://u:****@h/"},
        {"http://$(A:1/2)u:secret@h/x", "http://$(A:1/2)u:****@h/x"}, /* no macro, and no end of the login */
        {"://", "://"},
        {"http://u:", "http://u:"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rt_buf out;
        rt_buf_init(&out, 4096);
        assert_int_equal(fw_rule_mask(rt_str(rows[i].rule), &out), RT_OK);
        assert_string_equal(rt_buf_text(&out), rows[i].masked);
        rt_buf_fini(&out);
    }
}

static void a_comparison_that_cannot_be_judged_is_false_and_a_problem(void **state)
{
    static const char *const CONDITIONS[] = {
        "",
        "1",
        "1 eq",
        "eq 1 eq",
        "1 2",
        "1 eq 1 eq 1",
        "\"a",
        "1 eq \"1\"",
        "a eq a",
        "1.2.3.4 eq 1",
        "1 == 1",
        "1 and",
        "and 1 eq 1",
        "1 or 1",
        "1 eq 1 or 1",
        "\"a\" lt \"b\"",
        "1.0 eq 1",
        "1 EQ 1",
        "99999999999999999999 eq 1",
        "false",
        "true eq true",
        "Not Installed eq \"x\"",
    };
    struct macro_table unit;
    struct rt_buf told;
    const struct fw_rule_listener listener = {on_step, &told};
    (void)state;
    macro_table_init(&unit);
    for (size_t i = 1; i < sizeof CONDITIONS / sizeof CONDITIONS[0]; i++) {
        rt_buf_init(&told, 4096);
        if (fw_condition_is_true(rt_str(CONDITIONS[i]), &unit.source, &listener) ||
            strstr(rt_buf_text(&told), "problem") == NULL) {
            fail_msg("%s: %s", CONDITIONS[i], rt_buf_text(&told));
        }
        rt_buf_fini(&told);
    }
    assert_false(fw_condition_is_true(rt_str(CONDITIONS[0]), &unit.source, NULL));
    assert_false(fw_condition_is_true(RT_STR("# 1 eq 1"), &unit.source, NULL));
}

static void conditions_that_hold(void **state)
{
    static const char *const CONDITIONS[] = {
        "-1 lt 0",
        "+5 = 5",
        "0x10 eq 16",
        "1<2",
        "1.0 eq 1.0.0",
        "2.0.3(a) lt 2.0.3(b)",
        "2.0.3 lt 2.0.3(a)",
        "\"\" eq \"\"",
        "\"and\" ne \"or\"",
        "true",
        "true and 1 eq 1 # why",
        "9223372036854775807 gt 1",
        "= 2.0.6",
        "!=1.0.0 and\t>= 2.0.6 and<=2.0.6",
    };
    struct macro_table unit;
    (void)state;
    macro_table_init(&unit);
    for (size_t i = 0; i < sizeof CONDITIONS / sizeof CONDITIONS[0]; i++) {
        if (!fw_condition_is_true(rt_str(CONDITIONS[i]), &unit.source, NULL)) {
            fail_msg("%s", CONDITIONS[i]);
        }
    }
}

/* n times piece, closed. */
static char *repeat(const char *piece, size_t n, const char *end)
{
    size_t length = strlen(piece);
    char *text = calloc(1, n * length + strlen(end) + 1);
    assert_non_null(text);
    for (size_t i = 0; i < n; i++) {
        memcpy(text + i * length, piece, length);
    }
    memcpy(text + n * length, end, strlen(end));
    return text;
}

static void check_repeated(const char *piece, size_t n, const char *end, const char *summary)
{
    char *rule = repeat(piece, n, end);
    const struct expectation row = {FW_RULE_PROFILE, rule, summary};
    check_all(&row, 1, "");
    free(rule);
}

static void everything_is_bounded(void **state)
{
    (void)state;
    check_repeated("(1 eq 2)? /x |", FW_RULE_ALTERNATIVES_MAX - 1, "/y", "#31; tftp://-:69/y");
    check_repeated("(1 eq 2)? /x |", FW_RULE_ALTERNATIVES_MAX, "/y", "error 448 more than 32 alternatives");
    check_repeated("$PN$PN", 4096, "/x", "error 0 the expanded rule is longer than 8192 characters");
    check_repeated("/", FW_URL_PATH_MAX + 1, "", "error 0 the filepath is longer than 1023 characters");
    check_repeated("h", FW_URL_SERVER_MAX + 1, "/", "error 0 the server name is longer than 255 characters");
    char *assignments = repeat("a=\"\";", FW_RULE_ASSIGNMENTS_MAX + 1, ")!");
    char rule[512];
    char summary[4096];
    struct macro_table unit;
    macro_table_init(&unit);
    (void)snprintf(rule, sizeof rule, "(%s", assignments);
    rule_summary(FW_RULE_PROFILE, rule, &unit.source, summary);
    assert_string_equal(summary, "error 161 more than 32 assignments");
    free(assignments);
    char *comparisons = repeat("1 eq 1 and ", FW_RULE_COMPARISONS_MAX - 1, "1 eq 1");
    assert_true(fw_condition_is_true(rt_str(comparisons), &unit.source, NULL));
    free(comparisons);
    comparisons = repeat("1 eq 1 and ", FW_RULE_COMPARISONS_MAX, "1 eq 1");
    assert_false(fw_condition_is_true(rt_str(comparisons), &unit.source, NULL));
    free(comparisons);
}

static void a_key_may_have_255_characters_and_not_one_more(void **state)
{
    (void)state;
    for (size_t n = 255; n <= 256; n++) {
        char *phrase = repeat("k", n, "] /x");
        char rule[512];
        char wanted[512];
        (void)snprintf(rule, sizeof rule, "[--key %s", phrase);
        (void)snprintf(wanted, sizeof wanted, "#0; key=%.255s; tftp://-:69/x", phrase);
        const struct expectation row = {
            FW_RULE_PROFILE, rule, n == 255 ? wanted : "error 7 the phrase of --key is longer than 255 characters"};
        check_all(&row, 1, "");
        free(phrase);
    }
}

static const char *const SEEDS[] = {
    "($REGTMR1 eq 0)? http://p.tel.com/has-reg.cfg | [--post a] http://p.tel.com/lost-reg?",
    "(\"$A\" ne \"Provisioned\")? (Line_Enable_1_ = \"No\";)! https://p.tel.com/init-prov | https://p.tel.com/configs",
    "[--alias a --key abracadabra321 --post c] http://h/$MA?$(MAU:2:4)#x",
    "( $SWVER ge 2.0.3(G) and \"$CCERT\" eq \"Installed\" )? http://ps.tell.com/sw/spa021024.bin",
    "( User_ID_1_ = \"uid$B\" ; c = \"\" ; d = \"$MA\" ; )! [--key \"$SA\"] pserv:42000/x.cfg",
    "(<1.0)?/pre-rel.cfg | /curr.cfg",
};

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static size_t mutate(uint32_t *seed, char *text, size_t n, size_t max)
{
    static const char ALPHABET[] = "()[]\"|#?!=<>;$:/ .-andeqkypost19\n\x01\xff";
    for (unsigned k = next_random(seed) % 6 + 1; k > 0; k--) {
        size_t at = n > 0 ? next_random(seed) % n : 0;
        char c = ALPHABET[next_random(seed) % (sizeof ALPHABET - 1)];
        unsigned how = next_random(seed) % 3;
        if (how == 0 && n > 0) {
            text[at] = c;
        } else if (how == 1 && n < max) {
            memmove(text + at + 1, text + at, n - at);
            text[at] = c;
            n++;
        } else if (n > 0) {
            memmove(text + at, text + at + 1, n - at - 1);
            n--;
        }
    }
    return n;
}

/* Whatever the text: an answer, the same one twice, and an error within the text. Fixed seed. */
static void fifty_thousand_mutated_rules_do_no_harm(void **state)
{
    uint32_t seed = 2102;
    unsigned n_good = 0;
    unsigned n_bad = 0;
    struct macro_table unit;
    (void)state;
    macro_table_init(&unit);
    macro_table_set_all(&unit, "GPP_A=\" | (;GPP_B=]");
    for (unsigned i = 0; i < 50000; i++) {
        const char *origin = SEEDS[i % (sizeof SEEDS / sizeof SEEDS[0])];
        size_t n = strlen(origin);
        char *text = malloc(n + 8); /* on the heap, so that the sanitizer sees a read past its end */
        struct fw_rule_result result;
        assert_non_null(text);
        memcpy(text, origin, n);
        n = mutate(&seed, text, n, n + 8);
        char *exact = malloc(n > 0 ? n : 1);
        assert_non_null(exact);
        memcpy(exact, text, n);
        fw_rule_result_init(&result);
        enum rt_err err = fw_rule_evaluate((enum fw_rule_kind)(i % FW_RULE_N_KINDS), rt_str_n(exact, n), &unit.source,
                                           NULL, NULL, &result);
        if (err == RT_OK) {
            n_good += result.is_chosen;
        } else {
            n_bad++;
            assert_true(err == RT_ESYNTAX && result.error_at <= result.text.n && result.error_what[0] != 0);
            assert_false(result.is_chosen || result.has_url || result.n_assignments > 0);
        }
        (void)fw_condition_is_true(rt_str_n(exact, n), &unit.source, NULL);
        fw_rule_result_fini(&result);
        free(exact);
        free(text);
    }
    assert_true(n_good > 5000 && n_bad > 5000); /* else the mutations would test one half only */
}

static void running_out_of_memory_is_an_error(void **state)
{
    static const char RULE[] = "(<1.0)? /x | (GPP_A = \"$MA\";)! [--key \"$SA\"] http://h/$MA";
    struct macro_table unit;
    (void)state;
    macro_table_init(&unit);
    bool has_ended = false;
    for (uint64_t n = 1; n < 100 && !has_ended; n++) {
        struct fw_rule_result result;
        fw_rule_result_init(&result);
        uint64_t n_before = rt_mem_n_live();
        uint64_t n_allocations = rt_mem_n_allocations();
        rt_mem_fail_at(n);
        enum rt_err err = fw_rule_evaluate(FW_RULE_PROFILE, RT_STR(RULE), &unit.source, NULL, NULL, &result);
        has_ended = rt_mem_n_allocations() - n_allocations < n;
        rt_mem_fail_at(0);
        assert_int_equal(err, has_ended ? RT_OK : RT_ENOMEM);
        assert_true(has_ended || !result.is_chosen);
        fw_rule_result_fini(&result);
        assert_true(rt_mem_n_live() <= n_before);
    }
    assert_true(has_ended);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_broken_rule_is_refused_with_its_place),
        cmocka_unit_test(unusual_rules_that_are_taken),
        cmocka_unit_test(a_value_can_change_how_the_rule_is_read),
        cmocka_unit_test(secrets_are_expanded_in_the_key_only),
        cmocka_unit_test(a_message_never_carries_a_secret),
        cmocka_unit_test(every_step_is_reported_and_the_key_is_masked),
        cmocka_unit_test(a_secret_is_masked_whatever_is_in_it),
        cmocka_unit_test(a_phrase_without_its_quotes_is_masked_up_to_the_bracket),
        cmocka_unit_test(what_only_looks_like_a_key_or_a_login_is_masked_too),
        cmocka_unit_test(a_comparison_that_cannot_be_judged_is_false_and_a_problem),
        cmocka_unit_test(conditions_that_hold),
        cmocka_unit_test(everything_is_bounded),
        cmocka_unit_test(a_key_may_have_255_characters_and_not_one_more),
        cmocka_unit_test(fifty_thousand_mutated_rules_do_no_harm),
        cmocka_unit_test(running_out_of_memory_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
