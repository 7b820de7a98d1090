/* SPDX-License-Identifier: MIT */
/* vspa train: its actions, and what their options share. */
#include "train_priv.h"
#include <train/commands.h>
#include <stdlib.h>
#include <unit/make.h>

uint64_t train_random_seed(void)
{
    return emu_make_random();
}

static const struct emu_command *const actions[] = {&train_list,     &train_play, &train_check,     &train_report,
                                                    &train_solution, &train_new,  &train_reference, NULL};
const struct emu_command emu_command_train = {
    .name = "train",
    .help = "learn the voice menu and the page by callers' problems",
    .commands = actions,
};
