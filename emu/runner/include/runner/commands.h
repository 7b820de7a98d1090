/* SPDX-License-Identifier: MIT */
/* vspa test, report: scenarios, and the reports of shards. argv[0] is the command's name; returns the exit code
 * (host/error.h). */
#pragma once

int emu_front_test(int argc, char **argv);
int emu_front_report(int argc, char **argv);
