/* SPDX-License-Identifier: MIT */
#include "report.h"
#include <board/clock.h>
#include <host/colour.h>
#include <inttypes.h>
#include <jansson.h>
#include <rt/human.h>
#include <stdio.h>
#include <unit/unit.h>

#define LINE_MAX_BYTES (16u * 1024u)

static void put_row(void *ctx, const struct emu_row *row)
{
    struct run_report *r = ctx;
    r->n_warnings += row->kind->level == EMU_ROW_WARNING;
    r->n_errors += row->kind->level == EMU_ROW_ERROR;
    if (!r->is_json && !emu_row_is_at_most(row, r->level)) {
        return;
    }
    rt_buf_clear(&r->line);
    if (r->is_json) {
        (void)emu_row_put_json(&r->line, row); /* a line lost to memory shortage does not change the run */
    } else {
        emu_row_put_line(&r->line, row, stdout);
    }
    puts(rt_buf_text(&r->line));
}

bool run_report_start(struct run_report *r, struct emu_unit *u, enum emu_row_level level, bool is_json)
{
    *r = (struct run_report){.unit = u, .level = level, .is_json = is_json};
    rt_buf_init(&r->line, LINE_MAX_BYTES);
    r->rows = emu_rows_create(u, 1);
    if (r->rows != NULL) {
        emu_rows_listen(r->rows, put_row, r);
    }
    return r->rows != NULL;
}

static void end_json(const struct run_report *r, const char *id, const char *why, enum emu_exit code)
{
    json_t *all = json_pack("{s:I, s:s, s:s, s:s, s:I, s:s, s:{s:s, s:i, s:i, s:i, s:I}}", "row",
                            (json_int_t)emu_rows_end(r->rows), "id", "run.end", "level", "headline", "who", "user",
                            "at_us", (json_int_t)board_now_us(emu_unit_board(r->unit)), "text", why, "facts", "reason",
                            id, "exit_code", (int)code, "warnings", (int)r->n_warnings, "errors", (int)r->n_errors,
                            "seed", (json_int_t)emu_unit_seed(r->unit));
    if (all != NULL && json_dumpf(all, stdout, JSON_COMPACT) == 0) {
        puts("");
    }
    json_decref(all);
}

void run_report_end(struct run_report *r, const char *id, const char *why, enum emu_exit code)
{
    enum emu_style style = code == EMU_EXIT_OK ? EMU_STYLE_GOOD : EMU_STYLE_BAD;
    if (r->is_json) {
        end_json(r, id, why, code);
    } else {
        printf("%sEnded%s: %s (%s of virtual time, %s, %s)\n", emu_style_on(stdout, style),
               emu_style_off(stdout, style), why, rt_duration(board_now_ms(emu_unit_board(r->unit))).s,
               rt_count(r->n_warnings, "warning").s, rt_count(r->n_errors, "error").s);
    }
    emu_rows_destroy(r->rows);
    rt_buf_fini(&r->line);
}
