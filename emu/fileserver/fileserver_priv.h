/* SPDX-License-Identifier: MIT */
/* What the servers of files share. Used in this folder only. */
#pragma once
#include <fileserver/services.h>
#include <rt/str.h>

struct lab_tftp;
struct lab_http;
struct lab_https;

struct lab_doc {
    char *path; /* "/spa2102.cfg"; owned */
    uint8_t *bytes;
    size_t n;
};

/* What the next requests for a path get. */
struct lab_answer {
    char *path; /* without the slash in front; owned */
    uint8_t *bytes;
    size_t n;
    unsigned status;
    uint32_t n_left;
};

struct lab_files {
    const char *folder;
    struct emu_lab_ports ports; /* those that are open besides 69, 80 and 443 */
    size_t n_docs, n_answers, n_holds;
    struct board_timer wake;     /* those that wait are asked for again */
    emu_lab_answer_fn *answerer; /* NULL: none */
    void *answerer_ctx;
    struct lab_tftp *tftp;
    struct lab_http *http;
    struct lab_https *https;
    /* Mostly empty, and behind what every unit touches. */
    struct lab_doc docs[EMU_LAB_DOCS_MAX];
    struct lab_answer answers[EMU_LAB_ANSWERS_MAX];
    char *holds[EMU_LAB_HOLDS_MAX]; /* paths without the slash in front; owned */
};

/* docs.c: a published document or a file of the folder, appended to out. The path is as asked for; ".." and what
 * is not in the folder are refused. RT_ENOENT, RT_EACCES, RT_ETOOBIG, RT_EIO. */
enum rt_err lab_docs_get(const struct emu_lab *lab, struct rt_str path, struct rt_buf *out);
/* The answer to a request: computed, else a document. *status: of HTTP. */
enum rt_err lab_docs_answer(struct emu_lab *lab, const struct emu_lab_request *request, struct rt_buf *out,
                            unsigned *status);
/* Keeps what the unit sent, in the folder's "uploads". RT_EACCES without a folder, or for a bad name. */
enum rt_err lab_docs_put(const struct emu_lab *lab, struct rt_str path, const uint8_t *bytes, size_t n);
void lab_docs_fini(struct emu_lab *lab);
/* answers.c: a prepared answer, or the answerer's. RT_ENOTSUP: there is none. */
enum rt_err lab_answers_get(struct emu_lab *lab, const struct emu_lab_request *request, struct rt_buf *out,
                            unsigned *status);
/* Is this request held? is_known: it was reported already. */
bool lab_answers_must_wait(struct emu_lab *lab, const struct emu_lab_request *request, bool is_known);
void lab_answers_init(struct emu_lab *lab);
void lab_answers_fini(struct emu_lab *lab);

enum rt_err lab_tftp_create(struct emu_lab *lab);
void lab_tftp_destroy(struct emu_lab *lab);
/* Requests that wait are asked for again. */
void lab_tftp_wake(struct emu_lab *lab);
void lab_http_wake(struct emu_lab *lab);

enum emu_exit lab_http_create(struct emu_lab *lab, struct emu_error *error);
void lab_http_destroy(struct emu_lab *lab);
const char *lab_http_socket(const struct lab_http *http);
void lab_http_fill(struct lab_http *http, struct emu_pollset *set);
bool lab_http_handle(struct lab_http *http, const struct emu_pollset *set);
/* A connection that was made otherwise: takes the descriptor in any case. */
bool lab_http_adopt(struct lab_http *http, int fd);

enum emu_exit lab_https_create(struct emu_lab *lab, struct emu_error *error);
void lab_https_destroy(struct emu_lab *lab);
const char *lab_https_socket(const struct lab_https *https);
void lab_https_fill(struct lab_https *https, struct emu_pollset *set);
bool lab_https_handle(struct lab_https *https, const struct emu_pollset *set);
