/* SPDX-License-Identifier: MIT */
/*
 * The scene: what the window shows, as a list of widgets in reading order. The same list is drawn, is hit by the
 * pointer, is walked by the keyboard, is printed as JSON and is compared by tests. A scene is plain data: the program
 * makes it (view/), the module draws it (screen/), and neither knows the other's libraries.
 *
 * Lengths are in units; a unit is scale pixels. The origin is the upper left corner.
 */
#pragma once
#include <scene/tokens.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WIN_ID_MAX      32u
#define WIN_NAME_MAX    64u
#define WIN_VALUE_MAX   200u
#define WIN_ACT_MAX     48u
#define WIN_WIDGETS_MAX 288u

/* id, role as a screen reader says it, may have the focus */
#define WIN_KIND_LIST(X)                                                                                               \
    X(PANEL, "group", 0)     /* a surface */                                                                           \
    X(CASE, "group", 0)      /* the unit's own surface */                                                              \
    X(TITLE, "heading", 0)   /* name, large */                                                                         \
    X(TEXT, "text", 0)       /* value in colour */                                                                     \
    X(LAMP, "lamp", 1)       /* name below; lit or not */                                                              \
    X(SOCKET, "socket", 1)   /* name above; its cable is in or out */                                                  \
    X(CABLE, "cable", 0)     /* from (x, y) to (x + w, y + h) */                                                       \
    X(PLUG, "plug", 0)       /* of a cable that is not in its socket */                                                \
    X(HANDSET, "handset", 1) /* in the cradle or lifted */                                                             \
    X(DISPLAY, "display", 0) /* of a telephone: name is its first line, value its second */                            \
    X(KEY, "key", 1)         /* of a telephone: name is the digit, value its letters */                                \
    X(BUTTON, "button", 1)   /* name */                                                                                \
    X(CAPTION, "caption", 0) /* what is heard: value */                                                                \
    X(ROW, "row", 1)         /* of the report: name is the time, value the sentence */                                 \
    X(SLIDER, "slider", 1)   /* value: where it stands; part: the same, of its width */                                \
    X(MARK, "mark", 0)       /* a moment on a slider */                                                                \
    X(CHOICE, "option", 1)   /* of a list: name, then value */                                                         \
    X(FIELD, "textbox", 1)   /* a line to type into: name is what it is for, value the text */                         \
    X(BANNER, "alert", 0)    /* value, across the window */

enum win_kind {
#define WIN_KIND_ID(id, role, focus) WIN_##id##_KIND,
    WIN_KIND_LIST(WIN_KIND_ID)
#undef WIN_KIND_ID
        WIN_N_KINDS
};
const char *win_role(enum win_kind k);
bool win_may_focus(enum win_kind k);

/* id, word in the JSON */
#define WIN_STATE_LIST(X)                                                                                              \
    X(FOCUSED, "focused")                                                                                              \
    X(HOT, "hot")       /* the pointer is over it */                                                                   \
    X(DOWN, "down")     /* a key or button that is pressed */                                                          \
    X(LIT, "lit")       /* a lamp */                                                                                   \
    X(OUT, "out")       /* a cable that is not in its socket */                                                        \
    X(LIFTED, "lifted") /* a handset */                                                                                \
    X(RINGS, "rings")   /* a handset whose bell sounds now */                                                          \
    X(SOUNDS, "sounds") /* a handset whose earpiece plays something */                                                 \
    X(ACTIVE, "active") /* the telephone that the keyboard dials on */                                                 \
    X(DISABLED, "disabled")                                                                                            \
    X(STRONG, "strong") /* a text that is the newest of its kind */                                                    \
    X(CUT, "cut")       /* a word of the window that does not fit into its place: a mistake */
enum win_state {
#define WIN_STATE_BIT(id, word) WIN_BIT_##id,
    WIN_STATE_LIST(WIN_STATE_BIT)
#undef WIN_STATE_BIT
#define WIN_STATE_ID(id, word) WIN_IS_##id = 1 << WIN_BIT_##id,
        WIN_STATE_LIST(WIN_STATE_ID)
#undef WIN_STATE_ID
            WIN_STATES_END
};

struct win_rect {
    float x, y, w, h;
};

struct win_widget {
    char id[WIN_ID_MAX]; /* "phone1.key.5" */
    enum win_kind kind;
    struct win_rect at;
    char name[WIN_NAME_MAX];
    char value[WIN_VALUE_MAX];
    unsigned states; /* of enum win_state */
    enum win_colour colour;
    float size;            /* of its text */
    float part;            /* of a slider: 0 to 1 */
    char act[WIN_ACT_MAX]; /* what Enter or a click does: a line of acts ("flash 1"), or a word of the window
                              ("theme"); "": nothing */
};

struct win_scene {
    float w, h, scale;
    enum win_theme theme;
    bool is_still;                              /* reduced motion: nothing shakes */
    uint64_t time_us;                           /* of the board: the phase of what moves */
    unsigned scroll_max;                        /* rows that the panel can be scrolled down */
    size_t first_row, n_rows_end;               /* of a list that may be longer than its place: its widgets; 0: none */
    char before[WIN_ID_MAX], after[WIN_ID_MAX]; /* what would stand above and below it; "": nothing */
    unsigned before_by, after_by;               /* rows to scroll until it stands there; 0: one */
    size_t n;
    struct win_widget widget[WIN_WIDGETS_MAX];
};

/* NULL: the scene is full, or has no such widget. */
/* Of a choice so wide: where the lines of its value begin. */
static inline float win_choice_column(float width)
{
    return width < 340 ? 104 : width < 452 ? width * 0.42f : 190;
}
/* Of a row of the report: how wide its time is, and where its text begins. */
#define WIN_ROW_TIME_W 66.0f
#define WIN_ROW_INDENT 74.0f
struct win_widget *win_add(struct win_scene *s, enum win_kind kind, const char *id, struct win_rect at);
const struct win_widget *win_find(const struct win_scene *s, const char *id);
/* The uppermost widget with an act at this place; NULL: none. */
const struct win_widget *win_hit(const struct win_scene *s, float x, float y);
