/* SPDX-License-Identifier: MIT */
/* One scenario, or the plan of one file, from the state of Lua to the verdict. */
#include <script/keep.h>
#include "script_priv.h"
#include <host/clock.h>
#include <host/files.h>
#include <record/replay.h>
#include <board/board.h>
#include <board/clock.h>
#include <rt/mem.h>
#include <inttypes.h>
#include <lua.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    enum emu_exit code;
} verdicts[] = {
    [EMU_SCN_NOT_RUN] = {"not run", EMU_EXIT_NO},
    [EMU_SCN_PASSED] = {"passed", EMU_EXIT_OK},
    [EMU_SCN_FAILED] = {"failed", EMU_EXIT_NO},
    [EMU_SCN_WRONG] = {"script error", EMU_EXIT_USAGE},
    [EMU_SCN_ENVIRONMENT] = {"environment", EMU_EXIT_ENVIRONMENT},
    [EMU_SCN_LIMIT] = {"limit reached", EMU_EXIT_TIME_LIMIT},
    [EMU_SCN_CRASHED] = {"crashed", EMU_EXIT_NO},
};

const char *emu_scn_verdict_name(enum emu_scn_verdict v)
{
    return verdicts[v].name;
}

enum emu_exit emu_scn_verdict_exit(enum emu_scn_verdict v)
{
    return verdicts[v].code;
}

static void begin(struct emu_scn *s, const struct emu_scn_job *job, struct emu_scn_result *result, enum scn_mode mode)
{
    memset(result, 0, sizeof *result);
    *s = (struct emu_scn){.job = job, .result = result, .mode = mode, .begun_real_us = emu_host_us()};
    if (scn_lua_open(s) == NULL) {
        scn_set_verdict(s, EMU_SCN_ENVIRONMENT, "%s: out of memory", job->path);
    }
}

static void run_body(struct emu_scn *s)
{
    lua_State *L = s->lua;
    if (s->job->name == NULL) {
        return;
    }
    if (!s->is_found) {
        scn_set_verdict(s, EMU_SCN_WRONG, "%s: no scenario \"%s\" in it", s->job->path, s->job->name);
        return;
    }
    s->is_begun = true;
    lua_getfield(L, LUA_REGISTRYINDEX, "scn.body");
    lua_getfield(L, LUA_REGISTRYINDEX, "scn.case");
    (void)scn_lua_call(s, 1, 0); /* the verdict says it */
}

void emu_scn_run(const struct emu_scn_job *job, struct emu_scn_result *result)
{
    struct emu_scn s;
    begin(&s, job, result, SCN_RUN);
    if (result->verdict == EMU_SCN_NOT_RUN && scn_lua_load(&s, job->path) && scn_lua_call(&s, 0, 0)) {
        run_body(&s);
    }
    if (s.unit == NULL) {
        scn_set_verdict(&s, EMU_SCN_WRONG, "%s: it does nothing: write at least one step", job->path);
    }
    if (s.log.is_full) {
        scn_set_verdict(&s, EMU_SCN_LIMIT, "%s: more events than the log can hold: shorten the scenario", job->path);
    }
    if (result->verdict == EMU_SCN_NOT_RUN) {
        result->verdict = EMU_SCN_PASSED;
    }
    if (s.unit != NULL) {
        result->virtual_us = board_now_us(emu_unit_board(s.unit));
        result->trace_hash = s.log.hash;
        result->n_events = s.log.n;
        emu_scn_log_stop(&s.log);
        result->is_keep_cut = !emu_scn_keep_close(s.keep, &s.log, result->verdict != EMU_SCN_PASSED || job->keeps_all);
    }
    if (s.is_shown) {
        struct emu_error error = {0};
        job->hide(job->ctx, result->verdict == EMU_SCN_PASSED, &error);
        if (error.code != EMU_EXIT_OK && result->verdict == EMU_SCN_PASSED) {
            result->verdict = EMU_SCN_ENVIRONMENT;
            (void)snprintf(result->text, sizeof result->text, "%s: %s", job->path, error.text);
        }
    }
    scn_params_forget(&s);
    emu_unit_destroy(s.unit);
    if (s.lua != NULL) {
        lua_close(s.lua);
    }
    emu_scn_log_fini(&s.log);
    scn_hands_fini(&s);
    result->real_us = emu_host_us() - s.begun_real_us;
}

void emu_scn_replay(const struct emu_scn_job *job, struct emu_scn_result *result)
{
    char path[EMU_PATH_MAX + 32];
    struct emu_error error = {0};
    struct emu_recording *recording = NULL;
    struct emu_replay *replay = NULL;
    struct emu_replay_parting parting;
    struct emu_scn s = {.job = job, .result = result, .begun_real_us = emu_host_us()};
    const struct rt_log log = {.level = RT_LOG_ERROR, .write = emu_log_write};
    uint64_t run_real_us = result->real_us;
    (void)snprintf(path, sizeof path, "%s/" EMU_SCN_RECORD, job->scratch);
    result->verdict = EMU_SCN_NOT_RUN; /* once more open */
    if (emu_recording_open(&recording, path, false, &error) != EMU_EXIT_OK ||
        emu_replay_create(&replay, recording, job->images, &log, &error) != EMU_EXIT_OK) {
        scn_set_verdict(&s, EMU_SCN_ENVIRONMENT, "%s: its record: %s", job->path, error.text);
    } else if (!emu_replay_run(replay, BOARD_NEVER, &parting)) {
        scn_set_verdict(&s, EMU_SCN_FAILED,
                        "%s: its replay diverged at event %" PRIu64 ": report this, with " EMU_SCN_RECORD
                        "\n  expected: %s\n  seen:     %s",
                        job->path, parting.number, parting.expected, parting.seen);
    } else {
        result->verdict = EMU_SCN_PASSED;
        result->was_replayed = true;
    }
    emu_replay_destroy(replay);
    emu_recording_close(recording);
    result->real_us = run_real_us + emu_host_us() - s.begun_real_us;
}

void emu_scn_plan(const struct emu_scn_job *job, struct emu_scn_plan *plan, struct emu_scn_result *result)
{
    struct emu_scn s;
    memset(plan, 0, sizeof *plan);
    begin(&s, job, result, SCN_PLAN);
    s.plan = plan;
    plan->name = rt_mem_alloc(EMU_SCN_PER_FILE_MAX * sizeof plan->name[0]);
    if (plan->name == NULL) {
        scn_set_verdict(&s, EMU_SCN_ENVIRONMENT, "%s: out of memory", job->path);
    }
    if (result->verdict == EMU_SCN_NOT_RUN && scn_lua_load(&s, job->path)) {
        bool did_end = scn_lua_call(&s, 0, 1);
        plan->is_one = s.did_touch;
        plan->is_library = did_end && plan->n == 0 && (lua_istable(s.lua, -1) || lua_isfunction(s.lua, -1));
        if (did_end && plan->n == 0 && !plan->is_library) {
            scn_set_verdict(&s, EMU_SCN_WRONG,
                            "%s: no step and no scenario in it: write steps, scenario() "
                            "or cases(); shared steps return a table",
                            job->path);
        }
    }
    if (result->verdict == EMU_SCN_NOT_RUN) {
        result->verdict = EMU_SCN_PASSED;
    }
    if (s.lua != NULL) {
        lua_close(s.lua);
    }
}

void emu_scn_plan_fini(struct emu_scn_plan *plan)
{
    plan->name = rt_mem_free(plan->name);
    plan->n = 0;
}
