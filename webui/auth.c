/* SPDX-License-Identifier: MIT */
/*
 * HTTP digest authentication (RFC 2617, MD5, without qop or with qop=auth). Names are fixed: admin, user. The realm
 * "spa admin" is what a script in the field logs in to; "spa user" by analogy (guess).
 *
 * Nonces come from the board's noise; the last few that were given out are good, so that a browser with several
 * connections works. Each answer counts once, by its nonce and number (nc); one without a number, of a client of RFC
 * 2069, uses its nonce up. A nonce is not bound to a time: the unit has no clock that can be trusted. An answer that is
 * right but for that is told so (stale=true, RFC 2617 section 3.2.1): the browser answers again without asking.
 */
#include "web_priv.h"

#include <board/entropy.h>
#include <mbedtls/md5.h>
#include <string.h>

#define MD5_CHARS 32u

static const struct {
    const char *name, *realm;
    enum fw_element password;
} logins[] = {
    [WEB_LOGIN_USER] = {"user", "spa user", FW_EL_USER_PASSWORD},
    [WEB_LOGIN_ADMIN] = {"admin", "spa admin", FW_EL_ADMIN_PASSWD},
};

static void hex(const uint8_t *bytes, size_t n, char *out)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < n; i++) {
        *out++ = digits[bytes[i] >> 4];
        *out++ = digits[bytes[i] & 15];
    }
    *out = '\0';
}

/* MD5 over pieces joined by ':'. */
static bool md5_of(char out[MD5_CHARS + 1], const struct rt_str *pieces, size_t n)
{
    mbedtls_md5_context md5;
    uint8_t sum[16];
    bool is_good = true;

    mbedtls_md5_init(&md5);
    is_good = mbedtls_md5_starts_ret(&md5) == 0;
    for (size_t i = 0; is_good && i < n; i++) {
        is_good = (i == 0 || mbedtls_md5_update_ret(&md5, (const uint8_t *)":", 1) == 0) &&
                  mbedtls_md5_update_ret(&md5, (const uint8_t *)pieces[i].p, pieces[i].n) == 0;
    }
    is_good = is_good && mbedtls_md5_finish_ret(&md5, sum) == 0;
    mbedtls_md5_free(&md5);
    hex(sum, sizeof(sum), out);
    return is_good;
}

/* The value of one directive of the Authorization header: name="value" or name=value. Empty when absent. */
static struct rt_str directive(struct rt_str header, const char *name)
{
    struct rt_str rest = header;

    while (rest.n > 0) {
        size_t eq = rt_str_find(rest, '=');
        struct rt_str key = rt_str_trim(rt_str_n(rest.p, eq));
        struct rt_str value = rt_str_from(rest, eq + 1);
        size_t n;
        while (value.n > 0 && value.p[0] == ' ') {
            value = rt_str_from(value, 1);
        }
        if (value.n > 0 && value.p[0] == '"') {
            value = rt_str_from(value, 1);
            n = rt_str_find(value, '"');
            rest = rt_str_from(value, n + 1);
            rest = rt_str_from(rest, rt_str_find(rest, ',') + 1);
        } else {
            n = rt_str_find(value, ',');
            rest = rt_str_from(value, n + 1);
        }
        if (rt_str_is_ci(key, name)) {
            return rt_str_trim(rt_str_n(value.p, n));
        }
    }
    return rt_str("");
}

#define NC_CHARS  8u  /* RFC 2617 section 3.2.2 */
#define NC_WINDOW 32u /* bits of struct web_nonce: so far behind may a request come that a faster connection passed */

/* Uses up the answer with this number. False: it was used before, or is so old that nobody knows. */
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

/* Is the answer with this nonce and number one that may count? An old client's answer has no number (p == NULL): its
 * nonce is good for that one request. */
static bool take_nonce(struct web *w, struct rt_str nonce, struct rt_str nc)
{
    uint8_t number[NC_CHARS / 2] = {0xff, 0xff, 0xff, 0xff};
    bool is_number = nc.p == NULL || (nc.n == NC_CHARS && rt_str_hex(nc, number, sizeof number) == RT_OK);
    for (size_t i = 0; i < WEB_NONCES_MAX && is_number; i++) {
        struct web_nonce *n = &w->nonces[i];
        if (n->text[0] != '\0' && rt_str_is(nonce, n->text)) {
            return nc.p != NULL || n->highest == 0 ? take_number(n, rt_be32(number)) : false;
        }
    }
    return false;
}

/* The uri of the answer is the one of the request line. */
static bool is_target(struct rt_str uri, const struct fw_http_request *q)
{
    if (q->query.p == NULL) {
        return rt_str_eq(uri, q->path);
    }
    return uri.n == q->path.n + 1 + q->query.n && uri.p[q->path.n] == '?' &&
           rt_str_eq(rt_str_n(uri.p, q->path.n), q->path) && rt_str_eq(rt_str_from(uri, q->path.n + 1), q->query);
}

enum verdict { WRONG, STALE, RIGHT };

/* page: whose page is asked for. Its challenge names its own realm: the administrator who opens a page of the user may
 * answer in that one, or in his own that he knows from before. */
static enum verdict judge(struct web *w, enum web_login page, enum web_login login, const char *password,
                          const struct fw_http_request *q)
{
    struct rt_str header = rt_str_from(q->authorization, 7);
    struct rt_str nonce = directive(header, "nonce"), uri = directive(header, "uri");
    struct rt_str qop = directive(header, "qop"), response = directive(header, "response");
    struct rt_str realm = directive(header, "realm");
    char ha1[MD5_CHARS + 1], ha2[MD5_CHARS + 1], expected[MD5_CHARS + 1];
    unsigned difference = 0;

    if (!rt_str_starts_ci(q->authorization, "Digest ") || !is_target(uri, q) ||
        !rt_str_is(directive(header, "username"), logins[login].name) ||
        (!rt_str_is(realm, logins[page].realm) && !rt_str_is(realm, logins[login].realm)) || response.n != MD5_CHARS) {
        return WRONG;
    }
    if (!md5_of(ha1, (struct rt_str[]){rt_str(logins[login].name), realm, rt_str(password)}, 3) ||
        !md5_of(ha2, (struct rt_str[]){q->method, uri}, 2)) {
        return WRONG;
    }
    if (qop.n > 0) {
        struct rt_str pieces[] = {rt_str(ha1), nonce,      directive(header, "nc"), directive(header, "cnonce"),
                                  qop,         rt_str(ha2)};
        if (!rt_str_is(qop, "auth") || !md5_of(expected, pieces, 6)) {
            return WRONG;
        }
    } else if (!md5_of(expected, (struct rt_str[]){rt_str(ha1), nonce, rt_str(ha2)}, 3)) {
        return WRONG;
    }
    for (size_t i = 0; i < MD5_CHARS; i++) { /* takes the same time for every wrong answer */
        difference |= (unsigned)(expected[i] ^ response.p[i]);
    }
    struct rt_str nc = qop.n > 0 ? directive(header, "nc") : (struct rt_str){0};
    return difference != 0 ? WRONG : take_nonce(w, nonce, nc) ? RIGHT : STALE;
}

static void challenge(struct web *w, enum web_login login, bool is_stale, struct fw_http_reply *reply)
{
    uint8_t noise[WEB_NONCE_CHARS / 2];
    struct rt_buf line;

    board_entropy_fill(fw_device_board(w->device), noise, sizeof(noise));
    memmove(&w->nonces[1], &w->nonces[0], sizeof(w->nonces) - sizeof(w->nonces[0]));
    w->nonces[0] = (struct web_nonce){0};
    hex(noise, sizeof(noise), w->nonces[0].text);
    reply->status = 401;
    rt_buf_init(&line, sizeof(reply->header) - 1);
    (void)rt_buf_printf(&line, "WWW-Authenticate: Digest realm=\"%s\", nonce=\"%s\", algorithm=MD5, qop=\"auth\"%s\r\n",
                        logins[login].realm, w->nonces[0].text, is_stale ? ", stale=true" : "");
    memcpy(reply->header, rt_buf_text(&line), line.n + 1);
    rt_buf_fini(&line);
    web_message_page(w, "Unauthorized", reply);
}

bool web_is_allowed(struct web *w, enum web_login login, const struct fw_http_request *q, struct fw_http_reply *reply)
{
    const struct fw_params *params = fw_device_params(w->device);
    const char *password = fw_element_text(params, logins[login].password);
    const char *admin = fw_element_text(params, logins[WEB_LOGIN_ADMIN].password);
    enum verdict verdict = password[0] == '\0' ? RIGHT : judge(w, login, login, password, q);

    /* The administrator may see what the user sees. */
    if (verdict == WRONG && login == WEB_LOGIN_USER && admin[0] != '\0') {
        verdict = judge(w, login, WEB_LOGIN_ADMIN, admin, q);
    }
    if (verdict != RIGHT) {
        challenge(w, login, verdict == STALE, reply);
    }
    return verdict == RIGHT;
}
