/* SPDX-License-Identifier: MIT */
/* The module's table: the window of SDL, what comes in from it, and what is shown. */
#include "face_priv.h"
#include <SDL_syswm.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define KEPT 64u /* frames whose times are kept */

static unsigned n_faces; /* that are open: SDL ends with the last one */

struct win_face {
    bool is_counted;
    struct face_texts *texts;
    struct face_picture *picture;
    struct face_sound *sound; /* NULL: none is wanted, or no device is there */
    bool wants_sound;
    unsigned sound_buffer;
    SDL_Window *window; /* NULL: pictures only */
    float scale;
    struct win_face_stats stats;
    double whole_ms[KEPT], part_ms[KEPT]; /* of the last frames that were drawn whole, or not */
    size_t n_whole, n_part;
    float shown_scale; /* of the scene that is shown: the same for drawing and for the pointer */
    bool is_exposed;   /* the window's pixels are lost */
    bool has_field;    /* one is open: dead keys make letters */
    bool has_finger;
    SDL_FingerID finger; /* that presses */
};

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

/* ---- what comes in ---- */

static unsigned modifiers_of(Uint16 mod)
{
    return ((mod & KMOD_SHIFT) != 0 ? WIN_MOD_SHIFT : 0) | ((mod & KMOD_CTRL) != 0 ? WIN_MOD_CTRL : 0) |
           ((mod & KMOD_LALT) != 0 ? WIN_MOD_ALT : 0) | ((mod & (KMOD_RALT | KMOD_MODE)) != 0 ? WIN_MOD_ALTGR : 0);
}

static int key_of(SDL_Keycode sym)
{
    static const struct {
        SDL_Keycode sym;
        int key;
    } rows[] = {
        {SDLK_LEFT, WIN_KEY_LEFT},
        {SDLK_RIGHT, WIN_KEY_RIGHT},
        {SDLK_UP, WIN_KEY_UP},
        {SDLK_DOWN, WIN_KEY_DOWN},
        {SDLK_PAUSE, WIN_KEY_PAUSE},
        {SDLK_HOME, WIN_KEY_HOME},
        {SDLK_END, WIN_KEY_END},
        {SDLK_PAGEUP, WIN_KEY_PAGE_UP},
        {SDLK_PAGEDOWN, WIN_KEY_PAGE_DOWN},
        {SDLK_KP_0, '0'},
        {SDLK_KP_1, '1'},
        {SDLK_KP_2, '2'},
        {SDLK_KP_3, '3'},
        {SDLK_KP_4, '4'},
        {SDLK_KP_5, '5'},
        {SDLK_KP_6, '6'},
        {SDLK_KP_7, '7'},
        {SDLK_KP_8, '8'},
        {SDLK_KP_9, '9'},
        {SDLK_KP_MULTIPLY, '*'},
        {SDLK_KP_HASH, '#'},
        {SDLK_KP_ENTER, WIN_KEY_ENTER},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].sym == sym) {
            return rows[i].key;
        }
    }
    if (sym >= SDLK_F1 && sym <= SDLK_F12) {
        return WIN_KEY_F1 + (sym - SDLK_F1);
    }
    return sym < 127 ? (int)sym : 0;
}

static bool take_window(struct win_face *f, const SDL_WindowEvent *e, struct win_input *out)
{
    switch (e->event) {
    case SDL_WINDOWEVENT_SIZE_CHANGED:
        *out = (struct win_input){.kind = WIN_INPUT_SIZE, .w = (float)e->data1, .h = (float)e->data2};
        f->is_exposed = true;
        return true;
    case SDL_WINDOWEVENT_EXPOSED:
        f->is_exposed = true;
        out->kind = WIN_INPUT_NONE;
        return true;
    case SDL_WINDOWEVENT_FOCUS_LOST:
    case SDL_WINDOWEVENT_LEAVE:
        out->kind = WIN_INPUT_LOST;
        f->has_finger = f->has_finger && e->event != SDL_WINDOWEVENT_FOCUS_LOST;
        return e->event == SDL_WINDOWEVENT_FOCUS_LOST;
    default:
        return false;
    }
}

/* The first finger is a pointer that is there only while it presses; others have no part in it. */
static bool take_finger(struct win_face *f, const SDL_TouchFingerEvent *e, struct win_input *out)
{
    static const enum win_input_kind kinds[] = {WIN_INPUT_PRESS, WIN_INPUT_RELEASE, WIN_INPUT_MOVE};
    bool is_down = e->type == SDL_FINGERDOWN;
    int w = 0, h = 0;
    if (f->has_finger ? is_down || e->fingerId != f->finger : !is_down) {
        return false;
    }
    f->has_finger = e->type != SDL_FINGERUP;
    f->finger = e->fingerId;
    SDL_GetWindowSize(f->window, &w, &h);
    *out = (struct win_input){.kind = kinds[e->type - SDL_FINGERDOWN],
                              .x = e->x * (float)w / f->shown_scale,
                              .y = e->y * (float)h / f->shown_scale,
                              .is_touch = true};
    return true;
}

static bool take(struct win_face *f, const SDL_Event *e, struct win_input *out)
{
    *out = (struct win_input){0};
    switch (e->type) {
    case SDL_MOUSEMOTION:
        *out = (struct win_input){
            .kind = WIN_INPUT_MOVE, .x = (float)e->motion.x / f->shown_scale, .y = (float)e->motion.y / f->shown_scale};
        return true;
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
        *out = (struct win_input){.kind = e->type == SDL_MOUSEBUTTONDOWN ? WIN_INPUT_PRESS : WIN_INPUT_RELEASE,
                                  .x = (float)e->button.x / f->shown_scale,
                                  .y = (float)e->button.y / f->shown_scale};
        return e->button.button == SDL_BUTTON_LEFT;
    case SDL_MOUSEWHEEL: {
        int x = 0, y = 0;
        (void)SDL_GetMouseState(&x, &y);
        *out = (struct win_input){.kind = WIN_INPUT_WHEEL,
                                  .steps = e->wheel.y,
                                  .x = (float)x / f->shown_scale,
                                  .y = (float)y / f->shown_scale};
        return true;
    }
    case SDL_FINGERDOWN:
    case SDL_FINGERUP:
    case SDL_FINGERMOTION:
        return take_finger(f, &e->tfinger, out);
    case SDL_KEYDOWN:
    case SDL_KEYUP:
        if (!f->has_field) {
            SDL_StartTextInput(); /* forgets a dead key, which would take the '*' after it along */
        }
        *out = (struct win_input){.kind = e->type == SDL_KEYDOWN ? WIN_INPUT_KEY_DOWN : WIN_INPUT_KEY_UP,
                                  .key = key_of(e->key.keysym.sym),
                                  .code = (int)e->key.keysym.scancode,
                                  .modifiers = modifiers_of(e->key.keysym.mod)};
        return e->key.repeat == 0 || out->key == WIN_KEY_BACKSPACE || out->key == WIN_KEY_TAB ||
               out->key >= WIN_KEY_LEFT; /* what may repeat */
    case SDL_TEXTINPUT:
        out->kind = WIN_INPUT_TEXT;
        (void)snprintf(out->text, sizeof out->text, "%.7s", e->text.text);
        return true;
    case SDL_WINDOWEVENT:
        return take_window(f, &e->window, out);
    case SDL_AUDIODEVICEREMOVED:
        out->kind = WIN_INPUT_NO_SOUND;
        if (e->adevice.iscapture != 0 || f->sound == NULL || !face_sound_is(f->sound, e->adevice.which)) {
            return false; /* another one */
        }
        face_sound_close(f->sound);
        f->sound = NULL;
        return true;
    case SDL_AUDIODEVICEADDED:
        out->kind = WIN_INPUT_SOUND;
        if (!f->wants_sound || f->sound != NULL || e->adevice.iscapture != 0) {
            return false;
        }
        f->sound = face_sound_open(f->sound_buffer);
        return f->sound != NULL;
    case SDL_QUIT:
        out->kind = WIN_INPUT_CLOSE;
        return true;
    default:
        return false;
    }
}

/* Asked twice: since 2.0.22 SDL says "no more" once at the end of what it has read, and does not look at the display
 * then. What Xlib has read meanwhile, while something was drawn, would wait until the descriptor has other news. */
static bool is_event(SDL_Event *e)
{
    bool is_one = SDL_PollEvent(e) != 0;
    return is_one || SDL_PollEvent(e) != 0;
}

static bool face_next(struct win_face *f, struct win_input *out)
{
    SDL_Event e;
    while (f->window != NULL && is_event(&e)) {
        if (take(f, &e, out)) {
            return true;
        }
    }
    return false;
}

/* ---- what goes out ---- */

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
        f->whole_ms[f->n_whole++ % KEPT] = ms;
    } else {
        f->part_ms[f->n_part++ % KEPT] = ms;
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

static float text_width(struct win_face *f, float size, const char *words)
{
    return (float)face_text_width(f->texts, FACE_SANS, (int)lroundf(size * f->scale), words) / f->scale;
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
    double sorted[KEPT];
    n = n < KEPT ? n : KEPT;
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
