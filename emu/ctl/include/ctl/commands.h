/* SPDX-License-Identifier: MIT */
/* vspa ctl: one call of a running unit. */
#pragma once
#include <host/options.h>

extern const struct emu_command emu_command_ctl;
