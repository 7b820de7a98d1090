/* SPDX-License-Identifier: MIT */
#include <record/captures.h>
#include <host/error.h>
#include <host/kinds.h>
#include <host/output.h>
#include <host/stream.h>
#include <record/keylog.h>
#include <record/pcap.h>
#include <record/record.h>
#include <record/tracefile.h>
#include <unit/sound.h>
#include <unit/unit.h>
#include <unit/wav.h>
#include <rt/mem.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define AT(member) offsetof(struct emu_capture_options, member)
static const struct emu_option record_options[] = {
    {"record", 0, "FILE", "record the run for 'vspa replay'", NULL, &emu_kind_file, AT(record_path)},
};
static const struct emu_option capture_options[] = {
    {"trace-file", 0, "FILE", "write each trace event, one a line", NULL, &emu_kind_file, AT(trace_path)},
    {"pcap", 0, "FILE", "capture both Ethernet ports (pcapng)", NULL, &emu_kind_file, AT(pcap_path)},
    {"keylog", 0, "FILE", "append TLS secrets for Wireshark", "$SSLKEYLOGFILE", &emu_kind_file, AT(keylog_path)},
    {"wav", 0, "FILE", "write the sound of telephone 1 (WAV); -: stdout", NULL, &emu_kind_file, AT(wav_path[0])},
    {"wav2", 0, "FILE", "write the sound of telephone 2 (WAV); -: stdout", NULL, &emu_kind_file, AT(wav_path[1])},
    {"sound", 0, NULL, "play the sound of telephone 1", NULL, &emu_kind_switch, AT(plays[0])},
    {"sound2", 0, NULL, "play the sound of telephone 2", NULL, &emu_kind_switch, AT(plays[1])},
};
const struct emu_option_group emu_record_option_group = EMU_OPTION_GROUP("Output", record_options);
const struct emu_option_group emu_capture_option_group = EMU_OPTION_GROUP("Output", capture_options);

struct emu_captures {
    struct emu_capture_options options;
    struct emu_record *record;
    struct emu_tracefile *trace;
    struct emu_pcap *pcap;
    struct emu_keylog *keylog;
    const char *keylog_option; /* what named its file */
    struct emu_wav *wav[BOARD_N_FXS];
    struct emu_sound *stream[BOARD_N_FXS], *player[BOARD_N_FXS];
};

static const char *const wav_option[BOARD_N_FXS] = {"--wav", "--wav2"};
static const char *const sound_option[BOARD_N_FXS] = {"--sound", "--sound2"};

static enum emu_exit begun(const char *option, const char *path, enum rt_err err, struct emu_error *error)
{
    if (err == RT_OK) {
        return EMU_EXIT_OK;
    }
    return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s %s: %s: choose another file", option, path,
                         err == RT_ENOMEM ? rt_err_text(err) : emu_output_why(path));
}

static void ended(const char *option, const char *path, enum rt_err err, struct emu_error *error)
{
    if (err != RT_OK) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s %s: incomplete: check the disk", option, path);
    }
}

/* A file is completed at its end; a pipe, a FIFO and standard output get a stream of unknown length. */
static enum emu_exit start_wav(struct emu_captures *c, struct emu_unit *u, unsigned port, struct emu_error *error)
{
    struct stat st;
    const char *path = c->options.wav_path[port];
    bool is_stdout = strcmp(path, "-") == 0;
    if (!is_stdout && (stat(path, &st) != 0 || !S_ISFIFO(st.st_mode))) {
        return begun(wav_option[port], path, emu_wav_open(&c->wav[port], emu_unit_board(u), port, path, false), error);
    }
    if (is_stdout && isatty(STDOUT_FILENO)) {
        return emu_error_set(error, EMU_EXIT_USAGE, "%s -: standard output is a terminal: redirect it, or use %s",
                             wav_option[port], sound_option[port]);
    }
    int fd = is_stdout ? emu_stream_take_stdout() : emu_output_fd(path, EMU_OUTPUT_PRIVATE);
    return begun(wav_option[port], path, fd < 0 ? RT_EIO : emu_sound_stream(&c->stream[port], u, port, fd), error);
}

static void streamed(const char *option, const char *path, enum rt_err err, struct emu_error *error)
{
    if (err != RT_OK) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s %s: incomplete: %s", option, path,
                      err == RT_ECLOSED     ? "the reader has closed it"
                      : err == RT_ETIMEDOUT ? "the reader stopped reading"
                                            : "it cannot be written");
    }
}

/* Sound is for the ear: a player that fails is told, and does not fail the run. */
static void played(const char *option, enum rt_err err)
{
    if (err != RT_OK) {
        fprintf(emu_error_stream(), "vspa: %s: the player has ended before the run: check the sound device\n", option);
    }
}

static enum emu_exit start(struct emu_captures *c, struct emu_unit *u, struct emu_error *error)
{
    const struct emu_capture_options *o = &c->options;
    struct board *b = emu_unit_board(u);
    if (o->record_path != NULL && emu_record_start(&c->record, u, o->record_path, error) != EMU_EXIT_OK) {
        return error->code;
    }
    if (o->trace_path != NULL &&
        begun("--trace-file", o->trace_path, emu_tracefile_open(&c->trace, b, o->trace_path), error) != EMU_EXIT_OK) {
        return error->code;
    }
    if (o->pcap_path != NULL &&
        begun("--pcap", o->pcap_path, emu_pcap_open(&c->pcap, u, o->pcap_path), error) != EMU_EXIT_OK) {
        return error->code;
    }
    if (o->keylog_path != NULL &&
        begun(c->keylog_option, o->keylog_path, emu_keylog_open(&c->keylog, b, o->keylog_path), error) != EMU_EXIT_OK) {
        return error->code;
    }
    for (unsigned i = 0; i < BOARD_N_FXS; i++) {
        if (o->wav_path[i] != NULL && start_wav(c, u, i, error) != EMU_EXIT_OK) {
            return error->code;
        }
        if (o->plays[i] && emu_sound_play(&c->player[i], u, i, sound_option[i], error) != EMU_EXIT_OK) {
            return error->code;
        }
    }
    return EMU_EXIT_OK;
}

enum emu_exit emu_captures_start(struct emu_captures **out, struct emu_unit *u,
                                 const struct emu_capture_options *options, struct emu_error *error)
{
    struct emu_error unheard = {0};
    *out = NULL;
    struct emu_captures *c = rt_mem_alloc(sizeof *c);
    if (c == NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "captures: out of memory");
    }
    c->options = *options;
    c->options.keylog_path = emu_keylog_path(options->keylog_path);
    c->keylog_option = options->keylog_path != NULL ? "--keylog" : "SSLKEYLOGFILE";
    if (start(c, u, error) != EMU_EXIT_OK) {
        (void)emu_captures_stop(c, &unheard); /* the first error is the one reported */
        return error->code;
    }
    *out = c;
    return EMU_EXIT_OK;
}

enum emu_exit emu_captures_stop(struct emu_captures *c, struct emu_error *error)
{
    if (c == NULL) {
        return error->code;
    }
    (void)emu_record_stop(c->record, error); /* the error says it */
    emu_record_destroy(c->record);
    ended("--trace-file", c->options.trace_path, emu_tracefile_close(c->trace), error);
    ended("--pcap", c->options.pcap_path, emu_pcap_close(c->pcap), error);
    ended(c->keylog_option, c->options.keylog_path, emu_keylog_close(c->keylog), error);
    for (unsigned i = 0; i < BOARD_N_FXS; i++) {
        ended(wav_option[i], c->options.wav_path[i], emu_wav_close(c->wav[i]), error);
        streamed(wav_option[i], c->options.wav_path[i], emu_sound_close(c->stream[i]), error);
        played(sound_option[i], emu_sound_close(c->player[i]));
    }
    rt_mem_free(c);
    return error->code;
}
