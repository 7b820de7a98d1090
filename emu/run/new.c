/* SPDX-License-Identifier: MIT */
/* vspa new: makes a unit. */
#include <run/commands.h>
#include <unit/make.h>
#include <host/kinds.h>
#include <host/places.h>
#include <unitfile/releases.h>
#include <unitfile/unitfile.h>
#include <fw/param.h>
#include <rt/buf.h>
#include <stdio.h>
#include <offline/custom.h>

struct arguments {
    const char *unit_path;
    struct emu_make_config make;
    const char *custom_path, *owner;
    bool may_replace, is_whole;
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

static enum emu_exit keep(struct emu_unitfile *file, const struct arguments *a, struct emu_error *error)
{
    if (a->is_whole) {
        emu_unitfile_self_contained(file);
    }
    return emu_unitfile_keep(file, error);
}

static int make(void *fields, char **operands, size_t n_operands, struct emu_error *error)
{
    struct arguments *a = fields;
    char path[EMU_PATH_MAX];
    struct emu_unitfile *file = NULL;
    struct board_ident ident;
    struct rt_buf custom;
    (void)operands;
    (void)n_operands; /* none, by the table */
    rt_buf_init(&custom, FW_CUSTOM_TEXT_MAX);
    if (read_custom(a, &custom, error) == EMU_EXIT_OK &&
        emu_place_unit(path, a->unit_path, true, error) == EMU_EXIT_OK &&
        emu_unitfile_create(&file, path, a->may_replace, error) == EMU_EXIT_OK &&
        emu_make(file, &a->make, &ident, error) == EMU_EXIT_OK && keep(file, a, error) == EMU_EXIT_OK) {
        printf("%s: %s, MAC %02X%02X%02X%02X%02X%02X, serial %s, hardware %s, release %s\n", path, ident.product,
               ident.mac[0], ident.mac[1], ident.mac[2], ident.mac[3], ident.mac[4], ident.mac[5], ident.serial,
               ident.hw_version, a->make.release != NULL ? a->make.release : EMU_MAKE_RELEASE_DEFAULT);
    }
    emu_unitfile_close(file);
    rt_buf_fini(&custom);
    return error->code;
}

#define AT(member) offsetof(struct arguments, member)
static const struct emu_option unit_rows[] = {
    {"unit", 0, "FILE", "make this file", "vspa/unit.flash in $XDG_DATA_HOME", &emu_kind_file, AT(unit_path)},
    {"whole", 0, NULL, "store the firmware image in the file too", NULL, &emu_kind_switch, AT(is_whole)},
    {"force", 'f', NULL, "replace an existing file", NULL, &emu_kind_switch, AT(may_replace)},
    {"mac", 0, "MAC", "set the MAC address", "000E08 and 3 random bytes", &emu_kind_mac, AT(make)},
    {"serial", 0, "TEXT", "set the serial number", "FM500K and 6 random digits", &emu_kind_text, AT(make.serial)},
    {"hw", 0, "VERSION", "set the hardware version", EMU_MAKE_HARDWARE_DEFAULT, &emu_kind_text, AT(make.hw_version)},
};
static const struct emu_option firmware_rows[] = {
    {"release", 0, "VERSION", "install this release in bank A", EMU_MAKE_RELEASE_DEFAULT, &emu_kind_release,
     AT(make.release)},
    EMU_IMAGES_ROW(struct arguments, make.images),
};
static const struct emu_option custom_rows[] = {
    {"rc", 0, NULL, "make a remote-customisation (RC) unit", NULL, &emu_kind_switch, AT(make.is_rc)},
    {"custom", 0, "FILE", "set its customised defaults from spc source text", NULL, &emu_kind_input, AT(custom_path)},
    {"owner", 0, "NAME", "name the company that owns the unit", NULL, &emu_kind_text, AT(owner)},
};
static const struct emu_option certificate_rows[] = {
    {"pki", 0, "DIR", "use the roots in DIR", "$VSPA_PKI, else TEST roots", &emu_kind_dir, AT(make.pki)},
    {"no-certificate", 0, NULL, "omit the client certificate", NULL, &emu_kind_switch, AT(make.has_no_certificate)},
};
static const struct emu_option_group unit_group = EMU_OPTION_GROUP("Unit", unit_rows);
static const struct emu_option_group firmware_group = EMU_OPTION_GROUP("Firmware", firmware_rows);
static const struct emu_option_group custom_group = EMU_OPTION_GROUP("Customisation", custom_rows);
static const struct emu_option_group certificate_group = EMU_OPTION_GROUP("Certificate", certificate_rows);
static const struct emu_options_at options[] = {
    {&unit_group, 0}, {&firmware_group, 0}, {&custom_group, 0}, {&certificate_group, 0}};

static const char *const examples[] = {
    "vspa new --unit u.flash --mac 000E08ABCDEF --serial FM500K245546",
    "vspa new --unit rc.flash --rc --custom telco.txt --owner 'Telco Inc.'",
    NULL,
};
const struct emu_command emu_command_new = {
    .name = "new",
    .help = "make a unit: MAC address, serial number, release",
    .about = "Make a unit in factory state: identity with client certificate, one firmware release, no settings. The "
             "certificate is derived from MAC address, serial number and root, so making the unit again gives the same "
             "one. The file holds "
             "what is the unit's own; the image lies once for all units of a folder, in .vspa-images beside them.",
    .examples = examples,
    EMU_COMMAND_OPTIONS(options),
    .n_field_bytes = sizeof(struct arguments),
    .run = make,
};
