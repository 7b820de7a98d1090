/* SPDX-License-Identifier: MIT */
/*
 * All events of a scenario from its beginning, because the board's own trace is a ring and a scenario may ask late.
 * The data of frames and audio is not kept, but counts in the hash.
 */
#pragma once
#include <board/signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EMU_SCN_LOG_EVENTS_MAX 4000000u
#define EMU_SCN_LOG_TEXT_MAX   (256u << 20)

struct emu_scn_event {
    uint64_t at_us;
    int64_t value;
    uint32_t text; /* offset */
    uint16_t unit;
    const struct board_kind *kind;
};

struct emu_scn_log {
    struct board_watcher watcher;
    struct board *board;
    struct emu_scn_event *event;
    size_t n, n_max;
    uint32_t *lab; /* which of them are the lab's: requests and syslog lines are few among all */
    size_t n_lab, n_lab_max;
    char *texts;
    size_t n_texts, n_texts_max;
    uint64_t hash;
    bool is_full; /* events are missing: the scenario must not pass */
};

/* Begins to watch. */
void emu_scn_log_init(struct emu_scn_log *log, struct board *b);
/* The board may be gone already. */
void emu_scn_log_fini(struct emu_scn_log *log);
/* Stops watching; the events stay. */
void emu_scn_log_stop(struct emu_scn_log *log);
/* The event as the board gave it; the text is valid until the next event. */
struct board_event emu_scn_log_get(const struct emu_scn_log *log, size_t i);
