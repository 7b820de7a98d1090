/* SPDX-License-Identifier: MIT */
/*
 * What a flash and a hang-up do on a line: rows of situation, event and services, in search order. Pure. hook.c finds
 * out the situation and does the act.
 *
 * Sources: SPA-2000 guide p.39, ATA 191 guide, Linksys ATA guide p.165; at the rows.
 */
#pragma once
#include <fw/service.h>
#include <fw/param.h>
#include <stdbool.h>
#include <stddef.h>

/* id, name, what it is */
#define CALL_SITUATION_LIST(X)                                                                                         \
    X(IDLE, "idle", "on-hook, no call")                                                                                \
    X(RINGING, "ringing", "on-hook, the telephone rings")                                                              \
    X(REMINDED, "held, on-hook", "a call is on hold: Hold_Reminder_Ring")                                              \
    X(DIALLING, "dialling", "dial tone, keys, or Reorder after them; no call")                                         \
    X(CALLING, "calling", "one call, not yet connected")                                                               \
    X(TALKING, "talking", "one call, connected")                                                                       \
    X(HELD_DIALLING, "held, dialling", "one call on hold; second dial tone, keys, or Reorder after them")              \
    X(HELD_CALLING, "held, calling", "one call on hold, the second is called or rings")                                \
    X(HELD_FAILED, "held, failed", "one call on hold, the second was refused or is over")                              \
    X(HELD_TALKING, "held, talking", "one call on hold, the second is connected")                                      \
    X(CONFERENCE, "conference", "both calls, connected with each other")                                               \
    X(EARLY_CONFERENCE, "early conference", "the same, while the second rings")                                        \
    X(WAITING, "call waiting", "one call, connected; another one waits")                                               \
    X(PAIR, "two by call waiting", "two calls, one of them on hold, that came by call waiting")                        \
    X(GONE, "other side gone", "the only call is over")                                                                \
    X(EMERGENCY, "emergency", "an emergency call")                                                                     \
    X(TRANSFER, "transfer", "the peers are being connected with each other")
enum call_situation {
#define CALL_SITUATION_ENUM(id, name, help) CALL_SITUATION_##id,
    CALL_SITUATION_LIST(CALL_SITUATION_ENUM)
#undef CALL_SITUATION_ENUM
        CALL_N_SITUATIONS
};
const char *call_situation_name(enum call_situation s);

/* id, name, what it is */
#define CALL_ACT_LIST(X)                                                                                               \
    X(NOTHING, "nothing", "")                                                                                          \
    X(EVENT, "event", "Hook_Flash_Tx_Method: the flash is sent to the peer")                                           \
    X(HOLD, "hold", "the call is held, second dial tone")                                                              \
    X(DIAL, "dial tone", "what was dialled is forgotten")                                                              \
    X(RESUME, "resume", "the second call, if any, ends; the held one is back")                                         \
    X(SWAP, "swap", "the held call is back, the other one is held")                                                    \
    X(JOIN, "join", "the held call is back, beside the other one")                                                     \
    X(BRIDGE, "bridge", "both peers are sent to Conference_Bridge_URL, and our user too")                              \
    X(DROP_SECOND, "drop second", "the party that came second leaves")                                                 \
    X(ANSWER, "answer", "the waiting call is answered, the other one held")                                            \
    X(END, "end", "all calls end")                                                                                     \
    X(REMIND, "ring back", "all but the held call end; Hold_Reminder_Ring")                                            \
    X(RING, "ring", "the first call ends; the telephone rings with the waiting one")                                   \
    X(TRANSFER, "transfer", "REFER of the first call, to take over the second")                                        \
    X(TRANSFER_BY_NUMBER, "transfer by number", "the second call ends; REFER of the first to its number")
enum call_act {
#define CALL_ACT_ENUM(id, name, help) CALL_ACT_##id,
    CALL_ACT_LIST(CALL_ACT_ENUM)
#undef CALL_ACT_ENUM
        CALL_N_ACTS
};
const char *call_act_name(enum call_act a);

enum call_hook_event { CALL_FLASH, CALL_HANG_UP };

struct call_hook_row {
    enum call_situation situation;
    enum call_hook_event event;
    unsigned needs; /* services, private */
    enum call_act act;
    enum call_situation next;
    char source[24];
};
/* For tests. */
size_t call_hook_n_rows(void);

struct call_hook_request {
    unsigned line; /* 1, 2 */
    enum call_situation situation;
    enum call_hook_event event;
    enum fw_call_purpose purpose; /* of the second call */
};
/* The row that fits first. index: of it; NULL: not interested. */
const struct call_hook_row *call_hook_find(const struct fw_params *params, const struct call_hook_request *r,
                                           size_t *index);
/* Conference and transfer by code and by hanging up: each needs Three_Way_Call_Serv; attended transfer
 * Three_Way_Conf_Serv too (ATA 191 guide). */
bool call_may_transfer_blind(const struct fw_params *params, unsigned line);
