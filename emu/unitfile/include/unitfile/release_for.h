/* SPDX-License-Identifier: MIT */
/*
 * The vendor's own firmware files, as they lie on a provider's server. They cannot run here (fw/image.h); a row says
 * which of the installed releases stands for the file of that name. So an upgrade goes its whole way against the server
 * as it is: the file is fetched to its end, then the release is installed, with a fidelity warning.
 */
#pragma once
#include <fw/device.h>
#include <host/options.h>

#define EMU_RELEASE_FOR_MAX 16u

struct emu_release_for {
    struct {
        char file[64];       /* without its folder */
        const char *version; /* borrowed: argv */
    } row[EMU_RELEASE_FOR_MAX];
    size_t n;
    const char *images; /* folder; NULL: the default place */
};

/* Appends "FILE=VERSION"; over struct emu_release_for. "help" lists the built-in rows. */
extern const struct emu_kind emu_kind_release_for;
#define EMU_RELEASE_FOR_ROW(type, m)                                                                                   \
    {                                                                                                                  \
        "release-for", 0, "FILE=VERSION", "install VERSION for the vendor's FILE", NULL, &emu_kind_release_for,        \
            offsetof(type, m)                                                                                          \
    }

/* What to give to the device; r is borrowed. */
struct fw_foreign emu_release_for_foreign(struct emu_release_for *r);
