/* SPDX-License-Identifier: MIT */
/*
 * One Ethernet port between the board's NIC and lwIP. Two of them: WAN (the default route) and LAN.
 *
 * Owner: fw_net; a way to an address (firmware/wan) works on it. The struct is a member; nothing is allocated but what
 * lwIP allocates.
 */
#pragma once
#include <board/nic.h>
#include <fw/net.h>
#include <stdbool.h>
#include "lwip/netif.h"

struct board;
struct pbuf;

struct fw_port_client {
    /* Around each frame that goes up into lwIP. */
    void (*before_frame)(void *ctx, const uint8_t *frame, size_t n);
    void (*after_frame)(void *ctx);
    void (*on_link)(void *ctx, bool is_linked);
    void (*on_long_ping)(void *ctx); /* fw_net_config */
    void *ctx;
};

/* What a DHCP client has to say to lwIP's: what it sends, and what it reads in an answer. */
struct fw_port_dhcp {
    /* options: n bytes of them are there; returns how many are then. */
    uint16_t (*append)(void *ctx, uint8_t *options, size_t max, uint8_t msg_type, uint16_t n);
    void (*parse)(void *ctx, uint8_t option, uint8_t n, struct pbuf *p, uint16_t offset);
};

struct fw_port;

/* What a router does with the packets of a port. Functions NULL: there is no router. */
struct fw_port_router {
    /* An IPv4 packet came in; lwIP has looked at its version only. True: it was taken, and the buffer freed. */
    bool (*input)(void *ctx, struct fw_port *from, struct pbuf *packet);
    /* A frame came in. Returns the port whose stack takes it; NULL: none. */
    struct fw_port *(*frame)(void *ctx, struct fw_port *from, const uint8_t *frame, size_t n);
    /* The ports that a frame of this port's stack leaves by: bits, 1 << enum board_port. */
    unsigned (*output)(void *ctx, const struct fw_port *from, const uint8_t *frame);
    /* A frame of n bytes left by this port. NULL: of no interest. */
    void (*sent)(void *ctx, const struct fw_port *from, size_t n);
    void *ctx;
};

/* What carries IP on a port in place of plain Ethernet: PPPoE. Functions NULL: plain Ethernet. */
struct fw_port_link {
    /* Every frame that came in for the unit; lwIP sees none. */
    void (*input)(void *ctx, const uint8_t *frame, size_t n);
    /* An IP packet that leaves. False: it is lost. */
    bool (*output)(void *ctx, struct pbuf *packet);
    void *ctx;
};

struct fw_port {
    struct netif netif;
    struct board *board;
    enum board_port port;
    bool is_muted;      /* the unit stops: nothing leaves any more */
    bool is_passing_on; /* what leaves now is another's: the router sends it on */
    bool is_reply_shaped;
    struct { /* the packet that lwIP is at */
        bool is_tcp;
        uint8_t flags;
        uint32_t end; /* the sequence number behind it */
    } answering;
    /* Every frame at the Internet port has this tag, of the unit and of hosts behind a bridge; -1: none has. The same
     * in both ports. */
    int wan_vlan;
    uint8_t cos;      /* of the frames that are sent now, 0 to 7 */
    uint16_t tcp_mss; /* segment size that a SYN offers; 0: TCP_MSS */
    struct fw_net_counters counters;
    const struct fw_port_dhcp *dhcp; /* the client that runs on this port; NULL: none */
    void *dhcp_ctx;
    struct fw_port_client client;
    struct fw_port_router router;
    struct fw_port_link link;
};

/* Adds the port to lwIP, without address, up. host_name is borrowed for the life of the port. */
void fw_port_add(struct fw_port *p, struct board *b, enum board_port port, const uint8_t mac[6], const char *host_name,
                 const struct fw_port_client *client);
/* Removes it again, silently. */
void fw_port_remove(struct fw_port *p);
/* A frame of any host as it is, but for the tag; to any of the two ports. */
enum rt_err fw_port_put(const struct fw_port *p, enum board_port port, const uint8_t *frame, size_t n);
/* Host order; 0, 0, 0 takes the address away. */
void fw_port_set_address(struct fw_port *p, uint32_t ip, uint32_t netmask, uint32_t gateway);
/* NULL: plain Ethernet again, with its MTU. The port has no address at that time. */
void fw_port_set_link(struct fw_port *p, const struct fw_port_link *link);
/* For a link: a frame that leaves, as lwIP's would; false: it is lost. A packet that came, which lwIP takes. */
bool fw_port_send(struct fw_port *p, const uint8_t *frame, size_t n);
void fw_port_input_ip(struct fw_port *p, const uint8_t *packet, size_t n);
