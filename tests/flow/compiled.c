/* SPDX-License-Identifier: MIT */
/* Compiled profiles on the wire: a rule fetches what vspa spc made, with the key in the rule or for this unit alone. */
#include <harness/test.h>
#include <fw/channel.h>
#include <harness/device_rig.h>
#include <harness/spc_rig.h>
#include <string.h>

#define RESYNC &fw_signal_resync
#define SOURCE "GPP_A ! \"compiled\" ;\nDial_Plan[1] ;\nNo_Such \"1\" ;\n"

static const struct spc_config GENERIC = {.mode = FW_SPC_GENERIC};
static const struct spc_config SCRAMBLED = {.mode = FW_SPC_SCRAMBLED, .phrase = "SomeSecretPhrase"};
static const struct spc_config OWN = {.mode = FW_SPC_TARGET, .mac = {0x00, 0x0e, 0x08, 0xab, 0xcd, 0xef}};
static const struct spc_config FOREIGN = {.mode = FW_SPC_TARGET, .mac = {0x00, 0x0e, 0x08, 0xaa, 0xbb, 0xcc}};
static const struct spc_config RC4 = {.mode = FW_SPC_RC4, .key = FW_SPC_KEY_ASCII, .phrase = "apple4sale"};
static const struct spc_config AES = {.mode = FW_SPC_AES, .key = FW_SPC_KEY_ASCII, .phrase = "my secret phrase"};
static const struct spc_config HEX = {
    .mode = FW_SPC_AES, .key = FW_SPC_KEY_HEX, .phrase = "a37d2fb9055c1d04883a0745eb0917a4"};

static const struct {
    const struct spc_config *config;
    const char *rule, *gpp_sc;
    const char *trouble; /* NULL: it is taken */
} ROWS[] = {
    {&GENERIC, "/spa.cfg", "", NULL},
    {&GENERIC, "[--key whatever] http://192.168.1.200/spa.cfg", "", NULL},
    {&SCRAMBLED, "http://192.168.1.200/spa.cfg", "", NULL},
    {&OWN, "/spa.cfg", "", NULL},
    {&FOREIGN, "/spa.cfg", "", "compiled for the MAC address of another unit"},
    {&RC4, "[--key apple4sale] /spa.cfg", "", NULL},
    {&AES, "[ --key \"my secret phrase\" ] /spa.cfg", "", NULL},
    {&AES, "[--key \"$SC\"] /spa.cfg", "my secret phrase", NULL},
    {&AES, "[--key my] /spa.cfg", "", "compiled with another key than that of --key, or damaged"},
    {&AES, "/spa.cfg", "", "compiled with a key, and the rule gives no --key"},
    {&HEX, "[--key a37d2fb9055c1d04883a0745eb0917a4] /spa.cfg", "", NULL},
};

static void a_rule_fetches_a_compiled_profile(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        struct device_rig r;
        struct rt_buf cfg;
        spc_rig_compile(SOURCE, ROWS[i].config, &cfg);
        device_rig_init(&r, "3.3.6");
        device_rig_set(&r, "Resync_Random_Delay", "0");
        device_rig_set(&r, "Profile_Rule", ROWS[i].rule);
        device_rig_set(&r, "GPP_SC", ROWS[i].gpp_sc);
        provider_serve(&r.provider, "/spa.cfg", cfg.bytes, cfg.n, PROVIDER_RIGHT);
        device_rig_power_on(&r);
        if (ROWS[i].trouble == NULL) {
            (void)device_rig_expect(&r, RESYNC, "unknown element No_Such (line 3)");
            (void)device_rig_expect(&r, RESYNC, "done");
        } else {
            (void)device_rig_expect(&r, RESYNC, ROWS[i].trouble);
            (void)device_rig_expect(&r, RESYNC, "failed: corrupt file");
        }
        assert_string_equal(device_rig_value(&r, "GPP_A"), ROWS[i].trouble == NULL ? "compiled" : "");
        device_rig_fini(&r);
        rt_buf_fini(&cfg);
    }
}

static void a_file_of_the_vendors_compiler_is_refused_and_says_why(void **state)
{
    static const uint8_t VENDOR[] = {0x00, 0x01, 0x53, 0x50, 0x41, 0x32, 0x31, 0x30, 0x32, 0x00, 0xff, 0x12};
    struct device_rig r;
    (void)state;
    device_rig_init(&r, "5.2.10");
    device_rig_set(&r, "Resync_Random_Delay", "0");
    device_rig_set(&r, "Profile_Rule", "/spa.cfg");
    provider_serve(&r.provider, "/spa.cfg", VENDOR, sizeof VENDOR, PROVIDER_RIGHT);
    device_rig_power_on(&r);
    (void)device_rig_expect(&r, &fw_signal_warn, "its format is not public; use XML, or compile");
    (void)device_rig_expect(&r, RESYNC, "failed: corrupt file");
    device_rig_fini(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rule_fetches_a_compiled_profile),
        cmocka_unit_test(a_file_of_the_vendors_compiler_is_refused_and_says_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
