/* SPDX-License-Identifier: MIT */
/* vspa check: a throw-away unit against a provisioning server, and a report of what happened. */
#pragma once
#include <host/options.h>

extern const struct emu_command emu_command_check;
