/* SPDX-License-Identifier: MIT */
/*
 * Recovery: what the boot code does when neither bank holds a good image. It needs no image, no schema and no
 * parameters: it takes a fixed address, fetches an image by TFTP from a fixed server, verifies it as an upgrade
 * would, writes it to a bank and restarts. It retries for ever and does not touch the journal.
 *
 * Owner: struct fw_device.  Context: device thread only. Source: that there is such a mode, its LED and the silent
 * handset: Sipura administration guide p.126, Cisco Q&A 108794; that the vendor's tool answers it from a PC: the
 * same. How the two find each other is not documented: see the table below.
 */
#pragma once
#include <fw/boot.h>
#include <rt/err.h>

struct board;
struct board_ident;
struct fw_recovery;
struct fw_log;

/* --- undocumented: one row each, all of them guesses ---------------------------------------------- */
/* The unit. guess: the address of the unit in the guide's tutorial (chapter 3). */
#define FW_RECOVERY_IP      0xc0a80164u /* 192.168.1.100 */
#define FW_RECOVERY_NETMASK 0xffffff00u /* 255.255.255.0 */
/* The PC with the vendor's tool. guess: the address of the PC in the guide's tutorial (chapter 3); no gateway is
 * needed. */
#define FW_RECOVERY_SERVER  "192.168.1.200"
#define FW_RECOVERY_PORT    69u /* RFC 1350 */
/* The file. guess: the default name of the upgrade command (WIP310 administration guide p.140). */
#define FW_RECOVERY_PATH    "/spa.bin"
/* From a failure to the next try. guess: short, since the user is waiting. */
#define FW_RECOVERY_PAUSE_S 10u

#define FW_RECOVERY_STATE_LIST(X)                                                                                      \
    X(OFF, "off")           /* the unit runs */                                                                        \
    X(WAIT, "wait")         /* for a cable, a server, the end of the pause; LED sos */                                 \
    X(DOWNLOAD, "download") /* LED slow */                                                                             \
    X(LOAD, "load")         /* checking the image; LED hb2 */                                                          \
    X(WRITE, "write")       /* LED fast; so until the restart */
enum fw_recovery_state {
#define FW_RECOVERY_STATE_ENUM(id, text) FW_RECOVERY_##id,
    FW_RECOVERY_STATE_LIST(FW_RECOVERY_STATE_ENUM)
#undef FW_RECOVERY_STATE_ENUM
        FW_N_RECOVERY_STATES
};

struct fw_recovery_config {
    struct board *board;
    const struct board_ident *ident; /* borrowed */
    struct fw_log *log;
    /* The state or the cable changed (panel). */
    void (*on_change)(void *ctx, enum fw_recovery_state s);
    /* A bank holds a good image: restart. */
    void (*restart)(void *ctx);
    void *ctx;
};

/* Begins. RT_ENOMEM. */
enum rt_err fw_recovery_create(struct fw_recovery **out, const struct fw_recovery_config *config);
void fw_recovery_destroy(struct fw_recovery *r); /* NULL is allowed */
