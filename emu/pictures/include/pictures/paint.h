/* SPDX-License-Identifier: MIT */
#pragma once
#include <act/paint.h>

/* The act `screenshot` (act/paint.h). */
extern emu_paint_fn emu_window_paint;
