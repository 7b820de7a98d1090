/* SPDX-License-Identifier: MIT */
/* vspa demo: the whole story in seconds. */
#pragma once
#include <host/options.h>

extern const struct emu_command emu_command_demo;
