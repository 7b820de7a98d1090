/* SPDX-License-Identifier: MIT */
/*
 * Recording a run: the seed, the flash before power-on, everything that enters the board (board/input.h) and the trace
 * that came of it, in one file (recitem.h) that `vspa replay` runs again. Server, network, real time and load of the
 * host leave no other mark on a run.
 *
 * A record is written to a file during the run, or kept in memory and written only when it is needed
 * (a scenario that failed).
 */
#pragma once
#include <host/error.h>
#include <stdint.h>

struct emu_record;
struct emu_unit;

/* Limits; a longer run is reported at the end and its record is truncated there. */
#define EMU_RECORD_FILE_MAX_BYTES   (4096ull * 1024u * 1024u)
#define EMU_RECORD_MEMORY_MAX_BYTES (256u * 1024u * 1024u)

/* Before the unit's power is switched on for the first time. path: NULL keeps it in memory. */
enum emu_exit emu_record_start(struct emu_record **out, struct emu_unit *u, const char *path, struct emu_error *error);
/* Ends the recording here; the unit may go on. Before the unit is destroyed. Of a file: writes the rest; the error says
 * when it is not whole. A second call does nothing. */
enum emu_exit emu_record_stop(struct emu_record *r, struct emu_error *error);
/* A release as emu_make_release() makes a unit of it: a record that refers to it is a tenth as long, and needs the same
 * image to be replayed. */
struct emu_record_base {
    const char *release;
    const uint8_t *cells; /* BOARD_FLASH_BYTES */
};
/* Of one in memory that was stopped: writes the file. base: NULL writes the whole flash. Before the unit is
 * destroyed. */
enum emu_exit emu_record_save(const struct emu_record *r, const char *path, const struct emu_record_base *base,
                              struct emu_error *error);
/* Of one in memory that goes on: writes the run so far, as a whole record that ends at this moment, in place of what
 * the file had. The trace and the unit have no part in it. */
enum emu_exit emu_record_save_now(struct emu_record *r, int fd, struct emu_error *error);
/* Discards it. NULL is allowed. */
void emu_record_destroy(struct emu_record *r);
