/* SPDX-License-Identifier: MIT */
/* vspa import: a twin of a real unit, of what it told of itself. What the inputs do not tell is told by name. */
#include <tool/commands.h>
#include "import_priv.h"
#include <host/files.h>
#include <host/kinds.h>
#include <offline/offline.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>
#include <unitfile/unitfile.h>

struct arguments {
    const char *unit;
    bool may_replace, is_json;
    struct emu_make_config make;
};

/* ---- inputs ---- */

static enum emu_exit read_input(struct import *im, const char *path, struct emu_error *error)
{
    struct twin_input *in = &im->inputs[im->n_inputs++];
    struct rt_buf bytes;
    rt_buf_init(&bytes, EMU_FILE_MAX_BYTES);
    enum rt_err err = emu_read_input(path, &bytes);
    if (err != RT_OK) {
        (void)emu_read_error(path, err, error);
    } else if (rt_str_starts(rt_str_n(rt_buf_text(&bytes), bytes.n), EMU_UNIT_MAGIC)) {
        emu_error_set(error, EMU_EXIT_NO, "%s: a unit file already: copy it", path);
    } else if ((err = twin_read(in, path, rt_str_n(rt_buf_text(&bytes), bytes.n))) != RT_OK) {
        emu_error_set(error, err == RT_ENOMEM ? EMU_EXIT_ENVIRONMENT : EMU_EXIT_NO,
                      "%s: not a saved web page, XML dump or profile (%s): 'vspa lint' says more of a profile", path,
                      rt_err_text(err));
    } else if (in->n == 0) {
        emu_error_set(error, EMU_EXIT_NO, "%s: no field of a unit in it: save the page as it is shown, as HTML", path);
    }
    rt_buf_fini(&bytes);
    return error->code;
}

/* The facts of identity; two inputs that contradict each other are of two units. */
static enum emu_exit gather_facts(struct import *im, struct emu_error *error)
{
    static const bool must_agree[TWIN_N_FACTS] = {
        [TWIN_FACT_PRODUCT] = true, [TWIN_FACT_SERIAL] = true, [TWIN_FACT_MAC] = true};
    for (size_t i = 0; i < im->n_inputs; i++) {
        for (size_t k = 0; k < im->inputs[i].n; k++) {
            const struct twin_field *f = &im->inputs[i].fields[k];
            enum twin_fact fact = twin_fact_of(f);
            if (fact == TWIN_N_FACTS || f->value[0] == '\0' || f->is_cut) {
                continue;
            }
            if (im->facts[fact] != NULL && must_agree[fact] && !twin_is_alike(im->facts[fact], f->value)) {
                return emu_error_set(error, EMU_EXIT_NO,
                                     "%s: %s %s, and %s in another input: these are two units: import them one by one",
                                     im->inputs[i].path, twin_fact_label(fact), f->value, im->facts[fact]);
            }
            im->facts[fact] = f->value;
        }
    }
    return error->code;
}

/* ---- the unit ---- */

/* An option, else what an input says. */
static const char *choose(const char *option, const char *told)
{
    return option != NULL ? option : told;
}

static enum emu_exit fill_make(struct import *im, struct emu_make_config *make, struct emu_error *error)
{
    const char *mac = im->facts[TWIN_FACT_MAC], *certificate = im->facts[TWIN_FACT_CERTIFICATE];
    const char *customization = im->facts[TWIN_FACT_CUSTOMIZATION];
    if (!make->has_mac && mac == NULL) {
        return emu_error_set(error, EMU_EXIT_NO, "import: no input tells the MAC address: give it with --mac");
    }
    const char *wrong = make->has_mac ? NULL : emu_parse_mac(mac, make);
    if (wrong != NULL) {
        return emu_error_set(error, EMU_EXIT_NO, "import: MAC Address %s: %s, with --mac", mac, wrong);
    }
    make->serial = choose(make->serial, im->facts[TWIN_FACT_SERIAL]);
    make->hw_version = choose(make->hw_version, im->facts[TWIN_FACT_HARDWARE]);
    make->has_no_certificate =
        make->has_no_certificate || (certificate != NULL && !twin_is_alike(certificate, "Installed"));
    make->is_rc = customization != NULL && !twin_is_alike(customization, "Open");
    if (make->serial == NULL) {
        import_assume(im, "serial number", "", "random: give it with --serial");
    }
    if (make->hw_version == NULL) {
        import_assume(im, "hardware version", EMU_MAKE_HARDWARE_DEFAULT, "give another one with --hw");
    }
    if (certificate == NULL && !make->has_no_certificate) {
        import_assume(im, "client certificate", "installed", "--no-certificate leaves it out");
    }
    return import_choose_release(im, make, error);
}

static enum emu_exit fill_unit(struct import *im, struct emu_unitfile *file, struct emu_error *error)
{
    struct offline opened;
    enum rt_err err = offline_open(&opened, emu_unitfile_flash(file), NULL);
    if (err == RT_OK) {
        err = import_values(im, opened.params);
        offline_close(&opened);
    }
    return err == RT_OK ? EMU_EXIT_OK
                        : emu_error_set(error, EMU_EXIT_ENVIRONMENT, "import: the values cannot be stored: %s",
                                        rt_err_text(err));
}

static void put_identity(const struct import *im, const struct arguments *a, const struct board_ident *ident)
{
    json_t *inputs = json_array();
    char mac[13];
    report_set(im->report, "unit", rt_str(a->unit));
    report_set(im->report, "product", rt_str(ident->product));
    report_set(im->report, "mac", rt_str(rt_mac_digits(ident->mac, mac)));
    report_set(im->report, "serial", rt_str(ident->serial));
    report_set(im->report, "hardware", rt_str(ident->hw_version));
    report_set(im->report, "release", rt_str(im->release));
    report_set(im->report, "release_told", rt_str(im->facts[TWIN_FACT_VERSION]));
    (void)json_object_set_new(im->report, "certificate", json_boolean(!a->make.has_no_certificate));
    for (size_t i = 0; i < im->n_inputs; i++) {
        const struct twin_input *in = &im->inputs[i];
        (void)json_array_append_new(inputs, json_pack("{s:o,s:s,s:i,s:b}", "file", report_text(rt_str(in->path)),
                                                      "form", twin_form_name(in->form), "fields", (int)in->n, "cut",
                                                      in->is_cut ? 1 : 0));
    }
    (void)json_object_set_new(im->report, "inputs", inputs);
}

static enum emu_exit make_unit(struct import *im, struct arguments *a, struct emu_error *error)
{
    struct board_ident *ident = rt_mem_alloc(sizeof *ident);
    struct emu_unitfile *file = NULL;
    if (ident == NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "import: out of memory");
    }
    bool is_kept = a->unit != NULL;
    struct emu_make_config make = a->make;
    make.has_no_certificate = make.has_no_certificate || !is_kept; /* its key takes long to make */
    if ((is_kept ? emu_unitfile_create(&file, a->unit, a->may_replace, error)
                 : emu_unitfile_create_private(&file, error)) == EMU_EXIT_OK &&
        emu_make(file, &make, ident, error) == EMU_EXIT_OK && fill_unit(im, file, error) == EMU_EXIT_OK &&
        (!is_kept || emu_unitfile_keep(file, error) == EMU_EXIT_OK)) {
        put_identity(im, a, ident);
    }
    emu_unitfile_close(file);
    rt_mem_free(ident);
    return error->code;
}

static int import(void *fields, char **operands, size_t n, struct emu_error *error)
{
    struct arguments *a = fields;
    struct import im = {.report = json_object()};
    import_init(&im);
    im.inputs = rt_mem_alloc(n * sizeof *im.inputs);
    if (im.inputs == NULL) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "import: out of memory");
    }
    for (size_t i = 0; i < n && error->code == EMU_EXIT_OK; i++) {
        (void)read_input(&im, operands[i], error); /* the error says it */
    }
    if (error->code == EMU_EXIT_OK && gather_facts(&im, error) == EMU_EXIT_OK &&
        fill_make(&im, &a->make, error) == EMU_EXIT_OK && make_unit(&im, a, error) == EMU_EXIT_OK) {
        if (a->is_json) {
            report_print_json(im.report);
        } else {
            import_print(im.report);
        }
    }
    if (a->is_json) {
        report_print_error(error);
    }
    for (size_t i = 0; i < im.n_inputs; i++) {
        twin_input_fini(&im.inputs[i]);
    }
    rt_mem_free(im.inputs);
    json_decref(im.report);
    return error->code;
}

#define AT(member) offsetof(struct arguments, member)
static const struct emu_option unit_rows[] = {
    {"unit", 0, "FILE", "make this unit file", "only report", &emu_kind_file, AT(unit)},
    {"force", 'f', NULL, "replace an existing file", NULL, &emu_kind_switch, AT(may_replace)},
    {"mac", 0, "MAC", "set the MAC address", "of the inputs", &emu_kind_mac, AT(make)},
    {"serial", 0, "TEXT", "set the serial number", "of the inputs", &emu_kind_text, AT(make.serial)},
    {"hw", 0, "VERSION", "set the hardware version", "of the inputs", &emu_kind_text, AT(make.hw_version)},
    {"release", 0, "VERSION", "install this release", "of the inputs", &emu_kind_release, AT(make.release)},
    EMU_IMAGES_ROW(struct arguments, make.images),
    {"pki", 0, "DIR", "use the roots in DIR", "$VSPA_PKI, else TEST roots", &emu_kind_dir, AT(make.pki)},
    {"no-certificate", 0, NULL, "omit the client certificate", NULL, &emu_kind_switch, AT(make.has_no_certificate)},
};
static const struct emu_option output_rows[] = {
    {"json", 0, NULL, "print JSON", NULL, &emu_kind_switch, AT(is_json)},
};
static const struct emu_option_group unit_group = EMU_OPTION_GROUP("Unit", unit_rows);
static const struct emu_option_group output_group = EMU_OPTION_GROUP("Output", output_rows);
static const struct emu_options_at options[] = {{&unit_group, 0}, {&output_group, 0}};
static const struct emu_operand operands_taken[] = {
    {"FILE", "saved pages, XML dumps, profiles; - is standard input", &emu_kind_input, 1, 64},
};
static const char *const examples[] = {
    "vspa import router.html voice.html --unit twin.flash",
    "vspa import spa2102.cfg --mac 000E08ABCDEF --unit twin.flash --force",
    NULL,
};
const struct emu_command emu_command_import = {
    .name = "import",
    .help = "make a unit like a real one, of its saved pages or profile",
    .about =
        "Make a unit with the identity, release and parameters of a real one, of what it told: pages of its web server "
        "saved by a browser, an XML dump, or a profile. What is unknown, cut or hidden in them is reported by name. "
        "When the release is not installed, the nearest one is taken.\n"
        "Exit code 1: the inputs are not of one unit, or do not tell its MAC address.",
    .examples = examples,
    EMU_COMMAND_OPERANDS(operands_taken),
    EMU_COMMAND_OPTIONS(options),
    .n_field_bytes = sizeof(struct arguments),
    .run = import,
};
