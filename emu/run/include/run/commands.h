/* SPDX-License-Identifier: MIT */
/* vspa new, run, replay, net: create, run and replay one unit; what the host offers for its cables. */
#pragma once
#include <host/options.h>

extern const struct emu_command emu_command_new, emu_command_run_unit, emu_command_replay, emu_command_net;
