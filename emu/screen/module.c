/* SPDX-License-Identifier: MIT */
#include <screen/module.h>
#include <dlfcn.h>
#include <host/places.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MODULE "vspa-window.so"

/* A path beside the program; "": unknown. */
static void beside(const char *below, char out[EMU_PATH_MAX])
{
    char program[EMU_PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);
    char *slash;
    out[0] = '\0';
    if (n <= 0) {
        return;
    }
    program[n] = '\0';
    slash = strrchr(program, '/');
    if (slash != NULL && (size_t)(slash - program) + strlen(below) + 2 < EMU_PATH_MAX) {
        (void)snprintf(out, EMU_PATH_MAX, "%.*s/%s", (int)(slash - program), program, below);
    }
}

enum emu_exit win_module_open(const struct win_face_table **out, struct emu_error *error)
{
    static const char *const places[] = {MODULE, VSPA_LIB_FROM_BIN "/" MODULE};
    const char *given = getenv("VSPA_WINDOW_MODULE");
    char path[EMU_PATH_MAX];
    void *module = given != NULL ? dlopen(given, RTLD_NOW | RTLD_LOCAL) : NULL;
    for (size_t i = 0; given == NULL && module == NULL && i < sizeof places / sizeof places[0]; i++) {
        beside(places[i], path);
        module = path[0] != '\0' && access(path, R_OK) == 0 ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : NULL;
        if (module == NULL && path[0] != '\0' && access(path, R_OK) == 0) {
            return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "window: %s: install SDL2, SDL2_ttf and cairo",
                                 dlerror());
        }
    }
    if (module == NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT,
                             "window: %s: not found: install the package vspa-window, or build with SDL2, SDL2_ttf and "
                             "cairo; 'vspa console' needs no window",
                             given != NULL ? given : MODULE);
    }
    win_face_table_fn *table_of;
    *(void **)&table_of = dlsym(module, WIN_FACE_SYMBOL); /* as POSIX writes it */
    const struct win_face_table *table = table_of != NULL ? table_of() : NULL;
    if (table == NULL || table->version != WIN_FACE_VERSION) {
        (void)dlclose(module);
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "window: %s: of another version of vspa: install both alike",
                             given != NULL ? given : path);
    }
    *out = table; /* the module stays open until the process ends */
    return EMU_EXIT_OK;
}
