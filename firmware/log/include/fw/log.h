/* SPDX-License-Identifier: MIT */
/*
 * The firmware's log. Any room writes to it and needs nothing above floor 0 for that; where a line goes is decided by
 * the sinks, which rooms above register: the network registers Syslog_Server and Debug_Server (firmware/net/syslog.c).
 *
 *   FW_TELL          one line (fw/event.h) for two readers: the trace of the board, always, and Debug_Server from a
 * level on FW_TRACE         the trace alone fw_log_debug     Debug_Server alone fw_log_syslog    the device's own
 * messages: Syslog_Server, and Debug_Server when that is set too (SPA-841 guide p.42) fw_log_datagram  a SIP message
 * for Debug_Server, as it was on the wire fw_log_develop   the log of whoever develops vspa or a profile (rt/log.h);
 * never leaves the unit
 *
 * Owner: struct fw_device. Context: device thread only. No secrets in any line.
 */
#pragma once
#include <board/signal.h>
#include <rt/log.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct board;

#define FW_LOG_TEXT_MAX     1000u /* a packet of RFC 3164 has at most 1,024 bytes; a longer line is cut */
#define FW_LOG_DATAGRAM_MAX 8192u /* bytes beyond are cut */

/* RFC 3164 section 4.1.1. */
enum fw_log_severity {
    FW_LOG_ERROR = 3,
    FW_LOG_NOTICE = 5,
    FW_LOG_INFO = 6,
    FW_LOG_DEBUG = 7,
};

enum fw_log_kind { FW_LOG_KIND_SYSLOG, FW_LOG_KIND_DEBUG, FW_LOG_KIND_DATAGRAM };

struct fw_log_line {
    enum fw_log_kind kind;
    enum fw_log_severity severity;
    const char *text; /* borrowed for the call; a datagram may have a 0 among its bytes */
    size_t n;
};

/* Where lines go. Both calls come from inside the call that writes the line; put may send frames. */
struct fw_log_sink {
    /* Does it want lines of this kind and level now? A line that no sink wants is not even put together. */
    bool (*wants)(void *ctx, enum fw_log_kind kind, unsigned level);
    void (*put)(void *ctx, const struct fw_log_line *line);
    void *ctx;
    struct fw_log_sink *next; /* private */
};

struct fw_log {
    struct board *board;
    const struct rt_log *developer; /* may be NULL */
    struct fw_log_sink *sinks;      /* in the order in which they came */
};

void fw_log_init(struct fw_log *log, struct board *b, const struct rt_log *developer);
void fw_log_add(struct fw_log *log, struct fw_log_sink *sink);
void fw_log_remove(struct fw_log *log, struct fw_log_sink *sink);

/* Debug_Level of a line: 1 what happens, 2 why, 3 how (firmware/log/README.md). */
#define FW_LOG_TRACE_ONLY 99u /* a level that no unit has */

/* A kind of event (fw/event.h). */
struct fw_event {
    struct board_kind kind;
    unsigned level;
};
/* Called by FW_TELL. The channel's name stands in front of what Debug_Server gets: "resync: delay -> due". */
void fw_log_tell(struct fw_log *log, const struct fw_event *event, const char *format, unsigned unit, int64_t value,
                 ...) __attribute__((format(printf, 3, 6)));
/* Called by FW_TRACE: the trace alone, for rooms that write before there is a log. */
void fw_log_trace(struct board *b, const struct fw_event *event, const char *format, unsigned unit, int64_t value, ...)
    __attribute__((format(printf, 3, 6)));
void fw_log_debug(struct fw_log *log, unsigned level, const char *format, ...) __attribute__((format(printf, 3, 4)));
void fw_log_syslog(struct fw_log *log, enum fw_log_severity severity, const char *text);
void fw_log_datagram(struct fw_log *log, const void *bytes, size_t n);

/* room: "dhcp", "line" ... */
void fw_log_develop(const struct fw_log *log, enum rt_log_level level, const char *room, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
