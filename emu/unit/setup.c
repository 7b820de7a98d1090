/* SPDX-License-Identifier: MIT */
#include <unit/setup.h>
#include <unit/make.h>
#include <host/places.h>
#include <unit/unitfile.h>
#include <fw/quirk.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *emu_parse_seed(const char *value, void *setup)
{
    struct emu_setup *s = setup;
    s->has_seed = true;
    return emu_parse_u64(value, &s->seed);
}

const char *emu_parse_quirk(const char *value, void *quirks)
{
#define NAME(id, name, help) " " name
    static const char wrong[] = "no such quirk: give one of" FW_QUIRK_LIST(NAME);
#undef NAME
    enum fw_quirk q = fw_quirk_find(rt_str(value));
    if (q == FW_N_QUIRKS) {
        return wrong;
    }
    *(uint32_t *)quirks |= FW_QUIRK_BIT(q);
    return NULL;
}

void emu_setup_init(struct emu_setup *s, uint32_t rate)
{
    s->pace.rate = rate;
    s->pace.patience_us = EMU_PACE_PATIENCE_DEFAULT_US;
}

static void write_log(void *ctx, enum rt_log_level level, const char *module, const char *text)
{
    (void)ctx;
    fprintf(stderr, "vspa: %s: %s: %s\n", rt_log_level_name(level), module, text);
}

static enum emu_exit check_folder(const struct emu_setup *s, struct emu_error *error)
{
    struct stat st;
    if (s->lab_folder == NULL) {
        return EMU_EXIT_OK;
    }
    if (stat(s->lab_folder, &st) != 0 || !S_ISDIR(st.st_mode)) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "--lab %s: %s: give the folder that the provider serves",
                             s->lab_folder, stat(s->lab_folder, &st) != 0 ? strerror(errno) : "not a folder");
    }
    if (access(s->lab_folder, R_OK | X_OK) != 0) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "--lab %s: %s: make it readable", s->lab_folder,
                             strerror(errno));
    }
    return EMU_EXIT_OK;
}

enum emu_exit emu_setup_build(const struct emu_setup *s, struct emu_unitfile *file, bool has_lab_files,
                              struct emu_unit **out, struct emu_error *error)
{
    const struct emu_unit_config config = {
        .seed = s->has_seed ? s->seed : emu_make_random() & UINT32_MAX,
        .pace = s->pace,
        .log = {.level = s->is_verbose ? RT_LOG_DEBUG : RT_LOG_ERROR, .write = write_log},
        .lab_folder = s->lab_folder,
        .has_lab_files = has_lab_files,
        .hosts = s->hosts,
        .maps = s->maps,
        .forward_port = s->forward_port,
        .lab_unix_s = s->lab_unix_s,
        .https = s->https,
        .quirks = s->quirks,
        .is_strict = s->is_strict,
    };
    if (check_folder(s, error) != EMU_EXIT_OK) {
        emu_unitfile_close(file);
        return error->code;
    }
    return emu_unit_create(out, file, &config, error);
}

enum emu_exit emu_setup_open(const struct emu_setup *s, struct emu_unit **out, struct emu_error *error)
{
    char path[EMU_PATH_MAX];
    struct emu_unitfile *file;
    if (emu_place_unit(path, s->unit_path, false, error) != EMU_EXIT_OK ||
        emu_unitfile_open(&file, path, error) != EMU_EXIT_OK) {
        return error->code;
    }
    return emu_setup_build(s, file, false, out, error);
}
