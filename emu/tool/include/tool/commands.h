/* SPDX-License-Identifier: MIT */
/* The commands that power no unit. */
#pragma once
#include <host/options.h>

extern const struct emu_command emu_command_image, emu_command_spc, emu_command_pki, emu_command_explain,
    emu_command_lint, emu_command_show, emu_command_import, emu_command_diff;
