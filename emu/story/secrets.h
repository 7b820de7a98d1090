/* SPDX-License-Identifier: MIT */
/*
 * Keys that may be the administrator's password: no row shows them. The voice menu asks for it after the code of a
 * protected option (ivr/session.c), so what counts is where the menu is and whether the unit has a password.
 */
#pragma once
#include <board/fxs.h>
#include <board/signal.h>

struct fw_device;

struct story_secrets {
    struct {
        bool is_asked; /* the menu waits for the password */
        bool is_next;  /* a code was dialled that the menu has not answered yet */
    } phone[BOARD_N_FXS];
};

/* Whether story_secrets_text() has to see events of this kind. */
bool story_secrets_follow(const struct board_kind *kind);
/* The text of the event as it may be shown: its own, or *out with **** in place of what may be a password. */
const char *story_secrets_text(struct story_secrets *s, struct fw_device *d, const struct board_event *e,
                               char out[BOARD_TRACE_TEXT_MAX + 1]);
