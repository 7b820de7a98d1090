/* SPDX-License-Identifier: MIT */
/*
 * The lab: a provider at 192.168.1.200, inside this process. It gives leases, answers names, serves files by TFTP and
 * HTTP, takes syslog lines and knows the time. It acts in zero virtual time and in a fixed order, so a run with it
 * is the same on every machine. What it sees is told as LAB events.
 *
 * Leases are given in any case; names when there are hosts or files; files when there is a folder or something was
 * published. A port that is mapped to a real server on the host (struct emu_port_maps) is left to that server.
 */
#pragma once
#include <core/error.h>
#include <core/options.h>
#include <core/pollset.h>
#include <net/net.h>
#include <rt/err.h>
#include <rt/str.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct board;
struct emu_lab;
struct rt_log;

#define EMU_LAB_DOCS_MAX      64u         /* published documents */
#define EMU_LAB_DOC_MAX_BYTES (16u << 20) /* of one file */
#define EMU_LAB_HOSTS_MAX     32u
#define EMU_LAB_ADDRESSES_MAX 8u /* of one name */
#define EMU_LAB_PROVIDER_NAME "provider.test"
#define EMU_LAB_EPOCH         1180656000u /* 2007-06-01 00:00:00 UTC: when the unit was in the shops */

struct emu_lab_host {
    char name[254];
    uint32_t address[EMU_LAB_ADDRESSES_MAX];
    size_t n;
};
struct emu_lab_hosts {
    struct emu_lab_host host[EMU_LAB_HOSTS_MAX];
    size_t n;
};
/* An emu_option_parse_fn over struct emu_lab_hosts: appends "NAME=ADDR[,ADDR...]". */
const char *emu_parse_lab_host(const char *value, void *hosts);
/* An emu_option_parse_fn over uint64_t seconds since 1970: "2007-06-01" or "2007-06-01T12:00:00", UTC. */
const char *emu_parse_lab_date(const char *value, void *unix_s);

struct emu_lab_config {
    struct board *board;
    enum board_port port;
    const struct rt_log *log;
    const char *folder;                /* borrowed; NULL: none */
    bool has_files;                    /* something will be published */
    const struct emu_lab_hosts *hosts; /* borrowed; NULL: none */
    const struct emu_port_maps *maps;  /* borrowed; NULL: none */
    uint64_t unix_s;                   /* the time of day at board time 0; 0: EMU_LAB_EPOCH */
};

enum emu_exit emu_lab_create(struct emu_lab **out, const struct emu_lab_config *config, struct emu_error *error);
void emu_lab_destroy(struct emu_lab *lab); /* NULL is allowed */

/* An emu_net_tap_fn. */
bool emu_lab_on_frame(void *lab, const uint8_t *frame, size_t n);
/* The web server's descriptors. */
struct emu_source emu_lab_source(struct emu_lab *lab);
/* The unix socket of the web server, for the network; NULL: it serves no files. Made on the first call. */
enum emu_exit emu_lab_http_path(struct emu_lab *lab, const char **path, struct emu_error *error);

/* Serves these bytes (copied) under that path, by TFTP and HTTP; in place of an older one, and of a file of that
 * name in the folder. RT_ENOMEM, RT_EFULL. */
enum rt_err emu_lab_publish(struct emu_lab *lab, const char *path, const void *bytes, size_t n);
