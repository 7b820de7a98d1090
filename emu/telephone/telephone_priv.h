/* SPDX-License-Identifier: MIT */
/*
 * The telephones inside the provider: each has a number, answers, calls, speaks and listens. They stand behind the
 * proxy at 192.168.1.200:5060; telephone i has the RTP port 20000 + 2 i. One call a telephone. Private to this folder.
 *
 *   IDLE --INVITE--> RINGING --answered--> ANSWERED --ACK--> TALKING
 *   IDLE --it calls--> CALLING --18x--> EARLY --2xx--> TALKING
 *   any --BYE, CANCEL, refused, no answer--> IDLE        TALKING --it hangs up--> ENDING --200--> IDLE
 *   TALKING --REFER--> the dialog waits aside, and it calls where it was sent (transfer.c)
 */
#pragma once
#include <sip/server.h>
#include <telephone/pitch.h>
#include <telephone/services.h>
#include <telephone/telephone.h>

#define LAB_TELEPHONES_MAX 16u
#define LAB_RTP_FIRST      20000u
#define LAB_NUMBER_MAX     32u
#define LAB_CODECS_MAX     8u
#define LAB_MESSAGES_MAX   16u /* the last ones are kept, for the scenario to look at */
#define LAB_ROUTE_MAX      512u
#define LAB_DIGITS_MAX     64u
#define LAB_REPLACES_MAX   256u

/* name as in rtpmap, number in offers of the lab's, bits a sample. Dynamic numbers differ from the unit's on purpose.
 */
#define LAB_CODEC_LIST(X)                                                                                              \
    X(PCMU, "PCMU", 0, 8)                                                                                              \
    X(PCMA, "PCMA", 8, 8)                                                                                              \
    X(G726_32, "G726-32", 2, 4)                                                                                        \
    X(G726_16, "G726-16", 110, 2)                                                                                      \
    X(G726_24, "G726-24", 111, 3)                                                                                      \
    X(G726_40, "G726-40", 112, 5)
enum lab_codec {
#define LAB_CODEC_ENUM(id, name, payload, bits) LAB_CODEC_##id,
    LAB_CODEC_LIST(LAB_CODEC_ENUM)
#undef LAB_CODEC_ENUM
        LAB_N_CODECS
};
#define LAB_EVENTS_PAYLOAD 101

enum lab_direction { LAB_SENDRECV, LAB_SENDONLY, LAB_RECVONLY, LAB_INACTIVE };

/* ---- sdp.c ---- */

/* Media loopback (RFC 6849): a telephone that gets such an offer sends back what comes, the sound or the packets; or it
 * speaks and hears itself, when the other side wants to be the mirror of its sound. */
enum lab_mirror { LAB_NO_MIRROR, LAB_MIRRORS_SOUND, LAB_MIRRORS_PACKETS, LAB_IS_MIRRORED };

struct lab_sdp {
    uint32_t ip; /* 0: held, in the old way */
    uint16_t port;
    int payload[LAB_N_CODECS]; /* -1: not there */
    int events;
    unsigned ptime_ms;
    enum lab_direction direction;
    enum lab_mirror mirror; /* what an offer makes of this side */
    bool is_mirror;         /* its sender is the mirror */
    int encapsulated;       /* its payload encaprtp; -1: none */
};
bool lab_sdp_read(struct lab_sdp *out, struct rt_str body);
struct lab_sdp_local {
    uint16_t port;
    const enum lab_codec *codecs;
    size_t n_codecs;
    const int *payloads; /* their numbers; NULL: the lab's own */
    int events;          /* -1: none */
    unsigned ptime_ms, version;
    enum lab_direction direction;
    enum lab_mirror mirror;
    int encapsulated;
};
void lab_sdp_write(struct rt_buf *out, const struct lab_sdp_local *local);
const char *lab_codec_name(enum lab_codec c);
unsigned lab_codec_bits(enum lab_codec c);
int lab_codec_payload(enum lab_codec c);
/* "PCMA,PCMU"; false: a name that it does not know, or too many. */
bool lab_codecs_parse(const char *text, enum lab_codec out[LAB_CODECS_MAX], size_t *n);

/* ---- media.c ---- */

struct lab_telephone;
struct lab_media;
enum rt_err lab_media_create(struct lab_media **out, struct lab_telephone *t);
void lab_media_destroy(struct lab_media *m); /* NULL is allowed */
struct lab_media_path {
    struct lab_sip_address to; /* port 0: nowhere */
    enum lab_codec codec;
    int payload_tx, payload_rx, events_tx, events_rx;
    enum lab_mirror mirror;
    int encapsulated;
    unsigned ptime_ms, loses_permille;
    bool sends, receives;
};
/* The call's sound from now on; the first time it starts. */
void lab_media_set_path(struct lab_media *m, const struct lab_media_path *path);
void lab_media_stop(struct lab_media *m);
void lab_media_on_packet(struct lab_media *m, const struct emu_udp *udp);
/* "tone 880 Hz", "tone 350+440 Hz", "silence", or the bytes of a WAV file. RT_EINVAL: neither; RT_ENOMEM. */
enum rt_err lab_media_say(struct lab_media *m, const char *what, size_t n);
/* RT_EINVAL: no such key; RT_EFULL; RT_ENOTSUP: the other side takes no telephone-event. */
enum rt_err lab_media_keys(struct lab_media *m, const char *keys, bool is_inband, unsigned ms);
struct lab_media_counts {
    unsigned sent, received, lost;
};
struct lab_media_counts lab_media_counts(const struct lab_media *m);

/* ---- telephone.c ---- */

enum lab_call_state { LAB_IDLE, LAB_CALLING, LAB_EARLY, LAB_RINGING, LAB_ANSWERED, LAB_TALKING, LAB_ENDING };

/* One dialog. */
struct lab_dialog {
    enum lab_call_state state;
    bool is_cancelled, did_login, has_offer, is_held, is_remote_held, is_early;
    char call_id[128], local[256], remote[256]; /* From and To of our requests, with tags */
    char target[LAB_SIP_URI_MAX], route[LAB_ROUTE_MAX], who[64];
    struct lab_sip_address at;
    uint32_t cseq, invite_cseq, rseq; /* rseq: of the last reliable progress that it acknowledged; 0: none */
    char branch[48];                  /* of the request that waits for its answer */
    char waiting[LAB_SIP_METHOD_MAX];
    char *invite; /* the request that rings here, or ours; owned */
    size_t n_invite;
    struct lab_sip_message heard; /* views into invite */
    unsigned sdp_version;
    struct lab_media_path path;
    /* sent again until there is an answer */
    char *again; /* owned; NULL: nothing */
    size_t n_again;
    uint64_t interval_us, until_us;
};

struct lab_telephone {
    struct emu_lab *lab;
    unsigned index;
    char number[LAB_NUMBER_MAX], name[64];
    enum lab_codec codecs[LAB_CODECS_MAX];
    size_t n_codecs;
    uint64_t answers_after_us; /* BOARD_NEVER: when it is told to */
    unsigned refuses, progress;
    char contact[LAB_SIP_URI_MAX]; /* of a redirection */
    uint64_t slow_us;
    bool is_silent, is_early, is_reliable, has_events, wants_login;
    unsigned loses_permille, ptime_ms;
    char *headers, *sdp; /* instead of its own; owned; NULL: none */
    char call_user[64], call_password[64];
    char *call_more;       /* header lines of its INVITE; owned */
    unsigned refer_status; /* the answer to a REFER */
    bool has_no_notify;    /* no report after it */
    struct lab_dialog dialog;
    struct lab_dialog aside; /* of who sent it to the call in <dialog>; IDLE: there was no REFER */
    bool is_transferring;    /* its own REFER is under way */
    struct lab_media *media;
    struct board_timer answer, resend;
    struct {
        char *text; /* owned */
        size_t n;
    } messages[LAB_MESSAGES_MAX];
    unsigned n_messages;
};

struct lab_telephones {
    struct lab_telephone *one[LAB_TELEPHONES_MAX];
    unsigned n_calls; /* numbers Call-IDs, tags, branches */
};

void lab_telephone_say(struct lab_telephone *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
struct lab_telephone *lab_telephone_find(struct emu_lab *lab, struct rt_str number);
/* A text for whole header lines, into lines with CRLF. */
enum rt_err lab_set_lines(char **out, const char *text);
bool lab_is_number(const char *text);

/* ---- dialog.c ---- */

/* "Route: a, b" of the Record-Route lines, in their order or, for the caller, turned round. */
void lab_dialog_set_route(struct lab_dialog *d, const struct lab_sip_message *m, bool is_turned);
void lab_dialog_set_target(struct lab_dialog *d, const struct lab_sip_message *m); /* the Contact, if there is one */
/* Sends a request in the dialog; body NULL: none. Sent again until there is an answer. */
void lab_call_send(struct lab_telephone *t, const char *method, const char *type, const char *body);
/* The same; challenge: the response to answer with a login; NULL: none. */
void lab_call_send_login(struct lab_telephone *t, const char *method, const char *type, const char *body,
                         const struct lab_sip_message *challenge);
/* The same, sent once: what a scenario loses stays lost. more: whole lines. */
void lab_call_send_once(struct lab_telephone *t, struct lab_dialog *d, const char *method, const char *more,
                        const char *body);
void lab_call_ack(struct lab_telephone *t, const struct lab_sip_message *response, const char *body);
void lab_call_stop_sending(struct lab_telephone *t);
/* Ends the call without a word to the other side. */
void lab_call_end(struct lab_telephone *t, const char *why);

/* ---- offer.c ---- */

/* What the other side's SDP says about the call's sound; false: nothing in common. */
bool lab_call_take_sdp(struct lab_telephone *t, struct rt_str body);
/* Our SDP: an offer, or what goes with the path that was taken. NULL: no memory. The caller frees it. */
char *lab_call_sdp(struct lab_telephone *t, bool is_offer);
void lab_call_start_media(struct lab_telephone *t);

/* ---- called.c, request.c, calling.c ---- */

/* A new call; the telephone is free for it. */
void lab_call_on_invite(struct lab_telephone *t, const struct lab_sip_message *m);
void lab_call_ring(struct lab_telephone *t);
void lab_answer_call(struct lab_telephone *t, const char *start, bool has_sdp, const char *more);
void lab_call_on_request(struct lab_telephone *t, const struct lab_sip_message *m);
void lab_call_on_response(struct lab_telephone *t, const struct lab_sip_message *m);

/* ---- dial.c ---- */

/* Whom to call. */
struct lab_callee {
    char user[64], target[LAB_SIP_URI_MAX];
    struct lab_sip_address at;
    bool is_anonymous, has_no_offer;
};
/* A telephone of the lab's, or who has registered; false: neither. <user> is set in any case that fits. */
bool lab_callee_find(struct emu_lab *lab, struct rt_str user, struct lab_callee *out);
/* At an address instead. */
void lab_callee_at(struct emu_lab *lab, uint32_t ip, uint16_t port, struct lab_callee *callee);
/* The INVITE, with the lines of call_more. The telephone is idle. */
void lab_call_begin(struct lab_telephone *t, const struct lab_callee *callee);

/* ---- transfer.c ---- */

/* Value of Replaces for the dialog of a telephone, as its other side will read it. */
void lab_put_replaces(const struct lab_telephone *t, char *out, size_t size);
/* A request in the dialog beside. */
void lab_aside_on_request(struct lab_telephone *t, const struct lab_sip_message *m);
void lab_on_refer(struct lab_telephone *t, const struct lab_sip_message *m);
void lab_on_refer_answered(struct lab_telephone *t, const struct lab_sip_message *m);
void lab_on_notify(struct lab_telephone *t, const struct lab_sip_message *m);
/* Of the call that it was sent to: 180, 200, or why it failed: then the first call is back. */
void lab_on_sent_progress(struct lab_telephone *t, unsigned status);
/* An INVITE with Replaces: true: the call that it names is let go, and the telephone is free for the new one, which it
 * answers at once; false: it names none, and the request was refused. */
bool lab_on_replaces(struct lab_telephone *t, const struct lab_sip_message *m);
