/* SPDX-License-Identifier: MIT */
/* The unit file: what it keeps, what it refuses, and that two processes never share one. */
#define _GNU_SOURCE /* O_TMPFILE */
#include <harness/test.h>
#include <unitfile/unitfile.h>
#include <board/flash.h>
#include <rt/buf.h>
#include <rt/crc.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct place {
    char folder[64], file[80];
};

static int setup(void **state)
{
    static struct place p;
    (void)snprintf(p.folder, sizeof p.folder, "/tmp/vspa-test-XXXXXX");
    assert_non_null(mkdtemp(p.folder));
    (void)snprintf(p.file, sizeof p.file, "%s/u.flash", p.folder);
    *state = &p;
    return 0;
}

static int teardown(void **state)
{
    struct place *p = *state;
    (void)unlink(p->file);
    return rmdir(p->folder); /* fails when something was left behind */
}

static void make(struct place *p)
{
    struct emu_unitfile *u;
    struct emu_error e = {0};
    assert_int_equal(emu_unitfile_create(&u, p->file, false, &e), EMU_EXIT_OK);
    emu_unitfile_flash(u)[5] = 0x42;
    assert_int_equal(emu_unitfile_keep(u, &e), EMU_EXIT_OK);
    emu_unitfile_close(u);
}

static void expect_refusal(struct place *p, const char *words)
{
    struct emu_unitfile *u;
    struct emu_error e = {0};
    assert_int_equal(emu_unitfile_open(&u, p->file, &e), EMU_EXIT_ENVIRONMENT);
    assert_null(u);
    if (strstr(e.text, words) == NULL || strncmp(e.text, p->file, strlen(p->file)) != 0) {
        fail_msg("says: %s", e.text);
    }
}

static void poke(struct place *p, off_t offset, uint8_t byte)
{
    int fd = open(p->file, O_WRONLY);
    assert_int_equal(pwrite(fd, &byte, 1, offset), 1);
    assert_int_equal(close(fd), 0);
}

static void test_what_was_written_is_there_again(void **state)
{
    struct place *p = *state;
    struct emu_unitfile *u;
    struct emu_error e = {0};
    make(p);
    assert_int_equal(emu_unitfile_open(&u, p->file, &e), EMU_EXIT_OK);
    assert_int_equal(emu_unitfile_flash(u)[5], 0x42);
    assert_int_equal(emu_unitfile_flash(u)[BOARD_FLASH_BYTES - 1], 0xff);
    emu_unitfile_close(u);
}

static void test_a_unit_that_is_not_kept_leaves_nothing_behind(void **state)
{
    struct place *p = *state;
    struct emu_unitfile *u;
    struct emu_error e = {0};
    assert_int_equal(emu_unitfile_create(&u, p->file, false, &e), EMU_EXIT_OK);
    emu_unitfile_close(u);
    assert_int_not_equal(access(p->file, F_OK), 0); /* and teardown finds the folder empty */
}

static void test_a_file_is_replaced_only_when_told(void **state)
{
    struct place *p = *state;
    struct emu_unitfile *u;
    struct emu_error e = {0};
    make(p);
    assert_int_equal(emu_unitfile_create(&u, p->file, false, &e), EMU_EXIT_ENVIRONMENT);
    assert_non_null(strstr(e.text, "already exists: add --force"));
    e.code = EMU_EXIT_OK;
    assert_int_equal(emu_unitfile_create(&u, p->file, true, &e), EMU_EXIT_OK);
    assert_int_equal(emu_unitfile_keep(u, &e), EMU_EXIT_OK);
    assert_int_equal(emu_unitfile_flash(u)[5], 0xff);
    emu_unitfile_close(u);
}

static void test_a_missing_file_says_how_to_make_one(void **state)
{
    expect_refusal(*state, "vspa new");
}

static void test_another_file_is_no_unit(void **state)
{
    struct place *p = *state;
    make(p);
    poke(p, 0, 'X');
    expect_refusal(p, "not a unit file");
}

static void test_every_damaged_byte_of_the_head_is_noticed(void **state)
{
    struct place *p = *state;
    make(p);
    for (off_t i = 8; i < 156; i++) {
        uint8_t byte;
        int fd = open(p->file, O_RDONLY);
        assert_int_equal(pread(fd, &byte, 1, i), 1);
        assert_int_equal(close(fd), 0);
        poke(p, i, (uint8_t)(byte ^ 0x10));
        expect_refusal(p, "header is damaged");
        poke(p, i, byte);
    }
}

/* With a checksum that is right: nobody's mistake, but a file of another time. */
static void test_another_format_is_refused_by_name(void **state)
{
    static const struct {
        uint32_t format;
        const char *words;
    } rows[] = {
        {EMU_UNITFILE_FORMAT + 1, "newer unit file format: use the version of vspa that wrote it"},
        {UINT32_MAX, "newer unit file format"},
        {0, "unsupported unit file format 0"},
    };
    struct place *p = *state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t head[24];
        (void)unlink(p->file);
        make(p);
        int fd = open(p->file, O_RDWR);
        assert_int_equal(pread(fd, head, sizeof head, 0), sizeof head);
        rt_put_be32(head + 8, rows[i].format);
        rt_put_be32(head + 20, rt_crc32(0, head, 20));
        assert_int_equal(pwrite(fd, head, sizeof head, 0), sizeof head);
        assert_int_equal(close(fd), 0);
        expect_refusal(p, rows[i].words);
        uint8_t *flash = malloc(BOARD_FLASH_BYTES);
        struct emu_error e = {0};
        assert_int_equal(emu_unitfile_copy(p->file, flash, &e), EMU_EXIT_ENVIRONMENT);
        assert_non_null(strstr(e.text, rows[i].words));
        free(flash);
    }
}

static void test_a_cut_or_grown_file_is_refused(void **state)
{
    struct place *p = *state;
    off_t whole = (off_t)(EMU_UNITFILE_HEAD_BYTES + BOARD_FLASH_BYTES);
    make(p);
    assert_int_equal(truncate(p->file, whole - 1), 0);
    expect_refusal(p, "wrong size: truncated or appended to");
    assert_int_equal(truncate(p->file, whole + 1), 0);
    expect_refusal(p, "wrong size: truncated or appended to");
    assert_int_equal(truncate(p->file, 0), 0);
    expect_refusal(p, "not a unit file");
}

static void test_a_folder_is_no_unit(void **state)
{
    struct place *p = *state;
    assert_int_equal(mkdir(p->file, 0700), 0);
    expect_refusal(p, "permission"); /* EISDIR: cannot be opened for writing */
    assert_int_equal(rmdir(p->file), 0);
}

/* In a child: tries to open, and to replace. Its exit code is 0 when both were refused with the holder's number. */
static int try_as_another_process(struct place *p, pid_t holder)
{
    struct emu_unitfile *u;
    struct emu_error opened = {0};
    struct emu_error replaced = {0};
    char words[48];
    (void)snprintf(words, sizeof words, "in use by process %ld", (long)holder);
    (void)emu_unitfile_open(&u, p->file, &opened);
    (void)emu_unitfile_create(&u, p->file, true, &replaced);
    return opened.code == EMU_EXIT_ENVIRONMENT && strstr(opened.text, words) != NULL &&
                   replaced.code == EMU_EXIT_ENVIRONMENT && strstr(replaced.text, words) != NULL
               ? 0
               : 1;
}

static void expect_exit(pid_t child, int code)
{
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), code);
}

static void test_a_second_process_is_refused_and_told_who_has_it(void **state)
{
    struct place *p = *state;
    struct emu_unitfile *u;
    struct emu_error e = {0};
    make(p);
    assert_int_equal(emu_unitfile_open(&u, p->file, &e), EMU_EXIT_OK);
    pid_t holder = getpid();
    pid_t child = fork();
    if (child == 0) {
        _exit(try_as_another_process(p, holder));
    }
    expect_exit(child, 0);
    emu_unitfile_close(u);
    child = fork(); /* free again */
    if (child == 0) {
        struct emu_error none = {0};
        _exit(emu_unitfile_open(&u, p->file, &none) == EMU_EXIT_OK ? 0 : 1);
    }
    expect_exit(child, 0);
}

static void test_the_lock_is_not_lost_with_another_descriptor_of_the_file(void **state)
{
    struct place *p = *state;
    struct emu_unitfile *u;
    struct emu_error e = {0};
    make(p);
    assert_int_equal(emu_unitfile_open(&u, p->file, &e), EMU_EXIT_OK);
    assert_int_equal(close(open(p->file, O_RDONLY)), 0); /* as the lab does when it serves it */
    pid_t holder = getpid();
    pid_t child = fork();
    if (child == 0) {
        _exit(try_as_another_process(p, holder));
    }
    expect_exit(child, 0);
    emu_unitfile_close(u);
}

/* As vspa wrote it until format 2: the cells as they are. */
static void make_format_1(struct place *p)
{
    enum { N = EMU_UNITFILE_HEAD_BYTES + BOARD_FLASH_BYTES };
    uint8_t *bytes = malloc(N);
    assert_non_null(bytes);
    memset(bytes, 0, EMU_UNITFILE_HEAD_BYTES);
    memset(bytes + EMU_UNITFILE_HEAD_BYTES, 0xff, BOARD_FLASH_BYTES);
    memcpy(bytes, "VSPAUNIT", 8);
    rt_put_be32(bytes + 8, 1);
    rt_put_be32(bytes + 12, EMU_UNITFILE_HEAD_BYTES);
    rt_put_be32(bytes + 16, BOARD_FLASH_BYTES);
    rt_put_be32(bytes + 20, rt_crc32(0, bytes, 20));
    int fd = open(p->file, O_WRONLY | O_CREAT | O_EXCL, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, N), N);
    assert_int_equal(close(fd), 0);
    free(bytes);
}

static void change(struct emu_unitfile *u, uint32_t offset, uint32_t n, uint8_t byte)
{
    memset(emu_unitfile_flash(u) + offset, byte, n);
    emu_unitfile_changed(u, offset, n);
}

static void expect_cells(struct place *p, uint32_t offset, uint32_t n, uint8_t byte)
{
    struct emu_unitfile *u;
    struct emu_error e = {0};
    uint8_t *copy = malloc(BOARD_FLASH_BYTES);
    assert_non_null(copy);
    assert_int_equal(emu_unitfile_open(&u, p->file, &e), EMU_EXIT_OK);
    assert_int_equal(emu_unitfile_copy(p->file, copy, &e), EMU_EXIT_OK);
    for (uint32_t i = 0; i < n; i++) {
        assert_int_equal(emu_unitfile_flash(u)[offset + i], byte);
        assert_int_equal(copy[offset + i], byte);
    }
    emu_unitfile_close(u);
    free(copy);
}

static uint32_t format_of(struct place *p)
{
    uint8_t bytes[4];
    int fd = open(p->file, O_RDONLY);
    assert_int_equal(pread(fd, bytes, sizeof bytes, 8), sizeof bytes);
    assert_int_equal(close(fd), 0);
    return rt_be32(bytes);
}

static void test_a_change_is_in_the_file_at_once_in_the_format_that_it_has(void **state)
{
    struct place *p = *state;
    for (uint32_t format = 1; format <= 2; format++) {
        struct emu_unitfile *u;
        struct emu_error e = {0};
        (void)unlink(p->file);
        (format == 1 ? make_format_1 : make)(p);
        assert_int_equal(emu_unitfile_open(&u, p->file, &e), EMU_EXIT_OK);
        change(u, 100, 10000, 0x5a);
        emu_unitfile_rest(u);
        assert_int_equal(emu_unitfile_flash(u)[100], 0x5a);
        emu_unitfile_close(u);
        expect_cells(p, 100, 10000, 0x5a);
        expect_cells(p, 10100, 100000, 0xff);
        assert_int_equal(format_of(p), format);
    }
}

static long long n_blocks(struct place *p)
{
    struct stat st;
    assert_int_equal(stat(p->file, &st), 0);
    return (long long)st.st_blocks * 512;
}

static void test_blank_cells_take_no_place_on_the_disk(void **state)
{
    struct place *p = *state;
    struct emu_unitfile *u;
    struct emu_error e = {0};
    make(p);
    assert_true(n_blocks(p) <= 16384);
    assert_int_equal(emu_unitfile_open(&u, p->file, &e), EMU_EXIT_OK);
    change(u, BOARD_FLASH_SECTOR_BYTES, BOARD_FLASH_SECTOR_BYTES, 0);
    assert_true(n_blocks(p) >= 65536);
    change(u, BOARD_FLASH_SECTOR_BYTES, BOARD_FLASH_SECTOR_BYTES, 0xff);
    assert_true(n_blocks(p) <= 16384);
    emu_unitfile_rest(u); /* its pages go, and come back as ones */
    assert_int_equal(emu_unitfile_flash(u)[BOARD_FLASH_SECTOR_BYTES], 0xff);
    assert_int_equal(emu_unitfile_flash(u)[5], 0x42);
    /* A bank: what was blank stays a hole, what was written becomes zeros. */
    uint32_t bank = board_region(BOARD_REGION_BANK_B)->offset;
    change(u, bank, BOARD_FLASH_SECTOR_BYTES, 0xff);
    assert_true(n_blocks(p) <= 16384);
    change(u, bank, BOARD_FLASH_SECTOR_BYTES, 0);
    change(u, bank, BOARD_FLASH_SECTOR_BYTES, 0xff);
    assert_true(n_blocks(p) >= 65536);
    emu_unitfile_rest(u);
    assert_int_equal(emu_unitfile_flash(u)[bank], 0xff);
    emu_unitfile_close(u);
    expect_cells(p, BOARD_FLASH_SECTOR_BYTES, BOARD_FLASH_SECTOR_BYTES, 0xff);
    expect_cells(p, bank, BOARD_FLASH_SECTOR_BYTES, 0xff);
}

/* Neighbouring pages are written at once; those that are as they began, and were never otherwise, are left out. */
static void test_a_long_change_writes_the_pages_that_differ(void **state)
{
    struct place *p = *state;
    struct emu_unitfile *u;
    struct emu_error e = {0};
    enum { PAGE = 4096, N = 5 * BOARD_FLASH_SECTOR_BYTES / 2 };
    uint32_t at = board_region(BOARD_REGION_BANK_B)->offset + 100;
    uint8_t *expected = malloc(N), *copy = malloc(BOARD_FLASH_BYTES);
    assert_true(expected != NULL && copy != NULL);
    make(p);
    assert_int_equal(emu_unitfile_open(&u, p->file, &e), EMU_EXIT_OK);
    memset(expected, 0xff, N);
    for (uint32_t i = 0; i < N; i++) { /* runs of many lengths, and across sectors */
        uint32_t page = (at + i) / PAGE;
        expected[i] = page % 7 < 3 || page % 11 == 0 ? 0xff : (uint8_t)(i * 31 + page);
    }
    memcpy(emu_unitfile_flash(u) + at, expected, N);
    emu_unitfile_changed(u, at, N);
    long long n_first = n_blocks(p);
    assert_true(n_first < 8192 + N * 3 / 4);
    for (int round = 0; round < 2; round++) {
        assert_null(emu_unitfile_failure(u));
        assert_int_equal(emu_unitfile_copy(p->file, copy, &e), EMU_EXIT_OK);
        assert_memory_equal(copy + at, expected, N);
        assert_int_equal(copy[at - 1] & copy[at + N], 0xff);
        emu_unitfile_rest(u);
        assert_memory_equal(emu_unitfile_flash(u) + at, expected, N);
        for (uint32_t i = 0; i < N; i++) { /* what was written is as it began, and the other way round */
            expected[i] = expected[i] == 0xff ? (uint8_t)(i * 7) : 0xff;
        }
        memcpy(emu_unitfile_flash(u) + at, expected, N);
        emu_unitfile_changed(u, at, N);
    }
    emu_unitfile_close(u);
    free(expected);
    free(copy);
}

/* The limit of the file's size stands for a full disk: a write behind it fails with EFBIG. */
static void test_a_full_disk_is_a_failure_and_the_file_stays_a_unit(void **state)
{
    struct place *p = *state;
    make(p);
    pid_t child = fork();
    if (child == 0) {
        const struct rlimit narrow = {65536, 65536};
        struct emu_unitfile *u;
        struct emu_error e = {0};
        (void)signal(SIGXFSZ, SIG_IGN);
        if (emu_unitfile_open(&u, p->file, &e) != EMU_EXIT_OK || setrlimit(RLIMIT_FSIZE, &narrow) != 0) {
            _exit(99);
        }
        change(u, 8, 4, 0x11);
        bool was_good = emu_unitfile_failure(u) == NULL && emu_unitfile_sync(u);
        change(u, 200000, 4, 0x22);
        bool has_failed = emu_unitfile_failure(u) != NULL && !emu_unitfile_sync(u);
        change(u, 16, 4, 0x33); /* after it: not any more */
        _exit(was_good && has_failed ? 0 : 98);
    }
    expect_exit(child, 0);
    expect_cells(p, 8, 4, 0x11);
    expect_cells(p, 16, 4, 0xff);
    expect_cells(p, 200000, 4, 0xff);
}

static void test_a_page_that_the_disk_cannot_give_is_one_line_and_not_a_crash(void **state)
{
    struct place *p = *state;
    struct emu_unitfile *u;
    struct emu_error e = {0};
    int ends[2];
    char text[512] = "";
    make_format_1(p);
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        (void)dup2(ends[1], STDERR_FILENO);
        if (emu_unitfile_open(&u, p->file, &e) != EMU_EXIT_OK || truncate(p->file, 8192) != 0) {
            _exit(99);
        }
        emu_unitfile_flash(u)[BOARD_FLASH_BYTES - 1] = 0;
        _exit(98);
    }
    expect_exit(child, EMU_EXIT_ENVIRONMENT);
    assert_true(read(ends[0], text, sizeof text - 1) > 0);
    assert_non_null(strstr(text, "a page of it or of its image cannot be read"));
    assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
    (void)close(ends[0]);
    (void)close(ends[1]);
}

static void test_a_file_that_goes_away_is_noticed(void **state)
{
    struct place *p = *state;
    struct emu_unitfile *u;
    struct emu_error e = {0};
    make(p);
    assert_int_equal(emu_unitfile_open(&u, p->file, &e), EMU_EXIT_OK);
    assert_true(emu_unitfile_sync(u));
    assert_null(emu_unitfile_lost(u));
    assert_int_equal(unlink(p->file), 0);
    assert_string_equal(emu_unitfile_lost(u), "was deleted");
    make(p);
    assert_string_equal(emu_unitfile_lost(u), "was replaced by another file");
    emu_unitfile_close(u);
}

/* A file that only has another name now, or one more, is not lost. */
static void test_a_renamed_file_is_not_lost(void **state)
{
    struct place *p = *state;
    struct emu_unitfile *u;
    struct emu_error e = {0};
    char other[96];
    (void)snprintf(other, sizeof other, "%s/v.flash", p->folder);
    make(p);
    assert_int_equal(emu_unitfile_open(&u, p->file, &e), EMU_EXIT_OK);
    assert_int_equal(rename(p->file, other), 0);
    assert_null(emu_unitfile_damage(u));
    assert_int_equal(link(other, p->file), 0);
    assert_int_equal(unlink(other), 0);
    assert_null(emu_unitfile_damage(u));
    emu_unitfile_close(u);
}

static void change_in_place(struct place *p, unsigned how)
{
    const off_t whole = (off_t)(EMU_UNITFILE_HEAD_BYTES + BOARD_FLASH_BYTES);
    int fd = open(p->file, O_WRONLY);
    assert_true(fd >= 0);
    switch (how) {
    case 0:
        assert_int_equal(ftruncate(fd, 0), 0);
        break;
    case 1:
        assert_int_equal(ftruncate(fd, whole - 1), 0);
        break;
    case 2:
        assert_int_equal(pwrite(fd, "x", 1, whole), 1);
        break;
    case 3: /* a byte of the head */
        assert_int_equal(pwrite(fd, "x", 1, 30), 1);
        break;
    case 4: /* a cell that was written */
        assert_int_equal(pwrite(fd, "x", 1, EMU_UNITFILE_HEAD_BYTES + 5), 1);
        break;
    case 5: /* one that was not: in a hole of the file */
        assert_int_equal(pwrite(fd, "x", 1, EMU_UNITFILE_HEAD_BYTES + BOARD_FLASH_BYTES / 2), 1);
        break;
    default: /* all of them are a hole now, and the size is as it was */
        assert_int_equal(ftruncate(fd, EMU_UNITFILE_HEAD_BYTES), 0);
        assert_int_equal(ftruncate(fd, whole), 0);
        break;
    }
    assert_int_equal(close(fd), 0);
}

static void test_a_file_that_another_program_changes_in_its_place_is_noticed(void **state)
{
    static const char *const words[] = {"was truncated",
                                        "was truncated",
                                        "was appended to",
                                        "was changed by another program",
                                        "was changed by another program",
                                        "was changed by another program",
                                        "was changed by another program"};
    struct place *p = *state;
    for (unsigned how = 0; how < sizeof words / sizeof words[0]; how++) {
        struct emu_unitfile *u;
        struct emu_error e = {0};
        (void)unlink(p->file);
        make(p);
        assert_int_equal(emu_unitfile_open(&u, p->file, &e), EMU_EXIT_OK);
        emu_unitfile_flash(u)[4096] = 0x17;
        emu_unitfile_changed(u, 4096, 1);
        emu_unitfile_rest(u);
        assert_null(emu_unitfile_damage(u));
        change_in_place(p, how);
        assert_string_equal(emu_unitfile_damage(u), words[how]);
        emu_unitfile_close(u);
    }
}

static void test_only_a_unit_is_replaced_and_nothing_but_a_plain_file(void **state)
{
    struct place *p = *state;
    struct emu_unitfile *u;
    struct emu_error e = {0};
    int fd = open(p->file, O_WRONLY | O_CREAT, 0600);
    assert_int_equal(write(fd, "<flat-profile>", 14), 14);
    assert_int_equal(close(fd), 0);
    assert_int_equal(emu_unitfile_create(&u, p->file, true, &e), EMU_EXIT_ENVIRONMENT);
    assert_non_null(strstr(e.text, "not a unit file: remove it"));
    assert_int_equal(unlink(p->file), 0);
    assert_int_equal(mkfifo(p->file, 0600), 0);
    e = (struct emu_error){0};
    assert_int_equal(emu_unitfile_create(&u, p->file, true, &e), EMU_EXIT_ENVIRONMENT);
    assert_non_null(strstr(e.text, "not a plain file"));
}

static unsigned count_files(const struct place *p)
{
    unsigned n = 0;
    const struct dirent *entry;
    DIR *dir = opendir(p->folder);
    while ((entry = readdir(dir)) != NULL) {
        n += entry->d_name[0] != '.';
    }
    (void)closedir(dir);
    return n;
}

/* Whoever is killed meanwhile leaves nothing. */
static void test_a_new_file_has_no_name_until_it_is_whole(void **state)
{
    struct place *p = *state;
    struct emu_unitfile *u;
    struct emu_error e = {0};
    int fd = open(p->folder, O_TMPFILE | O_RDWR, 0600);
    if (fd < 0) {
        skip(); /* this file system cannot do so */
    }
    (void)close(fd);
    assert_int_equal(emu_unitfile_create(&u, p->file, false, &e), EMU_EXIT_OK);
    emu_unitfile_flash(u)[5] = 0x42;
    assert_int_equal(count_files(p), 0);
    assert_int_equal(emu_unitfile_keep(u, &e), EMU_EXIT_OK);
    assert_int_equal(count_files(p), 1);
    emu_unitfile_close(u);
    assert_int_equal(emu_unitfile_create(&u, p->file, true, &e), EMU_EXIT_OK);
    assert_int_equal(count_files(p), 1);
    assert_int_equal(emu_unitfile_keep(u, &e), EMU_EXIT_OK);
    assert_int_equal(count_files(p), 1);
    emu_unitfile_close(u);
}

static void test_of_two_that_make_one_name_the_second_is_refused(void **state)
{
    struct place *p = *state;
    struct emu_unitfile *first, *second;
    struct emu_error e = {0};
    assert_int_equal(emu_unitfile_create(&first, p->file, false, &e), EMU_EXIT_OK);
    assert_int_equal(emu_unitfile_create(&second, p->file, false, &e), EMU_EXIT_OK);
    emu_unitfile_flash(first)[5] = 0x42;
    assert_int_equal(emu_unitfile_keep(first, &e), EMU_EXIT_OK);
    assert_int_equal(emu_unitfile_keep(second, &e), EMU_EXIT_ENVIRONMENT);
    assert_non_null(strstr(e.text, "already exists"));
    emu_unitfile_close(second);
    assert_null(emu_unitfile_damage(first));
    emu_unitfile_close(first);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(test_what_was_written_is_there_again),
        T(test_a_unit_that_is_not_kept_leaves_nothing_behind),
        T(test_a_file_is_replaced_only_when_told),
        T(test_a_missing_file_says_how_to_make_one),
        T(test_another_file_is_no_unit),
        T(test_every_damaged_byte_of_the_head_is_noticed),
        T(test_another_format_is_refused_by_name),
        T(test_a_cut_or_grown_file_is_refused),
        T(test_a_folder_is_no_unit),
        T(test_a_second_process_is_refused_and_told_who_has_it),
        T(test_the_lock_is_not_lost_with_another_descriptor_of_the_file),
        T(test_a_change_is_in_the_file_at_once_in_the_format_that_it_has),
        T(test_blank_cells_take_no_place_on_the_disk),
        T(test_a_long_change_writes_the_pages_that_differ),
        T(test_a_full_disk_is_a_failure_and_the_file_stays_a_unit),
        T(test_a_page_that_the_disk_cannot_give_is_one_line_and_not_a_crash),
        T(test_a_file_that_goes_away_is_noticed),
        T(test_a_renamed_file_is_not_lost),
        T(test_a_file_that_another_program_changes_in_its_place_is_noticed),
        T(test_only_a_unit_is_replaced_and_nothing_but_a_plain_file),
        T(test_a_new_file_has_no_name_until_it_is_whole),
        T(test_of_two_that_make_one_name_the_second_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
