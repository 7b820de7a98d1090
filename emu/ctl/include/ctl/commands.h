/* SPDX-License-Identifier: MIT */
/* vspa ctl: one call of a running unit. argv[0] is the command's name; returns the exit code (host/error.h). */
#pragma once

int emu_front_ctl(int argc, char **argv);
