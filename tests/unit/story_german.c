/* SPDX-License-Identifier: MIT */
/* Rows of the report in German: each row that the window shows has a German template, with the same facts. */
#include <harness/test.h>
#include <story/rows.h>
#include <stdio.h>
#include <string.h>

static bool has_letters(const char *form)
{
    for (bool is_fact = false; *form != '\0'; form++) {
        is_fact = *form == '{' || (is_fact && *form != '}');
        if (!is_fact && ((*form >= 'a' && *form <= 'z') || (*form >= 'A' && *form <= 'Z'))) {
            return true;
        }
    }
    return false;
}

/* Each fact of one is in the other; its form may differ. */
static void check_facts(const char *a, const char *b)
{
    for (const char *p = strchr(a, '{'); p != NULL; p = strchr(p + 1, '{')) {
        char name[40];
        (void)snprintf(name, sizeof name, "{%.*s", (int)strcspn(p + 1, ":}"), p + 1);
        if (strstr(b, name) == NULL) {
            fail_msg("'%s' has no %s}: '%s'", b, name, a);
        }
    }
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
            const char *german = emu_row_german_template(forms[part]);
            if (german == NULL && has_letters(forms[part])) {
                fail_msg("%s: '%s' is not in row_german.c", k->id, forms[part]);
            }
            if (german != NULL) {
                check_facts(forms[part], german);
                check_facts(german, forms[part]);
                n++;
            }
        }
    }
    assert_true(n > 140);
}

static void a_row_is_filled_in(void **state)
{
    static struct emu_row row;
    static struct emu_row_kind kind = {.text = "boots release {version} from bank {bank} after {cause}",
                                       .result = "{reason}"};
    char text[EMU_ROW_TEXT_MAX], result[EMU_ROW_RESULT_MAX];
    (void)state;
    row = (struct emu_row){.kind = &kind, .text = "English", .result = "as it is", .n_facts = 4};
    row.fact[0] = (struct emu_fact){.key = "version", .text = "5.2.10"};
    row.fact[1] = (struct emu_fact){.key = "bank", .text = "A"};
    row.fact[2] = (struct emu_fact){.key = "cause", .text = "power-up"};
    row.fact[3] = (struct emu_fact){.key = "reason", .text = "the confirmed bank"};
    emu_row_german(&row, text, result);
    assert_string_equal(text, "startet Release 5.2.10 von Bank A nach dem Einschalten");
    assert_string_equal(result, "die bestätigte Bank");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row_that_is_shown_is_translated),
        cmocka_unit_test(a_row_is_filled_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
