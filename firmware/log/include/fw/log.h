/* SPDX-License-Identifier: MIT */
/*
 * The firmware's log. Any subsystem can write to it; it depends on nothing above layer 0. Sinks decide where a line
 * goes and are registered from above: the network registers Syslog_Server and Debug_Server (firmware/net/syslog.c).
 *
 * - FW_TELL: one line (fw/event.h), always to the trace, and to Debug_Server from its level on
 * - FW_TRACE: trace only
 * - fw_log_debug: Debug_Server only
 * - fw_log_syslog: the device's own messages, to Syslog_Server and, if set, to Debug_Server (SPA-841 guide p.42)
 * - fw_log_datagram: a SIP message for Debug_Server, as on the wire
 * - fw_log_develop: the developers' log (rt/log.h); never leaves the unit
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

#define FW_LOG_TEXT_MAX     1000u /* a packet of RFC 3164 has at most 1,024 bytes; longer lines are truncated */
#define FW_LOG_DATAGRAM_MAX 8192u /* further bytes are truncated */

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
    const char *text; /* borrowed for the call; a datagram may contain NUL bytes */
    size_t n;
};

/* A destination of lines. Both functions are called synchronously from the write; put may send frames. */
struct fw_log_sink {
    /* Whether the sink wants lines of this kind and level now. A line that no sink wants is not formatted at all. */
    bool (*wants)(void *ctx, enum fw_log_kind kind, unsigned level);
    void (*put)(void *ctx, const struct fw_log_line *line);
    void *ctx;
    struct fw_log_sink *next; /* private */
};

struct fw_log {
    struct board *board;
    const struct rt_log *developer; /* may be NULL */
    struct fw_log_sink *sinks;      /* in the order of registration */
};

/* No sinks; both are borrowed. A sink is a member of its owner, who removes it before it goes. */
void fw_log_init(struct fw_log *log, struct board *b, const struct rt_log *developer);
void fw_log_add(struct fw_log *log, struct fw_log_sink *sink);
void fw_log_remove(struct fw_log *log, struct fw_log_sink *sink);

/* Debug_Level of a line: 1 what happens, 2 why, 3 how (firmware/log/README.md). */
#define FW_LOG_TRACE_ONLY 99u /* above every level of a unit */

/* A kind of event (fw/event.h). */
struct fw_event {
    struct board_kind kind;
    unsigned level;
};
/* Called by FW_TELL. Debug_Server gets the text prefixed with the channel name: "resync: delay -> due". */
void fw_log_tell(struct fw_log *log, const struct fw_event *event, const char *format, unsigned unit, int64_t value,
                 ...) __attribute__((format(printf, 3, 6)));
/* Called by FW_TRACE: trace only, for subsystems that run before there is a log. */
void fw_log_trace(struct board *b, const struct fw_event *event, const char *format, unsigned unit, int64_t value, ...)
    __attribute__((format(printf, 3, 6)));
void fw_log_debug(struct fw_log *log, unsigned level, const char *format, ...) __attribute__((format(printf, 3, 4)));
void fw_log_syslog(struct fw_log *log, enum fw_log_severity severity, const char *text);
void fw_log_datagram(struct fw_log *log, const void *bytes, size_t n);

/* module: "dhcp", "line" ... */
void fw_log_develop(const struct fw_log *log, enum rt_log_level level, const char *room, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
