/* SPDX-License-Identifier: MIT */
/* Options shared by all commands with a powered unit, and building the unit from them. */
#pragma once
#include <host/kinds.h>
#include <host/options.h>
#include <unit/unit.h>

struct emu_setup {
    const char *unit_path; /* NULL: the default place */
    bool has_seed;         /* else a random one */
    bool is_verbose;
    bool is_snapshot;            /* over a copy in memory: the unit file stays as it is, and may be in use */
    struct emu_unit_config unit; /* its log is set here */
};

/* An emu_option_parse_fn over a mask of fw/quirk.h: adds one. */
const char *emu_parse_quirk(const char *value, void *quirks);
extern const struct emu_kind emu_kind_seed;  /* over struct emu_setup */
extern const struct emu_kind emu_kind_quirk; /* over the mask */
/* Patterns of signals (SIGNAL, fw.*) over struct emu_texts. */
extern const struct emu_kind emu_kind_signals;
extern const struct emu_kind emu_kind_event; /* SIGNAL[=VALUE], the same */

/* Both over struct emu_setup: "Unit" and "Output". */
extern const struct emu_option_group emu_setup_unit_group, emu_setup_output_group;
/* Rows for the groups of a command over <type>, whose member <m> is a struct emu_setup. pace: a group of EMU_PACE_ROWS.
 */
#define EMU_SETUP_GROUPS(type, m, pace)                                                                                \
    {&emu_setup_unit_group, offsetof(type, m)}, {&(pace), offsetof(type, m.unit.pace)},                                \
        {&emu_net_option_group, offsetof(type, m.unit.net)}, {&emu_lab_option_group, offsetof(type, m.unit.lab)},      \
    {                                                                                                                  \
        &emu_setup_output_group, offsetof(type, m)                                                                     \
    }

/* Default pace: warp (0) or real (1). */
void emu_setup_init(struct emu_setup *s, uint32_t rate);

struct emu_unitfile;
/* Opens the unit file and builds the unit, powered off. */
enum emu_exit emu_setup_open(const struct emu_setup *s, struct emu_unit **out, struct emu_error *error);
/* The same over an open file, which is taken over. has_lab_files: something will be published. Both block the signals
 * that end a run: emu_loop_catch_signals() must follow, or the end of the process. */
enum emu_exit emu_setup_build(const struct emu_setup *s, struct emu_unitfile *file, bool has_lab_files,
                              struct emu_unit **out, struct emu_error *error);
