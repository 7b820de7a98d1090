/* SPDX-License-Identifier: MIT */
/* Sound of calls. Kinds of events: fw/event.h. */
#pragma once
#include <fw/event.h>

/* id, channel, level, number, unit of the number, format, names of its conversions, help */
#define MEDIA_EVENTS(X)                                                                                                \
    X(media_open, media, FW_LOG_TRACE_ONLY, "port", "UDP", "stream open", "", "a call has an RTP port")                \
    X(media_close, media, FW_LOG_TRACE_ONLY, "port", "UDP",                                                            \
      "stream closed: %llu packets sent, %llu received, %u lost, %u late, %u errors",                                  \
      "sent received lost late errors", "a call's RTP port is free again")                                             \
    X(media_send, media, FW_LOG_TRACE_ONLY, "payload", "its number", "sending %s: %s to %s:%u", "what codec ip port",  \
      "sound towards a peer starts or stops")                                                                          \
    X(media_first, media, FW_LOG_TRACE_ONLY, "payload", "its number", "first packet from %s:%u", "ip port",            \
      "sound of a peer")                                                                                               \
    X(media_digit, media, FW_LOG_TRACE_ONLY, "duration", "ms", "key %s of the other side (RFC 4733)", "key",           \
      "a digit or flash of the peer as a telephone event, when it has ended")                                          \
    X(media_t38, media, FW_LOG_TRACE_ONLY, "port", "UDP", "T.38 to %s:%u", "ip port",                                  \
      "a stream carries T.38 from now on")                                                                             \
    X(media_dead, media, 1, "errors", "ICMP errors in a row", "the peer does not listen", "",                          \
      "Max_RTP_ICMP_Err is reached")                                                                                   \
    X(media_unavailable, media, 1, "", "", "%s is enabled, and not in this build: it is never offered", "codec",       \
      "once after the start, for each codec without a coder")

MEDIA_EVENTS(FW_EVENT_DECLARE)

extern const struct fw_event *const fw_media_events[]; /* NULL-terminated */
