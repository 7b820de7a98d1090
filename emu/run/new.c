/* SPDX-License-Identifier: MIT */
/* vspa new: makes a unit. */
#include <run/commands.h>
#include <unit/make.h>
#include <host/options.h>
#include <host/places.h>
#include <unit/unitfile.h>
#include <fw/param.h>
#include <rt/buf.h>
#include <stdio.h>
#include <offline/custom.h>

struct arguments {
    const char *unit_path;
    struct emu_make_config make;
    const char *custom_path, *owner;
    bool may_replace;
};

static const struct emu_option options[] = {
    {"unit", "FILE", "the file to make (default: vspa/unit.flash in the XDG data folder)", emu_parse_text,
     offsetof(struct arguments, unit_path)},
    {"mac", "MAC", "of the Internet port (default: 000E08 and three drawn bytes)", emu_parse_mac,
     offsetof(struct arguments, make)},
    {"serial", "TEXT", "serial number (default: FM500K and six drawn digits)", emu_parse_text,
     offsetof(struct arguments, make.serial)},
    {"hw", "VERSION", "hardware version (default " EMU_MAKE_HARDWARE_DEFAULT ")", emu_parse_text,
     offsetof(struct arguments, make.hw_version)},
    {"release", "VERSION", "firmware in bank A (default " EMU_MAKE_RELEASE_DEFAULT ")", emu_parse_text,
     offsetof(struct arguments, make.release)},
    {"images", "DIR", "where the images of the releases are", emu_parse_text, offsetof(struct arguments, make.images)},
    {"rc", NULL, "a remote-customisation unit", emu_parse_switch, offsetof(struct arguments, make.is_rc)},
    {"custom", "FILE", "with --rc: its customised factory defaults, as in spc's plain text", emu_parse_text,
     offsetof(struct arguments, custom_path)},
    {"owner", "NAME", "with --custom: the company that owns it, for the Info page", emu_parse_text,
     offsetof(struct arguments, owner)},
    {"pki", "DIR", "the roots that sign its certificate (default: $VSPA_PKI, else the TEST roots of the build)",
     emu_parse_text, offsetof(struct arguments, make.pki)},
    {"no-certificate", NULL, "without a client certificate: $CCERT is 'Not Installed'", emu_parse_switch,
     offsetof(struct arguments, make.has_no_certificate)},
    {"force", NULL, "replace the file if it is there", emu_parse_switch, offsetof(struct arguments, may_replace)},
};

static const struct emu_usage usage = {
    .command = "new",
    .operands = "",
    .summary =
        "Makes a unit as it leaves the factory: identity with client certificate, one release of the firmware, no\n"
        "settings. The certificate follows from MAC address, serial number and root: made again, it is the same.",
    .example = "  vspa new --unit u.flash --mac 000E08ABCDEF --serial FM500K245546\n"
               "  vspa new --unit rc.flash --rc --custom telco.txt --owner \"Telco Inc.\"",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
};

/* The customised defaults, when there are any, into text and a.make.custom. */
static enum emu_exit read_custom(struct arguments *a, struct rt_buf *text, struct emu_error *error)
{
    if (a->custom_path == NULL && a->owner == NULL) {
        return EMU_EXIT_OK;
    }
    if (!a->make.is_rc || a->custom_path == NULL) {
        return emu_error_set(error, EMU_EXIT_USAGE,
                             "new: --custom, --owner: only for an RC unit with customised "
                             "defaults: add --rc and --custom FILE");
    }
    const char *release = a->make.release != NULL ? a->make.release : EMU_MAKE_RELEASE_DEFAULT;
    enum emu_exit code = custom_read(a->custom_path, a->owner, a->make.images, release, text, error);
    a->make.custom = rt_buf_text(text);
    return code;
}

int emu_front_new(int argc, char **argv)
{
    struct arguments a = {0};
    struct emu_error error = {0};
    size_t n_operands;
    char path[EMU_PATH_MAX];
    struct emu_unitfile *file = NULL;
    struct board_ident ident;
    struct rt_buf custom;
    switch (emu_options_parse(&usage, argc, argv, &a, &n_operands, &error)) {
    case EMU_OPTIONS_HELP:
        return EMU_EXIT_OK;
    case EMU_OPTIONS_WRONG:
        return emu_error_print(&error);
    default:
        break;
    }
    rt_buf_init(&custom, FW_CUSTOM_TEXT_MAX);
    if (read_custom(&a, &custom, &error) == EMU_EXIT_OK &&
        emu_place_unit(path, a.unit_path, true, &error) == EMU_EXIT_OK &&
        emu_unitfile_create(&file, path, a.may_replace, &error) == EMU_EXIT_OK &&
        emu_make(file, &a.make, &ident, &error) == EMU_EXIT_OK && emu_unitfile_keep(file, &error) == EMU_EXIT_OK) {
        printf("%s: %s, MAC %02X%02X%02X%02X%02X%02X, serial %s, hardware %s, release %s\n", path, ident.product,
               ident.mac[0], ident.mac[1], ident.mac[2], ident.mac[3], ident.mac[4], ident.mac[5], ident.serial,
               ident.hw_version, a.make.release != NULL ? a.make.release : EMU_MAKE_RELEASE_DEFAULT);
    }
    emu_unitfile_close(file);
    rt_buf_fini(&custom);
    return emu_error_print(&error);
}
