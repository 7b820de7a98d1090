/* SPDX-License-Identifier: MIT */
#include "window_rig.h"
#include "test.h"
#include <board/board.h>
#include <unit/make.h>
#include <unitfile/unitfile.h>
#include <string.h>

static void log_nothing(void *ctx, enum rt_log_level level, const char *module, const char *text)
{
    (void)ctx;
    (void)level;
    (void)module;
    (void)text;
}

static float text_width(struct win_face *f, float size, float scale, const char *text)
{
    (void)f;
    (void)scale;
    return size * (float)strlen(text) / 2;
}

void window_rig_open(struct window_rig *r, bool is_alone)
{
    static const struct emu_make_config make = {.serial = "FM500K000001", .has_no_certificate = true};
    const struct emu_unit_config config = {.seed = 1,
                                           .log = {.write = log_nothing},
                                           .is_alone = is_alone,
                                           .pace = {.rate = 0, .patience_us = EMU_PACE_PATIENCE_DEFAULT_US}};
    struct emu_error error = {0};
    struct emu_unitfile *file = NULL;
    memset(r, 0, sizeof *r);
    assert_int_equal(emu_unitfile_create_private(&file, &error), EMU_EXIT_OK);
    assert_int_equal(emu_make(file, &make, NULL, &error), EMU_EXIT_OK);
    assert_int_equal(emu_unit_create(&r->unit, file, &config, &error), EMU_EXIT_OK);
    r->board = emu_unit_board(r->unit);
    assert_true(win_model_start(&r->model, r->unit));
    r->model.w = 1280;
    r->model.h = 800;
    r->model.text_width = text_width;
}

void window_rig_start(struct window_rig *r, uint64_t us)
{
    board_power_on(r->board);
    assert_int_equal(emu_loop_run(emu_unit_loop(r->unit), us, NULL, NULL), EMU_LOOP_UNTIL);
}

void window_rig_close(struct window_rig *r)
{
    win_model_stop(&r->model);
    emu_unit_destroy(r->unit);
}
