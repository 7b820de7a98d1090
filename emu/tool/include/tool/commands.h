/* SPDX-License-Identifier: MIT */
/* The commands that power no unit. argv[0] is the command's name; returns the exit code (host/error.h). */
#pragma once

int emu_tool_image(int argc, char **argv);
int emu_tool_spc(int argc, char **argv);
int emu_tool_pki(int argc, char **argv);
int emu_tool_explain(int argc, char **argv);
int emu_tool_lint(int argc, char **argv);
