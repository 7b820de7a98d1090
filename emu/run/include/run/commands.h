/* SPDX-License-Identifier: MIT */
/* vspa new, run, replay: one unit, and nobody at it. argv[0] is the command's name; returns the exit code
 * (host/error.h). */
#pragma once

int emu_front_new(int argc, char **argv);
int emu_front_run(int argc, char **argv);
int emu_front_replay(int argc, char **argv);
