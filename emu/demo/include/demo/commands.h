/* SPDX-License-Identifier: MIT */
/* vspa demo: the whole story in seconds. argv[0] is the command's name; returns the exit code (host/error.h). */
#pragma once

int emu_front_demo(int argc, char **argv);
