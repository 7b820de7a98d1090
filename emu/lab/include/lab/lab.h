/* SPDX-License-Identifier: MIT */
/*
 * The lab: a provider at 192.168.1.200, inside this process. It leases addresses, resolves names, serves files by
 * TFTP and HTTP, receives syslog lines and tells the time. It acts in zero virtual time and in a fixed order, so a
 * run with it is the same on every machine. It reports what it sees as LAB events.
 *
 * It always leases addresses. It resolves names when there are hosts or files, and serves files when there is a
 * folder or a published document. A port mapped to a real server on the host (struct emu_port_maps) is left to that
 * server.
 *
 * This is the whole: what it is made of, and the frames that go in and out. Its services are set by the headers of
 * their folders: <provider/...>, <access/access.h>, <fileserver/fileserver.h>, <sip/sip.h>, <telephone/telephone.h>.
 */
#pragma once
#include <access/access.h>
#include <fileserver/fileserver.h>
#include <host/error.h>
#include <host/options.h>
#include <host/pollset.h>
#include <net/net.h>
#include <provider/identity.h>
#include <provider/provider.h>
#include <rt/err.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct board;

/* What the command line says about the provider. */
struct emu_lab_options {
    struct emu_lab_dhcp dhcp;
    struct emu_lab_ports ports;
    const char *folder; /* borrowed; NULL: none */
    struct emu_lab_host_texts hosts;
    uint64_t unix_s; /* the time of day at board time 0; 0: EMU_LAB_EPOCH */
    struct emu_lab_https https;
};
extern const struct emu_option_group emu_lab_option_group; /* over struct emu_lab_options */

/* A unix socket takes the connections to that port of the provider from now on. */
typedef enum rt_err emu_lab_serve_fn(void *ctx, const char *path, uint16_t port);

struct emu_lab_config {
    struct board *board;
    void (*send)(void *ctx, const uint8_t *frame, size_t n); /* a frame of the provider's */
    void (*take)(void *ctx, const uint8_t *frame, size_t n); /* a frame as if the unit had sent it */
    emu_lab_serve_fn *serve;                                 /* NULL: no SIP by TCP */
    void *send_ctx;
    bool has_files; /* something will be published */
    struct emu_lab_options options;
    const struct emu_port_maps *maps; /* borrowed; NULL: none */
};

/* The configuration is copied, its texts and pointers are borrowed; destroy it before the board. On an error *out is
 * NULL. */
enum emu_exit emu_lab_create(struct emu_lab **out, const struct emu_lab_config *config, struct emu_error *error);
void emu_lab_destroy(struct emu_lab *lab); /* NULL is allowed */

/* Frames of the unit: an emu_net_tap_fn. */
bool emu_lab_on_frame(void *lab, const uint8_t *frame, size_t n);
/* The descriptors of its servers. */
struct emu_source emu_lab_source(struct emu_lab *lab);
