/* SPDX-License-Identifier: MIT */
/*
 * What a line does at its provider without a call: it registers, subscribes to its mailbox, keeps a NAT open and asks a
 * STUN server what that does; and it obeys the provider's NOTIFY.
 *
 * Owner: struct fw_device. Context: device thread only.
 * Source: guide p.2-15, 2-19 (events, authentication); RFC 3261, RFC 3265, RFC 2617.
 */
#pragma once
#include <fw/sip_summary.h>
#include <rt/err.h>
#include <stdbool.h>
#include <stdint.h>

struct fw_sip;
struct fw_sip_lines;

/* What a NOTIFY can request. id, name */
#define FW_SIP_COMMAND_LIST(X)                                                                                         \
    X(RESYNC, "resync")           /* by the configured rules, without the random delay */                              \
    X(REPORT, "report")           /* to Report_Rule, one attempt */                                                    \
    X(REBOOT, "reboot")           /* cold, when the lines are idle */                                                  \
    X(REBOOT_NOW, "reboot_now")   /* cold, at once */                                                                  \
    X(RESTART_NOW, "restart_now") /* warm, at once */
enum fw_sip_command {
#define FW_SIP_COMMAND_ENUM(id, name) FW_SIP_##id,
    FW_SIP_COMMAND_LIST(FW_SIP_COMMAND_ENUM)
#undef FW_SIP_COMMAND_ENUM
        FW_N_SIP_COMMANDS
};
const char *fw_sip_command_name(enum fw_sip_command c);

struct fw_sip_lines_config {
    struct fw_sip *sip;           /* borrowed */
    bool knows_guide_events_only; /* quirk notify-strict */
    /* An authorised NOTIFY, already answered. Must not destroy the lines from inside the call. */
    void (*on_command)(void *ctx, enum fw_sip_command command, unsigned line_1_or_2);
    /* A line became registered, or is so no more. NULL: not interested. */
    void (*on_registration)(void *ctx, unsigned line_1_or_2, bool is_registered);
    /* A NOTIFY of messages, subscribed to or not, already answered. NULL: not interested. */
    void (*on_messages)(void *ctx, unsigned line_1_or_2, const struct fw_sip_messages *messages);
    void *ctx;
};
/* RT_ENOMEM. */
enum rt_err fw_sip_lines_create(struct fw_sip_lines **out, const struct fw_sip_lines_config *config);
void fw_sip_lines_destroy(struct fw_sip_lines *l); /* before the sip; NULL is allowed */

/* From now on the lines register, each as its parameters say. Until then they do not: the resync at the start comes
 * first. Again after the network came back: registers at once. */
void fw_sip_lines_start(struct fw_sip_lines *l);

struct fw_sip_registration {
    bool is_registered;
    uint64_t at_us;   /* last registered; 0: never since the start */
    uint64_t next_us; /* the refresh or the next try; BOARD_NEVER: none is planned */
    uint64_t lost_us; /* since it was lost, or since the start; 0: registered */
};
/* As it is now. */
struct fw_sip_registration fw_sip_registration(const struct fw_sip_lines *l, unsigned line_1_or_2);
