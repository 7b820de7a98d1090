/* SPDX-License-Identifier: MIT */
/* The line of an act as a user types it, with all that it must have: values that its row allows. */
#pragma once
#include <act/act.h>
#include <stddef.h>

void act_line_write(const struct emu_act *act, char *out, size_t size);
