/* SPDX-License-Identifier: MIT */
/*
 * What the provider serves by TFTP, HTTP and HTTPS: the files of a folder, published documents, and answers that were
 * prepared or are computed. A port mapped to a real server on the host is left to that server.
 */
#pragma once
#include <provider/provider.h>
#include <host/error.h>
#include <rt/buf.h>
#include <rt/err.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EMU_LAB_DOCS_MAX      64u         /* published documents */
#define EMU_LAB_DOC_MAX_BYTES (16u << 20) /* of one file */
#define EMU_LAB_ANSWERS_MAX   16u         /* prepared, and not all given yet */
#define EMU_LAB_HOLDS_MAX     8u          /* paths whose requests wait */

/* What published documents and prepared answers take. */
size_t emu_lab_n_bytes(const struct emu_lab *lab);

/* The unix socket of the web server, for the network; NULL: it serves no files. Made on the first call. */
enum emu_exit emu_lab_http_path(struct emu_lab *lab, const char **path, struct emu_error *error);
/* The same for HTTPS. */
enum emu_exit emu_lab_https_path(struct emu_lab *lab, const char **path, struct emu_error *error);

/* Serves these bytes (copied) under that path, by TFTP and HTTP; in place of an older one, and of a file of that
 * name in the folder. RT_ENOMEM, RT_EFULL. */
enum rt_err emu_lab_publish(struct emu_lab *lab, const char *path, const void *bytes, size_t n);
/* Serves it no more. RT_ENOENT. */
enum rt_err emu_lab_withdraw(struct emu_lab *lab, const char *path);

/* What serves files, and further ports of it; UDP 69, TCP 80 and 443 are always open. */
#define EMU_LAB_PROTOCOL_LIST(X)                                                                                       \
    X(TFTP, "tftp")                                                                                                    \
    X(HTTP, "http")                                                                                                    \
    X(HTTPS, "https")
#define EMU_LAB_ENUM(id, name) EMU_LAB_##id,
enum emu_lab_protocol { EMU_LAB_PROTOCOL_LIST(EMU_LAB_ENUM) EMU_LAB_N_PROTOCOLS };
#undef EMU_LAB_ENUM
#define EMU_LAB_PORTS_MAX 4u /* with SIP's and the web servers' own they are all that emu/net leads to the provider */
struct emu_lab_port {
    enum emu_lab_protocol protocol;
    uint16_t port;
};
struct emu_lab_ports {
    struct emu_lab_port port[EMU_LAB_PORTS_MAX];
    size_t n;
};
/* An emu_option_parse_fn over it: appends "tftp=6900". */
const char *emu_parse_lab_port(const char *value, void *ports);

/* Serves files at this port as well. The unit must be at the provider's network. RT_EBUSY: the port is another
 * service's or mapped to a real server; RT_ENOTSUP: it serves no files; RT_EFULL, RT_EIO. */
enum rt_err emu_lab_add_port(struct emu_lab *lab, enum emu_lab_protocol protocol, uint16_t port);
/* Those of the command line. */
enum emu_exit emu_lab_open_ports(struct emu_lab *lab, const struct emu_lab_ports *ports, struct emu_error *error);

/* Prepared answers: the next `count` requests for the path get this one, then the next prepared for it, then what is
 * served there. The bytes are copied. RT_EFULL, RT_ENOMEM. */
struct emu_lab_answer {
    const char *path;
    unsigned status; /* of HTTP; by TFTP, 400 and above are "file not found" */
    uint32_t count;  /* 1 or more */
    const void *bytes;
    size_t n;
};
enum rt_err emu_lab_answer(struct emu_lab *lab, const struct emu_lab_answer *answer);
/* Holds requests for the path until an answer for it is prepared, so that the caller can inspect the request first;
 * each is reported as "hold: ...". False: stops holding; pending requests get the document. RT_EFULL, RT_ENOMEM. */
enum rt_err emu_lab_hold(struct emu_lab *lab, const char *path, bool is_held);

/* Computed answers: asked before documents and files. All texts are borrowed for the call. */
struct emu_lab_request {
    const char *protocol; /* "http", "https", "tftp" */
    const char *method;   /* "GET", "POST", "RRQ" ... */
    const char *path;     /* as asked for; of HTTP without its %XX and without the query */
    const char *query;    /* of HTTP: what stands behind "?", as it came; or "" */
    const char *agent;    /* User-Agent, or "" */
    const void *body;
    size_t n_body;
};
/* Appends the answer to out; *status: of HTTP, preset to 200. RT_ENOTSUP: not mine, look into the documents.
 * RT_ENOENT and others: as for a document. */
typedef enum rt_err emu_lab_answer_fn(void *ctx, const struct emu_lab_request *request, struct rt_buf *out,
                                      unsigned *status);
void emu_lab_set_answerer(struct emu_lab *lab, emu_lab_answer_fn *fn, void *ctx);
