/* SPDX-License-Identifier: MIT */
/* A window without a screen: a unit of its own, what the window knows of it, and the scene that it makes of that. */
#pragma once
#include <unit/loop.h>
#include <unit/unit.h>
#include <view/view.h>
#include <viewmodel/model.h>

struct window_rig {
    struct emu_unit *unit;
    struct board *board;
    struct win_model model;
    struct win_scene scene;
};
/* A unit without power, alone or on the network; 1280 x 800, each character half as wide as its text is high. */
void window_rig_open(struct window_rig *r, bool is_alone);
void window_rig_close(struct window_rig *r);
/* Power on, and so much time. */
void window_rig_start(struct window_rig *r, uint64_t us);
