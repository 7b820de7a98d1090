/* SPDX-License-Identifier: MIT */
/* The panels beside the report: status, changed parameters, pages, acts, keys. */
#include <viewmodel/keys.h>
#include "view_priv.h"
#include <viewmodel/timing.h>
#include <board/board.h>
#include <board/clock.h>
#include <fw/device.h>
#include <fw/param.h>
#include <fw/schema.h>
#include <fw/status.h>
#include <rt/buf.h>
#include <rt/crc.h>
#include <act/act.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define MARK_US      (2u * (uint64_t)BOARD_US_PER_S) /* a value that has changed is marked so long */
#define FIELD_H      28.0f
#define ACT_H        24.0f
#define KEYS_MAX     100u
#define ACTS_MAX     100u
#define ARGUMENT_W   96.0f
#define USAGE_H      160.0f /* of an act and its arguments */
#define CHANGED_GAP  6.0f   /* below who set it */
#define CHANGED_MAX  1024u  /* more than any release has parameters */
#define VALUE_LINES  3u
#define VALUE_INDENT 16.0f

/* A name and what it is, in two columns. */
static void put_pair(struct win_scene *s, const char *id, struct win_rect at, float column, const char *name,
                     const char *value, enum win_colour colour)
{
    char second[WIN_ID_MAX];
    (void)snprintf(second, sizeof second, "%.20s.is", id);
    (void)make_text(s, id, (struct win_rect){at.x, at.y, column - 6, MAKE_ROW_H}, WIN_MUTED, name);
    (void)make_text(s, second, (struct win_rect){at.x + column, at.y, at.w - column, MAKE_ROW_H}, colour, value);
}

static bool is_off(const struct win_model *m, struct win_scene *s, struct win_rect at)
{
    bool is_running = fw_device_is_running(emu_unit_device(m->unit));
    if (!is_running) {
        (void)make_text(s, "side.empty", (struct win_rect){at.x, at.y, at.w, MAKE_ROW_H}, WIN_MUTED,
                        win_says(m, WIN_SAYS_NOT_RUNNING));
    }
    return !is_running;
}

/* ---- status ---- */

/* What changes each second is no news. */
static bool is_clock(const char *key)
{
    return strcmp(key, "unit.time") == 0 || strcmp(key, "unit.uptime") == 0;
}

/* Did the value change a moment ago? What is seen for the first time did not. */
static bool has_changed(const struct win_model *m, size_t i, const struct rt_buf *value)
{
    struct win_seen *seen = m->seen;
    uint64_t now_us = board_now_us(emu_unit_board(m->unit));
    uint32_t hash = rt_crc32(1, value->bytes, value->n) | 1u;
    if (i >= WIN_FACTS_MAX || seen == NULL) {
        return false;
    }
    if (seen->hash[i] != hash) {
        seen->changed_us[i] = seen->hash[i] != 0 ? now_us + MARK_US : 0;
        seen->hash[i] = hash;
    }
    return now_us < seen->changed_us[i];
}

void make_status(const struct win_model *m, struct win_scene *s, struct win_rect at)
{
    struct fw_device *device = emu_unit_device(m->unit);
    size_t n = 0, n_shown = 0, n_room = (size_t)(at.h / MAKE_ROW_H), order[WIN_FACTS_MAX];
    struct rt_buf value;
    if (is_off(m, s, at)) {
        return;
    }
    rt_buf_init(&value, WIN_VALUE_MAX);
    for (size_t i = 0; i < fw_status_n_keys() && n < WIN_FACTS_MAX; i++) {
        char key[FW_STATUS_KEY_MAX];
        fw_status_key(i, key);
        rt_buf_clear(&value);
        if (fw_status_get(device, key, &value) == RT_OK && value.n > 0) {
            order[n++] = i;
        }
    }
    unsigned from = make_scrolled_rows(m, s, n, MAKE_ROW_H, at);
    float column = 0.4f * at.w; /* as the longest key wants it, but values have their room */
    for (size_t k = from; k < n && k < from + n_room; k++) {
        char key[FW_STATUS_KEY_MAX];
        fw_status_key(order[k], key);
        column = fmaxf(column, make_width(m, MAKE_ROW_SIZE, key) + 12);
    }
    column = fminf(column, 0.62f * at.w);
    for (size_t k = from; k < n && n_shown < n_room; k++, n_shown++) {
        char key[FW_STATUS_KEY_MAX], id[WIN_ID_MAX], text[WIN_VALUE_MAX];
        fw_status_key(order[k], key);
        rt_buf_clear(&value);
        (void)fw_status_get(device, key, &value); /* it had one a moment ago */
        (void)snprintf(id, sizeof id, "fact.%u", (unsigned)order[k]);
        bool is_new = has_changed(m, order[k], &value) && !is_clock(key);
        (void)snprintf(text, sizeof text, "%s%.190s", is_new ? "● " : "", rt_buf_text(&value));
        put_pair(s, id, (struct win_rect){at.x, at.y + (float)n_shown * MAKE_ROW_H, at.w, MAKE_ROW_H}, column, key,
                 text, is_new ? WIN_ACCENT : WIN_TEXT);
    }
    rt_buf_fini(&value);
}

/* ---- parameters that are not as from the factory ---- */

/* Of a value as it may be shown: secrets are stars. */
static const char *shown(const struct fw_params *p, int id, const char *value, struct rt_buf *out)
{
    bool has_secret = false;
    rt_buf_clear(out);
    return fw_schema_mask_value(fw_params_schema(p), id, rt_str(value), out, &has_secret) == RT_OK ? rt_buf_text(out)
                                                                                                   : "";
}

static bool is_changed(const struct fw_params *p, size_t i)
{
    return fw_schema_element(fw_params_schema(p), i)[0] != '\0' && !fw_param_is_default(p, (int)i);
}

/* "profile, 00:00:29, tftp://192.168.1.200:69/spa2102.cfg" */
static void set_by(const struct win_model *m, const char *element, char *out, size_t size)
{
    static const enum win_text names[] = {
        [WIN_SET_UNKNOWN] = WIN_SAYS_SET_OTHER, [WIN_SET_PROFILE] = WIN_SAYS_SET_PROFILE,
        [WIN_SET_RULE] = WIN_SAYS_SET_RULE,     [WIN_SET_MENU] = WIN_SAYS_SET_MENU,
        [WIN_SET_PAGE] = WIN_SAYS_SET_PAGE,     [WIN_SET_CODE] = WIN_SAYS_SET_CODE,
        [WIN_SET_UNIT] = WIN_SAYS_SET_UNIT,     [WIN_SET_HAND] = WIN_SAYS_SET_HAND};
    const struct win_set *set = win_setters_find(m->setters, element);
    char at[24];
    if (set == NULL) {
        (void)snprintf(out, size, "%s", win_says(m, WIN_SAYS_SET_BEFORE));
        return;
    }
    win_time_text(set->at_us, false, at, sizeof at);
    bool has_from = set->by == WIN_SET_PROFILE;
    (void)snprintf(out, size, "%s, %s%s%s", win_says(m, names[set->by]), at, has_from ? ", " : "",
                   has_from ? m->setters->from[set->from] : "");
}

/* Text in at most VALUE_LINES lines at y, or s NULL: counted only. The height. */
static float value_lines(const struct win_model *m, struct win_scene *s, const char *id, struct win_rect at,
                         enum win_colour colour, const char *text)
{
    unsigned n = make_n_lines(m, at.w, text);
    float h = MAKE_ROW_H * (float)(n < 1 ? 1 : n < VALUE_LINES ? n : VALUE_LINES);
    if (s != NULL) {
        (void)make_lines(m, s, id, (struct win_rect){at.x, at.y, at.w, h}, colour, text);
    }
    return h;
}

/* Name and value, the factory's, who set it. What needs more than its half stands below the name. s NULL: only the
 * height is asked for. */
static float put_changed(const struct win_model *m, struct win_scene *s, struct win_rect at, const struct fw_params *p,
                         size_t i)
{
    char id[WIN_ID_MAX], is[WIN_VALUE_MAX], was[WIN_VALUE_MAX], by[WIN_VALUE_MAX];
    const char *name = fw_schema_element(fw_params_schema(p), i);
    float half = at.w * 0.5f, room = half - 6, y = at.y;
    struct rt_buf value;
    rt_buf_init(&value, FW_VALUE_MAX + 1);
    (void)snprintf(is, sizeof is, "%.190s", shown(p, (int)i, fw_param_get(p, (int)i), &value));
    const char *factory = shown(p, (int)i, fw_param_default(p, (int)i), &value);
    (void)snprintf(was, sizeof was, "← %.190s", factory[0] != '\0' ? factory : win_says(m, WIN_SAYS_EMPTY));
    rt_buf_fini(&value);
    set_by(m, name, by, sizeof by);
    bool is_wide = make_width(m, MAKE_ROW_SIZE, name) > room || make_width(m, MAKE_ROW_SIZE, is) > half ||
                   make_width(m, MAKE_ROW_SIZE, was) > half;
    float x = is_wide ? VALUE_INDENT : half;
    (void)snprintf(id, sizeof id, "changed.%u", (unsigned)i);
    if (s != NULL) {
        (void)make_text(s, id, (struct win_rect){at.x, y, is_wide ? at.w : room, MAKE_ROW_H}, WIN_MUTED, name);
    }
    y += is_wide ? MAKE_ROW_H : 0;
    (void)snprintf(id, sizeof id, "changed.%u.is", (unsigned)i);
    y += value_lines(m, s, id, (struct win_rect){at.x + x, y, at.w - x, 0}, WIN_TEXT, is);
    (void)snprintf(id, sizeof id, "changed.%u.was", (unsigned)i);
    y += value_lines(m, s, id, (struct win_rect){at.x + x, y, at.w - x, 0}, WIN_MUTED, was);
    (void)snprintf(id, sizeof id, "changed.%u.by", (unsigned)i);
    y += value_lines(m, s, id, (struct win_rect){at.x, y, at.w, 0}, WIN_MUTED, by);
    return y - at.y + CHANGED_GAP;
}

void make_changed(const struct win_model *m, struct win_scene *s, struct win_rect at)
{
    float h[CHANGED_MAX], used = 0;
    size_t changed[CHANGED_MAX], n = 0;
    if (is_off(m, s, at)) {
        return;
    }
    const struct fw_params *p = fw_device_params(emu_unit_device(m->unit));
    for (size_t i = 0; i < fw_schema_n_rows(fw_params_schema(p)) && n < CHANGED_MAX; i++) {
        if (is_changed(p, i)) {
            changed[n] = i;
            h[n++] = put_changed(m, NULL, at, p, i);
        }
    }
    if (n == 0) {
        (void)make_lines(m, s, "changed.empty", at, WIN_MUTED, win_says(m, WIN_SAYS_NOTHING_CHANGED));
        return;
    }
    size_t first = make_scrolled(m, s, h, n, at);
    for (size_t k = first; k < n && (k == first || used + h[k] - CHANGED_GAP <= at.h); k++) {
        used += put_changed(m, s, (struct win_rect){at.x, at.y + used, at.w, MAKE_ROW_H}, p, changed[k]);
    }
}

/* ---- the unit's pages ---- */

void make_pages(const struct win_model *m, struct win_scene *s, struct win_rect at)
{
    bool has_way = m->page_url[0] != '\0';
    float used = make_lines(m, s, "pages.about", at, has_way ? WIN_TEXT : WIN_MUTED,
                            win_says(m, has_way ? WIN_SAYS_PAGES_AT : WIN_SAYS_NO_PAGES));
    if (has_way) {
        (void)make_text(s, "pages.url", (struct win_rect){at.x, at.y + used, at.w, 24}, WIN_ACCENT, m->page_url);
        (void)make_button(m, s, "pages.open", (struct win_rect){at.x, at.y + used + 34, at.w, 36},
                          win_says(m, WIN_SAYS_OPEN_BROWSER), "browser");
    }
}

/* ---- acts: everything that can be done to a unit, typed ---- */

static bool begins(const char *name, const char *line)
{
    size_t n = strcspn(line, " ");
    return strncmp(name, line, n) == 0;
}

/* What to give for it, in the window's language; of words: which there are. */
static const char *argument_text(const struct win_model *m, const struct emu_act_argument *a, char out[WIN_VALUE_MAX])
{
    const char *word;
    size_t n = 0;
    (void)snprintf(out, WIN_VALUE_MAX, "%s", emu_text_in(EMU_TEXTS_ARGUMENTS, a->help, m->language));
    for (unsigned i = 0; a->help[0] == '\0' && n < WIN_VALUE_MAX && (word = emu_act_word(a, i)) != NULL; i++) {
        n += (size_t)snprintf(out + n, WIN_VALUE_MAX - n, "%s%s", i > 0 ? ", " : "", word);
    }
    return out;
}

/* The arguments of the act that is being typed. */
static void put_usage(const struct win_model *m, struct win_scene *s, struct win_rect at, const struct emu_act *act)
{
    char usage[256], text[WIN_VALUE_MAX];
    float y = at.y, end = at.y + at.h, h[EMU_ACT_ARGUMENTS_MAX], w = at.w - ARGUMENT_W;
    emu_act_usage(act, usage, sizeof usage);
    if (at.h >= USAGE_H || strchr(m->line, ' ') == NULL) { /* where room is short, who types arguments knows the act */
        y += make_lines(m, s, "acts.help", (struct win_rect){at.x, y, at.w, at.h}, WIN_TEXT,
                        emu_text_in(EMU_TEXTS_ACTS, act->help, m->language));
    }
    y += make_lines(m, s, "acts.usage", (struct win_rect){at.x, y, at.w, end - y}, WIN_MUTED, usage);
    for (size_t i = 0; i < act->n_arguments; i++) {
        h[i] = fmaxf(1, (float)make_n_lines(m, w, argument_text(m, &act->arguments[i], text))) * MAKE_ROW_H;
    }
    size_t first = make_scrolled(m, s, h, act->n_arguments, (struct win_rect){at.x, y, at.w, end - y});
    for (size_t i = first; i < act->n_arguments && (i == first || y + h[i] <= end); i++) {
        char id[WIN_ID_MAX];
        (void)snprintf(id, sizeof id, "argument.%u", (unsigned)i);
        (void)make_text(s, id, (struct win_rect){at.x, y, ARGUMENT_W - 6, MAKE_ROW_H}, WIN_MUTED,
                        act->arguments[i].name);
        (void)snprintf(id, sizeof id, "argument.%u.is", (unsigned)i);
        (void)make_lines(m, s, id, (struct win_rect){at.x + ARGUMENT_W, y, w, end - y}, WIN_TEXT,
                         argument_text(m, &act->arguments[i], text));
        y += h[i];
    }
}

/* What the act does, in lines; the height of its row. */
static float act_help(const struct win_model *m, const struct emu_act *act, float width, char out[WIN_VALUE_MAX])
{
    float room = width - win_choice_column(width) - 6;
    const char *text = emu_text_in(EMU_TEXTS_ACTS, act->help, m->language);
    char line[WIN_VALUE_MAX];
    size_t n = 0, n_lines = 0;
    for (; *text != '\0' && n < WIN_VALUE_MAX; n_lines++) {
        text += make_line_of(m, text, room, line);
        text += *text == ' ';
        n += (size_t)snprintf(out + n, WIN_VALUE_MAX - n, "%s%s", n_lines > 0 ? "\n" : "", line);
    }
    return ACT_H + MAKE_ROW_H * (float)(n_lines > 1 ? n_lines - 1 : 0);
}

void make_acts(const struct win_model *m, struct win_scene *s, struct win_rect at)
{
    char name[WIN_ACT_MAX], id[WIN_ID_MAX], act[WIN_ACT_MAX];
    const struct emu_act *row, *typed;
    float y = at.y + FIELD_H + 6;
    size_t n = 0, n_shown = 0;
    (void)snprintf(name, sizeof name, "%.*s", (int)strcspn(m->line, " "), m->line);
    typed = emu_act_find(name);
    (void)make_field(m, s, "line", (struct win_rect){at.x, at.y, at.w, FIELD_H}, WIN_SAYS_ACT_LINE, m->line,
                     WIN_FIELD_LINE, "field line");
    if (m->result[0] != '\0') {
        y += make_lines(m, s, "acts.result", (struct win_rect){at.x, y, at.w, 3 * MAKE_ROW_H}, WIN_OK, m->result) + 6;
    }
    struct win_rect rest = {at.x, y, at.w, at.y + at.h - y};
    if (typed != NULL) {
        put_usage(m, s, rest, typed);
        return;
    }
    char help[WIN_VALUE_MAX];
    float h[ACTS_MAX], used = 0;
    for (size_t i = 0; (row = emu_act_row(i)) != NULL && n < ACTS_MAX; i++) {
        if (begins(row->name, m->line)) {
            h[n++] = act_help(m, row, rest.w, help);
        }
    }
    size_t skip = make_scrolled(m, s, h, n, rest), k = 0;
    for (size_t i = 0; (row = emu_act_row(i)) != NULL; i++) {
        if (!begins(row->name, m->line)) {
            continue;
        }
        (void)snprintf(id, sizeof id, "act.%.18s", row->name);
        float row_h = act_help(m, row, rest.w, help);
        if (k++ < skip) {
            (void)snprintf(s->before, sizeof s->before, "%s", id);
            continue;
        }
        if (used + row_h > rest.h && n_shown > 0) {
            (void)snprintf(s->after, sizeof s->after, "%s", id);
            break;
        }
        s->first_row = n_shown == 0 ? s->n : s->first_row;
        (void)snprintf(act, sizeof act, "act %s", row->name);
        struct win_widget *w =
            make_put(s, WIN_CHOICE_KIND, id, (struct win_rect){rest.x, rest.y + used, rest.w, row_h}, 13, WIN_TEXT);
        n_shown++;
        used += row_h;
        make_name(w, row->name);
        make_value(w, help);
        make_act(m, w, act);
    }
    s->n_rows_end = s->n;
}

/* ---- keys of the keyboard ---- */

void make_keys(const struct win_model *m, struct win_scene *s, struct win_rect at)
{
    const struct win_key_row *row;
    float y = at.y, column = at.w < 300 ? 84 : 96, h[KEYS_MAX];
    size_t n = 0;
    for (size_t i = 0; (row = win_key_at(i)) != NULL && n < KEYS_MAX; i++) {
        if (row->shown[0] != '\0') {
            h[n++] = MAKE_ROW_H * (float)make_n_lines(m, at.w - column, win_says(m, row->help));
        }
    }
    size_t first = make_scrolled(m, s, h, n, at), k = 0;
    for (size_t i = 0; (row = win_key_at(i)) != NULL; i++) {
        char id[WIN_ID_MAX];
        if (row->shown[0] == '\0' || k++ < first) {
            continue;
        }
        if (k > n || y + h[k - 1] > at.y + at.h) {
            break; /* whole rows only */
        }
        (void)snprintf(id, sizeof id, "help.%u", (unsigned)i);
        (void)make_text(s, id, (struct win_rect){at.x, y, column - 4, MAKE_ROW_H}, WIN_ACCENT,
                        row->key == WIN_KEY_SPACE ? win_says(m, WIN_SAYS_KEY_NAME_SPACE) : row->shown);
        (void)snprintf(id, sizeof id, "help.%u.is", (unsigned)i);
        y += make_lines(m, s, id, (struct win_rect){at.x + column, y, at.w - column, at.y + at.h - y}, WIN_TEXT,
                        win_says(m, row->help));
    }
}
