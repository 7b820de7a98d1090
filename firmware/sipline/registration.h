/* SPDX-License-Identifier: MIT */
/*
 * The registration of one line (RFC 3261 section 10), independent of the other line's.
 *
 *   OFF --started, parameters say so--> RESOLVING --address--> TRYING --200--> ONLINE --refresh due--> RESOLVING
 *   TRYING --401, 407, 423, 3xx--> TRYING           RESOLVING, TRYING --failed--> the next host, else RETRY or STOPPED
 *   RETRY --time--> RESOLVING                       any --a parameter of it changed--> OFF, and again
 *
 * A line stays registered until the time that the registrar granted is over, whatever happens to the refresh.
 */
#pragma once
#include <fw/resolve.h>
#include <fw/sip_client.h>
#include <fw/sip_login.h>
#include <fw/sip_port.h>
#include <fw/sip_request.h>

/* id, name in the trace, what it is */
#define SIP_REGISTRATION_STATE_LIST(X)                                                                                 \
    X(OFF, "off", "Line_Enable or Register is No, Proxy or User_ID is empty, or the unit has not come so far")         \
    X(RESOLVING, "resolving", "looks for the registrar's address")                                                     \
    X(TRYING, "trying", "REGISTER is sent")                                                                            \
    X(ONLINE, "online", "registered; waits for the refresh")                                                           \
    X(RETRY, "retry", "failed; waits for the next try")                                                                \
    X(STOPPED, "stopped", "failed, and the interval is 0: no further try")
enum sip_registration_state {
#define SIP_REGISTRATION_ENUM(id, name, help) SIP_REGISTRATION_##id,
    SIP_REGISTRATION_STATE_LIST(SIP_REGISTRATION_ENUM)
#undef SIP_REGISTRATION_ENUM
        SIP_N_REGISTRATION_STATES
};

#define SIP_CONTACT_MAX 160u

struct fw_sip_lines;

struct sip_registration {
    struct fw_sip_lines *lines;
    struct fw_sip *sip;
    unsigned line;
    struct sip_server *server; /* the port's: what others know of it; registered, which host of the list, where */
    enum sip_registration_state state;
    bool is_started;          /* after the resync at the start */
    struct board_timer timer; /* ONLINE: the refresh; RETRY: the next try */

    struct board_timer expiry;   /* of what the registrar granted */
    struct board_timer fallback; /* Proxy_Fallback_Intvl: from the top of the list again */
    uint64_t at_us, lost_at_us;  /* last registered (0 never), lost */
    uint32_t n_ok;

    struct fw_dns_request dns;
    struct sip_client client;
    struct sip_targets targets;
    unsigned n_auth, n_redirections;    /* of this request */
    unsigned n_failures;                /* short ones in a row: Reg_Retry_Intvl_Cap */
    uint32_t expires;                   /* asked for */
    char contact[SIP_CONTACT_MAX];      /* of the request */
    char last_contact[SIP_CONTACT_MAX]; /* "user@ip:port", registered last; "": none */
    bool is_removing;                   /* Remove_Last_Reg: the request takes that one back */

    bool has_identity; /* kept until the restart */
    char tag[20], call_id[SIP_CALL_ID_BYTES];
    uint32_t cseq;
    struct sip_login login;
};

void sip_registration_init(struct sip_registration *r, struct fw_sip_lines *l, unsigned line);
void sip_registration_fini(struct sip_registration *r);
/* The unit has come so far, or its address is another one. */
void sip_registration_start(struct sip_registration *r);
void sip_registration_on_params(struct sip_registration *r, const int *ids, size_t n);
void sip_registration_on_unreachable(struct sip_registration *r, const struct sip_peer *peer);
bool sip_registration_on_response(struct sip_registration *r, const struct sip_message *response);

/* register.c: what the line's Contact is now. */
void sip_register_contact(const struct sip_registration *r, char out[SIP_CONTACT_MAX]);
/* register.c: the request. Appends its text; RT_ENOMEM, RT_ETOOBIG. */
enum rt_err sip_register_write(struct sip_registration *r, struct rt_buf *out);

/* registration.c, for registered.c. */
void sip_registration_set_state(struct sip_registration *r, enum sip_registration_state next);
void sip_registration_set(struct sip_registration *r, bool is_registered); /* and tells */
void sip_registration_send(struct sip_registration *r);                    /* the request, to where it stands */
bool sip_registration_next(struct sip_registration *r);                    /* host of the list; false: none is left */
void sip_registration_on_address(void *ctx, enum rt_err err, const uint32_t *addresses, size_t n);

/* registered.c: when what was granted for so long is asked for again, of a mailbox too. */
uint64_t sip_refresh_us(uint32_t granted_s);
/* registered.c: waits for the next try. status 0: no answer, no address. */
void sip_registration_fail(struct sip_registration *r, int status, const char *why);
void sip_registration_on_end(void *ctx, const struct sip_message *m); /* of the request */
