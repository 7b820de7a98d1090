/* SPDX-License-Identifier: MIT */
/* vspa demo: the command. What is told stands in demo_story.c. */
#include <demo/commands.h>
#include "demo_priv.h"
#include <story/printer.h>
#include <record/captures.h>
#include <unit/loop.h>
#include <unit/make.h>
#include <host/options.h>
#include <unit/releases.h>
#include <unit/setup.h>
#include <unit/unitfile.h>
#include <board/clock.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define DEMO_SEED 2102u

struct arguments {
    struct emu_setup setup;
    struct emu_texts trace;
    struct emu_capture_options captures;
    const char *images, *publish;
    bool is_json;
};

static const struct emu_option options[] = {
    {"seed", "N", "seed of the unit's random numbers (default 2102)", emu_parse_seed,
     offsetof(struct arguments, setup)},
    {"json", NULL, "the timeline as JSON", emu_parse_switch, offsetof(struct arguments, is_json)},
    EMU_CAPTURE_OPTIONS(struct arguments, captures),
    {"lab", "DIR", "serve this folder, with a spa2102.cfg in it that sets Enable_WAN_Web_Server", emu_parse_text,
     offsetof(struct arguments, setup.lab_folder)},
    {"map", "udp:PORT=HOSTPORT", "the provider's PORT is a server of yours at 127.0.0.1:HOSTPORT (udp, tcp)",
     emu_parse_port_map, offsetof(struct arguments, setup.maps)},
    {"publish", "DIR", "write the provider's files there too: for servers of yours that serve this folder",
     emu_parse_text, offsetof(struct arguments, publish)},
    {"time", "PACE", "real, xN (N times as fast) or warp (default)", emu_parse_pace,
     offsetof(struct arguments, setup.pace.rate)},
    {"images", "DIR", "where the images of the releases are", emu_parse_text, offsetof(struct arguments, images)},
    {"trace", "SIGNAL", "print these signals of the trace too: fw.*, '*' (again for more)", emu_parse_texts,
     offsetof(struct arguments, trace)},
    {"verbose", NULL, "the developer's log on standard error", emu_parse_switch,
     offsetof(struct arguments, setup.is_verbose)},
};

static const struct emu_usage usage = {
    .command = "demo",
    .operands = "",
    .summary =
        "Tells the whole story of a unit in seconds: out of the box, provisioned, asked by the voice menu, reset to\n"
        "factory state from the handset, provisioned again, upgraded. The unit is made for this run and is gone\n"
        "after it. Each step is checked: one that does not happen ends the story with exit 1.",
    .example = "  vspa demo\n"
               "  vspa demo --seed 7 --json\n"
               "  vspa demo --wav story.wav --time real\n"
               "  vspa demo --publish /srv/files --map udp:69=6969 --map tcp:80=8080",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
};

/* One file of the provider: in the lab, and in the folder that real servers serve. */
static enum emu_exit publish_file(struct emu_unit *u, const struct arguments *a, const char *path, const void *bytes,
                                  size_t n, struct emu_error *error)
{
    if (emu_lab_publish(emu_unit_lab(u), path, bytes, n) != RT_OK) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "demo: out of memory: end other programs");
    }
    return a->publish == NULL ? EMU_EXIT_OK : emu_write_below(a->publish, path, bytes, n, error);
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
    if (emu_releases_read(&image, NULL, a->images, EMU_DEMO_NEW, error) == EMU_EXIT_OK &&
        (a->setup.lab_folder != NULL ||
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

static void tell(struct emu_unit *u, const struct arguments *a, struct emu_error *error)
{
    struct emu_printer printer;
    struct emu_story story;
    struct emu_captures *captures;
    if (emu_captures_start(&captures, u, &a->captures, error) != EMU_EXIT_OK) {
        return;
    }
    uint64_t begun_us = emu_pace_host_us();
    emu_printer_start(&printer, emu_unit_board(u), a->trace.text, a->trace.n);
    emu_story_begin(&story, u, a->is_json, error);
    story.is_provider_outside = a->setup.maps.n > 0;
    bool is_done = emu_demo_tell(&story);
    uint64_t virtual_us = board_now_us(emu_unit_board(u));
    emu_story_end(&story);
    emu_printer_stop(&printer);
    (void)emu_captures_stop(captures, error); /* the error says it */
    if (is_done && !a->is_json) {
        /* Real time goes to standard error: the timeline is the same in every run. */
        printf("\nDone: %u steps, %" PRIu64 " min %" PRIu64 " s of the unit's time, seed %" PRIu64 ".\n", story.n_steps,
               virtual_us / BOARD_US_PER_S / 60, virtual_us / BOARD_US_PER_S % 60, emu_unit_seed(u));
        (void)fflush(stdout);
        fprintf(stderr, "vspa: demo: took %.2f s\n", (double)(emu_pace_host_us() - begun_us) / 1e6);
    }
}

int emu_front_demo(int argc, char **argv)
{
    struct arguments a = {.setup = {.has_seed = true, .seed = DEMO_SEED}};
    struct emu_error error = {0};
    struct emu_unit *u = NULL;
    size_t n_operands;
    emu_setup_init(&a.setup, 0);
    switch (emu_options_parse(&usage, argc, argv, &a, &n_operands, &error)) {
    case EMU_OPTIONS_HELP:
        return EMU_EXIT_OK;
    case EMU_OPTIONS_WRONG:
        return emu_error_print(&error);
    default:
        break;
    }
    if (make(&a, &u, &error) == EMU_EXIT_OK && publish(u, &a, &error) == EMU_EXIT_OK &&
        emu_loop_catch_signals(emu_unit_loop(u))) {
        tell(u, &a, &error);
    }
    emu_unit_destroy(u);
    return emu_error_print(&error);
}
