/* SPDX-License-Identifier: MIT */
/* The scene as JSON: what a screen reader could say, and what tests compare. */
#pragma once
#include <scene/scene.h>

/* {"size": [w, h], "scale": n, "theme": "dark", "widgets": [{"id", "role", "name", "value", "states", "rect", "act"}]}.
 * False: the file could not be written. */
bool win_tree_save(const struct win_scene *s, const char *path);
