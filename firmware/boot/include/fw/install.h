/* SPDX-License-Identifier: MIT */
/*
 * Installs an image from the network: collects it, verifies it, writes it to a bank and reads the bank back. Shared
 * by upgrade and recovery. Both fetch the bytes themselves, and both do the rest themselves: a new boot record, a
 * restart.
 *
 *   COLLECT --fw_install_end_of_file--> LOAD (FW_INSTALL_LOAD_S) --for this unit, and may_run--> WRITE --> on_done
 *   LOAD, WRITE --failure--> on_done
 *
 * Owner: the struct that embeds it.  Context: device thread only.
 */
#pragma once
#include <board/clock.h>
#include <fw/boot.h>
#include <rt/buf.h>

/* How long the unit verifies a fetched image before it writes. guess: no source gives the time of this stage. */
#define FW_INSTALL_LOAD_S 3u

struct fw_install_client {
    /* May this release run here? Called for an image that is for this unit. FW_FAIL_NONE or the reason (version
     * limits, the rule that chose it). */
    enum fw_fail (*may_run)(void *ctx, const struct fw_manifest *manifest);
    /* Called next: returns the writer for the target bank. Also signals that writing starts. */
    enum rt_err (*open_bank)(void *ctx, struct fw_bank_writer *writer, const struct fw_manifest *manifest,
                             uint32_t n_bytes);
    /* Called exactly once. FW_FAIL_NONE: the bank holds the image, verified by read-back. FW_FAIL_STORE: flash
     * failure. Otherwise: what is wrong with the image. Not called after fw_install_drop. */
    void (*on_done)(void *ctx, enum fw_fail fail);
    void *ctx;
    /* Called for a file that is not an image in our format: appends the image of ours to install instead
     * (at most a bank). RT_ENOENT: none, the file is FW_FAIL_IMAGE_CORRUPT. NULL: never any; every other
     * function must be set. */
    enum rt_err (*stand_in)(void *ctx, struct rt_buf *out);
};

/* The vendor's own files, which cannot run here (fw/image.h): how the host side wants them handled. */
struct fw_foreign {
    /* What stands for the file of that path, appended to image; RT_ENOENT: nothing does. remark gets what to warn of.
     */
    enum rt_err (*image_for)(void *ctx, const char *path, struct rt_buf *image, char *remark, size_t remark_size);
    void *ctx;
};
/* Of such a file. One for a part of 4 MiB flash has 3 MB: spa2102-5-2-12 in
 * the package list of wazo-provd. */
#define FW_FOREIGN_BYTES_MAX (8u * 1024u * 1024u)

/* In the owner's storage; nothing in it is for others. */
struct fw_install {
    struct board *board;
    const struct board_ident *ident;
    struct fw_install_client client;
    struct board_timer timer; /* the verification time, then the pace of the part */
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
/* End of file (which may be empty). The rest happens asynchronously; on_done follows. */
void fw_install_end_of_file(struct fw_install *i);
/* Aborts, and frees the memory: an image is the largest object that a unit holds. Ready for the next image. */
void fw_install_drop(struct fw_install *i);
