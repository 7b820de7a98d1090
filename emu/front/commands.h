/* SPDX-License-Identifier: MIT */
/* The commands of the program, one function each: argv[0] is the command's name; returns the exit code. */
#pragma once

int emu_front_new(int argc, char **argv);
int emu_front_run(int argc, char **argv);
int emu_front_console(int argc, char **argv);
int emu_front_demo(int argc, char **argv);
int emu_front_replay(int argc, char **argv);
int emu_front_test(int argc, char **argv);
int emu_front_report(int argc, char **argv);
int emu_front_ctl(int argc, char **argv);
int emu_tool_image(int argc, char **argv);
int emu_tool_spc(int argc, char **argv);
int emu_tool_pki(int argc, char **argv);
