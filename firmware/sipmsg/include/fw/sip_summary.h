/* SPDX-License-Identifier: MIT */
/*
 * The body of a NOTIFY of messages, application/simple-message-summary (RFC 3842 section 5.2):
 *
 *   Messages-Waiting: yes
 *   Message-Account: sip:1001@vm.test
 *   Voice-Message: 2/8 (0/2)             new/old, of them urgent
 *
 * Lenient: names without regard to case, lines that end by LF, unknown lines. The first of equal lines counts.
 */
#pragma once
#include <rt/str.h>
#include <stdbool.h>
#include <stdint.h>

#define SIP_SUMMARY_LINES_MAX 64u    /* further ones are ignored. guess */
#define SIP_SUMMARY_COUNT_MAX 65535u /* a greater count is taken as this. guess */

/* What a NOTIFY says of a line's mailbox (RFC 3842). */
struct fw_sip_messages {
    bool is_waiting;
    bool has_counts; /* the rest is valid */
    uint32_t n_new, n_old;
};

/* False: it does not say whether messages wait. */
bool sip_summary_read(struct rt_str body, struct fw_sip_messages *out);
