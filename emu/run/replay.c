/* SPDX-License-Identifier: MIT */
/* vspa replay: repeats a recorded run and reports the first event that differs. */
#include <run/commands.h>
#include <story/printer.h>
#include <record/captures.h>
#include <host/colour.h>
#include <host/kinds.h>
#include <unitfile/releases.h>
#include <unit/setup.h>
#include <record/replay.h>
#include <playback/player.h>
#include <pictures/series.h>
#include <unit/unit.h>
#include <board/clock.h>
#include <rt/human.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct arguments {
    struct emu_capture_options captures;
    struct emu_texts trace;
    uint64_t until_us; /* 0: to the end */
    const char *unit_path, *images;
    bool is_partial, is_json, is_verbose;
    struct emu_window_options window;
    const char *series;
    uint64_t from_us;
};

static void tell_json(const struct emu_recording_facts *facts, uint64_t n_events, uint64_t at_us,
                      const struct emu_replay_parting *parting, struct emu_error *error)
{
    json_t *all = json_pack("{s:s, s:I, s:f, s:I, s:s}", "result", parting == NULL ? "identical" : "diverged", "events",
                            (json_int_t)n_events, "virtual_s", (double)at_us / 1e6, "seed", (json_int_t)facts->seed,
                            "recorded_by", facts->version);
    if (all != NULL && parting != NULL) {
        json_t *where = json_pack("{s:I, s:f, s:s, s:s}", "event", (json_int_t)parting->number, "virtual_s",
                                  (double)parting->at_us / 1e6, "expected", parting->expected, "seen", parting->seen);
        (void)json_object_set_new(all, "divergence", where); /* NULL: shown by the dump's failure below */
        if (where == NULL) {
            json_decref(all);
            all = NULL;
        }
    }
    if (all == NULL || json_dumpf(all, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(12)) != 0) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "replay: the report cannot be written: check standard output");
    }
    puts("");
    json_decref(all);
}

static const char *or_nothing(const char *line)
{
    return line[0] != '\0' ? line : "(nothing)";
}

static void tell(const struct arguments *a, const char *path, const struct emu_recording_facts *facts, uint64_t at_us,
                 uint64_t n_events, const struct emu_replay_parting *parting, struct emu_error *error)
{
    if (a->is_json) {
        tell_json(facts, n_events, at_us, parting, error);
    } else if (parting == NULL) {
        printf("%s: %sidentical%s: %s, %s in the record, %s of virtual time, seed %" PRIu64 "\n", path,
               emu_style_on(stdout, EMU_STYLE_GOOD), emu_style_off(stdout, EMU_STYLE_GOOD),
               rt_count(n_events, "event").s, rt_count(facts->n_inputs, "input").s, rt_duration(at_us / 1000).s,
               facts->seed);
    } else {
        printf("%s: %sdiverged%s at event %" PRIu64 "\n  expected %s\n  got      %s\n", path,
               emu_style_on(stdout, EMU_STYLE_BAD), emu_style_off(stdout, EMU_STYLE_BAD), parting->number,
               or_nothing(parting->expected), or_nothing(parting->seen));
    }
    if (parting != NULL) {
        bool is_other = strcmp(facts->version, VSPA_VERSION) != 0;
        emu_error_set(error, EMU_EXIT_NO, "replay: %s: diverged at event %" PRIu64 "%s%s: %s", path, parting->number,
                      is_other ? ", recorded by version " : "", is_other ? facts->version : "",
                      is_other ? "replay it with that version" : "look there with --trace '*' --until");
    }
}

static void run(struct emu_replay *r, struct emu_recording *recording, const char *path, const struct arguments *a,
                struct emu_error *error)
{
    struct emu_unit *u = emu_replay_unit(r);
    struct emu_replay_parting parting;
    struct emu_captures *captures;
    struct emu_printer printer;
    if (emu_captures_start(&captures, u, &a->captures, error) != EMU_EXIT_OK) {
        return;
    }
    emu_printer_start(&printer, emu_unit_board(u), a->trace.text, a->trace.n);
    uint64_t end_us = emu_recording_facts(recording)->end.at_us;
    end_us = a->until_us != 0 && a->until_us < end_us ? a->until_us : end_us;
    bool is_same = a->series != NULL ? emu_window_series(r, a->from_us, end_us, &a->window, a->series, &parting, error)
                                     : emu_replay_run(r, a->until_us != 0 ? a->until_us : BOARD_NEVER, &parting);
    emu_printer_stop(&printer);
    (void)emu_captures_stop(captures, error); /* the error says it */
    tell(a, path, emu_recording_facts(recording), board_now_us(emu_unit_board(u)), board_trace_end(emu_unit_board(u)),
         is_same ? NULL : &parting, error);
    if (a->unit_path != NULL) {
        (void)emu_replay_save_unit(r, a->unit_path, error); /* the error says it */
    }
}

/* A window shows what is; what a replay makes besides, a run of its own makes. */
static enum emu_exit check_window(const struct arguments *a, struct emu_error *error)
{
    const struct emu_capture_options *c = &a->captures;
    bool has_captures = c->trace_path != NULL || c->pcap_path != NULL || c->keylog_path != NULL ||
                        c->wav_path[0] != NULL || c->wav_path[1] != NULL || c->plays[0] || c->plays[1];
    if (a->window.is_wanted && (has_captures || a->unit_path != NULL || a->trace.n > 0)) {
        return emu_error_set(error, EMU_EXIT_USAGE,
                             "replay: --window: not with --trace, --save-unit and captures: replay twice");
    }
    if (a->window.is_wanted && a->series != NULL) {
        return emu_error_set(error, EMU_EXIT_USAGE, "replay: --window and --series: give one");
    }
    if (a->series == NULL && !a->window.is_wanted && a->from_us != 0) {
        return emu_error_set(error, EMU_EXIT_USAGE, "replay: --from: add --window, or --series DIR");
    }
    if (a->from_us != 0 && a->until_us != 0 && a->from_us >= a->until_us) {
        return emu_error_set(error, EMU_EXIT_USAGE, "replay: --from: give a time before --until");
    }
    return emu_window_check(&a->window, "replay", error);
}

static void show(struct emu_recording *recording, const char *path, const struct arguments *a, const struct rt_log *log,
                 struct emu_error *error)
{
    const struct emu_recording_facts *facts = emu_recording_facts(recording);
    struct emu_replay_parting parting;
    bool is_same;
    if (emu_window_replay(recording, a->images, log, a->from_us, a->until_us, &a->window, &parting, &is_same, error) ==
        EMU_EXIT_OK) {
        uint64_t end_us = a->until_us != 0 && a->until_us < facts->end.at_us ? a->until_us : facts->end.at_us;
        tell(a, path, facts, is_same ? end_us : parting.at_us, is_same ? facts->n_events : parting.number,
             is_same ? NULL : &parting, error);
    }
}

static int replay(void *fields, char **operands, size_t n_operands, struct emu_error *error)
{
    const struct arguments *a = fields;
    struct emu_recording *recording = NULL;
    if (check_window(a, error) != EMU_EXIT_OK) {
        return error->code;
    }
    if (a->unit_path != NULL && access(a->unit_path, F_OK) == 0) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "replay: --save-unit %s: already exists: choose another name",
                             a->unit_path);
    }
    struct emu_replay *r = NULL;
    (void)n_operands; /* one, by the table */
    const struct rt_log log = {.level = a->is_verbose ? RT_LOG_DEBUG : RT_LOG_ERROR, .write = emu_log_write};
    if (a->window.is_wanted) {
        if (emu_recording_open(&recording, operands[0], a->is_partial, error) == EMU_EXIT_OK) {
            show(recording, operands[0], a, &log, error);
        }
    } else if (emu_recording_open(&recording, operands[0], a->is_partial, error) == EMU_EXIT_OK &&
               emu_replay_create(&r, recording, a->images, &log, error) == EMU_EXIT_OK) {
        run(r, recording, operands[0], a, error);
    }
    emu_replay_destroy(r);
    emu_recording_close(recording);
    return error->code;
}

#define AT(member) offsetof(struct arguments, member)
static const struct emu_option time_rows[] = {
    {"until", 0, "TIME", "stop at this virtual time: 90, 200ms, 10m, 24h", NULL, &emu_kind_duration, AT(until_us)},
    EMU_IMAGES_ROW(struct arguments, images),
    {"partial", 0, NULL, "replay an incomplete record as far as it goes", NULL, &emu_kind_switch, AT(is_partial)},
};
static const struct emu_option series_rows[] = {
    {"series", 0, "DIR", "write pictures, sound and captions into DIR", NULL, &emu_kind_dir, AT(series)},
    {"from", 0, "TIME", "begin --window or --series at this virtual time", NULL, &emu_kind_duration, AT(from_us)},
};
static const struct emu_option output_rows[] = {
    {"trace", 0, "SIGNAL", "print these trace signals", NULL, &emu_kind_signals, AT(trace)},
    {"json", 0, NULL, "print the verdict as JSON", NULL, &emu_kind_switch, AT(is_json)},
    {"save-unit", 0, "FILE", "save the unit as it is at the end", NULL, &emu_kind_file, AT(unit_path)},
    {"verbose", 'v', NULL, "log debug messages to standard error", NULL, &emu_kind_switch, AT(is_verbose)},
};
static const struct emu_option_group time_group = EMU_OPTION_GROUP("Replay", time_rows);
static const struct emu_option_group output_group = EMU_OPTION_GROUP("Output", output_rows);
static const struct emu_option_group series_group = EMU_OPTION_GROUP("Window", series_rows);
static const struct emu_options_at options[] = {{&time_group, 0},
                                                {&output_group, 0},
                                                {&emu_window_switch_group, AT(window)},
                                                {&series_group, 0},
                                                {&emu_window_option_group, AT(window)},
                                                {&emu_capture_option_group, AT(captures)}};
static const struct emu_operand operands_taken[] = {
    {"RECORD", "a record made with --record", &emu_kind_input, 1, 1},
};

static void preset(void *fields)
{
    struct arguments *a = fields;
    emu_window_options_init(&a->window);
}

static const char *const examples[] = {
    "vspa console --record bug.rec script.txt",
    "vspa replay bug.rec",
    "vspa replay --window bug.rec",
    "vspa replay bug.rec --series pictures --from 30s --until 2m",
    "vspa replay bug.rec --until 90 --pcap bug.pcapng --wav bug.wav --trace 'fw.*'",
    NULL,
};
const struct emu_command emu_command_replay = {
    .name = "replay",
    .help = "repeat a recorded run exactly",
    .about = "Run a record of --record again, without network, provider and real time, and compare every event.\n"
             "--window plays it on the screen; the slider goes to any moment of it.\n"
             "Exit code 0: the runs are the same; 1: they differ, and from which event on.",
    .examples = examples,
    EMU_COMMAND_OPERANDS(operands_taken),
    EMU_COMMAND_OPTIONS(options),
    .n_field_bytes = sizeof(struct arguments),
    .preset = preset,
    .run = replay,
};
