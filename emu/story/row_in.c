/* SPDX-License-Identifier: MIT */
/*
 * Rows of the report in another language: their templates and whole facts are rows of texts/report.def and facts.def.
 * What has no row there stays as it is: addresses, names of parameters, what a server says.
 */
#include <story/rows.h>
#include "row_fill.h"
#include <texts/texts.h>
#include <string.h>

/* Facts are translated, even where the sentence has none of its own. */
static void say(const struct emu_row *row, const char *english, const char *made, enum emu_language language, char *out,
                size_t size)
{
    const char *form = emu_text_in(EMU_TEXTS_REPORT, english, language);
    if (strcmp(row->kind->event, "lab") == 0) {
        (void)emu_text_said(EMU_TEXTS_PROVIDER, made, language, out, size); /* or as it is */
    } else if (strstr(form, "{*}") == NULL) {
        story_row_fill(row, form, language, out, size);
    } else {
        (void)snprintf(out, size, "%s", made);
    }
}

void emu_row_in(const struct emu_row *row, enum emu_language language, char text[EMU_ROW_TEXT_MAX],
                char result[EMU_ROW_RESULT_MAX])
{
    if (language == EMU_ENGLISH || language == EMU_STRETCHED) {
        (void)snprintf(text, EMU_ROW_TEXT_MAX, "%s", row->text);
        (void)snprintf(result, EMU_ROW_RESULT_MAX, "%s", row->result);
        return;
    }
    say(row, row->kind->text, row->text, language, text, EMU_ROW_TEXT_MAX);
    say(row, row->kind->result, row->result, language, result, EMU_ROW_RESULT_MAX);
}
