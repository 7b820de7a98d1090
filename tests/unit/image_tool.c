/* SPDX-License-Identifier: MIT */
/* `vspa image` as a person types it: what it prints, what it writes, its exit codes. */
#include <tool/commands.h>

#include <fcntl.h>
#include <fw/element.h>
#include <fw/image.h>
#include <harness/image_rig.h>
#include <images/file.h>
#include <jansson.h>
#include <rt/mem.h>
#include <rt/str.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define WORDS_MAX 8

struct world {
    struct image_rig rig;
    struct rt_buf out, err; /* of the last command */
};

static int redirect(int fd, const char *path)
{
    int saved = dup(fd);
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(saved >= 0 && file >= 0);
    assert_int_equal(dup2(file, fd), fd);
    assert_int_equal(close(file), 0);
    return saved;
}

static void restore(int fd, int saved, const char *path, struct rt_buf *text)
{
    assert_int_equal(dup2(saved, fd), fd);
    assert_int_equal(close(saved), 0);
    rt_buf_clear(text);
    assert_int_equal(img_file_read(path, text), RT_OK);
}

/* Words are separated by single blanks; "@x" is x in the test's folder. */
static int run(struct world *w, const char *words)
{
    char paths[WORDS_MAX][256], out[256], err[256];
    char *argv[WORDS_MAX + 1] = {"image"};
    int argc = 1;
    struct rt_str rest = rt_str(words);
    while (rest.n > 0) {
        char word[128];
        assert_true(argc < WORDS_MAX);
        assert_int_equal(rt_str_copy(word, sizeof word, rt_str_cut(rest, ' ', &rest)), RT_OK);
        if (word[0] == '@') {
            (void)image_rig_path(&w->rig, word + 1, paths[argc]);
        } else {
            (void)snprintf(paths[argc], sizeof paths[argc], "%s", word);
        }
        argv[argc] = paths[argc];
        argc++;
    }
    (void)image_rig_path(&w->rig, "stdout", out);
    (void)image_rig_path(&w->rig, "stderr", err);
    (void)fflush(stdout);
    int saved_out = redirect(STDOUT_FILENO, out), saved_err = redirect(STDERR_FILENO, err);
    int code = emu_command_run(&emu_command_image, "", argc, argv);
    (void)fflush(stdout);
    restore(STDOUT_FILENO, saved_out, out, &w->out);
    restore(STDERR_FILENO, saved_err, err, &w->err);
    return code;
}

static void assert_says(const struct rt_buf *text, const char *word)
{
    if (strstr(rt_buf_text(text), word) == NULL) {
        fail_msg("'%s' does not say '%s'", rt_buf_text(text), word);
    }
}

static int set_up(void **state)
{
    struct world *w = rt_mem_alloc(sizeof *w);
    image_rig_begin(&w->rig);
    image_rig_write_tiny(&w->rig);
    rt_buf_init(&w->out, 1u << 20);
    rt_buf_init(&w->err, 1u << 20);
    *state = w;
    return run(w, "pack @tiny -o @tiny.img");
}

static int tear_down(void **state)
{
    struct world *w = *state;
    image_rig_end(&w->rig);
    rt_buf_fini(&w->out);
    rt_buf_fini(&w->err);
    *state = rt_mem_free(w);
    return 0;
}

static void inspect_says_what_is_in_it(void **state)
{
    struct world *w = *state;
    assert_int_equal(run(w, "inspect @tiny.img"), 0);
    assert_says(&w->out, "version       1.2.3");
    assert_says(&w->out, "installs on   any release\n");
    assert_says(&w->out, "3 parameters, 1 status rows, 2 menu options, 2 prompts");
    assert_int_equal(w->err.n, 0);
}

static void inspect_speaks_json(void **state)
{
    struct world *w = *state;
    assert_int_equal(run(w, "inspect @tiny.img --json"), 0);
    json_t *facts = json_loads(rt_buf_text(&w->out), 0, NULL);
    assert_non_null(facts);
    assert_string_equal(json_string_value(json_object_get(facts, "product")), "SPA-2102");
    assert_int_equal(json_integer_value(json_object_get(facts, "parameters")), 3);
    assert_int_equal(json_array_size(json_object_get(facts, "sections")),
                     FW_IMAGE_N_SECTIONS - 2); /* no roots, no banner */
    json_decref(facts);
}

static void effects_tell_what_the_engine_binds(void **state)
{
    enum { N_OF_ONE_PORT = 3 }; /* what only a model with one port has */
    struct world *w = *state;
    char counts[80];
    int n = (int)FW_N_ELEMENTS - N_OF_ONE_PORT;
    assert_int_equal(run(w, "inspect " TEST_BINARY_DIR "/images/spa2102-5.2.10.img --effects"), 0);
    (void)snprintf(counts, sizeof counts, "%d of 702 parameters have an effect, %d not yet\n", n, 702 - n);
    assert_says(&w->out, counts);
    assert_says(&w->out, "  yes  Profile_Rule ");
    assert_says(&w->out, "  no   ");
    assert_says(&w->out, "lacking in this release:\n       DHCP\n       Enable_Web_Server\n       Web_Server_Port\n");
    assert_int_equal(run(w, "inspect " TEST_BINARY_DIR "/images/pap2t-5.1.6.img --effects"), 0);
    assert_says(&w->out, "lacking in this release:\n       Connection_Type\n       PPPOE_Login_Name\n");
    assert_int_equal(run(w, "inspect " TEST_BINARY_DIR "/images/spa2102-5.2.10.img --effects --json"), 0);
    json_t *report = json_loads(rt_buf_text(&w->out), 0, NULL);
    assert_int_equal(json_integer_value(json_object_get(report, "with_effect")), n);
    assert_int_equal(json_array_size(json_object_get(report, "list")), 702);
    json_decref(report);
    assert_int_equal(run(w, "inspect @tiny.img --effects --diff @tiny.img"), 2);
}

static void inspect_prints_a_section(void **state)
{
    struct world *w = *state;
    assert_int_equal(run(w, "inspect @tiny.img --section pages"), 0);
    assert_string_equal(rt_buf_text(&w->out), "title = Tiny\nsubmit = Go\n");
    assert_int_equal(run(w, "inspect @tiny.img --section sound"), 0);
    assert_in_range(w->out.n, 7900, 8200);
    assert_int_equal(run(w, "inspect @tiny.img --section smell"), 2);
    assert_says(&w->err, "--section smell: no such section: ");
}

static void diff_says_how_two_differ(void **state)
{
    struct world *w = *state;
    image_rig_write(&w->rig, "next/manifest", "base = ../tiny\nversion = 1.2.4\n");
    image_rig_write(&w->rig, "next/changes.tsv",
                    "lacks\tschema\tGPP_SA\t\t\tt\n"
                    "lacks\tschema\tVoice/Info|Line 1 Status|Hook State\t\t\tt\n"
                    "sets\tschema\tResync_Periodic\tdefault\t60\tt\n");
    assert_int_equal(run(w, "pack @next -o @next.img"), 0);
    assert_int_equal(run(w, "inspect @tiny.img --diff @next.img"), 0);
    assert_string_equal(rt_buf_text(&w->out), "changed  manifest  version  value: '1.2.3' -> '1.2.4'\n"
                                              "gone     schema    GPP_SA\n"
                                              "changed  schema    Resync_Periodic  default: '3600' -> '60'\n"
                                              "gone     schema    Voice/Info|Line 1 Status|Hook State\n");
    assert_int_equal(run(w, "inspect @next.img --diff @tiny.img --json"), 0);
    json_t *diff = json_loads(rt_buf_text(&w->out), 0, NULL);
    assert_int_equal(json_array_size(diff), 4);
    assert_string_equal(json_string_value(json_object_get(json_array_get(diff, 2), "change")), "new");
    json_decref(diff);
    assert_int_equal(run(w, "inspect @tiny.img --diff @tiny.img"), 0);
    assert_string_equal(rt_buf_text(&w->out), "no difference\n");
}

/* From which release on it can be installed: told, in both forms, and compared. */
static void the_oldest_release_is_shown(void **state)
{
    struct world *w = *state;
    image_rig_write(&w->rig, "late/manifest", "base = ../tiny\nversion = 1.2.3\noldest = 1.0.31(b)\n");
    image_rig_write(&w->rig, "late/changes.tsv", "");
    assert_int_equal(run(w, "pack @late -o @late.img"), 0);
    assert_int_equal(run(w, "inspect @late.img"), 0);
    assert_says(&w->out, "installs on   1.0.31(b) and later\n");
    assert_int_equal(run(w, "inspect @late.img --json"), 0);
    assert_says(&w->out, "\"oldest\": \"1.0.31(b)\"");
    assert_int_equal(run(w, "inspect @tiny.img --diff @late.img"), 0);
    assert_string_equal(rt_buf_text(&w->out), "changed  manifest  oldest  value: '' -> '1.0.31(b)'\n");
    assert_int_equal(run(w, "inspect @late.img --diff @tiny.img"), 0);
    assert_string_equal(rt_buf_text(&w->out), "changed  manifest  oldest  value: '1.0.31(b)' -> ''\n");
    image_rig_write(&w->rig, "late/manifest", "base = ../tiny\nversion = 1.2.3\noldest = lately\n");
    assert_int_equal(run(w, "pack @late -o @x.img"), 1);
    assert_says(&w->err, "oldest is not a version: 'lately'");
}

/* The exit code says whether a unit would take the image for one; a wrong product is the unit's own matter. */
static void damage_can_be_seen(void **state)
{
    static const struct {
        const char *kind;
        int code;
        const char *word;
    } rows[] = {{"truncate", 1, "not a whole, undamaged firmware image (head)"},
                {"flip", 1, "(sections)"},
                {"signature", 1, "not signed"},
                {"oldheader", 1, "another format version"},
                {"bomb", 1, "inflates to more"},
                {"product", 0, ""},
                {"old", 0, ""},
                {"oldest", 0, ""}};
    struct world *w = *state;
    assert_int_equal(sizeof rows / sizeof rows[0], IMG_N_DAMAGES); /* a new kind needs a row */
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char words[128];
        /* All in one process, which reads it: a file of its own for each. */
        (void)snprintf(words, sizeof words, "damage %s @tiny.img -o @%s.img", rows[i].kind, rows[i].kind);
        assert_int_equal(run(w, words), 0);
        (void)snprintf(words, sizeof words, "inspect @%s.img", rows[i].kind);
        assert_int_equal(run(w, words), rows[i].code);
        assert_says(&w->err, rows[i].word);
    }
    assert_int_equal(run(w, "damage flip @oldest.img -o @worse.img"), 0);
    assert_int_equal(run(w, "damage flip @worse.img -o @worst.img"), 1);
    assert_says(&w->err, "worse.img: not a whole, undamaged firmware image (sections)");
}

static void wrong_use_is_2_and_a_missing_file_3(void **state)
{
    static const struct {
        const char *words;
        int code;
    } rows[] = {{"", 2},
                {"polish @tiny.img", 2},
                {"pack @tiny", 2},
                {"pack @tiny -o", 2},
                {"pack @tiny @tiny -o @x.img", 2},
                {"pack @tiny -o @x.img --json", 2},
                {"inspect", 2},
                {"inspect @tiny.img --colour", 2},
                {"inspect @tiny.img --section menu --json", 2},
                {"damage fire @tiny.img -o @x.img", 2},
                {"inspect @none.img", 3},
                {"inspect @tiny", 3},
                {"inspect @tiny.img --diff @none.img", 3},
                {"damage flip @none.img -o @x.img", 3},
                {"pack @none -o @x.img", 3},
                {"pack @tiny -o @none/x.img", 3}};
    struct world *w = *state;
    char path[256];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int code = run(w, rows[i].words);
        if (code != rows[i].code) {
            fail_msg("'%s': exit code %d", rows[i].words, code);
        }
        assert_memory_equal(w->err.bytes, "vspa: ", 6);
        assert_int_equal(w->out.n, 0);
    }
    assert_int_not_equal(access(image_rig_path(&w->rig, "x.img", path), F_OK), 0);
}

static void a_mistake_in_a_release_is_an_answer(void **state)
{
    struct world *w = *state;
    image_rig_write(&w->rig, "wrong/manifest", "base = ../tiny\nversion = soon\n");
    assert_int_equal(run(w, "pack @wrong -o @wrong.img"), 1);
    assert_says(&w->err, "version is not a version: 'soon'");
}

static void help_has_an_example(void **state)
{
    struct world *w = *state;
    assert_int_equal(run(w, "--help"), 0);
    assert_says(&w->out, "Examples:\n");
    assert_int_equal(run(w, "pack --help"), 0);
    assert_says(&w->out, "-o, --out FILE");
    assert_int_equal(run(w, "damage help"), 0);
    assert_says(&w->out, "oldheader");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(inspect_says_what_is_in_it),
        cmocka_unit_test(the_oldest_release_is_shown),
        cmocka_unit_test(inspect_speaks_json),
        cmocka_unit_test(effects_tell_what_the_engine_binds),
        cmocka_unit_test(inspect_prints_a_section),
        cmocka_unit_test(diff_says_how_two_differ),
        cmocka_unit_test(damage_can_be_seen),
        cmocka_unit_test(wrong_use_is_2_and_a_missing_file_3),
        cmocka_unit_test(a_mistake_in_a_release_is_an_answer),
        cmocka_unit_test(help_has_an_example),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
