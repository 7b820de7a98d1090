/* SPDX-License-Identifier: MIT */
/* What the sdp_*.c files share. */
#pragma once
#include <fw/element.h>
#include <fw/sdp.h>

#define SDP_NAME_MAX 23u /* of struct fw_sdp_format */

/* A payload as this line names it. */
struct sdp_payload {
    unsigned number;
    struct rt_str name; /* of rtpmap; valid until the next commit */
};
struct sdp_payload sdp_payload_of(const struct fw_params *p, unsigned line, enum fw_codec c);

/* The payloads that are no codecs, by the parameters of the line. */
struct sdp_extras {
    struct sdp_payload nse, avt, encapsulated, looped; /* the last two: packets of media loopback */
    bool has_nse;                                      /* FAX_Passthru_Method is NSE */
    unsigned avt_events;                               /* telephone-event 0 to this */
};
struct sdp_extras sdp_extras_of(const struct fw_params *p, unsigned line);

/* What one side's direction allows the own side: RFC 3264 section 6.1. */
enum fw_sdp_direction sdp_reverse(enum fw_sdp_direction d);
