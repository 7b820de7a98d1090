/* SPDX-License-Identifier: MIT */
/*
 * The provider's voice mail: takes subscriptions (RFC 3265) and sends what waits (RFC 3842); to who has registered
 * without a subscription too. Requests are not sent again: the virtual network loses nothing by itself.
 */
#include "sip_priv.h"
#include <board/board.h>
#include <stdio.h>
#include <string.h>

#define MAILBOXES_MAX 8u

struct mailbox {
    char user[64]; /* "": free */
    uint32_t n_new, n_old;
    uint32_t expires;           /* granted at most */
    unsigned answer;            /* status of SIP; 0: as it should */
    bool is_silent;             /* answers nothing */
    uint32_t n_faulty, n_given; /* so many of answer or silence, 0 all; so far */
    char type[64];
    char *body; /* owned; NULL: the summary */
    /* The last subscription; Call-ID "": none. */
    char call_id[128], remote[LAB_SIP_URI_MAX], contact[LAB_SIP_URI_MAX];
    struct lab_sip_address at;
    uint64_t until_us;
};

struct lab_mailboxes {
    struct mailbox mailbox[MAILBOXES_MAX];
    unsigned n_sent; /* numbers all NOTIFYs: CSeq, branch */
};

static struct mailbox *find(struct emu_lab *lab, struct rt_str user)
{
    for (size_t i = 0; lab->sip->mailboxes != NULL && i < MAILBOXES_MAX; i++) {
        struct mailbox *b = &lab->sip->mailboxes->mailbox[i];
        if (b->user[0] != '\0' && rt_str_is(user, b->user)) {
            return b;
        }
    }
    return NULL;
}

static bool is_subscribed(const struct emu_lab *lab, const struct mailbox *b)
{
    return b->call_id[0] != '\0' && b->until_us > board_now_us(lab->board);
}

/* ---- NOTIFY ---- */

static void put_body(const struct mailbox *b, struct rt_buf *out)
{
    if (b->body != NULL) {
        (void)rt_buf_put_text(out, b->body);
    } else {
        (void)rt_buf_printf(out,
                            "Messages-Waiting: %s\r\nMessage-Account: sip:%s@192.168.1.200\r\n"
                            "Voice-Message: %u/%u (0/0)\r\n",
                            b->n_new > 0 ? "yes" : "no", b->user, (unsigned)b->n_new, (unsigned)b->n_old);
    }
}

/* To, From and Call-ID are those of the subscription, or new ones. state: Subscription-State; NULL: without one. */
static void send_notify(struct emu_lab *lab, struct mailbox *b, const struct lab_sip_address *to, const char *uri,
                        const char *state)
{
    unsigned id = ++lab->sip->mailboxes->n_sent;
    char host[LAB_SIP_HOST_BYTES];
    struct rt_buf text, body;
    rt_buf_init(&text, LAB_SIP_TEXT_MAX);
    rt_buf_init(&body, LAB_SIP_TEXT_MAX);
    put_body(b, &body);
    (void)rt_buf_printf(&text,
                        "NOTIFY %s SIP/2.0\r\nVia: SIP/2.0/%s 192.168.1.200:%u;branch=" LAB_MAILBOX_BRANCH "%u\r\n",
                        uri, lab_stream_transport(lab, to->stream), LAB_PORT_SIP, id);
    if (state != NULL) {
        (void)rt_buf_printf(&text, "From: <sip:%s@192.168.1.200>;tag=mailbox\r\nTo: %s\r\nCall-ID: %s\r\n", b->user,
                            b->remote, b->call_id);
    } else {
        (void)rt_buf_printf(&text, "From: <sip:%s@192.168.1.200>;tag=m%u\r\nTo: <%s>\r\nCall-ID: mailbox%u\r\n",
                            b->user, id, uri, id);
    }
    (void)rt_buf_printf(&text, "CSeq: %u NOTIFY\r\nMax-Forwards: 70\r\nContact: <sip:%s>\r\n", id,
                        lab_sip_contact_host(lab, to->stream, host));
    (void)rt_buf_printf(&text, "Event: message-summary\r\n%s%s%s", state != NULL ? "Subscription-State: " : "",
                        state != NULL ? state : "", state != NULL ? "\r\n" : "");
    (void)rt_buf_printf(&text, "Content-Type: %s\r\nContent-Length: %zu\r\n\r\n", b->type, body.n);
    (void)rt_buf_put(&text, body.bytes, body.n);
    if (rt_buf_error(&text) == RT_OK && rt_buf_error(&body) == RT_OK) {
        lab_say(lab, "sip: sends NOTIFY message-summary to %s%s: %u new", b->user, state != NULL ? "" : ", unsolicited",
                (unsigned)b->n_new);
        lab_sip_send(lab, to, text.bytes, text.n, 0);
    }
    rt_buf_fini(&text);
    rt_buf_fini(&body);
}

static void notify(struct emu_lab *lab, struct mailbox *b, bool ends)
{
    const struct lab_contact *c = lab_contact_find(lab, rt_str(b->user));
    char state[48];
    if (is_subscribed(lab, b)) {
        uint64_t left_us = b->until_us - board_now_us(lab->board);
        (void)snprintf(state, sizeof state, "active;expires=%u", (unsigned)(left_us / BOARD_US_PER_S));
        send_notify(lab, b, &b->at, b->contact, ends ? "terminated;reason=deactivated" : state);
        b->call_id[0] = ends ? '\0' : b->call_id[0];
    } else if (c != NULL) {
        send_notify(lab, b, &c->at, c->uri, NULL);
    }
}

void lab_mailboxes_on_response(struct emu_lab *lab, const struct lab_sip_message *m)
{
    char words[48];
    lab_say(lab, "sip: NOTIFY message-summary: answer %u %s", m->status,
            lab_clean(words, sizeof words, m->reason.p, m->reason.n));
}

/* ---- SUBSCRIBE ---- */

/* Whose: the user of the request URI, or of From when the URI names the server alone. */
static struct mailbox *mailbox_of(struct emu_lab *lab, const struct lab_sip_message *m)
{
    struct mailbox *b = find(lab, lab_sip_user(m->uri));
    return b != NULL ? b : find(lab, lab_sip_user(m->from));
}

/* Where the NOTIFYs go: the Contact, or where it came from when that is another address. */
static bool keep_subscription(struct emu_lab *lab, struct mailbox *b, const struct lab_sip_message *m, uint32_t expires)
{
    struct rt_str contact = lab_sip_uri(lab_sip_field(m->head, "Contact", "m"));
    uint32_t ip;
    uint16_t port;
    if (rt_str_copy(b->call_id, sizeof b->call_id, m->call_id) != RT_OK ||
        rt_str_copy(b->remote, sizeof b->remote, m->from) != RT_OK ||
        rt_str_copy(b->contact, sizeof b->contact, contact) != RT_OK || contact.n == 0) {
        b->call_id[0] = '\0';
        return false;
    }
    b->at = m->peer;
    if (lab_sip_where(contact, &ip, &port) && ip == m->peer.ip) {
        b->at.port = port;
    }
    b->until_us = board_now_us(lab->board) + (uint64_t)expires * BOARD_US_PER_S;
    return true;
}

static void respond(struct emu_lab *lab, const struct lab_sip_message *m, const char *start, const char *more)
{
    lab_sip_respond(lab, m, &(struct lab_sip_answer){.start = start, .tag = "mailbox", .more = more});
}

bool lab_mailboxes_on_request(struct emu_lab *lab, const struct lab_sip_message *m)
{
    char host[LAB_SIP_HOST_BYTES];
    struct rt_str event = lab_sip_field(m->head, "Event", "o");
    struct mailbox *b = strcmp(m->method, "SUBSCRIBE") == 0 ? mailbox_of(lab, m) : NULL;
    char text[128];
    uint32_t asked = 3600; /* RFC 3842 section 3.4 */
    if (b == NULL || !rt_str_starts_ci(event, "message-summary")) {
        return false;
    }
    if ((b->answer != 0 || b->is_silent) && (b->n_faulty == 0 || b->n_given < b->n_faulty)) {
        b->n_given++;
        (void)snprintf(text, sizeof text, "%u Refused", b->answer);
        lab_say(lab, "sip: SUBSCRIBE %s: %s", b->user, b->is_silent ? "no answer" : text);
        if (!b->is_silent) {
            respond(lab, m, text, NULL);
        }
        return true;
    }
    if (lab_registrar_wants_login(lab, m, b->user)) {
        return true;
    }
    (void)rt_str_u32(lab_sip_field(m->head, "Expires", NULL), &asked);
    uint32_t granted = asked < b->expires ? asked : b->expires;
    if (!keep_subscription(lab, b, m, granted)) {
        respond(lab, m, "400 Bad Request", NULL);
        return true;
    }
    lab_say(lab, "sip: SUBSCRIBE %s: 200, %u s", b->user, (unsigned)granted);
    (void)snprintf(text, sizeof text, "Expires: %u\r\nContact: <sip:%s>\r\n", (unsigned)granted,
                   lab_sip_contact_host(lab, m->peer.stream, host));
    respond(lab, m, "200 OK", text);
    notify(lab, b, false);
    return true;
}

/* ---- for the lab's users ---- */

/* Fit for a line of a header and for a URI? */
static bool is_plain(const char *text)
{
    for (const char *p = text; *p != '\0'; p++) {
        if ((unsigned char)*p <= 0x20 || (unsigned char)*p > 0x7e || strchr("\"\\<>@", *p) != NULL) {
            return false;
        }
    }
    return true;
}

enum rt_err emu_lab_set_mailbox(struct emu_lab *lab, const struct emu_lab_mailbox *config)
{
    struct mailbox *b = NULL;
    if (config->user[0] == '\0' || !is_plain(config->user) || !is_plain(config->type)) {
        return RT_EINVAL;
    }
    if (lab->sip->mailboxes == NULL) {
        lab->sip->mailboxes = rt_mem_alloc(sizeof *lab->sip->mailboxes);
    }
    if (lab->sip->mailboxes == NULL) {
        return RT_ENOMEM;
    }
    b = find(lab, rt_str(config->user));
    for (size_t i = 0; b == NULL && i < MAILBOXES_MAX; i++) {
        b = lab->sip->mailboxes->mailbox[i].user[0] == '\0' ? &lab->sip->mailboxes->mailbox[i] : NULL;
    }
    if (b == NULL) {
        return RT_EFULL;
    }
    char *body = config->body != NULL ? rt_mem_strndup(config->body, strlen(config->body)) : NULL;
    if (config->body != NULL && body == NULL) {
        return RT_ENOMEM;
    }
    if (rt_str_copy(b->user, sizeof b->user, rt_str(config->user)) != RT_OK ||
        rt_str_copy(b->type, sizeof b->type, rt_str(config->type)) != RT_OK) {
        rt_mem_free(body);
        return RT_ETOOBIG;
    }
    rt_mem_free(b->body);
    b->body = body;
    b->n_new = config->n_new;
    b->n_old = config->n_old;
    b->expires = config->expires;
    b->answer = config->answer;
    b->is_silent = config->is_silent;
    b->n_faulty = config->n_faulty;
    b->n_given = 0;
    notify(lab, b, config->ends);
    return RT_OK;
}

void lab_mailboxes_destroy(struct emu_lab *lab)
{
    for (size_t i = 0; lab->sip->mailboxes != NULL && i < MAILBOXES_MAX; i++) {
        rt_mem_free(lab->sip->mailboxes->mailbox[i].body);
    }
    lab->sip->mailboxes = rt_mem_free(lab->sip->mailboxes);
}
