/* SPDX-License-Identifier: MIT */
/* Finds and opens vspa-window.so: $VSPA_WINDOW_MODULE, beside the program, lib/vspa of its prefix. */
#pragma once
#include <host/error.h>
#include <screen/face.h>

enum emu_exit win_module_open(const struct win_face_table **out, struct emu_error *error);
