/* SPDX-License-Identifier: MIT */
/* A picture of a unit that may have no window: what its window would show, as the trace tells it. No display is needed,
 * and nothing of a window that is open shows in it. */
#include <viewmodel/model.h>
#include <screen/module.h>
#include <pictures/shots.h>
#include <viewmodel/timing.h>
#include <view/view.h>
#include <act/paint.h>
#include <pictures/paint.h>
#include <rt/mem.h>
#include <stdio.h>

struct canvas {
    struct win_model model;
    struct win_scene scene;
    const struct win_face_table *table;
    struct win_face *face;
};

static void draw(struct canvas *c, struct emu_unit *u, const struct emu_paint *paint, struct emu_error *error)
{
    const struct emu_window_options o = {
        .size = {.w = (float)paint->w, .h = (float)paint->h}, .theme = paint->theme, .language = paint->language};
    if (!win_model_start(&c->model, u)) {
        (void)emu_error_set(error, EMU_EXIT_ENVIRONMENT, "window: out of memory");
        return;
    }
    win_model_recall(&c->model);
    win_model_show(&c->model, &o, 1, false);
    win_model_measure(&c->model, c->table, c->face);
    win_model_name(&c->model);
    win_time_follow(&c->model);
    win_make(&c->model, &c->scene);
    c->table->draw(c->face, &c->scene);
    (void)win_save(c->table, c->face, &c->scene, paint->path, NULL, error); /* the error says it */
    win_model_stop(&c->model);
}

bool emu_window_paint(struct emu_unit *u, const struct emu_paint *paint, char why[EMU_ACT_MESSAGE_MAX])
{
    struct emu_error error = {0};
    const struct win_face_config config = {
        .title = "", .w = (float)paint->w, .h = (float)paint->h, .scale = 1, .is_hidden = true};
    char missing[WIN_ERROR_MAX];
    struct canvas *c = rt_mem_alloc(sizeof *c);
    if (c == NULL) {
        (void)emu_error_set(&error, EMU_EXIT_ENVIRONMENT, "window: out of memory");
    } else if (win_module_open(&c->table, &error) == EMU_EXIT_OK) {
        c->face = c->table->open(&config, missing);
        if (c->face == NULL) {
            (void)emu_error_set(&error, EMU_EXIT_ENVIRONMENT, "window: %s", missing);
        } else {
            draw(c, u, paint, &error);
        }
        c->table->close(c->face);
    }
    rt_mem_free(c);
    (void)snprintf(why, EMU_ACT_MESSAGE_MAX, "%s", error.text);
    return error.code == EMU_EXIT_OK;
}
