/* SPDX-License-Identifier: MIT */
#include "dhcp.h"
#include "claim.h"
#include "wan_priv.h"
#include <board/board.h>
#include <fw/element.h>
#include <fw/log.h>
#include <fw/stack.h>
#include <rt/mem.h>
#include <rt/str.h>
#include <string.h>
#include "lwip/dhcp.h"
#include "lwip/pbuf.h"
#include "lwip/prot/dhcp.h"
#include "lwip/prot/ethernet.h"

/* RFC 2132 numbers that lwIP's header lacks or names otherwise. */
enum {
    OPTION_HOST_NAME = 12,
    OPTION_DOMAIN = 15,
    OPTION_VENDOR_CLASS = 60,
    OPTION_CLIENT_ID = 61,
    OPTION_TFTP_SERVER = 66
};

/* io-wait is up while a reply is awaited, but not for ever: a network without a server must not hold the clock. */
enum { IO_WAIT_TRIES = 3 };

/* Options requested in addition to lwIP's own list (netmask, router, broadcast). 66: Linksys configuration file of
 * the provisioning community; the others are what the status page shows. guess: the order, and 42. */
static const uint8_t wanted[] = {DHCP_OPTION_DNS_SERVER, OPTION_HOST_NAME, OPTION_DOMAIN, DHCP_OPTION_NTP,
                                 OPTION_TFTP_SERVER};

static struct dhcp *lwip_dhcp(const struct fw_dhcp *d)
{
    return netif_dhcp_data(&d->port->netif);
}

static uint8_t lwip_state(const struct fw_dhcp *d)
{
    const struct dhcp *dhcp = lwip_dhcp(d);
    return dhcp == NULL ? DHCP_STATE_OFF : dhcp->state;
}

/* --- options out --------------------------------------------------------------------------------------------- */

/* The offset of an option's code byte, or n. */
static size_t find_option(const uint8_t *options, size_t n, uint8_t code)
{
    size_t i = 0;
    while (i + 1 < n && options[i] != code) {
        i += options[i] == DHCP_OPTION_PAD ? 1u : 2u + options[i + 1];
    }
    return i + 1 < n ? i : n;
}

/* lwIP's request list is a constant in its source, so the encoded list is extended in place. */
static uint16_t extend_request_list(uint8_t *options, size_t max, uint16_t n)
{
    size_t at = find_option(options, n, DHCP_OPTION_PARAMETER_REQUEST_LIST);
    if (at == n || (size_t)n + sizeof wanted > max) {
        return n;
    }
    size_t end = at + 2 + options[at + 1];
    memmove(options + end + sizeof wanted, options + end, n - end);
    memcpy(options + end, wanted, sizeof wanted);
    options[at + 1] = (uint8_t)(options[at + 1] + sizeof wanted);
    return (uint16_t)(n + sizeof wanted);
}

static uint16_t put_option(uint8_t *options, size_t max, uint16_t n, uint8_t code, const void *value, size_t n_value)
{
    /* One byte stays free for the end mark. */
    if (n_value == 0 || n + 2 + n_value + 1 > max || find_option(options, n, code) != n) {
        return n;
    }
    options[n] = code;
    options[n + 1] = (uint8_t)n_value;
    memcpy(options + n + 2, value, n_value);
    return (uint16_t)(n + 2 + n_value);
}

static uint16_t put_text(uint8_t *options, size_t max, uint16_t n, uint8_t code, const char *text)
{
    return put_option(options, max, n, code, text, strnlen(text, FW_DHCP_TEXT_MAX));
}

/* Option 61, the hardware address: lease tables of servers in the field. In every message: RFC 2131 section 4.2. */
static uint16_t put_client_id(const struct fw_dhcp *d, uint8_t *options, size_t max, uint16_t n)
{
    uint8_t id[1 + ETH_HWADDR_LEN] = {1}; /* Ethernet */
    memcpy(id + 1, d->port->netif.hwaddr, ETH_HWADDR_LEN);
    return put_option(options, max, n, OPTION_CLIENT_ID, id, sizeof id);
}

/* Option 50 of a DISCOVER, the former address: a recorded DISCOVER of a Sipura unit. */
static uint16_t put_former_address(const struct fw_dhcp *d, uint8_t *options, size_t max, uint16_t n)
{
    struct fw_lease lease;
    if (fw_lease_load(d->config.params, &lease) != RT_OK) {
        return n;
    }
    uint32_t ip = lwip_htonl(lease.ip);
    return put_option(options, max, n, DHCP_OPTION_REQUESTED_IP, &ip, sizeof ip);
}

static uint16_t append_options(void *ctx, uint8_t *options, size_t max, uint8_t msg_type, uint16_t n)
{
    const struct fw_dhcp *d = ctx;
    if (msg_type == DHCP_DISCOVER || msg_type == DHCP_REQUEST) {
        n = extend_request_list(options, max, n);
        n = put_text(options, max, n, OPTION_VENDOR_CLASS, d->config.vendor_class);
        /* lwIP names the host in requests only. */
        n = put_text(options, max, n, OPTION_HOST_NAME, netif_get_hostname(&d->port->netif));
    }
    if (msg_type == DHCP_DISCOVER) {
        n = put_former_address(d, options, max, n);
    }
    return put_client_id(d, options, max, n);
}

/* --- options in ---------------------------------------------------------------------------------------------- */

static void read_addresses(uint32_t out[2], struct pbuf *p, uint16_t offset, uint8_t n)
{
    uint32_t words[2] = {0};
    uint16_t n_got = pbuf_copy_partial(p, words, n < sizeof words ? n : sizeof words, offset);
    out[0] = n_got >= 4 ? lwip_ntohl(words[0]) : 0;
    out[1] = n_got >= 8 ? lwip_ntohl(words[1]) : 0;
}

/* Text from a server: some pad it with NULs (RFC 2132 section 2); other control characters invalidate it. */
static void read_text(char *out, size_t out_size, struct pbuf *p, uint16_t offset, uint8_t n)
{
    char text[256];
    size_t n_got = pbuf_copy_partial(p, text, n, offset);
    while (n_got > 0 && text[n_got - 1] == '\0') {
        n_got--;
    }
    for (size_t i = 0; i < n_got; i++) {
        if ((unsigned char)text[i] <= ' ' || text[i] == 0x7f) {
            n_got = 0;
        }
    }
    (void)rt_str_copy(out, out_size, rt_str_n(text, n_got)); /* too long: ignored */
}

static void parse_option(void *ctx, uint8_t option, uint8_t n, struct pbuf *p, uint16_t offset)
{
    struct fw_dhcp *d = ctx;
    struct fw_wan_offer *o = &d->heard;
    switch (option) {
    case DHCP_OPTION_DNS_SERVER:
        read_addresses(o->dns, p, offset, n);
        break;
    case DHCP_OPTION_NTP:
        read_addresses(o->ntp, p, offset, n);
        break;
    case OPTION_TFTP_SERVER:
        read_text(o->tftp_server, sizeof o->tftp_server, p, offset, n);
        break;
    case OPTION_DOMAIN:
        read_text(o->domain, sizeof o->domain, p, offset, n);
        break;
    default:
        break;
    }
}

/* --- frames -------------------------------------------------------------------------------------------------- */

static const struct fw_port_dhcp hooks = {append_options, parse_option};

static void before_frame(void *state, const uint8_t *frame, size_t n)
{
    struct fw_dhcp *d = state;
    if (d->is_last_known && wan_is_claimed(d->port, frame, n)) {
        d->is_duplicate = true; /* another host has it meanwhile: without a server it is given up */
        d->is_last_known = false;
        fw_port_set_address(d->port, 0, 0, 0);
    }
    d->heard = (struct fw_wan_offer){0};
    d->state_before = lwip_state(d);
}

static bool awaits_ack(uint8_t state)
{
    return state == DHCP_STATE_REQUESTING || state == DHCP_STATE_RENEWING || state == DHCP_STATE_REBINDING ||
           state == DHCP_STATE_REBOOTING;
}

static void ask_later(struct fw_dhcp *d)
{
    dhcp_release_and_stop(&d->port->netif);
    board_timer_start(d->port->board, &d->nak_timer, (uint64_t)FW_DHCP_NAK_PAUSE_S * BOARD_US_PER_S);
}

static void on_nak(struct fw_dhcp *d)
{
    d->n_naks++;
    fw_log_develop(d->config.log, RT_LOG_WARN, "dhcp", "the server refused the address (DHCPNAK)");
    if (d->n_naks >= 2) {
        ask_later(d);
    }
}

static void after_frame(void *state)
{
    struct fw_dhcp *d = state;
    if (!awaits_ack(d->state_before)) {
        return;
    }
    uint8_t now = lwip_state(d);
    if (now == DHCP_STATE_BOUND || (now == DHCP_STATE_CHECKING && d->state_before == DHCP_STATE_REQUESTING)) {
        uint32_t ip = lwip_ntohl(ip4_addr_get_u32(&lwip_dhcp(d)->offered_ip_addr));
        if (!rt_ipv4_is_host(ip)) {
            fw_log_develop(d->config.log, RT_LOG_WARN, "dhcp", "the server gives an address that no host has");
            ask_later(d);
            return;
        }
        d->offer = d->heard; /* the frame was the ACK */
        d->offer.lease_s = lwip_dhcp(d)->offered_t0_lease;
    } else if (now == DHCP_STATE_SELECTING) {
        on_nak(d);
    }
}

/* --- state ------------------------------------------------------------------------------------------------ */

static void look_at_lease(struct fw_dhcp *d)
{
    const struct netif *netif = &d->port->netif;
    struct fw_lease lease = {
        .ip = lwip_ntohl(ip4_addr_get_u32(netif_ip4_addr(netif))),
        .netmask = lwip_ntohl(ip4_addr_get_u32(netif_ip4_netmask(netif))),
        .gateway = lwip_ntohl(ip4_addr_get_u32(netif_ip4_gw(netif))),
        .dns = {d->offer.dns[0], d->offer.dns[1]},
        .server = lwip_ntohl(ip4_addr_get_u32(ip_2_ip4(&lwip_dhcp(d)->server_ip_addr))),
    };
    d->is_duplicate = false;
    d->is_last_known = false;
    d->n_naks = 0;
    board_timer_stop(d->port->board, &d->last_known_timer);
    d->offer.server = lease.server;
    if (memcmp(&lease, &d->lease, sizeof lease) != 0) {
        d->lease = lease;
        enum rt_err err = fw_lease_store(d->config.params, &lease);
        if (err != RT_OK) {
            fw_log_develop(d->config.log, RT_LOG_WARN, "dhcp", "the address could not be stored: %s", rt_err_text(err));
        }
    }
}

static void look_at_search(struct fw_dhcp *d, uint8_t state)
{
    struct board *b = d->port->board;
    bool has_address = !ip4_addr_isany(netif_ip4_addr(&d->port->netif));
    if (state == DHCP_STATE_BACKING_OFF) {
        d->is_duplicate = true;
    }
    if (!board_nic_is_linked(b, d->port->port)) {
        d->is_duplicate = false; /* the next network is another one */
    }
    if (d->is_last_known && !has_address) {
        d->is_last_known = false; /* the server has refused it */
    }
    if (!d->is_last_known && has_address && state == DHCP_STATE_SELECTING) {
        /* The cable was unplugged, and no server confirms the old address. lwIP would keep it. */
        fw_port_set_address(d->port, 0, 0, 0);
    }
    if (d->is_duplicate || !board_nic_is_linked(b, d->port->port)) {
        board_timer_stop(b, &d->last_known_timer);
    } else if (!d->is_last_known && !board_timer_is_running(&d->last_known_timer)) {
        board_timer_start(b, &d->last_known_timer, (uint64_t)FW_DHCP_LAST_KNOWN_AFTER_S * BOARD_US_PER_S);
    }
}

static void look_at_io_wait(struct fw_dhcp *d, uint8_t state)
{
    const struct dhcp *dhcp = lwip_dhcp(d);
    bool is_waiting = dhcp != NULL && dhcp->request_timeout > 0 && dhcp->tries <= IO_WAIT_TRIES &&
                      board_nic_is_linked(d->port->board, d->port->port) &&
                      (state == DHCP_STATE_SELECTING || awaits_ack(state));
    if (is_waiting && !d->is_waiting) {
        board_io_wait_raise(d->port->board);
    } else if (!is_waiting && d->is_waiting) {
        board_io_wait_lower(d->port->board);
    }
    d->is_waiting = is_waiting;
}

static void look_at_revalidation(struct fw_dhcp *d, bool is_bound)
{
    uint32_t minutes = fw_element_u32(d->config.params, FW_EL_REVALIDATE_TIMER);
    if (!is_bound || minutes == 0) {
        board_timer_stop(d->port->board, &d->revalidate_timer);
    } else if (!board_timer_is_running(&d->revalidate_timer)) {
        board_timer_start(d->port->board, &d->revalidate_timer, (uint64_t)minutes * 60u * BOARD_US_PER_S);
    }
}

static enum fw_net_state look(void *ctx)
{
    struct fw_dhcp *d = ctx;
    uint8_t state = lwip_state(d);
    bool is_bound = dhcp_supplied_address(&d->port->netif) != 0;
    if (is_bound) {
        look_at_lease(d);
    } else {
        look_at_search(d, state);
    }
    look_at_io_wait(d, state);
    look_at_revalidation(d, is_bound);
    fw_lwip_arm();
    if (is_bound) {
        return FW_NET_UP;
    }
    if (d->is_duplicate) {
        return FW_NET_DUPLICATE; /* the offered address is in use by another; asking again */
    }
    return d->is_last_known ? FW_NET_LAST_KNOWN : FW_NET_SEARCHING;
}

static const struct fw_wan_offer *offer(const void *state)
{
    const struct fw_dhcp *d = state;
    return &d->offer;
}

/* --- timers, start, stop
 * ------------------------------------------------------------------------------------------- */

static void on_last_known_timer(void *ctx, struct board_timer *t)
{
    struct fw_dhcp *d = ctx;
    struct fw_lease lease;
    if (fw_lease_load(d->config.params, &lease) != RT_OK) {
        /* A unit that never had an address: check again in a minute, which bounds how late it notices. */
        board_timer_start(d->port->board, t, (uint64_t)FW_DHCP_LAST_KNOWN_AFTER_S * BOARD_US_PER_S);
        return;
    }
    d->lease = lease;
    d->offer = (struct fw_wan_offer){.dns = {lease.dns[0], lease.dns[1]}, .server = lease.server};
    d->is_last_known = true;
    fw_port_set_address(d->port, lease.ip, lease.netmask, lease.gateway);
    d->config.on_change(d->config.ctx);
}

/* guess: the unit asks for its lease again, as when half of it is over (RFC 2131 section 4.4.5). */
static void on_revalidate_timer(void *ctx, struct board_timer *t)
{
    struct fw_dhcp *d = ctx;
    (void)t; /* look_at_revalidation() starts it again */
    if (lwip_state(d) == DHCP_STATE_BOUND) {
        (void)dhcp_renew(&d->port->netif); /* without memory: next time */
    }
    d->config.on_change(d->config.ctx);
}

static void on_nak_timer(void *ctx, struct board_timer *t)
{
    struct fw_dhcp *d = ctx;
    (void)t; /* the only one that comes here */
    if (dhcp_start(&d->port->netif) != ERR_OK) {
        board_timer_start(d->port->board, t, (uint64_t)FW_DHCP_NAK_PAUSE_S * BOARD_US_PER_S);
    }
    d->config.on_change(d->config.ctx);
}

static enum rt_err start(void **state, const struct fw_wan_start *config)
{
    struct fw_port *port = config->port;
    struct fw_dhcp *d = rt_mem_alloc(sizeof *d);
    *state = NULL;
    if (d == NULL) {
        return RT_ENOMEM;
    }
    d->config = *config;
    d->port = port;
    board_timer_init(&d->last_known_timer, "dhcp last known", BOARD_PRIORITY_FIRMWARE, on_last_known_timer, d);
    board_timer_init(&d->revalidate_timer, "dhcp revalidate", BOARD_PRIORITY_FIRMWARE, on_revalidate_timer, d);
    board_timer_init(&d->nak_timer, "dhcp nak", BOARD_PRIORITY_FIRMWARE, on_nak_timer, d);
    port->dhcp = &hooks;
    port->dhcp_ctx = d;
    if (dhcp_start(&port->netif) != ERR_OK) {
        port->dhcp = NULL;
        rt_mem_free(d);
        return RT_ENOMEM;
    }
    *state = d;
    return RT_OK;
}

static void stop(void *state)
{
    struct fw_dhcp *d = state;
    board_timer_stop(d->port->board, &d->last_known_timer);
    board_timer_stop(d->port->board, &d->nak_timer);
    board_timer_stop(d->port->board, &d->revalidate_timer);
    if (d->is_waiting) {
        board_io_wait_lower(d->port->board);
    }
    /* A way that another one follows; when the unit stops, its ports are mute already. */
    dhcp_release_and_stop(&d->port->netif);
    dhcp_cleanup(&d->port->netif);
    fw_port_set_address(d->port, 0, 0, 0);
    d->port->dhcp = NULL;
    rt_mem_free(d);
}

const struct fw_wan_method wan_dhcp = {.name = "DHCP",
                                       .start = start,
                                       .stop = stop,
                                       .look = look,
                                       .offer = offer,
                                       .before_frame = before_frame,
                                       .after_frame = after_frame};
