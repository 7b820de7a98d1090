/* SPDX-License-Identifier: MIT */
#include <script/keep.h>
#include "sound.h"
#include <host/output.h>
#include <script/script.h>
#include <record/keylog.h>
#include <record/pcap.h>
#include <host/files.h>
#include <host/signals.h>
#include <fw/channel.h>
#include <record/record.h>
#include <record/tracefile.h>
#include <unit/make.h>
#include <unit/unit.h>
#include <board/fxs.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define FRAMES_MAX_BYTES (1u << 30)

struct emu_scn_keep {
    struct emu_unit *unit;
    const struct emu_scn_job *job;
    void *recorder[8];
    bool is_heard[BOARD_N_FXS];
    struct emu_keylog *keylog; /* not of the folder: the user's own */
};

/* ---- recorders: a fault of one is its own; the scenario goes on, and the file is missing or cut ---- */

static void *open_record(struct emu_unit *u, const struct emu_scn_job *job)
{
    struct emu_record *record;
    struct emu_error unheard = {0};
    (void)job;
    return emu_record_start(&record, u, NULL, &unheard) == EMU_EXIT_OK ? record : NULL;
}
static bool close_record(void *record, const struct emu_scn_keep *k, const char *path)
{
    struct emu_error unheard = {0};
    const struct emu_record_base base = {EMU_MAKE_RELEASE_DEFAULT, k->job->base};
    bool is_whole = path != NULL && emu_record_stop(record, &unheard) == EMU_EXIT_OK &&
                    emu_record_save(record, path, base.cells != NULL ? &base : NULL, &unheard) == EMU_EXIT_OK;
    emu_record_destroy(record);
    return is_whole;
}

static void *open_pcap(struct emu_unit *u, const struct emu_scn_job *job)
{
    struct emu_pcap *pcap;
    bool is_open = job->frames != NULL && emu_pcap_open(&pcap, u, job->frames) == RT_OK;
    return is_open ? pcap : NULL;
}
static bool close_pcap(void *pcap, const struct emu_scn_keep *k, const char *path)
{
    struct rt_buf frames;
    rt_buf_init(&frames, FRAMES_MAX_BYTES);
    bool is_whole = emu_pcap_close(pcap) == RT_OK;
    if (path != NULL) {
        is_whole = emu_read_file(k->job->frames, &frames) == RT_OK && is_whole; /* too long: its beginning */
        FILE *f = emu_output_open(path, EMU_OUTPUT_PRIVATE);
        is_whole = f != NULL && fwrite(frames.bytes, 1, frames.n, f) == frames.n && is_whole;
        is_whole = f != NULL && fclose(f) == 0 && is_whole;
    }
    rt_buf_fini(&frames);
    return is_whole;
}

static void *open_sound_1(struct emu_unit *u, const struct emu_scn_job *job)
{
    (void)job;
    return scn_sound_open(emu_unit_board(u), 0);
}
static void *open_sound_2(struct emu_unit *u, const struct emu_scn_job *job)
{
    (void)job;
    return scn_sound_open(emu_unit_board(u), 1);
}
static bool close_sound_1(void *sound, const struct emu_scn_keep *k, const char *path)
{
    return scn_sound_close(sound, k->is_heard[0] ? path : NULL);
}
static bool close_sound_2(void *sound, const struct emu_scn_keep *k, const char *path)
{
    return scn_sound_close(sound, k->is_heard[1] ? path : NULL);
}

static const struct emu_scn_recorder recorders[] = {
    {EMU_SCN_RECORD, "the run: vspa replay runs it again, exactly", open_record, close_record},
    {"run.pcapng", "the frames of both ports, with the secrets of TLS, for Wireshark", open_pcap, close_pcap},
    {"phone1.wav", "the last two minutes that telephone 1 played, when a step listened to it", open_sound_1,
     close_sound_1},
    {"phone2.wav", "the last two minutes that telephone 2 played, when a step listened to it", open_sound_2,
     close_sound_2},
};
#define N_RECORDERS (sizeof recorders / sizeof recorders[0])
_Static_assert(N_RECORDERS <= 8, "struct emu_scn_keep has a place for each");

struct emu_scn_keep *emu_scn_keep_open(struct emu_unit *u, const struct emu_scn_job *job)
{
    struct emu_scn_keep *k = job->scratch != NULL ? rt_mem_alloc(sizeof *k) : NULL;
    if (k == NULL) {
        return NULL;
    }
    k->unit = u;
    k->job = job;
    for (size_t i = 0; i < N_RECORDERS; i++) {
        k->recorder[i] = recorders[i].open(u, job);
    }
    if (job->keylog != NULL) {
        (void)emu_keylog_open(&k->keylog, emu_unit_board(u), job->keylog); /* vspa test has tried it */
    }
    return k;
}

void emu_scn_keep_listen(struct emu_scn_keep *k, unsigned port)
{
    if (k != NULL) {
        k->is_heard[port] = true;
    }
}

/* ---- at the end ---- */

/* No file for no line. */
static bool write_events(const struct emu_scn_log *log, const char *path, bool is_syslog_only)
{
    FILE *f = NULL;
    bool is_whole = true;
    for (size_t i = 0; is_whole && i < log->n; i++) {
        struct board_event e = emu_scn_log_get(log, i);
        bool is_line = board_event_signal(&e) == &fw_signal_syslog ||
                       (board_event_signal(&e) == &emu_signal_lab && strncmp(e.text, "syslog: ", 8) == 0);
        if (is_syslog_only && !is_line) {
            continue;
        }
        f = f != NULL ? f : emu_output_open(path, EMU_OUTPUT_PRIVATE);
        is_whole = f != NULL;
        if (f != NULL) {
            emu_tracefile_put(f, &e);
        }
    }
    is_whole = (f == NULL || ferror(f) == 0) && is_whole;
    return (f == NULL || fclose(f) == 0) && is_whole;
}

static bool write_trace(struct emu_unit *u, const struct emu_scn_log *log, const char *path)
{
    (void)u;
    return write_events(log, path, false);
}
static bool write_syslog(struct emu_unit *u, const struct emu_scn_log *log, const char *path)
{
    (void)u;
    return write_events(log, path, true);
}

static const struct {
    const char *file, *what;
    bool (*write)(struct emu_unit *u, const struct emu_scn_log *log, const char *path);
} writers[] = {
    {"trace.txt", "every event of the unit, with its time", write_trace},
    {"syslog.txt", "the lines for the syslog server, as they left and as they arrived", write_syslog},
};
#define N_WRITERS (sizeof writers / sizeof writers[0])

const char *emu_scn_keep_file(size_t i, const char **what)
{
    if (i < N_RECORDERS) {
        *what = recorders[i].what;
        return recorders[i].file;
    }
    i -= N_RECORDERS;
    *what = i < N_WRITERS ? writers[i].what : NULL;
    return i < N_WRITERS ? writers[i].file : NULL;
}

bool emu_scn_keep_close(struct emu_scn_keep *k, const struct emu_scn_log *log, bool is_wanted)
{
    char path[EMU_PATH_MAX + 32];
    bool is_whole = true;
    if (k == NULL) {
        return true;
    }
    if (is_wanted) {
        (void)mkdir(k->job->scratch, 0700); /* there already, or the files say so */
    }
    for (size_t i = 0; i < N_RECORDERS; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", k->job->scratch, recorders[i].file);
        bool is_good = k->recorder[i] != NULL && recorders[i].close(k->recorder[i], k, is_wanted ? path : NULL);
        is_whole = is_whole && is_good;
    }
    (void)emu_keylog_close(k->keylog);
    for (size_t i = 0; is_wanted && i < N_WRITERS; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", k->job->scratch, writers[i].file);
        bool is_good = writers[i].write(k->unit, log, path);
        is_whole = is_whole && is_good;
    }
    rt_mem_free(k);
    return is_whole || !is_wanted;
}
