/* SPDX-License-Identifier: MIT */
/*
 * A line's login at its servers: the last challenge, which further requests answer unasked (guess; captured requests
 * fit), and the account: Auth_ID when Use_Auth_ID is Yes, else User_ID; Password.
 */
#pragma once
#include <fw/sip_challenge.h>

struct fw_sip;

/* The server's own (WWW-Authenticate) and that of a proxy on the way: a request may need both (RFC 3261 section 22.3).
 */
enum { SIP_LOGIN_SERVER, SIP_LOGIN_PROXY, SIP_N_LOGINS };
struct sip_login {
    struct sip_login_at {
        struct sip_challenge challenge;
        uint32_t nc;      /* how often this nonce was answered */
    } * at[SIP_N_LOGINS]; /* owned; NULL: no challenge yet */
};

/* Takes the first challenge of the server and of the proxy in the response that the unit can answer. False: there is
 * none, or no memory. */
bool sip_login_take(struct sip_login *login, const struct sip_message *response);
/* Appends Authorization and Proxy-Authorization, for the challenges that there are. A failure stays in the buffer. */
void sip_login_put(struct sip_login *login, struct fw_sip *s, unsigned line, const char *method, const char *uri,
                   struct rt_buf *out);
void sip_login_forget(struct sip_login *login);
