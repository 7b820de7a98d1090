/* SPDX-License-Identifier: MIT */
#include "line_user.h"
#include "test.h"
#include <board/fxs.h>
#include <rt/mem.h>
#include <string.h>

#define IMAGE TEST_BINARY_DIR "/images/spa2102-5.2.10.img"

static void on_enter(void *ctx, struct fw_line *line)
{
    struct line_app *a = ctx;

    a->line = line;
    a->n_entered++;
    a->keys[0] = '\0';
}

static void on_key(void *ctx, struct fw_line *line, char key)
{
    struct line_app *a = ctx;
    size_t n = strlen(a->keys);

    assert_ptr_equal(line, a->line);
    assert_true(n + 1 < sizeof a->keys);
    a->keys[n] = key;
    a->keys[n + 1] = '\0';
}

static void on_said(void *ctx, struct fw_line *line)
{
    struct line_app *a = ctx;

    (void)line;
    a->n_said++;
}

static void on_hang_up(void *ctx, struct fw_line *line)
{
    struct line_app *a = ctx;

    (void)line;
    a->n_hung_up++;
}

static void on_flash(void *ctx, struct fw_line *line)
{
    struct line_app *a = ctx;

    assert_ptr_equal(line, a->line);
    a->n_flashes++;
}

static void on_frame(void *ctx, struct fw_line *line, const int16_t *mic, int16_t *ear)
{
    struct line_app *a = ctx;

    assert_ptr_equal(line, a->line);
    a->n_frames++;
    if (a->is_echo) {
        memcpy(ear, mic, BOARD_FXS_FRAME_SAMPLES * sizeof *mic);
    }
}

static const struct fw_line_user app_user = {.name = "ivr",
                                             .on_take = on_enter,
                                             .on_key = on_key,
                                             .on_flash = on_flash,
                                             .on_played = on_said,
                                             .on_frame = on_frame,
                                             .on_hang_up = on_hang_up};

int line_user_set_up(void **state)
{
    struct line_user *t = test_calloc(1, sizeof *t);

    line_rig_open(&t->rig, IMAGE);
    line_rig_set(&t->rig, "Make_Call_Without_Reg_1_", "Yes");
    line_rig_set(&t->rig, "Make_Call_Without_Reg_2_", "Yes");
    t->ivr.code = (struct fw_line_code){"****", &app_user, &t->ivr, NULL};
    fw_lines_add_code(t->rig.lines, &t->ivr.code);
    *state = t;
    return 0;
}

int line_user_tear_down(void **state)
{
    struct line_user *t = *state;

    line_rig_close(&t->rig);
    assert_int_equal(rt_mem_n_live(), 0);
    test_free(t);
    return 0;
}

void line_user_lift(struct line_user *t, unsigned port)
{
    emu_phone_set_hook(t->rig.phone[port], true);
}
void line_user_put_down(struct line_user *t, unsigned port)
{
    emu_phone_set_hook(t->rig.phone[port], false);
}
