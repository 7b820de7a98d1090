/* SPDX-License-Identifier: MIT */
/* The scene of a moment, made from the model. */
#pragma once
#include <viewmodel/model.h>

void win_make(const struct win_model *m, struct win_scene *out);
