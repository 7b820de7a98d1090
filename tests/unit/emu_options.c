/* SPDX-License-Identifier: MIT */
/* The command line: what is taken, what is refused, and in which words. */
#include <harness/test.h>
#include <harness/tool_run.h>
#include <unit/make.h>
#include <host/kinds.h>
#include <host/options.h>
#include <unit/pace.h>
#include <lab/lab.h>
#include <net/net.h>
#include <net/packet.h>
#include <stdio.h>
#include <string.h>

struct inner {
    uint64_t number;
    struct emu_texts list;
    size_t colour;
};
struct fields {
    bool is_loud, is_quick;
    const char *name;
    struct inner inner;
};

static const struct emu_choice colours[] = {{"red", "as a rose"}, {"green", "as grass"}};
static const char *parse_colour(const char *value, void *field);
static void list_colours(const struct emu_given *given)
{
    const char *name = emu_given_text(given, "name");
    emu_choice_print("blue", name != NULL ? name : "as the sky");
}
static const struct emu_kind kind_colour = {
    .name = "choice", .parse = parse_colour, .choices = colours, .n_choices = 2, .list = list_colours};
static const char *parse_colour(const char *value, void *field)
{
    return emu_choice_find(&kind_colour, value, field) ? NULL : "no colour";
}

#define AT(member) offsetof(struct fields, member)
static const struct emu_option loud_rows[] = {
    {"loud", 'l', NULL, "be loud", NULL, &emu_kind_switch, AT(is_loud)},
    {"quick", 'q', NULL, "be quick", NULL, &emu_kind_switch, AT(is_quick)},
    {"name", 0, "TEXT", "set the name", "none", &emu_kind_text, AT(name)},
};
/* Over a struct inside: offsets of group and option add up. */
static const struct emu_option inner_rows[] = {
    {"number", 'n', "N", "set the number", NULL, &emu_kind_number, offsetof(struct inner, number)},
    {"list", 0, "TEXT", "add to the list", NULL, &emu_kind_texts, offsetof(struct inner, list)},
    {"colour", 'c', "COLOUR", "set the colour", "red", &kind_colour, offsetof(struct inner, colour)},
};
static const struct emu_option_group loud_group = EMU_OPTION_GROUP("Manner", loud_rows);
static const struct emu_option_group inner_group = EMU_OPTION_GROUP("Numbers", inner_rows);
static const struct emu_options_at options[] = {{&loud_group, 0}, {&inner_group, AT(inner)}};
static const struct emu_operand operands[] = {{"FILE", "a file", &emu_kind_file, 0, 1}};
static const struct emu_command usage = {
    .name = "try", .help = "try", EMU_COMMAND_OPTIONS(options), EMU_COMMAND_OPERANDS(operands)};

static enum emu_options_result parse(char **words, struct fields *f, size_t *n, struct emu_error *e)
{
    int argc = 0;
    while (words[argc] != NULL) {
        argc++;
    }
    memset(f, 0, sizeof *f);
    memset(e, 0, sizeof *e);
    return emu_options_parse(&usage, "try", argc, words, f, n, e);
}
#define WORDS(...) ((char *[]){"try", __VA_ARGS__, NULL})

static void test_values_follow_or_are_joined_and_operands_are_gathered(void **state)
{
    struct fields f;
    struct emu_error e;
    size_t n;
    char **words = WORDS("--loud", "a.txt", "--name", "x", "--number=0x10", "--list", "p", "--list=q");
    (void)state;
    assert_int_equal(parse(words, &f, &n, &e), EMU_OPTIONS_GO);
    assert_true(f.is_loud);
    assert_string_equal(f.name, "x");
    assert_int_equal(f.inner.number, 16);
    assert_int_equal(f.inner.list.n, 2);
    assert_string_equal(f.inner.list.text[1], "q");
    assert_int_equal(n, 1);
    assert_string_equal(words[1], "a.txt");
}

static void test_short_forms_are_glued_apart_and_joined(void **state)
{
    struct fields f;
    struct emu_error e;
    size_t n;
    char **words = WORDS("-lq", "-n4", "-c", "green", "-");
    (void)state;
    assert_int_equal(parse(words, &f, &n, &e), EMU_OPTIONS_GO);
    assert_true(f.is_loud);
    assert_true(f.is_quick);
    assert_int_equal(f.inner.number, 4);
    assert_int_equal(f.inner.colour, 1);
    assert_int_equal(n, 1);
    assert_string_equal(words[1], "-"); /* standard input, no option */
    words = WORDS("-qn", "5", "x");
    assert_int_equal(parse(words, &f, &n, &e), EMU_OPTIONS_GO);
    assert_true(f.is_quick);
    assert_int_equal(f.inner.number, 5);
    assert_int_equal(n, 1);
}

/* ---- commands and their actions ---- */

static int sum(void *fields, char **words, size_t n_words, struct emu_error *error)
{
    const struct fields *f = fields;
    printf("number %d, %zu words, %s\n", (int)f->inner.number, n_words, n_words > 0 ? words[0] : "");
    if (f->is_loud) {
        return emu_error_set(error, EMU_EXIT_TIME_LIMIT, "too loud");
    }
    return f->is_quick ? EMU_EXIT_NO : EMU_EXIT_OK;
}
static void preset(void *fields)
{
    ((struct fields *)fields)->inner.number = 7;
}
static const struct emu_command add = {.name = "add",
                                       .help = "add numbers",
                                       .about = "Add.\nA paragraph.",
                                       EMU_COMMAND_OPTIONS(options),
                                       EMU_COMMAND_OPERANDS(operands),
                                       .n_field_bytes = sizeof(struct fields),
                                       .preset = preset,
                                       .run = sum};
static const struct emu_operand colour_operands[] = {{"COLOUR", "a colour", &kind_colour, 1, 1}};
static const struct emu_command paint = {
    .name = "paint", .help = "paint it", EMU_COMMAND_OPERANDS(colour_operands), .n_field_bytes = 1, .run = sum};
static const struct emu_command *const actions[] = {&add, &paint, NULL};
static const struct emu_command tool = {.name = "tool", .help = "a tool", .commands = actions};

static void test_a_command_finds_its_action(void **state)
{
    static const struct {
        const char *words[8];
        int code;
        const char *says; /* on standard error, or on output when nothing is there */
    } rows[] = {
        {{"tool", "add"}, 0, "number 7, 0 words, \n"},
        {{"tool", "add", "-n8", "x"}, 0, "number 8, 1 words, x\n"},
        {{"tool", "add", "-q"}, 1, "number 7"},
        {{"tool", "add", "-l"}, 4, "vspa: too loud\n"},
        {{"tool", "add", "--nmber", "1"}, 2, "vspa: tool add: unknown option --nmber: did you mean --number?"},
        {{"tool"}, 2, "vspa: tool: no command: give add or paint\n"},
        {{"tool", "ad"}, 2, "vspa: tool: ad: unknown command: did you mean 'add'?"},
        {{"tool", "--zebra"}, 2, "vspa: tool: --zebra: unknown option: 'vspa tool --help' lists them\n"},
        {{"tool", "paint"}, 2, "vspa: tool paint: COLOUR is missing: 'vspa tool paint --help' shows the usage\n"},
        {{"tool", "paint", "mauve"}, 2, "vspa: tool paint: mauve: unknown value: give one of red, green\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tool_run run;
        tool_run_open(&run);
        tool_run(&run, &tool, rows[i].words);
        const char *said = rt_buf_text(run.err.n > 0 ? &run.err : &run.out);
        if (run.code != rows[i].code || strncmp(said, rows[i].says, strlen(rows[i].says)) != 0) {
            fail_msg("row %zu: exit %d: %s", i, run.code, said);
        }
        tool_run_close(&run);
    }
}

static void assert_prints(const char *const *words, const char *text)
{
    struct tool_run run;
    tool_run_open(&run);
    tool_run(&run, &tool, words);
    assert_int_equal(run.code, 0);
    assert_int_equal(run.err.n, 0);
    if (strcmp(rt_buf_text(&run.out), text) != 0) {
        fail_msg("printed: %s", rt_buf_text(&run.out));
    }
    tool_run_close(&run);
}

static void test_an_enumeration_lists_itself(void **state)
{
    (void)state;
    /* Also by what another option says, wherever it stands. */
    assert_prints((const char *const[]){"tool", "add", "--colour", "help", "--name", "navy", NULL},
                  "Values of --colour:\n"
                  "  red                     as a rose\n"
                  "  green                   as grass\n"
                  "  blue                    navy\n");
    assert_prints((const char *const[]){"tool", "paint", "?", NULL}, "Values of COLOUR:\n"
                                                                     "  red                     as a rose\n"
                                                                     "  green                   as grass\n"
                                                                     "  blue                    as the sky\n");
}

static void test_help_is_made_from_the_rows(void **state)
{
    (void)state;
    assert_prints((const char *const[]){"tool", "add", "--help", NULL},
                  "Usage: vspa tool add [OPTION...] [FILE]\n"
                  "\n"
                  "Add.\n"
                  "A paragraph.\n"
                  "\n"
                  "Arguments:\n"
                  "  FILE                    a file\n"
                  "\n"
                  "Manner:\n"
                  "  -l, --loud              be loud\n"
                  "  -q, --quick             be quick\n"
                  "  --name TEXT             set the name [none]\n"
                  "\n"
                  "Numbers:\n"
                  "  -n, --number N          set the number\n"
                  "  --list TEXT             add to the list (repeatable)\n"
                  "  -c, --colour COLOUR     set the colour [red]\n"
                  "\n"
                  "General:\n"
                  "  -h, --help              show this help\n"
                  "\n"
                  "'--OPTION help' lists the values of --colour\n");
}

static void test_after_two_dashes_everything_is_an_operand(void **state)
{
    struct fields f;
    struct emu_error e;
    size_t n;
    char **words = WORDS("--", "--loud");
    (void)state;
    assert_int_equal(parse(words, &f, &n, &e), EMU_OPTIONS_GO);
    assert_false(f.is_loud);
    assert_string_equal(words[1], "--loud");
}

static void test_wrong_use_is_one_line_that_says_what_to_do(void **state)
{
    static const struct {
        const char *words[3];
        const char *says;
    } rows[] = {
        {{"--lout"}, "try: unknown option --lout: did you mean --loud? 'vspa try --help'"},
        {{"--zebra"}, "try: unknown option --zebra: 'vspa try --help' lists them"},
        {{"--name"}, "try: --name: no value: give TEXT"},
        {{"-n"}, "try: --number: no value: give N"},
        {{"-z"}, "try: unknown option -z: 'vspa try --help'"},
        {{"-lz"}, "try: unknown option -z: "},
        {{"--colour", "gren"}, "try: --colour gren: unknown value: did you mean 'green'?"},
        {{"-cmauve"}, "try: --colour mauve: unknown value: give one of red, green"},
        {{"--loud=1"}, "try: --loud: it takes no value"},
        {{"--number", "12x"}, "try: --number 12x: not a number"},
        {{"--name="}, "try: --name : empty"},
        {{"a", "b"}, "try: b: one word too many"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fields f;
        struct emu_error e;
        size_t n;
        char text[3][32] = {""};
        char *words[5] = {"try", NULL};
        for (size_t k = 0; k < 3 && rows[i].words[k] != NULL; k++) {
            memcpy(text[k], rows[i].words[k], strlen(rows[i].words[k]) + 1);
            words[k + 1] = text[k];
            words[k + 2] = NULL;
        }
        assert_int_equal(parse(words, &f, &n, &e), EMU_OPTIONS_WRONG);
        assert_int_equal(e.code, EMU_EXIT_USAGE);
        if (strncmp(e.text, rows[i].says, strlen(rows[i].says)) != 0) {
            fail_msg("row %zu says: %s", i, e.text);
        }
    }
}

static void test_times_are_read_with_their_units(void **state)
{
    static const struct {
        const char *text;
        uint64_t us;
    } rows[] = {{"5", 5000000},
                {"200ms", 200000},
                {"1.5s", 1500000},
                {"10m", 600000000},
                {"24h", 86400000000u},
                {"30d", 2592000000000u},
                {"0", 0},
                {"5min", 300000000},
                {"1h30m", 5400000000},
                {"1h30min15s", 5415000000},
                {"1 min 6 s", 66000000}, /* as times are printed */
                {"29.3 s", 29300000},
                {"1h 30m", 5400000000},
                {"1m1.5s", 61500000},
                {"1s200ms", 1200000},
                {"0.5ms", 500}};
    static const char *const wrong[] = {
        "",   "m",    "5 s ",  " 5 s",   "5  s", "-1",  "1e3", "5w", "99999999999999999999",
        "ms", "1h30", "30m1h", "1m1min", "h30m", "1hm", "5MIN"};
    uint64_t us;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_null(emu_parse_duration_us(rows[i].text, &us));
        assert_int_equal(us, rows[i].us);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_non_null(emu_parse_duration_us(wrong[i], &us));
    }
}

static const char *near_word(const void *unused, size_t i)
{
    static const char *const words[] = {"no", "new", "good", "power", "fw.resync", "Resync_Periodic"};
    (void)unused;
    return i < sizeof words / sizeof words[0] ? words[i] : NULL;
}

static void test_the_nearest_word_is_near_for_its_length(void **state)
{
    static const struct {
        const char *wrong, *near;
    } rows[] = {{"nwe", "new"},
                {"goo", "good"},
                {"GOOD", "good"},
                {"foo", NULL},
                {"lab", NULL},
                {"powr", "power"},
                {"pwoer", "power"},
                {"fw.rxeynk", NULL},
                {"fw.rseyn", "fw.resync"},
                {"Resync_Peroidc", "Resync_Periodic"},
                {"", NULL}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *near = emu_nearest(rows[i].wrong, near_word, NULL);
        if (rows[i].near == NULL) {
            assert_null(near);
        } else {
            assert_string_equal(near, rows[i].near);
        }
    }
}

static void test_a_mac_address_is_twelve_digits_of_one_card(void **state)
{
    static const char *const wrong[] = {
        "", "000E08ABCDE", "000E08ABCDEF0", "000E08ABCDEG", "010E08ABCDEF", "0x0E08ABCDEF"};
    struct emu_make_config c = {0};
    (void)state;
    assert_null(emu_parse_mac("00:0e:08:ab:CD:ef", &c));
    assert_memory_equal(c.mac, "\x00\x0e\x08\xab\xcd\xef", 6);
    assert_true(c.has_mac);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_non_null(emu_parse_mac(wrong[i], &c));
    }
}

static void test_port_maps_name_each_port_once(void **state)
{
    static const char *const wrong[] = {"",         "udp:69",       "69=6969", "udp:0=1", "udp:69=70000",
                                        "icmp:1=1", "udp:69=6969=1"};
    struct emu_port_maps maps = {0};
    (void)state;
    assert_null(emu_parse_port_map("udp:69=6969", &maps));
    assert_null(emu_parse_port_map("tcp:69=6970", &maps));
    assert_non_null(emu_parse_port_map("udp:69=1", &maps));
    assert_int_equal(emu_port_map_find(&maps, EMU_PROTOCOL_UDP, 69)->host_port, 6969);
    assert_int_equal(emu_port_map_find(&maps, EMU_PROTOCOL_TCP, 69)->host_port, 6970);
    assert_null(emu_port_map_find(&maps, EMU_PROTOCOL_TCP, 6970));
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_non_null(emu_parse_port_map(wrong[i], &maps));
    }
    assert_int_equal(maps.n, 2);
}

static void test_hosts_have_one_or_more_addresses(void **state)
{
    static const char *const wrong[] = {"",
                                        "a",
                                        "a=",
                                        "=1.2.3.4",
                                        "a=1.2.3",
                                        "a=1.2.3.4,",
                                        "a=1.1.1.1,x",
                                        "a=1.1.1.1,1.1.1.2,1.1.1.3,1.1.1.4,1.1.1.5,1.1.1.6,1.1.1.7,1.1.1.8,1.1.1.9"};
    struct emu_lab_host_texts hosts = {.n = 0};
    (void)state;
    assert_null(emu_parse_lab_host("prov.example.com=10.0.0.1,10.0.0.2", &hosts));
    assert_string_equal(hosts.text[0], "prov.example.com=10.0.0.1,10.0.0.2");
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_non_null(emu_parse_lab_host(wrong[i], &hosts));
    }
    assert_int_equal(hosts.n, 1);
}

static void test_dates_are_seconds_since_1970(void **state)
{
    static const struct {
        const char *text;
        uint64_t s;
    } rows[] = {{"1970-01-01", 0},
                {"2000-02-29", 951782400},
                {"2000-03-01", 951868800},
                {"2007-06-01", EMU_LAB_EPOCH},
                {"2007-06-01T12:30:05", EMU_LAB_EPOCH + 45005},
                {"2100-03-01", 4107542400}};
    static const char *const wrong[] = {"",
                                        "2007",
                                        "2007-13-01",
                                        "2007-06-32",
                                        "07-06-01",
                                        "2007-06-01T",
                                        "2007-06-01 12:00:00",
                                        "2007-06-01T24:00:00",
                                        "2007-06-01x",
                                        "1969-12-31"};
    uint64_t s;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_null(emu_parse_lab_date(rows[i].text, &s));
        assert_int_equal(s, rows[i].s);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_non_null(emu_parse_lab_date(wrong[i], &s));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values_follow_or_are_joined_and_operands_are_gathered),
        cmocka_unit_test(test_short_forms_are_glued_apart_and_joined),
        cmocka_unit_test(test_a_command_finds_its_action),
        cmocka_unit_test(test_an_enumeration_lists_itself),
        cmocka_unit_test(test_help_is_made_from_the_rows),
        cmocka_unit_test(test_after_two_dashes_everything_is_an_operand),
        cmocka_unit_test(test_wrong_use_is_one_line_that_says_what_to_do),
        cmocka_unit_test(test_times_are_read_with_their_units),
        cmocka_unit_test(test_the_nearest_word_is_near_for_its_length),
        cmocka_unit_test(test_a_mac_address_is_twelve_digits_of_one_card),
        cmocka_unit_test(test_port_maps_name_each_port_once),
        cmocka_unit_test(test_hosts_have_one_or_more_addresses),
        cmocka_unit_test(test_dates_are_seconds_since_1970),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
