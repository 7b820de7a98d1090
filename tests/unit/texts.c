/* SPDX-License-Identifier: MIT */
/* The texts of the window: each in each language, with the same places, written as that language is. */
#include <harness/test.h>
#include <act/act.h>
#include <fw/device.h>
#include <texts/texts.h>
#include <stdio.h>
#include <string.h>

#define THIN "\u202f" /* the French narrow space */

static const char *const names[] = {"English", "German", "French"};

/* Each place of one is in the other, its form aside: {n}, {n:#octet|octets}. */
static bool has_places_of(const char *text, const char *other)
{
    bool has_all = true;
    for (const char *p = strchr(other, '{'); p != NULL; p = strchr(p + 1, '{')) {
        char name[40];
        int n = snprintf(name, sizeof name, "{%.*s", (int)strcspn(p + 1, ":} ,"), p + 1);
        const char *at = strstr(text, name);
        has_all = has_all && at != NULL && strchr(":} ,", at[n]) != NULL;
    }
    return has_all;
}

typedef void row_fn(const char *list, const char *english, const char *text, enum emu_language language);

static void each_row(row_fn *fn)
{
    const char *english;
    for (unsigned list = 0; list < EMU_N_TEXT_LISTS; list++) {
        for (size_t i = 0; (english = emu_text_row((enum emu_text_list)list, i, EMU_ENGLISH)) != NULL; i++) {
            for (unsigned in = EMU_GERMAN; in <= EMU_FRENCH; in++) {
                fn(emu_text_list_name((enum emu_text_list)list), english,
                   emu_text_row((enum emu_text_list)list, i, (enum emu_language)in), (enum emu_language)in);
            }
        }
    }
}

static void check_row(const char *list, const char *english, const char *text, enum emu_language language)
{
    if (english[0] == '\0' || text[0] == '\0') {
        fail_msg("%s.def: '%s' has no %s", list, english, names[language]);
    }
    if (!has_places_of(english, text) || !has_places_of(text, english)) {
        fail_msg("%s.def: other places: '%s', '%s'", list, english, text);
    }
    for (const char *p = strchr(text, '{'); p != NULL; p = strchr(p + 1, '{')) {
        const char *end = strchr(p, '}'), *count = strstr(p, ":#");
        if (count != NULL && end != NULL && count < end && memchr(count, '|', (size_t)(end - count)) == NULL) {
            fail_msg("%s.def: '%s': a count has two forms: {n:#one|many}", list, text);
        }
    }
}

static void each_text_is_in_each_language(void **state)
{
    (void)state;
    assert_true(has_places_of("{n:#octet|octets} de {ip}", "{ip}: {n} bytes"));
    assert_false(has_places_of("{ip} : octets", "{ip}: {n} bytes"));
    assert_false(has_places_of("{nombre} octets", "{n} bytes"));
    each_row(check_row);
}

/* A second row with the same English would never be used. */
static void no_text_stands_twice(void **state)
{
    const char *a, *b;
    (void)state;
    for (unsigned list = EMU_TEXTS_WINDOW + 1; list < EMU_N_TEXT_LISTS; list++) {
        for (size_t i = 0; (a = emu_text_row((enum emu_text_list)list, i, EMU_ENGLISH)) != NULL; i++) {
            for (size_t k = i + 1; (b = emu_text_row((enum emu_text_list)list, k, EMU_ENGLISH)) != NULL; k++) {
                if (strcmp(a, b) == 0) {
                    fail_msg("%s.def: '%s' stands twice", emu_text_list_name((enum emu_text_list)list), a);
                }
            }
        }
    }
}

/* A narrow space that does not break before : ; ! ? », and behind «; none of ours are in addresses and words of ours.
 */
static bool is_spaced(const char *text)
{
    static const char *const signs[] = {":", ";", "!", "?", "»"};
    for (const char *p = text; *p != '\0'; p++) {
        for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
            size_t n = strlen(signs[i]);
            bool is_sign = strncmp(p, signs[i], n) == 0 && (p[n] == ' ' || p[n] == '\0' || i == 4);
            size_t before = (size_t)(p - text);
            if (is_sign && (before < strlen(THIN) || strncmp(p - strlen(THIN), THIN, strlen(THIN)) != 0)) {
                return false;
            }
        }
        if (strncmp(p, "«", 2) == 0 && strncmp(p + 2, THIN, strlen(THIN)) != 0) {
            return false;
        }
    }
    return true;
}

/* An apostrophe between letters is ’, quotes are those of the language. */
static void check_signs(const char *list, const char *english, const char *text, enum emu_language language)
{
    (void)english;
    if (language == EMU_FRENCH && !is_spaced(text)) {
        fail_msg("%s.def: '%s': U+202F belongs before : ; ! ? » and behind «", list, text);
    }
    static const char *const two_letters[] = {"coeur", "oeuvre", "noeud", "voeu", "oeil", "soeur"};
    for (size_t i = 0; language == EMU_FRENCH && i < sizeof two_letters / sizeof two_letters[0]; i++) {
        if (strstr(text, two_letters[i]) != NULL) {
            fail_msg("%s.def: '%s': œ is one letter", list, text);
        }
    }
    for (const char *p = strchr(text, '\''); p != NULL; p = strchr(p + 1, '\'')) {
        bool is_between = p > text && ((p[-1] | 32) >= 'a' && (p[-1] | 32) <= 'z') && p[1] != ' ' && p[1] != '\0';
        if (is_between) {
            fail_msg("%s.def: '%s': the apostrophe is ’", list, text);
        }
    }
    if (strchr(text, '"') != NULL) {
        fail_msg("%s.def: '%s': quotes are „“ in German, « » in French", list, text);
    }
}

static void signs_are_those_of_the_language(void **state)
{
    (void)state;
    assert_true(is_spaced("une fin" THIN ": «" THIN "oui" THIN "»" THIN "! tftp://x:69/a, 12:30"));
    assert_false(is_spaced("une fin: non"));
    assert_false(is_spaced("une fin : non")); /* a space that breaks */
    assert_false(is_spaced("« oui »"));
    each_row(check_signs);
}

static void check_there(enum emu_text_list list, const char *english, const char *whose)
{
    char out[EMU_TEXT_MAX];
    if (english[0] != '\0' && !emu_text_said(list, english, EMU_FRENCH, out, sizeof out)) {
        fail_msg("%s: '%s' is not in emu/texts/%s.def", whose, english, emu_text_list_name(list));
    }
}

static void what_acts_and_lamps_say_is_translated(void **state)
{
    const struct emu_act *act;
    struct fw_led_meaning lamp;
    (void)state;
    for (size_t i = 0; (act = emu_act_row(i)) != NULL; i++) {
        check_there(EMU_TEXTS_ACTS, act->help, act->name);
        for (size_t k = 0; k < act->n_arguments; k++) {
            check_there(EMU_TEXTS_ARGUMENTS, act->arguments[k].help, act->name);
        }
        for (size_t k = 0; k < act->n_results; k++) {
            check_there(EMU_TEXTS_ARGUMENTS, act->results[k].help, act->name);
        }
        for (const struct emu_act_text *t = act->texts; t != NULL && t->err != RT_OK; t++) {
            check_there(EMU_TEXTS_REFUSALS, t->text, act->name);
        }
    }
    for (size_t i = 0; fw_led_meaning(i, &lamp); i++) {
        check_there(EMU_TEXTS_LAMPS, lamp.meaning, lamp.led);
    }
    for (int err = RT_OK; err >= RT_EREFUSED; err--) {
        check_there(EMU_TEXTS_REFUSALS, rt_err_text((enum rt_err)err), "rt_err_text()");
        check_there(EMU_TEXTS_REFUSALS, emu_wait_text((enum rt_err)err), "emu_wait_text()");
    }
    assert_string_equal(emu_text_in(EMU_TEXTS_ACTS, "write a note to the trace", EMU_ENGLISH),
                        "write a note to the trace");
    assert_string_equal(emu_text_in(EMU_TEXTS_ACTS, "an act without a row", EMU_FRENCH), "an act without a row");
}

static void what_was_said_is_said_again(void **state)
{
    static const struct {
        enum emu_text_list list;
        enum emu_language language;
        const char *english, *expected;
    } rows[] = {
        {EMU_TEXTS_PROVIDER, EMU_GERMAN, "dhcp: offer of 192.168.1.100", "dhcp: 192.168.1.100 angeboten"},
        {EMU_TEXTS_PROVIDER, EMU_FRENCH, "http: GET /a b.cfg?x=1: 200, 1 bytes, User-Agent \"Linksys/SPA2102\"",
         "http" THIN ": GET /a b.cfg?x=1" THIN ": 200, 1 octet, User-Agent «" THIN "Linksys/SPA2102" THIN "»"},
        {EMU_TEXTS_PROVIDER, EMU_FRENCH, "sip: sends NOTIFY message-summary to 1001: 2 new",
         "sip" THIN ": envoie NOTIFY message-summary à 1001" THIN ": 2 nouveaux"},
        {EMU_TEXTS_PROVIDER, EMU_FRENCH, "phone 200: call over: hung up; RTP: sent 5, received 6, lost 0",
         "téléphone 200" THIN ": appel fini" THIN ": raccroché" THIN "; RTP" THIN ": envoyés 5, reçus 6, perdus 0"},
        {EMU_TEXTS_REFUSALS, EMU_GERMAN, "telephone is missing: give 1 or 2", "telephone fehlt: 1 oder 2 angeben"},
        {EMU_TEXTS_REFUSALS, EMU_FRENCH, "port: did you mean 'wan'? give wan, lan, phone1 or phone2",
         "port" THIN ": vouliez-vous «" THIN "wan" THIN "»" THIN "? donnez wan, lan, phone1 ou phone2"},
        {EMU_TEXTS_REFUSALS, EMU_GERMAN, "file: x: give a name that ends in .png, without a folder",
         "file: x: einen Namen mit .png am Ende angeben, ohne Ordner"},
        {EMU_TEXTS_REFUSALS, EMU_FRENCH,
         "no answer: Enable_Web_Server is No: set it to Yes in a profile, by unit{params = {...}} of a scenario, or "
         "dial "
         "**** 7932# 1# 1 at a telephone",
         "pas de réponse" THIN ": Enable_Web_Server est No" THIN
         ": mettez Yes dans un profil, par unit{params = {...}} d’un scénario, ou composez **** 7932# 1# 1 au "
         "téléphone"},
    };
    char out[EMU_TEXT_MAX];
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_true(emu_text_said(rows[i].list, rows[i].english, rows[i].language, out, sizeof out));
        assert_string_equal(out, rows[i].expected);
    }
    assert_false(emu_text_said(EMU_TEXTS_PROVIDER, "what nobody says", EMU_FRENCH, out, sizeof out));
    assert_string_equal(out, "what nobody says");
    assert_true(emu_text_said(EMU_TEXTS_PROVIDER, "dhcp: offer of 192.168.1.100", EMU_FRENCH, out, 9)); /* cut */
    assert_int_equal(strlen(out), 8);
}

static void counts_have_the_plural_of_the_language(void **state)
{
    char out[40];
    (void)state;
    assert_true(emu_text_is_one(0, EMU_FRENCH) && emu_text_is_one(1, EMU_FRENCH) && !emu_text_is_one(2, EMU_FRENCH));
    assert_true(!emu_text_is_one(0, EMU_GERMAN) && emu_text_is_one(1, EMU_GERMAN));
    emu_text_noun(2, "valeur|valeurs", 14, EMU_FRENCH, out, sizeof out);
    assert_string_equal(out, "2 valeurs");
    assert_string_equal(emu_text_measure(rt_size(0), EMU_FRENCH).s, "0 octet");
    assert_string_equal(emu_text_measure(rt_size(1), EMU_FRENCH).s, "1 octet");
    assert_string_equal(emu_text_measure(rt_size(12), EMU_GERMAN).s, "12 Byte");
    assert_string_equal(emu_text_measure(rt_size(2500000), EMU_FRENCH).s, "2,5 Mo");
    assert_string_equal(emu_text_measure(rt_duration(90000000), EMU_FRENCH).s, "1 j 1 h");
    assert_string_equal(emu_text_measure(rt_size(1500), EMU_ENGLISH).s, "1.5 kB");
}

static void a_place_is_filled(void **state)
{
    char out[80];
    (void)state;
    emu_text_fill(win_text(WIN_SAYS_SAVED, EMU_FRENCH), "file", "a.png", out, sizeof out);
    assert_string_equal(out, "a.png enregistré");
    emu_text_fill(win_text(WIN_SAYS_TELEPHONE, EMU_STRETCHED), "n", "2", out, sizeof out);
    assert_non_null(strstr(out, " 2"));
    emu_text_fill("{file} is long", "file", "0123456789", out, 6);
    assert_string_equal(out, "01234");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_text_is_in_each_language),
        cmocka_unit_test(no_text_stands_twice),
        cmocka_unit_test(signs_are_those_of_the_language),
        cmocka_unit_test(what_acts_and_lamps_say_is_translated),
        cmocka_unit_test(what_was_said_is_said_again),
        cmocka_unit_test(counts_have_the_plural_of_the_language),
        cmocka_unit_test(a_place_is_filled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
