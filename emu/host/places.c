/* SPDX-License-Identifier: MIT */
#include <host/places.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool join(char out[EMU_PATH_MAX], const char *a, const char *b)
{
    int n = snprintf(out, EMU_PATH_MAX, "%s%s", a, b);
    return n >= 0 && (size_t)n < EMU_PATH_MAX;
}

/* A file or folder of the user: below the folder that the variable names, else below this one of the home folder.
 * False: neither is known. The XDG rules have a relative path ignored. */
static bool in_folder(const char *variable, const char *below_home, char out[EMU_PATH_MAX], const char *path,
                      bool *fits)
{
    const char *given = getenv(variable);
    const char *home = getenv("HOME");
    bool is_given = given != NULL && given[0] == '/';
    char folder[EMU_PATH_MAX];
    if (!is_given && (home == NULL || home[0] != '/')) {
        return false;
    }
    *fits = join(folder, is_given ? given : home, is_given ? "" : below_home) && join(out, folder, path);
    return true;
}

static bool in_data_folder(char out[EMU_PATH_MAX], const char *path, bool *fits)
{
    return in_folder("XDG_DATA_HOME", "/.local/share", out, path, fits);
}

bool emu_place_history(char out[EMU_PATH_MAX])
{
    bool fits;
    return in_folder("XDG_STATE_HOME", "/.local/state", out, "/vspa/history", &fits) && fits;
}

/* A file that an option names, else the one in the data folder. */
static enum emu_exit place_file(char out[EMU_PATH_MAX], const char *what, const char *in_data, const char *given,
                                bool may_make_folders, struct emu_error *error)
{
    bool fits;
    if (given != NULL) {
        fits = join(out, given, "");
    } else if (!in_data_folder(out, in_data, &fits)) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: no home folder: name the file with --%s", what, what);
    }
    if (!fits) {
        return emu_error_set(error, EMU_EXIT_USAGE, "%s: the path is too long: give a shorter one with --%s", what,
                             what);
    }
    char failed[EMU_PATH_MAX];
    if (given == NULL && may_make_folders && emu_make_folders(out, 0700, failed) != RT_OK) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT,
                             "%s: the folder cannot be made (%s): name the %s file with --%s", failed, strerror(errno),
                             what, what);
    }
    return EMU_EXIT_OK;
}

enum emu_exit emu_place_unit(char out[EMU_PATH_MAX], const char *given, bool may_make_folders, struct emu_error *error)
{
    return place_file(out, "unit", "/vspa/unit.flash", given, may_make_folders, error);
}

enum emu_exit emu_place_scores(char out[EMU_PATH_MAX], const char *given, bool may_make_folders,
                               struct emu_error *error)
{
    return place_file(out, "scores", "/vspa/scores.db", given, may_make_folders, error);
}

/* The folder of the program, with a slash at its end; "" when the host does not say. */
static void program_folder(char out[EMU_PATH_MAX])
{
    ssize_t n = readlink("/proc/self/exe", out, EMU_PATH_MAX - 1);
    out[n > 0 ? n : 0] = '\0';
    char *slash = strrchr(out, '/');
    if (slash != NULL) {
        slash[1] = '\0';
    }
}

/* A folder that is named, by an option or a variable, or is beside the program, in the data folder, or in share/. */
static enum emu_exit place_folder(char out[EMU_PATH_MAX], const char *what, const char *given, const char *variable,
                                  struct emu_error *error)
{
    const char *from_environment = getenv(variable);
    const char *named = given != NULL ? given : from_environment;
    char option[32], beside[64], in_data[64], in_share[128];
    bool fits;
    (void)snprintf(option, sizeof option, "--%s", what);
    if (named != NULL && named[0] != '\0') {
        if (!join(out, named, "") || !emu_is_folder(out)) {
            return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: not a folder: name the folder of %s with %s", named,
                                 what, given != NULL ? option : variable);
        }
        return EMU_EXIT_OK;
    }
    char program[EMU_PATH_MAX];
    program_folder(program);
    (void)snprintf(beside, sizeof beside, "%s", what);
    (void)snprintf(in_data, sizeof in_data, "/vspa/%s", what);
    (void)snprintf(in_share, sizeof in_share, VSPA_SHARE_FROM_BIN "/%s", what);
    if ((join(out, program, beside) && emu_is_folder(out)) ||
        (in_data_folder(out, in_data, &fits) && fits && emu_is_folder(out)) ||
        (join(out, program, in_share) && emu_is_folder(out))) {
        return EMU_EXIT_OK;
    }
    return emu_error_set(
        error, EMU_EXIT_ENVIRONMENT,
        "%s: no folder of %s beside the program, in vspa/%s of the data folder, or in " VSPA_SHARE_FROM_BIN
        "/%s: name it with %s",
        what, what, what, what, option);
}

enum emu_exit emu_place_images(char out[EMU_PATH_MAX], const char *given, struct emu_error *error)
{
    return place_folder(out, "images", given, "VSPA_IMAGES", error);
}

enum emu_exit emu_place_lessons(char out[EMU_PATH_MAX], const char *given, struct emu_error *error)
{
    return place_folder(out, "lessons", given, "VSPA_LESSONS", error);
}

enum emu_exit emu_place_pki(char out[EMU_PATH_MAX], const char *given, struct emu_error *error)
{
    char images[EMU_PATH_MAX];
    const char *from_environment = getenv("VSPA_PKI");
    const char *named = given != NULL ? given : from_environment;
    if (named != NULL && named[0] != '\0') {
        return join(out, named, "") && emu_is_folder(out)
                   ? EMU_EXIT_OK
                   : emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: not a folder: make one with 'vspa pki init'",
                                   named);
    }
    if (emu_place_images(images, NULL, error) != EMU_EXIT_OK) {
        return error->code;
    }
    return join(out, images, "/pki") && emu_is_folder(out)
               ? EMU_EXIT_OK
               : emu_error_set(
                     error, EMU_EXIT_ENVIRONMENT,
                     "%s/pki: not a folder: name the root certificates with --pki, or make some with 'vspa pki init'",
                     images);
}
