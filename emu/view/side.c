/* SPDX-License-Identifier: MIT */
/* The side: one panel at a time, with tabs where there is room and arrows where there is little; and what panels share.
 */
#include "view_priv.h"
#include <math.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define TAB_H     30.0f
#define TABS_FROM 320.0f /* of width; below it arrows */
#define BAR_W     4.0f
#define BAR_GAP   5.0f
#define BAR_LEAST 16.0f

struct win_widget *make_text(struct win_scene *s, const char *id, struct win_rect at, enum win_colour colour,
                             const char *text)
{
    struct win_widget *w = make_put(s, WIN_TEXT_KIND, id, at, MAKE_ROW_SIZE, colour);
    make_value(w, text);
    return w;
}

/* Does a number stand in front of this blank, and its unit behind? "30.6 s" stays together. */
static bool is_measure(const char *text, size_t blank)
{
    size_t n =
        text[blank] == ' ' ? strspn(text + blank + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") : 0;
    return n > 0 && n <= 3 && blank > 0 && isdigit((unsigned char)text[blank - 1]) != 0;
}

size_t make_line_of(const struct win_model *m, const char *text, float width, char line[WIN_VALUE_MAX])
{
    size_t n = 0, fits = 0;
    do {
        n += strcspn(text + n + (text[n] == ' '), " ") + (text[n] == ' ');
        if (n >= WIN_VALUE_MAX) {
            break;
        }
        (void)snprintf(line, WIN_VALUE_MAX, "%.*s", (int)n, text);
        if (make_width(m, MAKE_ROW_SIZE, line) > width) {
            break;
        }
        fits = is_measure(text, n) && fits > 0 ? fits : n;
    } while (text[n] != '\0');
    fits = fits > 0 ? fits : n < WIN_VALUE_MAX ? n : WIN_VALUE_MAX - 1; /* a long word is cut when it is drawn */
    (void)snprintf(line, WIN_VALUE_MAX, "%.*s", (int)fits, text);
    return fits;
}

float make_lines(const struct win_model *m, struct win_scene *s, const char *id, struct win_rect at,
                 enum win_colour colour, const char *text)
{
    char line[WIN_VALUE_MAX], part[WIN_ID_MAX];
    unsigned n = 0;
    while (*text != '\0' && (float)(n + 1) * MAKE_ROW_H <= at.h) {
        (void)snprintf(part, sizeof part, n == 0 ? "%s" : "%s.%u", id, n);
        text += make_line_of(m, text, at.w, line);
        text += *text == ' ';
        (void)make_text(s, part, (struct win_rect){at.x, at.y + (float)n * MAKE_ROW_H, at.w, MAKE_ROW_H}, colour, line);
        n++;
    }
    return (float)n * MAKE_ROW_H;
}

/* What is wrong, above the rest of the picture, in as many lines as it needs. */
void make_banner(const struct win_model *m, struct win_scene *s, struct win_rect at, bool grows_up)
{
    const float room = at.w - 32;
    const char *text = m->message;
    bool is_long = make_width(m, 15, text) > room;
    char all[WIN_VALUE_MAX] = "", line[WIN_VALUE_MAX];
    size_t n = 0, n_lines = 0;
    while (*text != '\0' && n < sizeof all) {
        size_t taken = is_long ? make_line_of(m, text, room, line) : strlen(text);
        n += (size_t)snprintf(all + n, sizeof all - n, "%s%.*s", n_lines > 0 ? "\n" : "", (int)taken, text);
        text += taken;
        text += *text == ' ';
        n_lines++;
    }
    if (n_lines > 0) {
        float h = 16 + 20 * (float)n_lines;
        struct win_widget *w =
            make_put(s, WIN_BANNER_KIND, "banner", (struct win_rect){at.x, grows_up ? at.y - h : at.y, at.w, h},
                     is_long ? MAKE_ROW_SIZE : 15, WIN_WARN);
        make_value(w, all);
        make_act(m, w, "close");
    }
}

void make_bar(struct win_scene *s, struct win_rect list, float above, float shown, float all)
{
    if (all <= shown) {
        return;
    }
    float h = fmaxf(BAR_LEAST, list.h * shown / all), way = list.h - h;
    (void)make_put(
        s, WIN_MARK_KIND, "side.bar",
        (struct win_rect){list.x + list.w + BAR_GAP, list.y + way * fminf(1, above / (all - shown)), BAR_W, h}, 0,
        WIN_LINE);
}

unsigned make_scrolled(const struct win_model *m, struct win_scene *s, const float *h, size_t n, struct win_rect list)
{
    float all = 0, end = 0, above = 0;
    for (size_t i = 0; i < n; i++) {
        all += h[i];
    }
    s->scroll_max = (unsigned)n;
    while (s->scroll_max > 0 && end + h[s->scroll_max - 1] <= list.h) {
        end += h[--s->scroll_max];
    }
    unsigned from = m->scroll < s->scroll_max ? m->scroll : s->scroll_max;
    for (size_t i = 0; i < from; i++) {
        above += h[i];
    }
    make_bar(s, list, above, list.h, all);
    return from;
}

unsigned make_scrolled_rows(const struct win_model *m, struct win_scene *s, size_t n, float row_h, struct win_rect list)
{
    unsigned room = (unsigned)fmaxf(0, list.h / row_h);
    s->scroll_max = n > room ? (unsigned)n - room : 0;
    unsigned from = m->scroll < s->scroll_max ? m->scroll : s->scroll_max;
    make_bar(s, list, (float)from, (float)room, (float)n);
    return from;
}

unsigned make_n_lines(const struct win_model *m, float width, const char *text)
{
    char line[WIN_VALUE_MAX];
    unsigned n = 0;
    for (; *text != '\0'; n++) {
        text += make_line_of(m, text, width, line);
        text += *text == ' ';
    }
    return n;
}

struct win_widget *make_field(const struct win_model *m, struct win_scene *s, const char *id, struct win_rect at,
                              enum win_text name, const char *value, enum win_field field, const char *act)
{
    struct win_widget *w = make_put(s, WIN_FIELD_KIND, id, at, MAKE_ROW_SIZE, WIN_TEXT);
    make_name(w, win_says(m, name));
    make_value(w, value);
    make_act(m, w, act);
    w->states |= m->field == field ? WIN_IS_ACTIVE | WIN_IS_FOCUSED : 0;
    return w;
}

/* A button whose name is a sign: its value says what it is for. */
static void put_sign(const struct win_model *m, struct win_scene *s, const char *id, struct win_rect at,
                     const char *sign, const char *act, enum win_text means)
{
    make_value(make_button(m, s, id, at, sign, act), win_says(m, means));
}

static void put_tab(const struct win_model *m, struct win_scene *s, enum win_side side, struct win_rect at)
{
    char id[WIN_ID_MAX], act[WIN_ACT_MAX];
    (void)snprintf(id, sizeof id, "side.%s", win_side_word(side));
    (void)snprintf(act, sizeof act, "side %s", win_side_word(side));
    struct win_widget *w = make_button(m, s, id, at, win_says(m, win_side_name(side)), act);
    w->size = MAKE_ROW_SIZE;
    w->states |= m->side == side ? WIN_IS_ACTIVE : 0;
}

/* Two rows of four, the last place of the first row closes the side. Returns the height. */
static float tabs(const struct win_model *m, struct win_scene *s, struct win_rect at)
{
    float each = (at.w - 18) / 4, first = each + 30, others = (at.w - first - 34 - 18) / 2, x = at.x;
    const float width[3] = {first, others, others};
    for (int i = 0; i < 3; i++) {
        put_tab(m, s, (enum win_side)i, (struct win_rect){x, at.y, width[i], TAB_H});
        x += width[i] + 6;
    }
    put_sign(m, s, "side.close", (struct win_rect){x, at.y, 34, TAB_H}, "×", "side close", WIN_SAYS_CLOSE);
    for (int i = 3; i < WIN_N_SIDES; i++) {
        put_tab(m, s, (enum win_side)i,
                (struct win_rect){at.x + (float)(i - 3) * (each + 6), at.y + TAB_H + 6, each, TAB_H});
    }
    return 2 * TAB_H + 6;
}

static float arrows(const struct win_model *m, struct win_scene *s, struct win_rect at)
{
    put_sign(m, s, "side.previous", (struct win_rect){at.x, at.y, 30, TAB_H}, "‹", "side previous",
             WIN_SAYS_PREVIOUS_PANEL);
    make_name(
        make_put(s, WIN_TITLE_KIND, "side.title", (struct win_rect){at.x + 40, at.y, at.w - 116, TAB_H}, 14, WIN_TEXT),
        win_says(m, win_side_name(m->side)));
    put_sign(m, s, "side.next", (struct win_rect){at.x + at.w - 70, at.y, 30, TAB_H}, "›", "side next",
             WIN_SAYS_NEXT_PANEL);
    put_sign(m, s, "side.close", (struct win_rect){at.x + at.w - 34, at.y, 34, TAB_H}, "×", "side close",
             WIN_SAYS_CLOSE);
    return TAB_H;
}

void make_side(const struct win_model *m, struct win_scene *s, struct win_rect at)
{
    static void (*const panels[WIN_N_SIDES])(const struct win_model *, struct win_scene *, struct win_rect) = {
        [WIN_SIDE_HAPPENS] = make_happens,   [WIN_SIDE_STATUS] = make_status, [WIN_SIDE_CHANGED] = make_changed,
        [WIN_SIDE_REQUESTS] = make_requests, [WIN_SIDE_PAGES] = make_pages,   [WIN_SIDE_ACTS] = make_acts,
        [WIN_SIDE_KEYS] = make_keys};
    struct win_rect in = {at.x + 14, at.y + 12, at.w - 28, at.h - 26};
    (void)make_put(s, WIN_PANEL_KIND, "side", at, 0, WIN_PANEL);
    if (m->guest != NULL) {
        make_guest(m, s, in);
        return;
    }
    float used = (in.w >= TABS_FROM ? tabs(m, s, in) : arrows(m, s, in)) + 12;
    panels[m->side](m, s, (struct win_rect){in.x, in.y + used, in.w, in.h - used});
}

void make_handle(const struct win_model *m, struct win_scene *s, struct win_rect at)
{
    put_sign(m, s, "side.open", at, "‹", "side open", WIN_SAYS_OPEN_SIDE);
}
