/* SPDX-License-Identifier: MIT */
/*
 * Kinds of events of the firmware: one row each, in a table of the subsystem that emits them (sip_events.h next to
 * sip.c). A row defines the trace format, the name of the number, and the Debug_Level from which Debug_Server shows
 * the event.
 *
 *   #define SIP_EVENTS(X) X(sip_refused, sip, 1, "status", "SIP", "NOTIFY refused: %s", "why", "wrong digest")
 *   SIP_EVENTS(FW_EVENT_DECLARE)                                in sip_events.h
 *   FW_EVENTS(fw_sip_events, SIP_EVENTS)                        in sip_events.c; device/events.c lists the table
 *   FW_TELL(log, sip_refused, line, 401, "stale");              unit, number, what the format wants: the compiler
 * checks
 */
#pragma once
#include <fw/channel.h>
#include <fw/log.h>

/* Of a row: id, channel, level, number, unit of the number, format, names of its conversions, help. Number "":
 * none. */
#define FW_EVENT_DECLARE(id_, channel_, level_, field_, unit_, format_, ...)                                           \
    extern const struct fw_event fw_event_##id_;                                                                       \
    static const char fw_format_##id_[] = format_;

#define FW_EVENT_DEFINE(id_, channel_, level_, field_, unit_, format_, names_, help_)                                  \
    const struct fw_event fw_event_##id_ = {                                                                           \
        .kind = {.signal = &fw_signal_##channel_,                                                                      \
                 .id = BOARD_KIND_TEXTS(#id_, field_, unit_, format_, names_, help_)},                                 \
        .level = level_};
#define FW_EVENT_POINTER(id_, ...) &fw_event_##id_,
#define FW_EVENTS(table, list)                                                                                         \
    list(FW_EVENT_DEFINE) const struct fw_event *const table[] = {list(FW_EVENT_POINTER) NULL};

/* log, id, unit, number, arguments of the format. */
#define FW_TELL(log, id_, ...)    fw_log_tell((log), &fw_event_##id_, fw_format_##id_, __VA_ARGS__)
/* board, id, unit, number, arguments: trace only, for subsystems that run without a log. */
#define FW_TRACE(board, id_, ...) fw_log_trace((board), &fw_event_##id_, fw_format_##id_, __VA_ARGS__)
