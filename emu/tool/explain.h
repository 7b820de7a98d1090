/* SPDX-License-Identifier: MIT */
/* vspa explain: what a unit would do with a profile, a rule or a parameter, and why. argv[0] is the command's name. */
#pragma once
int emu_tool_explain(int argc, char **argv);
