/* SPDX-License-Identifier: MIT */
/* vspa demo: the command. The steps are in chapters.c. */
#include <demo/commands.h>
#include "demo_priv.h"
#include "lamps.h"
#include <access/access.h>
#include <fileserver/fileserver.h>
#include <story/printer.h>
#include <record/captures.h>
#include <unit/loop.h>
#include <unit/make.h>
#include <host/colour.h>
#include <host/kinds.h>
#include <unitfile/releases.h>
#include <unit/setup.h>
#include <window/window.h>
#include <unitfile/unitfile.h>
#include <host/clock.h>
#include <board/clock.h>
#include <rt/human.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define DEMO_SEED    2102u
/* On a terminal the demo is watched: a minute of the unit takes three seconds. */
#define WATCHED_RATE 20u
#define RATE_UNSAID  UINT32_MAX

struct arguments {
    struct emu_setup setup;
    struct emu_texts trace;
    struct emu_capture_options captures;
    struct emu_window_options window;
    const char *images, *publish;
    bool is_json, is_fast;
};

/* One file of the provider: in the lab, and in the folder that real servers serve. */
static enum emu_exit publish_file(struct emu_unit *u, const struct arguments *a, const char *path, const void *bytes,
                                  size_t n, struct emu_error *error)
{
    if (emu_lab_publish(emu_unit_lab(u), path, bytes, n) != RT_OK) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "demo: out of memory");
    }
    return a->publish == NULL ? EMU_EXIT_OK : emu_write_below(a->publish, path, bytes, n, error);
}

/* Names of the built-in profile: the company's SIP and STUN servers are the provider. */
static enum rt_err publish_names(struct emu_unit *u)
{
    static const char *const names[] = {"sip.sunrise-telephone.test", "edge.sunrise-telephone.test",
                                        "stun.sunrise-telephone.test"};
    static const uint32_t provider = EMU_NET_PROVIDER;
    enum rt_err err = RT_OK;
    for (size_t i = 0; i < sizeof names / sizeof names[0] && err == RT_OK; i++) {
        err = emu_lab_set_host(emu_unit_lab(u), names[i], &provider, 1);
    }
    return err;
}

/* Puts the upgrade on the provider: the image, and a profile that asks for it. */
static enum emu_exit publish(struct emu_unit *u, const struct arguments *a, struct emu_error *error)
{
    static const char rule[] =
        "<flat-profile>\n"
        "  <Upgrade_Rule>( $SWVER lt " EMU_DEMO_NEW " )? http://192.168.1.200" EMU_DEMO_IMAGE_PATH "</Upgrade_Rule>\n"
        "</flat-profile>\n";
    static const char hello[] = "<flat-profile><GPP_P>hello, " EMU_DEMO_NEW "</GPP_P></flat-profile>\n";
    struct rt_buf image;
    rt_buf_init(&image, EMU_FILE_MAX_BYTES);
    if (a->setup.unit.lab.folder == NULL && publish_names(u) != RT_OK) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "demo: out of memory");
    } else if (emu_releases_read(&image, NULL, a->images, EMU_DEMO_NEW, error) == EMU_EXIT_OK &&
               (a->setup.unit.lab.folder != NULL ||
                publish_file(u, a, "/spa2102.cfg", emu_demo_profile, emu_demo_profile_bytes, error) == EMU_EXIT_OK) &&
               publish_file(u, a, EMU_DEMO_UPGRADE_PATH, rule, sizeof rule - 1, error) == EMU_EXIT_OK &&
               publish_file(u, a, EMU_DEMO_HELLO_PATH, hello, sizeof hello - 1, error) == EMU_EXIT_OK) {
        (void)publish_file(u, a, EMU_DEMO_IMAGE_PATH, image.bytes, image.n, error);
    }
    rt_buf_fini(&image);
    return error->code;
}

static enum emu_exit make(const struct arguments *a, struct emu_unit **u, struct emu_error *error)
{
    struct emu_unitfile *file;
    const struct emu_make_config config = {
        .mac = {0x00, 0x0e, 0x08, 0x21, 0x02, 0x07},
        .has_mac = true,
        .serial = "FM500K210207",
        .release = EMU_DEMO_OLD,
        .images = a->images,
    };
    if (emu_unitfile_create_private(&file, error) != EMU_EXIT_OK) {
        return error->code;
    }
    if (emu_make(file, &config, NULL, error) != EMU_EXIT_OK) {
        emu_unitfile_close(file);
        return error->code;
    }
    return emu_setup_build(&a->setup, file, true, u, error);
}

static void tell(struct emu_unit *u, const struct arguments *a, struct emu_window *window, struct emu_error *error)
{
    struct emu_printer printer;
    struct emu_story story;
    struct emu_captures *captures;
    if (emu_captures_start(&captures, u, &a->captures, error) != EMU_EXIT_OK) {
        (void)emu_window_close(window, error);
        return;
    }
    uint64_t begun_us = emu_host_us();
    emu_printer_start(&printer, emu_unit_board(u), a->trace.text, a->trace.n);
    emu_story_begin(&story, u, a->is_json, error);
    story.is_provider_outside = a->setup.unit.net.maps.n > 0;
    if (a->setup.unit.lab.folder == NULL) {
        (void)emu_act_do_line(&story.acts, "registrar"); /* without it the line is not registered, as the rows say */
    }
    struct demo_lamps lamps;
    bool has_lamps = a->setup.unit.pace.rate != 0 && !a->is_json && a->trace.n == 0 && emu_is_terminal(stdout);
    if (has_lamps) {
        demo_lamps_start(&lamps, &story);
    }
    bool is_done = error->code == EMU_EXIT_OK && emu_demo_tell(&story);
    if (has_lamps) {
        demo_lamps_stop(&lamps);
    }
    uint64_t virtual_us = board_now_us(emu_unit_board(u));
    emu_story_end(&story);
    emu_printer_stop(&printer);
    (void)emu_captures_stop(captures, error); /* the error says it */
    if (story.is_interrupted) {
        fprintf(stderr, "vspa: demo: interrupted after %s; 'vspa demo --fast' takes seconds\n",
                rt_count(story.n_steps, "step").s);
    }
    if (is_done && !a->is_json) {
        /* Real time goes to standard error: the timeline is the same in every run. */
        printf("\n%sDone%s: %s, %s of virtual time, seed %" PRIu64 "\n", emu_style_on(stdout, EMU_STYLE_GOOD),
               emu_style_off(stdout, EMU_STYLE_GOOD), rt_count(story.n_steps, "step").s,
               rt_duration(virtual_us / 1000).s, emu_unit_seed(u));
        (void)fflush(stdout);
        fprintf(stderr, "vspa: demo: took %s\n", rt_duration((emu_host_us() - begun_us) / 1000).s);
    }
    (void)fflush(stdout);
    emu_window_stay(window);
    (void)emu_window_close(window, error); /* the error says it */
}

static int demo(void *fields, char **operands, size_t n_operands, struct emu_error *error)
{
    struct arguments *a = fields;
    struct emu_unit *u = NULL;
    struct emu_window *window;
    bool is_watched = a->window.is_wanted ? !a->window.is_hidden : !a->is_json && emu_is_terminal(stdout);
    if (a->setup.unit.pace.rate == RATE_UNSAID) {
        a->setup.unit.pace.rate = !a->is_fast && is_watched ? WATCHED_RATE : 0;
    }
    (void)operands;
    (void)n_operands; /* none, by the table */
    if (emu_window_check(&a->window, "demo", error) == EMU_EXIT_OK && make(a, &u, error) == EMU_EXIT_OK &&
        publish(u, a, error) == EMU_EXIT_OK && emu_loop_catch_signals(emu_unit_loop(u)) &&
        emu_window_open(&window, u, &a->window, error) == EMU_EXIT_OK) {
        tell(u, a, window, error);
    }
    emu_unit_destroy(u);
    return error->code;
}

static void preset(void *fields)
{
    struct arguments *a = fields;
    emu_setup_init(&a->setup, RATE_UNSAID);
    emu_window_options_init(&a->window);
    a->setup.has_seed = true;
    a->setup.unit.seed = DEMO_SEED;
}

#define AT(member) offsetof(struct arguments, member)
static const struct emu_option unit_rows[] = {
    {"seed", 0, "N", "seed the unit's random numbers", "2102", &emu_kind_seed, AT(setup)},
    EMU_IMAGES_ROW(struct arguments, images),
};
static const struct emu_option pace_rows[] = {
    EMU_PACE_ROWS("warp; watched: x20"),
};
static const struct emu_option fast_rows[] = {
    {"fast", 0, NULL, "do not pace the demo on a terminal", NULL, &emu_kind_switch, AT(is_fast)},
};
static const struct emu_option provider_rows[] = {
    {"lab", 0, "DIR", "serve DIR with your spa2102.cfg", "built-in profile", &emu_kind_input_dir,
     AT(setup.unit.lab.folder)},
    {"publish", 0, "DIR", "copy the provider's files to DIR for real servers", NULL, &emu_kind_dir, AT(publish)},
};
static const struct emu_option output_rows[] = {
    {"json", 0, NULL, "print the timeline as JSON", NULL, &emu_kind_switch, AT(is_json)},
    {"trace", 0, "SIGNAL", "print these trace signals too", NULL, &emu_kind_signals, AT(trace)},
};
static const struct emu_option_group unit_group = EMU_OPTION_GROUP("Unit", unit_rows);
static const struct emu_option_group pace_group = EMU_OPTION_GROUP("Time", pace_rows);
static const struct emu_option_group fast_group = EMU_OPTION_GROUP("Time", fast_rows);
static const struct emu_option_group provider_group = EMU_OPTION_GROUP("Provider", provider_rows);
static const struct emu_option_group output_group = EMU_OPTION_GROUP("Output", output_rows);
static const struct emu_options_at options[] = {
    {&unit_group, 0},
    {&pace_group, AT(setup.unit.pace)},
    {&fast_group, 0},
    {&emu_net_option_group, AT(setup.unit.net)},
    {&provider_group, 0},
    {&output_group, 0},
    {&emu_window_switch_group, AT(window)},
    {&emu_window_option_group, AT(window)},
    {&emu_record_option_group, AT(captures)},
    {&emu_capture_option_group, AT(captures)},
    {&emu_setup_output_group, AT(setup)},
};

static const char *const examples[] = {
    "vspa demo",
    "vspa demo --window",
    "vspa demo --seed 7 --json",
    "vspa demo --wav demo.wav --time real",
    "vspa demo --publish /srv/files --map udp:69=6969 --map tcp:80=8080",
    NULL,
};
const struct emu_command emu_command_demo = {
    .name = "demo",
    .help = "show the life of a unit in seconds, without any set-up",
    .about = "Show the life of a unit in seconds: out of the box, provisioned, queried by the voice menu, reset to "
             "factory state from the handset, provisioned again, upgraded. The unit is made for this run and removed "
             "after it. Each step is checked: one that does not happen ends the demo with exit code 1. On a terminal "
             "it runs "
             "at x20 and shows the LEDs; Ctrl-C ends it with exit code 0. --window shows the unit at x20, and stays "
             "until it is closed. A spa2102.cfg of yours must set "
             "Enable_WAN_Web_Server.",
    .examples = examples,
    EMU_COMMAND_OPTIONS(options),
    .n_field_bytes = sizeof(struct arguments),
    .preset = preset,
    .run = demo,
};
