/* SPDX-License-Identifier: MIT */
/* vspa check: the command. It makes a temporary unit, sets where it starts, powers it, and reports what happened. */
#include <check/commands.h>
#include "check_priv.h"
#include "start.h"
#include <host/kinds.h>
#include <offline/report.h>
#include <record/captures.h>
#include <unit/loop.h>
#include <unit/make.h>
#include <unitfile/release_for.h>
#include <unitfile/releases.h>
#include <unit/setup.h>
#include <unitfile/unitfile.h>
#include <board/board.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SEED  2102u
#define WEEKS (2u * 7u * 24u * 3600u) /* a periodic resync once a week is met */

struct arguments {
    struct emu_setup setup;
    struct emu_make_config make;
    struct emu_release_for release_for;
    const char *rule;
    uint64_t for_us;
    bool is_json;
    const char *junit_path;
    struct emu_capture_options captures;
};

/* A URL is a rule; anything else is a file. */
static bool is_url(const char *operand)
{
    struct rt_str text = rt_str(operand);
    return rt_str_starts(rt_str_from(text, rt_str_find(text, ':')), "://");
}

static enum emu_exit read_start(const struct arguments *a, const char *operand, struct check_start *start,
                                struct emu_error *error)
{
    *start = (struct check_start){.rule = a->rule};
    rt_buf_init(&start->shown, 8 * FW_VALUE_MAX);
    if (operand != NULL && a->rule != NULL) {
        return emu_error_set(error, EMU_EXIT_USAGE, "check: --rule: give either a rule, a URL or a profile");
    }
    if (operand != NULL && is_url(operand)) {
        start->rule = operand;
    } else if (operand != NULL && strpbrk(operand, "/:") != NULL && access(operand, F_OK) != 0) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT,
                             "%s: not found: check the path; a URL begins with tftp://, http:// or https://", operand);
    } else {
        start->profile = operand;
    }
    return EMU_EXIT_OK;
}

static enum emu_exit make(struct arguments *a, struct check_start *start, struct board_ident *ident,
                          struct emu_unit **u, struct emu_error *error)
{
    struct emu_unitfile *file;
    if (emu_unitfile_create_private(&file, error) != EMU_EXIT_OK) {
        return error->code;
    }
    if (emu_make(file, &a->make, ident, error) != EMU_EXIT_OK ||
        check_start_apply(start, emu_unitfile_flash(file), error) != EMU_EXIT_OK) {
        emu_unitfile_close(file);
        return error->code;
    }
    return emu_setup_build(&a->setup, file, false, u, error);
}

static void put_head(const struct arguments *a, const struct check_start *start, const struct board_ident *ident,
                     json_t *report)
{
    json_t *unit = json_object();
    char mac[13];
    const char *subject = start->profile != NULL ? start->profile : "the factory's Profile_Rule";
    report_set(report, "subject", rt_str(start->rule != NULL ? rt_buf_text(&start->shown) : subject));
    report_set(unit, "product", rt_str(ident->product));
    report_set(unit, "mac", rt_str(rt_mac_digits(ident->mac, mac)));
    report_set(unit, "serial", rt_str(ident->serial));
    report_set(unit, "release", rt_str(a->make.release != NULL ? a->make.release : EMU_MAKE_RELEASE_DEFAULT));
    (void)json_object_set_new(unit, "seed", json_integer((json_int_t)a->setup.unit.seed));
    (void)json_object_set_new(report, "unit", unit);
}

static void close_unwritten(FILE *junit)
{
    if (junit != NULL) {
        (void)fclose(junit); /* nothing was written */
    }
}

static void run(const struct arguments *a, const struct check_start *start, const struct board_ident *ident,
                struct emu_unit *u, struct emu_error *error)
{
    struct check_facts facts;
    struct emu_captures *captures;
    FILE *junit = a->junit_path != NULL ? check_open_junit(a->junit_path, error) : NULL;
    if (error->code != EMU_EXIT_OK) {
        return;
    }
    if (emu_captures_start(&captures, u, &a->captures, error) != EMU_EXIT_OK) {
        close_unwritten(junit);
        return;
    }
    if (!emu_loop_catch_signals(emu_unit_loop(u)) || !check_facts_begin(&facts, u)) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "check: out of memory");
        close_unwritten(junit);
        (void)emu_captures_stop(captures, error); /* the error says it */
        return;
    }
    put_head(a, start, ident, facts.report);
    board_power_on(emu_unit_board(u));
    check_settle(&facts, u, a->for_us, error);
    if (a->is_json) {
        report_print_json(facts.report);
    } else {
        check_print(facts.report);
    }
    if (junit != NULL) {
        (void)check_write_junit(junit, facts.report, a->junit_path, error); /* the error says it */
    }
    check_facts_end(&facts, u);
    (void)emu_captures_stop(captures, error);
}

static int check(void *fields, char **operands, size_t n_operands, struct emu_error *error)
{
    struct arguments *a = fields;
    struct emu_unit *u = NULL;
    struct check_start start;
    struct board_ident *ident = rt_mem_alloc(sizeof *ident); /* with certificate and key: too large for the stack */
    a->release_for.images = a->make.images;
    a->make.pki = a->setup.unit.lab.https.pki; /* one option for the unit and the provider */
    struct fw_foreign foreign = emu_release_for_foreign(&a->release_for);
    a->setup.unit.foreign = &foreign;
    if (ident == NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "check: out of memory");
    }
    if (read_start(a, n_operands > 0 ? operands[0] : NULL, &start, error) == EMU_EXIT_OK &&
        make(a, &start, ident, &u, error) == EMU_EXIT_OK) {
        run(a, &start, ident, u, error);
    }
    emu_unit_destroy(u);
    rt_buf_fini(&start.shown);
    rt_mem_free(ident);
    return error->code;
}

static void preset(void *fields)
{
    struct arguments *a = fields;
    emu_setup_init(&a->setup, 0);
    a->setup.has_seed = true;
    a->setup.unit.seed = SEED;
    /* A real server's certificate is judged by today. */
    a->setup.unit.lab.unix_s = (uint64_t)time(NULL);
    a->for_us = (uint64_t)WEEKS * BOARD_US_PER_S;
    a->make = (struct emu_make_config){
        .mac = {0x00, 0x0e, 0x08, 0x01, 0x23, 0x45}, .has_mac = true, .serial = "FM500K012345"};
}

#define AT(member) offsetof(struct arguments, member)
static const struct emu_option rule_rows[] = {
    {"rule", 0, "TEXT", "begin with this Profile_Rule", "that of the factory", &emu_kind_text, AT(rule)},
};
static const struct emu_option unit_rows[] = {
    {"mac", 0, "MAC", "set the MAC address", "000E08012345", &emu_kind_mac, AT(make)},
    {"serial", 0, "TEXT", "set the serial number", "FM500K012345", &emu_kind_text, AT(make.serial)},
    {"hw", 0, "VERSION", "set the hardware version", EMU_MAKE_HARDWARE_DEFAULT, &emu_kind_text, AT(make.hw_version)},
    {"no-certificate", 0, NULL, "omit the client certificate", NULL, &emu_kind_switch, AT(make.has_no_certificate)},
    {"seed", 0, "N", "seed the unit's random numbers", "2102", &emu_kind_seed, AT(setup)},
    {"quirk", 0, "NAME", "use an alternative interpretation", NULL, &emu_kind_quirk, AT(setup.unit.quirks)},
    {"strict", 0, NULL, "fail where a real unit would", NULL, &emu_kind_switch, AT(setup.unit.is_strict)},
};
static const struct emu_option firmware_rows[] = {
    {"release", 0, "VERSION", "begin with this release", EMU_MAKE_RELEASE_DEFAULT, &emu_kind_release, AT(make.release)},
    EMU_IMAGES_ROW(struct arguments, make.images),
    EMU_RELEASE_FOR_ROW(struct arguments, release_for),
};
static const struct emu_option pace_rows[] = {EMU_PACE_ROWS("warp")};
static const struct emu_option time_rows[] = {
    {"for", 0, "TIME", "give up after TIME of virtual time", "14 days", &emu_kind_duration, AT(for_us)},
};
static const struct emu_option output_rows[] = {
    {"json", 0, NULL, "print the report as JSON", NULL, &emu_kind_switch, AT(is_json)},
    {"junit", 0, "FILE", "write the report as JUnit XML", NULL, &emu_kind_file, AT(junit_path)},
};
static const struct emu_option_group rule_group = EMU_OPTION_GROUP("Start", rule_rows);
static const struct emu_option_group unit_group = EMU_OPTION_GROUP("Unit", unit_rows);
static const struct emu_option_group firmware_group = EMU_OPTION_GROUP("Firmware", firmware_rows);
static const struct emu_option_group pace_group = EMU_OPTION_GROUP("Time", pace_rows);
static const struct emu_option_group time_group = EMU_OPTION_GROUP("Time", time_rows);
static const struct emu_option_group output_group = EMU_OPTION_GROUP("Output", output_rows);
static const struct emu_options_at options[] = {
    {&rule_group, 0},
    {&unit_group, 0},
    {&firmware_group, 0},
    {&pace_group, AT(setup.unit.pace)},
    {&time_group, 0},
    {&emu_net_option_group, AT(setup.unit.net)},
    {&emu_lab_option_group, AT(setup.unit.lab)},
    {&output_group, 0},
    {&emu_capture_option_group, AT(captures)},
    {&emu_setup_output_group, AT(setup)},
};
static const struct emu_kind kind_start = {.name = "file", .parse = emu_parse_text};
static const struct emu_operand check_operands[] = {
    {"URL|PROFILE", "begin at URL, or with what PROFILE has set", &kind_start, 0, 1},
};
static const char *const examples[] = {
    "vspa check --lab tftproot",
    "vspa check tftp://192.168.1.200/spa2102.cfg --map udp:69=6969",
    "vspa check https://prov.telco.com/a.xml --map tcp:443=8443 --junit a.xml \\",
    "  --host prov.telco.com=192.168.1.200",
    "vspa check --rule '[--key abc] http://192.168.1.200/a.cfg' --map tcp:80=8080",
    NULL,
};
const struct emu_command emu_command_check = {
    .name = "check",
    .help = "test a provisioning server with a temporary unit",
    .about =
        "Make a unit for this run and power it. It fetches its profile from your server (--map leads 192.168.1.200 to "
        "127.0.0.1), follows what the profile says (another Profile_Rule, an Upgrade_Rule, restarts), and ends when a "
        "resync changes nothing and asks for nothing new. Then it prints what it met: names, TCP, TLS and "
        "certificate, status and headers, bytes, formats, elements, changed values, restarts, syslog messages, what a "
        "unit of 2007 could not have done, and where it would go next. It begins at URL, with --rule, or with what a "
        "PROFILE has set; without them with the factory's Profile_Rule. The provider's date is today's unless --date "
        "is "
        "given.\n"
        "The vendor's firmware files cannot run here. They are fetched in full, then a release of vspa is installed in "
        "their place; --release-for names it where the file's name does not tell ('--release-for help').\n"
        "Exit codes: 0 settled; 1 refused or failed; 4 not settled in the time of --for.",
    .examples = examples,
    EMU_COMMAND_OPERANDS(check_operands),
    EMU_COMMAND_OPTIONS(options),
    .n_field_bytes = sizeof(struct arguments),
    .preset = preset,
    .run = check,
};
