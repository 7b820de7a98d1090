/* SPDX-License-Identifier: MIT */
/*
 * Where the guide contradicts itself or is ambiguous, the unit follows one interpretation; the alternative is a
 * quirk, for users whose real unit behaves that way. Without quirks the interpretations of firmware/prov/README.md
 * apply.
 */
#pragma once
#include <rt/str.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* id, name as written in options and scenarios, behaviour with it (and without). Pages are those of the guide. */
#define FW_QUIRK_LIST(X)                                                                                               \
    X(RANDOM_DELAY_SECONDS, "random-delay-seconds",                                                                    \
      "Resync_Random_Delay counts seconds (p.2-15), not units of 20 s (p.4-2)")                                        \
    X(RETRY_ZERO_AT_ONCE, "retry-zero-at-once",                                                                        \
      "Resync_Error_Retry_Delay 0 tries again at once (p.4-2), not never (p.2-16)")                                    \
    X(FORCED_DELAY_FROM_IDLE, "forced-delay-from-idle",                                                                \
      "a resync waits until all lines have been idle for Forced_Resync_Delay (p.4-3); that is not the longest wait "   \
      "for idle lines (p.2-16)")                                                                                       \
    X(UPGRADE_ANY_LINE, "upgrade-any-line",                                                                            \
      "an upgrade begins when one line is idle (p.2-19), not only when all are (SPA-2000 guide p.31)")                 \
    X(RESYNC_AFTER_RESTART, "resync-after-restart",                                                                    \
      "a restart by changed parameters begins with a resync (p.3-5), not without one (p.4-1)")                         \
    X(PN_PLAIN, "pn-plain", "$PN is SPA2102 (p.4-7), not SPA-2102 as in the User-Agent (p.1-13)")                      \
    X(SCHEME_CAPITALS, "scheme-capitals", "$SCHEME is TFTP, HTTP or HTTPS (p.4-8), not in small letters")              \
    X(NEVER_EXPIRE, "certificates-never-expire",                                                                       \
      "dates of certificates are not looked at: the guide lists its checks without them (p.1-13)")                     \
    X(UPGRADE_LOOP_GUARD, "upgrade-loop-guard",                                                                        \
      "an upgrade fails when the condition that chose it would still be true in the new release (SPA-2000 guide "      \
      "p.32), not only fetched once (p.2-19)")                                                                         \
    X(RESET_ASKS_PASSWORD, "reset-asks-password",                                                                      \
      "a factory reset by the voice menu asks for the admin password whenever there is one (SPA-2000 guide p.40), "    \
      "not only when Protect_IVR_FactoryReset says so (p.1-7: any user, from any state)")                              \
    X(NOTIFY_STRICT, "notify-strict",                                                                                  \
      "NOTIFY check-sync and reboot=true are refused with 489: the guide has no such events (p.2-15), only "           \
      "production "                                                                                                    \
      "systems")                                                                                                       \
    X(REFUSE_PEER_CHALLENGE, "refuse-peer-challenge",                                                                  \
      "a challenge in answer to a request within a call (BYE, INFO, re-INVITE, REFER) is not answered, not with the "  \
      "digest of the line's password for any peer that asks (CVE-2009-5140)")                                          \
    X(LONG_PING, "long-ping",                                                                                          \
      "an over-long ping stops a unit with firmware 3.3.6 until its power is cut (CVE-2008-2092)")

enum fw_quirk {
#define FW_QUIRK_ENUM(id, name, help) FW_QUIRK_##id,
    FW_QUIRK_LIST(FW_QUIRK_ENUM)
#undef FW_QUIRK_ENUM
        FW_N_QUIRKS
};
/* A set of them is a mask. */
#define FW_QUIRK_BIT(quirk) (1u << (quirk))

/* FW_N_QUIRKS: no such name. */
enum fw_quirk fw_quirk_find(struct rt_str name);
static inline bool fw_quirk_is_set(uint32_t quirks, enum fw_quirk q)
{
    return (quirks & FW_QUIRK_BIT(q)) != 0;
}
