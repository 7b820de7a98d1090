/* SPDX-License-Identifier: MIT */
#include "mhd.h"
#include <dlfcn.h>
#include <string.h>

#define LIBRARY "libmicrohttpd.so.12" /* the ABI of Debian 12's microhttpd.h */

enum emu_exit lab_mhd_load(struct lab_mhd *out, struct emu_error *error)
{
    static const char *const names[] = {
#define LAB_MHD_NAME(result, name, arguments) "MHD_" #name,
        LAB_MHD_LIST(LAB_MHD_NAME)
#undef LAB_MHD_NAME
    };
    _Static_assert(sizeof *out == sizeof names, "one pointer a name");
    void *library = dlopen(LIBRARY, RTLD_LAZY | RTLD_LOCAL);
    if (library == NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "lab: %s: install the package libmicrohttpd12", dlerror());
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        void *symbol = dlsym(library, names[i]);
        if (symbol == NULL) {
            return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "lab: " LIBRARY " has no %s: install libmicrohttpd12",
                                 names[i]);
        }
        /* POSIX has functions fit into a void *; C11 has no cast for it. */
        memcpy((char *)out + i * sizeof symbol, &symbol, sizeof symbol);
    }
    return EMU_EXIT_OK;
}
