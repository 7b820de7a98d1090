/* SPDX-License-Identifier: MIT */
/*
 * Facts of calls. Values: SPA-2000 guide p.33, SPA-841 guide p.72; without a call everything but state and tone is
 * empty (captured page of a 3.3.6). guess: formats of numbers ("70 ms"), and that a yes or no is `Yes`, `No`.
 */
#include "facts_call.h"
#include "device_priv.h"

#include <fw/call.h>
#include <fw/net.h>
#include <fw/sip.h>
#include <fw/texts.h>
#include <stddef.h>
#include <string.h>

static struct fw_call_facts facts_of(const struct fw_device *d, const struct fact_at *at)
{
    return fw_call_facts(d->calls, at->line + 1, at->call + 1);
}

/* "Ring Back" is ring_back for programs. */
static void put_id(const char *name, struct rt_buf *out)
{
    for (; *name != '\0'; name++) {
        char c = *name == ' ' || *name == '-' ? '_' : *name >= 'A' && *name <= 'Z' ? (char)(*name - 'A' + 'a') : *name;
        (void)rt_buf_put(out, &c, 1); /* the caller asks rt_buf_error() */
    }
}

/* The release's word, or else the guide's. */
static void put_word(const struct fw_device *d, const char *prefix, const char *name, struct rt_buf *out)
{
    struct rt_buf key;
    rt_buf_init(&key, FACT_WORD_MAX);
    (void)rt_buf_put_text(&key, prefix);
    put_id(name, &key);
    (void)rt_buf_put_text(out, rt_buf_error(&key) == RT_OK ? fw_text(d->texts, rt_buf_text(&key), name) : name);
    rt_buf_fini(&key);
}

void fact_get_call_state(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    put_id(facts_of(d, at).state_name, out);
}
void fact_show_call_state(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    put_word(d, "call_", facts_of(d, at).state_name, out);
}
void fact_get_call_tone(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    put_id(facts_of(d, at).tone, out);
}
void fact_show_call_tone(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    put_word(d, "tone_", facts_of(d, at).tone, out);
}

/* A text of struct fw_call_facts. */
static const char *text_of(const struct fw_call_facts *f, size_t field)
{
    return *(const char *const *)((const char *)f + field);
}

void fact_get_call_word(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    struct fw_call_facts f = facts_of(d, at);
    put_id(text_of(&f, at->field), out);
}

void fact_get_call_text(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    struct fw_call_facts f = facts_of(d, at);
    (void)rt_buf_put_text(out, text_of(&f, at->field));
}

void fact_get_call_duration(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    struct fw_call_facts f = facts_of(d, at);
    if (f.is_answered) {
        (void)rt_buf_printf(out, "%u", (unsigned)f.duration_s);
    }
}
void fact_show_call_duration(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    struct fw_call_facts f = facts_of(d, at);
    if (f.is_answered) {
        unsigned s = (unsigned)f.duration_s;
        (void)rt_buf_printf(out, "%02u:%02u:%02u", s / 3600, s / 60 % 60, s % 60);
    }
}

void fact_get_call_u64(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    struct fw_call_facts f = facts_of(d, at);
    uint64_t n;
    memcpy(&n, (const char *)&f + at->field, sizeof n);
    if (f.has_call) {
        (void)rt_buf_printf(out, "%llu", (unsigned long long)n);
    }
}

void fact_get_call_u32(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    struct fw_call_facts f = facts_of(d, at);
    uint32_t n;
    memcpy(&n, (const char *)&f + at->field, sizeof n);
    if (f.has_call) {
        (void)rt_buf_printf(out, "%lu", (unsigned long)n);
    }
}

void fact_get_mapped_rtp_port(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    unsigned port = facts_of(d, at).mapped_rtp_port;
    if (port != 0) {
        (void)rt_buf_printf(out, "%u", port);
    }
}

void fact_get_mapped_sip_port(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    struct fw_sip_mapping m = {.is_mapped = false};
    if (d->sip != NULL) {
        m = fw_sip_mapping(d->sip, at->line + 1);
    }
    if (m.is_mapped) {
        (void)rt_buf_printf(out, "%u", (unsigned)m.sip_port);
    }
}

/* What a line learned stands before EXT_IP. */
static uint32_t external_ip(const struct fw_device *d)
{
    uint32_t own = fw_net_status(d->net)->ip;
    for (unsigned line = 1; d->sip != NULL && line <= FW_N_LINES; line++) {
        struct fw_sip_mapping m = fw_sip_mapping(d->sip, line);
        if (m.is_mapped && m.ip != own) {
            return m.ip;
        }
    }
    return fw_net_status(d->net)->external_ip;
}
void fact_get_external_ip(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    char ip[16];
    (void)at;
    if (external_ip(d) != 0) {
        (void)rt_buf_put_text(out, rt_ipv4_text(external_ip(d), ip));
    }
}

void fact_show_call_ms(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    fact_get_call_u32(d, at, out);
    (void)rt_buf_put_text(out, facts_of(d, at).has_call ? " ms" : "");
}
_Static_assert(sizeof(((struct fw_call_facts *)0)->jitter_ms) == sizeof(uint32_t), "read as such");

void fact_get_call_back(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    (void)rt_buf_put_text(out, fw_calls_has_call_back(d->calls, at->line + 1) ? "yes" : "no");
}
void fact_get_last_called(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    (void)rt_buf_put_text(out, fw_calls_last_called(d->calls, at->line + 1));
}
void fact_get_last_caller(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    (void)rt_buf_put_text(out, fw_calls_last_caller(d->calls, at->line + 1));
}

void fact_get_rtp_total(struct fw_device *d, const struct fact_at *at, struct rt_buf *out)
{
    struct fw_media_totals t = fw_media_totals(d->media);
    uint64_t n;
    memcpy(&n, (const char *)&t + at->field, sizeof n);
    (void)rt_buf_printf(out, "%llu", (unsigned long long)n);
}
