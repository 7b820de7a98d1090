/* SPDX-License-Identifier: MIT */
/* How the unit names itself to servers, and which servers it takes for its provider's. */
#include <harness/test.h>
#include <harness/params_rig.h>
#include <harness/tls_peer.h>
#include <harness/vectors.h>
#include <fw/vars.h>
#include <tls/check.h>
#include <regex.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

#define WORDS_MAX 8u
#define TEXT_MAX  512u

static const char VECTORS[] = TEST_SOURCE_DIR "/vectors/k_http_tls.tsv";

/* The blanks of text become ends of words; the words that are not there are "". Returns how many are. */
static size_t split(char text[TEXT_MAX], const char *words[WORDS_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < WORDS_MAX; i++) {
        words[i] = "";
    }
    for (char *p = text; *p != '\0';) {
        assert_in_range(n, 0, WORDS_MAX - 1);
        words[n++] = p;
        p += strcspn(p, " ");
        if (*p == ' ') {
            *p++ = '\0';
        }
    }
    return n;
}

static void user_agent(const char *const words[WORDS_MAX], char out[TEXT_MAX])
{
    struct fw_manifest manifest = {.manufacturer = "Linksys"};
    struct board_ident ident = {0};
    struct rt_buf agent;
    (void)snprintf(manifest.product, sizeof manifest.product, "%s", words[0]);
    (void)snprintf(manifest.version, sizeof manifest.version, "%s", words[1]);
    (void)snprintf(ident.serial, sizeof ident.serial, "%s", words[2]);
    rt_buf_init(&agent, TEXT_MAX);
    assert_int_equal(fw_vars_user_agent(&manifest, &ident, &agent), RT_OK);
    (void)snprintf(out, TEXT_MAX, "%s", rt_buf_text(&agent));
    rt_buf_fini(&agent);
}

/* What WAZO's provisioning server reads from a User-Agent, in POSIX terms: model, version, serial number. */
static void match_as_wazo(const char *agent, char out[TEXT_MAX])
{
    regex_t pattern;
    regmatch_t part[4];
    assert_int_equal(
        regcomp(&pattern, "^Linksys/([[:alnum:]_-]+)-([^[:space:]-]+) \\(([[:alnum:]_]+)\\)$", REG_EXTENDED), 0);
    if (regexec(&pattern, agent, 4, part, 0) != 0) {
        (void)snprintf(out, TEXT_MAX, "refused");
    } else {
        (void)snprintf(out, TEXT_MAX, "%.*s %.*s %.*s", (int)(part[1].rm_eo - part[1].rm_so), agent + part[1].rm_so,
                       (int)(part[2].rm_eo - part[2].rm_so), agent + part[2].rm_so,
                       (int)(part[3].rm_eo - part[3].rm_so), agent + part[3].rm_so);
    }
    regfree(&pattern);
}

static void name_of_server(const char *const words[WORDS_MAX], char out[TEXT_MAX])
{
    char name[FW_TLS_NAME_MAX + 1];
    bool fits = fw_tls_name_fits(words[0], words[1], name);
    (void)snprintf(out, TEXT_MAX, "%s", fits ? name : "refused");
}

static uint32_t address(const char *text)
{
    uint32_t ip;
    assert_int_equal(rt_str_ipv4(rt_str(text), &ip), RT_OK);
    return ip;
}

static void address_of_server(const char *const words[WORDS_MAX], size_t n_words, char out[TEXT_MAX])
{
    struct fw_tls_check check = {.depth = -1};
    uint32_t addrs[WORDS_MAX];
    (void)snprintf(check.name, sizeof check.name, "%s", words[0]);
    for (size_t i = 2; i < n_words; i++) {
        addrs[i - 2] = address(words[i]);
    }
    bool is_there = fw_tls_is_address_of(&check, addrs, n_words - 2, address(words[1]));
    (void)snprintf(out, TEXT_MAX, "%s", is_there ? "accepted" : check.reason);
}

static void subject_of_unit(const char *const words[WORDS_MAX], char out[TEXT_MAX])
{
    struct tls_world world;
    struct board_ident ident = {.hw_version = "1.3.5(a)"};
    struct emu_der certificate;
    struct emu_pki_facts facts;
    tls_world_init(&world, TEST_SOURCE_DIR);
    (void)snprintf(ident.product, sizeof ident.product, "%s", words[0]);
    (void)snprintf(ident.serial, sizeof ident.serial, "%s", words[1]);
    assert_int_equal(rt_str_hex(rt_str(words[2]), ident.mac, sizeof ident.mac), RT_OK);
    const struct emu_pki_issuer issuer = {&world.client_root, world.client_root_key};
    assert_int_equal(emu_pki_make_unit(&ident, &issuer), RT_OK);
    assert_int_equal(emu_pki_read(&certificate, ident.certificate, ident.n_certificate), RT_OK);
    assert_int_equal(emu_pki_facts(&certificate, &facts), RT_OK);
    assert_true(emu_pki_is_signed_by(&certificate, &world.client_root));
    (void)snprintf(out, TEXT_MAX, "%s", facts.subject);
    tls_world_fini(&world);
}

static void check(const struct vector_row *row)
{
    const char *how = row->field[0];
    char given[TEXT_MAX], got[TEXT_MAX];
    const char *words[WORDS_MAX];
    assert_true(snprintf(given, sizeof given, "%s", row->field[1]) < (int)sizeof given);
    size_t n_words = split(given, words);
    if (strcmp(how, "agent") == 0) {
        user_agent(words, got);
    } else if (strcmp(how, "match") == 0) {
        match_as_wazo(row->field[1], got);
    } else if (strcmp(how, "name") == 0) {
        name_of_server(words, got);
    } else if (strcmp(how, "address") == 0) {
        address_of_server(words, n_words, got);
    } else if (strcmp(how, "subject") == 0) {
        subject_of_unit(words, got);
    } else {
        fail_msg("how \"%s\"", how);
    }
    assert_string_equal(got, row->field[2]);
}

/* A row that another layer proves must say which test does, and that test must be there. */
static void the_tests_that_other_rows_name_exist(void **state)
{
    struct vectors v;
    (void)state;
    vectors_load(&v, VECTORS);
    for (size_t i = 0; i < v.n; i++) {
        const struct vector_row *row = &v.rows[i];
        char path[TEXT_MAX], head[TEXT_MAX];
        if (strcmp(row->layer, "unit") == 0) {
            continue;
        }
        (void)snprintf(path, sizeof path, "%s/%s", TEST_SOURCE_DIR, row->field[1]);
        (void)snprintf(head, sizeof head, "static void test_%s(void **state)\n{", row->field[2]);
        size_t n;
        char *source = params_rig_read_file(path, &n);
        if (strstr(source, head) == NULL) {
            fail_msg("%s: no test_%s in %s", row->id, row->field[2], path);
        }
        (void)rt_mem_free(source);
    }
    vectors_free(&v);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_tests_that_other_rows_name_exist)};
    int n_failed = cmocka_run_group_tests(tests, NULL, NULL);
    return n_failed + vectors_run(VECTORS, "K", 9, check);
}
