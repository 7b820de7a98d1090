/* SPDX-License-Identifier: MIT */
/* Which DNS servers are asked: those of the parameters, those that came with the address, in which order. */
#include "net_state.h"
#include <rt/str.h>

static size_t add_server(uint32_t out[FW_DNS_SERVERS_MAX], size_t n, uint32_t server)
{
    for (size_t i = 0; i < n; i++) {
        if (out[i] == server) {
            return n;
        }
    }
    if (server != 0 && n < FW_DNS_SERVERS_MAX) {
        out[n++] = server;
    }
    return n;
}

static size_t add_manual_servers(const struct fw_net *net, uint32_t out[FW_DNS_SERVERS_MAX], size_t n)
{
    static const enum fw_element elements[] = {FW_EL_PRIMARY_DNS, FW_EL_SECONDARY_DNS};
    for (size_t i = 0; i < 2; i++) {
        uint32_t ip = 0;
        if (rt_str_ipv4(rt_str(fw_element_text(net->params, elements[i])), &ip) == RT_OK) {
            n = add_server(out, n, ip);
        }
    }
    return n;
}

static size_t add_offered_servers(const struct fw_net *net, uint32_t out[FW_DNS_SERVERS_MAX], size_t n)
{
    for (size_t i = 0; i < 2; i++) {
        n = add_server(out, n, fw_net_offer(net)->dns[i]);
    }
    return n;
}

/* SPA-841 guide p.42. "Manual" with blank servers takes DHCP's: a factory unit resolves names (guess: or none would
 * work out of the box). */
size_t fw_net_dns_servers(const struct fw_net *net, uint32_t out[FW_DNS_SERVERS_MAX])
{
    if (!net->has_services) {
        return 0;
    }
    struct rt_str order = rt_str(fw_element_text(net->params, FW_EL_DNS_SERVER_ORDER));
    if (rt_str_is_ci(order, "DHCP,Manual")) {
        return add_manual_servers(net, out, add_offered_servers(net, out, 0));
    }
    size_t n = add_manual_servers(net, out, 0);
    if (n == 0 || rt_str_is_ci(order, "Manual,DHCP")) {
        n = add_offered_servers(net, out, n);
    }
    return n;
}
