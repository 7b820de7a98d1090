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

static const char *parse_level(const char *value, void *level)
{
    size_t place;
    if (!emu_choice_find(&emu_row_level_kind, value, &place)) {
        return "unknown value: give headline, step or detail";
    }
    *(uint32_t *)level = (uint32_t)place;
    return NULL;
}

const struct emu_kind emu_row_level_kind = {
    .name = "level",
    .parse = parse_level,
    .choices = levels,
    .n_choices = sizeof levels / sizeof levels[0],
};
