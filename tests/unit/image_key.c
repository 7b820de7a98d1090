/* SPDX-License-Identifier: MIT */
/* The two halves of the test key belong together, and the private one says what it is. */
#include <fw/image.h>
#include <images/file.h>
#include <mbedtls/pk.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include <cmocka.h>

#define KEY_FILE TEST_SOURCE_DIR "/../images/keys/test-signing-key.pem"

static void the_public_half_is_compiled_in(void **state)
{
    struct rt_buf pem;
    mbedtls_pk_context key;
    uint8_t der[1024];
    (void)state;
    rt_buf_init(&pem, 8192);
    mbedtls_pk_init(&key);
    assert_int_equal(img_file_read(KEY_FILE, &pem), RT_OK);
    assert_int_equal(mbedtls_pk_parse_key(&key, pem.bytes, pem.n + 1, NULL, 0), 0);
    int n = mbedtls_pk_write_pubkey_der(&key, der, sizeof der); /* written at the end */
    assert_int_equal(n, fw_image_public_key_der_bytes);
    assert_memory_equal(der + sizeof der - n, fw_image_public_key_der, (size_t)n);
    mbedtls_pk_free(&key);
    rt_buf_fini(&pem);
}

static void the_file_says_that_it_is_a_test_key(void **state)
{
    struct rt_buf pem;
    (void)state;
    rt_buf_init(&pem, 8192);
    assert_int_equal(img_file_read(KEY_FILE, &pem), RT_OK);
    assert_memory_equal(pem.bytes, "TEST KEY", 8);
    assert_non_null(strstr(rt_buf_text(&pem), "must never sign anything else"));
    rt_buf_fini(&pem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_public_half_is_compiled_in),
        cmocka_unit_test(the_file_says_that_it_is_a_test_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
