/* SPDX-License-Identifier: MIT */
#include <fw/resolve.h>
#include <fw/sip_target.h>

/* Offset of ":SRV=", or the length. */
static size_t find_list(struct rt_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (rt_str_starts_ci(rt_str_from(s, i), ":SRV=")) {
            return i;
        }
    }
    return s.n;
}

struct rt_str sip_targets_name(const char *value)
{
    struct rt_str s = rt_str_trim(rt_str(value));
    return rt_str_n(s.p, find_list(s));
}

/* "host[:port][:p=priority]" */
static bool read_target(struct rt_str s, uint16_t default_port, struct sip_target *out)
{
    struct rt_str rest, host = rt_str_trim(rt_str_cut(s, ':', &rest));
    *out = (struct sip_target){.port = default_port};
    while (rest.p != NULL) {
        struct rt_str part = rt_str_trim(rt_str_cut(rest, ':', &rest));
        uint32_t n;
        if (rt_str_starts_ci(part, "p=")) {
            (void)rt_str_u32(rt_str_from(part, 2), &out->priority); /* else it stays 0 */
        } else if (rt_str_u32(part, &n) == RT_OK && n >= 1 && n <= UINT16_MAX) {
            out->port = (uint16_t)n;
        }
    }
    return host.n > 0 && rt_str_copy(out->host, sizeof out->host, host) == RT_OK;
}

/* Stable: equal keys keep their order. */
static void sort(struct sip_targets *t, bool by_port)
{
    for (unsigned i = 1; i < t->n; i++) {
        struct sip_target moved = t->target[i];
        unsigned k = i;
        for (; k > 0; k--) {
            const struct sip_target *before = &t->target[k - 1];
            if (by_port ? before->port <= moved.port : before->priority <= moved.priority) {
                break;
            }
            t->target[k] = *before;
        }
        t->target[k] = moved;
    }
}

void sip_targets_read(struct sip_targets *out, const char *value, uint16_t default_port, bool by_port)
{
    struct rt_str s = rt_str_trim(rt_str(value));
    size_t at = find_list(s);
    struct rt_str list = at < s.n ? rt_str_from(s, at + 5) : s;
    out->n = 0;
    while (list.p != NULL && out->n < SIP_TARGETS_MAX) {
        out->n += read_target(rt_str_cut(list, '|', &list), default_port, &out->target[out->n]);
    }
    sort(out, by_port && out->n > 0 && out->target[0].port != default_port);
}

void sip_targets_take(struct sip_targets *out, const struct fw_dns_service *services, unsigned n, uint16_t default_port,
                      bool by_port)
{
    out->n = 0;
    for (unsigned i = 0; i < n && out->n < SIP_TARGETS_MAX; i++) {
        struct sip_target *t = &out->target[out->n];
        *t = (struct sip_target){.port = services[i].port,
                                 .priority = (uint32_t)services[i].priority << 16 | (0xffffu - services[i].weight)};
        out->n += rt_str_copy(t->host, sizeof t->host, rt_str(services[i].host)) == RT_OK;
    }
    sort(out, false);
    if (by_port && out->n > 0 && out->target[0].port != default_port) {
        sort(out, true);
    }
}

bool sip_targets_may_query(const char *value)
{
    struct rt_str s = rt_str_trim(rt_str(value));
    uint32_t ip;
    return s.n > 0 && rt_str_find(s, ':') == s.n && rt_str_ipv4(s, &ip) != RT_OK;
}
