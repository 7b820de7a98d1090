/* SPDX-License-Identifier: MIT */
/* The artifacts of a scenario: its files, a description of each, and the command to rerun it. */
#include <script/keep.h>
#include <host/output.h>
#include "runner_priv.h"
#include <host/files.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DESCRIPTORS 16
#define AGAIN       "again.sh"

/* ---- files ---- */

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st;
    (void)kind;
    (void)at;
    (void)remove(path); /* what cannot be removed stays visible in the folder */
    return 0;
}

void test_remove_tree(const char *path)
{
    (void)nftw(path, remove_one, DESCRIPTORS, FTW_DEPTH | FTW_PHYS);
}

bool test_write_file(const char *path, const void *bytes, size_t n)
{
    FILE *f = emu_output_open(path, EMU_OUTPUT_PRIVATE);
    bool is_whole = f != NULL && fwrite(bytes, 1, n, f) == n;
    return f != NULL && fclose(f) == 0 && is_whole;
}

bool test_copy_file(const char *from, const char *to)
{
    struct rt_buf b;
    if (rename(from, to) == 0) {
        return true;
    }
    rt_buf_init(&b, 1u << 30);
    bool is_whole = emu_read_file(from, &b) == RT_OK && test_write_file(to, b.bytes, b.n);
    rt_buf_fini(&b);
    return is_whole;
}

/* False: not all of it. */
static bool copy_folder(const char *from, const char *to)
{
    char a[TEST_PATH_BYTES + 256], b[TEST_PATH_BYTES + 256];
    const struct dirent *entry;
    DIR *dir = opendir(from);
    bool is_whole = dir != NULL;
    while (dir != NULL && (entry = readdir(dir)) != NULL) {
        if (entry->d_name[0] == '.') {
            continue;
        }
        (void)snprintf(a, sizeof a, "%s/%s", from, entry->d_name);
        (void)snprintf(b, sizeof b, "%s/%s", to, entry->d_name);
        is_whole = test_copy_file(a, b) && is_whole;
    }
    if (dir != NULL) {
        (void)closedir(dir);
    }
    return is_whole;
}

/* ---- the command that runs one again ---- */

static void put_quoted(struct rt_buf *out, const char *text)
{
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

void test_command(const struct test_item *item, const struct test_options *o, struct rt_buf *out)
{
    struct test_item first = *item;
    char title[EMU_PATH_MAX + EMU_SCN_NAME_MAX + 40];
    first.round = 1;
    title[0] = '=';
    (void)test_title(&first, title + 1, sizeof title - 1);
    (void)rt_buf_put_text(out, "vspa test ");
    put_quoted(out, item->path);
    if (item->name != NULL) {
        (void)rt_buf_put_text(out, " --filter ");
        put_quoted(out, title);
    }
    (void)rt_buf_printf(out, " --seed %llu", (unsigned long long)o->seed);
    put_limits(&o->limits, out);
    if (o->images != NULL) {
        (void)rt_buf_put_text(out, " --images ");
        put_quoted(out, o->images);
    }
}

/* Also there when the scenario passed: --keep all. */
static void write_again(const char *folder, const struct test_item *item, const struct test_options *o)
{
    char path[TEST_PATH_BYTES + 32];
    char here[EMU_PATH_MAX];
    struct rt_buf command, script;
    rt_buf_init(&command, 65536);
    rt_buf_init(&script, 65536);
    test_command(item, o, &command);
    (void)rt_buf_put_text(&script, "#!/bin/sh\n# Reruns this scenario alone.\ncd ");
    put_quoted(&script, getcwd(here, sizeof here) != NULL ? here : ".");
    (void)rt_buf_printf(&script, " && exec %s\n", rt_buf_text(&command));
    (void)snprintf(path, sizeof path, "%s/" AGAIN, folder);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0700);
    if (fd >= 0) {
        (void)!write(fd, script.bytes, script.n); /* the command is in the report too */
        (void)close(fd);
    }
    rt_buf_fini(&command);
    rt_buf_fini(&script);
}

/* ---- what it is ---- */

static bool write_readme(const char *folder, const struct test_item *item)
{
    char path[TEST_PATH_BYTES + 32];
    char title[EMU_PATH_MAX + EMU_SCN_NAME_MAX + 40];
    const char *what;
    const char *file;
    (void)snprintf(path, sizeof path, "%s/README.txt", folder);
    FILE *f = emu_output_open(path, EMU_OUTPUT_PRIVATE);
    if (f == NULL) {
        return false;
    }
    fprintf(f, "%s: %s\n", test_title(item, title, sizeof title), emu_scn_verdict_name(item->result->verdict));
    if (item->result->text[0] != '\0') {
        fprintf(f, "\n%s\n", item->result->text);
    }
    fprintf(f, "\n%-12s %s\n", AGAIN, "reruns this scenario alone");
    for (size_t i = 0; (file = emu_scn_keep_file(i, &what)) != NULL; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", folder, file);
        fprintf(f, "%-12s %s%s\n", file, what, access(path, F_OK) == 0 ? "" : " (not there: nothing came)");
    }
    fprintf(f, "%-12s %s\n", TEST_OUTPUT_FILE, "what the script and the program printed");
    fputs("\nTo look closer, from the record alone:\n"
          "  vspa replay " EMU_SCN_RECORD " --until 90 --trace 'fw.*'\n"
          "  tshark -r run.pcapng\n"
          "  vspa replay " EMU_SCN_RECORD " --wav phone1.wav --wav2 phone2.wav\n"
          "The unit as it was at the end, for --unit of vspa run, console and explain:\n"
          "  vspa replay " EMU_SCN_RECORD " --save-unit unit.flash\n",
          f);
    bool is_whole = ferror(f) == 0;
    return fclose(f) == 0 && is_whole;
}

void test_keep(struct test_item *item, const struct test_options *o, const char *from)
{
    char to[TEST_PATH_BYTES];
    (void)snprintf(to, sizeof to, "%s/%s", o->failures, item->folder);
    test_remove_tree(to);                  /* of an older run */
    (void)mkdir(o->failures, 0700);        /* there already, or the next step says so */
    bool is_moved = rename(from, to) == 0; /* not onto another file system */
    if (!is_moved && mkdir(to, 0700) != 0) {
        emu_warn("test: %s: %s: no artifacts are kept: name another folder with --failures", to, strerror(errno));
        return;
    }
    item->is_kept = true;
    bool is_whole = is_moved || copy_folder(from, to);
    write_again(to, item, o);
    if (!write_readme(to, item) || !is_whole || item->result->is_keep_cut) {
        emu_warn("test: %s: artifacts are incomplete: check the free space there and in TMPDIR", to);
    }
}
