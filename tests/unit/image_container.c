/* SPDX-License-Identifier: MIT */
/* What is packed comes out again, and nothing else ever does: cut, changed or made-up images are refused. */
#include <fw/image.h>
#include <harness/image_rig.h>
#include <images/container.h>
#include <rt/crc.h>
#include <rt/mem.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct world {
    struct image_rig rig;
    struct rt_buf image;
};

static int set_up(void **state)
{
    char path[256];
    struct world *w = rt_mem_alloc(sizeof *w);
    image_rig_begin(&w->rig);
    image_rig_write_tiny(&w->rig);
    rt_buf_init(&w->image, FW_IMAGE_BYTES_MAX);
    image_rig_pack(image_rig_path(&w->rig, "tiny", path), &w->image);
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    struct world *w = *state;
    rt_buf_fini(&w->image);
    image_rig_end(&w->rig);
    *state = rt_mem_free(w);
    return 0;
}

static void assert_section(const struct fw_image *image, enum fw_image_section s, const char *text)
{
    struct rt_buf out;
    rt_buf_init(&out, 4096);
    assert_int_equal(fw_image_read(image, s, &out), RT_OK);
    assert_string_equal(rt_buf_text(&out), text);
    rt_buf_fini(&out);
}

static void what_is_packed_comes_out(void **state)
{
    struct world *w = *state;
    struct fw_image image;
    struct fw_manifest manifest;
    const uint8_t *sound;
    size_t n;

    assert_int_equal(fw_image_open(&image, w->image.bytes, w->image.n), RT_OK);
    assert_int_equal(fw_image_check_sections(&image), RT_OK);
    assert_string_equal(image.product, "SPA-2102");
    assert_string_equal(image.version, "1.2.3");
    assert_int_equal(image.n_bytes, w->image.n);
    assert_section(&image, FW_IMAGE_PAGES, "title = Tiny\nsubmit = Go\n");
    assert_section(&image, FW_IMAGE_MENU,
                   "100\tannounce\tversion\tspell\tno\t\thello\t\ttest\n"
                   "101\tset\tConnection_Type\t0=DHCP:bye|1=Static IP:bye\tadmin\t\thello\tbye\ttest\n");
    assert_int_equal(fw_image_manifest(&image, &manifest), RT_OK);
    assert_string_equal(manifest.sip_product, "SPA2102");
    assert_string_equal(manifest.dhcp_class, "LINKSYS SPA-2102");
    assert_string_equal(manifest.oldest, "");
    assert_string_equal(manifest.hardware, "*");
    assert_int_equal(fw_image_in_place(&image, FW_IMAGE_SOUND, &sound, &n), RT_OK);
    assert_in_range(n, 7900, 8200); /* two tones of 500 ms at 8,000 Hz, their silence cut off */
    assert_int_equal(fw_image_in_place(&image, FW_IMAGE_SCHEMA, &sound, &n), RT_ENOTSUP);
}

static void packing_twice_gives_the_same_bytes(void **state)
{
    struct world *w = *state;
    struct rt_buf again;
    char path[256];
    rt_buf_init(&again, FW_IMAGE_BYTES_MAX);
    image_rig_pack(image_rig_path(&w->rig, "tiny", path), &again);
    assert_int_equal(again.n, w->image.n);
    assert_memory_equal(again.bytes, w->image.bytes, again.n);
    rt_buf_fini(&again);
}

static void the_size_is_known_from_16_bytes(void **state)
{
    struct world *w = *state;
    uint32_t n_total = 0;
    assert_int_equal(fw_image_peek_size(w->image.bytes, 15, &n_total), RT_EINVAL);
    assert_int_equal(fw_image_peek_size(w->image.bytes, 16, &n_total), RT_OK);
    assert_int_equal(n_total, w->image.n);
    assert_int_equal(fw_image_peek_size((const uint8_t *)"HTTP/1.1 404 Not Found", 16, &n_total), RT_ECORRUPT);
}

/* The bytes are copied to a block of just that size, so that the sanitizer sees a read beyond. */
static void the_release_is_known_from_the_first_bytes(void **state)
{
    struct world *w = *state;
    char product[FW_IMAGE_PRODUCT_BYTES], version[FW_IMAGE_VERSION_BYTES];
    struct fw_image image;
    uint8_t head[FW_IMAGE_PEEK_BYTES];
    memcpy(head, w->image.bytes, sizeof head);
    assert_int_equal(fw_image_open(&image, w->image.bytes, w->image.n), RT_OK);
    assert_int_equal(fw_image_peek_release(head, sizeof head, product, version), RT_OK);
    assert_string_equal(product, image.product);
    assert_string_equal(version, image.version);
    assert_int_equal(fw_image_peek_release(head, sizeof head - 1, product, version), RT_EINVAL);
    memset(head + 40, 'x', FW_IMAGE_VERSION_BYTES); /* a text without an end */
    assert_int_equal(fw_image_peek_release(head, sizeof head, product, version), RT_ECORRUPT);
    head[0] = 'v';
    assert_int_equal(fw_image_peek_release(head, sizeof head, product, version), RT_ECORRUPT);
}

static void every_shorter_length_is_refused(void **state)
{
    struct world *w = *state;
    struct fw_image image;
    for (size_t n = 0; n < w->image.n; n++) {
        uint8_t *bytes = malloc(n > 0 ? n : 1);
        memcpy(bytes, w->image.bytes, n);
        enum rt_err err = fw_image_open(&image, bytes, n);
        free(bytes);
        assert_int_equal(err, RT_ECORRUPT);
    }
}

static void more_bytes_than_the_image_do_not_matter(void **state)
{
    struct world *w = *state;
    struct fw_image image;
    uint8_t *bytes = malloc(w->image.n + 100);
    memset(bytes, 0xff, w->image.n + 100);
    memcpy(bytes, w->image.bytes, w->image.n);
    assert_int_equal(fw_image_open(&image, bytes, w->image.n + 100), RT_OK);
    assert_int_equal(fw_image_check_sections(&image), RT_OK);
    assert_int_equal(image.n_bytes, w->image.n);
    free(bytes);
}

/* All that a unit does with an image before it trusts it. */
static enum rt_err judge(const uint8_t *bytes, size_t n)
{
    struct fw_image image;
    struct fw_manifest manifest;
    enum rt_err err = fw_image_open(&image, bytes, n);
    if (err == RT_OK) {
        err = fw_image_check_sections(&image);
    }
    if (err == RT_OK) {
        err = fw_image_manifest(&image, &manifest);
    }
    return err;
}

static void every_flipped_bit_of_the_head_is_seen(void **state)
{
    struct world *w = *state;
    uint32_t n_head = rt_be32(w->image.bytes + 8);
    for (uint32_t bit = 0; bit < 8 * n_head; bit++) {
        w->image.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        enum rt_err err = judge(w->image.bytes, w->image.n);
        w->image.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        if (err == RT_OK) {
            fail_msg("bit %u of the head does not matter", bit);
        }
    }
    assert_int_equal(judge(w->image.bytes, w->image.n), RT_OK);
}

static void flipped_bits_of_the_sections_are_seen(void **state)
{
    struct world *w = *state;
    uint32_t random = 1, n_head = rt_be32(w->image.bytes + 8);
    for (int i = 0; i < 5000; i++) {
        random = random * 1664525u + 1013904223u;
        size_t at = n_head + (random >> 8) % (w->image.n - n_head);
        w->image.bytes[at] ^= (uint8_t)(1u << (random >> 5) % 8);
        assert_int_equal(judge(w->image.bytes, w->image.n), RT_ECORRUPT);
        w->image.bytes[at] ^= (uint8_t)(1u << (random >> 5) % 8);
    }
}

/* Bytes changed and the crc32 made right again: whoever can do that still lacks the key. */
static void a_right_checksum_does_not_replace_the_signature(void **state)
{
    struct world *w = *state;
    size_t n_signed = rt_be32(w->image.bytes + 8) - 264;
    w->image.bytes[40] = '9'; /* version 9.2.3 */
    rt_put_be32(w->image.bytes + n_signed, rt_crc32(0, w->image.bytes, n_signed));
    assert_int_equal(judge(w->image.bytes, w->image.n), RT_ESIGNATURE);
    w->image.bytes[40] = '1';
    rt_put_be32(w->image.bytes + n_signed, rt_crc32(0, w->image.bytes, n_signed));
    assert_int_equal(judge(w->image.bytes, w->image.n), RT_OK);
}

/* Even with the key: heads that make no sense. Changes 32 bits of the head, signs again. */
static enum rt_err judge_signed(const struct rt_buf *good, size_t at, uint32_t value)
{
    size_t n_signed = rt_be32(good->bytes + 8) - 264;
    uint8_t *bytes = malloc(good->n);
    memcpy(bytes, good->bytes, good->n);
    rt_put_be32(bytes + at, value);
    rt_put_be32(bytes + n_signed, rt_crc32(0, bytes, n_signed));
    assert_int_equal(img_sign(bytes, n_signed, bytes + n_signed + 8), RT_OK);
    enum rt_err err = judge(bytes, good->n);
    free(bytes);
    return err;
}

static void signed_nonsense_is_refused(void **state)
{
    struct world *w = *state;
    const struct rt_buf *b = &w->image;
    enum { ROW = 64, ROW2 = 128, FLAGS = 4, OFFSET = 8, STORED = 12, REAL = 16 };
    static const uint32_t odd[] = {0, 1, 3, 0x7fffffff, 0x80000000u, 0xfffffffcu, 0xffffffffu};

    assert_int_equal(judge_signed(b, 20, 0), RT_OK); /* the control: nothing is changed */
    assert_int_equal(judge_signed(b, 20, 1), RT_ECORRUPT);
    assert_int_equal(judge_signed(b, 24, 0), RT_ECORRUPT);          /* no product */
    assert_int_equal(judge_signed(b, 36, 0x41414141), RT_ECORRUPT); /* a product without an end */
    assert_int_equal(judge_signed(b, 24, 0x53500a41), RT_ECORRUPT); /* a line end in it */
    assert_int_equal(judge_signed(b, 24, 0x58504121), RT_ECORRUPT); /* not the manifest's product */
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        assert_int_equal(judge_signed(b, 12, odd[i]), RT_ECORRUPT);
        assert_int_equal(judge_signed(b, 16, odd[i]), RT_ECORRUPT);
        assert_int_equal(judge_signed(b, ROW + OFFSET, odd[i]), RT_ECORRUPT);
        assert_int_equal(judge_signed(b, ROW2 + OFFSET, odd[i]), RT_ECORRUPT);
        assert_int_equal(judge_signed(b, ROW + STORED, odd[i]), RT_ECORRUPT);
    }
    assert_int_equal(judge_signed(b, ROW + FLAGS, 2), RT_ECORRUPT);
    assert_int_equal(judge_signed(b, ROW + REAL, FW_IMAGE_SECTION_REAL_MAX + 1), RT_ECORRUPT);
    assert_int_equal(judge_signed(b, ROW + REAL, 5), RT_ETOOBIG);     /* there is more than it says */
    assert_int_equal(judge_signed(b, ROW + REAL, 5000), RT_ECORRUPT); /* there is less */
    assert_int_equal(judge_signed(b, ROW2, 0x4d414e49), RT_ECORRUPT); /* two manifests */
    assert_int_equal(judge_signed(b, ROW, 0x58585858), RT_ENOENT);    /* none: the section has an unknown name */
}

static void the_limits_of_the_writer(void **state)
{
    struct rt_buf out;
    uint8_t *big = calloc(1, FW_IMAGE_BYTES_MAX);
    struct img_section section = {.id = "SNDS", .bytes = big, .n = FW_IMAGE_BYTES_MAX, .n_real = FW_IMAGE_BYTES_MAX};
    struct img_container c = {.format = 1, .product = "P", .version = "1.0", .sections = &section, .n_sections = 1};
    (void)state;
    rt_buf_init(&out, FW_IMAGE_BYTES_MAX);
    assert_int_equal(img_container_write(&c, &out), RT_ETOOBIG);
    section.n = section.n_real = 4;
    c.product = "a product of 16.";
    assert_int_equal(img_container_write(&c, &out), RT_ETOOBIG);
    assert_int_equal(out.n, 0);
    c.product = "a-product-of-15";
    assert_int_equal(img_container_write(&c, &out), RT_OK);
    rt_buf_fini(&out);
    free(big);
}

static void memory_may_end_anywhere(void **state)
{
    struct world *w = *state;
    uint64_t n_live = rt_mem_n_live();
    for (uint64_t n = 1; n < 50; n++) {
        rt_mem_fail_at(n);
        enum rt_err err = judge(w->image.bytes, w->image.n);
        rt_mem_fail_at(0);
        assert_int_equal(rt_mem_n_live(), n_live);
        if (err == RT_OK) {
            assert_true(n > 2);
            return;
        }
        assert_int_equal(err, RT_ENOMEM);
    }
    fail_msg("never came to the end");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_packed_comes_out),
        cmocka_unit_test(packing_twice_gives_the_same_bytes),
        cmocka_unit_test(the_size_is_known_from_16_bytes),
        cmocka_unit_test(the_release_is_known_from_the_first_bytes),
        cmocka_unit_test(every_shorter_length_is_refused),
        cmocka_unit_test(more_bytes_than_the_image_do_not_matter),
        cmocka_unit_test(every_flipped_bit_of_the_head_is_seen),
        cmocka_unit_test(flipped_bits_of_the_sections_are_seen),
        cmocka_unit_test(a_right_checksum_does_not_replace_the_signature),
        cmocka_unit_test(signed_nonsense_is_refused),
        cmocka_unit_test(the_limits_of_the_writer),
        cmocka_unit_test(memory_may_end_anywhere),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
