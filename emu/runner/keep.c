/* SPDX-License-Identifier: MIT */
/* The artifacts of a scenario: its files, and a description of each. */
#include <script/keep.h>
#include <host/output.h>
#include "runner_priv.h"
#include <host/files.h>
#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DESCRIPTORS 16

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
        fputs("\n", f);
        test_put_indented(f, item->result->text, "  ");
    }
    fprintf(f, "\n%-12s %s\n%-12s %s\n", TEST_AGAIN_FILE, "reruns this scenario alone, wherever this folder is",
            TEST_AGAIN_FOLDER "/", "the scenario as it was, with the files that it requires");
    for (size_t i = 0; (file = emu_scn_keep_file(i, &what)) != NULL; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", folder, file);
        fprintf(f, "%-12s %s%s\n", file, what, access(path, F_OK) == 0 ? "" : " (not there: nothing came)");
    }
    fprintf(f, "%-12s %s%s\n", TEST_OUTPUT_FILE, "what the script and the program printed",
            item->output != NULL ? "" : " (not there: nothing)");
    fputs("\nTo look closer, from the record alone:\n"
          "  vspa replay " EMU_SCN_RECORD " --trace 'fw.*'\n"
          "  tshark -r run.pcapng\n"
          "  vspa replay " EMU_SCN_RECORD " --wav phone1.wav --wav2 phone2.wav\n"
          "The unit as it was at the end, for --unit of vspa run, console and explain:\n"
          "  vspa replay " EMU_SCN_RECORD " --save-unit unit.flash\n",
          f);
    bool is_whole = ferror(f) == 0;
    return fclose(f) == 0 && is_whole;
}

/* The folder itself is made when something fails. */
bool test_keep_try(const struct test_options *o, struct emu_error *error)
{
    char parent[EMU_PATH_MAX];
    struct stat st;
    const char *place = o->failures;
    if (strcmp(o->failures, TEST_FAILURES_DEFAULT) == 0 && lstat(o->failures, &st) == 0 && S_ISLNK(st.st_mode)) {
        /* Not named by the user: the folder of a project that was fetched must not say where on this host files go. */
        emu_error_set(error, EMU_EXIT_ENVIRONMENT,
                      "test: %s: a symbolic link: remove it, or name the folder where it leads with --failures",
                      o->failures);
        return false;
    }
    bool is_there = stat(o->failures, &st) == 0;
    if (!is_there && errno == ENOENT) {
        size_t n = strlen(o->failures);
        while (n > 0 && o->failures[n - 1] == '/') {
            n--;
        }
        while (n > 0 && o->failures[n - 1] != '/') {
            n--;
        }
        (void)snprintf(parent, sizeof parent, "%.*s", n > 0 ? (int)n : 1, n > 0 ? o->failures : ".");
        place = parent;
        is_there = stat(parent, &st) == 0;
    }
    errno = is_there && !S_ISDIR(st.st_mode) ? ENOTDIR : errno;
    if (is_there && S_ISDIR(st.st_mode) && access(place, W_OK | X_OK) == 0) {
        return true;
    }
    emu_error_set(error, EMU_EXIT_ENVIRONMENT, "test: --failures %s: %s: choose another folder", o->failures,
                  strerror(errno));
    return false;
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
    is_whole = test_write_again(to, item, o) && is_whole;
    if (!write_readme(to, item) || !is_whole || item->result->is_keep_cut) {
        emu_warn("test: %s: artifacts are incomplete: check the free space there and in TMPDIR", to);
    }
}
