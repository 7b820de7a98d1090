/* SPDX-License-Identifier: MIT */
#include <fw/sip_challenge.h>
#include <stdio.h>
#include <string.h>

static bool offers_auth(struct rt_str list)
{
    while (list.p != NULL) {
        if (rt_str_is_ci(rt_str_trim(rt_str_cut(list, ',', &list)), "auth")) {
            return true;
        }
    }
    return false;
}

bool sip_challenge_is_usable(const struct sip_challenge *c)
{
    return rt_str_is_ci(rt_str(c->scheme), "Digest") && c->nonce[0] != '\0' &&
           (c->algorithm[0] == '\0' || rt_str_is_ci(rt_str(c->algorithm), "MD5")) &&
           (c->qop[0] == '\0' || offers_auth(rt_str(c->qop)));
}

/* Nothing that would end a quoted text, or the line. */
static bool is_quotable(const char *text)
{
    return strpbrk(text, "\"\\\r\n") == NULL;
}

/* The same of a text that stood between quotes, with its backslashes. */
static bool is_quoted(const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\r' || *text == '\n') {
            return false;
        }
        if (*text == '\\' && *++text < ' ') {
            return false;
        }
    }
    return true;
}

enum rt_err sip_challenge_answer(const struct sip_challenge *c, const struct sip_account *account,
                                 const struct sip_answering *a, struct rt_buf *out)
{
    char ha1[FW_MD5_TEXT_BYTES], ha2[FW_MD5_TEXT_BYTES], response[FW_MD5_TEXT_BYTES], nc[9];
    bool has_qop = c->qop[0] != '\0';
    if (!is_quotable(account->user) || !is_quoted(c->realm) || !is_quoted(c->nonce) || !is_quoted(c->opaque)) {
        return RT_EINVAL;
    }
    (void)snprintf(nc, sizeof nc, "%08x", (unsigned)a->nc);
    fw_md5_text(ha1, (const struct rt_str[]){rt_str(account->user), rt_str(c->realm), rt_str(account->password)}, 3);
    fw_md5_text(ha2, (const struct rt_str[]){rt_str(a->method), rt_str(a->uri)}, 2);
    if (has_qop) {
        fw_md5_text(response,
                    (const struct rt_str[]){rt_str(ha1), rt_str(c->nonce), rt_str(nc), rt_str(a->cnonce),
                                            RT_STR("auth"), rt_str(ha2)},
                    6);
    } else {
        fw_md5_text(response, (const struct rt_str[]){rt_str(ha1), rt_str(c->nonce), rt_str(ha2)}, 3);
    }
    (void)rt_buf_printf(out,
                        "Digest username=\"%s\",realm=\"%s\",nonce=\"%s\",uri=\"%s\",algorithm=MD5,response=\"%s\"",
                        account->user, c->realm, c->nonce, a->uri, response);
    if (has_qop) {
        (void)rt_buf_printf(out, ",qop=auth,nc=%s,cnonce=\"%s\"", nc, a->cnonce);
    }
    if (c->opaque[0] != '\0') { /* its place: inferred */
        (void)rt_buf_printf(out, ",opaque=\"%s\"", c->opaque);
    }
    return rt_buf_error(out);
}
