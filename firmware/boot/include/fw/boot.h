/* SPDX-License-Identifier: MIT */
/*
 * Boot: selects the bank to run. Each of the two banks holds one image; a boot record in flash says which one is
 * selected and whether it is on trial. The decision is a truth table (firmware/boot/decide.c).
 *
 * A new image is written to the inactive bank and marked "try". It then runs once on trial. fw_boot_confirm()
 * confirms it once it has started far enough; a reset before that falls back to the old bank. guess: the vendor's
 * scheme is not public; this is the usual one.
 */
#pragma once
#include <fw/fail.h>
#include <fw/image.h>
#include <rt/err.h>
#include <stdbool.h>
#include <stdint.h>

struct board;
struct board_ident;
struct rt_log;

enum fw_bank { FW_BANK_A, FW_BANK_B, FW_BANK_NONE };
const char *fw_bank_name(enum fw_bank bank); /* "A", "B", "none" */

struct fw_boot {
    enum fw_bank bank;                           /* the running bank; NONE: both are bad, start recovery */
    bool is_trial;                               /* runs for the first time, not yet confirmed */
    bool did_fall_back;                          /* the trial before this boot failed */
    struct fw_image image;                       /* view of the running bank; valid until the bank is erased */
    char failed_version[FW_IMAGE_VERSION_BYTES]; /* with did_fall_back: the version that failed, or "" */
    const char *reason;                          /* static text: the row of the table */
};

/* Decides, and updates the record (trial started, fall-back done). RT_OK, with bank NONE if neither is good; also if
 * the record can no longer be written, since a worn part must not prevent the start. RT_EPOWER. RT_ENOMEM: nothing
 * was decided or written; a later start may succeed. */
enum rt_err fw_boot_decide(struct board *b, const struct rt_log *log, struct fw_boot *out);
/* Confirms the running image. No-op unless on trial. */
enum rt_err fw_boot_confirm(struct board *b, struct fw_boot *boot);
/* The inactive bank holds a verified image: boot it next time, on trial. RT_EBUSY while on trial itself. */
enum rt_err fw_boot_try_other(struct board *b, const struct fw_boot *boot);
enum fw_bank fw_boot_other(const struct fw_boot *boot);

/* Whether the bank holds a good image: signed, and complete to the last section. */
bool fw_boot_is_good(const struct board *b, enum fw_bank bank);
/* Whether an image is for this unit: checks signature, sections, manifest, product and hardware, in this order.
 * FW_FAIL_NONE, or the first failure. Does not check the version: that needs parameters and a running release to
 * compare with. view and manifest are filled in as far as the checks got. */
enum fw_fail fw_boot_judge(const struct board_ident *ident, const uint8_t *bytes, size_t n, struct fw_image *view,
                           struct fw_manifest *manifest);

/* For creating a unit: writes a confirmed image to bank A and leaves bank B blank. image: complete and verified. */
enum rt_err fw_boot_manufacture(struct board *b, const uint8_t *image, uint32_t n_bytes);

/* Writes the inactive bank one sector at a time, so that the caller can pace the work. */
struct fw_bank_writer {
    struct board *board;
    enum fw_bank bank;
    uint32_t n_erased, n_written; /* bytes */
};
/* RT_EBUSY while on trial: the other bank is the fall-back. */
enum rt_err fw_bank_writer_init(struct fw_bank_writer *w, struct board *b, const struct fw_boot *boot);
/* The same for when neither bank is good. First the record selects this bank, so that a cut after the last byte of
 * the image leaves a unit that starts it and ignores any older trial. RT_EPOWER, RT_EIO. */
enum rt_err fw_bank_writer_init_recovery(struct fw_bank_writer *w, struct board *b, enum fw_bank bank);
/* The next step: first all erases, then programming, one sector per call. RT_OK: call again after *busy_us, the time
 * that the part needs. RT_EFULL: the whole image is already in the bank. RT_ETOOBIG, RT_EPOWER, RT_EIO. */
enum rt_err fw_bank_writer_next(struct fw_bank_writer *w, const uint8_t *image, uint32_t n_bytes, uint32_t *busy_us);
/* RT_EFULL was returned: are the cells what was to be written? Then the bank is as good as the image, which the caller
 * has verified. */
bool fw_bank_writer_check(const struct fw_bank_writer *w, const uint8_t *image, uint32_t n_bytes);
/* Erases the next sector. RT_OK: call again. RT_EFULL: enough for n_bytes of image is already erased. RT_ETOOBIG:
 * longer than a bank. RT_EPOWER, RT_EIO. */
enum rt_err fw_bank_writer_erase_next(struct fw_bank_writer *w, uint32_t n_bytes);
/* Appends bytes; n must be a multiple of 4 except in the last call (padded with ones). */
enum rt_err fw_bank_writer_program(struct fw_bank_writer *w, const uint8_t *bytes, uint32_t n);
