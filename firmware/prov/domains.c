/* SPDX-License-Identifier: MIT */
#include <fw/domains.h>
#include <rt/ascii.h>

/* "domain.com." and ".domain.com" are "domain.com". */
static struct rt_str without_outer_dots(struct rt_str s)
{
    while (s.n > 0 && s.p[s.n - 1] == '.') {
        s.n--;
    }
    return s.n > 0 && s.p[0] == '.' ? rt_str_from(s, 1) : s;
}

/* The server is the domain, or ends in a dot and the domain. */
static bool is_inside(struct rt_str server, struct rt_str domain)
{
    size_t n_before = server.n - domain.n;
    if (domain.n == 0 || server.n < domain.n || (n_before > 0 && server.p[n_before - 1] != '.')) {
        return false;
    }
    for (size_t i = 0; i < domain.n; i++) {
        if (rt_lower(server.p[n_before + i]) != rt_lower(domain.p[i])) {
            return false;
        }
    }
    uint32_t address;
    return n_before == 0 || rt_str_ipv4(server, &address) != RT_OK; /* 10.0.0.1 is not inside "0.1" */
}

bool fw_domains_allow(struct rt_str list, struct rt_str server)
{
    bool is_empty = true;
    server = without_outer_dots(server);
    for (unsigned n = 0; list.p != NULL && n < FW_DOMAINS_MAX;) {
        struct rt_str domain = without_outer_dots(rt_str_trim(rt_str_cut(list, ',', &list)));
        if (domain.n == 0) {
            continue;
        }
        is_empty = false;
        n++;
        if (is_inside(server, domain)) {
            return true;
        }
    }
    return is_empty;
}
