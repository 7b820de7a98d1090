/* SPDX-License-Identifier: MIT */
/* What the files that make the scene share. */
#pragma once
#include <view/view.h>

/* Adds a widget; never NULL. */
struct win_widget *make_put(struct win_scene *s, enum win_kind kind, const char *id, struct win_rect at, float size,
                            enum win_colour colour);
/* Of a text of this size, as it is drawn. */
float make_width(const struct win_model *m, float size, const char *text);
void make_name(struct win_widget *w, const char *name);
void make_value(struct win_widget *w, const char *value);
/* What a click does, and whether it is focused, hot or down. */
void make_act(const struct win_model *m, struct win_widget *w, const char *act);
struct win_widget *make_button(const struct win_model *m, struct win_scene *s, const char *id, struct win_rect at,
                               const char *name, const char *act);

/* side.c: the message, if there is one; at.y: where it begins, or ends */
void make_banner(const struct win_model *m, struct win_scene *s, struct win_rect at, bool grows_up);
/* phone.c */
void make_phone(const struct win_model *m, struct win_scene *s, unsigned telephone_0_or_1, struct win_rect at);
/* past.c: where a record stands */
void make_past(const struct win_model *m, struct win_scene *s, struct win_rect at);
/* rear.c: sockets, plugs, cables; of a telephone's cable to its telephone, when that has a place */
void make_rear(const struct win_model *m, struct win_scene *s, struct win_rect at, const struct win_rect phones[2]);
/* side.c: the panels; a handle when they are closed */
void make_side(const struct win_model *m, struct win_scene *s, struct win_rect at);
void make_handle(const struct win_model *m, struct win_scene *s, struct win_rect at);
/* story.c, panels.c: one each */
void make_happens(const struct win_model *m, struct win_scene *s, struct win_rect at);
void make_requests(const struct win_model *m, struct win_scene *s, struct win_rect at);
void make_status(const struct win_model *m, struct win_scene *s, struct win_rect at);
void make_changed(const struct win_model *m, struct win_scene *s, struct win_rect at);
void make_pages(const struct win_model *m, struct win_scene *s, struct win_rect at);
void make_acts(const struct win_model *m, struct win_scene *s, struct win_rect at);
/* guest.c: the panel of a guest in the place of all of them */
void make_guest(const struct win_model *m, struct win_scene *s, struct win_rect at);
void make_keys(const struct win_model *m, struct win_scene *s, struct win_rect at);
/* make.c, list.c: the two forms of the whole */
void make_bench(const struct win_model *m, struct win_scene *s);
void make_list(const struct win_model *m, struct win_scene *s);

/* side.c: for the panels */
#define MAKE_ROW_H    20.0f
#define MAKE_ROW_SIZE 13.0f
/* A line of text; long ones are cut. */
struct win_widget *make_text(struct win_scene *s, const char *id, struct win_rect at, enum win_colour colour,
                             const char *text);
/* The first line of the text that fits into the width, into line. Returns its length. */
size_t make_line_of(const struct win_model *m, const char *text, float width, char line[WIN_VALUE_MAX]);
/* A text in lines; returns the height that it takes. */
float make_lines(const struct win_model *m, struct win_scene *s, const char *id, struct win_rect at,
                 enum win_colour colour, const char *text);
/* How many they will be. */
unsigned make_n_lines(const struct win_model *m, float width, const char *text);
/* Keeps how far the list can be scrolled: until its last rows, of these heights, have room. Returns the first row that
 * is shown, and puts the bar. */
unsigned make_scrolled(const struct win_model *m, struct win_scene *s, const float *h, size_t n, struct win_rect list);
unsigned make_scrolled_rows(const struct win_model *m, struct win_scene *s, size_t n, float row_h,
                            struct win_rect list);
/* How far a list is scrolled: a bar beside it, as long as the part that is shown. Nothing when all of it is. */
void make_bar(struct win_scene *s, struct win_rect list, float above, float shown, float all);
/* A line to type into. */
struct win_widget *make_field(const struct win_model *m, struct win_scene *s, const char *id, struct win_rect at,
                              enum win_text name, const char *value, enum win_field field, const char *act);
