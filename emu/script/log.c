/* SPDX-License-Identifier: MIT */
#include <script/log.h>
#include <host/signals.h>
#include <rt/mem.h>
#include <string.h>

#define FNV_OFFSET 0xcbf29ce484222325u
#define FNV_PRIME  0x100000001b3u

/* FNV-1a, 64 bit (draft-eastlake-fnv). */
static uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t n)
{
    const uint8_t *p = bytes;
    for (size_t i = 0; i < n; i++) {
        hash = (hash ^ p[i]) * FNV_PRIME;
    }
    return hash;
}

static uint64_t hash_number(uint64_t hash, uint64_t number)
{
    uint8_t bytes[8];
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (uint8_t)(number >> (8 * i));
    }
    return hash_bytes(hash, bytes, sizeof bytes);
}

static bool has_room_of_lab(struct emu_scn_log *log)
{
    if (log->n_lab == log->n_lab_max) {
        size_t n = log->n_lab_max > 0 ? 2 * log->n_lab_max : 256;
        void *moved = rt_mem_resize(log->lab, n * sizeof *log->lab);
        if (moved == NULL) {
            return false;
        }
        log->lab = moved;
        log->n_lab_max = n;
    }
    return true;
}

static bool has_room(struct emu_scn_log *log, size_t n_text)
{
    if (log->n == log->n_max) {
        size_t n = log->n_max > 0 ? 2 * log->n_max : 4096;
        void *moved = n <= EMU_SCN_LOG_EVENTS_MAX ? rt_mem_resize(log->event, n * sizeof *log->event) : NULL;
        if (moved == NULL) {
            return false;
        }
        log->event = moved;
        log->n_max = n;
    }
    if (log->n_texts + n_text > log->n_texts_max) {
        size_t n = log->n_texts_max > 0 ? 2 * log->n_texts_max : 65536;
        void *moved = n <= EMU_SCN_LOG_TEXT_MAX ? rt_mem_resize(log->texts, n) : NULL;
        if (moved == NULL) {
            return false;
        }
        log->texts = moved;
        log->n_texts_max = n;
    }
    return true;
}

static void on_event(void *ctx, struct board *b, const struct board_event *e)
{
    struct emu_scn_log *log = ctx;
    size_t n_text = strlen(e->text);
    (void)b;
    log->hash = hash_number(log->hash, e->at_us);
    log->hash = hash_bytes(log->hash, e->kind->id, strlen(e->kind->id));
    log->hash = hash_number(log->hash, e->unit);
    log->hash = hash_number(log->hash, (uint64_t)e->value);
    log->hash = hash_bytes(log->hash, e->text, n_text + 1);
    log->hash = hash_bytes(log->hash, e->data, e->n_data);
    bool is_of_lab = board_event_signal(e) == &emu_signal_lab;
    if (log->is_full || !has_room(log, n_text + 1) || (is_of_lab && !has_room_of_lab(log))) {
        log->is_full = true;
        return;
    }
    if (is_of_lab) {
        log->lab[log->n_lab++] = (uint32_t)log->n;
    }
    log->event[log->n++] = (struct emu_scn_event){
        .at_us = e->at_us,
        .value = e->value,
        .text = (uint32_t)log->n_texts,
        .unit = (uint16_t)e->unit,
        .kind = e->kind,
    };
    memcpy(log->texts + log->n_texts, e->text, n_text + 1);
    log->n_texts += n_text + 1;
}

void emu_scn_log_init(struct emu_scn_log *log, struct board *b)
{
    *log = (struct emu_scn_log){.board = b, .hash = FNV_OFFSET, .watcher = {.fn = on_event, .ctx = log}};
    for (uint64_t i = 0; i < board_trace_end(b); i++) { /* how it was made */
        if (board_trace_get(b, i) != NULL) {
            on_event(log, b, board_trace_get(b, i));
        }
    }
    board_watch(b, &log->watcher);
}

void emu_scn_log_stop(struct emu_scn_log *log)
{
    if (log->board != NULL) {
        board_unwatch(log->board, &log->watcher);
        log->board = NULL;
    }
}

void emu_scn_log_fini(struct emu_scn_log *log)
{
    emu_scn_log_stop(log);
    log->event = rt_mem_free(log->event);
    log->texts = rt_mem_free(log->texts);
    log->lab = rt_mem_free(log->lab);
    log->n = 0;
    log->n_lab = 0;
}

struct board_event emu_scn_log_get(const struct emu_scn_log *log, size_t i)
{
    const struct emu_scn_event *e = &log->event[i];
    return (struct board_event){
        .number = i,
        .at_us = e->at_us,
        .kind = e->kind,
        .unit = e->unit,
        .value = e->value,
        .text = log->texts + e->text,
    };
}
