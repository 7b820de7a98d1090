/* SPDX-License-Identifier: MIT */
#include <unit/setup.h>
#include <unit/make.h>
#include <host/kinds.h>
#include <host/signals.h>
#include <host/places.h>
#include <host/endings.h>
#include <host/private_dir.h>
#include <unitfile/unitfile.h>
#include <fw/quirk.h>
#include <board/signal.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *parse_seed(const char *value, void *setup)
{
    struct emu_setup *s = setup;
    s->has_seed = true;
    return emu_parse_u64(value, &s->unit.seed);
}

#define CHOICE(id, name, help) {name, help},
static const struct emu_choice quirks[] = {FW_QUIRK_LIST(CHOICE)};
#undef CHOICE
const struct emu_kind emu_kind_quirk = {
    .name = "choice", .parse = emu_parse_quirk, .choices = quirks, .n_choices = FW_N_QUIRKS, .is_list = true};
const struct emu_kind emu_kind_seed = {.name = "number", .parse = parse_seed};

const char *emu_parse_quirk(const char *value, void *mask)
{
#define NAME(id, name, help) " " name
    static const char wrong[] = "no such quirk: give one of" FW_QUIRK_LIST(NAME);
#undef NAME
    enum fw_quirk q = fw_quirk_find(rt_str(value));
    if (q == FW_N_QUIRKS) {
        return wrong;
    }
    *(uint32_t *)mask |= FW_QUIRK_BIT(q);
    return NULL;
}

static void list_signals(const struct emu_given *given)
{
    (void)given;
    const struct board_signal *s;
    for (size_t i = 0; (s = emu_signal_at(i)) != NULL; i++) {
        emu_choice_print(s->name, s->help);
    }
}
static const char *parse_patterns(const char *value, void *texts)
{
    return emu_signal_matches(value) ? emu_parse_texts(value, texts) : "no such signal";
}

const struct emu_kind emu_kind_signals = {
    .name = "signal", .parse = parse_patterns, .list = list_signals, .is_open = true, .is_list = true};
const struct emu_kind emu_kind_event = {
    .name = "signal", .parse = emu_parse_texts, .list = list_signals, .is_open = true, .is_list = true};

#define AT(member) offsetof(struct emu_setup, member)
static const struct emu_option unit_options[] = {
    {"unit", 0, "FILE", "open this unit", "vspa/unit.flash in $XDG_DATA_HOME", &emu_kind_file, AT(unit_path)},
    {"snapshot", 0, NULL, "keep no change in the unit file", NULL, &emu_kind_switch, AT(is_snapshot)},
    {"seed", 0, "N", "seed the unit's random numbers", "random, printed", &emu_kind_seed, 0},
    {"quirk", 0, "NAME", "use an alternative interpretation", NULL, &emu_kind_quirk, AT(unit.quirks)},
    {"g729", 0, NULL, "give the unit G.729, by this host's libbcg729", NULL, &emu_kind_switch, AT(unit.has_g729)},
    {"strict", 0, NULL, "fail where a real unit would", NULL, &emu_kind_switch, AT(unit.is_strict)},
};
static const struct emu_option output_options[] = {
    {"verbose", 'v', NULL, "log debug messages to standard error", NULL, &emu_kind_switch, AT(is_verbose)},
};
const struct emu_option_group emu_setup_unit_group = EMU_OPTION_GROUP("Unit", unit_options);
const struct emu_option_group emu_setup_output_group = EMU_OPTION_GROUP("Output", output_options);

void emu_setup_init(struct emu_setup *s, uint32_t rate)
{
    s->unit.pace.rate = rate;
    s->unit.pace.patience_us = EMU_PACE_PATIENCE_DEFAULT_US;
}

static enum emu_exit check_folder(const struct emu_setup *s, struct emu_error *error)
{
    struct stat st;
    if (s->unit.lab.folder == NULL) {
        return EMU_EXIT_OK;
    }
    if (stat(s->unit.lab.folder, &st) != 0 || !S_ISDIR(st.st_mode)) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "--lab %s: %s: name the folder that the provider serves",
                             s->unit.lab.folder, stat(s->unit.lab.folder, &st) != 0 ? strerror(errno) : "not a folder");
    }
    if (access(s->unit.lab.folder, R_OK | X_OK) != 0) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "--lab %s: %s: make it readable", s->unit.lab.folder,
                             strerror(errno));
    }
    return EMU_EXIT_OK;
}

enum emu_exit emu_setup_build(const struct emu_setup *s, struct emu_unitfile *file, bool has_lab_files,
                              struct emu_unit **out, struct emu_error *error)
{
    emu_endings_block(); /* emu_loop_catch_signals() follows */
    struct emu_unit_config config = s->unit;
    config.seed = s->has_seed ? s->unit.seed : emu_make_random() & UINT32_MAX;
    config.log = (struct rt_log){.level = s->is_verbose ? RT_LOG_DEBUG : RT_LOG_ERROR, .write = emu_log_write};
    config.has_lab_files = has_lab_files;
    if (check_folder(s, error) != EMU_EXIT_OK) {
        emu_unitfile_close(file);
        return error->code;
    }
    return emu_unit_create(out, file, &config, error);
}

/* A copy in memory, of a file that is only read. */
static enum emu_exit open_snapshot(struct emu_unitfile **out, const char *path, struct emu_error *error)
{
    if (emu_unitfile_create_private(out, error) == EMU_EXIT_OK &&
        emu_unitfile_copy(path, emu_unitfile_flash(*out), error) != EMU_EXIT_OK) {
        emu_unitfile_close(*out);
        *out = NULL;
    }
    return error->code;
}

enum emu_exit emu_setup_open(const struct emu_setup *s, struct emu_unit **out, struct emu_error *error)
{
    char path[EMU_PATH_MAX];
    struct emu_unitfile *file;
    emu_private_dir_sweep();
    if (check_folder(s, error) != EMU_EXIT_OK || emu_place_unit(path, s->unit_path, false, error) != EMU_EXIT_OK ||
        (s->is_snapshot ? open_snapshot : emu_unitfile_open)(&file, path, error) != EMU_EXIT_OK) {
        return error->code;
    }
    return emu_setup_build(s, file, false, out, error);
}
