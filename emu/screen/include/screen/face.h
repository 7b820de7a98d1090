/* SPDX-License-Identifier: MIT */
/*
 * The module that draws: vspa-window.so, with SDL2, SDL2_ttf and cairo. The program opens it at run time, so that a
 * unit without a window needs none of them. One symbol, WIN_FACE_SYMBOL, returns the table of functions.
 *
 * Context: one thread. The sound's callback is the only other one, inside the module.
 */
#pragma once
#include <scene/scene.h>

#define WIN_FACE_VERSION 7u /* of this table, and of the scene (scene.h) */
#define WIN_FACE_SYMBOL  "win_face_table"
#define WIN_ERROR_MAX    200u

struct win_face;

struct win_face_config {
    const char *title;
    float w, h, scale;     /* scale 0: as the screen suggests */
    bool is_hidden;        /* no window: pictures only */
    bool is_trial;         /* no window either: only whether one could be opened */
    bool has_sound;        /* a sound device is opened; without one the face works on */
    unsigned sound_buffer; /* samples that the device takes at once; 0: 64 */
    const char *fonts;     /* folder; NULL: the default places */
};

enum win_input_kind {
    WIN_INPUT_NONE,
    WIN_INPUT_MOVE, /* x, y */
    WIN_INPUT_PRESS,
    WIN_INPUT_RELEASE,
    WIN_INPUT_WHEEL,    /* steps: up is positive; x, y */
    WIN_INPUT_KEY_DOWN, /* key, with modifiers; code: which key of the keyboard. Repeats are left out */
    WIN_INPUT_KEY_UP,
    WIN_INPUT_TEXT, /* the character that the last key made: '*' and '#' stand elsewhere on each keyboard. code */
    WIN_INPUT_SIZE, /* w, h: in pixels */
    WIN_INPUT_LOST, /* the window is no more in front */
    WIN_INPUT_CLOSE,
    WIN_INPUT_NO_SOUND, /* the sound device went away */
    WIN_INPUT_SOUND,    /* one came back, and is open */
};
/* Keys that are no characters; characters are themselves, in lower case. */
enum win_key {
    WIN_KEY_BACKSPACE = 8,
    WIN_KEY_TAB = 9,
    WIN_KEY_ENTER = 13,
    WIN_KEY_ESC = 27,
    WIN_KEY_SPACE = 32,
    WIN_KEY_F1 = 0x100, /* .. F12 */
    WIN_KEY_LEFT = 0x120,
    WIN_KEY_RIGHT,
    WIN_KEY_UP,
    WIN_KEY_DOWN,
    WIN_KEY_PAUSE,
    WIN_KEY_HOME,
    WIN_KEY_END,
    WIN_KEY_PAGE_UP,
    WIN_KEY_PAGE_DOWN,
};
enum { WIN_MOD_SHIFT = 1, WIN_MOD_CTRL = 2, WIN_MOD_ALT = 4, WIN_MOD_ALTGR = 8 }; /* ALTGR: its keys make characters */

struct win_input {
    enum win_input_kind kind;
    float x, y, w, h;
    int steps, key, code;
    unsigned modifiers;
    bool is_touch; /* by a finger: there is no pointer afterwards */
    char text[8];
};

#define WIN_SOUNDINGS_MAX 128u
#define WIN_FRAMES_KEPT   128u

/* A key of the user, heard in the earpiece (CLOCK_MONOTONIC): when it came to the sound, and when its first sample was
 * given to the sound driver, which plays it a buffer later. */
struct win_sounding {
    char key;
    uint64_t taken_us, at_us;
};

struct win_face_stats {
    uint64_t first_us;                 /* when the first frame was shown (CLOCK_MONOTONIC); 0: none was */
    uint64_t n_frames, n_pixels;       /* drawn, */
    uint64_t n_clock;                  /* and those of which only the clock differed: they are no frames */
    uint64_t at_us[WIN_FRAMES_KEPT];   /* virtual times of the last frames: number n is at n % WIN_FRAMES_KEPT */
    double last_ms, worst_ms;          /* of a frame, in real time */
    double whole_ms, part_ms;          /* medians of the last frames that were drawn whole, or not; 0: none was */
    unsigned sound_rate, sound_buffer; /* samples; 0: no device */
    uint64_t n_samples;                /* given to the driver */
    uint64_t n_gaps;                   /* in what is heard */
    uint64_t n_left_out, n_added;      /* samples of silence, where the device is slow, or fast */
    uint64_t n_cut;                    /* samples of sound, where it is very slow */
    double worst_rate;                 /* how far the device's rate was ever changed: 0.005 at most */
    uint64_t n_clicks;                 /* of plugs */
    size_t n_soundings;
    struct win_sounding sounding[WIN_SOUNDINGS_MAX]; /* the first ones */
    size_t n_heard;
    uint64_t heard_us[WIN_SOUNDINGS_MAX]; /* when the first sound after a handset was lifted was given to the driver */
};

struct win_face_table {
    unsigned version; /* WIN_FACE_VERSION */
    /* NULL: failed, and error says what is missing and what to do. */
    struct win_face *(*open)(const struct win_face_config *config, char error[WIN_ERROR_MAX]);
    void (*close)(struct win_face *f);
    float (*scale)(const struct win_face *f);
    /* The descriptor that becomes readable when there is input; -1: none. */
    int (*descriptor)(const struct win_face *f);
    /* The next input. False: there is none. */
    bool (*next)(struct win_face *f, struct win_input *out);
    /* Draws what differs from the last scene, and shows it. */
    void (*draw)(struct win_face *f, const struct win_scene *s);
    /* Writes the picture as PNG. False: the file could not be written. */
    bool (*save)(struct win_face *f, const char *path);
    /* Of a text of this size, in units, where a unit is scale pixels: letters have whole pixels. */
    float (*text_width)(struct win_face *f, float size, float scale, const char *text);
    /* 80 samples that a telephone's earpiece plays. samples NULL: nothing follows for now (handset down, time paused)
     */
    void (*ear)(struct win_face *f, unsigned telephone_0_or_1, const int16_t *samples, size_t n);
    /* One's own key in the earpiece: 0-9 * # A-D; 0: none. */
    void (*sidetone)(struct win_face *f, char key);
    void (*bell)(struct win_face *f, bool is_on);
    /* A plug goes in or out. */
    void (*click)(struct win_face *f);
    /* Into the clipboard. False: there is none. */
    bool (*copy)(struct win_face *f, const char *text);
    void (*mute)(struct win_face *f, bool is_on);
    /* Asks for more of the processor than others get, while the earpiece is listened to. Where it is not allowed:
     * nothing. */
    void (*hurry)(struct win_face *f, bool is_on);
    struct win_face_stats (*stats)(const struct win_face *f);
};
typedef const struct win_face_table *win_face_table_fn(void);
