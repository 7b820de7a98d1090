/* SPDX-License-Identifier: MIT */
/*
 * Messages that wait: what a NOTIFY says becomes Message_Waiting_n_, the lamp of the telephone (VMWI_Serv,
 * VMWI_Refresh_Intvl) and a burst of ringing (VMWI_Ring_Policy, Ring_On_No_New_VM, VMWI_Ring_Splash_Len). The dial tone
 * follows the parameter: call.c.
 *
 * The parameter is the state: it survives a power cut, and the user may clear it on the page, which the lamp follows.
 *
 * Owner: the device. Context: device thread.
 */
#pragma once
#include <fw/sip_summary.h>

struct fw_lines;
struct fw_messages;

struct fw_messages_config {
    struct board *board;
    struct fw_params *params;
    struct fw_lines *lines;
    struct fw_log *log;
};
/* All borrowed. RT_ENOMEM. */
enum rt_err fw_messages_create(struct fw_messages **out, const struct fw_messages_config *config);
void fw_messages_destroy(struct fw_messages *m); /* NULL is allowed */

/* What a NOTIFY said of the line's mailbox: lamp, Message_Waiting, and a ring splash where the parameters want one. */
void fw_messages_on_notify(struct fw_messages *m, unsigned line_1_or_2, const struct fw_sip_messages *messages);
/* A line may have become idle: a lamp that waited is told. NULL is allowed. */
void fw_messages_on_idle(struct fw_messages *m);
