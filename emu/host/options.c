/* SPDX-License-Identifier: MIT */
#include <host/options.h>
#include <rt/str.h>
#include <stdio.h>
#include <string.h>

#define WORD_MAX 32u /* longer words have no neighbour */

/* Edit distance by rows (Levenshtein), for words of at most WORD_MAX letters. */
static size_t distance(const char *a, const char *b)
{
    size_t row[WORD_MAX + 1];
    size_t n_a = strlen(a);
    size_t n_b = strlen(b);
    if (n_a > WORD_MAX || n_b > WORD_MAX) {
        return WORD_MAX;
    }
    for (size_t j = 0; j <= n_b; j++) {
        row[j] = j;
    }
    for (size_t i = 1; i <= n_a; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= n_b; j++) {
            size_t best = diagonal + (a[i - 1] != b[j - 1] ? 1 : 0);
            diagonal = row[j];
            if (row[j] + 1 < best) {
                best = row[j] + 1;
            }
            if (row[j - 1] + 1 < best) {
                best = row[j - 1] + 1;
            }
            row[j] = best;
        }
    }
    return row[n_b];
}

const char *emu_nearest(const char *wrong, const char *(*next)(const void *list, size_t i), const void *list)
{
    const char *best = NULL;
    size_t best_distance = 3; /* more than two letters off is another word */
    const char *word;
    for (size_t i = 0; (word = next(list, i)) != NULL; i++) {
        size_t d = distance(wrong, word);
        if (d < best_distance) {
            best = word;
            best_distance = d;
        }
    }
    return best;
}

static const char *option_name(const void *list, size_t i)
{
    const struct emu_usage *usage = list;
    return i < usage->n_options ? usage->options[i].name : NULL;
}

static const struct emu_option *find_option(const struct emu_usage *usage, struct rt_str name)
{
    for (size_t i = 0; i < usage->n_options; i++) {
        if (rt_str_is(name, usage->options[i].name)) {
            return &usage->options[i];
        }
    }
    return NULL;
}

void emu_options_help(const struct emu_usage *usage)
{
    printf("vspa %s%s%s%s\n\n%s\n", usage->command, usage->n_options > 0 ? " [OPTION...]" : "",
           usage->operands[0] != '\0' ? " " : "", usage->operands, usage->summary);
    printf("\nOptions:\n");
    for (size_t i = 0; i < usage->n_options; i++) {
        const struct emu_option *o = &usage->options[i];
        char left[64];
        (void)snprintf(left, sizeof left, "--%s%s%s", o->name, o->argument != NULL ? " " : "",
                       o->argument != NULL ? o->argument : "");
        printf("  %-26s %s\n", left, o->help);
    }
    printf("  %-26s %s\n", "--help", "this text");
    printf("\nExample:\n%s\n", usage->example);
}

/* One option at argv[i]. Returns how many words it took, or 0 when it is wrong. */
static int take_option(const struct emu_usage *usage, int argc, char **argv, int i, void *fields,
                       struct emu_error *error)
{
    struct rt_str value;
    struct rt_str name = rt_str_cut(rt_str(argv[i] + 2), '=', &value);
    const struct emu_option *o = find_option(usage, name);
    int n_words = 1;
    const char *text = NULL;
    if (o == NULL) {
        char word[WORD_MAX + 1];
        const char *near = rt_str_copy(word, sizeof word, name) == RT_OK ? emu_nearest(word, option_name, usage) : NULL;
        emu_error_set(error, EMU_EXIT_USAGE, "%s: unknown option %s: %s%s%s'vspa %s --help' lists them", usage->command,
                      argv[i], near != NULL ? "did you mean --" : "", near != NULL ? near : "",
                      near != NULL ? "? " : "", usage->command);
        return 0;
    }
    if (o->argument != NULL) {
        if (value.p != NULL) {
            text = value.p; /* the rest of an argv word, so it is closed by a 0 */
        } else if (i + 1 < argc) {
            text = argv[i + 1];
            n_words = 2;
        } else {
            emu_error_set(error, EMU_EXIT_USAGE, "%s: --%s: nothing follows it: give it %s", usage->command, o->name,
                          o->argument);
            return 0;
        }
    } else if (value.p != NULL) {
        emu_error_set(error, EMU_EXIT_USAGE, "%s: --%s: it takes no value: write it alone", usage->command, o->name);
        return 0;
    }
    const char *wrong = o->parse(text, (char *)fields + o->offset);
    if (wrong != NULL) {
        emu_error_set(error, EMU_EXIT_USAGE, "%s: --%s %s: %s", usage->command, o->name, text != NULL ? text : "",
                      wrong);
        return 0;
    }
    return n_words;
}

enum emu_options_result emu_options_parse(const struct emu_usage *usage, int argc, char **argv, void *fields,
                                          size_t *n_operands, struct emu_error *error)
{
    bool are_options_over = false;
    *n_operands = 0;
    for (int i = 1; i < argc;) {
        const char *word = argv[i];
        if (are_options_over || strncmp(word, "--", 2) != 0) {
            argv[1 + (*n_operands)++] = argv[i++];
        } else if (word[2] == '\0') {
            are_options_over = true;
            i++;
        } else if (strcmp(word, "--help") == 0) {
            emu_options_help(usage);
            return EMU_OPTIONS_HELP;
        } else {
            int n_words = take_option(usage, argc, argv, i, fields, error);
            if (n_words == 0) {
                return EMU_OPTIONS_WRONG;
            }
            i += n_words;
        }
    }
    if (*n_operands > usage->n_operands_max) {
        emu_error_set(error, EMU_EXIT_USAGE, "%s: %s: one word too many: 'vspa %s --help' shows what it takes",
                      usage->command, argv[1 + usage->n_operands_max], usage->command);
        return EMU_OPTIONS_WRONG;
    }
    if (*n_operands < usage->n_operands_min) {
        emu_error_set(error, EMU_EXIT_USAGE, "%s: something is missing: it takes %s", usage->command, usage->operands);
        return EMU_OPTIONS_WRONG;
    }
    return EMU_OPTIONS_GO;
}

const char *emu_parse_switch(const char *value, void *field)
{
    (void)value; /* a switch has none */
    *(bool *)field = true;
    return NULL;
}

const char *emu_parse_text(const char *value, void *field)
{
    if (value[0] == '\0') {
        return "it is empty: give a text";
    }
    *(const char **)field = value;
    return NULL;
}

const char *emu_parse_u64(const char *value, void *field)
{
    return rt_str_u64(rt_str(value), field) == RT_OK ? NULL : "not a number: give digits, or 0x and hexadecimal digits";
}

const char *emu_parse_port(const char *value, void *field)
{
    uint32_t port;
    if (rt_str_u32(rt_str(value), &port) != RT_OK || port < 1 || port > UINT16_MAX) {
        return "not a port: give a number from 1 to 65535";
    }
    *(uint16_t *)field = (uint16_t)port;
    return NULL;
}

const char *emu_parse_ms_as_us(const char *value, void *field)
{
    uint32_t ms;
    if (rt_str_u32(rt_str(value), &ms) != RT_OK) {
        return "not a number of milliseconds: give digits";
    }
    *(uint64_t *)field = (uint64_t)ms * 1000u;
    return NULL;
}

const char *emu_parse_texts(const char *value, void *field)
{
    struct emu_texts *texts = field;
    if (texts->n == EMU_TEXTS_MAX) {
        return "given too often: 32 times is the limit";
    }
    texts->text[texts->n++] = value;
    return NULL;
}

const char *emu_parse_duration_us(const char *value, void *field)
{
    static const struct {
        const char *suffix;
        uint64_t num, den; /* seconds */
    } units[] = {{"ms", 1, 1000}, {"s", 1, 1}, {"m", 60, 1}, {"h", 3600, 1}, {"d", 86400, 1}};
    struct rt_str s = rt_str(value);
    uint64_t num = 1;
    uint64_t den = 1;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        size_t n = strlen(units[i].suffix);
        if (rt_str_ends(s, units[i].suffix) && s.n > n) {
            s.n -= n;
            num = units[i].num;
            den = units[i].den;
            break;
        }
    }
    uint64_t us;
    if (rt_str_seconds_us(s, &us) != RT_OK || us > UINT64_MAX / 86400u / 2u) {
        return "not a time: give seconds, or a number with ms, s, m, h or d";
    }
    *(uint64_t *)field = us * num / den;
    return NULL;
}
