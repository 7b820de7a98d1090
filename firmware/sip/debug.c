/* SPDX-License-Identifier: MIT */
/*
 * The SIP trace: copies of messages, both ways, for Debug_Server. One datagram per message, which starts with the
 * start line, without a syslog header; Debug_Level does not matter (seen with a SPA-3000 at level 0; the SPA-841
 * guide p.42 wants level 2).
 */
#include "sip_priv.h"
#include <rt/mem.h>
#include <string.h>

/* The choices of SIP_Debug_Option (RTP300 guide p.137): only the start line or everything, and what is excluded,
 * with its responses. */
enum { OPT = 1, NTFY = 2, REG = 4 };
static const struct option {
    const char *choice;
    bool is_full;
    unsigned without;
} options[] = {
    {"1-line", false, 0},
    {"1-line excl. OPT", false, OPT},
    {"1-line excl. NTFY", false, NTFY},
    {"1-line excl. REG", false, REG},
    {"1-line excl. OPT|NTFY|REG", false, OPT | NTFY | REG},
    {"full", true, 0},
    {"full excl. OPT", true, OPT},
    {"full excl. NTFY", true, NTFY},
    {"full excl. REG", true, REG},
    {"full excl. OPT|NTFY|REG", true, OPT | NTFY | REG},
};
static const struct {
    const char *method;
    unsigned bit;
} exclusions[] = {{"OPTIONS", OPT}, {"NOTIFY", NTFY}, {"REGISTER", REG}};

static const struct option *find_option(const char *choice)
{
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        if (rt_str_is_ci(rt_str(choice), options[i].choice)) {
            return &options[i];
        }
    }
    return NULL; /* "none" */
}

static unsigned bit_of(const char *method)
{
    for (size_t i = 0; method != NULL && i < sizeof exclusions / sizeof exclusions[0]; i++) {
        if (strcmp(method, exclusions[i].method) == 0) {
            return exclusions[i].bit;
        }
    }
    return 0;
}

/* Where the digest of credentials stands: 32 digits, which could be tried against passwords at leisure. Where it ends
 * when there is none. */
static size_t find_digest(struct rt_str text)
{
    static const char before[] = "response=\"";
    for (size_t i = 0; i + strlen(before) + 32 <= text.n; i++) {
        if (memcmp(text.p + i, before, strlen(before)) == 0) {
            return i + strlen(before);
        }
    }
    return text.n;
}

/* The copy without digests: logs outlive passwords. */
static void send_copy(struct fw_sip *s, struct rt_str text)
{
    size_t at = find_digest(text);
    char *copy = at < text.n ? rt_mem_alloc_raw(text.n) : NULL;
    if (at == text.n) {
        fw_log_datagram(s->config.log, text.p, text.n);
    } else if (copy != NULL) {
        memcpy(copy, text.p, text.n);
        for (; at < text.n; at += find_digest(rt_str_from(text, at))) {
            memset(copy + at, '*', 32);
        }
        fw_log_datagram(s->config.log, copy, text.n);
    }
    (void)rt_mem_free(copy); /* always NULL */
}

void sip_debug_copy(struct fw_sip *s, unsigned line, const char *method, const void *bytes, size_t n)
{
    const struct option *option = find_option(sip_param(s, FW_EL_SIP_DEBUG_OPTION_1, line));
    struct rt_str text = rt_str_n(bytes, n);
    if (option == NULL || (option->without & bit_of(method)) != 0) {
        return;
    }
    if (!option->is_full) {
        text.n = rt_str_find(text, '\n');
        text.n -= text.n > 0 && text.p[text.n - 1] == '\r'; /* guess: the line end is left out */
    }
    send_copy(s, text);
}
