/* SPDX-License-Identifier: MIT */
/* vspa train solution: a perfect play as lines for the desk. What a trainee has no word for is an error of the lesson.
 */
#include "train_priv.h"
#include <lesson/plays.h>
#include <act/act.h>
#include <host/kinds.h>
#include <unitfile/releases.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct arguments {
    const char *lessons, *images;
    uint64_t seed;
};

struct writing {
    const char *missing; /* an act that has no word; NULL: none */
};

static void put_wait(void *ctx, uint64_t us)
{
    (void)ctx;
    printf("wait %llums\n", (unsigned long long)(us + 999) / 1000);
}

static void put_word(void *ctx, const char *word, const char *id)
{
    static const char *const words[][2] = {
        {"look", "look"}, {"read_log", "log"}, {"ask", "ask "}, {"choose", "diagnosis "}, {"perform", "have "}};
    (void)ctx;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(words[i][0], word) == 0) {
            printf("%s%s\n", words[i][1], id);
        }
    }
}

/* ---- acts ---- */

static const struct emu_act_value *value(const struct emu_act_call *call, const char *name)
{
    int i = emu_act_argument_find(call->act, rt_str(name));
    return i >= 0 ? &call->value[i] : NULL;
}

static unsigned number(const struct emu_act_call *call, const char *name)
{
    return (unsigned)value(call, name)->number;
}

/* "%26" to "&" */
static void put_decoded(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char two[3] = {0};
        if (text[i] == '%' && i + 2 < n) {
            memcpy(two, text + i + 1, 2);
            putchar((int)strtoul(two, NULL, 16));
            i += 2;
        } else {
            putchar(text[i]);
        }
    }
}

static const char *port_of(const struct emu_act_call *call)
{
    return number(call, "port") != 0 ? "lan " : "";
}

static void put_page(const struct emu_act_call *call)
{
    const struct emu_act_value *user = value(call, "user"), *password = value(call, "password");
    printf("page %s%s", port_of(call), value(call, "path")->text);
    if (user->is_given) {
        printf(" user=%s", user->text);
    }
    if (password->is_given) {
        printf(" password=%s", password->text);
    }
    putchar('\n');
}

static void put_submit(const struct emu_act_call *call)
{
    const struct emu_act_value *fields = value(call, "fields");
    printf("submit %s%s: ", port_of(call), value(call, "tab")->text);
    for (size_t i = 0; i < fields->n;) {
        size_t n = strcspn(fields->text + i, "&");
        printf("%s", i > 0 ? ", " : "");
        put_decoded(fields->text + i, n);
        i += n + 1;
    }
    putchar('\n');
}

static void put_act(void *ctx, const struct emu_act_call *call)
{
    struct writing *w = ctx;
    const char *name = call->act->name;
    if (strcmp(name, "offhook") == 0 || strcmp(name, "onhook") == 0 || strcmp(name, "flash") == 0) {
        printf("%s %u\n", name[0] == 'f' ? "flash" : name[1] == 'f' ? "lift" : "hang", number(call, "telephone"));
    } else if (strcmp(name, "dial") == 0) {
        printf("dial %u %s\n", number(call, "telephone"), value(call, "keys")->text);
    } else if (strcmp(name, "cable") == 0) {
        const struct emu_act_argument *port = &call->act->arguments[0];
        printf("%s %s\n", number(call, "in") != 0 ? "plug" : "unplug",
               emu_act_word(port, (unsigned)call->value[0].number));
    } else if (strcmp(name, "power") == 0) {
        printf("power %s\n", number(call, "on") != 0 ? "on" : "off");
    } else if (strcmp(name, "web") == 0) {
        put_page(call);
    } else if (strcmp(name, "submit") == 0) {
        put_submit(call);
    } else if (strcmp(name, "pc_lease") == 0) {
        puts("lease");
    } else if (strcmp(name, "note") != 0) {
        w->missing = name;
    }
}

static int run(void *fields, char **operands, size_t n_operands, struct emu_error *error)
{
    const struct arguments *a = fields;
    char path[EMU_PATH_MAX];
    struct writing w = {NULL};
    const struct emu_lesson_hand hand = {.waits = put_wait, .acts = put_act, .does = put_word, .ctx = &w};
    (void)n_operands; /* one, by the table */
    if (train_find_one(operands[0], a->lessons, path, error) != EMU_EXIT_OK) {
        return error->code;
    }
    const struct emu_lesson_config config = {.path = path, .seed = a->seed, .images = a->images};
    if (emu_lesson_follow(&config, &hand, error) == EMU_EXIT_OK && w.missing != NULL) {
        (void)emu_error_set(error, EMU_EXIT_NO,
                            "%s: its play uses the act %s, for which a trainee has no word: make it a deed{}", path,
                            w.missing);
    }
    return error->code;
}

static void preset(void *fields)
{
    ((struct arguments *)fields)->seed = 1;
}

#define AT(member) offsetof(struct arguments, member)
static const struct emu_option rows[] = {
    {"seed", 0, "N", "solve the case of this seed", "1", &emu_kind_number, AT(seed)},
    {"lessons", 0, "DIR", "look for lessons in DIR", NULL, &emu_kind_input_dir, AT(lessons)},
    EMU_IMAGES_ROW(struct arguments, images),
};
static const struct emu_option_group group = EMU_OPTION_GROUP("Lesson", rows);
static const struct emu_options_at options[] = {{&group, 0}};
static const struct emu_operand operands_taken[] = {{"LESSON", "a lesson's id or file", &emu_kind_input, 1, 1}};
static const char *const examples[] = {"vspa train solution T01",
                                       "vspa train solution T18 --seed 3 | vspa train play T18 --seed 3", NULL};
const struct emu_command train_solution = {
    .name = "solution",
    .help = "print a lesson's perfect play, as lines for 'train play'",
    .about = "Print the perfect play of a lesson as lines for 'vspa train play': for trainers, and to show a lesson. A "
             "case that is "
             "drawn is that of learn and practise; an exam draws others.",
    .examples = examples,
    EMU_COMMAND_OPERANDS(operands_taken),
    EMU_COMMAND_OPTIONS(options),
    .n_field_bytes = sizeof(struct arguments),
    .preset = preset,
    .run = run,
};
