/* SPDX-License-Identifier: MIT */
/*
 * The text of a response. Order and forms are those of captured responses (RT31P2-2.0.10, PAP2-3.1.3, SPA941-4.1.8):
 * To, From, Call-ID, CSeq, Via ..., Server, Content-Length, Allow, Supported; where the others stand is inferred. A
 * response has compact names if its request has (ATA 191 guide).
 */
#pragma once
#include <fw/sip_message.h>

struct sip_reply {
    int status;
    const char *to_tag;   /* added when the request's To has none */
    const char *received; /* address to write into the topmost Via; NULL: none */
    uint16_t rport;       /* ... and port; 0: none */
    bool forms_dialog;    /* with Record-Route */
    /* Values; NULL or "": left out. */
    const char *contact, *server;
    const char *extra_name, *extra; /* WWW-Authenticate, Unsupported, ... */
    const char *more;               /* further lines, each with CRLF */
    const char *allow, *supported, *content_type;
    struct rt_str body;
};
/* Appends it. RT_ENOMEM, RT_ETOOBIG. */
enum rt_err sip_reply_write(const struct sip_message *request, const struct sip_reply *reply, struct rt_buf *out);
const char *sip_reason(int status); /* "OK" */
