/* SPDX-License-Identifier: MIT */
#include "scn_keep.h"
#include <core/places.h>
#include <core/unit.h>
#include <core/unitfile.h>
#include <core/wav.h>
#include <board/flash.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

#define LINE_BYTES 640u

/* ---- recorders ---- */

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
static void close_wav(void *wav)
{
    (void)emu_wav_close(wav); /* a recording that is cut is better than none */
}

static const struct emu_scn_recorder recorders[] = {
    {"phone1.wav", "what telephone 1 played while its handset was up", open_wav_1, close_wav},
    {"phone2.wav", "what telephone 2 played while its handset was up", open_wav_2, close_wav},
};
#define N_RECORDERS (sizeof recorders / sizeof recorders[0])

struct emu_scn_keep {
    struct emu_unit *unit;
    char folder[EMU_PATH_MAX];
    void *recorder[N_RECORDERS];
};

struct emu_scn_keep *emu_scn_keep_open(struct emu_unit *u, const char *folder)
{
    char path[EMU_PATH_MAX + 32];
    struct emu_scn_keep *k = folder != NULL ? rt_mem_alloc(sizeof *k) : NULL;
    if (k == NULL) {
        return NULL;
    }
    k->unit = u;
    (void)snprintf(k->folder, sizeof k->folder, "%s", folder);
    for (size_t i = 0; i < N_RECORDERS; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", folder, recorders[i].file);
        k->recorder[i] = recorders[i].open(u, path);
    }
    return k;
}

/* ---- at the end ---- */

static void write_events(const struct emu_scn_keep *k, const struct emu_scn_log *log, const char *name,
                         bool is_syslog_only)
{
    char path[EMU_PATH_MAX + 32];
    char line[LINE_BYTES];
    (void)snprintf(path, sizeof path, "%s/%s", k->folder, name);
    FILE *f = fopen(path, "we");
    for (size_t i = 0; f != NULL && i < log->n; i++) {
        struct board_event e = emu_scn_log_get(log, i);
        bool is_line =
            e.signal == BOARD_SIGNAL_FW_SYSLOG || (e.signal == BOARD_SIGNAL_LAB && strncmp(e.text, "syslog: ", 8) == 0);
        if (!is_syslog_only || is_line) {
            (void)board_event_format(&e, line, sizeof line);
            fprintf(f, "%s\n", line);
        }
    }
    if (f != NULL) {
        (void)fclose(f); /* the report names the file; whether it is whole, a reader sees */
    }
}

static void write_unit(const struct emu_scn_keep *k)
{
    char path[EMU_PATH_MAX + 32];
    struct emu_error error = {0};
    struct emu_unitfile *copy;
    (void)snprintf(path, sizeof path, "%s/unit.flash", k->folder);
    if (emu_unitfile_create(&copy, path, true, &error) == EMU_EXIT_OK) {
        memcpy(emu_unitfile_flash(copy), emu_unitfile_flash(emu_unit_file(k->unit)), BOARD_FLASH_BYTES);
        (void)emu_unitfile_keep(copy, &error); /* the failure itself is what is told */
        emu_unitfile_close(copy);
    }
}

void emu_scn_keep_close(struct emu_scn_keep *k, const struct emu_scn_log *log, bool is_wanted)
{
    if (k == NULL) {
        return;
    }
    for (size_t i = 0; i < N_RECORDERS; i++) {
        if (k->recorder[i] != NULL) {
            recorders[i].close(k->recorder[i]);
        }
    }
    if (is_wanted) {
        write_events(k, log, "trace.txt", false);
        write_events(k, log, "syslog.txt", true);
        write_unit(k);
    }
    rt_mem_free(k);
}
