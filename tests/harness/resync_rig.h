/* SPDX-License-Identifier: MIT */
/* A unit whose resyncs carry their cause in the path that they ask for. */
#pragma once
#include "device_rig.h"

#define RESYNC_RIG_OK    "<flat-profile></flat-profile>"
#define RESYNC_RIG_SLACK (BOARD_US_PER_MS * 20)

/* That of the test, between cmocka's set-up and tear-down; not built yet. */
extern struct device_rig resync_rig;
int resync_rig_set_up(void **state);
int resync_rig_tear_down(void **state);
/* A test may first change how the unit is built. */
struct device_rig *resync_rig_build(void);
/* Starts, waits for the first resync, forgets what was. */
void resync_rig_start(struct device_rig *r);
/* When the next one began. */
uint64_t resync_rig_expect_begin(struct device_rig *r, const char *prvst);
void resync_rig_expect_none(struct device_rig *r, uint64_t for_s);
