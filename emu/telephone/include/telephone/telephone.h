/* SPDX-License-Identifier: MIT */
/*
 * Telephones inside the provider: they answer, call, speak and listen at its proxy, 192.168.1.200:5060. What happens to
 * them is reported as LAB events: "phone 200: rings, from 1001", "phone 200: talks to 1001, PCMU", "phone 200: hears
 * 440 Hz". Texts are copied.
 */
#pragma once
#include <rt/err.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct emu_lab;

#define EMU_LAB_CODECS "PCMU,PCMA"
struct emu_lab_phone {
    const char *number, *name; /* name "": none */
    const char *codecs;        /* "PCMU,G726-32", in the order of preference */
    bool answers_by_itself;
    uint64_t answers_after_us; /* then */
    unsigned refuses;          /* status of SIP; 0: it does not */
    const char *contact;       /* with 3xx: where to; "": none */
    unsigned progress;         /* while it rings: 100, 180, 182, 183 */
    bool is_early;             /* 183 with SDP: what it says is heard before the answer */
    bool is_reliable;          /* its progress wants a PRACK, of who supports that */
    bool is_silent;            /* answers nothing */
    bool has_no_events;        /* no telephone-event in its SDP */
    bool wants_login;          /* challenges requests in its calls (CVE-2009-5140) */
    uint64_t slow_us;          /* each answer comes so late */
    unsigned loses_permille;   /* of the RTP that it sends */
    unsigned ptime_ms;
    unsigned refer;      /* the answer to a REFER; 0: 202 */
    bool has_no_notify;  /* and no report after it */
    const char *headers; /* lines for its answers to INVITE; NULL: none */
    const char *sdp;     /* instead of its own; NULL: its own */
};
/* Adds it, or changes it from its next call on. RT_EINVAL: number, codecs, name or contact; RT_ETOOBIG; RT_EFULL: there
 * are 16; RT_ENOMEM. */
enum rt_err emu_lab_set_phone(struct emu_lab *lab, const struct emu_lab_phone *phone);

struct emu_lab_call {
    const char *from, *to;                        /* from: made when there is none of that number */
    const char *name, *codecs;                    /* NULL: as the telephone has */
    const char *alert_info;                       /* NULL: none */
    const char *headers;                          /* further lines; NULL: none */
    const char *user, *password;                  /* answers a challenge; NULL: it does not */
    bool is_anonymous, has_no_offer, is_reliable; /* reliable: requires 100rel */
    const char *replaces;                         /* number of a telephone whose call this one takes over; NULL: none */
    uint32_t expires;                             /* 0: no such field */
    uint32_t unit_ip;                             /* where to when no registration has `to`; 0: nowhere */
    uint16_t unit_port;
};
/* RT_EUNREACH: no registration and no telephone has `to`; RT_EBUSY: the telephone is in a call; RT_ENOENT, RT_EREFUSED:
 * of replaces; RT_EINVAL, RT_ETOOBIG, RT_ENOMEM. */
enum rt_err emu_lab_call(struct emu_lab *lab, const struct emu_lab_call *call);
/* RT_ENOENT: no such telephone. RT_EREFUSED: it is not in a state for that. */
enum rt_err emu_lab_phone_answer(struct emu_lab *lab, const char *number);
enum rt_err emu_lab_phone_hang_up(struct emu_lab *lab, const char *number);
enum rt_err emu_lab_phone_hold(struct emu_lab *lab, const char *number, bool is_held);
struct emu_lab_transfer {
    const char *number, *to; /* to: a number, or a SIP URI */
    const char *replaces;    /* number of a telephone whose call is to be taken over; NULL: a blind transfer */
};
/* REFER to the other side. */
enum rt_err emu_lab_phone_transfer(struct emu_lab *lab, const struct emu_lab_transfer *transfer);
/* "tone 880 Hz", "tone 350+440 Hz", "silence", or the bytes of a WAV file (8 kHz, mono, 16 bit); until the next. */
enum rt_err emu_lab_phone_say(struct emu_lab *lab, const char *number, const char *what, size_t n);
enum emu_lab_dtmf_how { EMU_LAB_DTMF_RTP, EMU_LAB_DTMF_INFO, EMU_LAB_DTMF_INBAND };
struct emu_lab_dtmf {
    const char *number, *keys; /* 0-9 * # A-D */
    enum emu_lab_dtmf_how how;
    unsigned ms; /* of a key; 0: 100 */
};
/* RT_ENOTSUP: the other side takes no telephone-event. RT_EFULL: too many keys. */
enum rt_err emu_lab_phone_dtmf(struct emu_lab *lab, const struct emu_lab_dtmf *dtmf);
/* The last SIP message that it got and that begins so ("INVITE ", "SIP/2.0 200"), NUL-terminated; NULL: none of the
 * last 16. Until its next message. */
const char *emu_lab_phone_message(const struct emu_lab *lab, const char *number, const char *start, size_t *n);
