/* SPDX-License-Identifier: MIT */
/*
 * The tutorial's exercises about formats (guide p.3-10 .. 3-13: T16 gzip, T17 encryption, T19 aliases, T20 the
 * compiler) on a whole unit, from a GET of the rule's URL to the parameters. The rest of the tutorial is in
 * resync_tutorial.c; the real gzip and openssl write such files in unit.prov_interop and tests/integration/formats.sh.
 */
#include <harness/test.h>
#include <harness/device_rig.h>
#include <harness/profile_run.h>
#include <harness/spc_rig.h>
#include <rt/mem.h>
#include <string.h>

#define BASIC      "<flat-profile><GPP_A> 12345678 </GPP_A></flat-profile>"
#define RESYNC     "SPA-2102 00:0e:08:ab:cd:ef -- Requesting resync tftp://192.168.1.200:69/"
#define SUCCESSFUL "SPA-2102 00:0e:08:ab:cd:ef -- Successful resync tftp://192.168.1.200:69/"
#define FAILED     "SPA-2102 00:0e:08:ab:cd:ef -- Resync failed: corrupt file"

static int setup(void **state)
{
    static struct device_rig r;
    device_rig_init(&r, "5.2.10");
    device_rig_set(&r, "Resync_On_Reset", "No");
    device_rig_set(&r, "GPP_A", "before");
    *state = &r;
    return 0;
}

static int teardown(void **state)
{
    device_rig_fini(*state);
    return 0;
}

/* One resync by the browser, from the rule to the syslog line that ends it. */
static void expect_resync(struct device_rig *r, const char *lines)
{
    provider_forget(&r->provider);
    assert_int_equal(device_rig_get(r, "/admin/resync?"), 200);
    device_rig_pass_s(r, 2);
    assert_string_equal(device_rig_lines(r), lines);
}

/* What `openssl enc -aes-256-cbc -md md5 -k MyOwnSecret -S 0102030405060708` makes; it printed key and IV with -P. */
static uint8_t *openssl_enc_MyOwnSecret(const void *bytes, size_t n, size_t *n_out)
{
    static const uint8_t KEY[32] = {0xb8, 0x53, 0x25, 0x5b, 0x7e, 0xd2, 0x67, 0x71, 0x8e, 0xf0, 0xf9,
                                    0xc6, 0x2a, 0x70, 0x82, 0xf3, 0xd0, 0x5b, 0x10, 0xdc, 0xd6, 0x5c,
                                    0xd6, 0xf4, 0x10, 0x36, 0x67, 0xcc, 0x7d, 0xe3, 0x77, 0x0d};
    static const uint8_t IV[16] = {0x04, 0x7e, 0xbb, 0x1a, 0x06, 0x7b, 0x6d, 0x74,
                                   0xff, 0x0f, 0x47, 0x66, 0x9c, 0xd7, 0x6e, 0x79};
    static const uint8_t SALT[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    return profile_encrypt(bytes, n, KEY, IV, SALT, n_out);
}

static void test_T16_a_gzip_file_is_told_by_its_bytes_and_not_by_its_name(void **state)
{
    static const char *const RULES[] = {"tftp://192.168.1.200/basic.txt.gz", "tftp://192.168.1.200/basic.txt"};
    static const char *const LINES[] = {RESYNC "basic.txt.gz | " SUCCESSFUL "basic.txt.gz",
                                        RESYNC "basic.txt | " SUCCESSFUL "basic.txt"};
    struct device_rig *r = *state;
    size_t n;
    uint8_t *gz = profile_gzip(BASIC, sizeof BASIC - 1, &n);
    provider_serve(&r->provider, "/basic.txt.gz", gz, n, PROVIDER_RIGHT);
    provider_serve(&r->provider, "/basic.txt", gz, n, PROVIDER_RIGHT);
    device_rig_start(r);
    for (size_t i = 0; i < 2; i++) {
        device_rig_set(r, "GPP_A", "before");
        device_rig_set(r, "Profile_Rule", RULES[i]);
        expect_resync(r, LINES[i]);
        assert_string_equal(device_rig_value(r, "GPP_A"), "12345678");
    }
    (void)rt_mem_free(gz);
}

static void test_T16_a_gzip_file_that_ends_early_changes_nothing(void **state)
{
    struct device_rig *r = *state;
    size_t n;
    uint8_t *gz = profile_gzip(BASIC, sizeof BASIC - 1, &n);
    device_rig_set(r, "Profile_Rule", "tftp://192.168.1.200/basic.txt.gz");
    device_rig_start(r);
    for (size_t n_cut = 1; n_cut <= 8; n_cut += 7) { /* in the sum, and all of it and its length */
        provider_serve(&r->provider, "/basic.txt.gz", gz, n - n_cut, PROVIDER_RIGHT);
        expect_resync(r, RESYNC "basic.txt.gz | " FAILED);
        assert_string_equal(device_rig_value(r, "GPP_A"), "before");
    }
    (void)rt_mem_free(gz);
}

static void test_T17_an_encrypted_file_opens_with_the_key_of_the_rule(void **state)
{
    struct device_rig *r = *state;
    size_t n;
    uint8_t *cfg = openssl_enc_MyOwnSecret(BASIC, sizeof BASIC - 1, &n);
    provider_serve(&r->provider, "/basic.cfg", cfg, n, PROVIDER_RIGHT);
    device_rig_set(r, "Profile_Rule", "[--key MyOwnSecret ] tftp://192.168.1.200/basic.cfg");
    device_rig_start(r);
    expect_resync(r, RESYNC "basic.cfg | " SUCCESSFUL "basic.cfg");
    assert_string_equal(device_rig_value(r, "GPP_A"), "12345678");
    (void)rt_mem_free(cfg);
}

static void test_T17_also_when_it_was_compressed_before(void **state)
{
    struct device_rig *r = *state;
    size_t n_gz, n;
    uint8_t *gz = profile_gzip(BASIC, sizeof BASIC - 1, &n_gz);
    uint8_t *cfg = openssl_enc_MyOwnSecret(gz, n_gz, &n);
    provider_serve(&r->provider, "/basic.cfg", cfg, n, PROVIDER_RIGHT);
    device_rig_set(r, "Profile_Rule", "[--key MyOwnSecret ] tftp://192.168.1.200/basic.cfg");
    device_rig_start(r);
    expect_resync(r, RESYNC "basic.cfg | " SUCCESSFUL "basic.cfg");
    assert_string_equal(device_rig_value(r, "GPP_A"), "12345678");
    (void)rt_mem_free(gz);
    (void)rt_mem_free(cfg);
}

static void test_T17_another_key_or_none_or_the_other_order_changes_nothing(void **state)
{
    struct device_rig *r = *state;
    size_t n, n_gz;
    uint8_t *cfg = openssl_enc_MyOwnSecret(BASIC, sizeof BASIC - 1, &n);
    uint8_t *gz = profile_gzip(cfg, n, &n_gz); /* encrypted first: guide p.2-5 forbids it */
    provider_serve(&r->provider, "/basic.cfg", cfg, n, PROVIDER_RIGHT);
    provider_serve(&r->provider, "/order.cfg", gz, n_gz, PROVIDER_RIGHT);
    device_rig_start(r);
    device_rig_set(r, "Profile_Rule", "[--key MyOtherSecret ] tftp://192.168.1.200/basic.cfg");
    expect_resync(r, RESYNC "basic.cfg | " FAILED);
    device_rig_set(r, "Profile_Rule", "tftp://192.168.1.200/basic.cfg");
    expect_resync(r, RESYNC "basic.cfg | " FAILED);
    device_rig_set(r, "Profile_Rule", "[--key MyOwnSecret ] tftp://192.168.1.200/order.cfg");
    expect_resync(r, RESYNC "order.cfg | " FAILED);
    assert_string_equal(device_rig_value(r, "GPP_A"), "before");
    (void)rt_mem_free(gz);
    (void)rt_mem_free(cfg);
}

/* The example of guide p.2-14, which the exercise begins with: a provider's own XML, deeper than the map says. */
#define CREDENTIALS                                                                                                    \
    "<CPE>\n<SIP-Credentials>\n<name>J. Smith</name>\n<number>14085551234</number>\n"                                  \
    "<auth-secret>732091751563sfd</auth-secret>\n</SIP-Credentials>\n</CPE>\n"

static void test_T19_an_alias_map_takes_the_providers_own_elements(void **state)
{
    static const char *const MAPS[] = {
        "/CPE/SIP-Credentials/number = /flat-profile/User_ID_1_ ; "
        "/CPE/SIP-Credentials/auth-secret = /flat-profile/Password_1_ ;",
        "/number = /flat-profile/User_ID_1_ ; /SIP-Credentials/auth-secret = /flat-profile/Password_1_ ;",
    };
    struct device_rig *r = *state;
    provider_serve_text(&r->provider, "/cred.xml", CREDENTIALS);
    device_rig_set(r, "Profile_Rule", "[--alias m ] tftp://192.168.1.200/cred.xml");
    device_rig_start(r);
    for (size_t i = 0; i < sizeof MAPS / sizeof MAPS[0]; i++) {
        device_rig_set(r, "User_ID_1_", "");
        device_rig_set(r, "Password_1_", "");
        device_rig_set(r, "GPP_M", MAPS[i]);
        expect_resync(r, RESYNC "cred.xml | " SUCCESSFUL "cred.xml");
        assert_string_equal(device_rig_value(r, "User_ID_1_"), "14085551234");
        assert_string_equal(device_rig_value(r, "Password_1_"), "732091751563sfd");
        assert_string_equal(device_rig_value(r, "Display_Name_1_"), ""); /* no entry maps the name */
    }
}

static void test_T19_without_the_option_the_providers_elements_are_unknown(void **state)
{
    struct device_rig *r = *state;
    provider_serve_text(&r->provider, "/cred.xml", CREDENTIALS);
    device_rig_set(r, "GPP_M", "/number = /flat-profile/User_ID_1_ ;");
    device_rig_set(r, "Profile_Rule", "tftp://192.168.1.200/cred.xml");
    device_rig_start(r);
    assert_int_equal(device_rig_get(r, "/admin/resync?"), 200);
    device_rig_pass_s(r, 2);
    assert_string_equal(device_rig_asked(r), "tftp /cred.xml");
    assert_string_equal(device_rig_value(r, "User_ID_1_"), "");
}

static void test_T20_a_plain_text_source_goes_through_the_compiler(void **state)
{
    static const struct spc_config GENERIC = {.mode = FW_SPC_GENERIC};
    struct device_rig *r = *state;
    struct rt_buf cfg;
    spc_rig_compile("# The tutorial's basic profile\nGPP_A \"12345678\" ;\nDisplay_Name[1] \"line one\" ;\n", &GENERIC,
                    &cfg);
    provider_serve(&r->provider, "/basic.cfg", cfg.bytes, cfg.n, PROVIDER_RIGHT);
    device_rig_set(r, "Profile_Rule", "tftp://192.168.1.200/basic.cfg");
    device_rig_start(r);
    expect_resync(r, RESYNC "basic.cfg | " SUCCESSFUL "basic.cfg");
    assert_string_equal(device_rig_value(r, "GPP_A"), "12345678");
    assert_string_equal(device_rig_value(r, "Display_Name_1_"), "line one");
    rt_buf_fini(&cfg);
}

/* As if the compiler's run was forgotten: the source itself is no format of the unit. */
static void test_T20_the_source_itself_is_corrupt(void **state)
{
    struct device_rig *r = *state;
    provider_serve_text(&r->provider, "/basic.cfg", "GPP_A \"12345678\" ;\n");
    device_rig_set(r, "Profile_Rule", "tftp://192.168.1.200/basic.cfg");
    device_rig_start(r);
    expect_resync(r, RESYNC "basic.cfg | " FAILED);
    assert_string_equal(device_rig_value(r, "GPP_A"), "before");
}

#define CASE(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_T16_a_gzip_file_is_told_by_its_bytes_and_not_by_its_name),
        CASE(test_T16_a_gzip_file_that_ends_early_changes_nothing),
        CASE(test_T17_an_encrypted_file_opens_with_the_key_of_the_rule),
        CASE(test_T17_also_when_it_was_compressed_before),
        CASE(test_T17_another_key_or_none_or_the_other_order_changes_nothing),
        CASE(test_T19_an_alias_map_takes_the_providers_own_elements),
        CASE(test_T19_without_the_option_the_providers_elements_are_unknown),
        CASE(test_T20_a_plain_text_source_goes_through_the_compiler),
        CASE(test_T20_the_source_itself_is_corrupt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
