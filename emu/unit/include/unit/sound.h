/* SPDX-License-Identifier: MIT */
/*
 * The sound of one telephone, live: to a player of the host, or as a WAV stream of unknown length to a pipe.
 *
 * In real time the stream is continuous, with silence while on-hook, so that a player never starves; a reader that does
 * not keep up loses samples, and the run does not wait for it. At any other pace the time on-hook is left out, and the
 * run goes as fast as the reader reads: for one that reads nothing it waits EMU_STREAM_PATIENCE_MS once.
 */
#pragma once
#include <host/error.h>
#include <rt/err.h>

struct emu_sound;
struct emu_unit;

/* WAV with unknown length to fd, which is taken over, also on failure. RT_ENOMEM. */
enum rt_err emu_sound_stream(struct emu_sound **out, struct emu_unit *u, unsigned port, int fd);
/* Starts the first player that is in PATH. option: of the command line, for the error. */
enum emu_exit emu_sound_play(struct emu_sound **out, struct emu_unit *u, unsigned port, const char *option,
                             struct emu_error *error);
/* Ends it; a player may finish what it has. RT_ECLOSED: the reader left; RT_ETIMEDOUT: it did not read; RT_EIO: the
 * player failed. Before the unit is destroyed. NULL is allowed. */
enum rt_err emu_sound_close(struct emu_sound *s);
