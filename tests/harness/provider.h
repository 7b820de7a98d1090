/* SPDX-License-Identifier: MIT */
/*
 * A provider of the tests at 192.168.1.200: DHCP, names, files over TFTP and HTTP, a place for syslog lines. It is
 * correct by itself; a file may be served wrongly in a named way. What was asked for is kept in order.
 */
#pragma once
#include "dhcp_peer.h"
#include "dns_peer.h"
#include "outside.h"
#include "tcp_peer.h"
#include "tftp_peer.h"

#define PROVIDER_IP        0xc0a801c8u /* 192.168.1.200 */
#define PROVIDER_UNIT_IP   0xc0a80164u /* 192.168.1.100: what DHCP gives */
#define PROVIDER_NAME      "prov.telco.com"
#define PROVIDER_FILES_MAX 16u
#define PROVIDER_ASKED_MAX 256u
#define PROVIDER_LINES_MAX 256u

/* How a file is served. */
enum provider_way {
    PROVIDER_RIGHT,
    PROVIDER_SILENT,    /* TFTP: no answer at all; HTTP: the connection stays open and nothing comes */
    PROVIDER_STOPS,     /* in the middle; nothing more */
    PROVIDER_DENIES,    /* TFTP error 2; HTTP 403 */
    PROVIDER_BREAKS,    /* HTTP 500; TFTP error 0 */
    PROVIDER_TOO_SHORT, /* HTTP: Content-Length says more than comes, then FIN */
    PROVIDER_NO_LENGTH, /* HTTP: without Content-Length, the FIN ends it */
    PROVIDER_RESETS,    /* HTTP: RST in the middle */
    PROVIDER_NOT_HTTP,  /* HTTP: an answer that is none */
};

struct provider_file {
    const char *path; /* "/a.cfg" */
    const void *bytes;
    size_t n;
    enum provider_way way;
};

struct provider {
    struct outside *outside;
    struct dhcp_peer dhcp;
    struct dns_peer dns; /* 192.168.1.53: PROVIDER_NAME */
    struct tftp_peer tftp;
    struct tcp_peer http;
    struct outside_service syslog, debug, high_tftp; /* ports 514, 1514 and 6900 */
    bool is_tftp_deaf; /* as if the server were stopped: nothing listens, nothing answers */

    struct provider_file files[PROVIDER_FILES_MAX];
    size_t n_files;

    struct rt_buf answer; /* private */
    unsigned n_asked, n_lines, n_debug_lines;
    /* What was kept; beyond the numbers above it is not set. */
    char asked[PROVIDER_ASKED_MAX][160]; /* "tftp /a.cfg", "GET /a.cfg", "POST /a?" */
    uint64_t asked_at_us[PROVIDER_ASKED_MAX];
    char lines[PROVIDER_LINES_MAX][512]; /* to port 514, without <PRI> */
    uint64_t line_at_us[PROVIDER_LINES_MAX];
    char debug_lines[PROVIDER_LINES_MAX][512];
};

void provider_init(struct provider *p, struct outside *o);
void provider_fini(struct provider *p);
/* Serves it under this path by every protocol; replaces what was there. bytes: borrowed. */
void provider_serve(struct provider *p, const char *path, const void *bytes, size_t n, enum provider_way way);
/* A text, rightly. */
void provider_serve_text(struct provider *p, const char *path, const char *text);
void provider_withdraw(struct provider *p, const char *path);
/* Forgets what was asked and logged. */
void provider_forget(struct provider *p);
