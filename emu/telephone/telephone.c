/* SPDX-License-Identifier: MIT */
/* The telephones of the lab: which there are, what they do when they are called, and what a scenario makes them do. */
#include "telephone_priv.h"
#include <board/board.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define KEYS_MS 100u

void lab_telephone_say(struct lab_telephone *t, const char *format, ...)
{
    char text[400];
    va_list ap;
    va_start(ap, format);
    (void)vsnprintf(text, sizeof text, format, ap); /* longer texts are cut */
    va_end(ap);
    lab_say(t->lab, "phone %s: %s", t->number, text);
}

struct lab_telephone *lab_telephone_find(struct emu_lab *lab, struct rt_str number)
{
    for (size_t i = 0; lab->telephones != NULL && i < LAB_TELEPHONES_MAX; i++) {
        struct lab_telephone *t = lab->telephones->one[i];
        if (t != NULL && rt_str_is(number, t->number)) {
            return t;
        }
    }
    return NULL;
}

/* ---- who a message is for ---- */

/* Two telephones of the lab's may be the two sides of one call: the tag tells which. */
static bool is_of(const struct lab_dialog *d, const struct lab_sip_message *m)
{
    struct rt_str own = lab_sip_tag(rt_str(d->local)), to = lab_sip_tag(m->to), from = lab_sip_tag(m->from);
    return d->state != LAB_IDLE && rt_str_is(m->call_id, d->call_id) &&
           (m->status != 0 ? rt_str_eq(own, from)
            : to.n > 0     ? rt_str_eq(own, to)
                           : !rt_str_eq(own, from));
}

/* The one whose dialog it is. */
static struct lab_telephone *find_dialog(struct emu_lab *lab, const struct lab_sip_message *m)
{
    for (size_t i = 0; lab->telephones != NULL && i < LAB_TELEPHONES_MAX; i++) {
        struct lab_telephone *t = lab->telephones->one[i];
        if (t != NULL && (is_of(&t->dialog, m) || is_of(&t->aside, m))) {
            return t;
        }
    }
    return NULL;
}

static void keep_message(struct lab_telephone *t, const struct lab_sip_message *m)
{
    size_t n = (size_t)(m->body.p + m->body.n - m->head.p);
    char *text = rt_mem_alloc(n + 1);
    unsigned i = t->n_messages++ % LAB_MESSAGES_MAX;
    if (text != NULL) {
        memcpy(text, m->head.p, n);
        text[n] = '\0';
    }
    rt_mem_free(t->messages[i].text);
    t->messages[i].text = text;
    t->messages[i].n = text != NULL ? n : 0;
}

/* Challenges a request in its call, as CVE-2009-5140 describes; with a login, tells it. True: challenged. */
static bool wants_login(struct lab_telephone *t, const struct lab_sip_message *m)
{
    struct rt_str login = lab_sip_field(m->head, "Authorization", NULL);
    char text[160];
    if (lab_sip_tag(m->to).n == 0 || strcmp(m->method, "ACK") == 0 || strcmp(m->method, "CANCEL") == 0) {
        return false;
    }
    if (login.n > 0) {
        lab_telephone_say(t, "got a login with %s: %s", m->method, lab_clean(text, sizeof text, login.p, login.n));
        return false;
    }
    lab_telephone_say(t, "challenges %s", m->method);
    const struct lab_sip_answer answer = {
        .start = "401 Unauthorized",
        .more = "WWW-Authenticate: Digest realm=\"attacker\", nonce=\"f00d\", algorithm=MD5\r\n"};
    lab_sip_respond(t->lab, m, &answer);
    return true;
}

static bool on_request(struct emu_lab *lab, const struct lab_sip_message *m)
{
    struct lab_telephone *t = find_dialog(lab, m);
    uint32_t ip;
    uint16_t port;
    if (t == NULL && lab_sip_where(m->uri, &ip, &port) && ip != EMU_NET_PROVIDER) {
        return false; /* between others */
    }
    t = t != NULL ? t : lab_telephone_find(lab, lab_sip_user(m->uri));
    if (t == NULL) {
        return false;
    }
    keep_message(t, m);
    if (!t->is_silent && t->wants_login && wants_login(t, m)) {
        return true;
    }
    if (!t->is_silent && is_of(&t->aside, m)) {
        lab_aside_on_request(t, m);
    } else if (!t->is_silent) {
        lab_call_on_request(t, m);
    } else if (strcmp(m->method, "ACK") != 0) {
        lab_telephone_say(t, "no answer to %s", m->method);
    }
    return true;
}

static void on_response(struct emu_lab *lab, const struct lab_sip_message *m)
{
    struct lab_telephone *t = find_dialog(lab, m);
    if (t != NULL) {
        keep_message(t, m);
        if (!is_of(&t->aside, m)) { /* answers to NOTIFY and BYE change nothing */
            lab_call_on_response(t, m);
        }
    }
}

bool lab_telephones_on_rtp(struct emu_lab *lab, const struct emu_udp *udp)
{
    unsigned i = udp->dst_port >= LAB_RTP_FIRST ? (udp->dst_port - LAB_RTP_FIRST) / 2 : LAB_TELEPHONES_MAX;
    if (lab->telephones == NULL || i >= LAB_TELEPHONES_MAX || lab->telephones->one[i] == NULL) {
        return false;
    }
    lab_media_on_packet(lab->telephones->one[i]->media, udp);
    return true;
}

/* ---- which there are ---- */

static void destroy(struct lab_telephone *t)
{
    if (t == NULL) {
        return;
    }
    board_timer_stop(t->lab->board, &t->answer);
    board_timer_stop(t->lab->board, &t->resend);
    lab_media_destroy(t->media);
    for (size_t i = 0; i < LAB_MESSAGES_MAX; i++) {
        rt_mem_free(t->messages[i].text);
    }
    rt_mem_free(t->aside.invite);
    rt_mem_free(t->dialog.invite);
    rt_mem_free(t->dialog.again);
    rt_mem_free(t->headers);
    rt_mem_free(t->sdp);
    rt_mem_free(t->call_more);
    rt_mem_free(t);
}

void lab_telephones_destroy(struct emu_lab *lab)
{
    for (size_t i = 0; lab->telephones != NULL && i < LAB_TELEPHONES_MAX; i++) {
        destroy(lab->telephones->one[i]);
    }
    if (lab->telephones != NULL) {
        lab_sip_set_phones(lab, NULL);
    }
    lab->telephones = rt_mem_free(lab->telephones);
}

static void on_answer(void *ctx, struct board_timer *timer)
{
    struct lab_telephone *t = ctx;
    (void)timer;
    if (t->dialog.state == LAB_RINGING) {
        lab_answer_call(t, "200 OK", true, "");
    }
}

static void on_resend(void *ctx, struct board_timer *timer)
{
    struct lab_telephone *t = ctx;
    struct lab_dialog *d = &t->dialog;
    if (d->again == NULL) {
        return;
    }
    if (board_now_us(t->lab->board) >= d->until_us) {
        lab_call_end(t, "no answer");
        lab_on_sent_progress(t, 408);
        return;
    }
    d->interval_us = 2 * d->interval_us;
    uint64_t next_us = board_now_us(t->lab->board) + d->interval_us;
    board_timer_start_at(t->lab->board, timer, next_us < d->until_us ? next_us : d->until_us);
    if (d->at.stream == 0) { /* over TCP nothing is sent again */
        lab_sip_send(t->lab, &d->at, d->again, d->n_again, 0);
    }
}

enum rt_err lab_set_lines(char **out, const char *text)
{
    struct rt_buf b;
    *out = rt_mem_free(*out);
    if (text == NULL || text[0] == '\0') {
        return RT_OK;
    }
    rt_buf_init(&b, LAB_SIP_TEXT_MAX);
    for (struct rt_str rest = rt_str(text); rest.p != NULL && rest.n > 0;) {
        struct rt_str line = rt_str_trim(rt_str_cut(rest, '\n', &rest));
        (void)rt_buf_printf(&b, "%.*s\r\n", (int)line.n, line.p);
    }
    enum rt_err err = rt_buf_error(&b);
    *out = err == RT_OK ? rt_buf_take(&b) : NULL;
    rt_buf_fini(&b);
    return err == RT_OK && *out == NULL ? RT_ENOMEM : err;
}

bool lab_is_number(const char *text)
{
    return text[0] != '\0' && strlen(text) < LAB_NUMBER_MAX && strpbrk(text, " <>@;:\"\r\n\t") == NULL;
}

static const struct lab_sip_phones phones = {on_request, on_response};

static enum rt_err make(struct emu_lab *lab, const char *number, struct lab_telephone **out)
{
    size_t i = 0;
    *out = NULL;
    if (lab->telephones == NULL) {
        lab->telephones = rt_mem_alloc(sizeof *lab->telephones);
        if (lab->telephones == NULL) {
            return RT_ENOMEM;
        }
        lab_sip_set_phones(lab, &phones);
    }
    while (i < LAB_TELEPHONES_MAX && lab->telephones->one[i] != NULL) {
        i++;
    }
    if (i == LAB_TELEPHONES_MAX) {
        return RT_EFULL;
    }
    struct lab_telephone *t = rt_mem_alloc(sizeof *t);
    if (t == NULL) {
        return RT_ENOMEM;
    }
    *t = (struct lab_telephone){.lab = lab, .index = (unsigned)i};
    (void)rt_str_copy(t->number, sizeof t->number, rt_str(number)); /* fits */
    board_timer_init(&t->answer, "lab answers", BOARD_PRIORITY_OUTSIDE, on_answer, t);
    board_timer_init(&t->resend, "lab resends", BOARD_PRIORITY_OUTSIDE, on_resend, t);
    if (lab_media_create(&t->media, t) != RT_OK) {
        destroy(t);
        return RT_ENOMEM;
    }
    lab->telephones->one[i] = t;
    *out = t;
    return RT_OK;
}

enum rt_err emu_lab_set_phone(struct emu_lab *lab, const struct emu_lab_phone *c)
{
    enum lab_codec codecs[LAB_CODECS_MAX];
    size_t n_codecs;
    struct lab_telephone *t = lab_telephone_find(lab, rt_str(c->number));
    if (!lab_is_number(c->number) || !lab_codecs_parse(c->codecs, codecs, &n_codecs) ||
        strpbrk(c->name, "\"\\\r\n") != NULL || strpbrk(c->contact, "<>\r\n") != NULL) {
        return RT_EINVAL;
    }
    if (strlen(c->name) >= sizeof t->name || strlen(c->contact) >= sizeof t->contact) {
        return RT_ETOOBIG;
    }
    enum rt_err err = t == NULL ? make(lab, c->number, &t) : RT_OK;
    if (err != RT_OK) {
        return err;
    }
    memcpy(t->codecs, codecs, sizeof codecs);
    t->n_codecs = n_codecs;
    (void)rt_str_copy(t->name, sizeof t->name, rt_str(c->name));
    (void)rt_str_copy(t->contact, sizeof t->contact, rt_str(c->contact));
    t->answers_after_us = c->answers_by_itself ? c->answers_after_us : BOARD_NEVER;
    t->refuses = c->refuses;
    t->progress = c->progress;
    t->slow_us = c->slow_us;
    t->is_silent = c->is_silent;
    t->is_early = c->is_early;
    t->is_reliable = c->is_reliable;
    t->has_events = !c->has_no_events;
    t->wants_login = c->wants_login;
    t->loses_permille = c->loses_permille;
    t->ptime_ms = c->ptime_ms;
    t->refer_status = c->refer != 0 ? c->refer : 202;
    t->has_no_notify = c->has_no_notify;
    err = lab_set_lines(&t->headers, c->headers);
    return err == RT_OK ? lab_set_lines(&t->sdp, c->sdp) : err;
}

/* ---- what it is told to do ---- */

enum rt_err emu_lab_phone_answer(struct emu_lab *lab, const char *number)
{
    struct lab_telephone *t = lab_telephone_find(lab, rt_str(number));
    if (t == NULL || t->dialog.state != LAB_RINGING) {
        return t == NULL ? RT_ENOENT : RT_EREFUSED;
    }
    lab_answer_call(t, "200 OK", true, "");
    return RT_OK;
}

enum rt_err emu_lab_phone_hang_up(struct emu_lab *lab, const char *number)
{
    struct lab_telephone *t = lab_telephone_find(lab, rt_str(number));
    if (t == NULL) {
        return RT_ENOENT;
    }
    switch (t->dialog.state) {
    case LAB_RINGING:
        lab_answer_call(t, "486 Busy Here", false, "");
        lab_call_end(t, "refused");
        return RT_OK;
    case LAB_CALLING:
    case LAB_EARLY:
        t->dialog.is_cancelled = true;
        lab_call_send(t, "CANCEL", NULL, NULL);
        return RT_OK;
    case LAB_ANSWERED:
    case LAB_TALKING:
        lab_call_send(t, "BYE", NULL, NULL);
        lab_media_stop(t->media);
        t->dialog.state = LAB_ENDING;
        return RT_OK;
    default:
        return RT_EREFUSED;
    }
}

enum rt_err emu_lab_phone_hold(struct emu_lab *lab, const char *number, bool is_held)
{
    struct lab_telephone *t = lab_telephone_find(lab, rt_str(number));
    if (t == NULL || t->dialog.state != LAB_TALKING) {
        return t == NULL ? RT_ENOENT : RT_EREFUSED;
    }
    t->dialog.is_held = is_held;
    char *sdp = lab_call_sdp(t, true);
    if (sdp == NULL) {
        return RT_ENOMEM;
    }
    lab_telephone_say(t, is_held ? "holds %s" : "resumes %s", t->dialog.who);
    lab_call_send(t, "INVITE", "application/sdp", sdp);
    rt_mem_free(sdp);
    return RT_OK;
}

enum rt_err emu_lab_phone_say(struct emu_lab *lab, const char *number, const char *what, size_t n)
{
    struct lab_telephone *t = lab_telephone_find(lab, rt_str(number));
    return t != NULL ? lab_media_say(t->media, what, n) : RT_ENOENT;
}

/* Of application/dtmf-relay: one request a key, and the next without waiting for the answer. */
static enum rt_err send_info(struct lab_telephone *t, const char *keys, unsigned ms)
{
    char body[64];
    if (keys[0] == '\0' || strspn(keys, "0123456789*#ABCD") != strlen(keys)) {
        return RT_EINVAL;
    }
    for (; *keys != '\0'; keys++) {
        (void)snprintf(body, sizeof body, "Signal=%c\r\nDuration=%u\r\n", *keys, ms);
        lab_call_send(t, "INFO", "application/dtmf-relay", body);
    }
    return RT_OK;
}

enum rt_err emu_lab_phone_dtmf(struct emu_lab *lab, const struct emu_lab_dtmf *dtmf)
{
    struct lab_telephone *t = lab_telephone_find(lab, rt_str(dtmf->number));
    unsigned ms = dtmf->ms != 0 ? dtmf->ms : KEYS_MS;
    if (t == NULL || t->dialog.state != LAB_TALKING) {
        return t == NULL ? RT_ENOENT : RT_EREFUSED;
    }
    return dtmf->how == EMU_LAB_DTMF_INFO ? send_info(t, dtmf->keys, ms)
                                          : lab_media_keys(t->media, dtmf->keys, dtmf->how == EMU_LAB_DTMF_INBAND, ms);
}

const char *emu_lab_phone_message(const struct emu_lab *lab, const char *number, const char *start, size_t *n)
{
    struct lab_telephone *t = lab_telephone_find((struct emu_lab *)(uintptr_t)lab, rt_str(number));
    for (unsigned i = t != NULL ? t->n_messages : 0; i > 0 && t->n_messages - i < LAB_MESSAGES_MAX; i--) {
        unsigned k = (i - 1) % LAB_MESSAGES_MAX;
        if (t->messages[k].text != NULL && strncmp(t->messages[k].text, start, strlen(start)) == 0) {
            *n = t->messages[k].n;
            return t->messages[k].text;
        }
    }
    return NULL;
}
