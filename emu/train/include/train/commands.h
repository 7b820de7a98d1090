/* SPDX-License-Identifier: MIT */
/* vspa train: lessons for support staff. */
#pragma once
#include <host/options.h>

extern const struct emu_command emu_command_train;
