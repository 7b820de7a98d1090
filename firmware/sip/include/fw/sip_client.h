/* SPDX-License-Identifier: MIT */
/*
 * A client transaction other than INVITE (RFC 3261 section 17.1.2): sends a request, over UDP again after T1, 2 T1 ...
 * T2, until there is a final response or Timer F ends.
 *
 *   start --1xx--> proceeding (again every T2)      either --2xx..6xx--> on_end(response)
 *                                                   either --Timer F, nothing can be sent--> on_end(NULL)
 *
 * Late copies of the response find no transaction and are dropped, which is all that Timer K is for.
 */
#pragma once
#include <board/clock.h>
#include <fw/sip_message.h>
#include <fw/sip_peer.h>

struct fw_sip;

/* A member of its owner. */
struct sip_client {
    struct fw_sip *sip;
    unsigned line;
    struct sip_peer to;
    const char *method; /* static */
    uint32_t cseq;
    char branch[20];
    char *text; /* the request; owned; NULL: idle */
    size_t n;
    uint64_t interval_us;
    struct board_timer resend, limit;
    /* Idle again when it is called, which may start the next. response: NULL none. */
    void (*on_end)(void *ctx, const struct sip_message *response);
    void *ctx;
};

void sip_client_init(struct sip_client *c, struct fw_sip *s, unsigned line,
                     void (*on_end)(void *ctx, const struct sip_message *response), void *ctx);
/* "z9hG4bK-" and up to 8 digits, as captured. */
void sip_client_new_branch(struct sip_client *c);
/* Sends the text (owned by c from now on) with the branch of above. */
void sip_client_start(struct sip_client *c, const struct sip_peer *to, const char *method, uint32_t cseq, char *text,
                      size_t n);
void sip_client_stop(struct sip_client *c); /* on_end is not called */
/* A router says that the server cannot be reached there, or the connection to it is lost: over, if a request is under
 * way to it. True: one was. */
bool sip_client_on_unreachable(struct sip_client *c, const struct sip_peer *peer);
/* True: the response belongs to it. */
bool sip_client_on_response(struct sip_client *c, const struct sip_message *response);
