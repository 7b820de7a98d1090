/* SPDX-License-Identifier: MIT */
/*
 * The window's hold on time. Of a unit that runs it is the loop's pace and its limit; of a run that is looked at it is
 * where the look stands (struct win_past), which look.c follows.
 */
#pragma once
#include <viewmodel/model.h>

#define WIN_MARKS_MAX 4096u

/* A row of the report, of the whole run. */
struct win_mark {
    uint64_t at_us;
    enum emu_row_level level;
    uint32_t span; /* spans between rows of different times, up to here */
};
struct win_past {
    uint64_t now_us, end_us; /* what is shown */
    uint64_t wanted_us;      /* to be shown */
    uint32_t rate;           /* virtual seconds in a real one; 0: as fast as it goes */
    bool is_paused;
    bool is_by_rows; /* the slider gives each row of the report the same room: most of a run is quiet */
    bool is_of_run;  /* of a run that goes on, and stands still meanwhile */
    bool can_look;   /* of a unit that runs: it can be looked back */
    /* what the hands ask of the window: to look at wanted_us; to end that; to save the unit as of here */
    bool wants_look, wants_now, wants_save;
    uint64_t n_rows; /* that have a mark, or none */
    size_t n_marks;  /* in the order of time */
    struct win_mark mark[WIN_MARKS_MAX];
};

uint64_t win_time_now_us(const struct win_model *m);
uint32_t win_time_rate(const struct win_model *m);
bool win_time_is_paused(const struct win_model *m);
void win_time_pause(struct win_model *m, bool is_paused);
/* Does a word of time: "pause", "slower", "faster", "speed 20", "step", "back", "earlier", "later", "start", "end",
 * "scale". False: it is none. */
bool win_time_do(struct win_model *m, const char *word);
/* The slider's: of a run that is looked at, or of the unit that runs, up to now. */
const struct win_past *win_time_track(const struct win_model *m);
/* Marks for the rows that have none yet. */
void win_time_mark(struct win_past *p, const struct emu_rows *rows);
/* Of a unit that runs: the slider ends now. */
void win_time_follow(struct win_model *m);
/* "00:01:23", "00:01:23.450" */
void win_time_text(uint64_t us, bool has_ms, char *out, size_t size);
/* Says why nothing can be done to what was. */
void win_time_refuse(struct win_model *m);
/* Where a moment stands on the slider, from 0 to 1; and the way back. */
float win_time_part(const struct win_past *p, uint64_t at_us);
void win_time_seek(struct win_model *m, float part);
/* A turn of the loop of a unit that runs: ends a step at the row that it waits for. True: it has ended. */
bool win_time_turn(struct win_model *m);
