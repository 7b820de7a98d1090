/* SPDX-License-Identifier: MIT */
#include "bridge.h"
#include <fw/element.h>
#include <fw/netport.h>
#include <fw/stack.h>
#include <rt/buf.h>
#include <string.h>
#include "lwip/prot/ethernet.h"

enum { IP_TTL = SIZEOF_ETH_HDR + 8, IP_BYTES = 20 };

/* --- parameters -------------------------------------------------------------------------------------------------- */

/* "10.0.0.0-10.255.255.255,192.168.0.0-192.168.255.255". What is no range is skipped. */
static bool is_in_ranges(struct rt_str ranges, uint32_t ip)
{
    while (ranges.n > 0) {
        uint32_t first, last;
        struct rt_str to, from = rt_str_cut(rt_str_cut(ranges, ',', &ranges), '-', &to);
        if (rt_str_ipv4(rt_str_trim(from), &first) == RT_OK && rt_str_ipv4(rt_str_trim(to), &last) == RT_OK &&
            ip >= first && ip <= last) {
            return true;
        }
    }
    return false;
}

enum bridge_service bridge_service(const struct fw_params *params)
{
    struct rt_str service = rt_str(fw_element_text(params, FW_EL_NETWORKING_SERVICE));
    return rt_str_is_ci(service, "Auto") ? BRIDGE_AUTO : rt_str_is_ci(service, "Bridge") ? BRIDGE_ALWAYS : BRIDGE_NEVER;
}

/* Auto: a bridge behind another router, which has given a private address; else NAT. Inferred from the name of the
 * field. guess: without an address NAT. */
bool bridge_is_wanted(enum bridge_service service, const struct fw_params *params, uint32_t wan_ip)
{
    if (service != BRIDGE_AUTO) {
        return service == BRIDGE_ALWAYS;
    }
    return wan_ip != 0 && is_in_ranges(rt_str(fw_element_text(params, FW_EL_AUTO_PRIVATE_RANGES)), wan_ip);
}

/* The choices of Multicast_Passthru (captured page). That frames pass as they are is inferred. */
static const struct {
    const char *choice;
    bool is_in, is_out;
} passthru[] = {{"Inbound Only", true, false}, {"Outbound Only", false, true}, {"Inbound and Outbound", true, true}};

void bridge_init(struct bridge *b, struct fw_net *net)
{
    *b = (struct bridge){.net = net};
}

void bridge_refresh(struct bridge *b, bool is_on)
{
    struct rt_str choice = rt_str(fw_element_text(fw_net_params(b->net), FW_EL_MULTICAST_PASSTHRU));
    b->is_multicast_in = b->is_multicast_out = false;
    for (size_t i = 0; i < sizeof passthru / sizeof passthru[0]; i++) {
        if (rt_str_is_ci(choice, passthru[i].choice)) {
            b->is_multicast_in = passthru[i].is_in;
            b->is_multicast_out = passthru[i].is_out;
        }
    }
    if (is_on != b->is_on) {
        b->n_stations = b->next = 0;
    }
    b->is_on = is_on;
}

/* --- who is where ------------------------------------------------------------------------------------------------ */

static bool is_group(const uint8_t *mac)
{
    return (mac[0] & 1u) != 0;
}

static bool is_at_lan(const struct bridge *b, const uint8_t *mac, unsigned *at)
{
    for (unsigned i = 0; i < b->n_stations; i++) {
        if (memcmp(b->station[i], mac, 6) == 0) {
            *at = i;
            return true;
        }
    }
    return false;
}

static void learn(struct bridge *b, const uint8_t *mac, bool is_lan)
{
    unsigned at = 0;
    bool is_known = is_at_lan(b, mac, &at);
    if (is_known && !is_lan) {
        memset(b->station[at], 0, 6); /* it has moved */
    } else if (!is_known && is_lan && !is_group(mac)) {
        memcpy(b->station[b->next], mac, 6);
        b->next = (b->next + 1) % BRIDGE_STATIONS_MAX;
        b->n_stations += b->n_stations < BRIDGE_STATIONS_MAX;
    }
}

/* --- frames ------------------------------------------------------------------------------------------------------ */

static void pass_on(const struct fw_port *from, const uint8_t *frame, size_t n)
{
    enum board_port other = from->port == BOARD_PORT_WAN ? BOARD_PORT_LAN : BOARD_PORT_WAN;
    (void)fw_port_put(from, other, frame, n); /* without a cable it is lost */
}

/* IPv4 multicast that may leave its network. */
static bool is_wide_multicast(const uint8_t *frame, size_t n)
{
    static const uint8_t prefix[3] = {0x01, 0x00, 0x5e}; /* RFC 1112 section 6.4 */
    return n >= SIZEOF_ETH_HDR + IP_BYTES && memcmp(frame, prefix, sizeof prefix) == 0 &&
           rt_be16(frame + 12) == ETHTYPE_IP && frame[IP_TTL] > 1;
}

struct fw_port *bridge_frame(struct bridge *b, struct fw_port *from, const uint8_t *frame, size_t n)
{
    bool is_lan = from->port == BOARD_PORT_LAN;
    struct fw_port *host = fw_net_netif(b->net, BOARD_PORT_WAN)->state;
    unsigned at = 0;
    if (!b->is_on) {
        if ((is_lan ? b->is_multicast_out : b->is_multicast_in) && is_wide_multicast(frame, n)) {
            pass_on(from, frame, n);
        }
        return from;
    }
    learn(b, frame + 6, is_lan);
    if (memcmp(frame, host->netif.hwaddr, 6) == 0) {
        return host;
    }
    if (!is_lan || is_group(frame) || !is_at_lan(b, frame, &at)) {
        pass_on(from, frame, n);
    }
    return is_group(frame) ? host : NULL;
}

unsigned bridge_output(struct bridge *b, const struct fw_port *from, const uint8_t *frame)
{
    unsigned at = 0, both = 1u << BOARD_PORT_WAN | 1u << BOARD_PORT_LAN;
    if (!b->is_on) {
        return 1u << from->port;
    }
    if (is_group(frame)) {
        return both;
    }
    return is_at_lan(b, frame, &at) ? 1u << BOARD_PORT_LAN : 1u << BOARD_PORT_WAN;
}
