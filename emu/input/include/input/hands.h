/* SPDX-License-Identifier: MIT */
/*
 * The hands at the window: pointer and keyboard become words of the window ("theme") and acts of the table ("press 1
 * 5"). An act is started and followed from turn to turn; nothing waits. Keys that are typed faster than a telephone
 * takes them wait in a queue, in order, and none is lost.
 */
#pragma once
#include <viewmodel/model.h>
#include <act/act.h>
#include <screen/face.h>

#define HANDS_CALLS_MAX 4u
#define HANDS_TYPED_MAX 64u

/* A key on its way to a telephone. */
struct hands_key {
    unsigned telephone; /* 1, 2 */
    char key;
    bool is_released;
    int code; /* of the keyboard; 0: by the pointer */
};

struct win_hands {
    struct win_model *model;
    const struct win_face_table *table;
    struct win_face *face; /* NULL: none (tests) */
    struct emu_acts acts;
    struct emu_act_call call[HANDS_CALLS_MAX];
    bool is_running[HANDS_CALLS_MAX], is_typed[HANDS_CALLS_MAX];
    struct hands_key queue[HANDS_TYPED_MAX]; /* the first one may be down */
    size_t n_queued;
    bool is_down;           /* the first one of the queue is */
    uint64_t next_press_us; /* two keys need a pause between them */
    int last_code;          /* of the keyboard: the next text belongs to it */
    bool takes_text;        /* the last key was no command: its text may be a digit */
    float zoom;             /* of the scale at the start */
    float start_scale, w_pixels, h_pixels;
    bool is_over;
    unsigned n_pictures;
    bool is_warned;    /* that power would fail while the unit writes its firmware: the next time it does */
    bool tells_result; /* what the act gives is shown: it was typed */
};

void win_hands_init(struct win_hands *h, struct win_model *m, const struct win_face_table *table,
                    struct win_face *face);
void win_hands_fini(struct win_hands *h);
/* One input; s: the scene that the user sees. */
void win_hands_take(struct win_hands *h, const struct win_scene *s, const struct win_input *in);
/* Does a word or an act. False: refused; the model says why. */
bool win_hands_do(struct win_hands *h, const struct win_scene *s, const char *text);
/* A turn of the loop: ends acts, presses the next key. True when anything happened. */
bool win_hands_turn(struct win_hands *h);
/* The window has this size in pixels now: a large one is drawn larger, so that telephones stay telephones. */
void win_hands_resize(struct win_hands *h, float w_pixels, float h_pixels);
/* When it wants its next turn; BOARD_NEVER: only when something comes in. */
uint64_t win_hands_due_us(const struct win_hands *h);
/* The keys of the telephones go up, those that wait too. */
void win_hands_release_all(struct win_hands *h);
