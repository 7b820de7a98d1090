/* SPDX-License-Identifier: MIT */
/*
 * Writes the audio that one telephone receives to a WAV file: 8,000 samples/s, 16 bit, one channel. A WAV file ends
 * at 2 GB (37 hours): further audio is dropped, and close reports it.
 */
#pragma once
#include <rt/err.h>
#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>

struct board;
struct emu_wav;

/* keeps_time: the time on-hook is silence in the file, which then begins at the board's present time; else it is
 * left out. RT_EIO: the file cannot be written (see errno). RT_ENOMEM. */
enum rt_err emu_wav_open(struct emu_wav **out, struct board *b, unsigned port, const char *path, bool keeps_time);
/* A whole file of samples at hand: the older ones, then the newer ones. RT_EIO. */
enum rt_err emu_wav_save(const char *path, const int16_t *older, size_t n_older, const int16_t *newer, size_t n_newer);
/* Completes the file. RT_EIO: something could not be written. RT_EFULL: it was cut at 2 GB. NULL is allowed. */
enum rt_err emu_wav_close(struct emu_wav *w);
