/* SPDX-License-Identifier: MIT */
/* The options of a window. */
#include <screen/module.h>
#include <viewmodel/model.h>
#include <viewmodel/options.h>
#include <host/kinds.h>
#include <scene/tokens.h>
#include <rt/str.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void emu_window_options_init(struct emu_window_options *o)
{
    *o = (struct emu_window_options){.size = {.w = 1280, .h = 800}};
}

enum emu_exit emu_window_check(const struct emu_window_options *o, const char *command, struct emu_error *error)
{
    const char *without = o->is_hidden         ? "--hidden"
                          : o->picture != NULL ? "--picture"
                          : o->tree != NULL    ? "--tree"
                          : o->shots != NULL   ? "--shots"
                          : o->stats != NULL   ? "--stats"
                                               : NULL;
    if (!o->is_wanted && without != NULL) {
        return emu_error_set(error, EMU_EXIT_USAGE, "%s: %s: add --window", command, without);
    }
    if ((o->shots != NULL) != (o->moments.n > 0)) {
        return emu_error_set(error, EMU_EXIT_USAGE, "%s: --shots and --at: give both: --shots DIR --at 10s,1m",
                             command);
    }
    return EMU_EXIT_OK;
}

enum emu_exit emu_window_try(const struct emu_window_options *o, struct emu_error *error)
{
    const struct win_face_table *table;
    const struct win_face_config config = {
        .title = "vspa", .w = 1, .h = 1, .is_hidden = o->is_hidden, .is_trial = true};
    char why[WIN_ERROR_MAX];
    if (o->is_wanted && win_module_open(&table, error) == EMU_EXIT_OK) {
        struct win_face *face = table->open(&config, why);
        if (face == NULL) {
            return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "window: %s", why);
        }
        table->close(face);
    }
    return error->code;
}

static const struct emu_choice themes[] = {{"dark", "for dim rooms"}, {"light", "for projectors and print"}};
static const struct emu_choice languages[] = {
    {"en", "English"}, {"de", "German"}, {"fr", "French"}, {"xx", "English, stretched: a test of the layout"}};

static const struct emu_choice panels[] = {{"happens", "the report"},
                                           {"status", "the unit's facts"},
                                           {"changed", "parameters that differ from the factory's"},
                                           {"requests", "what the provider was asked"},
                                           {"pages", "the unit's pages"},
                                           {"acts", "what can be done, to type"},
                                           {"keys", "the keys of the window"},
                                           {"list", "all things of the window as a list, in place of the picture"}};
_Static_assert(sizeof panels / sizeof panels[0] == WIN_N_SIDES + 1, "a row a panel, in their order");

static const char *parse_size(const char *value, void *size)
{
    struct win_size *s = size;
    unsigned x, y;
    char end;
    if (sscanf(value, "%4ux%4u%c", &x, &y, &end) != 2 || x < 800 || y < 500) {
        return "give WIDTHxHEIGHT, at least 800x500";
    }
    s->w = (float)x;
    s->h = (float)y;
    return NULL;
}

static const char *parse_scale(const char *value, void *size)
{
    char *end;
    float scale = strtof(value, &end);
    if (*end != '\0' || !(scale >= 0.5f && scale <= 4)) {
        return "give a number from 0.5 to 4";
    }
    ((struct win_size *)size)->scale = scale;
    return NULL;
}

static const char *parse_buffer(const char *value, void *buffer)
{
    char *end;
    unsigned long n = strtoul(value, &end, 10);
    if (*end != '\0' || n < 32 || n > 4096 || (n & (n - 1)) != 0) {
        return "give a power of two from 32 to 4096";
    }
    *(uint32_t *)buffer = (uint32_t)n;
    return NULL;
}

/* "10s,1m", once or more. */
static const char *parse_moments(const char *value, void *moments)
{
    struct win_moments *m = moments;
    struct rt_str rest = rt_str(value);
    do {
        char one[32];
        if (m->n == EMU_WINDOW_MOMENTS_MAX) {
            return "64 moments are the limit";
        }
        if (rt_str_copy(one, sizeof one, rt_str_cut(rest, ',', &rest)) != RT_OK ||
            emu_parse_duration_us(one, &m->us[m->n]) != NULL) {
            return "give times with commas between them: 10s,1m";
        }
        m->n++;
    } while (rest.n > 0);
    return NULL;
}

static const struct emu_kind kind_theme = {.name = "choice", .choices = themes, .n_choices = 2};
static const struct emu_kind kind_language = {.name = "choice", .choices = languages, .n_choices = EMU_N_LANGUAGES};
static const struct emu_kind kind_panel = {.name = "choice", .choices = panels, .n_choices = WIN_N_SIDES + 1};
static const struct emu_kind kind_size = {.name = "text", .parse = parse_size};
static const struct emu_kind kind_scale = {.name = "text", .parse = parse_scale};
static const struct emu_kind kind_buffer = {.name = "number", .parse = parse_buffer};
static const struct emu_kind kind_moments = {.name = "text", .parse = parse_moments, .is_list = true};

#define AT(member) offsetof(struct emu_window_options, member)
static const struct emu_option switch_rows[] = {
    {"window", 0, NULL, "show the unit in a window", NULL, &emu_kind_switch, AT(is_wanted)},
};
static const struct emu_option window_rows[] = {
    {"size", 0, "WxH", "open with this size", "1280x800", &kind_size, AT(size)},
    {"scale", 0, "N", "draw N times as large", "$VSPA_SCALE, or by screen", &kind_scale, AT(size)},
    {"theme", 0, "THEME", "colours: dark or light", "dark", &kind_theme, AT(theme)},
    {"language", 0, "LANG", "words of the window: en, de or fr", "en", &kind_language, AT(language)},
    {"panel", 0, "NAME", "panel that is shown first, or 'list'", "happens", &kind_panel, AT(panel)},
    {"reduced-motion", 0, NULL, "nothing shakes", NULL, &emu_kind_switch, AT(is_still)},
    {"silent", 0, NULL, "open no sound device", NULL, &emu_kind_switch, AT(is_silent)},
    {"sound-buffer", 0, "N", "samples that the sound device takes at once", "64", &kind_buffer, AT(sound_buffer)},
    {"hidden", 0, NULL, "open no window: pictures only, no display needed", NULL, &emu_kind_switch, AT(is_hidden)},
    {"picture", 0, "FILE", "save the last picture as PNG", NULL, &emu_kind_file, AT(picture)},
    {"tree", 0, "FILE", "save the last picture as JSON: roles, names, values", NULL, &emu_kind_file, AT(tree)},
    {"stats", 0, "FILE", "save counts of frames and sound as JSON", NULL, &emu_kind_file, AT(stats)},
    {"shots", 0, "DIR", "save picture and tree into DIR at the times of --at", NULL, &emu_kind_dir, AT(shots)},
    {"at", 0, "TIMES", "virtual times of --shots: 10s,1m", NULL, &kind_moments, AT(moments)},
};
const struct emu_option_group emu_window_switch_group = EMU_OPTION_GROUP("Window", switch_rows);
const struct emu_option_group emu_window_option_group = EMU_OPTION_GROUP("Window", window_rows);
