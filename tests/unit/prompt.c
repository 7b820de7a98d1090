/* SPDX-License-Identifier: MIT */
/* The prompt bank: the releases' own, banks that are wrong, and that no prompt sounds like a key. */
#include <harness/test.h>
#include <line/dtmf.h>
#include <fw/prompt.h>
#include <harness/line_rig.h>
#include <mbedtls/sha256.h>
#include <rt/mem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IMAGE_336  TEST_BINARY_DIR "/images/spa2102-3.3.6.img"
#define IMAGE_5210 TEST_BINARY_DIR "/images/spa2102-5.2.10.img"

/* An image of two sections in memory; its head is not looked at here. */
static void make_image(struct fw_image *image, uint8_t bytes[4096], const char *rows, size_t n_rows, size_t n_sound)
{
    memset(image, 0, sizeof *image);
    memset(bytes, 0xff, 4096);
    memcpy(bytes, rows, n_rows);
    image->bytes = bytes;
    image->n_bytes = 4096;
    image->rows[FW_IMAGE_PROMPTS] = (struct fw_image_row){
        .is_present = true, .offset = 0, .n_stored = (uint32_t)n_rows, .n_real = (uint32_t)n_rows};
    assert_int_equal(mbedtls_sha256_ret(bytes, n_rows, image->rows[FW_IMAGE_PROMPTS].sha256, 0), 0);
    image->rows[FW_IMAGE_SOUND] = (struct fw_image_row){
        .is_present = true, .offset = 3000, .n_stored = (uint32_t)n_sound, .n_real = (uint32_t)n_sound};
}

static enum rt_err read_bank(const char *rows, struct fw_prompts **out, struct fw_image *image, uint8_t bytes[4096])
{
    make_image(image, bytes, rows, strlen(rows), 1000);
    return fw_prompts_create(out, image);
}

static void rows_are_read_and_sound_is_played_in_place(void **state)
{
    uint8_t bytes[4096];
    struct fw_image image;
    struct fw_prompts *p;
    int16_t samples[10];

    (void)state;
    assert_int_equal(read_bank("# a comment\n\ndigit_1\t0\t10\tone\nlast\t990\t10\tthe last", &p, &image, bytes),
                     RT_OK);
    assert_int_equal(fw_prompts_n(p), 2);
    assert_int_equal(fw_prompts_find(p, "last"), 1);
    assert_int_equal(fw_prompts_find(p, "las"), -1);
    assert_string_equal(fw_prompts_row(p, 0)->text, "one");
    assert_string_equal(fw_prompts_row(p, 1)->text, "the last");
    bytes[3000 + 993] = 0x80; /* G.711: the largest positive value */
    bytes[3000 + 994] = 0x00; /* and the largest negative one */
    assert_int_equal(fw_prompts_read(p, 1, 2, samples, 10), 8);
    assert_int_equal(samples[0], 0);
    assert_int_equal(samples[1], 32124);
    assert_int_equal(samples[2], -32124);
    assert_int_equal(fw_prompts_read(p, 1, 10, samples, 10), 0);
    assert_int_equal(fw_prompts_read(p, 1, UINT32_MAX, samples, 10), 0);
    fw_prompts_destroy(p);
    assert_int_equal(rt_mem_n_live(), 0);
}

static void wrong_rows_are_refused(void **state)
{
    static const char *const wrong[] = {"a",
                                        "a\t0",
                                        "a\t0\t1\tx\ty",
                                        "a\t0\t1",
                                        "\t0\t1\tx",
                                        "a\t-1\t1\tx",
                                        "a\t0\t1001\tx",
                                        "a\t1000\t1\tx",
                                        "a\t1001\t0\tx",
                                        "a\t4294967295\t2\tx",
                                        "a\t2\t4294967295\tx",
                                        "a\t0x\t1\tx",
                                        "a\t0\t4294967296\tx",
                                        "a\t0\t1 \tx"};
    uint8_t bytes[4096];
    struct fw_image image;
    struct fw_prompts *p;

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        if (read_bank(wrong[i], &p, &image, bytes) != RT_ECORRUPT || p != NULL) {
            fail_msg("taken: %s", wrong[i]);
        }
    }
    make_image(&image, bytes, "a\t0\t1\tx\0b", 9, 1000);
    assert_int_equal(fw_prompts_create(&p, &image), RT_ECORRUPT);
    assert_int_equal(rt_mem_n_live(), 0);
}

static void missing_sections_are_told(void **state)
{
    uint8_t bytes[4096];
    struct fw_image image;
    struct fw_prompts *p;

    (void)state;
    make_image(&image, bytes, "a\t0\t1\tx", 7, 1000);
    image.rows[FW_IMAGE_SOUND].is_present = false;
    assert_int_equal(fw_prompts_create(&p, &image), RT_ENOENT);
    image.rows[FW_IMAGE_SOUND].is_present = true;
    image.rows[FW_IMAGE_SOUND].is_compressed = true;
    assert_int_equal(fw_prompts_create(&p, &image), RT_ENOTSUP);
    assert_int_equal(rt_mem_n_live(), 0);
}

static void count(void *ctx, char key)
{
    unsigned *n = ctx;

    *n += key != 0;
}

static void no_prompt_of_any_release_sounds_like_a_key(void **state)
{
    static const char *const paths[] = {IMAGE_336, IMAGE_5210};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct rt_buf bytes;
        struct fw_image image;
        struct fw_prompts *p;
        struct fw_dtmf *dtmf;
        unsigned n_keys = 0;

        line_rig_read_image(paths[i], &bytes, &image);
        assert_int_equal(fw_prompts_create(&p, &image), RT_OK);
        assert_true(fw_prompts_n(p) > 60);
        assert_int_equal(fw_dtmf_create(&dtmf, count, &n_keys), RT_OK);
        for (unsigned loud = 1; loud <= 2; loud++) { /* also as from a loudspeaker beside the handset */
            for (size_t row = 0; row < fw_prompts_n(p); row++) {
                for (uint32_t at = 0; at < fw_prompts_row(p, row)->n; at += 80) {
                    int16_t samples[80];
                    size_t n = fw_prompts_read(p, row, at, samples, 80);

                    for (size_t k = 0; k < n; k++) {
                        samples[k] = (int16_t)(samples[k] / 2 * (int)loud);
                    }
                    fw_dtmf_hear(dtmf, samples, n);
                }
                if (n_keys > 0) {
                    fail_msg("%s: %s sounds like a key", paths[i], fw_prompts_row(p, row)->id);
                }
            }
        }
        fw_dtmf_destroy(dtmf);
        fw_prompts_destroy(p);
        rt_buf_fini(&bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_read_and_sound_is_played_in_place),
        cmocka_unit_test(wrong_rows_are_refused),
        cmocka_unit_test(missing_sections_are_told),
        cmocka_unit_test(no_prompt_of_any_release_sounds_like_a_key),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
