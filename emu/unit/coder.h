/* SPDX-License-Identifier: MIT */
/*
 * G.729 by the host's libbcg729 (--g729). The library is under GPL-3: it is not part of vspa, is named by no package,
 * and is loaded when the user asks for it.
 */
#pragma once
#include <fw/codec.h>
#include <host/error.h>

/* NULL: there is none; the error says what to do. */
const struct fw_coder *emu_coder_load(struct emu_error *error);
