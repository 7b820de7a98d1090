/* SPDX-License-Identifier: MIT */
/*
 * Installing an image that comes from a network: collect it, judge it, write it into a bank, read the bank back. An
 * upgrade and the recovery share it. Fetching is theirs (they hand over the bytes), and so is the end: a new boot
 * record, a restart.
 *
 *   COLLECT --fw_install_end_of_file--> LOAD (FW_INSTALL_LOAD_S) --for this unit, and may_run--> WRITE --> on_done
 *   LOAD, WRITE --failure--> on_done
 *
 * Owner: whoever embeds it.  Context: device thread only.
 */
#pragma once
#include <board/clock.h>
#include <fw/boot.h>
#include <rt/buf.h>

/* How long the unit looks at a fetched image before it writes. guess: no source gives the time of this stage. */
#define FW_INSTALL_LOAD_S 3u

struct fw_install_client {
    /* Asked of an image that is for this unit: may this release run here? FW_FAIL_NONE or why not (the age that is
     * wanted, the rule that chose it). */
    enum fw_fail (*may_run)(void *ctx, const struct fw_manifest *manifest);
    /* Asked next: a writer for the bank that is to hold it. Told by the same: writing begins. */
    enum rt_err (*open_bank)(void *ctx, struct fw_bank_writer *writer, const struct fw_manifest *manifest,
                             uint32_t n_bytes);
    /* Told, once: FW_FAIL_NONE: the bank holds the image, every cell was read back. FW_FAIL_STORE: the flash does not
     * take it. Another: what is wrong with the image. Not after fw_install_drop. */
    void (*on_done)(void *ctx, enum fw_fail fail);
    void *ctx;
    /* Asked of a file that is no image of our format: an image of ours that is installed in its place, appended to out
     * (at most a bank). RT_ENOENT: none, the file is FW_FAIL_IMAGE_CORRUPT. NULL: there never is one; every other
     * function must be set. */
    enum rt_err (*stand_in)(void *ctx, struct rt_buf *out);
};

/* The vendor's own files, which cannot run here (fw/image.h), as whoever built the device wants them taken. */
struct fw_foreign {
    /* What stands for the file of that path, appended to image; RT_ENOENT: nothing does. remark gets what to warn of.
     */
    enum rt_err (*image_for)(void *ctx, const char *path, struct rt_buf *image, char *remark, size_t remark_size);
    void *ctx;
};
/* Of such a file. One for a part of 4 MiB flash has 3 MB (device.md section 6). */
#define FW_FOREIGN_BYTES_MAX (8u * 1024u * 1024u)

/* In the owner's storage; nothing in it is for others. */
struct fw_install {
    struct board *board;
    const struct board_ident *ident;
    struct fw_install_client client;
    struct board_timer timer; /* the look, then the pace of the part */
    bool is_writing;
    struct rt_buf bytes;
    bool is_foreign; /* no image of ours: what comes is counted and not kept */
    size_t n_foreign;
    struct fw_image view; /* once it was judged */
    struct fw_bank_writer writer;
};

/* ident is borrowed. */
void fw_install_init(struct fw_install *i, struct board *b, const struct board_ident *ident,
                     const struct fw_install_client *client);
/* The next bytes of the file. RT_ETOOBIG: longer than a bank, or than FW_FOREIGN_BYTES_MAX where something may stand
 * in. RT_ENOMEM. */
enum rt_err fw_install_feed(struct fw_install *i, const uint8_t *bytes, size_t n);
/* The file is here, be it empty; the rest goes by itself, on_done comes. */
void fw_install_end_of_file(struct fw_install *i);
/* Ends it where it is, and gives the memory back: an image is the largest thing that a unit ever holds. Ready for the
 * next one. */
void fw_install_drop(struct fw_install *i);
