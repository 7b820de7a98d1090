/* SPDX-License-Identifier: MIT */
/*
 * The state of calls. Private to firmware/call:
 *
 *   call.c       creation; the line's caller: dial tone, keys
 *   out.c        a number becomes an INVITE, and its answers tones
 *   in.c         an INVITE becomes a ring, and a lifted handset its answer; decide.c: which of them
 *   talk.c       the user of the line while there is a call: keys, samples, the end
 *   feature.c    the same by flash and a digit (Sweden)
 *   hook.c       flash and hang-up: the situation of the line, and what is done by matrix.c
 *   codes.c      service codes on a line; service.c, dialogue.c: what they mean
 *   call_back.c  a number that was busy is called again
 *   hold.c       hold and resume, from both sides
 *   music.c      music for the party on hold
 *   transfer.c   peers that are connected with each other
 *   conference.c three parties
 *   session.c    session descriptions and the sound of a call
 */
#pragma once
#include "decide.h"
#include "matrix.h"
#include <board/clock.h>
#include <board/fxs.h>
#include <fw/call.h>
#include <fw/element.h>
#include <fw/invite.h>
#include <fw/line.h>
#include <fw/log.h>
#include <fw/media.h>
#include <fw/net.h>
#include <fw/param.h>
#include <fw/sdp.h>
#include <fw/service.h>
#include <fw/sip.h>

struct call_line;

#define CALL_FAX_KEYS_MAX 8u /* of a code that is recognised in a call; guess */

/* One of the two calls of a line: "Call 1", "Call 2" of the pages. */
struct call {
    struct call_line *line;
    unsigned slot; /* 0, 1 */
    enum fw_call_state state;
    struct fw_sip_call *sip; /* NULL: there is none (IDLE, DIALING, REORDER) */
    struct fw_media_stream *media;
    struct fw_sdp_local local; /* as last offered or answered */
    struct fw_media_path path; /* as last agreed */
    bool has_path;
    bool is_outgoing, is_emergency, is_remote_hold;
    bool is_dead, wants_hold;
    unsigned quiet; /* frames without RTP while the peer holds */
    uint64_t heard_packets;
    bool is_offering; /* the 200 carried an offer: the ACK has the answer */
    bool has_early_media;
    char peer_name[FW_SIP_PARTY_BYTES], peer_phone[FW_SIP_PARTY_BYTES];
    bool is_answered;
    uint64_t answered_at_us;
    char *forward;              /* Cfwd_No_Ans_Dest, while it rings; NULL: none */
    bool is_referred;           /* our REFER has gone to the peer */
    bool is_target;             /* the other call's peer takes this one over */
    struct call *referrer;      /* the call whose peer made us place this one; NULL: none */
    struct board_timer bye;     /* after a transfer */
    struct board_timer refresh; /* of a call to a source of sound */
    struct fw_sip_call *music;  /* the source that plays while it is on hold; NULL: none */
    bool is_music_awaited;      /* the re-INVITE for hold waits for its answer */
    struct {
        uint32_t ip; /* 0: it does not play yet */
        uint16_t port;
    } music_from, music_to;             /* the source, and the party that it was told */
    struct fw_call_options options;     /* dialled before its number */
    bool is_call_back;                  /* by call_back.c */
    char dialled[FW_SIP_PARTY_BYTES];   /* "200@10.0.0.9"; "": not by our user */
    bool is_data;                       /* of a fax machine or a modem: fax.c */
    bool is_t38_offered;                /* by our re-INVITE, which is not answered yet */
    bool has_fax_tone, is_tone_of_peer; /* what is done about it waits for the peer's gateway */
    enum fw_media_fax fax_tone;
    struct board_timer fax;           /* until the re-INVITE for it */
    char fax_keys[CALL_FAX_KEYS_MAX]; /* the last ones, the newest at the end */
    unsigned n_fax_keys;
};

/* An order to call back. */
struct call_back {
    char number[FW_SIP_PARTY_BYTES]; /* "": none */
    uint64_t until_us;
    struct call *attempt;                /* on its way, not lifted yet; NULL: none */
    struct board_timer timer;            /* until the next */
    struct board_timer settled;          /* it rings there; a busy answer may still come */
    char keys[FW_CODELIST_KEYS_MAX + 1]; /* while the busy tone plays */
};

struct call_line {
    struct fw_calls *calls;
    unsigned number; /* 1, 2 */
    struct call call[FW_CALLS_PER_LINE];
    struct call *heard;                                       /* whose sound the handset has; NULL: none */
    bool is_taken;                                            /* talk.c is the line's user */
    bool has_cpc;                                             /* what <ending> is for */
    bool is_conference;                                       /* both calls are heard, and hear each other */
    int16_t said[FW_CALLS_PER_LINE][BOARD_FXS_FRAME_SAMPLES]; /* by the peers, in the last frame */
    bool is_ringing;                                          /* the telephone rings */
    bool is_waiting;                                          /* a call waits, with its tone */
    bool is_pair;        /* the two calls came together by call waiting: a flash swaps them */
    bool is_to_bridge;   /* both peers are being sent to Conference_Bridge_URL */
    struct call *second; /* of a conference */
    unsigned cadence;    /* of the ring or the tone */
    char key;            /* that is down; 0: none */
    uint64_t key_at_us;
    struct board_timer bell;      /* the handset went down: is there something to ring for? */
    struct board_timer no_answer; /* Cfwd_No_Ans_Delay, of the ringing call */
    struct board_timer ending;    /* Reorder_Delay, CPC_Delay after the peer hung up */
    struct board_timer on_hook;   /* Callee_On_Hook_Delay */
    char last_called[FW_SIP_PARTY_BYTES], last_caller[FW_SIP_PARTY_BYTES], last_busy[FW_SIP_PARTY_BYTES];
    struct fw_service_state dialled; /* between dial tone and the call */
    struct call_back back;
    struct board_timer source;   /* of a source of sound: the next 10 ms of silence */
    bool is_source_lifted;       /* its sound is that of the port */
    unsigned n_stars;            /* dialled there, in a row */
    bool is_invoking;            /* a flash asked for a digit: feature.c */
    struct board_timer invoking; /* how long */
};

struct fw_calls {
    struct fw_calls_config config;
    struct fw_calls_network network; /* sip NULL: not connected */
    uint64_t started_at_us;
    struct call_line line[FW_N_LINES];
};

/* call.c */
static inline struct board *call_board(const struct fw_calls *c)
{
    return c->config.board;
}
const char *call_param(const struct call_line *l, enum fw_element of_line_1);
bool call_param_bool(const struct call_line *l, enum fw_element of_line_1);
struct fw_line *call_telephone(const struct call_line *l);
void call_set_state(struct call *c, enum fw_call_state next);
struct call *call_in_state(struct call_line *l, enum fw_call_state state);
/* On hold, and not being sent away; NULL: none. */
struct call *call_held(const struct call_line *l);
unsigned call_count(const struct call_line *l); /* calls with a dialog, or on their way to one */
bool call_is_registered(const struct call_line *l);

bool call_is_allowed(const struct call_line *l);     /* registered, or Make_Call_Without_Reg */
enum fw_element call_dial_tone(struct call_line *l); /* FW_EL_NONE: none */

/* codes.c */
enum call_forgets { CALL_FORGETS_KEYS, CALL_FORGETS_ALL }; /* all: also what was dialled for the next call */
void call_codes_forget(struct call_line *l, enum call_forgets what);
struct fw_dialler_stage call_codes_stage(struct call_line *l);
/* What was dialled is complete, and calls are allowed. */
void call_codes_dialled(struct call_line *l, const struct fw_dialler_result *r, struct fw_line_decision *out);

/* call_back.c */
void call_back_init(struct call_line *l);
void call_back_fini(struct call_line *l);
void call_back_disconnect(struct call_line *l);
void call_back_begin(struct call_line *l); /* to last_busy */
void call_back_end(struct call_line *l, const char *why);
void call_back_on_progress(struct call *c);
void call_back_on_answer(struct call *c);
void call_back_on_end(struct call *c);
/* The call that the telephone rang for; NULL: another reason. */
struct call *call_back_on_lifted(struct call_line *l);
/* A key while the busy tone plays; true: the code was complete. */
bool call_back_on_busy_key(struct call_line *l, char key);

/* out.c. NULL: it cannot be placed. The telephone hears nothing of it. */
struct call *call_invite(struct call_line *l, const char *number, bool is_emergency,
                         const struct fw_call_options *options);
/* With the options that were dialled; the telephone hears it. False: it cannot be placed. */
bool call_place(struct call_line *l, const char *number, bool is_emergency);
/* The same in a free slot, without a number of our user's: target, replaces and referred_by of the INVITE. */
bool call_begin(struct call *c, const struct fw_sip_invite *to);
extern const struct fw_sip_call_client call_sip_client;
/* Releases what a call has; its slot is idle, or shows Reorder. */
void call_release(struct call *c, enum fw_call_state next);

/* in.c */
void call_on_incoming(void *calls, struct fw_sip_call *sip);
bool call_on_lifted(struct call_line *l);
void call_in_timers_init(struct call_line *l);
void call_ring(struct call_line *l, unsigned cadence, const struct fw_line_caller_id *id);
void call_stop_ringing(struct call_line *l);
void call_ring_reminder(struct call_line *l);
void call_ring_waiting(struct call_line *l);
/* The flash that answers a waiting call. False: none waits. */
bool call_answer_waiting(struct call_line *l);

/* talk.c */
extern const struct fw_line_user call_user;
void call_hear(struct call_line *l, struct call *c); /* the handset hears this call from now on */
/* The peer of the heard call is gone: CPC, silence, Reorder. */
void call_on_peer_gone(struct call_line *l);
void call_hang_up(struct call *c);
void call_set_polarity(struct call_line *l, enum fw_element of_line_1);
int call_on_info(void *call, struct rt_str type, struct rt_str body);
/* A flash to the peer: Hook_Flash_Tx_Method. */
void call_send_flash(struct call *c);
void call_timers_init(struct call_line *l);
void call_timers_stop(struct call_line *l);

/* hook.c */
void call_on_flash(struct call_line *l);
void call_on_hang_up(struct call_line *l);

/* conference.c */
void call_conference_begin(struct call_line *l);
void call_conference_end(struct call_line *l, struct call *goes);
void call_conference_frame(struct call_line *l, const int16_t *mic, int16_t *ear);

/* fax.c */
void call_fax_init(struct call *c);
void call_fax_stop(struct call *c);
/* A call is being placed: what was dialled before its number. */
void call_fax_prepare(struct call *c);
void call_on_fax(void *call, struct fw_media_stream *s, enum fw_media_fax what, bool is_of_peer);
void call_fax_on_key(struct call *c, char key);
/* The answer to our offer of T.38. False: there was none. */
bool call_fax_on_reinvited(struct call *c, int status, struct rt_str sdp);
/* A re-INVITE of the peer to T.38 alone: appends the answer, and T.38 begins. False: it is none that is taken. */
bool call_fax_answer(struct call *c, struct rt_str offer, struct rt_buf *out);

/* music.c: calls MOH_Server for a party that is put on hold. False: there is none. */
bool call_music_start(struct call *c);
/* True: the source had not answered, so that the party knows of no hold. */
bool call_music_stop(struct call *c);

/* What the other side is told: of a party that hears the source, the source in our place. */
const struct fw_sdp_local *call_music_local(const struct call *c, struct fw_sdp_local *copy);
/* The party may be elsewhere now: tells the source. */
void call_music_follow(struct call *c);

/* source.c */
bool call_is_source(const struct call_line *l);
void call_source_describe(struct call *c); /* into c->local */
void call_source_begin(struct call *c);    /* it is connected */
void call_source_lift(struct call_line *l);
void call_source_init(struct call_line *l);
void call_source_stop(struct call_line *l);

/* hold.c */
/* False: another re-INVITE is on its way, or there is no memory. */
bool call_reinvite(struct call *c, enum fw_sdp_direction direction);
void call_hold(struct call *c);
void call_hold_silently(struct call *c); /* without music */
void call_resume(struct call *c);
void call_on_reinvite(void *call, struct rt_str sdp);
void call_on_reinvited(void *call, int status, struct rt_str sdp);

/* session.c */
enum rt_err call_media_open(struct call *c);
/* Id, version, addresses of the next description. */
void call_renew(struct call *c, enum fw_sdp_direction direction);
/* Appends an offer for this direction; notes it. */
enum rt_err call_offer(struct call *c, enum fw_sdp_direction direction, struct rt_buf *out);
/* Appends the answer to an offer; false: 488. */
bool call_answer(struct call *c, struct rt_str offer, struct rt_buf *out);
/* The answer to an own offer; false: no common codec. */
/* An offer of media loopback, and Accept_Media_Loopback_Request. */
enum call_test call_test_of(const struct call_line *l, struct rt_str offer);
bool call_take_answer(struct call *c, struct rt_str answer);
void call_put_statistics(void *call, char out[FW_SIP_STATISTICS_BYTES]);
