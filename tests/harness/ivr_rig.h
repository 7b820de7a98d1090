/* SPDX-License-Identifier: MIT */
/*
 * The voice menu of a real release over a unit that is a table: what was said is a text, what was stored and done is
 * counted. Keys come 100 ms apart, as from a person who knows what he wants.
 */
#pragma once
#include <ivr_priv.h>
#include <fw/image.h>
#include <fw/log.h>
#include <rt/buf.h>

#define IVR_RIG_PORTS 2u

struct ivr_rig_value {
    const char *subject;
    char value[IVR_VALUE_MAX + 1];
    bool is_user_writable, is_absent;
    enum rt_err read_err; /* what reading it gives, when not RT_OK */
};

struct ivr_rig {
    struct board *board;
    struct fw_log log;
    struct rt_buf bytes;
    struct fw_image image;
    struct ivr_menu *menu;
    struct ivr_session session[IVR_RIG_PORTS];
    /* the unit */
    struct ivr_rig_value values[64];
    size_t n_values;
    const char *misfit; /* a value that the unit does not take */
    enum rt_err store_err, act_err;
    bool needs_reboot;
    unsigned n_stores, n_stored; /* transactions, values in them */
    unsigned n_reboots, n_save_reboots, n_user_resets, n_factory_resets;
    /* the telephone */
    char said[IVR_RIG_PORTS][2048]; /* prompts with blanks between, since the last ivr_rig_key */
    enum fw_element tone[IVR_RIG_PORTS];
    bool is_saying[IVR_RIG_PORTS];
    unsigned n_hushed;
};

struct ivr_rig_value *ivr_rig_value(struct ivr_rig *r, const char *subject); /* made when it is not there */
void ivr_rig_set(struct ivr_rig *r, const char *subject, const char *value);
void ivr_rig_enter(struct ivr_rig *r, unsigned port);
void ivr_rig_run_ms(struct ivr_rig *r, uint64_t ms);
/* Forgets what was said, presses one key, then lets gap_ms pass. */
void ivr_rig_key(struct ivr_rig *r, unsigned port, char key, uint64_t gap_ms);
void ivr_rig_keys(struct ivr_rig *r, unsigned port, const char *keys);
/* What was to say has been played. */
void ivr_rig_hear_out(struct ivr_rig *r, unsigned port);
void ivr_rig_hang_up(struct ivr_rig *r, unsigned port);
/* For cmocka, with the handset of port 1 in the menu of release 5.2.10: *state is a struct ivr_rig. */
int ivr_rig_set_up(void **state);
int ivr_rig_tear_down(void **state);
