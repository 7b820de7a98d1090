/* SPDX-License-Identifier: MIT */
/*
 * A unit opened without power: what its firmware would make of the cells of its flash. Which bank runs, its manifest
 * and schema, the customised defaults, the values; as firmware/device does at a start, in the same order. The one place
 * for it: explain, lint, new and the scripts stand on it.
 */
#pragma once
#include <board/ident.h>
#include <fw/image.h>
#include <fw/param.h>
#include <fw/schema.h>
#include <host/error.h>
#include <offline/release.h>

struct board;

/* How far it got: what the error is about. */
enum offline_step { OFFLINE_BOARD, OFFLINE_BANK, OFFLINE_IMAGE, OFFLINE_PARAMS, OFFLINE_OPEN };

struct offline {
    struct board *board; /* over the caller's flash; never powered */
    enum rt_err ident_err;
    struct board_ident ident; /* with ident_err RT_OK; RT_ENOENT: a blank part; RT_ECORRUPT */
    struct fw_manifest manifest;
    struct fw_schema *schema;
    enum rt_err custom_err; /* RT_ENOENT: none, RT_ECORRUPT: damaged, the release's defaults hold, as in the unit */
    char *custom;           /* NULL: none */
    struct fw_params *params;
    enum offline_step step;
};

/* flash: BOARD_FLASH_BYTES, borrowed until offline_close; what is committed to the parameters goes there, and what a
 * start writes to the boot record: give a copy of a unit that has run. release: NULL: the one in the bank that would
 * run; another: judged as if it ran; its schema is taken over and *release is empty then, also after a failure.
 * RT_ENOENT: no bank holds a good image. RT_ECORRUPT, RT_ENOMEM ... After a failure there is nothing to close. */
enum rt_err offline_open(struct offline *o, uint8_t *flash, struct release *release);
void offline_close(struct offline *o); /* also of zeros */

/* The identity in a unit file, which is only read. */
enum emu_exit offline_read_ident(struct board_ident *out, const char *path, struct emu_error *error);
