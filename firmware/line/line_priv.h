/* SPDX-License-Identifier: MIT */
/* The inside of a telephone line, shared by the files of this folder and by nobody else. */
#pragma once
#include "dtmf.h"
#include "play.h"
#include <board/board.h>
#include <board/clock.h>
#include <board/fxs.h>
#include <fw/element.h>
#include <fw/line.h>

#define FW_LINE_DIGITS_MAX 64u /* keys of one number; more are not heard. No source: longer than any dial plan */

/* id, name in the trace, tone parameter (FW_EL_NONE: silence), state that follows when the tone has run out */
#define FW_LINE_STATE_LIST(X)                                                                                          \
    X(ON_HOOK, "on-hook", FW_EL_NONE, ON_HOOK)                                                                         \
    X(SILENT, "silent", FW_EL_NONE, SILENT)             /* off-hook, without a tone now; keys as in DIAL_TONE */       \
    X(DIAL_TONE, "dial-tone", FW_EL_DIAL_TONE, REORDER) /* nothing dialled yet */                                      \
    X(DIALLING, "dialling", FW_EL_NONE, DIALLING)                                                                      \
    X(REORDER, "reorder", FW_EL_REORDER_TONE, HOWLER)                                                                  \
    X(HOWLER, "off-hook-warning", FW_EL_OFF_HOOK_WARNING_TONE, PARKED)                                                 \
    X(USER, "application", FW_EL_NONE, USER) /* another user has the line */                                           \
    X(PARKED, "parked", FW_EL_NONE, PARKED)  /* off-hook for so long that all is silent */

enum fw_line_state {
#define FW_LINE_STATE_ENUM(id, name, tone, next) FW_LINE_##id,
    FW_LINE_STATE_LIST(FW_LINE_STATE_ENUM)
#undef FW_LINE_STATE_ENUM
        FW_N_LINE_STATES
};

/* What the line's own user knows: dial.c. */
struct line_dial {
    enum fw_line_state state;
    struct board_timer timer; /* in DIALLING: between digits; in a tone state: its tone cannot be played */
    uint32_t n_digits;
    char digits[FW_LINE_DIGITS_MAX + 1];
};

struct fw_line {
    struct fw_lines *lines; /* the owner */
    unsigned port;          /* 0, 1 */
    struct fw_dtmf *dtmf;
    struct fw_play play;
    struct board_timer hook; /* runs while the handset is down and it is not yet a hang-up */
    uint64_t on_hook_at_us;  /* valid while <hook> runs */
    const struct fw_line_user *user;
    void *user_ctx;
    struct line_dial dial;
};

struct fw_lines {
    struct fw_lines_config config;
    struct fw_prompts *prompts; /* NULL: the image has none that can be read */
    struct fw_line_code *codes; /* list, borrowed */
    enum fw_lines_service service;
    struct fw_line line[FW_N_LINES];
};

/* line.c: the port. */
enum rt_err line_init(struct fw_line *l, struct fw_lines *lines, unsigned port);
void line_fini(struct fw_line *l);
void line_on_hook(void *ctx, unsigned port, bool is_off_hook);
void line_on_frame(void *ctx, unsigned port, const int16_t *mic, int16_t *ear);
void line_on_lifted(struct fw_line *l);
/* From its own user to another, who is told. */
void line_give(struct fw_line *l, const struct fw_line_user *user, void *ctx);
/* Back to its own user, who is not told; another one is, when tells_user. */
enum line_end { LINE_TELLS_USER, LINE_TELLS_NOBODY };
void line_take_back(struct fw_line *l, enum line_end end);
/* The only owner of the telephone's LED. */
void line_show_led(const struct fw_line *l);
struct board *line_board(const struct fw_line *l);

/* dial.c: the line's own user; its ctx is the line. */
extern const struct fw_line_user line_dial_user;
void line_dial_init(struct fw_line *l);
void line_dial_fini(struct fw_line *l);
void line_dial_enter(struct fw_line *l, enum fw_line_state next);
