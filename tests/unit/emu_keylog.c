/* SPDX-License-Identifier: MIT */
/* The test point of the board and the key log that listens at it. */
#include <harness/rig.h>
#include <harness/test.h>
#include <record/keylog.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char line_of_a_count[] =
    "CLIENT_RANDOM 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f "
    "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeaf\n";

static struct board_tls_secret count(void)
{
    struct board_tls_secret s;
    for (unsigned i = 0; i < sizeof s.client_random; i++) {
        s.client_random[i] = (uint8_t)i;
    }
    for (unsigned i = 0; i < sizeof s.master; i++) {
        s.master[i] = (uint8_t)(0x80u + i);
    }
    return s;
}

static void a_line_is_label_random_and_secret(void **state)
{
    char line[EMU_KEYLOG_LINE_BYTES];
    const struct board_tls_secret secret = count();
    (void)state;
    assert_int_equal(emu_keylog_line(&secret, line), strlen(line_of_a_count));
    assert_string_equal(line, line_of_a_count);
    assert_int_equal(sizeof line, sizeof line_of_a_count);
}

static void the_option_goes_before_the_environment(void **state)
{
    (void)state;
    assert_int_equal(unsetenv("SSLKEYLOGFILE"), 0);
    assert_null(emu_keylog_path(NULL));
    assert_string_equal(emu_keylog_path("a"), "a");
    assert_int_equal(setenv("SSLKEYLOGFILE", "b", 1), 0);
    assert_string_equal(emu_keylog_path(NULL), "b");
    assert_string_equal(emu_keylog_path("a"), "a");
    assert_int_equal(setenv("SSLKEYLOGFILE", "", 1), 0);
    assert_null(emu_keylog_path(NULL));
}

/* Two at a time, as two processes of a test have it; what is written before and after goes nowhere. */
static void a_file_is_added_to_by_all_who_have_it_open(void **state)
{
    struct rig rig;
    struct emu_keylog *a, *b;
    struct stat st;
    char path[] = "/tmp/vspa-keylog-XXXXXX";
    char text[4 * EMU_KEYLOG_LINE_BYTES] = {0};
    const struct board_tls_secret secret = count();
    (void)state;
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(close(fd), 0);
    rig_init(&rig);
    board_probe_tls(rig.board, &secret); /* nobody listens */
    assert_int_equal(emu_keylog_open(&a, rig.board, path), RT_OK);
    assert_int_equal(emu_keylog_open(&b, rig.board, path), RT_OK);
    board_probe_tls(rig.board, &secret);
    assert_int_equal(emu_keylog_close(a), RT_OK);
    board_probe_tls(rig.board, &secret);
    assert_int_equal(emu_keylog_close(b), RT_OK);
    board_probe_tls(rig.board, &secret);
    rig_fini(&rig);
    FILE *f = fopen(path, "re");
    assert_non_null(f);
    size_t n = fread(text, 1, sizeof text - 1, f);
    assert_int_equal(fclose(f), 0);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(n, 3 * strlen(line_of_a_count));
    for (size_t i = 0; i < 3; i++) {
        assert_memory_equal(text + i * strlen(line_of_a_count), line_of_a_count, strlen(line_of_a_count));
    }
}

static void an_impossible_file_is_reported(void **state)
{
    struct rig rig;
    struct emu_keylog *k;
    (void)state;
    rig_init(&rig);
    assert_int_equal(emu_keylog_open(&k, rig.board, "/dev/null/keys"), RT_EIO);
    assert_null(k);
    assert_int_equal(emu_keylog_close(NULL), RT_OK);
    rig_fini(&rig);
}

static void a_full_disk_is_reported_at_the_end(void **state)
{
    struct rig rig;
    struct emu_keylog *k;
    const struct board_tls_secret secret = count();
    (void)state;
    if (access("/dev/full", W_OK) != 0) {
        skip();
    }
    rig_init(&rig);
    assert_int_equal(emu_keylog_open(&k, rig.board, "/dev/full"), RT_OK);
    board_probe_tls(rig.board, &secret);
    assert_int_equal(emu_keylog_close(k), RT_EIO);
    rig_fini(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_label_random_and_secret),
        cmocka_unit_test(the_option_goes_before_the_environment),
        cmocka_unit_test(a_file_is_added_to_by_all_who_have_it_open),
        cmocka_unit_test(an_impossible_file_is_reported),
        cmocka_unit_test(a_full_disk_is_reported_at_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
