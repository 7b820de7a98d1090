/* SPDX-License-Identifier: MIT */
/* vspa train play: one lesson at a terminal, or from a script. */
#include "train_priv.h"
#include "desk.h"
#include "scores.h"
#include <host/clock.h>
#include <host/endings.h>
#include <board/clock.h>
#include <unit/loop.h>
#include <unit/pace.h>
#include <unit/sound.h>
#include <unit/unit.h>
#include <viewmodel/guest.h>
#include <window/window.h>
#include <host/colour.h>
#include <host/kinds.h>
#include <unitfile/releases.h>
#include <rt/str.h>
#include <rt/human.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>

struct arguments {
    const char *lessons, *images, *scores, *name, *record;
    uint32_t mode;
    bool is_voice_only, has_sound, has_seed;
    uint64_t seed;
    struct emu_pace_config pace;
    struct emu_window_options window;
};

static const struct emu_choice modes[] = {
    {"learn", "goals and mistakes are told as they happen; hints"},
    {"practise", "the judgement comes at the end; hints"},
    {"exam", "no hints, no goals; a case of its own for each seed"},
};
static const struct emu_kind kind_mode = {.name = "choice", .choices = modes, .n_choices = 3};

static const char *parse_seed(const char *value, void *field)
{
    struct arguments *a = field;
    a->has_seed = true;
    return emu_parse_u64(value, &a->seed);
}
static const struct emu_kind kind_seed = {.name = "number", .parse = parse_seed};

/* ---- showing ---- */

static void put_row(void *ctx, const struct emu_lesson_row *row)
{
    struct desk *d = ctx;
    char text[500], points[32];
    const char *mark = row->state == EMU_LESSON_DONE ? "v" : row->state == EMU_LESSON_MISSED ? "x" : ".";
    switch (row->kind) {
    case EMU_LESSON_ROW_TITLE:
        desk_say(d, "%s%s  %s%s", emu_style_on(stdout, EMU_STYLE_GOOD), row->id, row->text,
                 emu_style_off(stdout, EMU_STYLE_GOOD));
        break;
    case EMU_LESSON_ROW_CALLER:
        desk_text_of(d, "Caller: \"{words}\"", "words", row->text, text, sizeof text);
        desk_say(d, "%s", text);
        break;
    case EMU_LESSON_ROW_GOAL:
        desk_say(d, "  %s %s  %d/%d", mark, row->text, row->points, row->of);
        break;
    case EMU_LESSON_ROW_MISTAKE:
        desk_say(d, "  ! %s  %d\n    %s", row->text, row->points, row->more);
        break;
    case EMU_LESSON_ROW_HINT:
        desk_say(d, "  ? %s  %d", row->text, row->points);
        break;
    case EMU_LESSON_ROW_PART:
        (void)snprintf(points, sizeof points, row->of > 0 ? "%d/%d" : "%d", row->points, row->of);
        desk_text_pair(d, row->text, points, text, sizeof text);
        desk_say(d, "    %s", text);
        break;
    case EMU_LESSON_ROW_TOTAL:
        desk_say(d, "%s%d/100 %s%s%s%s%s",
                 emu_style_on(stdout, row->state == EMU_LESSON_DONE ? EMU_STYLE_GOOD : EMU_STYLE_BAD), row->points,
                 row->state == EMU_LESSON_DONE ? desk_text(d, "passed") : desk_text(d, "not passed"),
                 row->more[0] != '\0' ? " (" : "", desk_text(d, row->more), row->more[0] != '\0' ? ")" : "",
                 emu_style_off(stdout, row->state == EMU_LESSON_DONE ? EMU_STYLE_GOOD : EMU_STYLE_BAD));
        break;
    case EMU_LESSON_ROW_DEBRIEF:
        desk_text_of(d, "(source: {source})", "source", row->more, text, sizeof text);
        desk_say(d, "\n%s\n%s", row->text, text);
        break;
    case EMU_LESSON_ROW_BROKEN:
        desk_say(d, "%s", row->text);
        break;
    default:
        break; /* questions, causes and deeds have words of their own */
    }
}

void desk_show(struct desk *d)
{
    emu_lesson_rows(d->lesson, put_row, d);
}

static void on_news(void *ctx, const struct emu_lesson_row *row)
{
    struct desk *d = ctx;
    if (row->kind == EMU_LESSON_ROW_DEED) {
        char text[400];
        desk_text_pair(d, row->text, row->state == EMU_LESSON_BUSY ? desk_text(d, "begun") : desk_text(d, "done"), text,
                       sizeof text);
        desk_say(d, "  %s", text);
        return;
    }
    put_row(d, row);
}

/* ---- the course ---- */

static void work(struct desk *d, const struct emu_window *window)
{
    while (!d->is_done && !d->is_left && !emu_lesson_is_over(d->lesson)) {
        if (!desk_line_read(&d->line, desk_turn, d)) {
            d->is_left = !d->is_done && (d->line.is_terminal || d->line.was_stopped || emu_window_was_closed(window));
            if (!d->is_left && !d->is_done && d->is_shown) { /* no one types: the window alone */
                (void)emu_loop_run(emu_unit_loop(emu_lesson_unit(d->lesson)), BOARD_NEVER, desk_turn, d);
                d->is_left = !d->is_done;
            }
            break; /* the end of a script closes the case */
        }
        desk_do(d, d->line.text);
    }
}

/* Nothing of an exam can be read from outside: no core file, no other process of the user looks into its memory. */
static void close_shutters(void)
{
    const struct rlimit none = {0, 0};
    (void)prctl(PR_SET_DUMPABLE, 0); /* cannot fail with 0 */
    (void)setrlimit(RLIMIT_CORE, &none);
}

static enum emu_exit attend(struct desk *d, const struct arguments *a, struct emu_error *error)
{
    struct emu_sound *sound = NULL;
    struct emu_window *window = NULL;
    struct emu_window_guest guest;
    struct emu_window_options shown = a->window;
    struct emu_unit *u = emu_lesson_unit(d->lesson);
    if (a->has_sound && emu_sound_play(&sound, u, d->head.telephone - 1, "--sound", error) != EMU_EXIT_OK) {
        return error->code;
    }
    (void)emu_loop_catch_signals(emu_unit_loop(u));
    desk_guest(d, &guest);
    shown.guest = &guest;
    d->is_shown = a->window.is_wanted && !a->window.is_hidden;
    d->is_offered = a->window.is_wanted;
    emu_lesson_card(d->lesson, d->is_offered);
    if (emu_window_open(&window, u, &shown, error) != EMU_EXIT_OK) {
        (void)emu_sound_close(sound);
        return error->code;
    }
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    desk_line_open(&d->line, emu_unit_loop(u), "> ");
    d->rate = a->pace.rate != UINT32_MAX ? a->pace.rate : d->line.is_terminal || d->is_shown ? 1 : 0;
    emu_loop_set_rate(emu_unit_loop(u), d->rate);
    desk_captions_start(d);
    desk_show(d);
    desk_say(d, "%s\n", desk_text(d, "'help' lists the words; 'done' closes the case."));
    emu_lesson_listen(d->lesson, on_news, d);
    work(d, window);
    emu_lesson_listen(d->lesson, NULL, NULL);
    desk_captions_stop(d);
    desk_line_close(&d->line);
    if (!d->is_left) {
        emu_lesson_end(d->lesson);
        show_stop(d, error); /* it is whole when the panel offers it */
        desk_say(d, "%s", "");
        desk_show(d);
        if (d->next[0] != '\0') {
            char text[100];
            desk_text_of(d, "Next: {lesson}", "lesson", d->next, text, sizeof text);
            desk_say(d, "%s", text);
        }
        emu_window_stay(window);
    }
    (void)emu_window_close(window, error); /* the error says it */
    (void)emu_sound_close(sound);          /* a lost sound changes no score */
    return error->code;
}

/* The name that the score is kept under; "": none was typed, and nothing is kept. */
static void ask_name(const struct arguments *a, char name[SCORES_NAME_MAX + 1])
{
    (void)snprintf(name, SCORES_NAME_MAX + 1, "%s", a->name != NULL ? a->name : "");
}

/* The lesson behind this one in its folder, by name. */
static void find_next(const char *path, char *out, size_t size)
{
    struct train_files f = {.n = 0};
    struct emu_error ignored = {0};
    char folder[EMU_PATH_MAX];
    const char *slash = strrchr(path, '/');
    (void)snprintf(folder, sizeof folder, "%.*s", slash != NULL ? (int)(slash - path) : 1, slash != NULL ? path : ".");
    char *operand = folder;
    out[0] = '\0';
    if (train_find(&f, NULL, &operand, 1, &ignored) == EMU_EXIT_OK) {
        for (size_t i = 0; i + 1 < f.n; i++) {
            if (strcmp(strrchr(f.path[i], '/') + 1, slash != NULL ? slash + 1 : path) == 0) {
                const char *name = strrchr(f.path[i + 1], '/') + 1;
                (void)snprintf(out, size, "%.*s", (int)(strlen(name) - strlen(".lua")), name);
            }
        }
    }
    train_files_fini(&f);
}

static enum emu_exit keep_score(struct scores *s, const struct desk *d, const struct scores_attempt *attempt,
                                struct emu_error *error)
{
    /* What was only offered was no attempt. */
    return s == NULL || emu_lesson_broken(d->lesson) != NULL || d->is_offered
               ? EMU_EXIT_OK
               : scores_put(s, attempt, d->lesson, error);
}

/* Who plays, and where the score is kept. Before the lesson, so that no one works for a score that cannot be kept.
 * *s NULL: without a name, none is. */
static enum emu_exit open_scores(const struct arguments *a, char name[SCORES_NAME_MAX + 1], struct scores **s,
                                 struct emu_error *error)
{
    char db[EMU_PATH_MAX];
    ask_name(a, name);
    if (name[0] != '\0' && scores_place(db, a->scores, true, error) == EMU_EXIT_OK) {
        (void)scores_open(s, db, true, error); /* the error says it */
    }
    return error->code;
}

/* The play itself, from its first second to its score. Its error: what is wrong, also with the lesson. */
static void play(struct desk *d, const struct arguments *a, struct emu_lesson_score *score, struct emu_error *error)
{
    if (a->is_voice_only && d->head.needs_page) {
        (void)emu_error_set(error, EMU_EXIT_USAGE, "%s: needs a page or a PC: leave --voice-only out", d->head.id);
    } else if (emu_lesson_begin(d->lesson, error) == EMU_EXIT_OK && attend(d, a, error) == EMU_EXIT_OK) {
        emu_lesson_score(d->lesson, score);
        if (emu_lesson_broken(d->lesson) != NULL) {
            (void)emu_error_set(error, EMU_EXIT_USAGE, "%s", emu_lesson_broken(d->lesson));
        }
    }
}

static int run_play(void *fields, char **operands, size_t n_operands, struct emu_error *error)
{
    const struct arguments *a = fields;
    char path[EMU_PATH_MAX];
    struct desk d = {.language = a->window.language < EMU_LESSON_LANGUAGES ? (enum emu_language)a->window.language
                                                                           : EMU_ENGLISH,
                     .mode = (enum emu_lesson_mode)a->mode,
                     .is_voice_only = a->is_voice_only,
                     .record_path = a->record};
    struct emu_lesson_score score = {0};
    struct scores *s = NULL;
    uint64_t begun_us = emu_host_us();
    char name[SCORES_NAME_MAX + 1], mode[32];
    (void)n_operands; /* one, by the table */
    if (emu_window_check(&a->window, "train play", error) != EMU_EXIT_OK) {
        return error->code;
    }
    if (a->record != NULL && d.mode == EMU_LESSON_EXAM) {
        return emu_error_set(error, EMU_EXIT_USAGE, "train play: --record: not in an exam: leave one out");
    }
    if (train_find_one(operands[0], a->lessons, path, error) != EMU_EXIT_OK) {
        return error->code;
    }
    const struct emu_lesson_config config = {
        .path = path,
        .mode = d.mode,
        .is_voice_only = a->is_voice_only,
        .language = d.language,
        .seed = a->has_seed ? a->seed : train_random_seed(),
        .images = a->images,
        .made = a->record != NULL ? show_begin : NULL,
        .ctx = &d,
    };
    if (d.mode == EMU_LESSON_EXAM) {
        close_shutters();
    }
    if (open_scores(a, name, &s, error) != EMU_EXIT_OK) {
        return error->code;
    }
    (void)snprintf(mode, sizeof mode, "%s", emu_lesson_mode_name(d.mode));
    struct scores_attempt attempt = {
        .name = name, .mode = mode, .is_voice_only = a->is_voice_only, .began_s = (uint64_t)time(NULL)};
    emu_endings_block(); /* attend() catches them */
    if (emu_lesson_open(&d.lesson, &config, error) != EMU_EXIT_OK) {
        scores_close(s);
        return error->code;
    }
    emu_lesson_head(d.lesson, &d.head);
    find_next(path, d.next, sizeof d.next);
    rt_text_safe(d.next, strlen(d.next)); /* of the name of a file */
    d.trainer = trainer_open(s);
    play(&d, a, &score, error);
    if (error->code == EMU_EXIT_OK) {
        attempt.is_left = d.is_left;
        attempt.real_s = (emu_host_us() - begun_us) / 1000000u;
        (void)keep_score(s, &d, &attempt, error); /* the error says it */
    }
    trainer_close(d.trainer);
    scores_close(s);
    show_stop(&d, error);
    show_end(&d);
    bool has_passed = error->code == EMU_EXIT_OK && !d.is_left && score.has_passed;
    emu_lesson_close(d.lesson);
    return error->code != EMU_EXIT_OK ? (int)error->code : has_passed ? EMU_EXIT_OK : EMU_EXIT_NO;
}

static void preset(void *fields)
{
    struct arguments *a = fields;
    a->pace.rate = UINT32_MAX;
    emu_window_options_init(&a->window);
    a->window.language = (uint32_t)train_language_default(); /* of the lesson, too */
}

#define AT(member) offsetof(struct arguments, member)
static const struct emu_option lesson_rows[] = {
    {"mode", 'm', "MODE", "learn, practise, or take an exam", "learn", &kind_mode, AT(mode)},
    {"voice-only", 0, NULL, "no lamps and no page, as at the telephone", NULL, &emu_kind_switch, AT(is_voice_only)},
    {"seed", 0, "N", "draw the case with this seed", "random", &kind_seed, 0},
    {"lessons", 0, "DIR", "look for lessons in DIR", NULL, &emu_kind_input_dir, AT(lessons)},
    EMU_IMAGES_ROW(struct arguments, images),
    {"sound", 0, NULL, "play what the telephone plays", NULL, &emu_kind_switch, AT(has_sound)},
    {"record", 0, "FILE", "record the unit's run, for vspa replay", NULL, &emu_kind_file, AT(record)},
};
static const struct emu_option pace_rows[] = {EMU_PACE_ROWS("real; scripts: warp")};
static const struct emu_option score_rows[] = {
    {"name", 0, "NAME", "keep the score for this trainee", "not kept", &emu_kind_text, AT(name)},
    {"scores", 0, "FILE", "keep scores in FILE", "vspa/scores.db", &emu_kind_file, AT(scores)},
};
static const struct emu_option_group score_group = EMU_OPTION_GROUP("Score", score_rows);
static const struct emu_option_group lesson_group = EMU_OPTION_GROUP("Lesson", lesson_rows);
static const struct emu_option_group pace_group = EMU_OPTION_GROUP("Time", pace_rows);
static const struct emu_options_at options[] = {{&lesson_group, 0},
                                                {&score_group, 0},
                                                {&pace_group, AT(pace)},
                                                {&emu_window_switch_group, AT(window)},
                                                {&emu_window_option_group, AT(window)}};
static const struct emu_operand operands_taken[] = {{"LESSON", "a lesson's id or file", &emu_kind_input, 1, 1}};
static const char *const examples[] = {
    "vspa train play T01 --name Anna",
    "vspa train play T18 --mode exam --seed 4711 --language de",
    "printf 'look\\nlift\\n****\\nwait 3s\\n110#\\nwait 8s\\n' | vspa train play T01",
    NULL,
};
const struct emu_command train_play = {
    .name = "play",
    .help = "work on a lesson",
    .about =
        "A caller has a problem; lift the handset, dial, look, ask, choose a diagnosis, act, and close the case. "
        "Commands come from the terminal or from a pipe, one a line; 'help' lists them. The end of a pipe closes the "
        "case.\n"
        "Exit codes: 0 passed, 1 not passed or left, 2 the lesson is wrong.",
    .examples = examples,
    EMU_COMMAND_OPERANDS(operands_taken),
    EMU_COMMAND_OPTIONS(options),
    .n_field_bytes = sizeof(struct arguments),
    .preset = preset,
    .run = run_play,
};
