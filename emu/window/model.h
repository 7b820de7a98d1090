/* SPDX-License-Identifier: MIT */
/*
 * What the window knows of the unit: taken from the trace, the board's lamps and the rows of the report, and from what
 * the hands did in the window. No library of the screen is used here.
 */
#pragma once
#include "texts.h"
#include <window/scene.h>
#include <board/fxs.h>
#include <board/signal.h>
#include <story/rows.h>
#include <unit/unit.h>

#define WIN_TYPED_MAX    32u
#define WIN_CAPTIONS_MAX 2u
#define WIN_MESSAGE_MAX  160u

struct win_phone {
    bool is_off_hook, rings, has_bell; /* rings: the cadence goes on; has_bell: voltage now */
    uint64_t bell_us;                  /* of the last voltage */
    bool sounds;                       /* the earpiece plays something */
    char held;                         /* key that is down; 0: none */
    char typed[WIN_TYPED_MAX + 1];     /* since it was lifted, the last ones */
    char caller[WIN_NAME_MAX];         /* caller ID display */
};

/* What was heard: the last ones. */
struct win_caption {
    unsigned telephone; /* 1, 2; 0: none */
    char text[WIN_VALUE_MAX];
};

/* A step of a unit that runs: at full speed to the next row (timing.c). */
struct win_step {
    bool is_on;
    uint64_t from; /* rows seen */
    uint32_t rate; /* before it */
};

struct win_past;
enum win_side { WIN_SIDE_HAPPENS, WIN_SIDE_FACTS, WIN_SIDE_HELP };

struct win_model {
    struct emu_unit *unit; /* of a record that is looked at: NULL in the window, there in its replays (look.h) */
    struct emu_rows *rows;
    struct win_past *past; /* NULL: a unit that runs */
    struct win_step step;
    struct board_watcher watcher;
    struct board_ear ear[BOARD_N_FXS];
    struct win_phone phone[BOARD_N_FXS];
    struct win_caption caption[WIN_CAPTIONS_MAX]; /* the last one is the newest */
    char message[WIN_MESSAGE_MAX];                /* what went wrong last; "": nothing */
    /* the window itself: all down to on_ear, which a replay takes whole (win_model_take_view) */
    float w, h, scale;
    enum win_theme theme;
    enum win_language language;
    bool is_still, is_muted, has_sound;
    unsigned active; /* telephone of the keyboard: 0, 1 */
    enum win_side side;
    bool has_drawer;          /* in a window too narrow for it, the side in the place of the second telephone */
    uint64_t n_back;          /* rows scrolled back from the newest */
    char focus[WIN_ID_MAX];   /* "": none */
    char hot[WIN_ID_MAX];     /* under the pointer */
    char down[WIN_ID_MAX];    /* pressed by the pointer */
    char title[WIN_NAME_MAX]; /* of the unit: product, MAC, release */
    /* what the earpiece plays, for the speakers; NULL: no sound */
    void (*on_ear)(void *ctx, unsigned telephone_0_or_1, const int16_t *samples, size_t n);
    /* in units, for a text of this size */
    float (*text_width)(void *ctx, float size, const char *text);
    void *ctx; /* of both */
};

/* Watches the unit from now on. False: out of memory. */
bool win_model_start(struct win_model *m, struct emu_unit *u);
void win_model_stop(struct win_model *m);
struct emu_window_options;
/* What the options say of the window. */
void win_model_show(struct win_model *m, const struct emu_window_options *o, float scale, bool has_sound);
/* How the window stands: its size, what is focused ... and the message. */
void win_model_take_view(struct win_model *m, const struct win_model *from);
/* What was wrong: on the banner until the next act. */
void win_model_say(struct win_model *m, const char *text);
const char *win_says(const struct win_model *m, enum win_text id);
/* What the lamp's pattern means: "looking for a DHCP server"; "": no row. */
const char *win_lamp_meaning(const struct win_model *m, unsigned led);

/* "SPA-2102   000E08ABCDEF   5.2.10", as soon as the unit runs. */
void win_model_name(struct win_model *m);

/* make.c: the scene of this moment. */
void win_make(const struct win_model *m, struct win_scene *out);
/* When a lamp, a bell or the clock changes the picture next, although nothing happens. */
uint64_t win_next_change_us(const struct win_model *m);
