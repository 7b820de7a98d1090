/* SPDX-License-Identifier: MIT */
/* vspa console: a unit on the bench, and hands on it. */
#pragma once
#include <host/options.h>

extern const struct emu_command emu_command_console;
