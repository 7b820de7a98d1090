/* SPDX-License-Identifier: MIT */
/* The internals of a telephone line, private to this folder. */
#pragma once
#include "dtmf.h"
#include "play.h"
#include "ring.h"
#include "waiting.h"
#include <board/board.h>
#include <board/clock.h>
#include <board/fxs.h>
#include <fw/element.h>
#include <fw/line.h>
#include <fw/param.h>

#define FW_LINE_DIGITS_MAX                                                                                             \
    64u /* maximum digits of a number; further keys are ignored. No source: longer than any dial plan */

/* id, name in the trace, tone parameter (FW_EL_NONE: silence), next state when the tone ends */
#define FW_LINE_STATE_LIST(X)                                                                                          \
    X(ON_HOOK, "on-hook", FW_EL_NONE, ON_HOOK)                                                                         \
    X(SILENT, "silent", FW_EL_NONE, SILENT)             /* off-hook, without a tone now; keys as in DIAL_TONE */       \
    X(DIAL_TONE, "dial-tone", FW_EL_DIAL_TONE, REORDER) /* nothing dialled yet */                                      \
    X(DIALLING, "dialling", FW_EL_NONE, DIALLING)                                                                      \
    X(REORDER, "reorder", FW_EL_REORDER_TONE, HOWLER)                                                                  \
    X(HOWLER, "off-hook-warning", FW_EL_OFF_HOOK_WARNING_TONE, PARKED)                                                 \
    X(USER, "application", FW_EL_NONE, USER)                /* another user owns the line */                           \
    X(PARKED, "parked", FW_EL_NONE, PARKED)                 /* off-hook for so long that the line is silent */         \
    X(PROMPT, "prompt", FW_EL_PROMPT_TONE, REORDER)         /* a code asks for a number; keys as in DIAL_TONE */       \
    X(CONFIRM, "confirmation", FW_EL_CONFIRM_TONE, CONFIRM) /* a code was taken; keys as in DIAL_TONE */

enum fw_line_state {
#define FW_LINE_STATE_ENUM(id, name, tone, next) FW_LINE_##id,
    FW_LINE_STATE_LIST(FW_LINE_STATE_ENUM)
#undef FW_LINE_STATE_ENUM
        FW_N_LINE_STATES
};

/* State of the default user: dial.c. */
struct line_dial {
    enum fw_line_state state;
    struct board_timer
        timer;       /* in DIALLING: interdigit timer; in a tone state: replaces a tone that cannot be played */
    bool is_hotline; /* the timer runs over dial tone: then call control dials by itself */
    uint32_t n_digits;
    char digits[FW_LINE_DIGITS_MAX + 1];
};

struct fw_line {
    struct fw_lines *lines; /* the owner */
    unsigned port;          /* 0, 1 */
    struct fw_dtmf *dtmf;
    struct fw_play play;
    enum fw_element tone; /* that plays; FW_EL_NONE */
    struct line_ring ring;
    struct line_waiting waiting;
    struct board_timer hook; /* runs while the handset is down but not yet on-hook */
    uint64_t on_hook_at_us;  /* valid while <hook> is armed */
    const struct fw_line_user *user;
    void *user_ctx;
    bool is_registered;
    struct line_dial dial;
};

struct fw_lines {
    struct fw_lines_config config;
    struct fw_prompts *prompts; /* NULL: the image has no readable prompts */
    struct fw_line_code *codes; /* list, borrowed */
    const struct fw_line_caller *caller;
    void *caller_ctx;
    enum fw_lines_service service;
    struct fw_param_watcher watcher;
    struct fw_line line[FW_N_LINES];
};

/* line.c: the port. */
enum rt_err line_init(struct fw_line *l, struct fw_lines *lines, unsigned port);
void line_fini(struct fw_line *l);
void line_on_hook(void *ctx, unsigned port, bool is_off_hook);
void line_on_frame(void *ctx, unsigned port, const int16_t *mic, int16_t *ear);
void line_on_lifted(struct fw_line *l);
/* Hands the line from the default user to another, which is notified. */
void line_give(struct fw_line *l, const struct fw_line_user *user, void *ctx);
/* Returns the line to the default user. Notifies the previous user if tells_user. */
enum line_end { LINE_TELLS_USER, LINE_TELLS_RETURN, LINE_TELLS_NOBODY };
void line_take_back(struct fw_line *l, enum line_end end);
/* It began or stopped to ring. */
void line_idle_changed(const struct fw_line *l);
/* The only place that sets the phone LED. */
void line_show_led(const struct fw_line *l);
struct board *line_board(const struct fw_line *l);

/* dial.c: the default user; its ctx is the line. */
extern const struct fw_line_user line_dial_user;
void line_dial_init(struct fw_line *l);
void line_dial_fini(struct fw_line *l);
void line_dial_enter(struct fw_line *l, enum fw_line_state next);
