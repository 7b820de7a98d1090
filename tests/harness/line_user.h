/* SPDX-License-Identifier: MIT */
/* A person at the two lines, and an application behind **** that notes what it is told. */
#pragma once
#include "line_rig.h"
#include <fw/channel.h>
#include <host/signals.h>

#define LINE_USER_EAR    &emu_signal_ear
#define LINE_USER_LINE   &fw_signal_line
#define LINE_USER_CALL   &fw_signal_call
#define LINE_USER_SECOND 1000u

struct line_app {
    struct fw_line_code code;
    struct fw_line *line;
    char keys[64];
    bool is_echo;
    unsigned n_entered, n_said, n_hung_up, n_flashes, n_frames;
};

struct line_user {
    struct line_rig rig;
    struct line_app ivr;
};

/* cmocka's; *state is a struct line_user. */
int line_user_set_up(void **state);
int line_user_tear_down(void **state);
void line_user_lift(struct line_user *t, unsigned port);
void line_user_put_down(struct line_user *t, unsigned port);
