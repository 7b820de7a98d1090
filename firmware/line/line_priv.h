/* SPDX-License-Identifier: MIT */
/* The inside of a telephone line, shared by the files of this folder and by nobody else. */
#pragma once
#include "dtmf.h"
#include "play.h"
#include <board/board.h>
#include <board/clock.h>
#include <board/fxs.h>
#include <fw/line.h>

#define FW_LINE_DIGITS_MAX 64u /* keys of one number; more are not heard. No source: longer than any dial plan */

/* id, name in the trace, tone parameter (FW_EL_NONE: silence), state that follows when the tone has run out */
#define FW_LINE_STATE_LIST(X)                                                                                          \
    X(ON_HOOK, "on-hook", FW_EL_NONE, ON_HOOK)                                                                         \
    X(SILENT, "silent", FW_EL_NONE, SILENT)             /* off-hook, but the unit has no tones now */                  \
    X(DIAL_TONE, "dial-tone", FW_EL_DIAL_TONE, REORDER) /* nothing dialled yet */                                      \
    X(DIALLING, "dialling", FW_EL_NONE, DIALLING)                                                                      \
    X(REORDER, "reorder", FW_EL_REORDER_TONE, HOWLER)                                                                  \
    X(HOWLER, "off-hook-warning", FW_EL_OFF_HOOK_WARNING_TONE, PARKED)                                                 \
    X(APP, "application", FW_EL_NONE, APP)  /* an application has the line */                                          \
    X(PARKED, "parked", FW_EL_NONE, PARKED) /* off-hook for so long that all is silent */

enum fw_line_state {
#define FW_LINE_STATE_ENUM(id, name, tone, next) FW_LINE_##id,
    FW_LINE_STATE_LIST(FW_LINE_STATE_ENUM)
#undef FW_LINE_STATE_ENUM
        FW_N_LINE_STATES
};

struct fw_line {
    struct fw_lines *lines; /* the owner */
    unsigned port;          /* 0, 1 */
    enum fw_line_state state;
    struct fw_dtmf *dtmf;
    struct fw_play play;
    struct fw_line_app *app;       /* in APP */
    struct board_timer interdigit; /* in DIALLING; in a tone state whose tone cannot be played */
    struct board_timer hook;       /* runs while the handset is down and it is not yet a hang-up */
    uint64_t on_hook_at_us;        /* valid while <hook> runs */
    uint32_t n_digits;
    char digits[FW_LINE_DIGITS_MAX + 1];
};

struct fw_lines {
    struct fw_lines_config config;
    struct fw_prompts *prompts; /* NULL: the image has none that can be read */
    struct fw_line_app *apps;   /* list, borrowed */
    bool is_silent;
    struct fw_line line[FW_N_LINES];
};
