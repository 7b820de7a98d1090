/* SPDX-License-Identifier: MIT */
/*
 * What the cable of one Ethernet port leads to: a segment with stations. Each frame of the unit goes to the stations,
 * each frame of a station to the unit and to the other stations, as through a switch; faults are on the unit's cable
 * (net/faults.h), so they are the same with every station.
 *
 *    unit --cable, faults--> segment +-- the user-mode network and the provider (user.c), or a PC (pc.c)
 *                                    +-- a tap, a network card, a VDE switch, a socket (wire.h)
 *
 * The numbers at the Internet port are those of the guide's tutorial, chapter 3 (PC 192.168.1.200, SPA 192.168.1.100):
 *
 *    192.168.1.1     gateway to the host's network
 *    192.168.1.3     names as the host knows them
 *    192.168.1.100   the unit, by DHCP
 *    192.168.1.200   "the PC": the provider, and the browser
 *
 * At the LAN port there is one PC, with the last host number of the unit's network: 192.168.0.254.
 */
#pragma once
#include <host/error.h>
#include <host/options.h>
#include <host/pollset.h>
#include <net/reach.h>
#include <board/nic.h>
#include <rt/err.h>
#include <stdbool.h>
#include <stdint.h>

struct board;
struct emu_faults;
struct emu_net;
struct rt_log;

#define EMU_NET_ADDRESS    0xc0a80100u
#define EMU_NET_MASK       0xffffff00u
#define EMU_NET_GATEWAY    0xc0a80101u
#define EMU_NET_HOST_NAMES 0xc0a80103u
#define EMU_NET_UNIT       0xc0a80164u
#define EMU_NET_PROVIDER   0xc0a801c8u

/* Every station on the segment except the unit has a MAC address derived from its IP address: 52:55:c0:a8:01:c8. */
void emu_net_mac(uint8_t mac[6], uint32_t ip);

/* A server on 127.0.0.1 of the host that the unit finds at 192.168.1.200: "udp:69=6969", "tcp:80=8080". */
struct emu_port_map {
    uint8_t protocol; /* EMU_PROTOCOL_TCP, _UDP */
    uint16_t unit_port, host_port;
};
#define EMU_PORT_MAPS_MAX 16u
struct emu_port_maps {
    size_t n;
    struct emu_port_map map[EMU_PORT_MAPS_MAX];
};
/* An emu_option_parse_fn over struct emu_port_maps: appends one. */
const char *emu_parse_port_map(const char *value, void *maps);
/* The map of that port, or NULL. */
const struct emu_port_map *emu_port_map_find(const struct emu_port_maps *maps, uint8_t protocol, uint16_t unit_port);

/* Ports of the host that lead to the unit: "8080", "wan:udp:5060", "lan:tcp:0.0.0.0:8080=80", "udp:16384-16482". */
struct emu_forward {
    enum board_port side;
    uint8_t protocol;                 /* EMU_PROTOCOL_TCP, _UDP */
    uint32_t host_ip;                 /* host order; 127.0.0.1 unless one is given */
    uint16_t host_port, unit_port, n; /* n ports in a row */
};
#define EMU_FORWARDS_MAX      16u
#define EMU_FORWARD_PORTS_MAX 128u /* of all; the unit's RTP range has 99 */
struct emu_forwards {
    size_t n;
    struct emu_forward forward[EMU_FORWARDS_MAX];
};
/* An emu_option_parse_fn over struct emu_forwards: appends one. */
const char *emu_parse_forward(const char *value, void *forwards);
/* The first one that leads to this TCP port; NULL: none. */
const struct emu_forward *emu_forward_find(const struct emu_forwards *forwards, enum board_port side,
                                           uint16_t unit_port);

/* The default of --wan: run and console reach the Internet, every other command is closed. */
#define EMU_REACH_PRESET "user; demo: lab"
#define EMU_WIRES_MAX    6u
/* What is at one port. */
struct emu_port_options {
    bool is_given;                   /* by the command line; else the user-mode network alone is there */
    bool is_unplugged;               /* the cable is out at the start */
    bool has_user;                   /* the user-mode network, or the PC */
    const char *wire[EMU_WIRES_MAX]; /* "tap:vspa0"; borrowed */
    size_t n_wires;
};
/* What the command line says about the network. */
struct emu_net_options {
    struct emu_port_maps maps;
    struct emu_forwards forwards;
    enum emu_reach reach; /* of everything else */
    struct emu_port_options port[BOARD_N_PORTS];
};
/* Is the user-mode network (the PC) at that port? */
bool emu_net_has_user(const struct emu_net_options *options, enum board_port port);
/* What is wanted together and cannot be. rate: of the pace; 1 is real time. */
enum emu_exit emu_net_check(const struct emu_net_options *options, uint32_t rate, struct emu_error *error);
/* Is the cable in at the start? */
bool emu_net_is_plugged(const struct emu_net_options *options, enum board_port port);
extern const struct emu_option_group emu_net_option_group; /* over struct emu_net_options */

/* ---- the segment ---- */

struct emu_net_config {
    struct board *board;
    enum board_port port;
    const struct rt_log *log;
    struct emu_faults *faults; /* of the unit's cable; borrowed */
    uint32_t rate;             /* virtual seconds in a real one; 0: warp */
    uint64_t *n_outside;       /* counts packets to and from peers outside virtual time; borrowed */
};
/* A segment without stations, at the unit's cable. RT_ENOMEM. */
enum rt_err emu_net_create(struct emu_net **out, const struct emu_net_config *config);
/* With its stations. NULL is allowed. */
void emu_net_destroy(struct emu_net *net);
struct emu_source emu_net_source(struct emu_net *net);
/* A unix socket whose connections arrive at the unit's port as from the PC. RT_ENOTSUP: no station can do that. */
enum rt_err emu_net_open_door(struct emu_net *net, const char *path, uint32_t unit_ip, uint16_t unit_port);
void emu_net_close_door(struct emu_net *net, const char *path);
/* Sockets of the host that stations opened for the unit's packets. */
uint64_t emu_net_n_sockets(const struct emu_net *net);

/* ---- stations ---- */

/* The ways out of this process that the options name, in their order. */
enum emu_exit emu_wires_add(struct emu_net *net, const struct emu_net_options *options, struct emu_error *error);
/* The wires at the segment: "tap:vspa0, vde:/tmp/s"; "": none, the virtual network. Returns out. */
char *emu_net_describe(const struct emu_net *net, char *out, size_t out_size);

/* Called with each frame of the unit before the user-mode network sees it. True: consumed. */
typedef bool emu_net_tap_fn(void *ctx, const uint8_t *frame, size_t n);

/* The user-mode network (libslirp), and the provider on it. No rights needed. */
struct emu_user_config {
    emu_net_tap_fn *tap;       /* may be NULL */
    emu_net_tap_fn *tap_reply; /* the same for each frame that goes to the unit; may be NULL */
    void *tap_ctx;
    const struct emu_net_options *options;
    const char *lab_http_path;  /* unix socket of the web server at 192.168.1.200:80; NULL: none */
    const char *lab_https_path; /* the same at port 443 */
};
enum emu_exit emu_user_add(struct emu_net *net, const struct emu_user_config *config, struct emu_error *error);
/* A unix socket takes connections to this port of the provider. RT_ENOTSUP: there is no user-mode network. */
enum rt_err emu_user_serve(struct emu_net *net, const char *path, uint16_t port);
/* A frame from the provider's address. */
void emu_user_put(struct emu_net *net, const uint8_t *frame, size_t n);
/* The user-mode network is behind a switch that knows this VLAN (IEEE 802.1Q) only; -1: it has no tags. */
void emu_user_set_vlan(struct emu_net *net, int id);
/* A frame as if the unit had sent it. */
void emu_user_take(struct emu_net *net, const uint8_t *frame, size_t n);

/* What a DHCP server told the PC, host order. */
struct emu_pc_lease {
    uint32_t ip, netmask, router, dns, lease_s; /* ip 0: none */
};
/* The PC at this port asks for an address. RT_ENOTSUP: there is no PC. */
enum rt_err emu_pc_ask(struct emu_net *net);
bool emu_pc_is_asking(const struct emu_net *net);
const struct emu_pc_lease *emu_pc_lease(const struct emu_net *net);
/* One echo request, by its router. RT_ENOENT: it has no address yet. us: until the answer. */
enum rt_err emu_pc_ping(struct emu_net *net, uint32_t ip);
bool emu_pc_was_answered(const struct emu_net *net, uint64_t *us);

/* A PC at the LAN port: it answers ARP and ping, and browsers reach the unit through it. Nothing of the unit's leaves
 * by it but answers. */
enum emu_exit emu_pc_add(struct emu_net *net, const struct emu_forwards *forwards, struct emu_error *error);
