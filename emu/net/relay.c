/* SPDX-License-Identifier: MIT */
#include "relay.h"
#include <rt/mem.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define DATAGRAM_MAX 65536u
#define BURST_MAX    64u /* datagrams of one socket in one turn: the loop has other things to do */

struct flow {
    int fd; /* -1: free */
    int index;
    uint16_t client; /* port of the unit's request */
    uint16_t server; /* who answered; the host's port until then */
    uint64_t used;   /* the higher, the later */
};

struct emu_relay {
    int door, door_index;
    uint16_t port, host_port;
    uint64_t n_used;
    struct flow flow[EMU_RELAY_FLOWS_MAX];
    uint8_t datagram[DATAGRAM_MAX];
};

static struct sockaddr_in local(uint16_t port)
{
    return (struct sockaddr_in){
        .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons(port)};
}

/* A UDP socket on a free port of 127.0.0.1; -1: none. */
static int open_socket(uint16_t *port)
{
    struct sockaddr_in at = local(0);
    socklen_t n = sizeof at;
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    if (fd >= 0 &&
        (fcntl(fd, F_SETFD, FD_CLOEXEC) != 0 || fcntl(fd, F_SETFL, O_NONBLOCK) != 0 ||
         bind(fd, (const struct sockaddr *)&at, sizeof at) != 0 || getsockname(fd, (struct sockaddr *)&at, &n) != 0)) {
        (void)close(fd);
        fd = -1;
    }
    *port = ntohs(at.sin_port);
    return fd;
}

/* Returns the length, or -1 when nothing (more) is there. */
static ssize_t receive(struct emu_relay *r, int fd, uint16_t *from)
{
    struct sockaddr_in at = {0};
    socklen_t n_at = sizeof at;
    ssize_t n = recvfrom(fd, r->datagram, sizeof r->datagram, 0, (struct sockaddr *)&at, &n_at);
    *from = ntohs(at.sin_port);
    return n;
}

/* A datagram that cannot be sent is lost, as on a wire. */
static void pass_on(struct emu_relay *r, int fd, size_t n, uint16_t to)
{
    const struct sockaddr_in at = local(to);
    (void)sendto(fd, r->datagram, n, MSG_NOSIGNAL, (const struct sockaddr *)&at, sizeof at);
}

static struct flow *flow_of(struct emu_relay *r, uint16_t client)
{
    struct flow *oldest = &r->flow[0];
    for (size_t i = 0; i < EMU_RELAY_FLOWS_MAX; i++) {
        if (r->flow[i].fd >= 0 && r->flow[i].client == client) {
            return &r->flow[i];
        }
        if (r->flow[i].used < oldest->used) {
            oldest = &r->flow[i];
        }
    }
    uint16_t port;
    int fd = open_socket(&port); /* before the old one is closed: its port is not to be drawn at once */
    if (oldest->fd >= 0) {
        (void)close(oldest->fd);
    }
    *oldest = (struct flow){.fd = fd, .index = -1, .client = client};
    return oldest;
}

static bool take_requests(struct emu_relay *r)
{
    bool did = false;
    for (unsigned i = 0; i < BURST_MAX; i++) {
        uint16_t from;
        ssize_t n = receive(r, r->door, &from);
        if (n < 0) {
            break;
        }
        struct flow *f = flow_of(r, from);
        f->server = r->host_port; /* a request that is repeated may be answered from another port */
        f->used = ++r->n_used;
        if (f->fd >= 0) {
            pass_on(r, f->fd, (size_t)n, f->server);
        }
        did = true;
    }
    return did;
}

static bool take_flow(struct emu_relay *r, struct flow *f)
{
    bool did = false;
    for (unsigned i = 0; i < BURST_MAX; i++) {
        uint16_t from;
        ssize_t n = receive(r, f->fd, &from);
        if (n < 0) {
            break;
        }
        f->used = ++r->n_used;
        did = true;
        if (from == f->client) {
            pass_on(r, f->fd, (size_t)n, f->server);
        } else if (f->server == r->host_port || from == f->server) {
            f->server = from;
            pass_on(r, f->fd, (size_t)n, f->client);
        } /* else: a third peer, which the unit could not tell from the server */
    }
    return did;
}

enum emu_exit emu_relay_create(struct emu_relay **out, uint16_t host_port, struct emu_error *error)
{
    *out = NULL;
    struct emu_relay *r = rt_mem_alloc(sizeof *r);
    if (r == NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "net: out of memory");
    }
    for (size_t i = 0; i < EMU_RELAY_FLOWS_MAX; i++) {
        r->flow[i] = (struct flow){.fd = -1, .index = -1};
    }
    r->host_port = host_port;
    r->door_index = -1;
    r->door = open_socket(&r->port);
    if (r->door < 0) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "--map: cannot open a UDP socket on 127.0.0.1: %s", strerror(errno));
        emu_relay_destroy(r);
        return error->code;
    }
    *out = r;
    return EMU_EXIT_OK;
}

void emu_relay_destroy(struct emu_relay *r)
{
    if (r == NULL) {
        return;
    }
    for (size_t i = 0; i < EMU_RELAY_FLOWS_MAX; i++) {
        if (r->flow[i].fd >= 0) {
            (void)close(r->flow[i].fd);
        }
    }
    if (r->door >= 0) {
        (void)close(r->door);
    }
    rt_mem_free(r);
}

uint16_t emu_relay_port(const struct emu_relay *r)
{
    return r->port;
}

void emu_relay_fill(struct emu_relay *r, struct emu_pollset *set)
{
    r->door_index = emu_pollset_add(set, r->door, POLLIN, true);
    for (size_t i = 0; i < EMU_RELAY_FLOWS_MAX; i++) {
        struct flow *f = &r->flow[i];
        f->index = f->fd >= 0 ? emu_pollset_add(set, f->fd, POLLIN, true) : -1;
    }
}

bool emu_relay_handle(struct emu_relay *r, const struct emu_pollset *set)
{
    bool did = false;
    for (size_t i = 0; i < EMU_RELAY_FLOWS_MAX; i++) {
        if (emu_pollset_revents(set, r->flow[i].index) != 0) {
            did = take_flow(r, &r->flow[i]) || did;
        }
        r->flow[i].index = -1; /* the door may give the place to another flow */
    }
    if (emu_pollset_revents(set, r->door_index) != 0) {
        did = take_requests(r) || did;
    }
    return did;
}
