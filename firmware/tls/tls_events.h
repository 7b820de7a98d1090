/* SPDX-License-Identifier: MIT */
/* TLS. Kinds of events: fw/event.h. */
#pragma once
#include <fw/event.h>

/* id, channel, level, number, unit of the number, format, names of its conversions, help */
#define TLS_EVENTS(X)                                                                                                  \
    X(tls_state, net, FW_LOG_TRACE_ONLY, "state", "the new state, in the order of fw/tls.h", "tls %.100s: %s",         \
      "server state", "a state transition of a session")                                                               \
    X(tls_session, net, FW_LOG_TRACE_ONLY, "", "", "tls %.100s: %s, %s, %s", "server version suite client",            \
      "the session is up")                                                                                             \
    X(tls_agreed, fetch, FW_LOG_TRACE_ONLY, "", "", "tls %s, %s, %s", "version suite client",                          \
      "the handshake is over; the name of the certificate is looked up next")                                          \
    X(tls_refusal, fetch, FW_LOG_TRACE_ONLY, "", "", "refusal %s", "why",                                              \
      "the server takes nothing that a unit of 2007 had: once more")                                                   \
    X(tls_certificate, fetch, FW_LOG_TRACE_ONLY, "depth", "certificates above it",                                     \
      "certificate %04d-%02d-%02d %04d-%02d-%02d %.100s, %.100s", "year month day year month day name issuer",         \
      "what the server showed; its first and last day")                                                                \
    X(tls_check, fetch, FW_LOG_TRACE_ONLY, "good", "1 yes, 0 no", "check %s", "question",                              \
      "what is asked of it: signature, dates, name, address")                                                          \
    X(tls_too_modern, warn, FW_LOG_TRACE_ONLY, "", "",                                                                 \
      "a real unit cannot reach %.80s: it has TLS 1.0 and nine cipher suites of 2005 (%.90s); here: %s, %s",           \
      "server refusal version suite", "a second connection offered what a unit never had")                             \
    X(tls_renegotiated, warn, FW_LOG_TRACE_ONLY, "", "",                                                               \
      "%.80s asks for a client certificate after the request, by a second handshake, which servers of today refuse "   \
      "to a real unit: it does not know RFC 5746",                                                                     \
      "server", "a second handshake is over, as for Apache's SSLVerifyClient in a Location")

TLS_EVENTS(FW_EVENT_DECLARE)

extern const struct fw_event *const fw_tls_events[]; /* NULL-terminated */
