/* SPDX-License-Identifier: MIT */
/*
 * The firmware's signals in the trace (board/signal.h). Each is a log channel too; Debug_Server shows its name
 * without "fw.". Subsystems define the kinds of events: fw/event.h.
 */
#pragma once
#include <board/signal.h>

/* id, what its unit is, meaning */
#define FW_CHANNEL_LIST(X)                                                                                             \
    X(boot, "", "bank, version, reason; recovery")                                                                     \
    X(net, "", "link, lease, DNS, time, fetches, TLS")                                                                 \
    X(param, "", "commits and what they changed; secrets masked")                                                      \
    X(resync, "", "states and steps of the resync machine")                                                            \
    X(upgrade, "", "states and steps of the upgrade machine")                                                          \
    X(fetch, "", "facts of a transfer: connection, certificate, headers, formats, message")                            \
    X(report, "", "a configuration report: sent, or why it was not")                                                   \
    X(syslog, "0 Syslog_Server, 1 Debug_Server", "a line that left for a server")                                      \
    X(line, "telephone", "states of the line, tones by name")                                                          \
    X(call, "telephone", "calls: states, numbers, ends")                                                               \
    X(ivr, "telephone", "states of the voice menu, prompts by id")                                                     \
    X(sip, "line 1, 2", "messages in and out, what was made of them")                                                  \
    X(media, "line 1, 2", "streams of sound: ports, codecs, ends")                                                     \
    X(web, "", "a request and its status")                                                                             \
    X(warn, "", "fidelity warnings: what a real unit would do")

#define FW_CHANNEL_DECLARE(id, which, help) extern const struct board_signal fw_signal_##id;
FW_CHANNEL_LIST(FW_CHANNEL_DECLARE)
#undef FW_CHANNEL_DECLARE

extern const struct board_signal *const fw_signals[]; /* NULL-terminated */
