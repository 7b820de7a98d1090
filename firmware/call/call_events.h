/* SPDX-License-Identifier: MIT */
/* Call control. Kinds of events: fw/event.h. */
#pragma once
#include <fw/event.h>

/* id, channel, level, number, unit of the number, format, names of its conversions, help */
#define CALL_EVENTS(X)                                                                                                 \
    X(call_not_registered, call, 1, "", "", "no call, line not registered: %s", "number",                              \
      "a dialled number was rejected")                                                                                 \
    X(call_no_match, call, 1, "", "", "no call, %s: %s", "why keys", "the dial plan rejected what was dialled")        \
    X(call_not_placed, call, 1, "error", "a result, negative", "no call: %s: %s", "number why",                        \
      "a number could not be called")                                                                                  \
    X(call_state, call, FW_LOG_TRACE_ONLY, "call", "1, 2", "%s -> %s", "old new",                                      \
      "the state of a call, as on the Info page")                                                                      \
    X(call_out, call, FW_LOG_TRACE_ONLY, "call", "1, 2", "calls %s%s", "number emergency", "a number is called")       \
    X(call_progress, call, FW_LOG_TRACE_ONLY, "status", "SIP", "%s is being called", "number",                         \
      "a provisional answer of the other side")                                                                        \
    X(call_in, call, FW_LOG_TRACE_ONLY, "call", "1, 2", "rings: %s, %s", "number name", "a call for the line")         \
    X(call_in_refused, call, FW_LOG_TRACE_ONLY, "status", "SIP", "call of %s refused: %s", "number rule",              \
      "a call for the line was refused or forwarded")                                                                  \
    X(call_connected, call, FW_LOG_TRACE_ONLY, "call", "1, 2", "talks to %s (%s)", "number codec",                     \
      "a call was answered")                                                                                           \
    X(call_no_codec, call, FW_LOG_TRACE_ONLY, "call", "1, 2", "%s answered without a codec of ours", "number",         \
      "a call failed because of its session description")                                                              \
    X(call_reinvited, call, FW_LOG_TRACE_ONLY, "status", "SIP", "answer while %s", "state",                            \
      "the answer to hold or resume")                                                                                  \
    X(call_remote_hold, call, FW_LOG_TRACE_ONLY, "call", "1, 2", "the other side %s", "what",                          \
      "the other side put the call on hold, or took it back")                                                          \
    X(call_music, call, FW_LOG_TRACE_ONLY, "call", "1, 2", "music of %s %s", "server what",                            \
      "the source of music on hold (MOH_Server)")                                                                      \
    X(call_info, call, FW_LOG_TRACE_ONLY, "call", "1, 2", "a digit by INFO", "", "a digit of the other side")          \
    X(call_conference, call, FW_LOG_TRACE_ONLY, "", "", "conference of %s and %s", "first second",                     \
      "two calls are joined")                                                                                          \
    X(call_lamp, call, FW_LOG_TRACE_ONLY, "on", "1, 0", "message lamp", "",                                            \
      "the telephone is told whether messages wait")                                                                   \
    X(call_hook, call, FW_LOG_TRACE_ONLY, "", "", "%s while %s: %s -> %s", "what situation act next",                  \
      "a flash or a hang-up, and what it did")                                                                         \
    X(call_transfer, call, FW_LOG_TRACE_ONLY, "call", "1, 2", "%s is sent to %s%s", "number to how",                   \
      "the other side of a call is to call another number")                                                            \
    X(call_referred, call, FW_LOG_TRACE_ONLY, "status", "SIP, 0 no report", "transfer of %s: %s", "number how",        \
      "what became of a transfer")                                                                                     \
    X(call_refer, call, FW_LOG_TRACE_ONLY, "call", "1, 2", "%s sends us to %s%s", "number to refused",                 \
      "the other side transfers the unit")                                                                             \
    X(call_replaced, call, FW_LOG_TRACE_ONLY, "call", "1, 2", "%s takes the place of %s", "new old",                   \
      "a call has another other side from now on")                                                                     \
    X(call_fax, call, FW_LOG_TRACE_ONLY, "call", "1, 2", "%s of the %s: %s", "tone side way",                          \
      "a fax machine or a modem in a call")                                                                            \
    X(call_dead, call, FW_LOG_TRACE_ONLY, "call", "1, 2", "no one listens: Max_RTP_ICMP_Err", "",                      \
      "the other side refuses RTP")                                                                                    \
    X(call_code, call, FW_LOG_TRACE_ONLY, "", "", "%s: %s", "code what", "a service code was dialled")                 \
    X(call_code_stores, call, FW_LOG_TRACE_ONLY, "", "", "code stores %s=%s", "parameter value",                       \
      "a service code changed a parameter")                                                                            \
    X(call_code_refused, call, 1, "", "", "code refused: %s", "why", "a service code ended with Reorder")              \
    X(call_feature, call, FW_LOG_TRACE_ONLY, "key", "ASCII", "feature: %s", "what",                                    \
      "a flash and a digit (Feature_Invocation_Method)")                                                               \
    X(call_back, call, FW_LOG_TRACE_ONLY, "", "", "call back %s: %s", "what number",                                   \
      "an order to call a busy number back")                                                                           \
    X(call_end, call, FW_LOG_TRACE_ONLY, "status", "SIP, 0 none", "ended: %s: %s", "why number", "the end of a call")

CALL_EVENTS(FW_EVENT_DECLARE)

extern const struct fw_event *const fw_call_events[]; /* NULL-terminated */
