/* SPDX-License-Identifier: MIT */
#include <record/keylog.h>
#include <host/output.h>
#include <rt/str.h>
#include <rt/mem.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct emu_keylog {
    struct board *board;
    struct board_probe probe;
    int fd;
    enum rt_err failed;
};

const char *emu_keylog_path(const char *option)
{
    const char *path = option != NULL ? option : getenv("SSLKEYLOGFILE");
    return path != NULL && path[0] != '\0' ? path : NULL;
}

size_t emu_keylog_line(const struct board_tls_secret *secret, char out[EMU_KEYLOG_LINE_BYTES])
{
    size_t n = (size_t)snprintf(out, EMU_KEYLOG_LINE_BYTES, "%s ", EMU_KEYLOG_LABEL);
    rt_hex_text(out + n, secret->client_random, sizeof secret->client_random);
    n += 2 * sizeof secret->client_random;
    out[n++] = ' ';
    rt_hex_text(out + n, secret->master, sizeof secret->master);
    n += 2 * sizeof secret->master;
    out[n++] = '\n';
    out[n] = '\0';
    return n;
}

/* One write a line: lines of several processes do not mix. */
static void on_secret(void *ctx, const struct board_tls_secret *secret)
{
    struct emu_keylog *k = ctx;
    char line[EMU_KEYLOG_LINE_BYTES];
    size_t n = emu_keylog_line(secret, line);
    if (write(k->fd, line, n) != (ssize_t)n) {
        k->failed = RT_EIO;
    }
}

static int open_file(const char *path)
{
    return emu_output_fd(path, EMU_OUTPUT_APPEND);
}

bool emu_keylog_try(const char *named_by, const char *path, struct emu_error *error)
{
    int fd = open_file(path);
    if (fd < 0) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s %s: %s: choose another file", named_by, path,
                      emu_output_why(path));
        return false;
    }
    (void)close(fd); /* nothing was written */
    return true;
}

enum rt_err emu_keylog_open(struct emu_keylog **out, struct board *b, const char *path)
{
    *out = NULL;
    struct emu_keylog *k = rt_mem_alloc(sizeof *k);
    if (k == NULL) {
        return RT_ENOMEM;
    }
    k->fd = open_file(path);
    if (k->fd < 0) {
        rt_mem_free(k);
        return RT_EIO;
    }
    k->board = b;
    k->probe = (struct board_probe){.fn = on_secret, .ctx = k};
    board_probe_attach(b, &k->probe);
    *out = k;
    return RT_OK;
}

enum rt_err emu_keylog_close(struct emu_keylog *k)
{
    if (k == NULL) {
        return RT_OK;
    }
    board_probe_detach(k->board, &k->probe);
    if (close(k->fd) != 0) {
        k->failed = RT_EIO;
    }
    enum rt_err err = k->failed;
    rt_mem_free(k);
    return err;
}
