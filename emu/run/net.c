/* SPDX-License-Identifier: MIT */
/* vspa net check: what this host can do for a unit's cables. */
#include <run/commands.h>
#include <host/kinds.h>
#include <net/check.h>
#include <stdio.h>

static int check(void *fields, char **operands, size_t n_operands, struct emu_error *error)
{
    struct emu_net_row rows[EMU_NET_CHECKS_MAX];
    (void)fields;
    (void)operands;
    (void)n_operands;
    (void)error; /* what is missing is an answer */
    size_t n = emu_net_rows(rows);
    for (size_t i = 0; i < n; i++) {
        printf("%-3s %-20s %s\n", rows[i].is_ready ? "yes" : "no", rows[i].what, rows[i].text);
    }
    return EMU_EXIT_OK;
}

static const char *const examples[] = {"vspa net check", NULL};
static const struct emu_command command_check = {
    .name = "check",
    .help = "say which networks this host offers",
    .about = "Prints the values of --wan and --lan. For each: is it ready, and which command makes it so. It is found "
             "by trying, and nothing is changed. 'vspa run --wan help' lists all values.",
    .examples = examples,
    .run = check,
};
static const struct emu_command *const commands[] = {&command_check, NULL};
const struct emu_command emu_command_net = {
    .name = "net",
    .help = "say which networks this host offers",
    .about = "The networks that the cables of a unit can lead to.",
    .commands = commands,
};
