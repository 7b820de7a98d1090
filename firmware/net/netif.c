/* SPDX-License-Identifier: MIT */
#include <fw/netport.h>
#include "answer.h"
#include "port.h"
#include "udp_error.h"
#include <board/led.h>
#include <rt/assert.h>
#include <rt/buf.h>
#include <string.h>
#include "lwip/dhcp.h"
#include "lwip/etharp.h"
#include "lwip/ip4.h"
#include "lwip_hooks.h"
#include "lwip/prot/ethernet.h"
#include "lwip/prot/ip4.h"
#include "lwip/prot/tcp.h"
#include "netif/ethernet.h"

#define ETHERNET_MTU   1500u
#define ETHERNET_FLAGS ((u8_t)(NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP)) /* what PPPoE has not */

/* The LED of each port blinks with its traffic: Sipura administration guide p.126. */
static const enum board_led led_of_port[BOARD_N_PORTS] = {
    [BOARD_PORT_WAN] = BOARD_LED_INTERNET,
    [BOARD_PORT_LAN] = BOARD_LED_ETHERNET,
};

static bool is_broadcast(const uint8_t *frame)
{
    static const uint8_t all[6] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    return memcmp(frame, all, sizeof all) == 0;
}

/* Reports to port.c which of lwIP's tables are in use. */
static void note_frame(const uint8_t *frame, size_t n)
{
    uint16_t type = rt_be16(frame + 12);
    if (type == ETHTYPE_ARP) {
        fw_lwip_saw_arp();
    } else if (type == ETHTYPE_IP && n >= SIZEOF_ETH_HDR + IP_HLEN &&
               (rt_be16(frame + SIZEOF_ETH_HDR + 6) & (IP_MF | IP_OFFMASK)) != 0) {
        fw_lwip_saw_fragment();
    }
}

/* A packet for a neighbour whose address is not known waits in lwIP's ARP table, and only the ARP timer removes it.
 * If not even the ARP request could be built (out of memory), no frame would start that timer, and the neighbour
 * would be unreachable for ever. */
static err_t packet_output(struct netif *netif, struct pbuf *p, const ip4_addr_t *to)
{
    struct fw_port *port = netif->state;
    if (fw_answer_shape(port, p)) {
        return ERR_OK;
    }
    if (port->link.output != NULL) {
        return port->link.output(port->link.ctx, p) ? ERR_OK : ERR_IF;
    }
    fw_lwip_catch_up();
    fw_lwip_saw_arp();
    return etharp_output(netif, p, to);
}

/* IEEE 802.1Q section 9.3: type, priority and id behind the addresses. SIP and RTP by UDP have the priorities of their
 * line (SIP_CoS_Value, RTP_CoS_Value), all else 0: guess. */
enum { VLAN_TYPE = 0x8100, VLAN_BYTES = 4, VLAN_AT = 12, VLAN_ID_MASK = 0x0fff, VLAN_PRIORITY_AT = 13 };

enum rt_err fw_port_put(const struct fw_port *p, enum board_port port, const uint8_t *frame, size_t n)
{
    uint8_t tagged[BOARD_FRAME_MAX];
    if (port != BOARD_PORT_WAN || p->wan_vlan < 0) {
        return board_nic_send(p->board, port, frame, n);
    }
    if (n + VLAN_BYTES > sizeof tagged) {
        return RT_ETOOBIG; /* of a host that tags its own frames */
    }
    memcpy(tagged, frame, VLAN_AT);
    rt_put_be16(tagged + VLAN_AT, VLAN_TYPE);
    unsigned cos = rt_be16(frame + VLAN_AT) == ETHTYPE_IP ? p->cos : 0; /* not of the ARP request before it */
    rt_put_be16(tagged + VLAN_AT + 2, (uint16_t)(cos << VLAN_PRIORITY_AT | (unsigned)p->wan_vlan));
    memcpy(tagged + VLAN_AT + VLAN_BYTES, frame + VLAN_AT, n - VLAN_AT);
    return board_nic_send(p->board, port, tagged, n + VLAN_BYTES);
}

/* The frame without its tag, in bare; its length. 0: it is of another network. */
static size_t untag(const struct fw_port *p, const uint8_t *frame, size_t n, uint8_t *bare)
{
    if (n < BOARD_FRAME_MIN + VLAN_BYTES || rt_be16(frame + VLAN_AT) != VLAN_TYPE ||
        (rt_be16(frame + VLAN_AT + 2) & VLAN_ID_MASK) != p->wan_vlan) {
        return 0;
    }
    memcpy(bare, frame, VLAN_AT);
    memcpy(bare + VLAN_AT, frame + VLAN_AT + VLAN_BYTES, n - VLAN_AT - VLAN_BYTES);
    return n - VLAN_BYTES;
}

/* By its own port, or where the router says. */
static bool send_by(const struct fw_port *p, const uint8_t *frame, size_t n)
{
    unsigned ports = p->router.output != NULL ? p->router.output(p->router.ctx, p, frame) : 1u << p->port;
    bool is_sent = false;
    for (unsigned i = 0; i < BOARD_N_PORTS; i++) {
        if ((ports >> i & 1u) != 0 && fw_port_put(p, (enum board_port)i, frame, n) == RT_OK) {
            board_led_flicker(p->board, led_of_port[i]);
            is_sent = true;
        }
    }
    return is_sent;
}

bool fw_port_send(struct fw_port *p, const uint8_t *frame, size_t n)
{
    bool is_all = is_broadcast(frame);
    if (p->is_muted) {
        return false;
    }
    if (!send_by(p, frame, n)) {
        if (is_all) {
            p->counters.broadcast_pkts_dropped++;
            p->counters.broadcast_bytes_dropped += n;
        }
        return false;
    }
    if (is_all) {
        p->counters.broadcast_pkts_sent++;
        p->counters.broadcast_bytes_sent += n;
    }
    if (p->router.sent != NULL) {
        p->router.sent(p->router.ctx, p, n);
    }
    return true;
}

static err_t link_output(struct netif *netif, struct pbuf *chain)
{
    struct fw_port *p = netif->state;
    uint8_t frame[BOARD_FRAME_MAX];
    if (p->is_muted || chain->tot_len > sizeof frame || chain->tot_len < BOARD_FRAME_MIN) {
        return ERR_IF;
    }
    uint16_t n = pbuf_copy_partial(chain, frame, chain->tot_len, 0);
    note_frame(frame, n);
    return fw_port_send(p, frame, n) ? ERR_OK : ERR_IF;
}

static err_t init_netif(struct netif *netif)
{
    struct fw_port *p = netif->state;
    netif->name[0] = p->port == BOARD_PORT_WAN ? 'w' : 'l';
    netif->name[1] = 'n';
    netif->output = packet_output;
    netif->linkoutput = link_output;
    netif->mtu = ETHERNET_MTU;
    netif->hwaddr_len = ETH_HWADDR_LEN;
    netif->flags = ETHERNET_FLAGS | NETIF_FLAG_ETHERNET;
    return ERR_OK;
}

static void on_frame(void *ctx, enum board_port port, const uint8_t *frame, size_t n)
{
    struct fw_port *p = ctx;
    uint8_t bare[BOARD_FRAME_MAX];
    if (n < BOARD_FRAME_MIN || n > BOARD_FRAME_MAX) {
        return;
    }
    if (port == BOARD_PORT_WAN && p->wan_vlan >= 0) {
        n = untag(p, frame, n, bare);
        frame = bare;
        if (n == 0) {
            return;
        }
    }
    if (p->router.frame != NULL) {
        p = p->router.frame(p->router.ctx, p, frame, n);
    }
    if (p == NULL) {
        board_led_flicker(((struct fw_port *)ctx)->board, led_of_port[port]);
        return; /* passed on, and not for the unit */
    }
    if (p->link.input != NULL) {
        board_led_flicker(p->board, led_of_port[p->port]);
        p->link.input(p->link.ctx, frame, n);
        return;
    }
    bool is_all = is_broadcast(frame);
    struct pbuf *buf = pbuf_alloc(PBUF_RAW, (u16_t)n, PBUF_POOL);
    if (is_all) {
        p->counters.broadcast_pkts_recv += buf != NULL;
        p->counters.broadcast_bytes_recv += buf != NULL ? n : 0;
        p->counters.broadcast_pkts_dropped += buf == NULL;
        p->counters.broadcast_bytes_dropped += buf == NULL ? n : 0;
    }
    if (buf == NULL) {
        return; /* no memory: the frame is lost, as on a busy unit */
    }
    (void)pbuf_take(buf, frame, (u16_t)n); /* the buffer has the size of the frame */
    board_led_flicker(p->board, led_of_port[p->port]);
    fw_lwip_catch_up();
    note_frame(frame, n);
    p->client.before_frame(p->client.ctx, frame, n);
    if (p->netif.input(buf, &p->netif) != ERR_OK) {
        pbuf_free(buf);
    }
    fw_answer_end(p);
    p->client.after_frame(p->client.ctx);
}

static void on_link(void *ctx, enum board_port port, bool is_linked)
{
    struct fw_port *p = ctx;
    (void)port; /* one client per port */
    if (is_linked) {
        netif_set_link_up(&p->netif);
    } else {
        netif_set_link_down(&p->netif);
    }
    p->client.on_link(p->client.ctx, is_linked);
}

void fw_port_add(struct fw_port *p, struct board *b, enum board_port port, const uint8_t mac[6], const char *host_name,
                 const struct fw_port_client *client)
{
    *p = (struct fw_port){.board = b, .port = port, .wan_vlan = -1, .client = *client};
    ip4_addr_t none = {0};
    struct netif *added = netif_add(&p->netif, &none, &none, &none, p, init_netif, ethernet_input);
    RT_ASSERT(added != NULL); /* allocates nothing */
    memcpy(p->netif.hwaddr, mac, ETH_HWADDR_LEN);
    netif_set_hostname(&p->netif, host_name);
    if (port == BOARD_PORT_WAN) {
        netif_set_default(&p->netif);
    }
    netif_set_up(&p->netif);
    if (board_nic_is_linked(b, port)) {
        netif_set_link_up(&p->netif);
    }
    struct board_nic_client nic = {.on_frame = on_frame, .on_link = on_link, .ctx = p};
    board_nic_attach_client(b, port, &nic);
}

void fw_port_remove(struct fw_port *p)
{
    p->is_muted = true;
    board_nic_attach_client(p->board, p->port, NULL);
    dhcp_release_and_stop(&p->netif);
    dhcp_cleanup(&p->netif);
    netif_remove(&p->netif);
}

void fw_port_set_address(struct fw_port *p, uint32_t ip, uint32_t netmask, uint32_t gateway)
{
    ip4_addr_t a = {lwip_htonl(ip)};
    ip4_addr_t m = {lwip_htonl(netmask)};
    ip4_addr_t g = {lwip_htonl(gateway)};
    netif_set_addr(&p->netif, &a, &m, &g);
}

void fw_port_set_link(struct fw_port *p, const struct fw_port_link *link)
{
    p->link = link != NULL ? *link : (struct fw_port_link){.input = NULL};
    p->netif.flags = (u8_t)(link != NULL ? p->netif.flags & ~ETHERNET_FLAGS : p->netif.flags | ETHERNET_FLAGS);
    p->netif.mtu = ETHERNET_MTU;
}

void fw_port_input_ip(struct fw_port *p, const uint8_t *packet, size_t n)
{
    /* With room for the header of the port that the router sends it on by. */
    struct pbuf *buf = n < IP_HLEN ? NULL : pbuf_alloc(PBUF_LINK, (u16_t)n, PBUF_POOL);
    if (buf == NULL) {
        return; /* too short, or no memory */
    }
    (void)pbuf_take(buf, packet, (u16_t)n); /* the buffer has its size */
    fw_lwip_catch_up();
    if ((rt_be16(packet + 6) & (IP_MF | IP_OFFMASK)) != 0) {
        fw_lwip_saw_fragment();
    }
    (void)ip4_input(buf, &p->netif); /* it frees the buffer in any case */
    fw_answer_end(p);
}

void fw_dhcp_hook_append(struct netif *netif, uint8_t state, uint8_t *options, size_t max, uint8_t msg_type,
                         uint16_t *n_options)
{
    const struct fw_port *p = netif->state;
    (void)state; /* the message type says enough */
    if (p->dhcp != NULL) {
        *n_options = p->dhcp->append(p->dhcp_ctx, options, max, msg_type, *n_options);
    }
}

void fw_dhcp_hook_parse(struct netif *netif, uint8_t option, uint8_t n, struct pbuf *buf, uint16_t offset)
{
    const struct fw_port *p = netif->state;
    if (p->dhcp != NULL) {
        p->dhcp->parse(p->dhcp_ctx, option, n, buf, offset);
    }
}

static bool is_neighbour(const ip4_addr_t *a, const struct netif *netif)
{
    return !ip4_addr_isany_val(*netif_ip4_addr(netif)) &&
           ip4_addr_netcmp(a, netif_ip4_addr(netif), netif_ip4_netmask(netif));
}

/* By the port that has the source address; but an answer of the Internet port's address to a host of the LAN, which had
 * asked for that address, leaves by the LAN port. */
struct netif *fw_netif_hook_route(const ip4_addr_t *src, const ip4_addr_t *dest)
{
    struct netif *netif, *of_src = NULL, *of_dest = NULL;
    /* NOLINTNEXTLINE(misc-redundant-expression): a macro of lwIP */
    if (src == NULL || ip4_addr_isany(src)) {
        return NULL;
    }
    NETIF_FOREACH(netif)
    {
        if (netif_is_up(netif) && netif_is_link_up(netif)) {
            of_src = ip4_addr_cmp(netif_ip4_addr(netif), src) ? netif : of_src;
            of_dest = of_dest == NULL && is_neighbour(dest, netif) ? netif : of_dest;
        }
    }
    bool is_turned = of_src == netif_default && of_src != NULL && of_dest != NULL && !is_neighbour(dest, of_src);
    return is_turned ? of_dest : of_src;
}

/* Whether it is an address of that port, or the broadcast address of its network. */
static bool is_address_of(const ip4_addr_t *a, const struct netif *netif)
{
    return !ip4_addr_isany_val(*netif_ip4_addr(netif)) &&
           (ip4_addr_cmp(a, netif_ip4_addr(netif)) || ip4_addr_isbroadcast(a, netif));
}

/* lwIP takes a packet for any of its addresses, whatever port it came in by; a router does not let the Internet side at
 * its LAN address (RFC 1122 section 3.3.4.2, the strong model). guess: from the LAN the Internet address is reached, as
 * with other routers. */
static bool is_for_another_port(const ip4_addr_t *dest, const struct netif *input)
{
    const struct netif *netif;
    if (ip4_addr_get_u32(dest) == IPADDR_BROADCAST || is_address_of(dest, input)) {
        return false;
    }
    NETIF_FOREACH(netif)
    {
        if (netif != input && is_address_of(dest, netif)) {
            return true;
        }
    }
    return false;
}

/* The last fragment says it. */
static bool is_long_ping(const struct pbuf *p)
{
    const struct ip_hdr *ip = p->payload;
    size_t at = (size_t)(lwip_ntohs(IPH_OFFSET(ip)) & IP_OFFMASK) * 8;
    size_t n = lwip_ntohs(IPH_LEN(ip));
    return IPH_PROTO(ip) == IP_PROTO_ICMP && at + n >= FW_NET_LONG_PING + IP_HLEN;
}

int fw_netif_hook_input(struct pbuf *p, struct netif *input)
{
    struct fw_port *port = input->state;
    ip4_addr_t dest;
    if (p->len < IP_HLEN) {
        return 0; /* lwIP drops short packets itself */
    }
    ip4_addr_copy(dest, ((const struct ip_hdr *)p->payload)->dest);
    if (port->port == BOARD_PORT_WAN && is_for_another_port(&dest, input)) {
        (void)pbuf_free(p);
        return 1;
    }
    if (is_long_ping(p) && (is_address_of(&dest, input) || is_for_another_port(&dest, input))) {
        port->client.on_long_ping(port->client.ctx);
        (void)pbuf_free(p);
        return 1;
    }
    if (port->router.input != NULL && port->router.input(port->router.ctx, port, p)) {
        return 1;
    }
    fw_udp_saw_packet(p);
    fw_answer_note(port, p);
    return 0;
}

/* A SYN offers the segment size of the model (nmap-os-db: units of the SPA2102 family, PAP2T). */
#define MSS_OPTION 0x02040000u /* kind 2, length 4: RFC 793 section 3.1 */

uint32_t *fw_tcp_hook_header(const struct tcp_hdr *header, uint32_t *options_end)
{
    const struct fw_port *port = netif_list->state; /* the unit's ports are alike */
    if ((TCPH_FLAGS(header) & TCP_SYN) != 0 && port->tcp_mss != 0) {
        options_end[-1] = lwip_htonl(MSS_OPTION | port->tcp_mss); /* the only option of a SYN: lwipopts.h */
    }
    return options_end;
}
