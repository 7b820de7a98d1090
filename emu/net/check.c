/* SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE
#include <net/check.h>
#include "wire.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_arp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#define NODE         "/dev/net/tun"
#define ETH_P_ALL_BE 0x0300 /* htons(ETH_P_ALL) */

struct table {
    struct emu_net_row *row;
    size_t n;
};

static void put(struct table *t, const char *what, bool is_ready, const char *text)
{
    if (t->n < EMU_NET_CHECKS_MAX) {
        struct emu_net_row *r = &t->row[t->n++];
        (void)snprintf(r->what, sizeof r->what, "%s", what);
        (void)snprintf(r->text, sizeof r->text, "%s", text);
        r->is_ready = is_ready;
    }
}

/* A word of a file under /sys/class/net; false: it cannot be read. */
static bool read_word(const char *card, const char *name, char *out, size_t size)
{
    char path[320];
    (void)snprintf(path, sizeof path, "/sys/class/net/%s/%s", card, name); /* names are short */
    FILE *f = fopen(path, "re");
    bool is_read = f != NULL && fgets(out, (int)size, f) != NULL;
    if (f != NULL) {
        (void)fclose(f);
    }
    out[is_read ? strcspn(out, "\n") : 0] = '\0';
    return is_read;
}

/* ---- tap ---- */

static void check_node(struct table *t)
{
    int fd = open(NODE, O_RDWR | O_CLOEXEC);
    if (fd >= 0) {
        (void)close(fd);
        put(t, "tap", true, NODE " opens; a tap of yours: sudo ip tuntap add dev vspa0 mode tap user $USER");
    } else if (errno == ENOENT || errno == ENODEV || errno == ENXIO) {
        put(t, "tap", false, "no " NODE ": sudo modprobe tun; in a container: --device " NODE);
    } else {
        put(t, "tap", false, NODE " may not be opened: sudo chmod 666 " NODE);
    }
}

static void check_tap(struct table *t, const char *name)
{
    char owner[24], what[48], text[200], state[24];
    (void)snprintf(what, sizeof what, "tap:%.15s", name);
    bool is_ours = read_word(name, "owner", owner, sizeof owner) && strtol(owner, NULL, 10) == (long)getuid();
    bool is_up = read_word(name, "flags", state, sizeof state) && (strtol(state, NULL, 16) & 1) != 0;
    if (!is_ours && getuid() != 0) {
        (void)snprintf(text, sizeof text, "another user's: sudo ip tuntap add dev NAME mode tap user $USER");
    } else if (!is_up) {
        (void)snprintf(text, sizeof text, "down: sudo ip link set %.15s up", name);
    } else {
        (void)snprintf(text, sizeof text, "yours, and up");
    }
    put(t, what, (is_ours || getuid() == 0) && is_up, text);
}

/* ---- cards ---- */

static void check_card(struct table *t, const char *name, bool has_library, bool may_send)
{
    char what[48], text[200], state[24];
    (void)snprintf(what, sizeof what, "pcap:%.15s", name);
    bool is_up = read_word(name, "flags", state, sizeof state) && (strtol(state, NULL, 16) & 1) != 0;
    bool is_wireless = emu_card_is_wireless(name);
    if (is_wireless) {
        (void)snprintf(text, sizeof text,
                       "a Wi-Fi card: access points drop the unit's MAC address: use a tap or --wan user");
    } else if (!has_library) {
        (void)snprintf(text, sizeof text, "no libpcap: sudo apt install libpcap0.8");
    } else if (!may_send) {
        (void)snprintf(text, sizeof text, "no right to send raw frames: sudo setcap cap_net_raw+ep $(command -v vspa)");
    } else if (!is_up) {
        (void)snprintf(text, sizeof text, "down: sudo ip link set %.15s up", name);
    } else {
        (void)snprintf(text, sizeof text, "ready");
    }
    put(t, what, has_library && may_send && is_up && !is_wireless, text);
}

static bool may_send_raw(void)
{
    int fd = socket(AF_PACKET, SOCK_RAW, ETH_P_ALL_BE);
    if (fd >= 0) {
        (void)close(fd);
    }
    return fd >= 0;
}

/* A tap has a file tun_flags; only Ethernet cards are listed. */
static void check_interfaces(struct table *t)
{
    bool has_library = emu_card_library();
    bool may_send = may_send_raw();
    DIR *dir = opendir("/sys/class/net");
    const struct dirent *e;
    char word[24];
    while (dir != NULL && (e = readdir(dir)) != NULL) {
        if (e->d_name[0] == '.' || !read_word(e->d_name, "type", word, sizeof word) ||
            strtol(word, NULL, 10) != ARPHRD_ETHER) {
            continue;
        }
        if (read_word(e->d_name, "tun_flags", word, sizeof word)) {
            check_tap(t, e->d_name);
        } else {
            check_card(t, e->d_name, has_library, may_send);
        }
    }
    if (dir != NULL) {
        (void)closedir(dir);
    }
}

/* ---- the rest ---- */

/* In a child, which takes the new namespace with it. */
static bool may_make_namespaces(void)
{
    pid_t child = fork();
    int status = 1;
    if (child == 0) {
        execlp("unshare", "unshare", "-Urn", "true", (char *)NULL);
        _exit(1);
    }
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

size_t emu_net_rows(struct emu_net_row rows[EMU_NET_CHECKS_MAX])
{
    struct table t = {rows, 0};
    put(&t, "user", true, "needs nothing");
    put(&t, "socket", true, "needs nothing: two units, or a guest of QEMU");
    bool has_vde = emu_vde_library();
    put(&t, "vde", has_vde,
        has_vde ? "libvdeplug loads; a switch: vde_switch -d -s /tmp/vde.ctl" : "sudo apt install libvdeplug2 vde2");
    bool may_make = may_make_namespaces();
    put(&t, "namespaces", may_make,
        may_make ? "whole networks without rights: unshare -Urnm"
                 : "'unshare -Urn true' fails: ask who runs this host");
    check_node(&t);
    check_interfaces(&t);
    return t.n;
}
