/* SPDX-License-Identifier: MIT */
/* Whether a request has the digest of the line's account (RFC 2617), and the challenge when it has not. */
#include "sip_events.h"
#include "sip_priv.h"
#include <rt/mem.h>
#include <stdio.h>

struct sip_nonces *sip_nonces_of(struct fw_sip *s)
{
    if (s->nonces == NULL) {
        s->nonces = rt_mem_alloc(sizeof *s->nonces);
        if (s->nonces != NULL) {
            sip_nonces_init(s->nonces, s->config.board);
        }
    }
    return s->nonces;
}

/* guess: the realm of the unit's challenge is not documented. The provider's domain lets a server find its password by
 * realm; without one, the unit's address. */
static void put_realm(const struct sip_exchange *x, char out[128])
{
    struct rt_str rest, proxy = rt_str_trim(rt_str_cut(rt_str(sip_param(x->sip, FW_EL_PROXY_1, x->line)), ':', &rest));
    char ip[16];
    bool is_plain = proxy.n > 0 && rt_str_copy(out, 128, proxy) == RT_OK;
    for (size_t i = 0; is_plain && i < proxy.n; i++) {
        uint8_t c = (uint8_t)proxy.p[i];
        is_plain = c > 0x20 && c < 0x7f && c != '"' && c != '\\';
    }
    if (!is_plain) {
        (void)rt_str_copy(out, 128, rt_str(rt_ipv4_text(fw_net_status(x->sip->config.net)->ip, ip))); /* fits */
    }
}

/* The uri is not compared with the request's: a proxy on the way may have changed that one (RFC 2617 section 3.2.2.5).
 * An account without a name or a password opens nothing. guess: a factory unit must not obey strangers. */
static enum fw_digest_verdict judge(const struct sip_exchange *x, const struct fw_digest_account *account)
{
    enum fw_digest_verdict best = FW_DIGEST_WRONG;
    struct sip_nonces *nonces = sip_nonces_of(x->sip);
    unsigned n = account->user[0] != '\0' && account->password[0] != '\0' ? sip_message_n_credentials(x->request) : 0;
    for (unsigned i = 0; i < n && best != FW_DIGEST_RIGHT; i++) {
        struct sip_credentials c;
        if (!sip_message_credentials(x->request, i, &c)) {
            continue;
        }
        const struct fw_digest_answer a = {.scheme = rt_str(c.scheme),
                                           .username = rt_str(c.username),
                                           .realm = rt_str(c.realm),
                                           .nonce = rt_str(c.nonce),
                                           .uri = rt_str(c.uri),
                                           .response = rt_str(c.response),
                                           .algorithm = rt_str(c.algorithm),
                                           .qop = rt_str(c.qop),
                                           .nc = rt_str(c.nonce_count),
                                           .cnonce = rt_str(c.cnonce)};
        if (fw_digest_is_right(account, rt_str(x->method), &a)) {
            best = nonces != NULL && sip_nonces_take(nonces, a.nonce) ? FW_DIGEST_RIGHT : FW_DIGEST_STALE;
        }
    }
    return best;
}

static void challenge(const struct sip_exchange *x, const char *realm, bool is_stale)
{
    char nonce[SIP_NONCE_BYTES], value[320];
    struct sip_nonces *nonces = sip_nonces_of(x->sip);
    if (nonces == NULL) {
        return; /* no memory: the request comes again */
    }
    sip_nonces_make(nonces, nonce);
    (void)snprintf(value, sizeof value, "Digest realm=\"%s\", nonce=\"%s\", algorithm=MD5, qop=\"auth\"%s", realm,
                   nonce, is_stale ? ", stale=true" : "");
    sip_answer(x, &(struct sip_reply){.status = 401, .extra_name = "WWW-Authenticate", .extra = value});
}

/* The account of the line: Auth_ID when Use_Auth_ID is Yes, else User_ID; Password. True: go on. */
bool sip_is_authorised(const struct sip_exchange *x)
{
    const struct fw_sip *s = x->sip;
    char realm[128];
    struct fw_digest_account account = {
        .user =
            sip_param(s, sip_param_bool(s, FW_EL_USE_AUTH_ID_1, x->line) ? FW_EL_AUTH_ID_1 : FW_EL_USER_ID_1, x->line),
        .password = sip_param(s, FW_EL_PASSWORD_1, x->line),
        .realm = realm,
    };
    put_realm(x, realm);
    enum fw_digest_verdict verdict = judge(x, &account);
    if (verdict == FW_DIGEST_RIGHT) {
        return true;
    }
    if (sip_message_n_credentials(x->request) > 0) {
        FW_TELL(s->config.log, sip_refused, x->line, 401,
                verdict == FW_DIGEST_STALE ? "the nonce is used or old" : "wrong credentials");
    }
    challenge(x, realm, verdict == FW_DIGEST_STALE);
    return false;
}
