/* SPDX-License-Identifier: MIT */
/* vspa window: one unit on the screen. */
#include <ctl/ctl.h>
#include <board/board.h>
#include <board/clock.h>
#include <host/kinds.h>
#include <record/captures.h>
#include <act/acts.h>
#include <unit/loop.h>
#include <unit/setup.h>
#include <window/commands.h>
#include <window/window.h>

struct arguments {
    struct emu_setup setup;
    struct emu_capture_options captures;
    struct emu_window_options window;
    uint64_t for_us; /* 0: until it is closed */
    const char *ctl;
};

static void run(struct emu_unit *u, const struct arguments *a, struct emu_error *error)
{
    struct emu_acts acts;
    emu_acts_init(&acts, u);
    if (!emu_loop_catch_signals(emu_unit_loop(u))) {
        (void)emu_error_set(error, EMU_EXIT_ENVIRONMENT, "window: cannot install signal handlers");
        return;
    }
    board_power_on(emu_unit_board(u));
    (void)emu_act_wait_time(&acts, a->for_us != 0 ? a->for_us : BOARD_NEVER); /* until the window is closed */
}

static int open_window(void *fields, char **operands, size_t n_operands, struct emu_error *error)
{
    struct arguments *a = fields;
    struct emu_unit *u = NULL;
    struct emu_captures *captures = NULL;
    struct emu_window *window = NULL;
    struct emu_ctl *ctl = NULL;
    (void)operands;
    (void)n_operands; /* none, by the table */
    a->window.is_wanted = true;
    a->window.forwards = &a->setup.unit.net.forwards;
    if (emu_window_check(&a->window, "window", error) != EMU_EXIT_OK ||
        emu_setup_open(&a->setup, &u, error) != EMU_EXIT_OK) {
        return error->code;
    }
    if (emu_window_open(&window, u, &a->window, error) == EMU_EXIT_OK &&
        emu_captures_start(&captures, u, &a->captures, error) == EMU_EXIT_OK &&
        (a->ctl == NULL || emu_ctl_create(&ctl, u, a->ctl, error) == EMU_EXIT_OK)) {
        run(u, a, error);
    }
    (void)emu_window_close(window, error); /* the error says it */
    emu_ctl_destroy(ctl);
    (void)emu_captures_stop(captures, error);
    (void)emu_unit_check_file(u, error);
    emu_unit_destroy(u);
    return error->code;
}

static void preset(void *fields)
{
    struct arguments *a = fields;
    emu_setup_init(&a->setup, 1);
    a->setup.unit.net.reach = EMU_REACH_INTERNET;
    emu_window_options_init(&a->window);
}

#define AT(member) offsetof(struct arguments, member)
static const struct emu_option pace_rows[] = {EMU_PACE_ROWS("real")};
static const struct emu_option_group pace = EMU_OPTION_GROUP("Time", pace_rows);
static const struct emu_option own_rows[] = {
    {"for", 0, "TIME", "close after TIME of virtual time", NULL, &emu_kind_duration, AT(for_us)},
    {"ctl", 0, "SOCKET", "listen for JSON-RPC control on SOCKET", NULL, &emu_kind_socket, AT(ctl)},
};
static const struct emu_option_group own_group = EMU_OPTION_GROUP("Window", own_rows);
static const struct emu_options_at options[] = {
    EMU_SETUP_GROUPS(struct arguments, setup, pace), {&emu_window_option_group, AT(window)},    {&own_group, 0},
    {&emu_record_option_group, AT(captures)},        {&emu_capture_option_group, AT(captures)},
};
static const char *const examples[] = {
    "vspa window --lab tftproot",
    "vspa window --lab tftproot --hidden --time warp --for 90s --picture unit.png",
    NULL,
};
const struct emu_command emu_command_window = {
    .name = "window",
    .help = "operate a unit on the screen: lamps, cables, two telephones",
    .about =
        "Open a window with a unit: lamps, sockets with their cables, two telephones with keypads, captions of what "
        "is heard, and what happens beside them. F1 lists the keys.\n"
        "'run', 'replay', 'test' and 'demo' show their unit with --window.\n"
        "Needs a display, and the module vspa-window.so with SDL2, SDL2_ttf and cairo.",
    .examples = examples,
    EMU_COMMAND_OPTIONS(options),
    .n_field_bytes = sizeof(struct arguments),
    .preset = preset,
    .run = open_window,
};
