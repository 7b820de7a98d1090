/* SPDX-License-Identifier: MIT */
/* What the files of this folder share. */
#pragma once
#include "keep_alive.h"
#include "mailbox.h"
#include "probe.h"
#include "registration.h"
#include <fw/sip_lines.h>
#include <fw/sip_port.h>
#include <fw/sip_user.h>

struct fw_sip_lines {
    struct fw_sip_lines_config config;
    bool is_started; /* fw_sip_lines_start() was called */
    struct sip_registration registrations[FW_N_LINES];
    struct sip_mailbox *mailboxes[FW_N_LINES];      /* owned; NULL: none was wanted yet */
    struct sip_keep_alive *keep_alives[FW_N_LINES]; /* the same */
    struct sip_probe probe;
};

/* lines.c: registered, again or anew: what waits for that, or had no memory, begins. */
void sip_lines_on_registered(struct fw_sip_lines *l, unsigned line);

/* notify.c: takes every NOTIFY. */
bool sip_notify_on_request(struct fw_sip_lines *l, const struct sip_exchange *x);
