/* SPDX-License-Identifier: MIT */
/* What the files that make the scene share. */
#pragma once
#include "model.h"

/* Adds a widget; never NULL. */
struct win_widget *make_put(struct win_scene *s, enum win_kind kind, const char *id, struct win_rect at, float size,
                            enum win_colour colour);
void make_name(struct win_widget *w, const char *name);
void make_value(struct win_widget *w, const char *value);
/* What a click does, and whether it is focused, hot or down. */
void make_act(const struct win_model *m, struct win_widget *w, const char *act);
struct win_widget *make_button(const struct win_model *m, struct win_scene *s, const char *id, struct win_rect at,
                               const char *name, const char *act);

/* make_phone.c */
void make_phone(const struct win_model *m, struct win_scene *s, unsigned telephone_0_or_1, struct win_rect at);
/* make_past.c: where a record stands */
void make_past(const struct win_model *m, struct win_scene *s, struct win_rect at);
/* make_side.c: what happens, status, keys */
void make_side(const struct win_model *m, struct win_scene *s, struct win_rect at);
