/* SPDX-License-Identifier: MIT */
/*
 * A board without firmware, powered, with parameters on it: for tests of firmware/param and of whatever reads
 * parameters. The flash is the rig's own memory, so a test can keep and restore its content.
 */
#pragma once
#include <board/board.h>
#include <board/fault.h>
#include <board/flash.h>
#include <fw/param.h>

struct params_rig {
    uint8_t *flash;
    struct board *board;
    struct fw_schema *schema;
    struct fw_params *params;
    const char *customised;
};

/* schema_text NULL: a few rows, one of each type, with all flags (params_rig.c). Fails the test when anything does. */
void params_rig_open(struct params_rig *rig, const char *schema_text, const char *customised);
void params_rig_close(struct params_rig *rig);
/* A restart: power off (or the end of a cut), power on, parameters made anew from flash. */
void params_rig_restart(struct params_rig *rig);
/* A restart into another release. */
void params_rig_change_schema(struct params_rig *rig, const char *schema_text);
/* Power on again without parameters; the old ones are destroyed. */
void params_rig_power_cycle(struct params_rig *rig);

/* A text file; fails the test when there is none. The caller frees it with rt_mem_free. */
char *params_rig_read_file(const char *path, size_t *n);

/* One transaction with one change, committed. */
enum rt_err params_rig_set(struct params_rig *rig, const char *element, const char *value);
/* All elements with value, user access and whether default, as one text; freed by rt_mem_free. */
char *params_rig_state(const struct params_rig *rig);
