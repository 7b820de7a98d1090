/* SPDX-License-Identifier: MIT */
/*
 * What the window knows of the unit: taken from the trace, the board's lamps and the rows of the report, and from what
 * the hands did in the window. No library of the screen is used here.
 */
#pragma once
#include <viewmodel/setter.h>
#include <texts/texts.h>
#include <scene/scene.h>
#include <board/fxs.h>
#include <board/signal.h>
#include <story/rows.h>
#include <net/net.h>
#include <unit/unit.h>

#define WIN_TYPED_MAX    32u
#define WIN_CAPTIONS_MAX 2u
#define WIN_MESSAGE_MAX  160u
#define WIN_FIND_MAX     40u
#define WIN_LINE_MAX     160u /* of acts, typed */
#define WIN_FACTS_MAX    160u
#define WIN_URL_MAX      48u

struct win_phone {
    bool is_off_hook;               /* the handset is lifted */
    bool is_plugged;                /* its cable is in */
    bool rings, has_bell;           /* rings: the cadence goes on; has_bell: voltage now */
    uint64_t bell_us;               /* of the last voltage */
    bool sounds;                    /* the earpiece plays something */
    char held;                      /* key that is down; 0: none */
    char typed[WIN_TYPED_MAX + 1];  /* since it was lifted, the last ones */
    char caller[WIN_NAME_MAX];      /* caller ID as the display decodes it: the number, */
    char caller_more[WIN_NAME_MAX]; /* name and time */
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

struct emu_window_guest;
struct win_face;
struct win_face_table;
struct win_past;
/* The panels of the side: id, word, name */
#define WIN_SIDE_LIST(X)                                                                                               \
    X(HAPPENS, "happens", HAPPENS)                                                                                     \
    X(STATUS, "status", FACTS)                                                                                         \
    X(CHANGED, "changed", CHANGED)                                                                                     \
    X(REQUESTS, "requests", REQUESTS)                                                                                  \
    X(PAGES, "pages", PAGES)                                                                                           \
    X(ACTS, "acts", ACTS)                                                                                              \
    X(KEYS, "keys", HELP)
enum win_side {
#define WIN_SIDE_ID(id, word, name) WIN_SIDE_##id,
    WIN_SIDE_LIST(WIN_SIDE_ID)
#undef WIN_SIDE_ID
        WIN_N_SIDES
};
const char *win_side_word(enum win_side side);
enum win_text win_side_name(enum win_side side);

/* What a row of the report is about: each row belongs to one of them. id, word, name */
#define WIN_TOPIC_LIST(X)                                                                                              \
    X(LINE, "line", TOPIC_LINE)                                                                                        \
    X(UNIT, "unit", TOPIC_UNIT)                                                                                        \
    X(NETWORK, "network", TOPIC_NETWORK)                                                                               \
    X(PROVIDER, "provider", TOPIC_PROVIDER)                                                                            \
    X(USER, "user", TOPIC_USER)                                                                                        \
    X(WARNINGS, "warnings", TOPIC_WARNINGS)
enum win_topic {
#define WIN_TOPIC_ID(id, word, name) WIN_TOPIC_##id,
    WIN_TOPIC_LIST(WIN_TOPIC_ID)
#undef WIN_TOPIC_ID
        WIN_N_TOPICS
};
enum win_topic win_topic_of(const struct emu_row *row);

/* Where typed characters go instead of to a telephone. */
enum win_field { WIN_FIELD_NONE, WIN_FIELD_FIND, WIN_FIELD_LINE };

/* The plug of a cable under the pointer. */
struct win_plug {
    char socket[WIN_ID_MAX]; /* "": none is held */
    float from_x, from_y, x, y;
    bool is_moved; /* far enough to be no click */
};

/* The values that the status panel showed, to mark those that have changed. */
struct win_seen {
    uint32_t hash[WIN_FACTS_MAX];
    uint64_t changed_us[WIN_FACTS_MAX];
};

struct win_model {
    struct emu_unit *unit; /* of a record that is looked at: NULL in the window, there in its replays (look.h) */
    struct emu_rows *rows;
    struct win_seen *seen;
    struct win_setters *setters;
    const struct emu_window_guest *guest; /* NULL: none */
    struct win_past *past;                /* NULL: a unit that runs */
    struct win_past *track;               /* of a unit that runs: its slider */
    struct win_step step;
    struct board_watcher watcher;
    struct board_ear ear[BOARD_N_FXS];
    struct win_phone phone[BOARD_N_FXS];
    unsigned n_clicks;                            /* of plugs, since the run began */
    struct win_caption caption[WIN_CAPTIONS_MAX]; /* the last one is the newest */
    char message[WIN_MESSAGE_MAX];                /* what went wrong last; "": nothing */
    /* the window itself: all down to on_ear, which a replay takes whole (win_model_take_view) */
    float w, h, scale;
    enum win_theme theme;
    enum emu_language language;
    bool is_still, is_muted, has_sound;
    bool is_live;    /* it is shown while it runs */
    bool saves_tree; /* beside each picture that is saved */
    unsigned active; /* telephone of the keyboard: 0, 1 */
    enum win_side side;
    bool is_side_closed; /* in a wide window, and where the side has a place of its own */
    bool has_drawer;     /* in a window too narrow for it, the side in the place of the second telephone */
    uint64_t n_back;     /* rows scrolled back from the newest */
    unsigned scroll;     /* rows scrolled down in the other panels */
    bool has_filter;     /* the topics are shown */
    unsigned topics_off; /* bits of enum win_topic: not shown */
    char find[WIN_FIND_MAX + 1];
    enum win_field field;
    char line[WIN_LINE_MAX + 1]; /* of acts, being typed */
    char result[WIN_VALUE_MAX];  /* what the last line gave */
    bool is_list;                /* the list of all things is shown in the place of the picture */
    struct win_plug plug;
    char page_url[WIN_URL_MAX]; /* the unit's pages, from this computer; "": no port leads to them */
    char focus[WIN_ID_MAX];     /* "": none */
    char hot[WIN_ID_MAX];       /* under the pointer */
    char down[WIN_ID_MAX];      /* pressed by the pointer */
    char title[WIN_NAME_MAX];   /* of the unit: product, MAC, release */
    /* what the earpiece plays, for the speakers; NULL: no sound. samples NULL: nothing follows */
    void (*on_ear)(void *ctx, unsigned telephone_0_or_1, const int16_t *samples, size_t n);
    void *ear_ctx;
    /* the module's, for texts that must fit (win_model_measure); NULL: none do */
    float (*text_width)(struct win_face *f, float size, float scale, const char *text);
    struct win_face *face;
};

/* Watches the unit from now on. False: out of memory. */
bool win_model_start(struct win_model *m, struct emu_unit *u);
void win_model_stop(struct win_model *m);
/* Takes what happened before from the events that the trace still keeps. */
void win_model_recall(struct win_model *m);
struct emu_window_options;
/* What the options say of the window. */
void win_model_show(struct win_model *m, const struct emu_window_options *o, float scale, bool has_sound);
/* Texts are as wide as this face draws them. */
void win_model_measure(struct win_model *m, const struct win_face_table *table, struct win_face *face);
/* How the window stands: its size, what is focused ... and the message. */
void win_model_take_view(struct win_model *m, const struct win_model *from);
/* What was wrong: on the banner until the next act. */
void win_model_say(struct win_model *m, const char *text);
void win_model_say_of(struct win_model *m, enum win_text id, const char *place, const char *value);
/* The same of what others refused in English, in the window's language. */
void win_model_refuse(struct win_model *m, const char *english);
const char *win_says(const struct win_model *m, enum win_text id);
/* The text with its one place. */
void win_says_of(const struct win_model *m, enum win_text id, const char *place, const char *value, char *out,
                 size_t size);
/* What the lamp's pattern means: "looking for a DHCP server"; "": no row. */
const char *win_lamp_meaning(const struct win_model *m, unsigned led);

/* "SPA-2102   000E08ABCDEF   5.2.10", as soon as the unit runs. */
void win_model_name(struct win_model *m);
/* The telephone's bell sounds, or pauses within its cadence. */
bool win_rings(const struct win_model *m, unsigned telephone_0_or_1);

/* Is there a place beside the telephones for the side; is the side shown? */
bool win_has_side(const struct win_model *m);
bool win_shows_side(const struct win_model *m);
/* When a lamp, a bell or the clock changes the picture next, although nothing happens. */
uint64_t win_next_change_us(const struct win_model *m);
