/* SPDX-License-Identifier: MIT */
/*
 * Fields read as values: numbers, contacts, challenges and credentials. Our own reading, of the fields as they were
 * received: libosip2 drops a whole message for a display name with "&" or an umlaut, for qop without quotes, and for
 * two challenges in one field, all of which peers in the field send.
 */
#include <fw/sip_message.h>
#include <fw/sip_uri.h>
#include <string.h>

bool sip_message_u32(const struct sip_message *m, const char *name, uint32_t *out)
{
    struct rt_str field = sip_message_field(m, name, NULL, 0);
    return field.p != NULL && rt_str_u32(field, out) == RT_OK;
}

/* ---- contacts ---- */

/* q=0.7 in thousandths; 1 when there is none (RFC 3261 section 20.10). */
static unsigned read_q(struct rt_str text)
{
    unsigned q = 0, unit = 1000;
    if (text.n == 0 || (text.p[0] != '0' && text.p[0] != '1')) {
        return 1000;
    }
    q = text.p[0] == '1' ? 1000 : 0;
    for (size_t i = 2; i < text.n && i < 5 && text.p[1] == '.' && text.p[i] >= '0' && text.p[i] <= '9'; i++) {
        unit /= 10;
        q += unit * (unsigned)(text.p[i] - '0');
    }
    return q <= 1000 ? q : 1000;
}

bool sip_message_contact(const struct sip_message *m, unsigned i, struct sip_contact *out)
{
    struct sip_address a;
    struct sip_uri uri;
    for (unsigned line = 0; line < SIP_HEAD_LINES_MAX; line++) {
        struct rt_str rest = sip_message_field(m, "Contact", "m", line);
        if (rest.p == NULL) {
            return false;
        }
        while (rest.p != NULL) {
            struct rt_str value = sip_cut_value(rest, &rest);
            if (i-- > 0) {
                continue;
            }
            *out = (struct sip_contact){.port = SIP_PORT_DEFAULT, .q = 1000};
            if (sip_address_read(value, &a) && sip_uri_read(a.uri, &uri)) {
                out->uri = a.uri;
                out->scheme = uri.scheme;
                out->user = uri.user;
                out->host = uri.host;
                out->port = uri.port != 0 ? uri.port : SIP_PORT_DEFAULT;
                out->expires = sip_parameter(a.parameters, "expires");
                out->q = read_q(sip_parameter(a.parameters, "q"));
            }
            return true;
        }
    }
    return false;
}

/* ---- login ---- */

/* "Digest realm=..." begins one, "nonce=..." goes on. */
static bool begins_login(struct rt_str value)
{
    struct rt_str rest, name = rt_str_trim(rt_str_cut(value, '=', &rest));
    return rest.p == NULL || rt_str_find(name, ' ') < name.n;
}

/* The first login of a field, and the rest (p NULL: none). */
static struct rt_str cut_login(struct rt_str field, struct rt_str *rest)
{
    struct rt_str after;
    (void)sip_cut_value(field, rest);
    while (rest->p != NULL) {
        struct rt_str more = sip_cut_value(*rest, &after);
        if (more.n > 0 && begins_login(more)) {
            return rt_str_n(field.p, (size_t)(rest->p - field.p) - 1);
        }
        *rest = after;
    }
    return field;
}

/* The i-th login of all fields of this name. p NULL: there is none; *n: how many there are before. */
static struct rt_str find_login(const struct sip_message *m, const char *name, unsigned i, unsigned *n)
{
    for (unsigned line = 0; line < SIP_HEAD_LINES_MAX; line++) {
        struct rt_str rest = sip_message_field(m, name, NULL, line);
        if (rest.p == NULL) {
            break;
        }
        while (rest.p != NULL) {
            struct rt_str login = cut_login(rest, &rest);
            if ((*n)++ == i) {
                return login;
            }
        }
    }
    return (struct rt_str){NULL, 0};
}

/* A value, without its quotes; n 0: none. */
static struct rt_str find_value(struct rt_str login, const char *name)
{
    struct rt_str rest;
    login = rt_str_trim(login);
    (void)rt_str_cut(login, ' ', &rest); /* the scheme */
    while (rest.p != NULL) {
        struct rt_str value, key = rt_str_trim(rt_str_cut(sip_cut_value(rest, &rest), '=', &value));
        if (!rt_str_is_ci(key, name)) {
            continue;
        }
        value = rt_str_trim(value);
        bool is_quoted = value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"';
        return is_quoted ? rt_str_n(value.p + 1, value.n - 2) : value;
    }
    return RT_STR("");
}

static bool put_scheme(struct rt_str login, char *out, size_t size)
{
    struct rt_str rest;
    return rt_str_copy(out, size, rt_str_cut(rt_str_trim(login), ' ', &rest)) == RT_OK;
}

/* As it stands between the quotes: a digest is made of it with its backslashes (RFC 2617 section 3.2.2.2). */
static bool put_raw(struct rt_str login, const char *name, char *out, size_t size)
{
    return rt_str_copy(out, size, find_value(login, name)) == RT_OK;
}

bool sip_message_challenge(const struct sip_message *m, unsigned i, struct sip_challenge *out)
{
    unsigned n = 0;
    *out = (struct sip_challenge){.is_of_proxy = false};
    struct rt_str login = find_login(m, "WWW-Authenticate", i, &n);
    if (login.p == NULL) {
        out->is_of_proxy = true;
        login = find_login(m, "Proxy-Authenticate", i, &n);
    }
    if (login.p == NULL) {
        return false;
    }
    if (!put_scheme(login, out->scheme, sizeof out->scheme) ||
        !put_raw(login, "realm", out->realm, sizeof out->realm) ||
        !put_raw(login, "nonce", out->nonce, sizeof out->nonce) ||
        !put_raw(login, "opaque", out->opaque, sizeof out->opaque) ||
        !put_raw(login, "algorithm", out->algorithm, sizeof out->algorithm) ||
        !put_raw(login, "qop", out->qop, sizeof out->qop)) {
        out->scheme[0] = '\0'; /* too long: not one to answer, but the next may be */
    }
    return true;
}

/* What a backslash protects is meant. False: too long. */
static bool put_plain(struct rt_str login, const char *name, char out[SIP_FIELD_MAX + 1])
{
    struct rt_str s = find_value(login, name);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        i += s.p[i] == '\\' && i + 1 < s.n;
        if (n == SIP_FIELD_MAX) {
            return false;
        }
        out[n++] = s.p[i];
    }
    out[n] = '\0';
    return true;
}

unsigned sip_message_n_credentials(const struct sip_message *m)
{
    unsigned n = 0;
    (void)find_login(m, "Authorization", UINT32_MAX, &n);
    return n;
}

bool sip_message_credentials(const struct sip_message *m, unsigned i, struct sip_credentials *out)
{
    unsigned n = 0;
    struct rt_str login = find_login(m, "Authorization", i, &n);
    return login.p != NULL && put_scheme(login, out->scheme, sizeof out->scheme) &&
           put_plain(login, "username", out->username) && put_plain(login, "realm", out->realm) &&
           put_plain(login, "nonce", out->nonce) && put_plain(login, "uri", out->uri) &&
           put_plain(login, "response", out->response) && put_plain(login, "algorithm", out->algorithm) &&
           put_plain(login, "qop", out->qop) && put_plain(login, "nc", out->nonce_count) &&
           put_plain(login, "cnonce", out->cnonce);
}
