/* SPDX-License-Identifier: MIT */
/* The side: what happens, the status of the unit, the keys of the window. */
#include "keys.h"
#include "make_priv.h"
#include <board/clock.h>
#include <fw/device.h>
#include <fw/status.h>
#include <rt/buf.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define ROW_H      20.0f
#define ROW_SIZE   13.0f
#define ROW_INDENT 64.0f /* the time */
#define LINES_MAX  4u    /* of a row */

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

/* The first line of the text that fits into the width; *rest: what is left. */
static size_t line_of(const struct win_model *m, const char *text, float width, char line[WIN_VALUE_MAX])
{
    size_t n = 0, fits = 0;
    do {
        n += strcspn(text + n + (text[n] == ' '), " ") + (text[n] == ' ');
        if (n >= WIN_VALUE_MAX) {
            break;
        }
        (void)snprintf(line, WIN_VALUE_MAX, "%.*s", (int)n, text);
        if (m->text_width(m->ctx, ROW_SIZE, line) > width) {
            break;
        }
        fits = n;
    } while (text[n] != '\0');
    fits = fits > 0 ? fits : n < WIN_VALUE_MAX ? n : WIN_VALUE_MAX - 1; /* a long word is cut when it is drawn */
    (void)snprintf(line, WIN_VALUE_MAX, "%.*s", (int)fits, text);
    return fits;
}

/* The lines of a row: its sentence, then its result, each broken where it must. s NULL: they are only counted. */
static unsigned put_lines(const struct win_model *m, struct win_scene *s, struct win_rect at, const struct emu_row *row,
                          bool is_strong)
{
    char id[WIN_ID_MAX], time[24], line[WIN_VALUE_MAX];
    unsigned n = 0;
    (void)snprintf(time, sizeof time, "%.2f", (double)row->at_us / BOARD_US_PER_S);
    for (int part = 0; part < 2; part++) {
        const char *text = part == 0 ? row->text : row->result;
        while (*text != '\0' && n < LINES_MAX) {
            size_t taken = line_of(m, text, at.w - ROW_INDENT, line);
            if (s != NULL) {
                (void)snprintf(id, sizeof id, "row.%llu.%u", (unsigned long long)row->number, n);
                put_row(s, id, (struct win_rect){at.x, at.y + (float)n * ROW_H, at.w, ROW_H}, n == 0 ? time : "", line,
                        part == 0 ? colour_of(row) : WIN_MUTED, is_strong && part == 0);
            }
            text += taken;
            text += *text == ' ';
            n++;
        }
    }
    return n;
}

/* The first of the newest rows that fit. */
static uint64_t first_shown(const struct win_model *m, uint64_t end, struct win_rect at)
{
    uint64_t number = end, first = end;
    unsigned used = 0, most = (unsigned)(at.h / ROW_H);
    const struct emu_row *row;
    while (number > 0 && (row = emu_rows_get(m->rows, --number)) != NULL) {
        if (emu_row_is_at_most(row, EMU_ROW_STEP)) {
            used += put_lines(m, NULL, at, row, false);
            if (used > most) {
                break;
            }
            first = number;
        }
    }
    return first;
}

static void happens(const struct win_model *m, struct win_scene *s, struct win_rect at)
{
    uint64_t end = emu_rows_end(m->rows);
    float y = at.y;
    end = end > m->n_back ? end - m->n_back : 0;
    for (uint64_t number = first_shown(m, end, at); number < end; number++) {
        const struct emu_row *row = emu_rows_get(m->rows, number);
        if (row != NULL && emu_row_is_at_most(row, EMU_ROW_STEP)) {
            y += ROW_H * (float)put_lines(m, s, (struct win_rect){at.x, y, at.w, ROW_H}, row, number + 1 == end);
        }
    }
    if (y == at.y) {
        make_value(make_put(s, WIN_TEXT_KIND, "happens.empty", (struct win_rect){at.x, at.y, at.w, 24}, 13, WIN_MUTED),
                   win_says(m, WIN_SAYS_NOTHING_YET));
    }
}

static void facts(const struct win_model *m, struct win_scene *s, struct win_rect at)
{
    struct fw_device *device = emu_unit_device(m->unit);
    unsigned n = (unsigned)(at.h / ROW_H), shown = 0;
    if (!fw_device_is_running(device)) {
        make_value(make_put(s, WIN_TEXT_KIND, "facts.empty", (struct win_rect){at.x, at.y, at.w, 24}, 13, WIN_MUTED),
                   win_says(m, WIN_SAYS_NOT_RUNNING));
        return;
    }
    for (size_t i = 0; i < fw_status_n_keys() && shown < n; i++) {
        char key[FW_STATUS_KEY_MAX], id[WIN_ID_MAX];
        struct rt_buf value;
        fw_status_key(i, key);
        rt_buf_init(&value, WIN_VALUE_MAX);
        if (fw_status_get(device, key, &value) == RT_OK && value.n > 0) {
            (void)snprintf(id, sizeof id, "fact.%u", (unsigned)i);
            struct win_rect place = {at.x, at.y + (float)shown * ROW_H, at.w, ROW_H};
            struct win_widget *w =
                make_put(s, WIN_TEXT_KIND, id, (struct win_rect){place.x, place.y, at.w * 0.52f, ROW_H}, 13, WIN_MUTED);
            make_value(w, key);
            (void)snprintf(id, sizeof id, "fact.%u.is", (unsigned)i);
            w = make_put(s, WIN_TEXT_KIND, id, (struct win_rect){place.x + at.w * 0.54f, place.y, at.w * 0.46f, ROW_H},
                         13, WIN_TEXT);
            make_value(w, rt_buf_text(&value));
            shown++;
        }
        rt_buf_fini(&value);
    }
}

static void help(const struct win_model *m, struct win_scene *s, struct win_rect at)
{
    const struct win_key_row *row;
    for (size_t i = 0; (row = win_key_at(i)) != NULL && (float)(i + 1) * ROW_H <= at.h; i++) {
        char id[WIN_ID_MAX];
        float y = at.y + (float)i * ROW_H;
        if (row->shown[0] == '\0') {
            continue;
        }
        (void)snprintf(id, sizeof id, "help.%u", (unsigned)i);
        make_value(make_put(s, WIN_TEXT_KIND, id, (struct win_rect){at.x, y, 110, ROW_H}, 13, WIN_ACCENT), row->shown);
        (void)snprintf(id, sizeof id, "help.%u.is", (unsigned)i);
        make_value(make_put(s, WIN_TEXT_KIND, id, (struct win_rect){at.x + 116, y, at.w - 116, ROW_H}, 13, WIN_TEXT),
                   win_says(m, row->help));
    }
}

void make_side(const struct win_model *m, struct win_scene *s, struct win_rect at)
{
    static const struct {
        const char *id, *act;
        enum win_text name;
    } tabs[] = {{"side.happens", "side happens", WIN_SAYS_HAPPENS},
                {"side.facts", "side facts", WIN_SAYS_FACTS},
                {"side.help", "side help", WIN_SAYS_HELP}};
    struct win_rect in = {at.x + 14, at.y + 56, at.w - 28, at.h - 70};
    float wider = fminf(36, at.w * 0.1f), each = (at.w - 28 - 12 - wider) / 3, x = at.x + 14;
    (void)make_put(s, WIN_PANEL_KIND, "side", at, 0, WIN_PANEL);
    for (size_t i = 0; i < 3; i++) {
        float width = each + (i == 0 ? wider : 0);
        struct win_widget *w = make_button(m, s, tabs[i].id, (struct win_rect){x, at.y + 12, width, 30},
                                           win_says(m, tabs[i].name), tabs[i].act);
        x += width + 6;
        w->size = 13;
        w->states |= (size_t)m->side == i ? WIN_IS_ACTIVE : 0;
    }
    switch (m->side) {
    case WIN_SIDE_HAPPENS:
        happens(m, s, in);
        break;
    case WIN_SIDE_FACTS:
        facts(m, s, in);
        break;
    case WIN_SIDE_HELP:
        help(m, s, in);
        break;
    }
}
