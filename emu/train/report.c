/* SPDX-License-Identifier: MIT */
/* vspa train report: what a course has come to. */
#include "train_priv.h"
#include "scores.h"
#include <host/kinds.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define WATCH_MS 500

struct arguments {
    const char *scores, *name, *lesson, *lessons;
    bool is_csv, is_json, is_watching;
};

/* The lessons that are there now. Without a folder of lessons nothing is compared. */
static enum emu_exit compare(struct scores *s, const struct arguments *a, struct emu_error *error)
{
    struct train_files f = {.n = 0};
    struct emu_error ignored = {0};
    char hash[EMU_LESSON_HASH_MAX + 1], id[EMU_PATH_MAX];
    enum emu_exit code = train_find(&f, a->lessons, NULL, 0, a->lessons != NULL ? error : &ignored);
    for (size_t i = 0; code == EMU_EXIT_OK && i < f.n; i++) {
        const char *name = strrchr(f.path[i], '/') + 1;
        (void)snprintf(id, sizeof id, "%.*s", (int)(strlen(name) - strlen(".lua")), name);
        emu_lesson_hash(f.path[i], hash);
        code = scores_present(s, id, hash, error);
    }
    train_files_fini(&f);
    return error->code;
}

/* Again whenever something was stored, until it is interrupted. */
static enum emu_exit watch(struct scores *s, const struct arguments *a, struct emu_error *error)
{
    uint32_t shown = scores_moment(s) - 1;
    while (error->code == EMU_EXIT_OK) {
        uint32_t moment = scores_moment(s);
        if (moment != shown) {
            shown = moment;
            fputs(isatty(STDOUT_FILENO) ? "\033[H\033[2J" : "\f\n", stdout); /* a new page */
            (void)scores_report(s, SCORES_TABLE, a->name, a->lesson, stdout, error);
            (void)fflush(stdout);
        }
        (void)poll(NULL, 0, WATCH_MS);
    }
    return error->code;
}

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
    if (a->is_watching && (a->is_csv || a->is_json)) {
        return emu_error_set(error, EMU_EXIT_USAGE, "train report: --watch shows tables: leave --csv and --json out");
    }
    if (scores_place(path, a->scores, false, error) == EMU_EXIT_OK &&
        scores_open(&s, path, false, error) == EMU_EXIT_OK) {
        enum scores_form form = a->is_csv ? SCORES_CSV : a->is_json ? SCORES_JSON : SCORES_TABLE;
        if (compare(s, a, error) == EMU_EXIT_OK) { /* the error says it */
            (void)(a->is_watching ? watch(s, a, error) : scores_report(s, form, a->name, a->lesson, stdout, error));
        }
        scores_close(s);
    }
    return error->code;
}

#define AT(member) offsetof(struct arguments, member)
static const struct emu_option selection_rows[] = {
    {"scores", 0, "FILE", "read scores from FILE", "vspa/scores.db", &emu_kind_file, AT(scores)},
    {"name", 0, "NAME", "of this trainee", "all", &emu_kind_text, AT(name)},
    {"lesson", 0, "ID", "of this lesson", "all", &emu_kind_text, AT(lesson)},
    {"lessons", 0, "DIR", "compare with the lessons in DIR", "the course", &emu_kind_input_dir, AT(lessons)},
};
static const struct emu_option output_rows[] = {
    {"csv", 0, NULL, "print every attempt, for a spreadsheet", NULL, &emu_kind_switch, AT(is_csv)},
    {"json", 0, NULL, "print everything as JSON", NULL, &emu_kind_switch, AT(is_json)},
    {"watch", 0, NULL, "print again whenever a score is kept, until Ctrl-C", NULL, &emu_kind_switch, AT(is_watching)},
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
        "of each trainee, the goals that are missed most, the most frequent mistakes; attempts at lessons whose file "
        "has changed since, by the beginning of its SHA-256.",
    .examples = examples,
    EMU_COMMAND_OPTIONS(options),
    .n_field_bytes = sizeof(struct arguments),
    .run = run,
};
