/* SPDX-License-Identifier: MIT */
/* vspa test, report: scenarios, and the reports of shards. */
#pragma once
#include <host/options.h>

extern const struct emu_command emu_command_test, emu_command_report;
