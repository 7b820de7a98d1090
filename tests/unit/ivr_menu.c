/* SPDX-License-Identifier: MIT */
/* The rows of the voice menu: every release's own, and rows that are wrong. */
#include <harness/test.h>
#include <harness/line_rig.h>
#include <fw/prompt.h>
#include <ivr_priv.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

static enum rt_err read_menu(const char *text, unsigned *bad_line, struct ivr_menu **out)
{
    return ivr_menu_create(out, text, strlen(text), bad_line);
}

static void rows_are_read_and_found_by_their_code(void **state)
{
    static const char text[] = "# code kind subject input password when name ask source\n"
                               "\n"
                               "110\tannounce\twan.ip\taddress\tno\t\tinternet_ip_address\t\trecall\n"
                               "101\tset\tConnection_Type\t0=DHCP:dhcp|1=Static IP:static_ip\tadmin\tA!=B\tname\task\n"
                               "73738\taction\tfactory_reset\tconfirm\tprotect\t\tn\ta\t"; /* no line feed at the end */
    struct ivr_menu *m;
    unsigned bad_line;
    const struct ivr_option *o;

    (void)state;
    assert_int_equal(read_menu(text, &bad_line, &m), RT_OK);
    assert_int_equal(ivr_menu_n(m), 3);
    o = ivr_menu_find(m, "101");
    assert_ptr_equal(o, ivr_menu_row(m, 1));
    assert_int_equal(o->kind, IVR_SET);
    assert_int_equal(o->input, IVR_INPUT_CHOICES);
    assert_int_equal(o->password, IVR_PASSWORD_ADMIN);
    assert_string_equal(o->when, "A!=B");
    assert_string_equal(o->ask, "ask");
    assert_true(ivr_option_is_of_parameter(o));
    assert_false(ivr_option_is_of_parameter(ivr_menu_find(m, "110")));
    assert_null(ivr_menu_find(m, "11"));
    assert_null(ivr_menu_find(m, ""));
    ivr_menu_destroy(m);
    assert_int_equal(rt_mem_n_live(), 0);
}

static void wrong_rows_are_refused_with_their_line(void **state)
{
    static const char *const wrong[] = {
        "110",
        "110\tannounce\twan.ip\taddress\tno\t\tname", /* columns are missing */
        "\tannounce\twan.ip\taddress\tno\t\tname\t\t",
        "11a\tannounce\twan.ip\taddress\tno\t\tname\t\t",
        "110\tanounce\twan.ip\taddress\tno\t\tname\t\t",
        "110\tannounce\t\taddress\tno\t\tname\t\t",
        "110\tannounce\twan.ip\tadress\tno\t\tname\t\t",
        "110\tannounce\twan.ip\t\tno\t\tname\t\t",
        "110\tannounce\twan.ip\tconfirm\tno\t\tname\t\t",
        "110\tannounce\twan.ip\taddress\tnever\t\tname\t\t",
        "110\tannounce\twan.ip\taddress\tno\tDHCP\tname\t\t", /* when without = */
        "111\tset\twan.ip\taddress\tno\t\tname\task\t",       /* not a parameter */
        "101\tset\tConnection_Type\t0=DHCP\tno\t\tname\task\t",
        "101\tset\tConnection_Type\t0=DHCP:dhcp|\tno\t\tname\task\t",
        "101\tset\tConnection_Type\t0=:dhcp\tno\t\tname\task\t",
        "101\tset\tConnection_Type\t0=DHCP:\tno\t\tname\task\t",
        "101\tset\tConnection_Type\t0=DHCP:a_prompt_whose_name_is_longer_than_32\tno\t\tname\task\t",
        "1\taction\tself_destruct\tconfirm\tno\t\tname\task\t",
        "1\taction\treboot\taddress\tno\t\tname\task\t",
    };

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char text[400];
        struct ivr_menu *m;
        unsigned bad_line = 0;

        (void)snprintf(text, sizeof text, "# menu\n732668\taction\treboot\t\tno\t\treboot\t\t\n%s\n", wrong[i]);
        if (read_menu(text, &bad_line, &m) != RT_ESYNTAX || bad_line != 3 || m != NULL) {
            fail_msg("taken: %s (line %u)", wrong[i], bad_line);
        }
    }
    assert_int_equal(rt_mem_n_live(), 0);
}

static void a_code_may_not_stand_twice(void **state)
{
    struct ivr_menu *m;
    unsigned bad_line;

    (void)state;
    assert_int_equal(read_menu("1\taction\treboot\t\tno\t\t\t\t\n1\taction\treboot\t\tno\t\t\t\t\n", &bad_line, &m),
                     RT_ESYNTAX);
    assert_int_equal(bad_line, 2);
}

static void a_zero_byte_is_refused(void **state)
{
    static const char text[] = "1\taction\treboot\t\tno\t\t\t\t\n\0002";
    struct ivr_menu *m;
    unsigned bad_line;

    (void)state;
    assert_int_equal(ivr_menu_create(&m, text, sizeof text - 1, &bad_line), RT_ESYNTAX);
}

static void more_rows_than_there_is_room_for_are_refused(void **state)
{
    char text[IVR_OPTIONS_MAX * 40 + 100];
    size_t n = 0;
    struct ivr_menu *m;
    unsigned bad_line;

    (void)state;
    for (unsigned i = 0; i <= IVR_OPTIONS_MAX; i++) {
        n += (size_t)snprintf(text + n, sizeof text - n, "%u\taction\treboot\t\tno\t\t\t\t\n", 1000 + i);
    }
    assert_int_equal(read_menu(text, &bad_line, &m), RT_EFULL);
    assert_int_equal(bad_line, IVR_OPTIONS_MAX + 1);
}

static void out_of_memory_is_reported(void **state)
{
    struct ivr_menu *m;
    unsigned bad_line;

    (void)state;
    for (unsigned n = 1; n <= 2; n++) {
        rt_mem_fail_at(n);
        assert_int_equal(read_menu("1\taction\treboot\t\tno\t\t\t\t\n", &bad_line, &m), RT_ENOMEM);
        assert_int_equal(rt_mem_n_live(), 0);
    }
    rt_mem_fail_at(0);
}

/* Every prompt that an option can say is in the bank of its release. */
static void need_prompt(const struct fw_prompts *bank, const char *code, const char *prompt)
{
    if (prompt[0] != '\0' && fw_prompts_find(bank, prompt) < 0) {
        fail_msg("option %s: no prompt '%s'", code, prompt);
    }
}

static void check_release(const char *path)
{
    struct rt_buf bytes, text;
    struct fw_image image;
    struct fw_prompts *bank;
    struct ivr_menu *m;
    unsigned bad_line;

    line_rig_read_image(path, &bytes, &image);
    rt_buf_init(&text, FW_IMAGE_SECTION_REAL_MAX);
    assert_int_equal(fw_image_read(&image, FW_IMAGE_MENU, &text), RT_OK);
    assert_int_equal(ivr_menu_create(&m, rt_buf_text(&text), text.n, &bad_line), RT_OK);
    assert_int_equal(fw_prompts_create(&bank, &image), RT_OK);
    for (size_t i = 0; i < ivr_menu_n(m); i++) {
        const struct ivr_option *o = ivr_menu_row(m, i);
        struct rt_str rest = rt_str(o->choices);
        struct ivr_choice c;

        need_prompt(bank, o->code, o->name);
        need_prompt(bank, o->code, o->ask);
        assert_true(o->input != IVR_INPUT_CONFIRM || o->ask[0] != '\0');
        while (ivr_choice_next(&rest, &c)) {
            char name[64];

            assert_int_equal(rt_str_copy(name, sizeof name, c.prompt), RT_OK);
            need_prompt(bank, o->code, name);
        }
    }
    assert_non_null(ivr_menu_find(m, "73738"));
    for (unsigned c = 0; c < 256; c++) { /* and every character can be said */
        struct ivr_option spell = {.input = IVR_INPUT_SPELL};
        struct ivr_words w = {.n = 0};

        ivr_words_put_value(&w, &spell, (char[2]){(char)c, '\0'});
        assert_int_equal(w.n, 1);
        need_prompt(bank, "character", w.prompts[0]);
    }
    fw_prompts_destroy(bank);
    ivr_menu_destroy(m);
    rt_buf_fini(&text);
    rt_buf_fini(&bytes);
}

static void the_releases_are_whole(void **state)
{
    (void)state;
    check_release(TEST_BINARY_DIR "/images/spa2102-3.3.6.img");
    check_release(TEST_BINARY_DIR "/images/spa2102-5.2.10.img");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_read_and_found_by_their_code),
        cmocka_unit_test(wrong_rows_are_refused_with_their_line),
        cmocka_unit_test(a_code_may_not_stand_twice),
        cmocka_unit_test(a_zero_byte_is_refused),
        cmocka_unit_test(more_rows_than_there_is_room_for_are_refused),
        cmocka_unit_test(out_of_memory_is_reported),
        cmocka_unit_test(the_releases_are_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
