/* SPDX-License-Identifier: MIT */
/* vspa demo: the life of a unit in seconds. */
#pragma once
#include <host/options.h>

extern const struct emu_command emu_command_demo;
