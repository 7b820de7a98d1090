/* SPDX-License-Identifier: MIT */
/*
 * Digest login of the pages: names, realms and nonces (fw/digest.h verifies the response). The names are fixed:
 * admin, user. The realms are texts of the release ("spa user": nmap; "spa admin": a script in the field).
 *
 * Nonces come from the board's entropy. The last few issued are valid, so that a browser with several connections
 * works. Each response is accepted once, by its nonce and count (nc); a response without nc (RFC 2069) consumes its
 * nonce. Nonces do not expire by time, since the unit has no clock that can be trusted. A response that is valid
 * except for its nonce gets stale=true (RFC 2617 section 3.2.1): the browser retries without asking the user.
 */
#include "web_priv.h"

#include <board/entropy.h>
#include <fw/digest.h>
#include <string.h>

static const struct {
    const char *name;
    const char *realm_text, *realm; /* text of the release, and without one */
    enum fw_element password;
} logins[] = {
    [WEB_LOGIN_USER] = {"user", "user_realm", "spa user", FW_EL_USER_PASSWORD},
    [WEB_LOGIN_ADMIN] = {"admin", "admin_realm", "spa admin", FW_EL_ADMIN_PASSWD},
};

static const char *realm_of(const struct web *w, enum web_login login)
{
    return web_text(w, logins[login].realm_text, logins[login].realm);
}

#define NC_CHARS 8u /* RFC 2617 section 3.2.2 */
#define NC_WINDOW                                                                                                      \
    32u /* bits of struct web_nonce: how far requests may arrive out of order over several connections                 \
         */

/* Marks this nc as used. False if it was used before, or is too old to tell. */
static bool take_number(struct web_nonce *n, uint32_t nc)
{
    if (nc > n->highest) {
        uint32_t step = nc - n->highest;
        n->seen = (step < NC_WINDOW ? n->seen << step : 0) | 1u;
        n->highest = nc;
        return true;
    }
    uint32_t behind = n->highest - nc;
    bool is_new = nc > 0 && behind < NC_WINDOW && (n->seen >> behind & 1u) == 0;
    n->seen |= is_new ? 1u << behind : 0;
    return is_new;
}

/* Whether a response with this nonce and nc is acceptable. Without nc (RFC 2069), a nonce is valid for one request. */
static bool take_nonce(struct web *w, const struct fw_digest_answer *a)
{
    uint8_t number[NC_CHARS / 2] = {0xff, 0xff, 0xff, 0xff};
    bool has_number = a->qop.n > 0;
    bool is_good = !has_number || (a->nc.n == NC_CHARS && rt_str_hex(a->nc, number, sizeof number) == RT_OK);
    for (size_t i = 0; i < WEB_NONCES_MAX && is_good; i++) {
        struct web_nonce *n = &w->nonces[i];
        if (n->text[0] != '\0' && rt_str_is(a->nonce, n->text)) {
            return has_number || n->highest == 0 ? take_number(n, rt_be32(number)) : false;
        }
    }
    return false;
}

/* The uri of the response is that of the request line. */
static bool is_target(struct rt_str uri, const struct fw_http_request *q)
{
    if (q->query.p == NULL) {
        return rt_str_eq(uri, q->path);
    }
    return uri.n == q->path.n + 1 + q->query.n && uri.p[q->path.n] == '?' &&
           rt_str_eq(rt_str_n(uri.p, q->path.n), q->path) && rt_str_eq(rt_str_from(uri, q->path.n + 1), q->query);
}

/* page: the login that the page belongs to. The challenge names its realm. An administrator who opens a user page may
 * respond in that realm or in the administrator's own. */
static enum fw_digest_verdict judge(struct web *w, enum web_login page, enum web_login login, const char *password,
                                    const struct fw_http_request *q)
{
    struct fw_digest_answer a;
    fw_digest_read(q->authorization, &a);
    const struct fw_digest_account account = {
        .user = logins[login].name,
        .realm = realm_of(w, rt_str_is(a.realm, realm_of(w, page)) ? page : login),
        .password = password,
    };
    if (!is_target(a.uri, q) || !fw_digest_is_right(&account, q->method, &a)) {
        return FW_DIGEST_WRONG;
    }
    return take_nonce(w, &a) ? FW_DIGEST_RIGHT : FW_DIGEST_STALE;
}

static void challenge(struct web *w, enum web_login login, bool is_stale, struct fw_http_reply *reply)
{
    uint8_t noise[WEB_NONCE_CHARS / 2];
    char opaque[WEB_NONCE_CHARS + 1];
    struct rt_buf line;

    board_entropy_fill(fw_device_board(w->device), noise, sizeof(noise));
    rt_hex_text(opaque, noise, sizeof(noise)); /* not read when it comes back */
    board_entropy_fill(fw_device_board(w->device), noise, sizeof(noise));
    memmove(&w->nonces[1], &w->nonces[0], sizeof(w->nonces) - sizeof(w->nonces[0]));
    w->nonces[0] = (struct web_nonce){0};
    rt_hex_text(w->nonces[0].text, noise, sizeof(noise));
    reply->status = 401;
    rt_buf_init(&line, sizeof(reply->header) - 1);
    /* To the byte as service probes of nmap know it: two blanks, one, then none. */
    (void)rt_buf_printf(&line,
                        "WWW-Authenticate: Digest  realm=\"%s\", "
                        "domain=\"/\",nonce=\"%s\",opaque=\"%s\",algorithm=\"MD5\",qop=\"auth\"%s\r\n",
                        realm_of(w, login), w->nonces[0].text, opaque, is_stale ? ",stale=true" : "");
    memcpy(reply->header, rt_buf_text(&line), line.n + 1);
    rt_buf_fini(&line);
}

bool web_is_allowed(struct web *w, enum web_login login, const struct fw_http_request *q, struct fw_http_reply *reply)
{
    const struct fw_params *params = fw_device_params(w->device);
    const char *password = fw_element_text(params, logins[login].password);
    const char *admin = fw_element_text(params, logins[WEB_LOGIN_ADMIN].password);
    enum fw_digest_verdict verdict = password[0] == '\0' ? FW_DIGEST_RIGHT : judge(w, login, login, password, q);

    /* Admin may see every user page. */
    if (verdict == FW_DIGEST_WRONG && login == WEB_LOGIN_USER && admin[0] != '\0') {
        verdict = judge(w, login, WEB_LOGIN_ADMIN, admin, q);
    }
    if (verdict != FW_DIGEST_RIGHT) {
        challenge(w, login, verdict == FW_DIGEST_STALE, reply);
    }
    return verdict == FW_DIGEST_RIGHT;
}
