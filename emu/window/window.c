/* SPDX-License-Identifier: MIT */
/* vspa window: the board on the screen, and two telephones. */
#include "hands.h"
#include "model.h"
#include "module.h"
#include "tree.h"
#include <board/board.h>
#include <board/clock.h>
#include <ctl/ctl.h>
#include <fw/device.h>
#include <fw/status.h>
#include <host/kinds.h>
#include <host/output.h>
#include <record/captures.h>
#include <rt/mem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unit/acts.h>
#include <unit/loop.h>
#include <unit/setup.h>
#include <unit/unitfile.h>
#include <window/commands.h>

#define FRAME_US     16666u /* of real time: 60 a second */
#define WARP_SHOW_US 50000u

struct win_size {
    float w, h, scale; /* scale 0: as the screen suggests */
};

struct arguments {
    struct emu_setup setup;
    struct emu_capture_options captures;
    uint64_t for_us;
    struct win_size size;
    uint32_t theme;    /* enum win_theme */
    uint32_t language; /* enum win_language */
    const char *picture, *tree, *ctl;
    bool is_still, is_silent, is_hidden;
};

/* One window on one unit. */
struct window {
    struct win_model model;
    struct win_hands hands;
    struct win_scene scene;
    const struct win_face_table *table;
    struct win_face *face;
    uint64_t drawn_us; /* real time of the last frame */
    bool is_dirty;
    bool had_bell;
    char had_sidetone;
    uint64_t n_events; /* of the trace, at the last frame */
};

static uint64_t real_us(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t); /* cannot fail */
    return (uint64_t)t.tv_sec * BOARD_US_PER_S + (uint64_t)t.tv_nsec / 1000;
}

static float text_width(void *ctx, float size, const char *text)
{
    const struct window *w = ctx;
    return w->table->text_width(w->face, size, text);
}

/* "SPA-2102  000E08ABCDEF  5.2.10", as soon as the unit runs. */
static void name_unit(struct window *w)
{
    static const char *const keys[] = {"unit.product", "unit.mac", "unit.version"};
    struct fw_device *device = emu_unit_device(w->model.unit);
    size_t n = 0;
    if (!fw_device_is_running(device)) {
        return;
    }
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        struct rt_buf value;
        rt_buf_init(&value, WIN_NAME_MAX);
        if (fw_status_get(device, keys[i], &value) == RT_OK && n < sizeof w->model.title) {
            n += (size_t)snprintf(w->model.title + n, sizeof w->model.title - n, "%s%s", i > 0 ? "   " : "",
                                  rt_buf_text(&value));
        }
        rt_buf_fini(&value);
    }
}

static void draw(struct window *w)
{
    name_unit(w);
    win_make(&w->model, &w->scene);
    w->table->draw(w->face, &w->scene);
    w->drawn_us = real_us();
    w->is_dirty = false;
    w->n_events = board_trace_end(emu_unit_board(w->model.unit));
}

/* The bell and one's own keys sound in the module, at once. */
static void make_noise(struct window *w)
{
    const struct win_phone *p = w->model.phone;
    bool has_bell = p[0].has_bell || p[1].has_bell;
    char key = p[0].held != '\0' ? p[0].held : p[1].held;
    if (has_bell != w->had_bell) {
        w->table->bell(w->face, has_bell);
    }
    if (key != w->had_sidetone) {
        w->table->sidetone(w->face, key);
    }
    w->had_bell = has_bell;
    w->had_sidetone = key;
}

static bool take_inputs(struct window *w)
{
    struct win_input in;
    bool has_any = false;
    while (w->table->next(w->face, &in)) {
        win_hands_take(&w->hands, &w->scene, &in);
        has_any = w->is_dirty = true;
        win_make(&w->model, &w->scene); /* the next click hits what the last one made */
    }
    return has_any;
}

/* ---- a source of the loop ---- */

static void fill(void *ctx, struct emu_pollset *set)
{
    struct window *w = ctx;
    struct emu_loop *loop = emu_unit_loop(w->model.unit);
    uint64_t due_us = win_next_change_us(&w->model), hands_us = win_hands_due_us(&w->hands);
    int fd = w->table->descriptor(w->face);
    if (fd >= 0) {
        (void)emu_pollset_add(set, fd, POLLIN, true); /* full: it is looked at each turn anyway */
    }
    if (emu_loop_rate(loop) != 0) { /* in warp time does not stop for a lamp: is_due() shows it now and then */
        due_us = due_us < hands_us ? due_us : hands_us;
    } else {
        due_us = hands_us;
    }
    if (due_us != BOARD_NEVER) {
        emu_loop_visit(loop, due_us);
    }
}

static bool handle(void *ctx, const struct emu_pollset *set)
{
    struct window *w = ctx;
    struct emu_loop *loop = emu_unit_loop(w->model.unit);
    (void)set;
    bool has_any = take_inputs(w);
    has_any |= win_hands_turn(&w->hands);
    make_noise(w);
    uint64_t wait_us = emu_loop_rate(loop) == 0 ? WARP_SHOW_US : FRAME_US;
    w->is_dirty |= board_trace_end(emu_unit_board(w->model.unit)) != w->n_events;
    if (w->is_dirty || board_now_us(emu_unit_board(w->model.unit)) != w->scene.time_us) {
        if (real_us() - w->drawn_us >= wait_us || w->is_dirty) {
            draw(w);
        }
    }
    if (w->hands.is_over) {
        emu_loop_stop(loop);
    }
    return has_any;
}

static bool is_due(void *ctx)
{
    const struct window *w = ctx;
    return real_us() - w->drawn_us >= WARP_SHOW_US;
}

/* ---- the command ---- */

static void on_ear(void *ctx, unsigned telephone, const int16_t *samples, size_t n)
{
    struct window *w = ctx;
    if (emu_loop_rate(emu_unit_loop(w->model.unit)) == 1) {
        w->table->ear(w->face, telephone, samples, n);
    }
}

/* No output replaces a unit file, or an input. */
static bool may_replace(const char *path, struct emu_error *error)
{
    const char *why = path != NULL ? emu_output_refusal(path) : NULL;
    if (why != NULL) {
        (void)emu_error_set(error, EMU_EXIT_ENVIRONMENT, "window: %s: %s: name another file", path, why);
    }
    return why == NULL;
}

static void run(struct window *w, const struct arguments *a, struct emu_error *error)
{
    struct emu_acts acts;
    struct emu_unit *u = w->model.unit;
    emu_acts_init(&acts, u);
    if (!emu_loop_catch_signals(emu_unit_loop(u))) {
        (void)emu_error_set(error, EMU_EXIT_ENVIRONMENT, "window: cannot install signal handlers");
        return;
    }
    emu_loop_add(emu_unit_loop(u), (struct emu_source){"window", fill, handle, w, is_due});
    board_power_on(emu_unit_board(u));
    (void)emu_act_wait_time(&acts, a->for_us != 0 ? a->for_us : BOARD_NEVER); /* until the window is closed */
    emu_loop_remove(emu_unit_loop(u), w);
    draw(w);
    if (!may_replace(a->tree, error) || !may_replace(a->picture, error)) {
        return;
    }
    if (a->tree != NULL && !win_tree_save(&w->scene, a->tree)) {
        (void)emu_error_set(error, EMU_EXIT_ENVIRONMENT, "window: %s: cannot be written", a->tree);
    }
    if (a->picture != NULL && !w->table->save(w->face, a->picture)) {
        (void)emu_error_set(error, EMU_EXIT_ENVIRONMENT, "window: %s: cannot be written", a->picture);
    }
}

static void open_face(struct window *w, const struct arguments *a, struct emu_error *error)
{
    char why[WIN_ERROR_MAX];
    struct win_face_config config = {.title = "vspa",
                                     .w = a->size.w,
                                     .h = a->size.h,
                                     .scale = a->size.scale,
                                     .is_hidden = a->is_hidden,
                                     .has_sound = !a->is_silent && !a->is_hidden};
    w->face = w->table->open(&config, why);
    if (w->face == NULL) {
        (void)emu_error_set(error, EMU_EXIT_ENVIRONMENT, "window: %s", why);
        return;
    }
    w->model.w = a->size.w;
    w->model.h = a->size.h;
    w->model.scale = w->table->scale(w->face);
    w->model.theme = (enum win_theme)a->theme;
    w->model.language = (enum win_language)a->language;
    w->model.is_still = a->is_still;
    w->model.has_sound = w->table->stats(w->face).sound_rate != 0;
    w->model.text_width = text_width;
    w->model.on_ear = on_ear;
    w->model.ctx = w;
    (void)snprintf(w->model.title, sizeof w->model.title, "SPA2102");
    win_hands_init(&w->hands, &w->model, w->table, w->face);
    draw(w);
}

static int open_window(void *fields, char **operands, size_t n_operands, struct emu_error *error)
{
    const struct arguments *a = fields;
    struct window *w = rt_mem_alloc(sizeof *w);
    struct emu_unit *u = NULL;
    struct emu_captures *captures = NULL;
    (void)operands;
    (void)n_operands; /* none, by the table */
    if (w == NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "window: out of memory");
    }
    if (win_module_open(&w->table, error) == EMU_EXIT_OK && emu_setup_open(&a->setup, &u, error) == EMU_EXIT_OK) {
        if (!win_model_start(&w->model, u)) {
            (void)emu_error_set(error, EMU_EXIT_ENVIRONMENT, "window: out of memory");
        } else {
            open_face(w, a, error);
            if (w->face != NULL && emu_captures_start(&captures, u, &a->captures, error) == EMU_EXIT_OK) {
                struct emu_ctl *ctl = NULL;
                if (a->ctl == NULL || emu_ctl_create(&ctl, u, a->ctl, error) == EMU_EXIT_OK) {
                    run(w, a, error);
                }
                emu_ctl_destroy(ctl);
                (void)emu_captures_stop(captures, error); /* the error says it */
                (void)emu_unit_check_file(u, error);
            }
            if (w->face != NULL) {
                win_hands_fini(&w->hands);
            }
            w->table->close(w->face);
            win_model_stop(&w->model);
        }
        emu_unit_destroy(u);
    }
    rt_mem_free(w);
    return error->code;
}

static void preset(void *fields)
{
    struct arguments *a = fields;
    emu_setup_init(&a->setup, 1);
    a->setup.unit.net.reach = EMU_REACH_INTERNET;
    a->size = (struct win_size){.w = 1280, .h = 800};
}

#define AT(member) offsetof(struct arguments, member)
static const struct emu_option pace_rows[] = {EMU_PACE_ROWS("real")};
static const struct emu_option_group pace = EMU_OPTION_GROUP("Time", pace_rows);
static const struct emu_choice themes[] = {{"dark", "for dim rooms"}, {"light", "for projectors and print"}};
static const struct emu_choice languages[] = {{"en", "English"}, {"de", "German"}};

static const char *parse_choice(const char *value, const struct emu_choice *choices, uint32_t *out)
{
    for (uint32_t i = 0; i < 2; i++) {
        if (strcmp(value, choices[i].name) == 0) {
            *out = i;
            return NULL;
        }
    }
    return choices == themes ? "unknown theme: give dark or light" : "unknown language: give en or de";
}

static const char *parse_theme(const char *value, void *theme)
{
    return parse_choice(value, themes, theme);
}

static const char *parse_language(const char *value, void *language)
{
    return parse_choice(value, languages, language);
}

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

static const struct emu_kind kind_theme = {.name = "choice", .parse = parse_theme, .choices = themes, .n_choices = 2};
static const struct emu_kind kind_language = {
    .name = "choice", .parse = parse_language, .choices = languages, .n_choices = 2};
static const struct emu_kind kind_size = {.name = "text", .parse = parse_size};
static const struct emu_kind kind_scale = {.name = "text", .parse = parse_scale};
static const struct emu_option window_rows[] = {
    {"size", 0, "WxH", "open with this size", "1280x800", &kind_size, AT(size)},
    {"scale", 0, "N", "draw N times as large", "$VSPA_SCALE, or by screen", &kind_scale, AT(size)},
    {"theme", 0, "THEME", "colours: dark or light", "dark", &kind_theme, AT(theme)},
    {"language", 0, "LANG", "words of the window: en or de", "en", &kind_language, AT(language)},
    {"reduced-motion", 0, NULL, "nothing shakes", NULL, &emu_kind_switch, AT(is_still)},
    {"silent", 0, NULL, "open no sound device", NULL, &emu_kind_switch, AT(is_silent)},
    {"for", 0, "TIME", "close after TIME of virtual time", NULL, &emu_kind_duration, AT(for_us)},
    {"picture", 0, "FILE", "save the last picture as PNG", NULL, &emu_kind_file, AT(picture)},
    {"tree", 0, "FILE", "save the last picture as JSON: roles, names, values", NULL, &emu_kind_file, AT(tree)},
    {"ctl", 0, "SOCKET", "listen for JSON-RPC control on SOCKET", NULL, &emu_kind_socket, AT(ctl)},
    {"hidden", 0, NULL, "open no window: pictures only, no display needed", NULL, &emu_kind_switch, AT(is_hidden)},
};
static const struct emu_option_group window_group = EMU_OPTION_GROUP("Window", window_rows);
static const struct emu_options_at options[] = {
    EMU_SETUP_GROUPS(struct arguments, setup, pace),
    {&window_group, 0},
    {&emu_record_option_group, AT(captures)},
    {&emu_capture_option_group, AT(captures)},
};
static const char *const examples[] = {
    "vspa window --lab tftproot",
    "vspa window --lab tftproot --hidden --time warp --for 90s --picture unit.png",
    NULL,
};
const struct emu_command emu_command_window = {
    .name = "window",
    .help = "operate a unit on the screen: lamps, cables, two telephones",
    .about =
        "Open a window with a unit: lamps, sockets with their cables, two telephones with keypads, captions of what "
        "is heard, and what happens beside them. F1 lists the keys.\n"
        "Needs a display, and the module vspa-window.so with SDL2, SDL2_ttf and cairo.",
    .examples = examples,
    EMU_COMMAND_OPTIONS(options),
    .n_field_bytes = sizeof(struct arguments),
    .preset = preset,
    .run = open_window,
};
