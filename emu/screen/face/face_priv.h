/* SPDX-License-Identifier: MIT */
/* What the files of the module share. */
#pragma once
#include <screen/face.h>
#include <SDL.h>
#include <SDL_ttf.h>
#include <cairo.h>

/* text.c: by path, not by fontconfig, so that a picture does not depend on the fonts of a machine. */
enum face_font { FACE_SANS, FACE_BOLD, FACE_MONO, FACE_N_FONTS };
struct face_texts;
/* NULL: error says which file is missing. folder NULL: the default places. */
struct face_texts *face_texts_open(const char *folder, char error[WIN_ERROR_MAX]);
void face_texts_close(struct face_texts *t);
/* Width in pixels of a text whose letters are so many pixels high. */
int face_text_width(struct face_texts *t, enum face_font font, int pixels, const char *text);
int face_text_height(struct face_texts *t, enum face_font font, int pixels);
/* At a place in pixels of the surface that cr draws on; cut with an ellipsis at max_width. */
void face_text_draw(struct face_texts *t, cairo_t *cr, enum face_font font, int pixels, uint32_t rgb, int x, int y,
                    int max_width, const char *text);

/* picture.c: the scene as pixels. */
#define FACE_AREAS_MAX 12u
struct face_areas { /* in pixels; they do not touch */
    SDL_Rect area[FACE_AREAS_MAX];
    size_t n;
    bool is_clock; /* nothing but the clock differs */
};
struct face_picture;
struct face_picture *face_picture_create(struct face_texts *texts);
void face_picture_destroy(struct face_picture *p);
/* Draws into these pixels (XRGB, 4 bytes) from now on, as long as it is told so before each draw. */
void face_picture_onto(struct face_picture *p, void *pixels, int w, int h, int pitch);
/* Draws what differs from the scene drawn last. Returns the pixels drawn anew; 0: nothing. *out: where. */
uint64_t face_picture_draw(struct face_picture *p, const struct win_scene *s, struct face_areas *out);
/* Draws the last scene as a whole: at the edges of a part that was drawn anew a colour may be one step off. */
void face_picture_again(struct face_picture *p);
cairo_surface_t *face_picture_surface(const struct face_picture *p); /* XRGB, NULL before the first scene */

/* shapes.c: one widget. */
struct face_pen {
    cairo_t *cr;
    struct face_texts *texts;
    const struct win_scene *scene;
};
void face_shape(const struct face_pen *pen, const struct win_widget *w);
/* The place that it colours, a lamp's bloom and a focus ring included, in units. */
struct win_rect face_reach(const struct win_widget *w);

/* stamps.c: widgets as small pictures. */
struct face_stamps;
struct face_stamps *face_stamps_create(void); /* NULL: out of memory */
void face_stamps_destroy(struct face_stamps *s);
bool face_is_stamped(const struct win_widget *w, const struct win_scene *s);
/* n_most: pixels that are kept in all of them. */
void face_stamps_draw(struct face_stamps *s, const struct face_pen *pen, const struct win_widget *w, uint64_t n_most);

/* sound.c */
struct face_sound;
/* n_buffer: samples that the device takes at once; 0: 64. NULL: no device. */
struct face_sound *face_sound_open(unsigned n_buffer);
void face_sound_close(struct face_sound *s);
bool face_sound_is(const struct face_sound *s, SDL_AudioDeviceID device);
void face_sound_ear(struct face_sound *s, unsigned telephone, const int16_t *samples, size_t n);
void face_sound_sidetone(struct face_sound *s, char key);
void face_sound_bell(struct face_sound *s, bool is_on);
void face_sound_click(struct face_sound *s);
void face_sound_mute(struct face_sound *s, bool is_on);
void face_sound_stats(const struct face_sound *s, struct win_face_stats *out);

/* face.c: a window, or pictures only */
#define FACE_KEPT 64u /* frames whose times are kept */
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
    double whole_ms[FACE_KEPT], part_ms[FACE_KEPT]; /* of the last frames that were drawn whole, or not */
    size_t n_whole, n_part;
    float shown_scale; /* of the scene that is shown: the same for drawing and for the pointer */
    bool is_exposed;   /* the window's pixels are lost */
    bool has_field;    /* one is open: dead keys make letters */
    bool has_finger;
    SDL_FingerID finger; /* that presses */
};

/* inputs.c: the next input. False: there is none. */
bool face_next(struct win_face *f, struct win_input *out);
