/* SPDX-License-Identifier: MIT */
/*
 * A script that its owner drives: the sandbox and the words of a scenario (script.h), without its course. The owner
 * adds words, loads a file that only declares, makes the unit when it wants to, and calls the script's functions: to
 * act, or to ask while a front end acts. A failed step is no verdict: the owner reads why, and may go on.
 *
 * Context: one stage and one unit a process at a time. Functions of the owner's words run inside of Lua: they raise
 * errors as Lua's do.
 */
#pragma once
#include <script/script.h>
#include <script/words.h>

struct board_event;
struct emu_act_call;
struct emu_acts;
struct emu_scn_log;
struct emu_stage;
struct emu_unit;
struct lua_State;

struct emu_stage_owner {
    const struct scn_object *const *objects; /* further words, NULL ends them; names may replace those of scenarios */
    const char *outside;                     /* what to say of a step outside of a function that the owner calls */
    void (*turn)(void *ctx);                 /* at each turn of the loop while a step waits; raises nothing. Or NULL */
    /* A step is an act and begins now, with these arguments; raises nothing. Or NULL */
    void (*begins)(void *ctx, const struct emu_act_call *call);
    void (*ends)(void *ctx); /* it has ended. Or NULL */
    void *ctx;
};

/* job and owner are borrowed until the stage is closed. NULL: no memory. */
struct emu_stage *emu_stage_open(const struct emu_scn_job *job, const struct emu_stage_owner *owner);
void emu_stage_close(struct emu_stage *s); /* NULL is allowed */

/* Borrowed, as long as the stage. */
struct lua_State *emu_stage_lua(struct emu_stage *s);
/* The ctx of the owner. */
void *emu_stage_ctx(struct lua_State *L);

/* Runs a file: declarations only. False: see emu_stage_why(). */
bool emu_stage_load(struct emu_stage *s, const char *path);
/* Makes the unit, from unit{}'s table on the top of the stack, or nil; the power is off. Pops it. */
bool emu_stage_begin(struct emu_stage *s);
/* The job's limit of instructions holds for each call.
 * Calls the function under n arguments on the stack. False: it ended early, and nothing is left on the stack. */
bool emu_stage_call(struct emu_stage *s, int n_arguments, int n_results);
/* The same for a function that only observes, as a condition of expect(). */
bool emu_stage_ask(struct emu_stage *s, int n_arguments, int n_results);
/* heard(), dialled() and visited() count from this event of the log on. */
void emu_stage_since(struct emu_stage *s, size_t event);

/* Why the last call ended early, with file and line. The text is valid until the next call. */
enum emu_scn_verdict emu_stage_why(const struct emu_stage *s, const char **text);
/* Forgets that, so that further calls are possible. */
void emu_stage_forgive(struct emu_stage *s);
/* "file:line: " of the running statement, on the stack. */
const char *emu_stage_push_where(struct lua_State *L);
/* An error of the script at the statement that runs: "file:line: ...". */
int emu_stage_error(struct lua_State *L, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* What a declaration got wrong is near to one of these words: "did you mean 'x'? " or "", on the stack. */
const char *emu_stage_near(struct lua_State *L, const char *wrong, const char *const *words);
/* Raises an error while the script may only observe. */
void emu_stage_need_hands(struct lua_State *L, const char *word);

/* After emu_stage_begin(). */
struct emu_unit *emu_stage_unit(struct emu_stage *s);
struct emu_acts *emu_stage_acts(struct emu_stage *s);
const struct emu_scn_log *emu_stage_log(const struct emu_stage *s);
