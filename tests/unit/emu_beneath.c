/* SPDX-License-Identifier: MIT */
/* A folder that is open to somebody we do not trust: nothing outside it is read or written, whatever lies in it. */
#include <harness/test.h>
#include <host/beneath.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static char top[64];     /* holds the folder and, beside it, what must not be touched */
static char folder[128]; /* top/served */

static const char *in(const char *name)
{
    static char paths[2][512]; /* some calls name two */
    static unsigned n;
    char *path = paths[n++ % 2];
    (void)snprintf(path, sizeof paths[0], "%s/%s", top, name);
    return path;
}

static void put(const char *name, const char *text)
{
    FILE *f = fopen(in(name), "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

static void holds(const char *name, const char *text)
{
    char got[64] = "";
    FILE *f = fopen(in(name), "r");
    assert_non_null(f);
    (void)fread(got, 1, sizeof got - 1, f);
    (void)fclose(f);
    assert_string_equal(got, text);
}

static enum rt_err get(const char *name, char text[64])
{
    struct rt_buf b;
    rt_buf_init(&b, 63);
    enum rt_err err = emu_beneath_read(folder, rt_str(name), &b);
    (void)snprintf(text, 64, "%s", rt_buf_text(&b));
    rt_buf_fini(&b);
    return err;
}

static enum rt_err upload(const char *name, const char *text)
{
    static const struct emu_beneath_limits limits = {3, 16, 20};
    return emu_beneath_write(folder, "uploads", name, text, strlen(text), &limits);
}

static int set_up(void **state)
{
    (void)state;
    (void)snprintf(top, sizeof top, "/tmp/vspa-beneath-XXXXXX");
    assert_non_null(mkdtemp(top));
    (void)snprintf(folder, sizeof folder, "%s/served", top);
    assert_int_equal(mkdir(folder, 0755), 0);
    put("secret", "secret");
    put("served/plain", "plain");
    assert_int_equal(mkdir(in("served/sub"), 0755), 0);
    put("served/sub/deep", "deep");
    return 0;
}

static int tear_down(void **state)
{
    char command[128];
    (void)state;
    (void)snprintf(command, sizeof command, "rm -rf '%s'", top);
    return system(command) == 0 ? 0 : -1;
}

static void what_lies_beneath_is_read(void **state)
{
    char text[64];
    (void)state;
    assert_int_equal(get("plain", text), RT_OK);
    assert_string_equal(text, "plain");
    assert_int_equal(get("sub/deep", text), RT_OK);
    assert_int_equal(symlink("sub/deep", in("served/alias")), 0);
    assert_int_equal(get("alias", text), RT_OK);
    assert_string_equal(text, "deep");
    assert_int_equal(get("sub", text), RT_ENOENT);
    assert_int_equal(get("none", text), RT_ENOENT);
    assert_int_equal(get("plain/none", text), RT_ENOENT);
}

static void nothing_outside_is_read(void **state)
{
    char text[64];
    (void)state;
    assert_int_equal(symlink("../secret", in("served/link")), 0);
    assert_int_equal(symlink(in("secret"), in("served/absolute")), 0);
    assert_int_equal(symlink("..", in("served/up")), 0);
    assert_int_equal(symlink("/proc/self/environ", in("served/magic")), 0);
    static const char *const names[] = {"link", "absolute", "up/secret", "magic", "../secret", "sub/../../secret"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_int_equal(get(names[i], text), RT_EACCES);
        assert_string_equal(text, "");
    }
}

static void only_plain_files_are_read_and_nothing_hangs(void **state)
{
    char text[64];
    (void)state;
    assert_int_equal(mkfifo(in("served/pipe"), 0600), 0);
    assert_int_equal(get("pipe", text), RT_EACCES);
    put("served/long", "0123456789012345678901234567890123456789012345678901234567890123456789");
    assert_int_equal(get("long", text), RT_ETOOBIG);
}

static void an_upload_is_kept_for_its_owner(void **state)
{
    struct stat st;
    (void)state;
    assert_int_equal(upload("report", "first"), RT_OK);
    assert_int_equal(upload("report", "2nd"), RT_OK);
    holds("served/uploads/report", "2nd");
    assert_int_equal(stat(in("served/uploads/report"), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(stat(in("served/uploads"), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
}

static void an_upload_overwrites_nothing_outside(void **state)
{
    (void)state;
    assert_int_equal(mkdir(in("elsewhere"), 0755), 0);
    assert_int_equal(symlink("../elsewhere", in("served/uploads")), 0);
    assert_int_equal(upload("report", "x"), RT_EACCES);
    assert_int_not_equal(access(in("elsewhere/report"), F_OK), 0);
    assert_int_equal(unlink(in("served/uploads")), 0);

    assert_int_equal(mkdir(in("served/uploads"), 0755), 0);
    assert_int_equal(symlink("../../secret", in("served/uploads/report")), 0);
    assert_int_equal(upload("report", "x"), RT_EACCES);
    assert_int_equal(link(in("secret"), in("served/uploads/second")), 0);
    assert_int_equal(upload("second", "x"), RT_EACCES);
    assert_int_equal(mkfifo(in("served/uploads/pipe"), 0600), 0);
    assert_int_equal(upload("pipe", "x"), RT_EACCES);
    holds("secret", "secret");
}

static void uploads_are_bounded(void **state)
{
    (void)state;
    assert_int_equal(upload("a", "0123456789abcdefg"), RT_EFULL); /* 17 of 16 bytes */
    assert_int_equal(upload("a", "0123456789abcdef"), RT_OK);
    assert_int_equal(upload("b", "01234"), RT_EFULL); /* 21 of 20 in all */
    assert_int_equal(upload("a", "0"), RT_OK);        /* in place of the longer one */
    assert_int_equal(upload("b", "0"), RT_OK);
    assert_int_equal(upload("c", "0"), RT_OK);
    assert_int_equal(upload("d", "0"), RT_EFULL);
}

/* As a container's filter does it. */
static void forbid_openat2(void)
{
    struct sock_filter rules[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const struct sock_fprog program = {.len = sizeof rules / sizeof rules[0], .filter = rules};
    assert_int_equal(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
    assert_int_equal(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), 0);
}

/* The last test: what is forbidden stays so. */
static void the_same_holds_without_openat2(void **state)
{
    char text[64];
    static const char *const names[] = {"..",        "sub/..",           "sub/../plain", "./../secret", "/",
                                        "../secret", "sub/../../secret", "link",         "up/secret",   ""};
    forbid_openat2();
    assert_int_equal(symlink("../secret", in("served/link")), 0);
    assert_int_equal(symlink("..", in("served/up")), 0);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_int_not_equal(get(names[i], text), RT_OK);
        assert_string_equal(text, "");
    }
    assert_int_equal(get("sub/deep", text), RT_OK);
    assert_string_equal(text, "deep");
    assert_int_equal(get("plain", text), RT_OK);
    only_plain_files_are_read_and_nothing_hangs(state);
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(what_lies_beneath_is_read),
        CASE(nothing_outside_is_read),
        CASE(only_plain_files_are_read_and_nothing_hangs),
        CASE(an_upload_is_kept_for_its_owner),
        CASE(an_upload_overwrites_nothing_outside),
        CASE(uploads_are_bounded),
        CASE(the_same_holds_without_openat2),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
