/* SPDX-License-Identifier: MIT */
/*
 * Answers to the challenges of a server (RFC 2617, MD5; RFC 3261 section 22). The order and punctuation of the fields
 * follow captured messages of the family.
 */
#pragma once
#include <fw/digest.h>
#include <fw/sip_message.h>

struct sip_account {
    const char *user, *password;
};

/* One answer: for this request, with the nonce used for the nc-th time. */
struct sip_answering {
    const char *method, *uri;
    uint32_t nc;
    const char *cnonce; /* with qop */
};

/* Can the unit answer it? It knows MD5 only, with qop=auth or without. */
bool sip_challenge_is_usable(const struct sip_challenge *c);
/* Appends the value of an Authorization header. RT_ENOMEM, RT_ETOOBIG; RT_EINVAL: characters that would end a quoted
 * text. */
enum rt_err sip_challenge_answer(const struct sip_challenge *c, const struct sip_account *account,
                                 const struct sip_answering *a, struct rt_buf *out);
