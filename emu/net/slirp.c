/* SPDX-License-Identifier: MIT */
#include "flows.h"
#include "segment.h"
#include "slirp.h"
#include <net/packet.h>
#include <board/board.h>
#include <board/clock.h>
#include <host/endings.h>
#include <rt/assert.h>
#include <rt/log.h>
#include <rt/mem.h>
#include <rt/str.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <slirp/libslirp.h>

#define SLIRP_IDLE_MS 1000u /* what slirp asks for when it has no timer of its own */
/* A listening socket makes slirp request its slow timer for ever. Nothing in slirp lives longer than this without a
 * packet (UDP sockets: 240 s, TCP: less), so the timer is stopped after it. */
#define LINGER_US     (300u * (uint64_t)BOARD_US_PER_S)
/* The unit's segments carry 1,448 bytes. libslirp sizes its buffers by the segment: where the SYN of the unit makes it
 * smaller than it was, both buffers are moved, and all of their quarter of a megabyte is touched. */
#define SLIRP_MRU     1488u

struct emu_slirp {
    struct emu_slirp_config config;
    struct board *board;
    bool has_forward;
    Slirp *slirp;
    struct sigaction pipe_before;
    struct board_timer wake;
    bool is_due;            /* slirp wants to be polled even if no descriptor is ready */
    uint64_t polled_ms;     /* what slirp believes the time is */
    uint64_t last_us;       /* of the last packet in either direction */
    struct emu_flows flows; /* of the forwarded ports */
    bool has_opened;        /* a socket, since the last turn: a server may have someone to accept who is gone already */
    bool is_polling;        /* what is opened meanwhile is a connection from the host */
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
        emu_endings_on_pipe(number);
    }
}

static void catch_pipe(struct emu_slirp *s)
{
    const struct sigaction ours = {.sa_handler = on_pipe, .sa_flags = SA_RESTART};
    (void)sigaction(SIGPIPE, &ours, &s->pipe_before); /* cannot fail with these arguments */
    if (s->pipe_before.sa_handler == SIG_IGN) {
        (void)sigaction(SIGPIPE, &s->pipe_before, NULL); /* ignored by the parent process: keep it so */
    }
}

/* ---- what slirp calls ---- */

static ssize_t on_send_packet(const void *bytes, size_t n, void *opaque)
{
    struct emu_slirp *s = opaque;
    uint8_t frame[BOARD_FRAME_MAX];
    if (n < BOARD_FRAME_MIN || n > sizeof frame) {
        rt_log(s->config.log, RT_LOG_WARN, "net", "dropped a frame of %zu bytes for the unit", n);
        return (ssize_t)n;
    }
    memcpy(frame, bytes, n);
    s->last_us = board_now_us(s->board);
    s->config.on_packet(s->config.ctx, frame, n);
    return (ssize_t)n;
}

static void on_guest_error(const char *message, void *opaque)
{
    struct emu_slirp *s = opaque;
    rt_log(s->config.log, RT_LOG_WARN, "net", "%s", message);
}

static int64_t on_clock(void *opaque)
{
    struct emu_slirp *s = opaque;
    return (int64_t)(board_now_us(s->board) * 1000u);
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
    struct emu_slirp *s = opaque;
    s->config.net->n_sockets++;
    s->has_opened = true;
    if (s->is_polling && s->has_forward) {
        emu_flows_set_role(&s->flows, fd, EMU_FLOW_CONNECTION, board_now_us(s->board));
    }
}
static void on_socket_closed(int fd, void *opaque)
{
    struct emu_slirp *s = opaque;
    emu_flows_set_role(&s->flows, fd, EMU_FLOW_OTHER, 0);
}
static void on_notify(void *opaque)
{
    struct emu_slirp *s = opaque;
    s->is_due = true;
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

static int no_revents(int index, void *opaque)
{
    (void)index;
    (void)opaque;
    return 0;
}

/* slirp reads its clock only when it is polled. Otherwise a packet after an idle hour would get a socket that expired
 * long ago, and its answer would be lost. An "error" leaves the descriptors for the loop's own turn. */
static void refresh_clock(struct emu_slirp *s)
{
    uint64_t now_ms = board_now_ms(s->board);
    if (s->polled_ms != now_ms) {
        s->polled_ms = now_ms;
        n_in_slirp++;
        slirp_pollfds_poll(s->slirp, 1, no_revents, s);
        n_in_slirp--;
    }
}

void emu_slirp_input(struct emu_slirp *s, const uint8_t *frame, size_t n)
{
    s->is_due = true;
    s->last_us = board_now_us(s->board);
    refresh_clock(s);
    n_in_slirp++;
    slirp_input(s->slirp, frame, (int)n);
    n_in_slirp--;
}

/* ---- the loop ---- */

struct filling {
    struct emu_slirp *slirp;
    struct emu_pollset *set;
    bool may_accept;
};

static int on_add_poll(int fd, int events, void *opaque)
{
    struct filling *f = opaque;
    int e = ((events & SLIRP_POLL_IN) != 0 ? POLLIN : 0) | ((events & SLIRP_POLL_OUT) != 0 ? POLLOUT : 0) |
            ((events & SLIRP_POLL_PRI) != 0 ? POLLPRI : 0);
    if (!f->may_accept && emu_flows_role(&f->slirp->flows, fd) == EMU_FLOW_LISTENER) {
        return -1;
    }
    bool is_outside = f->slirp->has_forward || f->slirp->config.net->n_outside[0] > 0;
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
    struct emu_slirp *s = ctx;
    (void)t;
    s->is_due = true;
}

void emu_slirp_fill(struct emu_slirp *s, struct emu_pollset *set)
{
    struct filling f = {.slirp = s, .set = set};
    uint32_t timeout_ms = UINT32_MAX;
    uint64_t again_us;
    uint64_t now_us = board_now_us(s->board);
    f.may_accept = emu_flows_may_accept(&s->flows, now_us, s->config.net->rate, &again_us);
    slirp_pollfds_fill(s->slirp, &timeout_ms, on_add_poll, &f);
    set->is_live = set->is_live || s->has_opened;
    s->has_opened = false;
    uint64_t due_us = now_us + (uint64_t)timeout_ms * BOARD_US_PER_MS;
    bool wants = timeout_ms < SLIRP_IDLE_MS && now_us - s->last_us < LINGER_US;
    if (!f.may_accept && again_us < (wants ? due_us : UINT64_MAX)) {
        due_us = again_us;
        wants = true;
    }
    if (wants && (!board_timer_is_running(&s->wake) || board_timer_due_us(&s->wake) > due_us)) {
        board_timer_start_at(s->board, &s->wake, due_us);
    }
}

bool emu_slirp_handle(struct emu_slirp *s, const struct emu_pollset *set)
{
    bool is_ready = s->is_due;
    for (size_t i = 0; i < set->n && !is_ready; i++) {
        is_ready = set->fd[i].revents != 0;
    }
    if (!is_ready) {
        return false;
    }
    bool was_due = s->is_due;
    uint64_t last_frame = board_nic_counters(s->board, s->config.port).frames_in;
    s->is_due = false;
    s->polled_ms = board_now_ms(s->board);
    /* slirp does not change the set; its callback type has no const. */
    n_in_slirp++;
    s->is_polling = true;
    slirp_pollfds_poll(s->slirp, 0, on_get_revents, (void *)(uintptr_t)set);
    s->is_polling = false;
    n_in_slirp--;
    return was_due || s->is_due || last_frame != board_nic_counters(s->board, s->config.port).frames_in;
}

bool emu_slirp_is_due(const struct emu_slirp *s)
{
    return s->is_due;
}

/* ---- ports and sockets of the host ---- */

enum rt_err emu_slirp_add_server(struct emu_slirp *s, const char *path, uint32_t ip, uint16_t port)
{
    struct in_addr at = in_addr_of(ip);
    return slirp_add_unix(s->slirp, path, &at, port) == 0 ? RT_OK : RT_EIO;
}

enum rt_err emu_slirp_open_door(struct emu_slirp *s, const char *path, uint32_t guest_ip, uint16_t port)
{
    struct sockaddr_un host = {.sun_family = AF_UNIX};
    struct sockaddr_in unit = {.sin_family = AF_INET, .sin_addr = in_addr_of(guest_ip), .sin_port = htons(port)};
    RT_ASSERT(strlen(path) < sizeof host.sun_path);
    memcpy(host.sun_path, path, strlen(path) + 1);
    return slirp_add_hostxfwd(s->slirp, (const struct sockaddr *)&host, sizeof host, (const struct sockaddr *)&unit,
                              sizeof unit, 0) == 0
               ? RT_OK
               : RT_EIO;
}

void emu_slirp_close_door(struct emu_slirp *s, const char *path)
{
    struct sockaddr_un host = {.sun_family = AF_UNIX};
    memcpy(host.sun_path, path, strlen(path) + 1);
    (void)slirp_remove_hostxfwd(s->slirp, (const struct sockaddr *)&host, sizeof host, 0); /* it may be gone */
    (void)unlink(path);
}

/* libslirp listens for one connection at a time; with more the host's TCP drops the rest, which its peers send again a
 * second later: two browsers' worth in a second. Another listen() of the same socket takes the longer queue. */
static int keep_listener(int fd, int events, void *opaque)
{
    struct emu_slirp *s = opaque;
    int is_listening = 0;
    socklen_t n = sizeof is_listening;
    struct sockaddr_storage at = {0};
    socklen_t n_at = sizeof at;
    (void)events;
    if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &is_listening, &n) == 0 && is_listening != 0) {
        (void)listen(fd, SOMAXCONN); /* the short queue does, more slowly */
        if (getsockname(fd, (struct sockaddr *)&at, &n_at) == 0 && at.ss_family == AF_INET) { /* no door of our own */
            emu_flows_set_role(&s->flows, fd, EMU_FLOW_LISTENER, 0);
        }
    }
    return -1; /* nothing is polled */
}

enum emu_exit emu_slirp_forward(struct emu_slirp *s, const struct emu_forward *f, uint32_t guest_ip,
                                struct emu_error *error)
{
    bool is_udp = f->protocol == EMU_PROTOCOL_UDP;
    for (uint16_t i = 0; i < f->n; i++) {
        int port = f->host_port + i;
        if (slirp_add_hostfwd(s->slirp, is_udp, in_addr_of(f->host_ip), port, in_addr_of(guest_ip), f->unit_port + i) !=
            0) {
            char host[16];
            return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "--forward %d: %s port of %s %s: choose another port",
                                 port, is_udp ? "UDP" : "TCP", rt_ipv4_text(f->host_ip, host),
                                 errno == EADDRINUSE      ? "in use"
                                 : errno == EADDRNOTAVAIL ? "not an address of this host"
                                                          : strerror(errno));
        }
    }
    uint32_t timeout_ms = UINT32_MAX;
    slirp_pollfds_fill(s->slirp, &timeout_ms, keep_listener, s);
    s->has_forward = true;
    return EMU_EXIT_OK;
}

void emu_slirp_unforward(struct emu_slirp *s, const struct emu_forward *f)
{
    for (uint16_t i = 0; i < f->n; i++) {
        (void)slirp_remove_hostfwd(s->slirp, f->protocol == EMU_PROTOCOL_UDP, in_addr_of(f->host_ip), f->host_port + i);
    }
}

/* ---- life ---- */

void emu_slirp_destroy(struct emu_slirp *s)
{
    if (s == NULL) {
        return;
    }
    board_timer_stop(s->board, &s->wake);
    if (s->slirp != NULL) {
        n_in_slirp++;
        slirp_cleanup(s->slirp);
        n_in_slirp--;
        (void)sigaction(SIGPIPE, &s->pipe_before, NULL);
    }
    emu_flows_fini(&s->flows);
    rt_mem_free(s);
}

enum emu_exit emu_slirp_create(struct emu_slirp **out, const struct emu_slirp_config *config, struct emu_error *error)
{
    *out = NULL;
    struct emu_slirp *s = rt_mem_alloc(sizeof *s);
    if (s == NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "net: out of memory");
    }
    s->config = *config;
    s->board = config->board;
    board_timer_init(&s->wake, "net.slirp", BOARD_PRIORITY_OUTSIDE, on_wake, s);
    const SlirpConfig slirp_config = {
        .version = 4,
        .in_enabled = true,
        .vnetwork = in_addr_of(config->network),
        .vnetmask = in_addr_of(config->mask),
        .vhost = in_addr_of(config->host),
        .vdhcp_start = in_addr_of(config->guest),
        .vnameserver = in_addr_of(config->names),
        .if_mru = SLIRP_MRU,
        .disable_dhcp = true, /* the lab's server gives the leases, with or without a provider */
    };
    s->slirp = slirp_new(&slirp_config, &callbacks, s);
    if (s->slirp == NULL) {
        emu_slirp_destroy(s);
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT,
                             "net: libslirp failed to start: version 4.7 or later is required");
    }
    catch_pipe(s);
    *out = s;
    return EMU_EXIT_OK;
}
