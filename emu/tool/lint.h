/* SPDX-License-Identifier: MIT */
/* vspa lint: what a unit would refuse, ignore or cut of a profile, line by line. argv[0] is the command's name. */
#pragma once
int emu_tool_lint(int argc, char **argv);
