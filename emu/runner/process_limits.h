/* SPDX-License-Identifier: MIT */
/*
 * What the fence around a script cannot see (a text pattern, table.move, an error handler; memory of the host's side)
 * is bounded by the kernel: processor time and address space of the scenario's process. The limits of the fence are
 * narrower, and strike first where they can.
 */
#pragma once
#include <script/script.h>

/* Limits this process and its children. */
void test_limit_process(const struct emu_scn_limits *limits);
