/* SPDX-License-Identifier: MIT */
/* What happens: the rows of the report, newest below, by topic and by words; and what the provider saw. */
#include "view_priv.h"
#include <board/clock.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define LINES_MAX 4u /* of a row: the last one ends with an ellipsis where there is more */
#define CHIP_H    26.0f

static enum win_colour colour_of(const struct emu_row *row)
{
    switch (row->kind->level) {
    case EMU_ROW_WARNING:
        return WIN_WARN;
    case EMU_ROW_ERROR:
        return WIN_ERR;
    case EMU_ROW_HEADLINE:
        return WIN_TEXT;
    default:
        return WIN_TEXT;
    }
}

static void put_row(struct win_scene *s, const char *id, struct win_rect at, const char *name, const char *value,
                    enum win_colour colour, bool is_strong)
{
    struct win_widget *w = make_put(s, WIN_ROW_KIND, id, at, 13, colour);
    make_name(w, name);
    make_value(w, value);
    w->states |= is_strong ? WIN_IS_STRONG : 0;
}

/* The row in the language of the window. */
struct said {
    const char *part[2]; /* its sentence, its result */
    char text[EMU_ROW_TEXT_MAX], result[EMU_ROW_RESULT_MAX];
};

static void say(const struct win_model *m, const struct emu_row *row, struct said *out)
{
    emu_row_in(row, m->language, out->text, out->result);
    out->part[0] = out->text;
    out->part[1] = out->result;
}

/* A list that is very low shows less of a row. */
static unsigned lines_most(struct win_rect list)
{
    unsigned room = (unsigned)(list.h / MAKE_ROW_H);
    return room < 1 ? 1 : room < LINES_MAX ? room : LINES_MAX;
}

/* More follows than is shown. One long word is cut when it is drawn. */
static void end_line(const struct win_model *m, float width, char line[WIN_VALUE_MAX])
{
    static const char more[] = " …";
    size_t n = strlen(line);
    while (n + sizeof more <= WIN_VALUE_MAX) {
        memcpy(line + n, more, sizeof more);
        if (make_width(m, MAKE_ROW_SIZE, line) <= width) {
            return;
        }
        size_t shorter = n;
        while (shorter > 0 && line[shorter - 1] != ' ') {
            shorter--;
        }
        if (shorter == 0) {
            return;
        }
        n = shorter - 1;
    }
}

/* As the bar's clock has it: "0:37.68"; from an hour on without parts of a second: "1:02:28". */
static void row_time(uint64_t us, char *out, size_t size)
{
    unsigned long long cs = us / (BOARD_US_PER_S / 100), s = cs / 100;
    if (s < 3600) {
        (void)snprintf(out, size, "%llu:%02llu.%02llu", s / 60, s % 60, cs % 100);
    } else {
        (void)snprintf(out, size, "%llu:%02llu:%02llu", s / 3600, s / 60 % 60, s % 60);
    }
}

/* The lines of a row: its sentence, then its result, each broken where it must. s NULL: they are only counted. */
static unsigned put_lines(const struct win_model *m, struct win_scene *s, struct win_rect at, const struct emu_row *row,
                          unsigned most, bool is_strong)
{
    char id[WIN_ID_MAX], time[24], line[WIN_VALUE_MAX];
    unsigned n = 0;
    struct said said;
    say(m, row, &said);
    row_time(row->at_us, time, sizeof time);
    for (int part = 0; part < 2; part++) {
        const char *text = said.part[part];
        while (*text != '\0' && n < most) {
            size_t taken = make_line_of(m, text, at.w - WIN_ROW_INDENT, line);
            if (n + 1 == most && (text[taken] != '\0' || (part == 0 && said.part[1][0] != '\0'))) {
                end_line(m, at.w - WIN_ROW_INDENT, line);
            }
            if (s != NULL) {
                (void)snprintf(id, sizeof id, "row.%llu.%u", (unsigned long long)row->number, n);
                put_row(s, id, (struct win_rect){at.x, at.y + (float)n * MAKE_ROW_H, at.w, MAKE_ROW_H},
                        n == 0 ? time : "", line, part == 0 ? colour_of(row) : WIN_MUTED, is_strong && part == 0);
            }
            text += taken;
            text += *text == ' ';
            n++;
        }
    }
    return n;
}

/* Is it shown? Words are searched without regard to case. */
typedef bool wanted_fn(const struct win_model *m, const struct emu_row *row);

static bool has_words(const char *text, const char *words)
{
    size_t n = strlen(words);
    for (; n > 0 && *text != '\0'; text++) {
        if (strncasecmp(text, words, n) == 0) {
            return true;
        }
    }
    return n == 0;
}

static bool is_told(const struct win_model *m, const struct emu_row *row)
{
    struct said said;
    if (!emu_row_is_at_most(row, EMU_ROW_STEP) || (m->topics_off >> win_topic_of(row) & 1u) != 0) {
        return false;
    }
    if (m->find[0] == '\0') {
        return true;
    }
    say(m, row, &said);
    return has_words(said.part[0], m->find) || has_words(said.part[1], m->find);
}

/* Leases and offers are the network's; the rest is what the provider was asked. */
static bool is_request(const struct win_model *m, const struct emu_row *row)
{
    (void)m;
    return row->kind->who == EMU_ROW_BY_PROVIDER && strncmp(row->text, "dhcp: ", 6) != 0;
}

/* The first of the newest rows that fit; *has_more: others are before it. */
static uint64_t first_shown(const struct win_model *m, wanted_fn *is_wanted, uint64_t end, struct win_rect at,
                            bool *has_more)
{
    uint64_t number = end, first = end;
    unsigned used = 0, most = (unsigned)(at.h / MAKE_ROW_H);
    const struct emu_row *row;
    *has_more = false;
    while (number > 0 && (row = emu_rows_get(m->rows, --number)) != NULL) {
        if (is_wanted(m, row)) {
            used += put_lines(m, NULL, at, row, lines_most(at), false);
            if (used > most) {
                *has_more = true;
                break;
            }
            first = number;
        }
    }
    return first;
}

/* False: none is there. */
static bool put_rows(const struct win_model *m, struct win_scene *s, wanted_fn *is_wanted, struct win_rect at)
{
    uint64_t end = emu_rows_end(m->rows);
    float y = at.y;
    end = end > m->n_back ? end - m->n_back : 0;
    bool has_more;
    uint64_t first = first_shown(m, is_wanted, end, at, &has_more);
    if (has_more || m->n_back > 0) {
        make_bar(s, at, (float)first, (float)(end - first), (float)emu_rows_end(m->rows));
    }
    for (uint64_t number = first; number < end; number++) {
        const struct emu_row *row = emu_rows_get(m->rows, number);
        if (row != NULL && is_wanted(m, row)) {
            y += MAKE_ROW_H * (float)put_lines(m, s, (struct win_rect){at.x, y, at.w, MAKE_ROW_H}, row, lines_most(at),
                                               number + 1 == end);
        }
    }
    return y > at.y;
}

static void topics(const struct win_model *m, struct win_scene *s, struct win_rect at)
{
    static const struct {
        const char *word;
        enum win_text name;
    } rows[] = {
#define TOPIC_ROW(id, word, name) {word, WIN_SAYS_##name},
        WIN_TOPIC_LIST(TOPIC_ROW)
#undef TOPIC_ROW
    };
    float each = (at.w - 12) / 3;
    for (size_t i = 0; i < WIN_N_TOPICS; i++) {
        char id[WIN_ID_MAX], act[WIN_ACT_MAX];
        (void)snprintf(id, sizeof id, "topic.%s", rows[i].word);
        (void)snprintf(act, sizeof act, "topic %s", rows[i].word);
        unsigned column = (unsigned)i % 3;
        unsigned line = (unsigned)i / 3;
        struct win_widget *w = make_button(
            m, s, id,
            (struct win_rect){at.x + (float)column * (each + 6), at.y + (float)line * (CHIP_H + 6), each, CHIP_H},
            win_says(m, rows[i].name), act);
        w->size = 12;
        w->states |= (m->topics_off >> i & 1u) == 0 ? WIN_IS_ACTIVE : 0;
    }
}

void make_happens(const struct win_model *m, struct win_scene *s, struct win_rect at)
{
    float button_w = 74, used = CHIP_H + 10;
    (void)make_field(m, s, "find", (struct win_rect){at.x, at.y, at.w - button_w - 8, CHIP_H}, WIN_SAYS_FIND, m->find,
                     WIN_FIELD_FIND, "field find");
    struct win_widget *w =
        make_button(m, s, "filter", (struct win_rect){at.x + at.w - button_w, at.y, button_w, CHIP_H},
                    win_says(m, WIN_SAYS_FILTER), "filter");
    w->size = 13;
    w->states |= m->has_filter || m->topics_off != 0 ? WIN_IS_ACTIVE : 0;
    if (m->has_filter) {
        topics(m, s, (struct win_rect){at.x, at.y + used, at.w, 0});
        used += 2 * CHIP_H + 16;
    }
    at = (struct win_rect){at.x, at.y + used, at.w, at.h - used};
    if (!put_rows(m, s, is_told, at)) {
        bool is_empty = m->find[0] == '\0' && m->topics_off == 0;
        (void)make_lines(m, s, "happens.empty", at, WIN_MUTED,
                         win_says(m, is_empty ? WIN_SAYS_NOTHING_YET : WIN_SAYS_NOTHING_FOUND));
    }
}

void make_requests(const struct win_model *m, struct win_scene *s, struct win_rect at)
{
    if (!put_rows(m, s, is_request, at)) {
        (void)make_lines(m, s, "requests.empty", at, WIN_MUTED, win_says(m, WIN_SAYS_NO_REQUESTS));
    }
}
