/* SPDX-License-Identifier: MIT */
/*
 * gzip and openssl themselves: what they write the unit reads, and what the unit encrypts openssl opens. Skipped where
 * the programs are not installed.
 */
#include <harness/test.h>
#include <harness/profile_run.h>
#include <prov/profile_priv.h>
#include <rt/mem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PROFILE "<flat-profile>\n<GPP_A> 12345678 </GPP_A>\n</flat-profile>\n"

static char folder[] = "/tmp/vspa-interop.XXXXXX";

static bool run(const char *format, const char *argument)
{
    char command[1024], line[1200];
    (void)snprintf(command, sizeof command, format, argument);
    (void)snprintf(line, sizeof line, "cd %s && %s 2>/dev/null", folder, command);
    return system(line) == 0;
}

static void need_program(const char *version_command)
{
    if (!run("%s >/dev/null", version_command)) {
        skip();
    }
}

static void write_file(const char *name, const void *bytes, size_t n)
{
    char path[128];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
}

static char *read_file(const char *name, size_t *n)
{
    char path[128];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    return params_rig_read_file(path, n);
}

static int open_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) == NULL;
}

static int remove_folder(void **state)
{
    (void)state;
    return run("rm -r %s", folder) ? 0 : 1;
}

/* The unit's verdict on a file that a program wrote; GPP_A when it takes it. */
static enum fw_fail feed_unit(const char *name, const char *key, char gpp_a[64])
{
    struct params_rig rig;
    size_t n;
    char *schema = profile_schema(TEST_SOURCE_DIR);
    char *bytes = read_file(name, &n);
    struct profile_run profile = {.key = key, .chunk_bytes = 100};
    params_rig_open(&rig, schema, NULL);
    profile_run_open(&profile, &rig, bytes, n);
    enum fw_fail fail = profile.fail;
    (void)snprintf(gpp_a, 64, "%s", fw_param_by_name(rig.params, "GPP_A"));
    profile_run_close(&profile);
    params_rig_close(&rig);
    (void)rt_mem_free(bytes);
    (void)rt_mem_free(schema);
    return fail;
}

static void the_unit_reads_what_gzip_writes(void **state)
{
    static const char *const COMMANDS[] = {"gzip -1 -n -c basic.txt > out", "gzip -9 -N -c basic.txt > out",
                                           "gzip -c < basic.txt > out"};
    char gpp_a[64];
    (void)state;
    need_program("gzip --version");
    write_file("basic.txt", PROFILE, sizeof PROFILE - 1);
    for (size_t i = 0; i < 3; i++) {
        assert_true(run("%s", COMMANDS[i]));
        assert_int_equal(feed_unit("out", NULL, gpp_a), FW_FAIL_NONE);
        assert_string_equal(gpp_a, "12345678");
    }
}

static void the_unit_reads_what_openssl_encrypts(void **state)
{
    static const struct {
        const char *command, *key;
        enum fw_fail fail;
    } ROWS[] = {
        {"openssl enc -e -aes-256-cbc -md md5 -k MyOwnSecret -in basic.txt -out out", "MyOwnSecret", FW_FAIL_NONE},
        {"openssl enc -e -aes-256-cbc -md md5 -k 'my secret phrase' -in basic.txt -out out", "my secret phrase",
         FW_FAIL_NONE},
        {"gzip -c basic.txt | openssl enc -aes-256-cbc -md md5 -k MyOwnSecret -out out", "MyOwnSecret", FW_FAIL_NONE},
        {"openssl enc -aes-256-cbc -md md5 -k MyOwnSecret -in basic.txt | gzip -c > out", "MyOwnSecret",
         FW_FAIL_CORRUPT_FILE},
        {"openssl enc -aes-256-cbc -md md5 -k MyOwnSecret -in basic.txt -out out", "MyOwnSecre", FW_FAIL_CORRUPT_FILE},
        /* What openssl does today without -md: a unit of 2007 cannot open it. */
        {"openssl enc -aes-256-cbc -md sha256 -k MyOwnSecret -in basic.txt -out out", "MyOwnSecret",
         FW_FAIL_CORRUPT_FILE},
    };
    char gpp_a[64];
    (void)state;
    need_program("openssl version");
    need_program("gzip --version");
    write_file("basic.txt", PROFILE, sizeof PROFILE - 1);
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        assert_true(run("%s", ROWS[i].command));
        if (feed_unit("out", ROWS[i].key, gpp_a) != ROWS[i].fail) {
            fail_msg("row %zu: %s", i, ROWS[i].command);
        }
        assert_string_equal(gpp_a, ROWS[i].fail == FW_FAIL_NONE ? "12345678" : "");
    }
}

static void openssl_opens_what_the_unit_encrypts(void **state)
{
    uint8_t text[70];
    (void)state;
    need_program("openssl version");
    memset(text, 'x', sizeof text);
    for (size_t n = 0; n < sizeof text; n = n < 2 ? n + 1 : n + 7) { /* 0, 1, 2, 9, 16, ... */
        const uint8_t salt[8] = {1, 2, 3, 4, 5, 6, 7, (uint8_t)n};
        struct rt_buf file;
        size_t n_back;
        rt_buf_init(&file, 1000);
        assert_int_equal(fw_aes_encrypt("secret phrase", salt, text, n, &file), RT_OK);
        write_file("in", file.bytes, file.n);
        assert_true(run("openssl enc -d -aes-256-cbc -md md5 -k 'secret phrase' -in %s -out back", "in"));
        char *back = read_file("back", &n_back);
        assert_int_equal(n_back, n);
        assert_memory_equal(back, text, n);
        (void)rt_mem_free(back);
        rt_buf_fini(&file);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_unit_reads_what_gzip_writes),
        cmocka_unit_test(the_unit_reads_what_openssl_encrypts),
        cmocka_unit_test(openssl_opens_what_the_unit_encrypts),
    };
    return cmocka_run_group_tests(tests, open_folder, remove_folder);
}
