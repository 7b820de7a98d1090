/* SPDX-License-Identifier: MIT */
#include <script/keep.h>
#include <host/output.h>
#include <script/script.h>
#include <record/keylog.h>
#include <record/pcap.h>
#include <host/files.h>
#include <host/signals.h>
#include <fw/channel.h>
#include <record/record.h>
#include <record/tracefile.h>
#include <unit/unit.h>
#include <unit/unitfile.h>
#include <unit/wav.h>
#include <board/flash.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

/* ---- recorders: a fault of one is its own; the scenario goes on, and the file is missing or cut ---- */

/* In memory: most scenarios pass, and nobody wants it then. */
static void *open_record(struct emu_unit *u, const char *path)
{
    struct emu_record *record;
    struct emu_error unheard = {0};
    (void)path;
    return emu_record_start(&record, u, NULL, &unheard) == EMU_EXIT_OK ? record : NULL;
}
static bool close_record(void *record, const char *path, bool is_wanted)
{
    struct emu_error unheard = {0};
    bool is_whole = is_wanted && emu_record_stop(record, &unheard) == EMU_EXIT_OK &&
                    emu_record_save(record, path, &unheard) == EMU_EXIT_OK;
    emu_record_destroy(record);
    return is_whole;
}
static void *open_pcap(struct emu_unit *u, const char *path)
{
    struct emu_pcap *pcap;
    return emu_pcap_open(&pcap, emu_unit_board(u), path) == RT_OK ? pcap : NULL;
}
static bool close_pcap(void *pcap, const char *path, bool is_wanted)
{
    (void)path;
    (void)is_wanted;
    return emu_pcap_close(pcap) == RT_OK;
}
static void *open_wav(struct emu_unit *u, unsigned port, const char *path)
{
    struct emu_wav *wav;
    return emu_wav_open(&wav, emu_unit_board(u), port, path, false) == RT_OK ? wav : NULL;
}
static void *open_wav_1(struct emu_unit *u, const char *path)
{
    return open_wav(u, 0, path);
}
static void *open_wav_2(struct emu_unit *u, const char *path)
{
    return open_wav(u, 1, path);
}
static bool close_wav(void *wav, const char *path, bool is_wanted)
{
    (void)path;
    (void)is_wanted;
    return emu_wav_close(wav) == RT_OK;
}

static const struct emu_scn_recorder recorders[] = {
    {EMU_SCN_RECORD, "the run: vspa replay runs it again, exactly", open_record, close_record},
    {"run.pcapng", "the frames of both ports, with the secrets of TLS, for Wireshark", open_pcap, close_pcap},
    {"phone1.wav", "what telephone 1 played while its handset was up", open_wav_1, close_wav},
    {"phone2.wav", "what telephone 2 played while its handset was up", open_wav_2, close_wav},
};
#define N_RECORDERS (sizeof recorders / sizeof recorders[0])

struct emu_scn_keep {
    struct emu_unit *unit;
    char folder[EMU_PATH_MAX];
    void *recorder[N_RECORDERS];
    struct emu_keylog *keylog; /* not of the folder: the user's own */
};

struct emu_scn_keep *emu_scn_keep_open(struct emu_unit *u, const struct emu_scn_job *job)
{
    char path[EMU_PATH_MAX + 32];
    struct emu_scn_keep *k = job->scratch != NULL ? rt_mem_alloc(sizeof *k) : NULL;
    if (k == NULL) {
        return NULL;
    }
    k->unit = u;
    (void)snprintf(k->folder, sizeof k->folder, "%s", job->scratch);
    for (size_t i = 0; i < N_RECORDERS; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", job->scratch, recorders[i].file);
        k->recorder[i] = recorders[i].open(u, path);
    }
    if (job->keylog != NULL) {
        (void)emu_keylog_open(&k->keylog, emu_unit_board(u), job->keylog); /* vspa test has tried it */
    }
    return k;
}

/* ---- at the end ---- */

static bool write_events(const struct emu_scn_log *log, const char *path, bool is_syslog_only)
{
    FILE *f = emu_output_open(path, EMU_OUTPUT_PRIVATE);
    for (size_t i = 0; f != NULL && i < log->n; i++) {
        struct board_event e = emu_scn_log_get(log, i);
        bool is_line = board_event_signal(&e) == &fw_signal_syslog ||
                       (board_event_signal(&e) == &emu_signal_lab && strncmp(e.text, "syslog: ", 8) == 0);
        if (!is_syslog_only || is_line) {
            emu_tracefile_put(f, &e);
        }
    }
    bool is_whole = f != NULL && ferror(f) == 0;
    return f != NULL && fclose(f) == 0 && is_whole;
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

static bool write_unit(struct emu_unit *u, const struct emu_scn_log *log, const char *path)
{
    struct emu_error error = {0};
    struct emu_unitfile *copy;
    (void)log;
    if (emu_unitfile_create(&copy, path, true, &error) == EMU_EXIT_OK) {
        memcpy(emu_unitfile_flash(copy), emu_unitfile_flash(emu_unit_file(u)), BOARD_FLASH_BYTES);
        (void)emu_unitfile_keep(copy,
                                &error); /* the failure of the scenario is what is told; and that it is not whole */
        emu_unitfile_close(copy);
    }
    return error.code == EMU_EXIT_OK;
}

static const struct {
    const char *file, *what;
    bool (*write)(struct emu_unit *u, const struct emu_scn_log *log, const char *path);
} writers[] = {
    {"trace.txt", "every event of the unit, with its time", write_trace},
    {"syslog.txt", "the lines for the syslog server, as they left and as they arrived", write_syslog},
    {"unit.flash", "the unit as it was at the end, for --unit of vspa run, console and explain", write_unit},
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
    for (size_t i = 0; i < N_RECORDERS; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", k->folder, recorders[i].file);
        bool is_good = k->recorder[i] != NULL && recorders[i].close(k->recorder[i], path, is_wanted);
        is_whole = is_whole && is_good;
    }
    (void)emu_keylog_close(k->keylog);
    for (size_t i = 0; is_wanted && i < N_WRITERS; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", k->folder, writers[i].file);
        bool is_good = writers[i].write(k->unit, log, path);
        is_whole = is_whole && is_good;
    }
    rt_mem_free(k);
    return is_whole || !is_wanted;
}
