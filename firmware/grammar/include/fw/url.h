/* SPDX-License-Identifier: MIT */
/*
 * The URL of a rule: [ scheme:// ] [ server [:port] ] filepath. Source: guide p.2-12. No scheme: tftp. No server:
 * has_server is false, and the caller uses DHCP option 66 (rules) or the requesting host (web commands). No port:
 * the default of the scheme.
 */
#pragma once
#include <rt/err.h>
#include <rt/str.h>

enum fw_scheme { FW_SCHEME_TFTP, FW_SCHEME_HTTP, FW_SCHEME_HTTPS, FW_N_SCHEMES };
const char *fw_scheme_name(enum fw_scheme s); /* "tftp" */
uint16_t fw_scheme_port(enum fw_scheme s);    /* 69, 80, 443 */

#define FW_URL_SERVER_MAX 255u
#define FW_URL_PATH_MAX   1023u

struct fw_url {
    enum fw_scheme scheme;
    bool has_server;
    char server[FW_URL_SERVER_MAX + 1];
    uint16_t port;
    char path[FW_URL_PATH_MAX + 1]; /* starts with '/' */
};

/* RT_ESYNTAX: no filepath, unknown scheme, bad port, empty server before a ':'. RT_ETOOBIG. why, if not NULL, gets a
 * static message. */
enum rt_err fw_url_parse(struct rt_str text, struct fw_url *out, const char **why);
