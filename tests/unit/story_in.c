/* SPDX-License-Identifier: MIT */
/* Rows of the report in other languages: each row that the window shows has one in each, filled in with its facts. */
#include <harness/test.h>
#include <story/rows.h>
#include <stdio.h>
#include <string.h>

/* Letters, or a noun, which is a word too: {hosts:#host}. */
static bool has_letters(const char *form)
{
    for (bool is_fact = false; *form != '\0'; form++) {
        is_fact = *form == '{' || (is_fact && *form != '}');
        if (*form == '#' || (!is_fact && ((*form >= 'a' && *form <= 'z') || (*form >= 'A' && *form <= 'Z')))) {
            return true;
        }
    }
    return false;
}

static void each_row_that_is_shown_is_translated(void **state)
{
    const struct emu_row_kind *k;
    size_t n = 0;
    (void)state;
    for (size_t i = 0; (k = emu_row_kind_at(i)) != NULL; i++) {
        const char *forms[] = {k->text, k->result};
        if (k->level == EMU_ROW_SILENT || k->level == EMU_ROW_DETAIL) {
            continue;
        }
        for (size_t part = 0; part < 2; part++) {
            if (has_letters(forms[part]) && emu_text_find(EMU_TEXTS_REPORT, forms[part], EMU_FRENCH) == NULL) {
                fail_msg("%s: '%s' is not in emu/texts/report.def", k->id, forms[part]);
            }
            n++;
        }
    }
    assert_true(n > 140);
}

/* A row of report.def that no row of the table has is left over from one that was changed. */
static void each_translation_is_of_a_row(void **state)
{
    const char *form;
    (void)state;
    for (size_t i = 0; (form = emu_text_row(EMU_TEXTS_REPORT, i, EMU_ENGLISH)) != NULL; i++) {
        const struct emu_row_kind *k;
        bool is_there = false;
        for (size_t row = 0; !is_there && (k = emu_row_kind_at(row)) != NULL; row++) {
            is_there = strcmp(k->text, form) == 0 || strcmp(k->result, form) == 0;
        }
        if (!is_there) {
            fail_msg("emu/texts/report.def: no row of the report says '%s'", form);
        }
    }
}

static struct emu_row row;
static char text[EMU_ROW_TEXT_MAX], result[EMU_ROW_RESULT_MAX];

static void a_row_is_filled_in(void **state)
{
    static struct emu_row_kind kind = {.text = "boots release {version} from bank {bank} after {cause}",
                                       .result = "{reason}"};
    (void)state;
    row = (struct emu_row){.kind = &kind, .text = "English", .result = "as it is", .n_facts = 4};
    row.fact[0] = (struct emu_fact){.key = "version", .text = "5.2.10"};
    row.fact[1] = (struct emu_fact){.key = "bank", .text = "A"};
    row.fact[2] = (struct emu_fact){.key = "cause", .text = "power-up"};
    row.fact[3] = (struct emu_fact){.key = "reason", .text = "the confirmed bank"};
    emu_row_in(&row, EMU_GERMAN, text, result);
    assert_string_equal(text, "startet Release 5.2.10 von Bank A nach dem Einschalten");
    assert_string_equal(result, "die bestätigte Bank");
    emu_row_in(&row, EMU_FRENCH, text, result);
    assert_string_equal(text, "démarre la version 5.2.10 de la banque A après la mise sous tension");
    assert_string_equal(result, "la banque confirmée");
    emu_row_in(&row, EMU_ENGLISH, text, result);
    assert_string_equal(text, "English");
    assert_string_equal(result, "as it is");
}

static void counts_and_measures_are_those_of_the_language(void **state)
{
    static struct emu_row_kind kind = {.text = "voice menu: stores {changes:#value}",
                                       .result = "{bytes:size} in {duration_ms:ms}"};
    (void)state;
    row = (struct emu_row){.kind = &kind, .text = "", .result = "", .n_facts = 3};
    row.fact[0] = (struct emu_fact){.key = "changes", .text = "0", .number = 0, .is_number = true};
    row.fact[1] = (struct emu_fact){.key = "bytes", .text = "1500", .number = 1500, .is_number = true};
    row.fact[2] = (struct emu_fact){.key = "duration_ms", .text = "1200", .number = 1200, .is_number = true};
    emu_row_in(&row, EMU_FRENCH, text, result);
    assert_string_equal(text, "menu vocal\u202f: enregistre 0 valeur");
    assert_string_equal(result, "1,5 ko en 1,2 s");
    emu_row_in(&row, EMU_GERMAN, text, result);
    assert_string_equal(text, "Sprachmenü: speichert 0 Werte");
    assert_string_equal(result, "1,5 kB in 1,2 s");
}

/* The provider's words are one fact of their row. */
static void the_providers_log_is_translated(void **state)
{
    static struct emu_row_kind kind = {.event = "lab", .text = "{what}", .who = EMU_ROW_BY_PROVIDER};
    (void)state;
    row = (struct emu_row){.kind = &kind, .text = "sip: REGISTER 1001: no answer", .result = ""};
    emu_row_in(&row, EMU_FRENCH, text, result);
    assert_string_equal(text, "sip\u202f: REGISTER 1001\u202f: pas de réponse");
    assert_string_equal(result, "");
    row.text = "what no row says";
    emu_row_in(&row, EMU_FRENCH, text, result);
    assert_string_equal(text, "what no row says");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row_that_is_shown_is_translated),
        cmocka_unit_test(each_translation_is_of_a_row),
        cmocka_unit_test(a_row_is_filled_in),
        cmocka_unit_test(counts_and_measures_are_those_of_the_language),
        cmocka_unit_test(the_providers_log_is_translated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
