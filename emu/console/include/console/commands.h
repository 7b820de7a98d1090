/* SPDX-License-Identifier: MIT */
/* vspa console: operate a powered unit. */
#pragma once
#include <host/options.h>

extern const struct emu_command emu_command_console;
