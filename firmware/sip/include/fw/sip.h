/* SPDX-License-Identifier: MIT */
/*
 * SIP: a UDP port for each line, where a provider's NOTIFY requests a resync, a restart or a report, and the line's
 * registration. Calls: fw/invite.h.
 *
 * Owner: struct fw_device. Context: device thread only.
 * Source: guide p.2-15, 2-19 (events, authentication); RFC 3261, RFC 3265, RFC 2617.
 */
#pragma once
#include <fw/image.h>
#include <fw/sip_summary.h>
#include <rt/err.h>
#include <stdbool.h>
#include <stdint.h>

struct board;
struct fw_net;
struct fw_params;
struct fw_sip;
struct fw_log;

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

struct fw_sip_config {
    struct board *board;
    struct fw_params *params; /* ports are read at the start, everything else when needed */
    struct fw_net *net;
    const struct fw_manifest *manifest; /* "Linksys/SPA2102-5.2.10"; the events that it knows */
    bool knows_guide_events_only;       /* quirk notify-strict */
    bool refuses_peer_challenge;        /* quirk refuse-peer-challenge */
    struct fw_log *log;
    /* An authorised NOTIFY, already answered. Must not destroy the fw_sip from inside the call. */
    void (*on_command)(void *ctx, enum fw_sip_command command, unsigned line_1_or_2);
    /* A line became registered, or is so no more. NULL: not interested. */
    void (*on_registration)(void *ctx, unsigned line_1_or_2, bool is_registered);
    /* A NOTIFY of messages, subscribed to or not, already answered. NULL: not interested. */
    void (*on_messages)(void *ctx, unsigned line_1_or_2, const struct fw_sip_messages *messages);
    void *ctx;
};
/* RT_ENOMEM. If a port cannot be opened, its line has no SIP. Destroy it before the net. */
enum rt_err fw_sip_create(struct fw_sip **out, const struct fw_sip_config *config);
void fw_sip_destroy(struct fw_sip *s); /* NULL is allowed */

/* "503, 5??": a question mark stands for any digit. */
bool fw_sip_status_is_listed(const char *list, int status);

/* For the status page; both lines together, since the start. */
struct fw_sip_counters {
    uint64_t messages_sent, bytes_sent, messages_recv, bytes_recv;
};
struct fw_sip_counters fw_sip_counters(const struct fw_sip *s);

/* From now on the lines register, each as its parameters say. Until then they do not: the resync at the start comes
 * first. Again after the network came back: registers at once. */
void fw_sip_start_registration(struct fw_sip *s);

/* What the line's messages name: Contact, and c= of session descriptions. */
struct fw_sip_mapping {
    bool is_mapped; /* NAT_Mapping_Enable */
    uint32_t ip;    /* host order; the unit's own address when no other one is known */
    uint16_t sip_port;
};
struct fw_sip_mapping fw_sip_mapping(const struct fw_sip *s, unsigned line_1_or_2);
/* The port that stands in m= for this one of the unit. */
uint16_t fw_sip_mapped_rtp_port(const struct fw_sip *s, unsigned line_1_or_2, uint16_t port);

struct fw_sip_registration {
    bool is_registered;
    uint64_t at_us;   /* last registered; 0: never since the start */
    uint64_t next_us; /* the refresh or the next try; BOARD_NEVER: none is planned */
    uint64_t lost_us; /* since it was lost, or since the start; 0: registered */
};
/* As it is now. */
struct fw_sip_registration fw_sip_registration(const struct fw_sip *s, unsigned line_1_or_2);
