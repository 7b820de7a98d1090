/* SPDX-License-Identifier: MIT */
/* The header of a WAV file or stream: PCM, 8,000 samples/s, 16 bit, one channel. */
#pragma once
#include <stdint.h>

#define EMU_WAV_HEADER_BYTES   44u
/* Of a stream: players read until its end. */
#define EMU_WAV_LENGTH_UNKNOWN 0xffffffffu

void emu_wav_header(uint8_t head[EMU_WAV_HEADER_BYTES], uint32_t n_data_bytes);
