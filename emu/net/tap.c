/* SPDX-License-Identifier: MIT */
/*
 * A TAP interface. Nothing but whole frames is asked for (no IFF_VNET_HDR), so the kernel completes checksums and hands
 * over no frame that is longer than the MTU. A tap that belongs to the user needs no rights at run time.
 */
#define _DEFAULT_SOURCE
#include "wire.h"
#include <rt/mem.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <linux/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define NODE "/dev/net/tun"

struct tap {
    struct emu_wire wire; /* first */
    int fd;
};

static ssize_t tap_read(struct emu_wire *w, uint8_t *buffer, size_t size)
{
    ssize_t n = read(((const struct tap *)w)->fd, buffer, size);
    return n < 0 ? -errno : n;
}

static int tap_write(struct emu_wire *w, const uint8_t *frame, size_t n)
{
    return write(((const struct tap *)w)->fd, frame, n) < 0 ? -errno : 0;
}

static int tap_fd(const struct emu_wire *w)
{
    return ((const struct tap *)w)->fd;
}

static void tap_close(struct emu_wire *w)
{
    (void)close(((struct tap *)w)->fd);
    rt_mem_free(w);
}

static const char *tap_cure(int err)
{
    return err == EIO ? "the interface is down: sudo ip link set NAME up" : NULL;
}

static const struct emu_wire_ops ops = {
    .read = tap_read, .write = tap_write, .fd = tap_fd, .close = tap_close, .cure = tap_cure};

static enum emu_exit say_node(const char *name, int err, struct emu_error *error)
{
    if (err == ENOENT || err == ENODEV || err == ENXIO) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT,
                             "tap:%s: no " NODE ": sudo modprobe tun; in a container: --device " NODE, name);
    }
    if (err == EACCES || err == EPERM) {
        return emu_error_set(
            error, EMU_EXIT_ENVIRONMENT,
            "tap:%s: you may not open " NODE ": sudo chmod 666 " NODE " (to make interfaces still takes rights)", name);
    }
    return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "tap:%s: " NODE ": %s: check the kernel's TUN driver", name,
                         strerror(err));
}

static enum emu_exit say_attach(const char *name, int err, struct emu_error *error)
{
    switch (err) {
    case EPERM:
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT,
                             "tap:%s: not there, or another user's: sudo ip tuntap add dev %s mode tap user $USER && "
                             "sudo ip link set %s up",
                             name, name, name);
    case EBUSY:
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT,
                             "tap:%s: in use by another program: give each unit a tap of its own, and join them by "
                             "a bridge",
                             name);
    case EINVAL:
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT,
                             "tap:%s: an interface of another kind: choose another name, or for a card: pcap:%s", name,
                             name);
    default:
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "tap:%s: %s: choose another name", name, strerror(err));
    }
}

enum emu_exit emu_tap_open(struct emu_wire **out, const char *name, struct emu_error *error)
{
    struct ifreq request = {.ifr_flags = IFF_TAP | IFF_NO_PI};
    if (strlen(name) >= IFNAMSIZ || strpbrk(name, "/ \t%") != NULL) {
        return emu_error_set(error, EMU_EXIT_USAGE, "tap:%s: not a name of an interface: at most 15 characters", name);
    }
    memcpy(request.ifr_name, name, strlen(name) + 1);
    int fd = open(NODE, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) {
        return say_node(name, errno, error);
    }
    if (ioctl(fd, TUNSETIFF, &request) != 0) {
        (void)say_attach(name, errno, error);
        (void)close(fd);
        return error->code;
    }
    struct tap *t = rt_mem_alloc(sizeof *t);
    if (t == NULL) {
        (void)close(fd);
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "net: out of memory");
    }
    t->wire.ops = &ops;
    t->fd = fd;
    *out = &t->wire;
    return EMU_EXIT_OK;
}
