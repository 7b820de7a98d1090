/* SPDX-License-Identifier: MIT */
#pragma once
#include <host/options.h>

extern const struct emu_command emu_command_window;
