/* SPDX-License-Identifier: MIT */
/*
 * A network card, by libpcap, which is loaded when it is asked for. Immediate mode, inbound frames only (else what we
 * send comes back), and a filter for the unit's MAC address, which is set when the unit has sent its first frame.
 *
 * Only what is used is declared here; the interface is stable since libpcap 1.5 (pcap(3PCAP)).
 */
#include "wire.h"
#include <board/nic.h>
#include <rt/log.h>
#include <rt/mem.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>

#define SNAPLEN      2048 /* of a frame; the library's ring has places of this size, some 900 */
#define MACS_MAX     8u
#define ETHERNET     1 /* DLT_EN10MB */
#define DIRECTION_IN 1 /* PCAP_D_IN */
#define ERRBUF_BYTES 256
/* pcap_activate(). */
enum { NO_DEVICE = -5, NO_RIGHT = -8, NOT_UP = -9, NO_PROMISCUOUS_RIGHT = -11 };

struct packet_head {
    struct timeval at;
    uint32_t n, n_whole;
};
struct program {
    unsigned n;
    void *code;
};

/* name in the library, result, arguments */
#define LIBRARY(X)                                                                                                     \
    X(create, void *, (const char *, char *))                                                                          \
    X(set_snaplen, int, (void *, int))                                                                                 \
    X(set_promisc, int, (void *, int))                                                                                 \
    X(set_immediate_mode, int, (void *, int))                                                                          \
    X(activate, int, (void *))                                                                                         \
    X(datalink, int, (void *))                                                                                         \
    X(setnonblock, int, (void *, int, char *))                                                                         \
    X(setdirection, int, (void *, int))                                                                                \
    X(get_selectable_fd, int, (void *))                                                                                \
    X(compile, int, (void *, struct program *, const char *, int, uint32_t))                                           \
    X(setfilter, int, (void *, struct program *))                                                                      \
    X(freecode, void, (struct program *))                                                                              \
    X(next_ex, int, (void *, struct packet_head **, const uint8_t **))                                                 \
    X(inject, int, (void *, const void *, size_t))                                                                     \
    X(geterr, char *, (void *))                                                                                        \
    X(close, void, (void *))
static struct {
#define MEMBER(name, result, arguments) result(*name) arguments;
    LIBRARY(MEMBER)
#undef MEMBER
} pcap;

struct card {
    struct emu_wire wire; /* first */
    void *handle;
    uint8_t mac[MACS_MAX][6]; /* of the stations behind this wire: the unit, as a rule */
    size_t n_macs;
};

/* The library stays loaded: it is the same for the next card. */
static bool load(void)
{
    void *library = dlopen("libpcap.so.0.8", RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        library = dlopen("libpcap.so.1", RTLD_NOW | RTLD_LOCAL);
    }
    if (library == NULL) {
        return false;
    }
#define FIND(name, result, arguments) *(void **)&pcap.name = dlsym(library, "pcap_" #name);
    LIBRARY(FIND)
#undef FIND
#define IS_FOUND(name, result, arguments) &&pcap.name != NULL
    return true LIBRARY(IS_FOUND);
#undef IS_FOUND
}

bool emu_card_library(void)
{
    return load();
}

/* ---- frames ---- */

static enum rt_err set_filter(struct card *c)
{
    char text[64 * (MACS_MAX + 1)];
    struct program program = {0};
    size_t at = (size_t)snprintf(text, sizeof text, "ether multicast");
    for (size_t i = 0; i < c->n_macs; i++) {
        const uint8_t *m = c->mac[i];
        at += (size_t)snprintf(text + at, sizeof text - at, " or ether dst %02x:%02x:%02x:%02x:%02x:%02x", m[0], m[1],
                               m[2], m[3], m[4], m[5]); /* fits */
    }
    if (pcap.compile(c->handle, &program, text, 1, UINT32_MAX) != 0) {
        return RT_EIO;
    }
    int err = pcap.setfilter(c->handle, &program);
    pcap.freecode(&program);
    return err == 0 ? RT_OK : RT_EIO;
}

static void learn(struct card *c, const uint8_t *mac)
{
    for (size_t i = 0; i < c->n_macs; i++) {
        if (memcmp(c->mac[i], mac, 6) == 0) {
            return;
        }
    }
    if (c->n_macs < MACS_MAX) {
        memcpy(c->mac[c->n_macs++], mac, 6);
        if (set_filter(c) != RT_OK) {
            rt_log(c->wire.station.net->log, RT_LOG_ERROR, "net", "%s: %s", c->wire.text, pcap.geterr(c->handle));
        }
    }
}

static ssize_t card_read(struct emu_wire *w, uint8_t *buffer, size_t size)
{
    struct packet_head *head;
    const uint8_t *bytes;
    int result = pcap.next_ex(((struct card *)w)->handle, &head, &bytes);
    if (result <= 0) {
        return result == 0 ? 0 : -ENETDOWN;
    }
    size_t n = head->n < size ? head->n : size;
    memcpy(buffer, bytes, n);
    return (ssize_t)head->n_whole; /* more than a frame has: the wire drops it, and says why */
}

static int card_write(struct emu_wire *w, const uint8_t *frame, size_t n)
{
    struct card *c = (struct card *)w;
    learn(c, frame + 6);
    return pcap.inject(c->handle, frame, n) >= 0 ? 0 : errno != 0 ? -errno : -EIO;
}

static int card_fd(const struct emu_wire *w)
{
    return pcap.get_selectable_fd(((const struct card *)w)->handle);
}

static void card_close(struct emu_wire *w)
{
    pcap.close(((struct card *)w)->handle);
    rt_mem_free(w);
}

static const char *card_cure(int err)
{
    return err == ENETDOWN ? "the card is down: sudo ip link set CARD up" : NULL;
}

static const struct emu_wire_ops ops = {
    .read = card_read, .write = card_write, .fd = card_fd, .close = card_close, .cure = card_cure};

/* ---- opening ---- */

bool emu_card_is_wireless(const char *name)
{
    static const char *const signs[] = {"wireless", "phy80211"};
    struct stat st;
    for (size_t i = 0; i < 2; i++) {
        char path[128];
        int n = snprintf(path, sizeof path, "/sys/class/net/%s/%s", name, signs[i]);
        if (n > 0 && (size_t)n < sizeof path && stat(path, &st) == 0) {
            return true;
        }
    }
    return false;
}

static enum emu_exit say_activate(const char *name, int err, const char *why, struct emu_error *error)
{
    switch (err) {
    case NO_DEVICE:
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "pcap:%s: no such card: 'ip link' lists them", name);
    case NO_RIGHT:
    case NO_PROMISCUOUS_RIGHT:
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT,
                             "pcap:%s: that takes the right to send raw frames: sudo setcap cap_net_raw+ep "
                             "$(command -v vspa), or use a tap that is yours",
                             name);
    case NOT_UP:
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "pcap:%s: the card is down: sudo ip link set %s up", name,
                             name);
    default:
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "pcap:%s: %s: choose another card", name, why);
    }
}

static enum emu_exit activate(struct card *c, const char *name, struct emu_error *error)
{
    char why[ERRBUF_BYTES] = "";
    c->handle = pcap.create(name, why);
    if (c->handle == NULL) {
        return say_activate(name, 0, why, error);
    }
    (void)pcap.set_snaplen(c->handle, SNAPLEN); /* before activate() they cannot fail */
    (void)pcap.set_promisc(c->handle, 1);
    (void)pcap.set_immediate_mode(c->handle, 1);
    int err = pcap.activate(c->handle);
    if (err < 0) {
        return say_activate(name, err, pcap.geterr(c->handle), error);
    }
    if (pcap.datalink(c->handle) != ETHERNET) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "pcap:%s: not an Ethernet card: choose another one", name);
    }
    if (pcap.setdirection(c->handle, DIRECTION_IN) != 0 || pcap.setnonblock(c->handle, 1, why) != 0 ||
        pcap.get_selectable_fd(c->handle) < 0 || set_filter(c) != RT_OK) {
        return say_activate(name, 0, pcap.geterr(c->handle), error);
    }
    return EMU_EXIT_OK;
}

enum emu_exit emu_card_open(struct emu_wire **out, const char *name, struct emu_error *error)
{
    if (emu_card_is_wireless(name)) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT,
                             "pcap:%s: a Wi-Fi card: access points take one MAC address from a station and drop the "
                             "unit's: use a tap with routing, or --wan user",
                             name);
    }
    if (!load()) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "pcap:%s: no libpcap: sudo apt install libpcap0.8", name);
    }
    struct card *c = rt_mem_alloc(sizeof *c);
    if (c == NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "net: out of memory");
    }
    c->wire.ops = &ops;
    if (activate(c, name, error) != EMU_EXIT_OK) {
        if (c->handle != NULL) {
            pcap.close(c->handle);
        }
        rt_mem_free(c);
        return error->code;
    }
    *out = &c->wire;
    return EMU_EXIT_OK;
}
