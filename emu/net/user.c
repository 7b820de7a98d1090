/* SPDX-License-Identifier: MIT */
/*
 * The user-mode network: libslirp ends the unit's connections in this process and opens sockets of its own.
 *
 * Time: slirp's clock is the board clock, and it is polled at instants that only depend on what the unit and the lab
 * do, so the exchange between the two is the same in every run. Its unix sockets (lab, doors) are part of that; its
 * Internet sockets are not, and count as outside.
 *
 * What may pass, and where it leads, is gate.h.
 */
#include <net/net.h>
#include <net/faults.h>
#include <net/packet.h>
#include "gate.h"
#include "relay.h"
#include <board/board.h>
#include <board/clock.h>
#include <rt/assert.h>
#include <rt/log.h>
#include <rt/mem.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <slirp/libslirp.h>

#define WEB_PORT      80u
#define HTTPS_PORT    443u
#define SLIRP_IDLE_MS 1000u /* what slirp asks for when it has no timer of its own */
/* A listening socket makes slirp request its slow timer for ever. Nothing in slirp lives longer than this without a
 * packet (UDP sockets: 240 s, TCP: less), so the timer is stopped after it. */
#define LINGER_US     (300u * (uint64_t)BOARD_US_PER_S)

struct user {
    struct emu_net net; /* first */
    struct board *board;
    enum board_port port;
    const struct rt_log *log;
    struct emu_faults *faults;
    emu_net_tap_fn *tap;
    void *tap_ctx;
    struct emu_gate gate;
    struct emu_relay *relay; /* to UDP port 69 of the host; NULL: no map leads there */
    bool has_forward;
    Slirp *slirp;
    struct sigaction pipe_before;
    struct board_timer wake;
    bool is_due;        /* slirp wants to be polled even if no descriptor is ready */
    uint64_t polled_ms; /* what slirp believes the time is */
    uint64_t last_us;   /* of the last packet in either direction */
};

static struct in_addr in_addr_of(uint32_t ip)
{
    return (struct in_addr){.s_addr = htonl(ip)};
}

/* slirp writes to sockets whose peer may be gone and does not suppress SIGPIPE. A closed terminal must still end the
 * program, so a handler checks whose write it was. The signal goes to the thread that writes, so the flag is exact.
 * Ignoring and restoring the signal around each call of slirp cost half of the system calls of a resync. */
static volatile sig_atomic_t n_in_slirp;

static void on_pipe(int number)
{
    if (n_in_slirp == 0) {
        (void)signal(number, SIG_DFL); /* and it ends the program when this handler returns */
        (void)raise(number);
    }
}

static void catch_pipe(struct user *u)
{
    const struct sigaction ours = {.sa_handler = on_pipe, .sa_flags = SA_RESTART};
    (void)sigaction(SIGPIPE, &ours, &u->pipe_before); /* cannot fail with these arguments */
    if (u->pipe_before.sa_handler == SIG_IGN) {
        (void)sigaction(SIGPIPE, &u->pipe_before, NULL); /* ignored by the parent process: keep it so */
    }
}

/* ---- what slirp calls ---- */

static ssize_t on_send_packet(const void *bytes, size_t n, void *opaque)
{
    struct user *u = opaque;
    uint8_t frame[BOARD_FRAME_MAX];
    if (n < BOARD_FRAME_MIN || n > sizeof frame) {
        rt_log(u->log, RT_LOG_WARN, "net", "dropped a frame of %zu bytes for the unit", n);
        return (ssize_t)n;
    }
    memcpy(frame, bytes, n);
    u->last_us = board_now_us(u->board);
    u->net.n_outside += emu_gate_in(&u->gate, frame, n) ? 1 : 0;
    emu_faults_to_unit(u->faults, frame, n);
    return (ssize_t)n;
}

static void on_guest_error(const char *message, void *opaque)
{
    struct user *u = opaque;
    rt_log(u->log, RT_LOG_WARN, "net", "%s", message);
}

static int64_t on_clock(void *opaque)
{
    struct user *u = opaque;
    return (int64_t)(board_now_us(u->board) * 1000u);
}

/* slirp's own timers serve IPv6 router advertisements only, and IPv6 is off: it never makes one. */
static void *on_timer_new(SlirpTimerCb fn, void *ctx, void *opaque)
{
    (void)fn;
    (void)ctx;
    (void)opaque;
    RT_ASSERT(false);
    return NULL;
}
static void on_timer_free(void *timer, void *opaque)
{
    (void)timer;
    (void)opaque;
}
static void on_timer_mod(void *timer, int64_t expire_ms, void *opaque)
{
    (void)timer;
    (void)expire_ms;
    (void)opaque;
}
/* Descriptors are asked for at each turn; nothing to keep but the count. */
static void on_socket_opened(int fd, void *opaque)
{
    struct user *u = opaque;
    (void)fd;
    u->net.n_sockets++;
}
static void on_socket_closed(int fd, void *opaque)
{
    (void)fd;
    (void)opaque;
}
static void on_notify(void *opaque)
{
    struct user *u = opaque;
    u->is_due = true;
}

static const SlirpCb callbacks = {
    .send_packet = on_send_packet,
    .guest_error = on_guest_error,
    .clock_get_ns = on_clock,
    .timer_new = on_timer_new,
    .timer_free = on_timer_free,
    .timer_mod = on_timer_mod,
    .register_poll_fd = on_socket_opened,
    .unregister_poll_fd = on_socket_closed,
    .notify = on_notify,
};

/* ---- what the unit sends ---- */

/* Is it an ARP request for the PC? Then it is answered. */
static bool answer_arp(struct user *u, const uint8_t *frame, size_t n)
{
    uint32_t target;
    uint32_t sender;
    uint8_t sender_mac[6];
    uint8_t our_mac[6];
    uint8_t reply[BOARD_FRAME_MAX];
    if (!emu_arp_parse_request(frame, n, &target, &sender, sender_mac) || target != EMU_NET_PROVIDER) {
        return false;
    }
    emu_net_mac(our_mac, target);
    emu_faults_to_unit(u->faults, reply, emu_arp_build_reply(reply, target, our_mac, sender, sender_mac));
    return true;
}

/* A closed port of the PC resets an incoming connection; other packets are lost. */
static void refuse(struct user *u, const uint8_t *frame, size_t n)
{
    struct emu_ip_view view;
    uint8_t reply[BOARD_FRAME_MAX];
    if (emu_ip_view(frame, n, &view) && view.protocol == EMU_PROTOCOL_TCP && emu_tcp_is_opening(frame, &view)) {
        emu_faults_to_unit(u->faults, reply, emu_tcp_build_reset(reply, frame, &view));
    }
}

static int no_revents(int index, void *opaque)
{
    (void)index;
    (void)opaque;
    return 0;
}

/* slirp reads its clock only when it is polled. Otherwise a packet after an idle hour would get a socket that expired
 * long ago, and its answer would be lost. An "error" leaves the descriptors for the loop's own turn. */
static void refresh_clock(struct user *u)
{
    uint64_t now_ms = board_now_ms(u->board);
    if (u->polled_ms != now_ms) {
        u->polled_ms = now_ms;
        n_in_slirp++;
        slirp_pollfds_poll(u->slirp, 1, no_revents, u);
        n_in_slirp--;
    }
}

/* What is left of the frames of the unit behind the faults. */
static void on_frame(void *ctx, enum board_port port, const uint8_t *bytes, size_t n)
{
    struct user *u = ctx;
    uint8_t frame[BOARD_FRAME_MAX];
    (void)port; /* attached to one */
    if (answer_arp(u, bytes, n) || (u->tap != NULL && u->tap(u->tap_ctx, bytes, n))) {
        return;
    }
    memcpy(frame, bytes, n);
    switch (emu_gate_out(&u->gate, frame, n)) {
    case EMU_GATE_NOWHERE:
        refuse(u, bytes, n);
        return;
    case EMU_GATE_OUTSIDE:
        u->net.n_outside++;
        break;
    case EMU_GATE_INSIDE:
        break;
    }
    u->is_due = true;
    u->last_us = board_now_us(u->board);
    refresh_clock(u);
    n_in_slirp++;
    slirp_input(u->slirp, frame, (int)n);
    n_in_slirp--;
}

static void on_wire(void *ctx, enum board_port port, const uint8_t *bytes, size_t n)
{
    struct user *u = ctx;
    (void)port; /* attached to one */
    emu_faults_from_unit(u->faults, bytes, n);
}

/* ---- the loop ---- */

struct filling {
    struct user *user;
    struct emu_pollset *set;
};

static int on_add_poll(int fd, int events, void *opaque)
{
    struct filling *f = opaque;
    int e = ((events & SLIRP_POLL_IN) != 0 ? POLLIN : 0) | ((events & SLIRP_POLL_OUT) != 0 ? POLLOUT : 0) |
            ((events & SLIRP_POLL_PRI) != 0 ? POLLPRI : 0);
    bool is_outside = f->user->has_forward || f->user->net.n_outside > 0;
    return emu_pollset_add(f->set, fd, (short)e, is_outside);
}

static int on_get_revents(int index, void *opaque)
{
    short e = emu_pollset_revents(opaque, index);
    return ((e & POLLIN) != 0 ? SLIRP_POLL_IN : 0) | ((e & POLLOUT) != 0 ? SLIRP_POLL_OUT : 0) |
           ((e & POLLPRI) != 0 ? SLIRP_POLL_PRI : 0) | ((e & POLLERR) != 0 ? SLIRP_POLL_ERR : 0) |
           ((e & POLLHUP) != 0 ? SLIRP_POLL_HUP : 0);
}

static void on_wake(void *ctx, struct board_timer *t)
{
    struct user *u = ctx;
    (void)t;
    u->is_due = true;
}

static void user_fill(void *ctx, struct emu_pollset *set)
{
    struct user *u = ctx;
    struct filling f = {u, set};
    if (u->relay != NULL) {
        emu_relay_fill(u->relay, set);
    }
    uint32_t timeout_ms = UINT32_MAX;
    slirp_pollfds_fill(u->slirp, &timeout_ms, on_add_poll, &f);
    uint64_t now_us = board_now_us(u->board);
    uint64_t due_us = now_us + (uint64_t)timeout_ms * BOARD_US_PER_MS;
    bool wants = timeout_ms < SLIRP_IDLE_MS && now_us - u->last_us < LINGER_US;
    if (wants && (!board_timer_is_running(&u->wake) || board_timer_due_us(&u->wake) > due_us)) {
        board_timer_start_at(u->board, &u->wake, due_us);
    }
}

static bool user_handle(void *ctx, const struct emu_pollset *set)
{
    struct user *u = ctx;
    bool is_relayed = u->relay != NULL && emu_relay_handle(u->relay, set);
    bool is_ready = u->is_due;
    for (size_t i = 0; i < set->n && !is_ready; i++) {
        is_ready = set->fd[i].revents != 0;
    }
    if (!is_ready) {
        return is_relayed;
    }
    bool was_due = u->is_due;
    uint64_t last_frame = board_nic_counters(u->board, u->port).frames_in;
    u->is_due = false;
    u->polled_ms = board_now_ms(u->board);
    /* slirp does not change the set; its callback type has no const. */
    n_in_slirp++;
    slirp_pollfds_poll(u->slirp, 0, on_get_revents, (void *)(uintptr_t)set);
    n_in_slirp--;
    return is_relayed || was_due || u->is_due || last_frame != board_nic_counters(u->board, u->port).frames_in;
}

static enum rt_err user_open_door(void *ctx, const char *path, uint32_t unit_ip, uint16_t unit_port)
{
    struct user *u = ctx;
    struct sockaddr_un host = {.sun_family = AF_UNIX};
    struct sockaddr_in unit = {.sin_family = AF_INET, .sin_addr = in_addr_of(unit_ip), .sin_port = htons(unit_port)};
    RT_ASSERT(strlen(path) < sizeof host.sun_path);
    memcpy(host.sun_path, path, strlen(path) + 1);
    if (slirp_add_hostxfwd(u->slirp, (const struct sockaddr *)&host, sizeof host, (const struct sockaddr *)&unit,
                           sizeof unit, 0) != 0) {
        return RT_EIO;
    }
    return RT_OK;
}

static void user_close_door(void *ctx, const char *path)
{
    struct user *u = ctx;
    struct sockaddr_un host = {.sun_family = AF_UNIX};
    memcpy(host.sun_path, path, strlen(path) + 1);
    (void)slirp_remove_hostxfwd(u->slirp, (const struct sockaddr *)&host, sizeof host, 0); /* it may be gone */
    (void)unlink(path);
}

static void user_destroy(void *ctx)
{
    struct user *u = ctx;
    board_nic_attach_wire(u->board, u->port, NULL, NULL);
    emu_faults_set_sink(u->faults, NULL, NULL);
    board_timer_stop(u->board, &u->wake);
    if (u->slirp != NULL) {
        n_in_slirp++;
        slirp_cleanup(u->slirp);
        n_in_slirp--;
        (void)sigaction(SIGPIPE, &u->pipe_before, NULL);
    }
    emu_relay_destroy(u->relay);
    rt_mem_free(u);
}

static bool user_is_due(void *ctx)
{
    return ((const struct user *)ctx)->is_due;
}

static const struct emu_net_ops ops = {
    .fill = user_fill,
    .handle = user_handle,
    .is_due = user_is_due,
    .open_door = user_open_door,
    .close_door = user_close_door,
    .destroy = user_destroy,
};

static enum emu_exit open_ports(struct user *u, const struct emu_net_config *config, struct emu_error *error)
{
    struct in_addr provider = in_addr_of(EMU_NET_PROVIDER);
    if (config->lab_http_path != NULL && slirp_add_unix(u->slirp, config->lab_http_path, &provider, WEB_PORT) != 0) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "net: cannot reach the lab's web server: report this bug");
    }
    if (config->lab_https_path != NULL &&
        slirp_add_unix(u->slirp, config->lab_https_path, &provider, HTTPS_PORT) != 0) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "net: cannot reach the lab's web server: report this bug");
    }
    if (config->options.forward_port != 0 &&
        slirp_add_hostfwd(u->slirp, 0, in_addr_of(INADDR_LOOPBACK), config->options.forward_port,
                          in_addr_of(EMU_NET_UNIT), WEB_PORT) != 0) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "--forward %u: port of 127.0.0.1 %s: choose another port",
                             config->options.forward_port, errno == EADDRINUSE ? "in use" : strerror(errno));
    }
    return EMU_EXIT_OK;
}

/* Maps to UDP port 69 of the host go through a relay: see relay.h. */
static enum emu_exit relay_maps(struct user *u, struct emu_error *error)
{
    for (size_t i = 0; i < u->gate.maps.n; i++) {
        struct emu_port_map *map = &u->gate.maps.map[i];
        if (map->protocol != EMU_PROTOCOL_UDP || map->host_port != EMU_RELAY_PORT) {
            continue;
        }
        if (u->relay == NULL && emu_relay_create(&u->relay, EMU_RELAY_PORT, error) != EMU_EXIT_OK) {
            return error->code;
        }
        map->host_port = emu_relay_port(u->relay);
    }
    return EMU_EXIT_OK;
}

enum emu_exit emu_user_create(struct emu_net **out, const struct emu_net_config *config, struct emu_error *error)
{
    *out = NULL;
    struct user *u = rt_mem_alloc(sizeof *u);
    if (u == NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "net: out of memory");
    }
    u->net.ops = &ops;
    u->board = config->board;
    u->port = config->port;
    u->log = config->log;
    u->faults = config->faults;
    u->tap = config->tap;
    u->tap_ctx = config->tap_ctx;
    u->has_forward = config->options.forward_port != 0;
    emu_gate_init(&u->gate, config);
    board_timer_init(&u->wake, "net.slirp", BOARD_PRIORITY_OUTSIDE, on_wake, u);
    const SlirpConfig slirp_config = {
        .version = 4,
        .in_enabled = true,
        .vnetwork = in_addr_of(EMU_NET_ADDRESS),
        .vnetmask = in_addr_of(EMU_NET_MASK),
        .vhost = in_addr_of(EMU_NET_GATEWAY),
        .vdhcp_start = in_addr_of(EMU_NET_UNIT),
        .vnameserver = in_addr_of(EMU_NET_HOST_NAMES),
        .disable_dhcp = true, /* the lab's server gives the leases, with or without a provider */
    };
    u->slirp = slirp_new(&slirp_config, &callbacks, u);
    if (u->slirp == NULL) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "net: libslirp failed to start: version 4.7 or later is required");
        goto out;
    }
    catch_pipe(u);
    if (open_ports(u, config, error) != EMU_EXIT_OK || relay_maps(u, error) != EMU_EXIT_OK) {
        goto out;
    }
    emu_faults_set_sink(u->faults, on_frame, u);
    board_nic_attach_wire(u->board, u->port, on_wire, u);
    *out = &u->net;
    return EMU_EXIT_OK;
out:
    user_destroy(u);
    return error->code;
}
