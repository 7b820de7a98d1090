/* SPDX-License-Identifier: MIT */
#include "history.h"
#include <host/files.h>
#include <host/places.h>
#include <rt/buf.h>
#include <rt/str.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MAX_BYTES (2u * 1024u * 1024u)

static bool is_secret(const char *line)
{
    /* Admin_Passwd, Password_1_, password=... */
    static const char *const words[] = {"passw", "secret", "_key"};
    struct rt_str rest = rt_str_trim(rt_str(line));
    if (line[0] == ' ') {
        return true;
    }
    for (size_t w = 0; w < sizeof words / sizeof words[0]; w++) {
        for (size_t i = 0; i < rest.n; i++) {
            if (strncasecmp(rest.p + i, words[w], strlen(words[w])) == 0) {
                return true;
            }
        }
    }
    /* Acts that take one by its place: notify LINE EVENT USER PASSWORD (the line may be left out), registrar USER
     * PASSWORD, pppoe USER PASSWORD. */
    static const struct {
        const char *act;
        unsigned n_words; /* without a password */
    } acts[] = {{"notify", 3}, {"registrar", 2}, {"pppoe", 2}};
    struct rt_str act = rt_str_cut(rest, ' ', &rest);
    unsigned n_words = 1;
    for (rest = rt_str_trim(rest); rest.n > 0; rest = rt_str_trim(rest), n_words++) {
        (void)rt_str_cut(rest, ' ', &rest);
    }
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++) {
        if (rt_str_is_ci(act, acts[i].act) && n_words > acts[i].n_words) {
            return true;
        }
    }
    return false;
}

/* The lines that are kept of a whole file. */
static struct rt_str newest(struct rt_str all, size_t *n_lines)
{
    size_t n = 0, from = all.n;
    *n_lines = 0;
    for (size_t i = all.n; i > 0; i--) {
        if (i == 1 || all.p[i - 2] == '\n') {
            n++;
            from = n <= EMU_HISTORY_LINES ? i - 1 : from;
        }
    }
    *n_lines = n;
    return rt_str_from(all, from);
}

/* Replaces the file as a whole, so that a crash leaves the old or the new one. */
static void replace(const char *path, struct rt_str kept)
{
    char made[EMU_PATH_MAX];
    if (snprintf(made, sizeof made, "%s.new", path) >= (int)sizeof made) {
        return;
    }
    int fd = open(made, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd >= 0) {
        bool is_whole = write(fd, kept.p, kept.n) == (ssize_t)kept.n;
        is_whole = close(fd) == 0 && is_whole;
        if (!is_whole || rename(made, path) != 0) {
            (void)unlink(made);
        }
    }
}

void emu_history_load(void (*each)(void *ctx, const char *line), void *ctx)
{
    char path[EMU_PATH_MAX], line[1024];
    struct rt_buf text;
    size_t n_lines;
    if (!emu_place_history(path)) {
        return;
    }
    rt_buf_init(&text, FILE_MAX_BYTES);
    if (emu_read_file(path, &text) == RT_OK) {
        struct rt_str kept = newest(rt_str_n((const char *)text.bytes, text.n), &n_lines);
        if (n_lines >= 2 * EMU_HISTORY_LINES) {
            replace(path, kept);
        }
        while (kept.n > 0) {
            if (rt_str_copy(line, sizeof line, rt_str_cut(kept, '\n', &kept)) == RT_OK && line[0] != '\0') {
                each(ctx, line);
            }
        }
    }
    rt_buf_fini(&text);
}

void emu_history_add(const char *line)
{
    char path[EMU_PATH_MAX], failed[EMU_PATH_MAX], whole[1026];
    struct rt_str text = rt_str_trim(rt_str(line));
    if (text.n == 0 || text.n > sizeof whole - 2 || is_secret(line) || !emu_place_history(path)) {
        return;
    }
    if (emu_make_folders(path, 0700, failed) != RT_OK) {
        return;
    }
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        return;
    }
    memcpy(whole, text.p, text.n);
    whole[text.n] = '\n';
    (void)fchmod(fd, 0600);             /* an older file may be readable by others */
    (void)write(fd, whole, text.n + 1); /* history is a convenience: a full disk takes it away, no more */
    (void)close(fd);
}
