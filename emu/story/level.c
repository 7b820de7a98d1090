/* SPDX-License-Identifier: MIT */
/* Levels of rows, as options and commands take them. */
#include <story/rows.h>
#include <host/options.h>

/* In the order of enum emu_row_level. */
static const struct emu_choice levels[] = {
    {"headline", "print what matters most, warnings and errors"},
    {"step", "print each step too"},
    {"detail", "print all rows"},
};

const struct emu_kind emu_row_level_kind = {
    .name = "level",
    .choices = levels,
    .n_choices = sizeof levels / sizeof levels[0],
};
