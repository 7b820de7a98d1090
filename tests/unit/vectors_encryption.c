/* SPDX-License-Identifier: MIT */
/* Encrypted profiles open with the right phrase, in the right order of compressing and encrypting, and only so. */
#include <harness/test.h>
#include <harness/profile_run.h>
#include <harness/vectors.h>
#include <rt/mem.h>
#include <string.h>

static const char PROFILE[] = "<flat-profile><GPP_A>12345678</GPP_A></flat-profile>";

static uint8_t *bytes_of_hex(const char *hex, size_t *n)
{
    *n = strlen(hex) / 2;
    uint8_t *bytes = rt_mem_alloc(*n);
    assert_int_equal(rt_str_hex(rt_str(hex), bytes, *n), RT_OK);
    return bytes;
}

static uint8_t *file_of_row(const struct vector_row *row, size_t *n)
{
    static const uint8_t SALT[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    uint8_t *file = bytes_of_hex(row->field[2], n);
    uint8_t *made = NULL;
    if (strcmp(row->field[0], "file") == 0) {
        return file;
    }
    if (strcmp(row->field[0], "gzip") == 0) {
        made = profile_gzip(file, *n, n);
    } else {
        size_t n_iv;
        uint8_t *iv = bytes_of_hex(row->field[3], &n_iv);
        made = profile_encrypt(PROFILE, sizeof PROFILE - 1, file, iv, SALT, n);
        (void)rt_mem_free(iv);
    }
    (void)rt_mem_free(file);
    return made;
}

static void check(const struct vector_row *row)
{
    struct params_rig rig;
    size_t n;
    uint8_t *file = file_of_row(row, &n);
    static const size_t CHUNKS[] = {0, 1, 7, 16, 17};
    for (size_t i = 0; i < sizeof CHUNKS / sizeof CHUNKS[0]; i++) {
        struct profile_run run = {.key = row->field[1], .chunk_bytes = CHUNKS[i]};
        params_rig_open(&rig, NULL, NULL);
        profile_run_open(&run, &rig, file, n);
        assert_string_equal(fw_fail_text(run.fail), row->field[5]);
        assert_string_equal(fw_param_by_name(rig.params, "GPP_A"), row->field[4]);
        profile_run_close(&run);
        params_rig_close(&rig);
    }
    (void)rt_mem_free(file);
}

int main(void)
{
    return vectors_run(TEST_SOURCE_DIR "/vectors/g_encryption.tsv", "G", 6, check);
}
