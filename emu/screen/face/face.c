/* SPDX-License-Identifier: MIT */
/* The module's table: the window of SDL, and what is shown in it. */
#include "face_priv.h"
#include <SDL_syswm.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static unsigned n_faces; /* that are open: SDL ends with the last one */

static void be_quiet(void *ctx, int category, SDL_LogPriority priority, const char *message)
{
    (void)ctx;
    (void)category;
    (void)priority;
    (void)message; /* what failed is an error of its own, in our words */
}

/* A screen of 1,800 lines or more has small pixels. */
static float guess_scale(void)
{
    static const char *const names[] = {"VSPA_SCALE", "GDK_SCALE"};
    SDL_DisplayMode mode;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *given = getenv(names[i]);
        float scale = given != NULL ? strtof(given, NULL) : 0;
        if (scale >= 0.5f && scale <= 4) {
            return scale;
        }
    }
    return SDL_GetDesktopDisplayMode(0, &mode) == 0 && mode.h >= 1800 ? 2 : 1;
}

/* Without a display SDL 2.26 takes its driver "offscreen" and says nothing: an invisible window. */
static bool is_seen(const char *driver)
{
    const char *wanted = getenv("SDL_VIDEODRIVER");
    return driver != NULL && (wanted != NULL || strcmp(driver, "x11") == 0 || strcmp(driver, "wayland") == 0);
}

static bool open_window(struct win_face *f, const struct win_face_config *config, char error[WIN_ERROR_MAX])
{
    const char *display = getenv("DISPLAY");
    const char *wayland = getenv("WAYLAND_DISPLAY");
    SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0"); /* else x11 goes through OpenGL: ten times slower here */
    /* One driver: others would write to standard error why they do not work. */
    SDL_SetHint(SDL_HINT_VIDEODRIVER, display != NULL || wayland == NULL ? "x11" : "wayland");
    SDL_SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "1");
    SDL_SetHint(SDL_HINT_MOUSE_FOCUS_CLICKTHROUGH, "1"); /* else the click that brings it to the front is lost */
    SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
    SDL_SetHint(SDL_HINT_TOUCH_MOUSE_EVENTS, "0"); /* fingers are taken as what they are */
    if (SDL_InitSubSystem(SDL_INIT_VIDEO) != 0 || !is_seen(SDL_GetCurrentVideoDriver())) {
        (void)snprintf(
            error, WIN_ERROR_MAX,
            display == NULL && wayland == NULL
                ? "no display: DISPLAY and WAYLAND_DISPLAY are not set: use 'vspa console', or start a display"
                : "no display: %s cannot be opened: use 'vspa console', or start a display",
            display != NULL ? display : wayland);
        return false;
    }
    if (config->is_trial) {
        return true;
    }
    f->scale = config->scale > 0 ? config->scale : guess_scale();
    f->window =
        SDL_CreateWindow(config->title, SDL_WINDOWPOS_UNDEFINED, SDL_WINDOWPOS_UNDEFINED,
                         (int)lroundf(config->w * f->scale), (int)lroundf(config->h * f->scale), SDL_WINDOW_RESIZABLE);
    if (f->window == NULL) {
        (void)snprintf(error, WIN_ERROR_MAX, "no window: %.150s", SDL_GetError());
        return false;
    }
    SDL_SetWindowMinimumSize(f->window, (int)(800 * f->scale), (int)(500 * f->scale));
    SDL_StartTextInput();
    return true;
}

static void face_close(struct win_face *f)
{
    if (f == NULL) {
        return;
    }
    face_sound_close(f->sound);
    if (f->window != NULL) {
        SDL_DestroyWindow(f->window);
    }
    face_picture_destroy(f->picture);
    face_texts_close(f->texts);
    if (f->is_counted && --n_faces == 0) {
        SDL_Quit();
    }
    free(f);
}

static struct win_face *face_open(const struct win_face_config *config, char error[WIN_ERROR_MAX])
{
    struct win_face *f = calloc(1, sizeof *f);
    SDL_LogSetOutputFunction(be_quiet, NULL);
    (void)snprintf(error, WIN_ERROR_MAX, "out of memory");
    if (f == NULL) {
        return NULL;
    }
    f->is_counted = true;
    n_faces++;
    f->scale = f->shown_scale = config->scale > 0 ? config->scale : 1;
    f->texts = face_texts_open(config->fonts, error);
    f->picture = f->texts != NULL ? face_picture_create(f->texts) : NULL;
    if (f->picture == NULL || (!config->is_hidden && !open_window(f, config, error))) {
        face_close(f);
        return NULL;
    }
    f->wants_sound = config->has_sound;
    f->sound_buffer = config->sound_buffer;
    f->sound = config->has_sound ? face_sound_open(config->sound_buffer) : NULL;
    return f;
}

static float face_scale(const struct win_face *f)
{
    return f->scale;
}

static int face_descriptor(const struct win_face *f)
{
#if defined(SDL_VIDEO_DRIVER_X11)
    /* The first member of Xlib's Display that the macro ConnectionNumber reads; Xlib itself is SDL's. */
    SDL_SysWMinfo info;
    SDL_VERSION(&info.version);
    if (f->window != NULL && SDL_GetWindowWMInfo(f->window, &info) && info.subsystem == SDL_SYSWM_X11) {
        return ConnectionNumber(info.info.x11.display);
    }
#endif
    (void)f;
    return -1;
}

/* The window's own pixels, when they are of the kind that cairo draws: then nothing is copied. They are others after
 * each change of the window's size. NULL: they are of another kind. */
static SDL_Surface *own_pixels(struct win_face *f)
{
    SDL_Surface *to = f->window != NULL ? SDL_GetWindowSurface(f->window) : NULL;
    bool fits = to != NULL && to->format->format == SDL_PIXELFORMAT_RGB888 && to->pitch % 4 == 0;
    if (fits) {
        face_picture_onto(f->picture, to->pixels, to->w, to->h, to->pitch);
    }
    return fits ? to : NULL;
}

static void copy_picture(struct win_face *f, const struct face_areas *areas)
{
    cairo_surface_t *from = face_picture_surface(f->picture);
    SDL_Surface *to = SDL_GetWindowSurface(f->window);
    SDL_Surface *pixels = SDL_CreateRGBSurfaceWithFormatFrom(
        cairo_image_surface_get_data(from), cairo_image_surface_get_width(from), cairo_image_surface_get_height(from),
        32, cairo_image_surface_get_stride(from), SDL_PIXELFORMAT_RGB888);
    for (size_t i = 0; pixels != NULL && to != NULL && i < areas->n; i++) {
        SDL_Rect place = areas->area[i];
        (void)SDL_BlitSurface(pixels, &areas->area[i], to, &place);
    }
    SDL_FreeSurface(pixels);
}

static uint64_t now_us(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail */
    return (uint64_t)now.tv_sec * 1000000u + (uint64_t)now.tv_nsec / 1000u;
}

static void face_draw(struct win_face *f, const struct win_scene *s)
{
    struct face_areas areas;
    Uint64 start = SDL_GetPerformanceCounter();
    f->shown_scale = s->scale;
    f->has_field = false;
    for (size_t i = 0; i < s->n; i++) {
        f->has_field |= s->widget[i].kind == WIN_FIELD_KIND && (s->widget[i].states & WIN_IS_ACTIVE) != 0;
    }
    SDL_Surface *own = own_pixels(f);
    uint64_t n = face_picture_draw(f->picture, s, &areas), n_all = 0;
    cairo_surface_t *drawn = face_picture_surface(f->picture);
    const SDL_Rect all = {0, 0, cairo_image_surface_get_width(drawn), cairo_image_surface_get_height(drawn)};
    n_all = (uint64_t)all.w * (uint64_t)all.h;
    if (f->is_exposed) {
        areas = (struct face_areas){.n = 1, .area = {all}};
    } else if (n == 0) {
        return;
    }
    if (f->window != NULL) {
        if (own == NULL) {
            copy_picture(f, &areas);
        }
        (void)SDL_UpdateWindowSurfaceRects(f->window, areas.area, (int)areas.n); /* lost: the next frame is shown */
    }
    f->is_exposed = false;
    if (areas.is_clock) {
        f->stats.n_clock++;
        return;
    }
    double ms = (double)(SDL_GetPerformanceCounter() - start) * 1000.0 / (double)SDL_GetPerformanceFrequency();
    f->stats.first_us = f->stats.first_us == 0 ? now_us() : f->stats.first_us;
    f->stats.at_us[f->stats.n_frames++ % WIN_FRAMES_KEPT] = s->time_us;
    f->stats.n_pixels += n;
    f->stats.last_ms = ms;
    f->stats.worst_ms = fmax(f->stats.worst_ms, ms);
    if (n == n_all) {
        f->whole_ms[f->n_whole++ % FACE_KEPT] = ms;
    } else {
        f->part_ms[f->n_part++ % FACE_KEPT] = ms;
    }
}

static bool face_save(struct win_face *f, const char *path)
{
    cairo_surface_t *s = face_picture_surface(f->picture);
    if (s != NULL) {
        face_picture_again(f->picture);
    }
    return s != NULL && cairo_surface_write_to_png(s, path) == CAIRO_STATUS_SUCCESS;
}

static float text_width(struct win_face *f, float size, float scale, const char *words)
{
    return (float)face_text_width(f->texts, FACE_SANS, (int)lroundf(size * scale), words) / scale;
}

static void ear(struct win_face *f, unsigned telephone, const int16_t *samples, size_t n)
{
    if (f->sound != NULL) {
        face_sound_ear(f->sound, telephone, samples, n);
    }
}

static void sidetone(struct win_face *f, char key)
{
    if (f->sound != NULL) {
        face_sound_sidetone(f->sound, key);
    }
}

static void bell(struct win_face *f, bool is_on)
{
    if (f->sound != NULL) {
        face_sound_bell(f->sound, is_on);
    }
}

static void click(struct win_face *f)
{
    if (f->sound != NULL) {
        face_sound_click(f->sound);
    }
}

static bool copy(struct win_face *f, const char *text)
{
    return f->window != NULL && SDL_SetClipboardText(text) == 0;
}

static void mute(struct win_face *f, bool is_on)
{
    if (f->sound != NULL) {
        face_sound_mute(f->sound, is_on);
    }
}

static void hurry(struct win_face *f, bool is_on)
{
    (void)f;
    (void)SDL_SetThreadPriority(is_on ? SDL_THREAD_PRIORITY_HIGH : SDL_THREAD_PRIORITY_NORMAL); /* it was only asked */
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(const double *of, size_t n)
{
    double sorted[FACE_KEPT];
    n = n < FACE_KEPT ? n : FACE_KEPT;
    memcpy(sorted, of, n * sizeof *of);
    qsort(sorted, n, sizeof *sorted, by_size);
    return n > 0 ? sorted[n / 2] : 0;
}

static struct win_face_stats stats(const struct win_face *f)
{
    struct win_face_stats out = f->stats;
    out.whole_ms = median(f->whole_ms, f->n_whole);
    out.part_ms = median(f->part_ms, f->n_part);
    if (f->sound != NULL) {
        face_sound_stats(f->sound, &out);
    }
    return out;
}

__attribute__((visibility("default"))) const struct win_face_table *win_face_table(void);
const struct win_face_table *win_face_table(void)
{
    static const struct win_face_table table = {
        .version = WIN_FACE_VERSION,
        .open = face_open,
        .close = face_close,
        .scale = face_scale,
        .descriptor = face_descriptor,
        .next = face_next,
        .draw = face_draw,
        .save = face_save,
        .text_width = text_width,
        .ear = ear,
        .sidetone = sidetone,
        .bell = bell,
        .click = click,
        .copy = copy,
        .mute = mute,
        .hurry = hurry,
        .stats = stats,
    };
    return &table;
}
