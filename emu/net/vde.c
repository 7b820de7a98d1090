/* SPDX-License-Identifier: MIT */
/* A port of a VDE switch, or another plug-in of libvdeplug, which is loaded when it is asked for. libvdeplug(3). */
#include "wire.h"
#include <rt/mem.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>

#define INTERFACE_VERSION 1 /* LIBVDEPLUG_INTERFACE_VERSION */

static struct {
    void *(*open_real)(char *url, char *description, int version, void *arguments);
    ssize_t (*recv)(void *connection, void *buffer, size_t size, int flags);
    ssize_t (*send)(void *connection, const void *frame, size_t n, int flags);
    int (*datafd)(void *connection);
    int (*close)(void *connection);
} vde;

struct port {
    struct emu_wire wire; /* first */
    void *connection;
};

static bool load(void)
{
    void *library = dlopen("libvdeplug.so.2", RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        return false;
    }
    *(void **)&vde.open_real = dlsym(library, "vde_open_real");
    *(void **)&vde.recv = dlsym(library, "vde_recv");
    *(void **)&vde.send = dlsym(library, "vde_send");
    *(void **)&vde.datafd = dlsym(library, "vde_datafd");
    *(void **)&vde.close = dlsym(library, "vde_close");
    return vde.open_real != NULL && vde.recv != NULL && vde.send != NULL && vde.datafd != NULL && vde.close != NULL;
}

bool emu_vde_library(void)
{
    return load();
}

static ssize_t port_read(struct emu_wire *w, uint8_t *buffer, size_t size)
{
    ssize_t n = vde.recv(((struct port *)w)->connection, buffer, size, MSG_DONTWAIT);
    return n < 0 ? -errno : n == 0 ? -ENOTCONN : n; /* 1: a frame for another port of the switch */
}

static int port_write(struct emu_wire *w, const uint8_t *frame, size_t n)
{
    return vde.send(((struct port *)w)->connection, frame, n, MSG_DONTWAIT) < 0 ? -errno : 0;
}

static int port_fd(const struct emu_wire *w)
{
    return w->told == ENOTCONN ? -1 : vde.datafd(((const struct port *)w)->connection);
}

static void port_close(struct emu_wire *w)
{
    (void)vde.close(((struct port *)w)->connection);
    rt_mem_free(w);
}

static const char *port_cure(int err)
{
    return err == ENOTCONN || err == ECONNREFUSED ? "the switch has ended: start it and the unit anew" : NULL;
}

static const struct emu_wire_ops ops = {
    .read = port_read, .write = port_write, .fd = port_fd, .close = port_close, .cure = port_cure};

enum emu_exit emu_vde_open(struct emu_wire **out, const char *url, struct emu_error *error)
{
    static char description[] = "vspa";
    char copy[256];
    if (strlen(url) >= sizeof copy) {
        return emu_error_set(error, EMU_EXIT_USAGE, "vde:%.20s...: too long: 255 characters is the limit", url);
    }
    memcpy(copy, url, strlen(url) + 1);
    if (!load()) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "vde:%s: no libvdeplug: sudo apt install libvdeplug2", url);
    }
    struct port *p = rt_mem_alloc(sizeof *p);
    if (p == NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "net: out of memory");
    }
    p->wire.ops = &ops;
    errno = 0;
    p->connection = vde.open_real(copy, description, INTERFACE_VERSION, NULL);
    if (p->connection == NULL) {
        rt_mem_free(p);
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "vde:%s: %s: start the switch: vde_switch -d -s %s", url,
                             errno != 0 ? strerror(errno) : "no switch there", url);
    }
    /* The plug-ins take no notice of MSG_DONTWAIT (seen with 4.0.1). */
    int fd = vde.datafd(p->connection);
    if (fd < 0 || fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK) != 0) {
        port_close(&p->wire);
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "vde:%s: a plug-in without a descriptor: choose another",
                             url);
    }
    *out = &p->wire;
    return EMU_EXIT_OK;
}
