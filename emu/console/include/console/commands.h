/* SPDX-License-Identifier: MIT */
/* vspa console: a unit on the bench, and hands on it. argv[0] is the command's name; returns the exit code
 * (host/error.h). */
#pragma once

int emu_front_console(int argc, char **argv);
