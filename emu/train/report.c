/* SPDX-License-Identifier: MIT */
/* vspa train report: what a course has come to. */
#include "train_priv.h"
#include "scores.h"
#include <host/kinds.h>
#include <stdio.h>

struct arguments {
    const char *scores, *name, *lesson;
    bool is_csv, is_json;
};

static int run(void *fields, char **operands, size_t n_operands, struct emu_error *error)
{
    const struct arguments *a = fields;
    char path[EMU_PATH_MAX];
    struct scores *s;
    (void)operands;
    (void)n_operands; /* none, by the table */
    if (a->is_csv && a->is_json) {
        return emu_error_set(error, EMU_EXIT_USAGE, "train report: --csv and --json: give one of them");
    }
    if (scores_place(path, a->scores, false, error) == EMU_EXIT_OK &&
        scores_open(&s, path, false, error) == EMU_EXIT_OK) {
        (void)scores_report(s,
                            a->is_csv    ? SCORES_CSV
                            : a->is_json ? SCORES_JSON
                                         : SCORES_TABLE,
                            a->name, a->lesson, stdout, error); /* the error says it */
        scores_close(s);
    }
    return error->code;
}

#define AT(member) offsetof(struct arguments, member)
static const struct emu_option selection_rows[] = {
    {"scores", 0, "FILE", "read scores from FILE", "vspa/scores.db", &emu_kind_file, AT(scores)},
    {"name", 0, "NAME", "of this trainee", "all", &emu_kind_text, AT(name)},
    {"lesson", 0, "ID", "of this lesson", "all", &emu_kind_text, AT(lesson)},
};
static const struct emu_option output_rows[] = {
    {"csv", 0, NULL, "print every attempt, for a spreadsheet", NULL, &emu_kind_switch, AT(is_csv)},
    {"json", 0, NULL, "print everything as JSON", NULL, &emu_kind_switch, AT(is_json)},
};
static const struct emu_option_group selection_group = EMU_OPTION_GROUP("Selection", selection_rows);
static const struct emu_option_group output_group = EMU_OPTION_GROUP("Output", output_rows);
static const struct emu_options_at options[] = {{&selection_group, 0}, {&output_group, 0}};
static const char *const examples[] = {"vspa train report", "vspa train report --csv > course.csv", NULL};
const struct emu_command train_report = {
    .name = "report",
    .help = "report the scores of a course",
    .about =
        "Report the scores that 'vspa train play --name' has kept: the best of each trainee and lesson, the progress "
        "of each trainee, the goals that are missed most, the most frequent mistakes.",
    .examples = examples,
    EMU_COMMAND_OPTIONS(options),
    .n_field_bytes = sizeof(struct arguments),
    .run = run,
};
