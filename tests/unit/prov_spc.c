/* SPDX-License-Identifier: MIT */
/* From source to unit: what vspa spc compiles, a unit reads, in every mode; and nothing else. */
#include <harness/test.h>
#include <harness/profile_run.h>
#include <harness/spc_rig.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

static const uint8_t MAC[6] = {0x00, 0x0e, 0x08, 0xaa, 0xbb, 0xcc};
static const uint8_t OTHER_MAC[6] = {0x00, 0x0e, 0x08, 0xaa, 0xbb, 0xcd};
static const char SOURCE[] = "GPP_A ! \"value one\" ;\nGPP_B ;\nNo_Such \"x\" ;\nGPP_SA \"secret\" ;\n";

static const struct {
    struct spc_config config;
    const char *key, *wrong_key; /* of the rule */
} MODES[] = {
    {{.mode = FW_SPC_GENERIC}, NULL, NULL},
    {{.mode = FW_SPC_SCRAMBLED, .phrase = "SomeSecretPhrase"}, NULL, NULL},
    {{.mode = FW_SPC_TARGET, .mac = {0x00, 0x0e, 0x08, 0xaa, 0xbb, 0xcc}, .salt = {1, 2, 3}}, NULL, NULL},
    {{.mode = FW_SPC_RC4, .key = FW_SPC_KEY_ASCII, .phrase = "apple4sale", .salt = {4}}, "apple4sale", "apple4sal"},
    {{.mode = FW_SPC_AES, .key = FW_SPC_KEY_ASCII, .phrase = "lucky777", .salt = {5}}, "lucky777", "Lucky777"},
    {{.mode = FW_SPC_AES, .key = FW_SPC_KEY_HEX, .phrase = "8d23fe7a5c29"}, "8D23FE7A5C29", "8d23fe7a5c28"},
    {{.mode = FW_SPC_AES, .key = FW_SPC_KEY_HEX, .phrase = "a37d2fb9055c1d04883a0745eb0917a4"},
     "a37d2fb9055c1d04883a0745eb0917a4",
     "not hex at all"},
    {{.mode = FW_SPC_AES, .key = FW_SPC_KEY_HEX, .phrase = "a37d2fb9055c1d04883a0745eb0917a4a37d2fb9055c1d04"},
     "a37d2fb9055c1d04883a0745eb0917a4a37d2fb9055c1d04",
     "a37d2fb9055c1d04883a0745eb0917a4"},
    {{.mode = FW_SPC_AES,
      .key = FW_SPC_KEY_HEX,
      .phrase = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"},
     "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
     "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1"},
};
#define N_MODES (sizeof MODES / sizeof MODES[0])

static const struct profile_run *read_file(struct params_rig *rig, const struct rt_buf *file, const char *key,
                                           const uint8_t *mac, size_t chunk)
{
    static struct profile_run run;
    run = (struct profile_run){.key = key, .mac = mac, .chunk_bytes = chunk};
    profile_run_open(&run, rig, file->bytes, file->n);
    profile_run_close(&run);
    return &run;
}

static int open_rig(void **state)
{
    static struct params_rig rig;
    char *schema = profile_schema(TEST_SOURCE_DIR);
    params_rig_open(&rig, schema, NULL);
    (void)rt_mem_free(schema);
    assert_int_equal(params_rig_set(&rig, "GPP_A", "old"), RT_OK);
    assert_int_equal(params_rig_set(&rig, "GPP_B", "kept"), RT_OK);
    *state = &rig;
    return 0;
}

static int close_rig(void **state)
{
    params_rig_close(*state);
    return 0;
}

static void each_mode_is_read_by_the_unit(void **state)
{
    struct params_rig *rig = *state;
    for (size_t i = 0; i < N_MODES; i++) {
        struct rt_buf file;
        spc_rig_compile(SOURCE, &MODES[i].config, &file);
        for (size_t chunk = 0; chunk < 40; chunk += 13) {
            assert_int_equal(params_rig_set(rig, "GPP_A", "old"), RT_OK);
            const struct profile_run *run = read_file(rig, &file, MODES[i].key, MAC, chunk);
            if (run->fail != FW_FAIL_NONE) {
                fail_msg("mode %zu: %s", i, run->report.what);
            }
            assert_int_equal(run->report.n_elements, 4);
            assert_int_equal(run->report.n_set, 2);
            assert_int_equal(run->report.n_left, 1);
            assert_int_equal(run->report.n_unknown, 1);
            assert_string_equal(fw_param_by_name(rig->params, "GPP_A"), "value one");
            assert_string_equal(fw_param_by_name(rig->params, "GPP_B"), "kept");
            assert_string_equal(fw_param_by_name(rig->params, "GPP_SA"), "secret");
            assert_int_equal(fw_param_access(rig->params, fw_param_find(rig->params, "GPP_A")), FW_ACCESS_RW);
        }
        rt_buf_fini(&file);
    }
}

static bool has_text(const struct rt_buf *file, const char *text)
{
    for (size_t i = 0; i + strlen(text) <= file->n; i++) {
        if (memcmp(file->bytes + i, text, strlen(text)) == 0) {
            return true;
        }
    }
    return false;
}

static void only_a_generic_file_can_be_read_by_eye(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_MODES; i++) {
        struct rt_buf file;
        spc_rig_compile(SOURCE, &MODES[i].config, &file);
        assert_int_equal(has_text(&file, "value one"), MODES[i].config.mode == FW_SPC_GENERIC);
        assert_int_equal(has_text(&file, "GPP_SA"), MODES[i].config.mode == FW_SPC_GENERIC);
        rt_buf_fini(&file);
    }
}

static void the_phrase_of_scramble_changes_the_file_and_not_its_meaning(void **state)
{
    const struct spc_config other = {.mode = FW_SPC_SCRAMBLED, .phrase = "another"};
    struct rt_buf a, b, again;
    (void)state;
    spc_rig_compile(SOURCE, &MODES[1].config, &a);
    spc_rig_compile(SOURCE, &MODES[1].config, &again);
    spc_rig_compile(SOURCE, &other, &b);
    assert_int_equal(a.n, b.n);
    assert_memory_equal(a.bytes, again.bytes, a.n);
    assert_memory_not_equal(a.bytes + FW_SPC_HEADER_BYTES, b.bytes + FW_SPC_HEADER_BYTES, 16);
    assert_int_equal(read_file(*state, &b, NULL, NULL, 0)->fail, FW_FAIL_NONE);
    rt_buf_fini(&a);
    rt_buf_fini(&b);
    rt_buf_fini(&again);
}

static void without_the_right_key_nothing_changes(void **state)
{
    struct params_rig *rig = *state;
    for (size_t i = 0; i < N_MODES; i++) {
        struct rt_buf file;
        if (MODES[i].wrong_key == NULL) {
            continue;
        }
        spc_rig_compile(SOURCE, &MODES[i].config, &file);
        const struct profile_run *run = read_file(rig, &file, MODES[i].wrong_key, MAC, 0);
        assert_int_equal(run->fail, FW_FAIL_CORRUPT_FILE);
        assert_string_equal(run->report.what, "compiled with another key than that of --key, or damaged");
        run = read_file(rig, &file, NULL, MAC, 0);
        assert_int_equal(run->fail, FW_FAIL_CORRUPT_FILE);
        assert_string_equal(run->report.what, "compiled with a key, and the rule gives no --key");
        assert_null(run->report.warning);
        assert_string_equal(fw_param_by_name(rig->params, "GPP_A"), "old");
        rt_buf_fini(&file);
    }
}

static void another_unit_cannot_read_what_was_compiled_for_one(void **state)
{
    struct params_rig *rig = *state;
    struct rt_buf file;
    spc_rig_compile(SOURCE, &MODES[2].config, &file);
    const uint8_t *macs[] = {OTHER_MAC, NULL};
    for (size_t i = 0; i < 2; i++) {
        const struct profile_run *run = read_file(rig, &file, "key", macs[i], 0);
        assert_int_equal(run->fail, FW_FAIL_CORRUPT_FILE);
        assert_string_equal(run->report.what, "compiled for the MAC address of another unit");
    }
    assert_string_equal(fw_param_by_name(rig->params, "GPP_A"), "old");
    rt_buf_fini(&file);
}

/* Cut anywhere, with any one bit wrong, or with a byte more: corrupt, and nothing is changed. */
static void damage_is_always_seen(void **state)
{
    struct params_rig *rig = *state;
    uint32_t generation = fw_params_generation(rig->params);
    for (size_t i = 0; i < N_MODES; i += 2) {
        struct rt_buf file;
        spc_rig_compile(SOURCE, &MODES[i].config, &file);
        size_t n = file.n;
        for (file.n = 0; file.n < n; file.n++) {
            assert_int_equal(read_file(rig, &file, MODES[i].key, MAC, 0)->fail, FW_FAIL_CORRUPT_FILE);
        }
        for (size_t bit = 0; bit < n * 8; bit++) {
            file.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
            assert_int_equal(read_file(rig, &file, MODES[i].key, MAC, 7)->fail, FW_FAIL_CORRUPT_FILE);
            file.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        }
        assert_int_equal(rt_buf_put_u8(&file, 0), RT_OK);
        assert_int_equal(read_file(rig, &file, MODES[i].key, MAC, 0)->fail, FW_FAIL_CORRUPT_FILE);
        rt_buf_fini(&file);
    }
    assert_int_equal(fw_params_generation(rig->params), generation);
}

/* A body as a compiler would never write it, under a right seal. */
static const char *read_forged(struct params_rig *rig, const void *body, size_t n)
{
    struct fw_spc_header h = {.mode = FW_SPC_GENERIC, .n_body = (uint32_t)n};
    struct fw_spc_crypt *c;
    uint8_t bytes[FW_SPC_HEADER_BYTES + 512 + FW_SPC_SEAL_BYTES];
    struct rt_buf file;
    assert_true(n <= 512);
    assert_int_equal(fw_spc_crypt_create(&c, &h, rt_str(NULL), NULL), RT_OK);
    fw_spc_header_write(&h, bytes);
    fw_spc_crypt_check(c, bytes, bytes + FW_SPC_CHECKED_BYTES);
    memcpy(bytes + FW_SPC_HEADER_BYTES, body, n);
    fw_spc_encrypt(c, bytes + FW_SPC_HEADER_BYTES, n);
    fw_spc_seal(c, bytes + FW_SPC_HEADER_BYTES + n);
    fw_spc_crypt_destroy(c);
    rt_buf_init(&file, sizeof bytes);
    assert_int_equal(rt_buf_put(&file, bytes, FW_SPC_HEADER_BYTES + n + FW_SPC_SEAL_BYTES), RT_OK);
    const struct profile_run *run = read_file(rig, &file, NULL, MAC, 0);
    rt_buf_fini(&file);
    return run->fail == FW_FAIL_NONE ? "" : run->report.what;
}

static void a_forged_body_is_refused_by_its_form(void **state)
{
    static const struct {
        const char *body;
        size_t n;
        const char *what;
    } ROWS[] = {
#define BODY(literal) literal, sizeof(literal) - 1
        {BODY("\0"), ""},
        {BODY("\1A\0\0"), ""},
        {BODY("\1A\1\0\1x\0"), ""},
        {BODY(""), "the compiled file is damaged: no end of its entries"},
        {BODY("\0\0"), "the compiled file is damaged: no length of a name"},
        {BODY("\x80"), "the compiled file is damaged: no length of a name"},
        {BODY("\1A\6\0"), "the compiled file is damaged: no such user access"},
        {BODY("\1A\1\x08\0x\0"), "the compiled file is damaged: a value over 2047 characters"},
        {BODY("\1A\1\0\5x\0"), "the compiled file is damaged: a 0 byte in a text"},
        {BODY("\2A\0\0\0"), "the compiled file is damaged: a 0 byte in a text"},
        {BODY("\1A\1\0\5xxxx"), "the compiled file is damaged: no end of its entries"},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        assert_string_equal(read_forged(*state, ROWS[i].body, ROWS[i].n), ROWS[i].what);
    }
}

static void what_the_vendor_compiled_is_refused_with_a_warning(void **state)
{
    struct params_rig *rig = *state;
    struct rt_buf file;
    rt_buf_init(&file, 100);
    (void)rt_buf_put(&file, "SPC\x01\x00\x00\x20\x10 and so on", 19);
    const struct profile_run *run = read_file(rig, &file, NULL, MAC, 1);
    assert_int_equal(run->fail, FW_FAIL_CORRUPT_FILE);
    assert_non_null(strstr(run->report.what, "its format is not public"));
    assert_non_null(run->report.warning);
    rt_buf_clear(&file);
    (void)rt_buf_put_text(&file, SOURCE); /* a source by itself is a text: no warning */
    run = read_file(rig, &file, NULL, MAC, 1);
    assert_int_equal(run->fail, FW_FAIL_CORRUPT_FILE);
    assert_non_null(strstr(run->report.what, "plain-text source must be compiled"));
    assert_null(run->report.warning);
    rt_buf_fini(&file);
}

static void the_compiled_form_stands_alone(void **state)
{
    struct params_rig *rig = *state;
    struct rt_buf file, wrapped;
    size_t n;
    spc_rig_compile(SOURCE, &MODES[0].config, &file);
    uint8_t *zipped = profile_gzip(file.bytes, file.n, &n);
    rt_buf_init(&wrapped, 10000);
    (void)rt_buf_put(&wrapped, zipped, n);
    assert_string_equal(read_file(rig, &wrapped, NULL, MAC, 0)->report.what,
                        "a compiled file inside gzip: serve it as it is");
    (void)rt_mem_free(zipped);
    rt_buf_fini(&wrapped);
    rt_buf_fini(&file);
}

/* Samples of both kinds set every parameter of the release to its factory value and access. */
static void samples_lead_back_to_the_factory(void **state)
{
    char *text = profile_schema(TEST_SOURCE_DIR);
    (void)state;
    for (unsigned is_xml = 0; is_xml <= 1; is_xml++) {
        struct params_rig rig;
        struct rt_buf sample, file;
        params_rig_open(&rig, text, NULL);
        char *factory = params_rig_state(&rig);
        const struct profile_run *run;
        rt_buf_init(&sample, 1u << 20);
        rt_buf_init(&file, 1u << 20);
        (void)rt_buf_put_text(&file, "<flat-profile>");
        for (size_t i = 0; i < fw_schema_n_rows(rig.schema);
             i++) { /* everything else than it is, and open to the user */
            struct fw_schema_row row = fw_schema_row(rig.schema, i);
            if (row.type != FW_TYPE_STATUS) {
                (void)rt_buf_printf(&file, "<%s ua=\"%s\"></%s>", row.element, row.access == FW_ACCESS_RW ? "na" : "rw",
                                    row.element);
            }
        }
        (void)rt_buf_put_text(&file, "</flat-profile>");
        assert_int_equal(read_file(&rig, &file, NULL, MAC, 0)->fail, FW_FAIL_NONE);
        char *emptied = params_rig_state(&rig);
        assert_string_not_equal(factory, emptied);
        rt_buf_fini(&file);
        const struct release of = {.schema = rig.schema};
        if (is_xml) {
            assert_int_equal(spc_write_sample_xml(&of, &sample), RT_OK);
            run = read_file(&rig, &sample, NULL, MAC, 0);
        } else {
            assert_int_equal(spc_write_sample_source(&of, &sample), RT_OK);
            spc_rig_compile(rt_buf_text(&sample), &MODES[0].config, &file);
            run = read_file(&rig, &file, NULL, MAC, 0);
            rt_buf_fini(&file);
        }
        assert_int_equal(run->fail, FW_FAIL_NONE);
        assert_int_equal(run->report.n_elements, 702);
        assert_int_equal(run->report.n_set, 702);
        assert_int_equal(run->report.n_unknown + run->report.n_unfit, 0);
        for (size_t i = 0; i < fw_schema_n_rows(rig.schema); i++) {
            struct fw_schema_row row = fw_schema_row(rig.schema, i);
            if (row.type != FW_TYPE_STATUS) {
                assert_string_equal(fw_param_get(rig.params, (int)i), row.value);
                assert_int_equal(fw_param_access(rig.params, (int)i), row.access);
            }
        }
        (void)rt_mem_free(factory);
        (void)rt_mem_free(emptied);
        rt_buf_fini(&sample);
        params_rig_close(&rig);
    }
    (void)rt_mem_free(text);
}

static void mutations_never_crash(void **state)
{
    struct params_rig *rig = *state;
    uint32_t seed = 7;
    for (unsigned round = 0; round < 20000; round++) {
        static struct rt_buf file;
        if (round % 2000 == 0) {
            spc_rig_compile(SOURCE, &MODES[round / 2000 % N_MODES].config, &file);
        }
        uint8_t *copy = rt_mem_alloc(file.n);
        memcpy(copy, file.bytes, file.n);
        for (unsigned i = 0; i <= round % 3; i++) {
            seed = seed * 1664525u + 1013904223u;
            copy[(seed >> 8) % file.n] ^= (uint8_t)(seed >> 24 | 1u);
        }
        struct profile_run run = {.key = MODES[round / 2000 % N_MODES].key, .mac = MAC};
        profile_run_open(&run, rig, copy, file.n);
        assert_true(run.fail == FW_FAIL_CORRUPT_FILE || memcmp(copy, file.bytes, file.n) == 0);
        profile_run_close(&run);
        (void)rt_mem_free(copy);
        if (round % 2000 == 1999) {
            rt_buf_fini(&file);
        }
    }
}

static void running_out_of_memory_is_a_failure(void **state)
{
    struct params_rig *rig = *state;
    struct rt_buf file;
    bool has_ended = false;
    spc_rig_compile(SOURCE, &MODES[4].config, &file);
    for (uint64_t nth = 1; nth < 200 && !has_ended; nth++) {
        struct fw_txn *txn = NULL;
        struct fw_profile *p = NULL;
        enum fw_fail fail = FW_FAIL_STORE;
        uint64_t before = rt_mem_n_allocations();
        assert_int_equal(fw_txn_create(&txn, rig->params), RT_OK);
        const struct fw_profile_config config = {.txn = txn, .params = rig->params, .key = "lucky777", .mac = MAC};
        before = rt_mem_n_allocations();
        rt_mem_fail_at(nth);
        if (fw_profile_create(&p, &config) == RT_OK) {
            (void)fw_profile_feed(p, file.bytes, file.n);
            fail = fw_profile_finish(p);
        }
        has_ended = rt_mem_n_allocations() - before < nth;
        rt_mem_fail_at(0);
        assert_int_equal(fail, has_ended ? FW_FAIL_NONE : FW_FAIL_STORE);
        fw_profile_destroy(p);
        fw_txn_destroy(txn);
    }
    assert_true(has_ended);
    rt_buf_fini(&file);
}

int main(void)
{
#define RIG_TEST(f) cmocka_unit_test_setup_teardown(f, open_rig, close_rig)
    const struct CMUnitTest tests[] = {
        RIG_TEST(each_mode_is_read_by_the_unit),
        cmocka_unit_test(only_a_generic_file_can_be_read_by_eye),
        RIG_TEST(the_phrase_of_scramble_changes_the_file_and_not_its_meaning),
        RIG_TEST(without_the_right_key_nothing_changes),
        RIG_TEST(another_unit_cannot_read_what_was_compiled_for_one),
        RIG_TEST(damage_is_always_seen),
        RIG_TEST(a_forged_body_is_refused_by_its_form),
        RIG_TEST(what_the_vendor_compiled_is_refused_with_a_warning),
        RIG_TEST(the_compiled_form_stands_alone),
        cmocka_unit_test(samples_lead_back_to_the_factory),
        RIG_TEST(mutations_never_crash),
        RIG_TEST(running_out_of_memory_is_a_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
