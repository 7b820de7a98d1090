/* SPDX-License-Identifier: MIT */
/*
 * One libslirp: it ends connections in this process and opens sockets of the host for them. Which packets it gets, and
 * what becomes of its own, its owner decides (user.c, pc.c); it knows neither.
 *
 * Time: slirp's clock is the board clock, and it is polled at instants that only depend on what the unit and the lab
 * do, so the exchange between the two is the same in every run. Its unix sockets (lab, doors) are part of that; its
 * Internet sockets are not, and count as outside.
 */
#pragma once
#include <net/net.h>

struct emu_slirp;

struct emu_slirp_config {
    struct board *board;
    enum board_port port;
    const struct rt_log *log;
    struct emu_net *net; /* its counters */
    uint32_t network, mask, host, names, guest;
    /* A packet of slirp's; it may be changed. */
    void (*on_packet)(void *ctx, uint8_t *frame, size_t n);
    void *ctx;
};

enum emu_exit emu_slirp_create(struct emu_slirp **out, const struct emu_slirp_config *config, struct emu_error *error);
void emu_slirp_destroy(struct emu_slirp *s); /* NULL is allowed */
/* A frame of the unit. */
void emu_slirp_input(struct emu_slirp *s, const uint8_t *frame, size_t n);
void emu_slirp_fill(struct emu_slirp *s, struct emu_pollset *set);
bool emu_slirp_handle(struct emu_slirp *s, const struct emu_pollset *set);
bool emu_slirp_is_due(const struct emu_slirp *s);

/* A server on a unix socket is found at ip:port. */
enum rt_err emu_slirp_add_server(struct emu_slirp *s, const char *path, uint32_t ip, uint16_t port);
/* A unix socket whose connections arrive at the guest. */
enum rt_err emu_slirp_open_door(struct emu_slirp *s, const char *path, uint32_t guest_ip, uint16_t port);
void emu_slirp_close_door(struct emu_slirp *s, const char *path);
/* Opens the host's ports of one forward. */
enum emu_exit emu_slirp_forward(struct emu_slirp *s, const struct emu_forward *f, uint32_t guest_ip,
                                struct emu_error *error);
/* Closes them. Connections that were accepted go on. */
void emu_slirp_unforward(struct emu_slirp *s, const struct emu_forward *f);
