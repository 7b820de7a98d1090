/* SPDX-License-Identifier: MIT */
#include <harness/rig.h>
#include <harness/test.h>
#include <board/fault.h>
#include <board/flash.h>
#include <board/ident.h>
#include <rt/buf.h>
#include <rt/crc.h>
#include <rt/mem.h>
#include <string.h>

static const struct board_ident *example(void)
{
    static struct board_ident ident = {
        .mac = {0x00, 0x0e, 0x08, 0xaa, 0xbb, 0xcc},
        .serial = "FM500K245546",
        .hw_version = "1.3.5(a)",
        .product = "SPA-2102",
        .is_rc = true,
        .n_certificate = 301,
        .n_key = 0,
    };
    memset(ident.certificate, 0x30, ident.n_certificate);
    return &ident;
}

static void an_identity_comes_back_as_it_was_burnt(void **state)
{
    struct rig *rig = *state;
    static struct board_ident out;
    assert_int_equal(board_ident_read(rig->board, &out), RT_ENOENT);
    assert_int_equal(board_ident_burn(rig->board, example()), RT_OK);
    assert_int_equal(board_ident_burn(rig->board, example()), RT_EEXIST);
    rig_rebuild(rig);
    assert_int_equal(board_ident_read(rig->board, &out), RT_OK);
    assert_memory_equal(out.mac, example()->mac, 6);
    assert_string_equal(out.serial, "FM500K245546");
    assert_string_equal(out.hw_version, "1.3.5(a)");
    assert_string_equal(out.product, "SPA-2102");
    assert_true(out.is_rc);
    assert_int_equal(out.n_certificate, 301);
    assert_int_equal(out.n_key, 0);
    assert_memory_equal(out.certificate, example()->certificate, 301);
}

static void the_largest_identity_fits(void **state)
{
    struct rig *rig = *state;
    static struct board_ident big, out;
    memset(&big, 'x', sizeof big);
    big.serial[BOARD_SERIAL_MAX] = big.hw_version[BOARD_HW_VERSION_MAX] = big.product[BOARD_PRODUCT_MAX] = 0;
    big.is_rc = false;
    big.n_certificate = big.n_key = BOARD_DER_MAX;
    assert_int_equal(board_ident_burn(rig->board, &big), RT_OK);
    assert_int_equal(board_ident_read(rig->board, &out), RT_OK);
    assert_memory_equal(out.key, big.key, BOARD_DER_MAX);
    assert_int_equal(strlen(out.serial), BOARD_SERIAL_MAX);
}

static void too_long_is_refused_before_flash_is_touched(void **state)
{
    struct rig *rig = *state;
    static struct board_ident wrong;
    wrong = *example();
    memset(wrong.serial, 'x', sizeof wrong.serial);
    assert_int_equal(board_ident_burn(rig->board, &wrong), RT_EINVAL);
    wrong = *example();
    wrong.n_key = BOARD_DER_MAX + 1;
    assert_int_equal(board_ident_burn(rig->board, &wrong), RT_EINVAL);
    assert_int_equal(board_flash_n_operations(rig->board), 0);
    rt_mem_fail_at(1);
    assert_int_equal(board_ident_burn(rig->board, example()), RT_ENOMEM);
    assert_int_equal(board_flash_n_operations(rig->board), 0);
}

static void every_damaged_bit_is_found(void **state)
{
    struct rig *rig = *state;
    static struct board_ident out;
    assert_int_equal(board_ident_burn(rig->board, example()), RT_OK);
    uint8_t *cells = rig->flash + board_region(BOARD_REGION_FACTORY)->offset;
    size_t n_body = rt_be32(cells + 8);
    for (size_t i = 0; i < 16 + n_body; i++) {
        for (int bit = 0; bit < 8; bit++) {
            cells[i] ^= (uint8_t)(1 << bit);
            assert_int_equal(board_ident_read(rig->board, &out), RT_ECORRUPT);
            cells[i] ^= (uint8_t)(1 << bit);
        }
    }
    for (size_t n = 0; n < 16 + n_body; n++) {
        assert_int_equal(board_ident_decode(cells, n, &out), RT_ECORRUPT);
    }
    assert_int_equal(board_ident_decode(cells, 16 + n_body, &out), RT_OK);
}

/* A body with a good checksum and wrong records: someone made it so. */
static enum rt_err decode_body(const char *body, size_t n)
{
    static struct board_ident out;
    uint8_t *cells = rt_mem_alloc(16 + n); /* exactly as long as it is, so that a read past its end is seen */
    memcpy(cells, "VSID", 4);
    rt_put_be32(cells + 4, 1);
    rt_put_be32(cells + 8, (uint32_t)n);
    rt_put_be32(cells + 12, rt_crc32(0, body, n));
    memcpy(cells + 16, body, n);
    enum rt_err err = board_ident_decode(cells, 16 + n, &out);
    rt_mem_free(cells);
    return err;
}

#define MAC          "\x01\x00\x00\x06\x00\x0e\x08\x01\x02\x03\xff\xff"
#define DECODE(body) decode_body(body, sizeof(body) - 1)

static void wrong_records_are_refused_and_unknown_ones_skipped(void **state)
{
    (void)state;
    assert_int_equal(DECODE(MAC), RT_OK);
    assert_int_equal(DECODE(MAC "\x63\x00\x00\x05hello\xff\xff\xff"), RT_OK);
    assert_int_equal(DECODE(""), RT_ECORRUPT); /* no address */
    assert_int_equal(DECODE("\x01\x00\x00\x05\x00\x0e\x08\x01\x02\xff\xff\xff"), RT_ECORRUPT);
    assert_int_equal(DECODE(MAC "\x02\x00\x00"), RT_ECORRUPT);
    assert_int_equal(DECODE(MAC "\x02\x00\x00\x05"
                                "abcd"),
                     RT_ECORRUPT);
    assert_int_equal(DECODE(MAC "\x02\x00\xff\xff"
                                "abcd"),
                     RT_ECORRUPT);
    assert_int_equal(DECODE(MAC "\x02\x00\x00\x20"
                                "0123456789abcdef0123456789abcdef"),
                     RT_ECORRUPT);
    assert_int_equal(DECODE(MAC "\x02\x00\x00\x04"
                                "a\0bc"),
                     RT_ECORRUPT);
    assert_int_equal(DECODE(MAC "\x05\x00\x00\x02\x01\x01\xff\xff"), RT_ECORRUPT);
    assert_int_equal(DECODE(MAC "\x02\x00\x00\x01"
                                "a"),
                     RT_OK); /* the last padding may be missing */
}

static void a_cut_while_burning_never_gives_half_an_identity(void **state)
{
    struct rig *rig = *state;
    static struct board_ident out;
    for (uint64_t k = 1; k <= 2; k++) {
        for (uint32_t n = 0; n < 400; n += 3) {
            const struct board_fault fault = {k, BOARD_FAULT_CUT_TORN, n};
            rig_rebuild(rig);
            memset(rig->flash, 0xff, BOARD_FLASH_SECTOR_BYTES);
            board_fault_arm(rig->board, &fault, 1);
            assert_int_equal(board_ident_burn(rig->board, example()), RT_EPOWER);
            enum rt_err err = board_ident_read(rig->board, &out);
            bool is_whole = k == 2 && n >= 16;
            assert_int_equal(err, is_whole ? RT_OK : k == 1 || n == 0 ? RT_ENOENT : RT_ECORRUPT);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_identity_comes_back_as_it_was_burnt, rig_set_up, rig_tear_down),
        cmocka_unit_test_setup_teardown(the_largest_identity_fits, rig_set_up, rig_tear_down),
        cmocka_unit_test_setup_teardown(too_long_is_refused_before_flash_is_touched, rig_set_up, rig_tear_down),
        cmocka_unit_test_setup_teardown(every_damaged_bit_is_found, rig_set_up, rig_tear_down),
        cmocka_unit_test(wrong_records_are_refused_and_unknown_ones_skipped),
        cmocka_unit_test_setup_teardown(a_cut_while_burning_never_gives_half_an_identity, rig_set_up, rig_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
