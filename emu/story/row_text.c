/* SPDX-License-Identifier: MIT */
/* A row as a line for people, and as a line of JSON. */
#include <story/rows.h>
#include <board/clock.h>
#include <host/colour.h>
#include <host/latin1.h>
#include <rt/mem.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const enum emu_style style_of_level[] = {
    [EMU_ROW_HEADLINE] = EMU_STYLE_TITLE,  [EMU_ROW_STEP] = EMU_STYLE_PLAIN, [EMU_ROW_DETAIL] = EMU_STYLE_ASIDE,
    [EMU_ROW_WARNING] = EMU_STYLE_WARNING, [EMU_ROW_ERROR] = EMU_STYLE_BAD,
};
static const enum emu_style style_of_who[] = {
    [EMU_ROW_BY_UNIT] = EMU_STYLE_PLAIN,
    [EMU_ROW_BY_PROVIDER] = EMU_STYLE_ASIDE,
    [EMU_ROW_BY_USER] = EMU_STYLE_ACT,
    [EMU_ROW_BY_NETWORK] = EMU_STYLE_ASIDE,
};

void emu_row_put_line(struct rt_buf *out, const struct emu_row *row, FILE *stream)
{
    const char *who = emu_style_on(stream, style_of_who[row->kind->who]);
    const char *level = emu_style_on(stream, style_of_level[row->kind->level]);
    uint64_t s = row->at_us / BOARD_US_PER_S;
    const char *word = row->kind->level == EMU_ROW_ERROR     ? "error: "
                       : row->kind->level == EMU_ROW_WARNING ? "warning: "
                                                             : "";
    (void)rt_buf_printf(out, "%2" PRIu64 ":%02u:%02u.%03u  %s%-8s%s  %s%s%s%s%s%s", s / 3600, (unsigned)(s / 60 % 60),
                        (unsigned)(s % 60), (unsigned)(row->at_us / BOARD_US_PER_MS % 1000), who,
                        emu_row_who_name(row->kind->who), emu_style_end(who), level, word, row->text,
                        emu_style_end(level), row->result[0] != '\0' ? ": " : "", row->result);
}

static json_t *json_text(const char *text)
{
    json_t *s = json_string(text);
    if (s == NULL) {
        size_t length;
        char *utf8 = emu_latin1_to_utf8(text, strlen(text), &length);
        s = utf8 != NULL ? json_string(utf8) : NULL;
        rt_mem_free(utf8);
    }
    return s != NULL ? s : json_string("(no memory)");
}

enum rt_err emu_row_put_json(struct rt_buf *out, const struct emu_row *row)
{
    json_t *facts = json_object();
    for (size_t i = 0; facts != NULL && i < row->n_facts; i++) {
        const struct emu_fact *f = &row->fact[i];
        (void)json_object_set_new(facts, f->key, f->is_number ? json_integer(f->number) : json_text(f->text));
    }
    /* The order of the keys is that of writing. */
    json_t *all =
        json_pack("{s:I, s:s, s:s, s:s, s:I, s:I, s:o, s:o, s:o}", "row", (json_int_t)row->number, "id", row->kind->id,
                  "level", emu_row_level_name(row->kind->level), "who", emu_row_who_name(row->kind->who), "at_us",
                  (json_int_t)row->at_us, "event", (json_int_t)row->event, "text", json_text(row->text), "result",
                  json_text(row->result), "facts", facts);
    char *text = all != NULL ? json_dumps(all, JSON_COMPACT) : NULL;
    json_decref(all);
    if (text == NULL) {
        return RT_ENOMEM;
    }
    (void)rt_buf_put_text(out, text); /* the buffer remembers */
    free(text);
    return rt_buf_error(out);
}
