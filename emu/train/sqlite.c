/* SPDX-License-Identifier: MIT */
#include "sqlite.h"
#include <dlfcn.h>
#include <string.h>

#define LIBRARY "libsqlite3.so.0" /* the ABI of sqlite3.h */

enum emu_exit train_sqlite_load(struct train_sqlite *out, struct emu_error *error)
{
    static const char *const names[] = {
#define TRAIN_SQLITE_NAME(result, name, arguments) "sqlite3_" #name,
        TRAIN_SQLITE_LIST(TRAIN_SQLITE_NAME)
#undef TRAIN_SQLITE_NAME
    };
    _Static_assert(sizeof *out == sizeof names, "one pointer a name");
    void *library = dlopen(LIBRARY, RTLD_LAZY | RTLD_LOCAL);
    if (library == NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "scores: %s: install the package libsqlite3-0", dlerror());
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        void *symbol = dlsym(library, names[i]);
        if (symbol == NULL) {
            return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "scores: " LIBRARY " has no %s: install libsqlite3-0",
                                 names[i]);
        }
        /* POSIX has functions fit into a void *; C11 has no cast for it. */
        memcpy((char *)out + i * sizeof symbol, &symbol, sizeof symbol);
    }
    return EMU_EXIT_OK;
}
