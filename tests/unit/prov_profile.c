/* SPDX-License-Identifier: MIT */
/* Profiles as a whole: what is reported of each element, what is refused, bounds, access, aliases. */
#include <harness/test.h>
#include <harness/profile_run.h>
#include <rt/mem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int open_rig(void **state)
{
    static struct params_rig rig;
    params_rig_open(&rig, NULL, NULL);
    *state = &rig;
    return 0;
}

static int close_rig(void **state)
{
    params_rig_close(*state);
    return 0;
}

static void read_text(struct profile_run *run, struct params_rig *rig, const char *text)
{
    profile_run_open(run, rig, text, strlen(text));
}

static void each_element_is_reported_with_its_place(void **state)
{
    struct params_rig *rig = *state;
    struct profile_run run = {0};
    read_text(&run, rig,
              "<?xml version=\"1.0\"?>\n"
              "<flat-profile>\n"
              "  <GPP_A ua=\"rw\"> a  b </GPP_A>\n"
              "  <No_Such>x</No_Such><Resync_Periodic>soon</Resync_Periodic>\n"
              "  <Speed_Dial_2_1_ ua=\"what\"/><CW_Setting_1_>1</CW_Setting_1_>\n"
              "</flat-profile>\n");
    assert_int_equal(run.fail, FW_FAIL_NONE);
    char wanted[600];
    (void)snprintf(wanted, sizeof wanted,
                   "3:3 /flat-profile/GPP_A GPP_A=[a  b] ua rw fit %d\n"
                   "4:3 /flat-profile/No_Such No_Such=[x] na fit %d\n"
                   "4:23 /flat-profile/Resync_Periodic Resync_Periodic=[soon] na fit %d\n"
                   "5:3 /flat-profile/Speed_Dial_2_1_ Speed_Dial_2_1_ rw fit %d\n"
                   "5:31 /flat-profile/CW_Setting_1_ CW_Setting_1_=[1] ro fit %d\n",
                   FW_FIT_OK, FW_FIT_UNKNOWN, FW_FIT_WRONG_TYPE, FW_FIT_OK, FW_FIT_NORMALISED);
    assert_string_equal(rt_buf_text(&run.items), wanted);
    assert_int_equal(run.report.n_elements, 5);
    assert_int_equal(run.report.n_set, 2);
    assert_int_equal(run.report.n_left, 1);
    assert_int_equal(run.report.n_unknown, 1);
    assert_int_equal(run.report.n_unfit, 1);
    assert_string_equal(fw_param_by_name(rig->params, "GPP_A"), "a  b");
    assert_string_equal(fw_param_by_name(rig->params, "Resync_Periodic"), "3600");
    assert_string_equal(fw_param_by_name(rig->params, "CW_Setting_1_"), "Yes");
    profile_run_close(&run);
}

/* Cisco provisioning guide 2009 p.36. */
static void without_the_attribute_the_factory_access_comes_back(void **state)
{
    struct params_rig *rig = *state;
    static const struct {
        const char *profile;
        enum fw_access wanted;
    } ROWS[] = {
        {"<flat-profile><GPP_A ua=\"rw\"/></flat-profile>", FW_ACCESS_RW},
        {"<flat-profile><GPP_B ua=\"ro\"/></flat-profile>", FW_ACCESS_RW}, /* not mentioned: as it was */
        {"<flat-profile ua=\"ro\"></flat-profile>", FW_ACCESS_RW},
        {"<flat-profile><GPP_A>1</GPP_A></flat-profile>", FW_ACCESS_NA},
        {"<flat-profile><GPP_A ua=\"ro\">1</GPP_A></flat-profile>", FW_ACCESS_RO},
        {"<flat-profile ua=\"rw\"><GPP_A ua=\"RW\"/></flat-profile>", FW_ACCESS_NA},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        struct profile_run run = {0};
        read_text(&run, rig, ROWS[i].profile);
        assert_int_equal(run.fail, FW_FAIL_NONE);
        assert_int_equal(fw_param_access(rig->params, fw_param_find(rig->params, "GPP_A")), ROWS[i].wanted);
        profile_run_close(&run);
    }
}

static void values_are_cleaned(void **state)
{
    struct params_rig *rig = *state;
    static const char *const ROWS[][2] = {
        {"\r\n\t a \t\r\n", "a"},
        {"a\r\nb\rc\nd", "a b c d"},
        {"a\n\nb\r\r\nc", "a  b  c"},
        {"&#32;&#10;a&#13;&#10;b&#9;", "a b"},
        {"a<b>x</b>c", "ac"},
        {"<![CDATA[ <a>&amp; ]]>", "<a>&amp;"},
        {"a<!-- x -->b<?x?>c", "abc"},
        {"\xE9\xFF", "\xE9\xFF"},
        {" \n ", ""},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        char text[200];
        struct profile_run run = {0};
        (void)snprintf(text, sizeof text, "<flat-profile><GPP_A>%s</GPP_A></flat-profile>", ROWS[i][0]);
        read_text(&run, rig, text);
        assert_int_equal(run.fail, FW_FAIL_NONE);
        assert_string_equal(fw_param_by_name(rig->params, "GPP_A"), ROWS[i][1]);
        profile_run_close(&run);
    }
}

/* GPP_A with n letters, and blanks around that must not count. */
static char *long_value(size_t n, const char *blanks)
{
    char *text = calloc(1, n + 2 * strlen(blanks) + 100);
    assert_non_null(text);
    (void)strcat(strcat(text, "<flat-profile><GPP_A>"), blanks);
    size_t at = strlen(text);
    memset(text + at, 'v', n);
    (void)strcat(strcat(text, blanks), "</GPP_A></flat-profile>");
    return text;
}

static void a_value_has_at_most_2047_characters(void **state)
{
    struct params_rig *rig = *state;
    char blanks[5001];
    memset(blanks, ' ', sizeof blanks - 1);
    blanks[sizeof blanks - 1] = 0;
    char *text = long_value(FW_VALUE_MAX, blanks);
    struct profile_run run = {0};
    read_text(&run, rig, text);
    assert_int_equal(strlen(fw_param_by_name(rig->params, "GPP_A")), FW_VALUE_MAX);
    assert_int_equal(run.report.n_set, 1);
    profile_run_close(&run);
    free(text);

    assert_int_equal(params_rig_set(rig, "GPP_A", "old"), RT_OK);
    text = long_value(FW_VALUE_MAX + 1, blanks);
    read_text(&run, rig, text);
    assert_int_equal(run.fail, FW_FAIL_NONE);
    assert_int_equal(run.report.n_unfit, 1);
    assert_int_equal(run.report.n_set, 0);
    assert_string_equal(fw_param_by_name(rig->params, "GPP_A"), "old");
    profile_run_close(&run);
    free(text);
}

static void only_direct_children_of_a_flat_profile_are_parameters(void **state)
{
    struct params_rig *rig = *state;
    static const char *const PROFILES[] = {
        "<flat-profile><group><GPP_A>1</GPP_A></group></flat-profile>",
        "<flat-profile></flat-profile><GPP_A>1</GPP_A>",
        "<GPP_A>1<flat-profile/></GPP_A>",
        "<t><my-flat-profile><GPP_A>1</GPP_A></my-flat-profile><flat-profile/></t>",
        "<Flat-Profile><GPP_A>1</GPP_A></Flat-Profile><flat-profile/>",
        "<flat-profile><!-- <GPP_A>1</GPP_A> --></flat-profile>",
        "<flat-profile><GPP_A ua=\"rw\"/></flat-profile>",
    };
    for (size_t i = 0; i < sizeof PROFILES / sizeof PROFILES[0]; i++) {
        struct profile_run run = {0};
        read_text(&run, rig, PROFILES[i]);
        assert_int_equal(run.fail, FW_FAIL_NONE);
        assert_string_equal(fw_param_by_name(rig->params, "GPP_A"), "");
        profile_run_close(&run);
    }
    struct profile_run run = {0};
    read_text(&run, rig, "<a><b><c><flat-profile><GPP_A>1</GPP_A></flat-profile></c></b></a>");
    assert_string_equal(fw_param_by_name(rig->params, "GPP_A"), "1");
    profile_run_close(&run);
}

static void what_is_no_profile_is_a_corrupt_file_and_changes_nothing(void **state)
{
    struct params_rig *rig = *state;
#define NO_PROFILE "not a profile: neither XML nor gzip nor encrypted nor compiled (plain-text source must be compiled)"
    static const struct {
        const char *text;
        size_t n;
        unsigned line, column;
        const char *what;
    } ROWS[] = {
#define TEXT(literal) literal, sizeof(literal) - 1
        {TEXT(""), 0, 0, "the file is empty"},
        {TEXT(" \n\t"), 0, 0, "the file is empty"},
        {TEXT("\xEF\xBB\xBF"), 0, 0, "the file is empty"},
        {TEXT("not a profile"), 0, 0, NO_PROFILE},
        {TEXT("  GPP_A \"1\" ;"), 0, 0, NO_PROFILE},
        {TEXT("\0\0\0\0"), 0, 0, NO_PROFILE},
        {TEXT("\xFF\xFE<\0f\0"), 0, 0, NO_PROFILE},
        {TEXT("Salted_"), 0, 0, NO_PROFILE},
        {TEXT("Salted__"), 0, 0, "the file is encrypted, and the rule gives no --key"},
        {TEXT("\x1F"), 0, 0, NO_PROFILE},
        {TEXT("\x1F\x8B"), 0, 0, "the gzip data is cut off"},
        {TEXT("\x1F\x8B\x09 junk"), 0, 0, "the gzip data is damaged"},
        /* Not taken for the vendor compiler's. */
        {TEXT("\xFF\xFE<\0f\0l\0a\0"), 0, 0, NO_PROFILE},
        {TEXT("PK\x03\x04\x14\0\0\0\0"), 0, 0, NO_PROFILE},
        {TEXT("\x90\x81\x01\x02 unknown"), 0, 0,
         "not a profile of a known form; if compiled by the vendor's spc: its format is not public; use XML, or "
         "compile the source with vspa spc"},
        {TEXT("<html><body>Welcome</body></html>"), 1, 34, "no flat-profile element in the file"},
        {TEXT("<html><br></html>"), 1, 13, "a closing tag that does not match the opening one"},
        {TEXT("<flat-profile><GPP_A>1</GPP_A>\n</flat-profile"), 2, 15,
         "the file ends inside a tag, a comment or a section"},
        {TEXT("<flat-profile><GPP_A>1</GPP_A>\n"), 2, 1, "the file ends before every opening tag has its closing tag"},
        {TEXT("<flat-profile><GPP_A>1</GPP_A></flat-profile>\n <"), 2, 3,
         "the file ends inside a tag, a comment or a section"},
        {TEXT("<flat-profile><GPP_A>1</GPP_A></flat-profile>\0"), 1, 46, "a byte 0: this is not text"},
#undef TEXT
    };
    assert_int_equal(params_rig_set(rig, "GPP_A", "old"), RT_OK);
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        for (size_t chunk = 0; chunk < 3; chunk++) {
            struct profile_run run = {.chunk_bytes = chunk};
            profile_run_open(&run, rig, ROWS[i].text, ROWS[i].n);
            assert_int_equal(run.fail, FW_FAIL_CORRUPT_FILE);
            assert_string_equal(run.report.what, ROWS[i].what);
            assert_int_equal(run.report.line, ROWS[i].line);
            assert_int_equal(run.report.column, ROWS[i].column);
            assert_string_equal(fw_param_by_name(rig->params, "GPP_A"), "old");
            profile_run_close(&run);
        }
    }
}

static void what_follows_a_failure_is_ignored(void **state)
{
    struct params_rig *rig = *state;
    struct fw_txn *txn = NULL;
    struct fw_profile *p = NULL;
    static const char GOOD[] = "<flat-profile><GPP_A>1</GPP_A></flat-profile>";
    assert_int_equal(fw_txn_create(&txn, rig->params), RT_OK);
    assert_int_equal(fw_profile_create(&p, &(struct fw_profile_config){.txn = txn, .params = rig->params}), RT_OK);
    assert_int_equal(fw_profile_feed(p, (const uint8_t *)"no profile", 10), FW_FAIL_CORRUPT_FILE);
    assert_int_equal(fw_profile_feed(p, (const uint8_t *)GOOD, sizeof GOOD - 1), FW_FAIL_CORRUPT_FILE);
    assert_int_equal(fw_profile_finish(p), FW_FAIL_CORRUPT_FILE);
    assert_int_equal(fw_profile_report(p)->n_elements, 0);
    fw_profile_destroy(p);
    fw_txn_destroy(txn);
}

/* Feeds n pieces of the same text, and looks at the memory in between. */
static enum fw_fail feed_often(struct params_rig *rig, const char *piece, unsigned n_pieces)
{
    struct fw_txn *txn = NULL;
    struct fw_profile *p = NULL;
    enum fw_fail fail = FW_FAIL_NONE;
    assert_int_equal(fw_txn_create(&txn, rig->params), RT_OK);
    assert_int_equal(fw_profile_create(&p, &(struct fw_profile_config){.txn = txn, .params = rig->params}), RT_OK);
    (void)fw_profile_feed(p, (const uint8_t *)"<flat-profile><GPP_A>", 21);
    (void)fw_profile_feed(p, (const uint8_t *)piece, strlen(piece));
    uint64_t n_allocations = rt_mem_n_allocations();
    for (unsigned i = 0; i < n_pieces; i++) {
        fail = fw_profile_feed(p, (const uint8_t *)piece, strlen(piece));
    }
    assert_int_equal(rt_mem_n_allocations(), n_allocations); /* nothing grows with the input */
    fw_profile_destroy(p);
    fw_txn_destroy(txn);
    return fail;
}

static void ten_megabytes_need_no_memory_and_are_refused(void **state)
{
    struct params_rig *rig = *state;
    char piece[10001];
    memset(piece, 'x', sizeof piece - 1);
    piece[sizeof piece - 1] = 0;
    assert_int_equal(feed_often(rig, piece, 400), FW_FAIL_NONE);
    assert_int_equal(feed_often(rig, piece, 1000), FW_FAIL_TOO_BIG);
    memset(piece, ' ', sizeof piece - 1);
    assert_int_equal(feed_often(rig, piece, 1000), FW_FAIL_TOO_BIG);
    memcpy(piece, "<No_Such a=", 11);
    memset(piece + 11, 'x', sizeof piece - 12);
    assert_int_equal(feed_often(rig, piece, 3), FW_FAIL_CORRUPT_FILE); /* a '<' inside a tag */
}

static void a_gzip_bomb_is_too_big(void **state)
{
    struct params_rig *rig = *state;
    size_t n = FW_PROFILE_BYTES_MAX + 1;
    char *blanks = malloc(n);
    size_t n_zipped;
    assert_non_null(blanks);
    memset(blanks, ' ', n);
    uint8_t *zipped = profile_gzip(blanks, n, &n_zipped);
    assert_true(n_zipped < 10000);
    struct profile_run run = {0};
    profile_run_open(&run, rig, zipped, n_zipped);
    assert_int_equal(run.fail, FW_FAIL_TOO_BIG);
    profile_run_close(&run);
    (void)rt_mem_free(zipped);
    free(blanks);
}

static const char GOOD[] = "<flat-profile><GPP_A>12345678</GPP_A></flat-profile>";

static void gzip_is_taken_whole_or_not_at_all(void **state)
{
    struct params_rig *rig = *state;
    size_t n;
    size_t n_twice;
    uint8_t *zipped = profile_gzip(GOOD, sizeof GOOD - 1, &n);
    uint8_t *twice = profile_gzip(zipped, n, &n_twice);
    for (size_t cut = 1; cut < n; cut++) {
        struct profile_run run = {.chunk_bytes = 5};
        profile_run_open(&run, rig, zipped, cut);
        assert_int_equal(run.fail, FW_FAIL_CORRUPT_FILE);
        profile_run_close(&run);
    }
    for (size_t at = 10; at < n; at++) {
        uint8_t *damaged = rt_mem_alloc(n);
        struct profile_run run = {0};
        memcpy(damaged, zipped, n);
        damaged[at] ^= 0xFF; /* all bits: some of the last byte have no meaning */
        profile_run_open(&run, rig, damaged, n);
        assert_int_equal(run.fail, FW_FAIL_CORRUPT_FILE);
        profile_run_close(&run);
        (void)rt_mem_free(damaged);
    }
    struct profile_run run = {0};
    profile_run_open(&run, rig, twice, n_twice);
    assert_int_equal(run.fail, FW_FAIL_CORRUPT_FILE);
    assert_string_equal(run.report.what, "compressed twice");
    profile_run_close(&run);
    assert_string_equal(fw_param_by_name(rig->params, "GPP_A"), "");
    profile_run_open(&run, rig, zipped, n);
    assert_int_equal(run.fail, FW_FAIL_NONE);
    assert_string_equal(fw_param_by_name(rig->params, "GPP_A"), "12345678");
    profile_run_close(&run);
    (void)rt_mem_free(zipped);
    (void)rt_mem_free(twice);
}

/* The key and IV of phrase "MyOwnSecret" and this salt, as openssl derives them: vector G2. */
static uint8_t *encrypt(const void *bytes, size_t n, size_t *n_out)
{
    static const uint8_t SALT[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    uint8_t key[32];
    uint8_t iv[16];
    assert_int_equal(rt_str_hex(RT_STR("b853255b7ed267718ef0f9c62a7082f3d05b10dcd65cd6f4103667cc7de3770d"), key, 32),
                     RT_OK);
    assert_int_equal(rt_str_hex(RT_STR("047ebb1a067b6d74ff0f47669cd76e79"), iv, 16), RT_OK);
    return profile_encrypt(bytes, n, key, iv, SALT, n_out);
}

static void encrypted_files_that_are_cut_off_are_corrupt(void **state)
{
    struct params_rig *rig = *state;
    size_t n;
    uint8_t *file = encrypt(GOOD, sizeof GOOD - 1, &n);
    for (size_t cut = 1; cut < n; cut++) {
        struct profile_run run = {.key = "MyOwnSecret", .chunk_bytes = 11};
        profile_run_open(&run, rig, file, cut);
        assert_int_equal(run.fail, FW_FAIL_CORRUPT_FILE);
        profile_run_close(&run);
    }
    struct profile_run run = {.key = "MyOwnSecret"};
    profile_run_open(&run, rig, file, n);
    assert_int_equal(run.fail, FW_FAIL_NONE);
    profile_run_close(&run);
    size_t n_twice;
    uint8_t *twice = encrypt(file, n, &n_twice);
    profile_run_open(&run, rig, twice, n_twice);
    assert_string_equal(run.report.what, "encrypted twice");
    profile_run_close(&run);
    (void)rt_mem_free(file);
    (void)rt_mem_free(twice);
}

static void a_key_does_not_keep_a_clear_file_out(void **state)
{
    struct profile_run run = {.key = "whatever"};
    read_text(&run, *state, GOOD);
    assert_int_equal(run.fail, FW_FAIL_NONE);
    profile_run_close(&run);
}

static void aliases_match_the_end_of_the_path_at_whole_names(void **state)
{
    struct params_rig *rig = *state;
    static const struct {
        const char *map, *body, *wanted;
        unsigned n_bad;
    } ROWS[] = {
        {"/a/b = /flat-profile/GPP_A ;", "<x><a><b>1</b></a></x>", "1", 0},
        {"/a/b = /flat-profile/GPP_A", "<a><b>1</b></a>", "1", 0},
        {"b = /flat-profile/GPP_A ;", "<a><b>1</b></a>", "1", 0},
        {"/b = /flat-profile/GPP_A ;", "<a><bb>1</bb><b>2</b></a>", "2", 0},
        {"a/b=/flat-profile/GPP_A;", "<aa><b>1</b></aa><flat-profile/>", "", 0},
        {"/b = /flat-profile/GPP_A ; /a/b = /flat-profile/SIT1_RSC ;", "<a><b>1</b></a>", "1", 0},
        {"/b = /flat-profile/GPP_A ;", "<flat-profile><No_Such>x<b>1</b></No_Such></flat-profile>", "1", 0},
        {"/b = /flat-profile/SIT1_RSC ;", "<flat-profile><GPP_A>1</GPP_A><b>404</b></flat-profile>", "1", 0},
        {"/b = /flat-profile/GPP_A ;", "<b ua=\"rw\"/>", "", 0},
        {"nonsense ; /b = /other/GPP_A ; = /flat-profile/GPP_A ; /b = /flat-profile/ ; /b = /flat-profile/GPP_A/x ;"
         " /b = /flat-profile/GPP_A ; ;;",
         "<b>1</b>", "1", 5},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        struct profile_run run = {.alias_map = ROWS[i].map};
        assert_int_equal(params_rig_set(rig, "GPP_A", ""), RT_OK);
        read_text(&run, rig, ROWS[i].body);
        if (run.fail != FW_FAIL_NONE || strcmp(fw_param_by_name(rig->params, "GPP_A"), ROWS[i].wanted) != 0) {
            fail_msg("row %zu: %s", i, run.report.what);
        }
        assert_int_equal(run.report.n_alias_bad, ROWS[i].n_bad);
        profile_run_close(&run);
    }
}

static void thirty_aliases_and_not_one_more(void **state)
{
    struct params_rig *rig = *state;
    char map[2000] = "";
    for (unsigned i = 1; i <= FW_PROFILE_ALIASES_MAX + 1; i++) {
        (void)snprintf(map + strlen(map), sizeof map - strlen(map), "/e%u = /flat-profile/GPP_A ; ", i);
    }
    struct profile_run run = {.alias_map = map};
    read_text(&run, rig, "<t><e30>30</e30><e31>31</e31></t>");
    assert_int_equal(run.fail, FW_FAIL_NONE);
    assert_int_equal(run.report.n_alias_bad, 1);
    assert_string_equal(fw_param_by_name(rig->params, "GPP_A"), "30");
    profile_run_close(&run);
}

/* A full profile that another provisioning system makes for this model, when it is at hand. */
static void a_profile_from_the_field_is_taken(void **state)
{
    size_t n = 0;
    FILE *f = fopen(TEST_SOURCE_DIR "/../../shared/corpus/sipxecs-spa2102-5.1.9.cfg", "rb");
    (void)state;
    if (f == NULL) {
        skip();
    }
    char *text = calloc(1, 100000);
    assert_non_null(text);
    n = fread(text, 1, 100000, f);
    (void)fclose(f);
    struct params_rig rig;
    char *schema = profile_schema(TEST_SOURCE_DIR);
    struct rt_buf whole;
    params_rig_open(&rig, schema, NULL);
    rt_buf_init(&whole, 1u << 20);
    for (size_t chunk = 0; chunk < 4; chunk++) {
        struct profile_run run = {.chunk_bytes = chunk};
        profile_run_open(&run, &rig, text, n);
        assert_int_equal(run.fail, FW_FAIL_NONE);
        assert_true(run.report.n_set > 300);
        /* It is made for a group of models: what only the one with a PSTN port has is unknown here. */
        assert_true(run.report.n_unknown * 3 < run.report.n_elements);
        if (chunk == 0) {
            (void)rt_buf_put(&whole, run.items.bytes, run.items.n);
        }
        assert_string_equal(rt_buf_text(&run.items), rt_buf_text(&whole));
        profile_run_close(&run);
    }
    rt_buf_fini(&whole);
    params_rig_close(&rig);
    (void)rt_mem_free(schema);
    free(text);
}

/* Every allocation in turn fails: no leak, and never a profile that counts as read. */
static void running_out_of_memory_is_a_failure(void **state)
{
    struct params_rig *rig = *state;
    size_t n_zipped;
    size_t n;
    uint8_t *zipped = profile_gzip(GOOD, sizeof GOOD - 1, &n_zipped);
    uint8_t *file = encrypt(zipped, n_zipped, &n);
    bool has_ended = false;
    for (uint64_t nth = 1; nth < 200 && !has_ended; nth++) {
        struct fw_txn *txn = NULL;
        struct fw_profile *p = NULL;
        assert_int_equal(fw_txn_create(&txn, rig->params), RT_OK);
        const struct fw_profile_config config = {
            .txn = txn, .params = rig->params, .key = "MyOwnSecret", .alias_map = "/a = /flat-profile/GPP_A"};
        uint64_t n_allocations = rt_mem_n_allocations();
        rt_mem_fail_at(nth);
        enum fw_fail fail = FW_FAIL_STORE;
        if (fw_profile_create(&p, &config) == RT_OK) {
            (void)fw_profile_feed(p, file, n);
            fail = fw_profile_finish(p);
        }
        has_ended = rt_mem_n_allocations() - n_allocations < nth;
        rt_mem_fail_at(0);
        assert_int_equal(fail, has_ended ? FW_FAIL_NONE : FW_FAIL_STORE);
        fw_profile_destroy(p);
        fw_txn_destroy(txn);
    }
    assert_true(has_ended);
    (void)rt_mem_free(zipped);
    (void)rt_mem_free(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define RIG_TEST(f) cmocka_unit_test_setup_teardown(f, open_rig, close_rig)
        RIG_TEST(each_element_is_reported_with_its_place),
        RIG_TEST(without_the_attribute_the_factory_access_comes_back),
        RIG_TEST(values_are_cleaned),
        RIG_TEST(a_value_has_at_most_2047_characters),
        RIG_TEST(only_direct_children_of_a_flat_profile_are_parameters),
        RIG_TEST(what_is_no_profile_is_a_corrupt_file_and_changes_nothing),
        RIG_TEST(what_follows_a_failure_is_ignored),
        RIG_TEST(ten_megabytes_need_no_memory_and_are_refused),
        RIG_TEST(a_gzip_bomb_is_too_big),
        RIG_TEST(gzip_is_taken_whole_or_not_at_all),
        RIG_TEST(encrypted_files_that_are_cut_off_are_corrupt),
        RIG_TEST(a_key_does_not_keep_a_clear_file_out),
        RIG_TEST(aliases_match_the_end_of_the_path_at_whole_names),
        RIG_TEST(thirty_aliases_and_not_one_more),
        cmocka_unit_test(a_profile_from_the_field_is_taken),
        RIG_TEST(running_out_of_memory_is_a_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
