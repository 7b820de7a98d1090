/* SPDX-License-Identifier: MIT */
#include <host/places.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool join(char out[EMU_PATH_MAX], const char *a, const char *b)
{
    int n = snprintf(out, EMU_PATH_MAX, "%s%s", a, b);
    return n >= 0 && (size_t)n < EMU_PATH_MAX;
}

enum emu_exit emu_place_unit(char out[EMU_PATH_MAX], const char *given, bool may_make_folders, struct emu_error *error)
{
    const char *data = getenv("XDG_DATA_HOME");
    const char *home = getenv("HOME");
    bool fits;
    if (given != NULL) {
        fits = join(out, given, "");
    } else if (data != NULL && data[0] == '/') { /* the XDG rules: a relative path is to be ignored */
        fits = join(out, data, "/vspa/unit.flash");
    } else if (home != NULL && home[0] == '/') {
        fits = join(out, home, "/.local/share/vspa/unit.flash");
    } else {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "unit: no home folder: name the file with --unit");
    }
    if (!fits) {
        return emu_error_set(error, EMU_EXIT_USAGE, "unit: the name is too long: give a shorter one with --unit");
    }
    if (given == NULL && may_make_folders) {
        emu_make_folders(out, 0700);
    }
    return EMU_EXIT_OK;
}

enum emu_exit emu_place_images(char out[EMU_PATH_MAX], const char *given, struct emu_error *error)
{
    static const char *const beside[] = {"images", "../share/vspa/images"};
    const char *from_environment = getenv("VSPA_IMAGES");
    const char *named = given != NULL ? given : from_environment;
    if (named != NULL && named[0] != '\0') {
        if (!join(out, named, "") || !emu_is_folder(out)) {
            return emu_error_set(error, EMU_EXIT_ENVIRONMENT,
                                 "%s: not a folder: give the folder of the images with "
                                 "--images",
                                 named);
        }
        return EMU_EXIT_OK;
    }
    char program[EMU_PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);
    program[n > 0 ? n : 0] = '\0';
    char *slash = strrchr(program, '/');
    if (slash != NULL) {
        slash[1] = '\0';
        for (size_t i = 0; i < sizeof beside / sizeof beside[0]; i++) {
            if (join(out, program, beside[i]) && emu_is_folder(out)) {
                return EMU_EXIT_OK;
            }
        }
    }
    return emu_error_set(error, EMU_EXIT_ENVIRONMENT,
                         "images: no folder of images beside the program: give it with --images, or build them");
}

enum emu_exit emu_place_pki(char out[EMU_PATH_MAX], const char *given, struct emu_error *error)
{
    char images[EMU_PATH_MAX];
    const char *from_environment = getenv("VSPA_PKI");
    const char *named = given != NULL ? given : from_environment;
    if (named != NULL && named[0] != '\0') {
        return join(out, named, "") && emu_is_folder(out)
                   ? EMU_EXIT_OK
                   : emu_error_set(error, EMU_EXIT_ENVIRONMENT,
                                   "%s: not a folder: give one that 'vspa pki init' made, with --pki", named);
    }
    if (emu_place_images(images, NULL, error) != EMU_EXIT_OK) {
        return error->code;
    }
    return join(out, images, "/pki") && emu_is_folder(out)
               ? EMU_EXIT_OK
               : emu_error_set(error, EMU_EXIT_ENVIRONMENT,
                               "%s/pki: not a folder: give the roots with --pki, or make some with 'vspa pki init'",
                               images);
}
