/* SPDX-License-Identifier: MIT */
/*
 * Running one scenario again: the command for the folder in which the run was started, and a script beside the
 * artifacts of a failure. The script has copies of what the scenario consists of, so it works where the folder was
 * downloaded to.
 */
#include "runner_priv.h"
#include <host/files.h>
#include <rt/str.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SCRIPT_MAX   65536u
#define SCENARIO_MAX (16u << 20) /* of one file */

/* ---- the command ---- */

/* As bash, zsh and the sh of POSIX 2024 read any bytes; in print they are safe. */
static void put_escaped(struct rt_buf *out, const char *text)
{
    (void)rt_buf_put_text(out, "$'");
    for (const char *p = text; *p != '\0'; p++) {
        bool is_plain = *p >= ' ' && *p < 0x7f && *p != '\'' && *p != '\\';
        (void)(is_plain ? rt_buf_put(out, p, 1) : rt_buf_printf(out, "\\%03o", (unsigned)(uint8_t)*p));
    }
    (void)rt_buf_put_text(out, "'");
}

static bool is_safe(const char *text)
{
    char copy[EMU_PATH_MAX + EMU_SCN_NAME_MAX + 40];
    size_t n = strlen(text);
    n = n < sizeof copy ? n : sizeof copy;
    memcpy(copy, text, n);
    rt_text_safe(copy, n);
    return memcmp(copy, text, n) == 0;
}

static void put_quoted(struct rt_buf *out, const char *text)
{
    if (!is_safe(text)) {
        put_escaped(out, text);
        return;
    }
    (void)rt_buf_put_text(out, "'");
    for (const char *p = text; *p != '\0'; p++) {
        (void)(*p == '\'' ? rt_buf_put_text(out, "'\\''") : rt_buf_put(out, p, 1));
    }
    (void)rt_buf_put_text(out, "'");
}

static void put_time(const char *option, uint64_t us, struct rt_buf *out)
{
    bool is_whole = us % 1000000u == 0;
    (void)rt_buf_printf(out, " --%s %llu%s", option, (unsigned long long)(us / (is_whole ? 1000000u : 1000u)),
                        is_whole ? "s" : "ms");
}

/* Those that are not the default: with others it might end otherwise. */
static void put_limits(const struct emu_scn_limits *l, struct rt_buf *out)
{
    if (l->virtual_us != EMU_SCN_VIRTUAL_US) {
        put_time("virtual-limit", l->virtual_us, out);
    }
    if (l->real_us != EMU_SCN_REAL_US) {
        put_time("real-limit", l->real_us, out);
    }
    if (l->n_instructions != EMU_SCN_INSTRUCTIONS) {
        (void)rt_buf_printf(out, " --instructions %llu", (unsigned long long)l->n_instructions);
    }
    if (l->n_bytes != EMU_SCN_BYTES) {
        (void)rt_buf_printf(out, " --memory %zu", l->n_bytes >> 20);
    }
}

static void put_selection(const struct test_item *item, const struct test_options *o, struct rt_buf *out)
{
    struct test_item first = *item;
    char title[EMU_PATH_MAX + EMU_SCN_NAME_MAX + 40];
    first.round = 1; /* titles are compared before seeds and rounds */
    first.is_one_seed = true;
    title[0] = '=';
    (void)test_title(&first, title + 1, sizeof title - 1);
    (void)rt_buf_put_text(out, " test ");
    put_quoted(out, item->path);
    if (item->name != NULL) {
        (void)rt_buf_put_text(out, " --filter ");
        put_quoted(out, title);
    }
    (void)rt_buf_printf(out, " --seed %llu", (unsigned long long)item->seed);
    put_limits(&o->limits, out);
}

void test_command(const struct test_item *item, const struct test_options *o, struct rt_buf *out)
{
    (void)rt_buf_put_text(out, "vspa");
    put_selection(item, o, out);
    if (o->images != NULL) {
        (void)rt_buf_put_text(out, " --images ");
        put_quoted(out, o->images);
    }
}

/* ---- the script, and the copies beside it ---- */

/* A path below the folder of the copies: without "/", "." and "..". Both the scenario and what it requires are moved
 * so, and keep their places to each other. False: too long. */
static bool inside(const char *path, char *out, size_t out_size)
{
    size_t n = 0;
    out[0] = '\0';
    while (*path != '\0') {
        size_t n_part = strcspn(path, "/");
        bool is_step = n_part == 0 || (n_part == 1 && path[0] == '.') || (n_part == 2 && strncmp(path, "..", 2) == 0);
        if (!is_step) {
            int more = snprintf(out + n, out_size - n, "%s%.*s", n > 0 ? "/" : "", (int)n_part, path);
            if (more < 0 || (size_t)more >= out_size - n) {
                return false;
            }
            n += (size_t)more;
        }
        path += n_part + (path[n_part] == '/' ? 1 : 0);
    }
    return n > 0;
}

static bool make_folders(char *path, size_t from)
{
    for (char *p = path + from; (p = strchr(p, '/')) != NULL; p++) {
        *p = '\0';
        bool is_there = mkdir(path, 0700) == 0 || errno == EEXIST;
        *p = '/';
        if (!is_there) {
            return false;
        }
    }
    return true;
}

static bool copy_into(const char *folder, const char *path)
{
    char name[EMU_PATH_MAX], to[TEST_PATH_BYTES + EMU_PATH_MAX + 32];
    struct rt_buf b;
    if (!inside(path, name, sizeof name)) {
        return false;
    }
    (void)snprintf(to, sizeof to, "%s/" TEST_AGAIN_FOLDER "/%s", folder, name);
    rt_buf_init(&b, SCENARIO_MAX);
    bool is_whole =
        make_folders(to, strlen(folder) + 1) && emu_read_file(path, &b) == RT_OK && test_write_file(to, b.bytes, b.n);
    rt_buf_fini(&b);
    return is_whole;
}

static bool copy_all(const char *folder, const struct test_item *item)
{
    char path[EMU_PATH_MAX];
    bool is_whole = copy_into(folder, item->path);
    for (const char *p = item->result->modules; *p != '\0';) {
        size_t n = strcspn(p, "\n");
        (void)snprintf(path, sizeof path, "%.*s", (int)n, p); /* what was opened is no longer */
        is_whole = copy_into(folder, path) && is_whole;
        p += n + (p[n] == '\n' ? 1 : 0);
    }
    return is_whole;
}

/* VSPA and VSPA_IMAGES may be relative to where the user stands. */
static const char head[] =
    "# Reruns this scenario alone, from its copy in " TEST_AGAIN_FOLDER
    "/: this folder can be anywhere. Artifacts: again/.\n"
    "# VSPA: the program [vspa]; VSPA_IMAGES: the folder of its releases [what it finds itself]\n"
    "needs='vspa " VSPA_VERSION "'\n"
    "vspa=${VSPA:-vspa}\n"
    "case $vspa in /*) ;; */*) vspa=$PWD/$vspa ;; esac\n"
    "case ${VSPA_IMAGES:-/} in /*) ;; *) VSPA_IMAGES=$PWD/$VSPA_IMAGES && export VSPA_IMAGES ;; esac\n"
    "here=$(cd \"$(dirname \"$0\")\" && pwd) || exit 3\n"
    "if ! found=$(\"$vspa\" version 2>/dev/null); then\n"
    "    echo \"again.sh: $vspa: it does not run: install $needs, or set VSPA to the program\" >&2\n"
    "    exit 3\n"
    "fi\n"
    "[ \"$found\" = \"$needs\" ] || echo \"again.sh: this is $found, and it was $needs that failed: results may "
    "differ\" >&2\n";

static const char images_check[] = "if [ ! -d \"$images\" ]; then\n"
                                   "    echo \"again.sh: $images: no such folder: set VSPA_IMAGES to the one with the "
                                   "releases that the scenario uses\" >&2\n"
                                   "    exit 3\n"
                                   "fi\n";

static void put_images(const char *images, struct rt_buf *out)
{
    char here[EMU_PATH_MAX] = "";
    (void)rt_buf_put_text(out, "images=${VSPA_IMAGES:-}\n[ -n \"$images\" ] || images=");
    if (images[0] != '/' && getcwd(here, sizeof here) != NULL) {
        put_quoted(out, here);
        (void)rt_buf_put_text(out, "/");
    }
    put_quoted(out, images);
    (void)rt_buf_printf(out, "\n%s", images_check);
}

bool test_write_again(const char *folder, const struct test_item *item, const struct test_options *o)
{
    char path[TEST_PATH_BYTES + 32], name[EMU_PATH_MAX];
    struct test_item copy = *item;
    struct rt_buf script;
    if (!inside(item->path, name, sizeof name)) {
        return false;
    }
    copy.path = name;
    rt_buf_init(&script, SCRIPT_MAX);
    bool is_plain = is_safe(item->path) && (o->images == NULL || is_safe(o->images));
    (void)rt_buf_printf(&script, "#!/bin/%s\n%s", is_plain ? "sh" : "bash", head); /* dash reads no $'...' */
    if (o->images != NULL) {
        put_images(o->images, &script);
    }
    (void)rt_buf_put_text(&script, "cd \"$here/" TEST_AGAIN_FOLDER "\" && exec \"$vspa\"");
    put_selection(&copy, o, &script);
    (void)rt_buf_put_text(&script, " --failures \"$here/again\"");
    bool is_whole = rt_buf_put_text(&script, o->images != NULL ? " --images \"$images\"\n" : "\n") == RT_OK;
    (void)snprintf(path, sizeof path, "%s/" TEST_AGAIN_FILE, folder);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0700);
    is_whole = fd >= 0 && write(fd, script.bytes, script.n) == (ssize_t)script.n && is_whole;
    is_whole = fd >= 0 && close(fd) == 0 && is_whole;
    rt_buf_fini(&script);
    return copy_all(folder, item) && is_whole;
}
