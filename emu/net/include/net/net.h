/* SPDX-License-Identifier: MIT */
/*
 * A network behind one Ethernet port of the unit. Back ends are equals behind this header: the user-mode network
 * (user.c) is the first.
 *
 * The segment at the Internet port is always the same (the numbers of the guide's tutorial, chapter 3: PC
 * 192.168.1.200, SPA 192.168.1.100):
 *
 *    192.168.1.1     gateway to the host's network
 *    192.168.1.3     names as the host knows them
 *    192.168.1.100   the unit, by DHCP
 *    192.168.1.200   "the PC": the provider, and the browser
 *
 * A back end calls board_nic_deliver() for what comes from outside and gets what the unit sends from the wire.
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
    struct emu_port_map map[EMU_PORT_MAPS_MAX];
    size_t n;
};
/* An emu_option_parse_fn over struct emu_port_maps: appends one. */
const char *emu_parse_port_map(const char *value, void *maps);
/* The map of that port, or NULL. */
const struct emu_port_map *emu_port_map_find(const struct emu_port_maps *maps, uint8_t protocol, uint16_t unit_port);

/* The default of --wan: run and console reach the Internet, every other command is closed. */
#define EMU_REACH_PRESET "user; demo: lab"
/* What the command line says about the network. */
struct emu_net_options {
    struct emu_port_maps maps;
    uint16_t forward_port; /* of 127.0.0.1, to the unit's port 80; 0: none */
    enum emu_reach reach;  /* of everything else */
    bool is_unplugged;     /* the cable is out at the start */
};
extern const struct emu_option_group emu_net_option_group; /* over struct emu_net_options */

/* Called with each frame of the unit before the back end sees it. True: consumed. */
typedef bool emu_net_tap_fn(void *ctx, const uint8_t *frame, size_t n);

struct emu_net_config {
    struct board *board;
    enum board_port port;
    const struct rt_log *log;
    struct emu_faults *faults; /* every frame goes through them; borrowed */
    emu_net_tap_fn *tap;       /* may be NULL */
    void *tap_ctx;
    struct emu_net_options options;
    const char *lab_http_path;  /* unix socket of the web server at 192.168.1.200:80; NULL: none */
    const char *lab_https_path; /* the same at port 443 */
};

/* down: what a back end must have. */
struct emu_net_ops {
    void (*fill)(void *ctx, struct emu_pollset *set);
    bool (*handle)(void *ctx, const struct emu_pollset *set);
    bool (*is_due)(void *ctx); /* as of a struct emu_source */
    /* A unix socket whose connections arrive at the unit's port as from 192.168.1.200. */
    enum rt_err (*open_door)(void *ctx, const char *path, uint32_t unit_ip, uint16_t unit_port);
    void (*close_door)(void *ctx, const char *path);
    void (*destroy)(void *ctx);
};

/* The first member of every back end. */
struct emu_net {
    const struct emu_net_ops *ops;
    uint64_t n_outside; /* packets to and from peers outside virtual time */
    uint64_t n_sockets; /* sockets of the host that were opened for them */
};

/* The user-mode network (libslirp): no rights needed. */
enum emu_exit emu_user_create(struct emu_net **out, const struct emu_net_config *config, struct emu_error *error);

void emu_net_destroy(struct emu_net *net); /* NULL is allowed */
struct emu_source emu_net_source(struct emu_net *net);
