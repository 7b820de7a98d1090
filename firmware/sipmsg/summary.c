/* SPDX-License-Identifier: MIT */
#include <fw/sip_summary.h>

/* A decimal number and what follows it; false: none stands there. */
static bool take_count(struct rt_str *text, uint32_t *out)
{
    size_t n = 0;
    uint32_t count = 0;
    while (n < text->n && text->p[n] >= '0' && text->p[n] <= '9') {
        count = count < SIP_SUMMARY_COUNT_MAX ? count * 10 + (uint32_t)(text->p[n] - '0') : count;
        n++;
    }
    *text = rt_str_trim(rt_str_from(*text, n));
    *out = count < SIP_SUMMARY_COUNT_MAX ? count : SIP_SUMMARY_COUNT_MAX;
    return n > 0;
}

/* "2/8 (0/2)"; the urgent ones are shown nowhere. */
static bool read_counts(struct rt_str value, struct fw_sip_messages *out)
{
    uint32_t n_new, n_old;
    if (!take_count(&value, &n_new) || value.n == 0 || value.p[0] != '/') {
        return false;
    }
    value = rt_str_trim(rt_str_from(value, 1));
    if (!take_count(&value, &n_old)) {
        return false;
    }
    out->n_new = n_new;
    out->n_old = n_old;
    return true;
}

bool sip_summary_read(struct rt_str body, struct fw_sip_messages *out)
{
    bool is_known = false;
    *out = (struct fw_sip_messages){.is_waiting = false};
    for (unsigned i = 0; body.p != NULL && body.n > 0 && i < SIP_SUMMARY_LINES_MAX; i++) {
        struct rt_str value, rest, line = rt_str_cut(body, '\n', &rest);
        struct rt_str name = rt_str_trim(rt_str_cut(line, ':', &value));
        body = rest;
        value = value.p != NULL ? rt_str_trim(value) : rt_str("");
        if (rt_str_is_ci(name, "Messages-Waiting") && !is_known) {
            out->is_waiting = rt_str_is_ci(value, "yes");
            is_known = out->is_waiting || rt_str_is_ci(value, "no");
        } else if (rt_str_is_ci(name, "Voice-Message") && !out->has_counts) {
            out->has_counts = read_counts(value, out);
        }
    }
    return is_known;
}
