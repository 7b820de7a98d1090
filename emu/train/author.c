/* SPDX-License-Identifier: MIT */
/* vspa train list, new, reference. */
#include "train_priv.h"
#include <lesson/reference.h>
#include <host/kinds.h>
#include <rt/human.h>
#include <rt/str.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LEVELS 4u /* lesson/lesson.h */

static const struct emu_choice languages[] = {{"en", "English"}, {"de", "German"}, {"fr", "French"}};

static const struct emu_kind kind_language = {
    .name = "choice", .choices = languages, .n_choices = EMU_LESSON_LANGUAGES};

enum emu_language train_language_default(void)
{
    static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"}; /* POSIX, section 8.2 */
    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++) {
        const char *value = getenv(variables[i]);
        if (value != NULL && value[0] != '\0') {
            return strncmp(value, "de", 2) == 0 ? EMU_GERMAN : strncmp(value, "fr", 2) == 0 ? EMU_FRENCH : EMU_ENGLISH;
        }
    }
    return EMU_ENGLISH;
}

/* ---- list ---- */

struct list_arguments {
    const char *lessons;
    uint32_t language;
};

/* The row of a lesson, if it is of this level; what is wrong is said at the first one. */
static bool list_one(const char *path, enum emu_language language, unsigned level)
{
    const struct emu_lesson_config config = {.path = path, .language = language};
    struct emu_lesson *l;
    struct emu_lesson_head head;
    struct emu_error wrong = {0};
    if (emu_lesson_open(&l, &config, &wrong) != EMU_EXIT_OK) {
        if (level == 1) { /* the others are good all the same */
            printf("wrong: %s\n", wrong.text);
        }
        return level != 1;
    }
    emu_lesson_head(l, &head);
    if (head.level == level) {
        printf("%-6s level %u  %-11s  %s\n", head.id, head.level, rt_duration(head.par_s * UINT64_C(1000)).s,
               head.title);
    }
    emu_lesson_close(l);
    return true;
}

static int run_list(void *fields, char **operands, size_t n_operands, struct emu_error *error)
{
    const struct list_arguments *a = fields;
    static struct train_files files;
    if (train_find(&files, a->lessons, operands, n_operands, error) != EMU_EXIT_OK) {
        return error->code;
    }
    size_t n_wrong = 0;
    for (unsigned level = 1; level <= LEVELS; level++) {
        for (size_t i = 0; i < files.n; i++) {
            n_wrong += list_one(files.path[i], (enum emu_language)a->language, level) ? 0 : 1;
        }
    }
    if (n_wrong > 0) {
        (void)emu_error_set(error, EMU_EXIT_USAGE, "train list: %s wrong",
                            n_wrong == 1 ? "1 lesson is" : "several lessons are");
    }
    train_files_fini(&files);
    return error->code;
}

static void preset_list(void *fields)
{
    ((struct list_arguments *)fields)->language = (uint32_t)train_language_default();
}

static const struct emu_option list_rows[] = {
    {"lessons", 0, "DIR", "look for lessons in DIR", NULL, &emu_kind_input_dir,
     offsetof(struct list_arguments, lessons)},
    {"language", 0, "LANG", "print texts in LANG", "$LANG", &kind_language, offsetof(struct list_arguments, language)},
};
static const struct emu_option_group list_group = EMU_OPTION_GROUP("Lessons", list_rows);
static const struct emu_options_at list_options[] = {{&list_group, 0}};
static const struct emu_operand list_operands[] = {
    {"LESSON", "ids, files or folders of lessons [all]", &emu_kind_input, 0, EMU_OPERANDS_MANY},
};
static const char *const list_examples[] = {"vspa train list", "vspa train list --language de", NULL};
const struct emu_command train_list = {
    .name = "list",
    .help = "list the lessons",
    .about = "List the lessons: id, level, the seconds that a practised agent takes, title.",
    .examples = list_examples,
    EMU_COMMAND_OPERANDS(list_operands),
    EMU_COMMAND_OPTIONS(list_options),
    .n_field_bytes = sizeof(struct list_arguments),
    .preset = preset_list,
    .run = run_list,
};

/* ---- new ---- */

/* "X01" of "lessons/X01.lua" */
static bool take_id(const char *path, char id[41])
{
    const char *slash = strrchr(path, '/');
    struct rt_str name = rt_str(slash != NULL ? slash + 1 : path);
    if (!rt_str_ends(name, ".lua") || name.n - 4 > 40 || name.n == 4) {
        return false;
    }
    (void)snprintf(id, 41, "%.*s", (int)name.n - 4, name.p);
    return strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") == strlen(id);
}

static int run_new(void *fields, char **operands, size_t n_operands, struct emu_error *error)
{
    char id[41];
    (void)fields;
    (void)n_operands; /* one, by the table */
    if (!take_id(operands[0], id)) {
        return emu_error_set(error, EMU_EXIT_USAGE,
                             "%s: not a lesson's name: give letters, digits and _, ended by .lua, as in X01.lua",
                             operands[0]);
    }
    FILE *out = fopen(operands[0], "wxe"); /* never over another one */
    if (out == NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s", operands[0], strerror(errno));
    }
    emu_lesson_write_skeleton(out, id);
    bool is_whole = ferror(out) == 0;
    is_whole = fclose(out) == 0 && is_whole;
    if (!is_whole) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s", operands[0], strerror(errno));
    }
    printf("%s: a lesson that works. Next: vspa train check %s\n", operands[0], operands[0]);
    return EMU_EXIT_OK;
}

static const struct emu_operand new_operands[] = {{"FILE", "the new lesson's file", &emu_kind_file, 1, 1}};
static const char *const new_examples[] = {"vspa train new X01.lua && vspa train check X01.lua", NULL};
const struct emu_command train_new = {
    .name = "new",
    .help = "write a lesson to begin with",
    .about = "Write a lesson that works, to be changed. Its id is the name of the file.",
    .examples = new_examples,
    EMU_COMMAND_OPERANDS(new_operands),
    .run = run_new,
};

/* ---- reference ---- */

static int run_reference(void *fields, char **operands, size_t n_operands, struct emu_error *error)
{
    (void)fields;
    (void)operands;
    (void)n_operands;
    (void)error;
    emu_lesson_write_reference(stdout);
    return EMU_EXIT_OK;
}
static const char *const reference_examples[] = {"vspa train reference > lessons.md", NULL};
const struct emu_command train_reference = {
    .name = "reference",
    .help = "print the language of lessons, for authors",
    .about = "Print the page for authors of lessons, as Markdown: the points, the general mistakes, each word with an "
             "example.",
    .examples = reference_examples,
    .run = run_reference,
};
