/* SPDX-License-Identifier: MIT */
/*
 * Boot: which bank runs. Two banks hold one image each; a boot record in flash says which one is wanted, and
 * whether a new one is on trial. The decision is a truth table (firmware/boot/decide.c).
 *
 * A new image is written to the other bank, then marked "try". It runs once on trial; it is confirmed when it has
 * started far enough (fw_boot_confirm); a reset before that falls back to the old bank. guess: the vendor's
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
    enum fw_bank bank;                           /* the one that runs; NONE: both are bad, recovery */
    bool is_trial;                               /* runs for the first time, not yet confirmed */
    bool did_fall_back;                          /* the trial before this boot failed */
    struct fw_image image;                       /* view on the running bank; valid until the bank is erased */
    char failed_version[FW_IMAGE_VERSION_BYTES]; /* with did_fall_back: the version that did not make it, or "" */
    const char *reason;                          /* static text: the row of the table */
};

/* Decides and writes what has to be written (a trial is marked as begun, a fall-back as done). RT_OK with
 * bank NONE when neither is good, and also when nothing can be written any more: a worn part must not stop the start.
 * RT_EPOWER. RT_ENOMEM: nothing was decided or written, a start later may do. */
enum rt_err fw_boot_decide(struct board *b, const struct rt_log *log, struct fw_boot *out);
/* The running image works: keep it. No-op unless on trial. */
enum rt_err fw_boot_confirm(struct board *b, struct fw_boot *boot);
/* The other bank holds a checked image: boot it next time, on trial. RT_EBUSY while on trial itself. */
enum rt_err fw_boot_try_other(struct board *b, const struct fw_boot *boot);
enum fw_bank fw_boot_other(const struct fw_boot *boot);

/* The bank holds a good image: signed, and whole to the last section. What the decision asks, and whoever has just
 * written one. */
bool fw_boot_is_good(const struct board *b, enum fw_bank bank);
/* Is this an image for this unit? Signature, sections, manifest, product, hardware, in this order; FW_FAIL_NONE, or the
 * first that is wrong. Not its age: that is for whoever has parameters and a running release to compare with. view and
 * manifest are set as far as it got. */
enum fw_fail fw_boot_judge(const struct board_ident *ident, const uint8_t *bytes, size_t n, struct fw_image *view,
                           struct fw_manifest *manifest);

/* For makers of units: bank A holds an image, confirmed; bank B is blank. image: whole, checked. */
enum rt_err fw_boot_manufacture(struct board *b, const uint8_t *image, uint32_t n_bytes);

/* Writing the other bank, a sector at a time, so that the caller can pace himself. */
struct fw_bank_writer {
    struct board *board;
    enum fw_bank bank;
    uint32_t n_erased, n_written; /* bytes */
};
/* RT_EBUSY while on trial: the other bank is what it would fall back to. */
enum rt_err fw_bank_writer_init(struct fw_bank_writer *w, struct board *b, const struct fw_boot *boot);
/* The same when neither bank is good. The record says first that this bank is the one that is wanted, so that a cut
 * behind the last byte of the image finds a unit that starts it, and nothing of an older trial is believed. RT_EPOWER,
 * RT_EIO. */
enum rt_err fw_bank_writer_init_recovery(struct fw_bank_writer *w, struct board *b, enum fw_bank bank);
/* The next piece of the whole work: all erases, then the programming, a sector each. RT_OK: something was done, come
 * again after *busy_us, which is how long the part needs for it. RT_EFULL: the whole image is in the bank, nothing was
 * done now. RT_ETOOBIG, RT_EPOWER, RT_EIO. */
enum rt_err fw_bank_writer_next(struct fw_bank_writer *w, const uint8_t *image, uint32_t n_bytes, uint32_t *busy_us);
/* Erases the next sector. RT_OK: one was erased, come again. RT_EFULL: all that n_bytes of image need was erased
 * before, nothing was done now. RT_ETOOBIG: longer than a bank. RT_EPOWER, RT_EIO. */
enum rt_err fw_bank_writer_erase_next(struct fw_bank_writer *w, uint32_t n_bytes);
/* Appends bytes; n must be a multiple of 4 except in the last call (padded with ones). */
enum rt_err fw_bank_writer_program(struct fw_bank_writer *w, const uint8_t *bytes, uint32_t n);
