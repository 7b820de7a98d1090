/* SPDX-License-Identifier: MIT */
/*
 * Replays a record: the same unit from the same flash and seed, without network, lab and real time. Every input
 * enters at its moment (board/input.h), and every event of the trace is compared with the record.
 */
#pragma once
#include <host/error.h>
#include <record/recline.h>
#include <record/recording.h>
#include <rt/log.h>
#include <stdbool.h>
#include <stdint.h>

struct emu_replay;
struct emu_unit;

/* Borrows the recording. images: of the release that it may refer to, NULL: the default place. The unit stands there,
 * powered off, and can be listened to. */
enum emu_exit emu_replay_create(struct emu_replay **out, struct emu_recording *recording, const char *images,
                                const struct rt_log *log, struct emu_error *error);
void emu_replay_destroy(struct emu_replay *r); /* NULL is allowed */
struct emu_unit *emu_replay_unit(struct emu_replay *r);

/* The unit as it is now, as a unit file; none of that name is there. */
enum emu_exit emu_replay_save_unit(struct emu_replay *r, const char *path, struct emu_error *error);

/* When something may happen next; BOARD_NEVER: nothing. */
uint64_t emu_replay_next_us(const struct emu_replay *r);

/* Where the two runs diverged. */
struct emu_replay_parting {
    uint64_t number, at_us;
    char expected[EMU_REC_LINE_MAX], seen[EMU_REC_LINE_MAX]; /* "" : nothing */
};

/* Runs to the end of the record, or to until_us. True: it was the same so far. False: *parting says where it was not,
 * and the run has stopped there. */
bool emu_replay_run(struct emu_replay *r, uint64_t until_us, struct emu_replay_parting *parting);
