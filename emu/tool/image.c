/* SPDX-License-Identifier: MIT */
/* The command line of `vspa image`; what it shows is made in image_facts.c and image_diff.c. */
#include <tool/commands.h>
#include <host/output.h>
#include "image_priv.h"
#include <host/kinds.h>
#include <offline/report.h>

#include <images/file.h>
#include <images/pack.h>
#include <rt/human.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct arguments {
    const char *out, *cache, *diff, *section, *trust;
    bool is_json, is_effects;
};

static enum emu_exit write_image(const char *path, const struct rt_buf *image, struct emu_error *error)
{
    const char *refusal = emu_output_refusal(path);
    if (refusal != NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s: choose another file", path, refusal);
    }
    enum rt_err err = img_file_write(path, image->bytes, image->n);
    return err == RT_OK
               ? EMU_EXIT_OK
               : emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s: check the folder", path, rt_err_text(err));
}

/* ---- vspa image pack ---- */

static int run_pack(void *fields, char **operands, size_t n_operands, struct emu_error *error)
{
    const struct arguments *a = fields;
    struct img_error e;
    struct img_pack_report report;
    struct rt_buf image;
    (void)n_operands; /* one, by the table */
    if (a->out == NULL) {
        return emu_error_set(error, EMU_EXIT_USAGE, "image pack: no output file: give -o FILE");
    }
    const struct img_pack_config cfg = {.release_dir = operands[0], .cache_dir = a->cache, .trust = a->trust};
    rt_buf_init(&image, FW_IMAGE_BYTES_MAX);
    enum rt_err err = img_pack(&cfg, &image, &report, &e);
    if (err != RT_OK) {
        /* What is wrong in the folder is an answer; a folder or a program that is missing is not. */
        bool is_answer =
            err == RT_ESYNTAX || err == RT_ETOOBIG || err == RT_ECORRUPT || err == RT_EINVAL || err == RT_ENOTSUP;
        emu_error_set(error, is_answer ? EMU_EXIT_NO : EMU_EXIT_ENVIRONMENT, "%s: %s: %s", e.where, e.what, e.fix);
    } else if (write_image(a->out, &image, error) == EMU_EXIT_OK) {
        printf("%s: %s, %s, %s (%u spoken now), %.1f s of sound\n", a->out, rt_count(image.n, "byte").s,
               rt_count(report.n_parameters, "parameter").s, rt_count(report.n_prompts, "prompt").s, report.n_spoken,
               report.n_samples / 8000.0);
    }
    rt_buf_fini(&image);
    return error->code;
}

/* ---- vspa image damage ---- */

static int run_damage(void *fields, char **operands, size_t n_operands, struct emu_error *error)
{
    const struct arguments *a = fields;
    enum img_damage kind;
    struct image_file good;
    struct rt_buf bad;
    (void)n_operands;                                                      /* two, by the table */
    if (a->out == NULL || img_damage_parse(operands[0], &kind) != RT_OK) { /* the kind is checked by the table */
        return emu_error_set(error, EMU_EXIT_USAGE, "image damage: no output file: give -o FILE");
    }
    if (image_file_open(&good, operands[1], error) != EMU_EXIT_OK) {
        return error->code; /* what is no good image cannot be made a bad one */
    }
    emu_output_protect_path(good.path);
    rt_buf_init(&bad, FW_IMAGE_BYTES_MAX);
    enum rt_err err = img_damage(kind, good.bytes.bytes, good.bytes.n, &bad);
    if (err != RT_OK) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s: try again", operands[1], rt_err_text(err));
    } else if (write_image(a->out, &bad, error) == EMU_EXIT_OK) {
        printf("%s: %s\n", a->out, img_damage_help(kind));
    }
    image_file_close(&good);
    rt_buf_fini(&bad);
    return error->code;
}

/* ---- vspa image inspect ---- */

static int find_section(const char *name)
{
    int s = 0;
    while (s < FW_IMAGE_N_SECTIONS && strcmp(fw_image_section_name((enum fw_image_section)s), name) != 0) {
        s++;
    }
    return s;
}

static const char *parse_section(const char *value, void *field)
{
    *(const char **)field = value;
    return find_section(value) < FW_IMAGE_N_SECTIONS ? NULL : "no such section: '--section help' lists them";
}

/* The content of a section as it is; sound is not for a terminal. */
static enum emu_exit print_section(const struct image_file *f, const char *name, struct emu_error *error)
{
    int s = find_section(name);
    if ((s == FW_IMAGE_SOUND || s == FW_IMAGE_TRUST || s == FW_IMAGE_BANNER) && isatty(STDOUT_FILENO)) {
        return emu_error_set(error, EMU_EXIT_USAGE,
                             "%s: this is not for a terminal: send it to a file, to sox or to openssl", name);
    }
    struct rt_buf text;
    rt_buf_init(&text, FW_IMAGE_SECTION_REAL_MAX);
    if (!image_file_text(f, (enum fw_image_section)s, &text)) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s", f->path, rt_err_text(RT_ENOMEM));
    } else if (fwrite(text.bytes, 1, text.n, stdout) != text.n || fflush(stdout) != 0) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "standard output: %s: check where it goes", rt_err_text(RT_EIO));
    }
    rt_buf_fini(&text);
    return error->code;
}

static enum emu_exit print_report(json_t *report, bool is_json, void (*print)(const json_t *), struct emu_error *error)
{
    if (report == NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "image inspect: %s", rt_err_text(RT_ENOMEM));
    }
    if (!is_json) {
        print(report);
    } else {
        report_print_json(report);
    }
    json_decref(report);
    return ferror(stdout) != 0 ? emu_error_set(error, EMU_EXIT_ENVIRONMENT, "standard output: %s: check where it goes",
                                               rt_err_text(RT_EIO))
                               : EMU_EXIT_OK;
}

static int run_inspect(void *fields, char **operands, size_t n_operands, struct emu_error *error)
{
    const struct arguments *a = fields;
    struct image_file f, other;
    (void)n_operands; /* one, by the table */
    if (a->section != NULL && (a->is_json || a->diff != NULL || a->is_effects)) {
        return emu_error_set(error, EMU_EXIT_USAGE,
                             "image inspect: --section goes without --json, --diff and --effects");
    }
    if (a->is_effects && a->diff != NULL) {
        return emu_error_set(error, EMU_EXIT_USAGE, "image inspect: --effects goes without --diff");
    }
    if (image_file_open(&f, operands[0], error) != EMU_EXIT_OK) {
        return error->code;
    }
    if (a->section != NULL) {
        (void)print_section(&f, a->section, error); /* the error says it, here and below */
    } else if (a->is_effects) {
        (void)print_report(image_effects(&f), a->is_json, image_effects_print, error);
    } else if (a->diff == NULL) {
        (void)print_report(image_facts(&f), a->is_json, image_facts_print, error);
    } else if (image_file_open(&other, a->diff, error) == EMU_EXIT_OK) {
        (void)print_report(image_diff(&f, &other), a->is_json, image_diff_print, error);
        image_file_close(&other);
    }
    image_file_close(&f);
    return error->code;
}

/* ---- the table ---- */

#define AT(member) offsetof(struct arguments, member)
#define OUT_ROW                                                                                                        \
    {                                                                                                                  \
        "out", 'o', "FILE", "write the image to FILE", NULL, &emu_kind_file, AT(out)                                   \
    }

static const struct emu_option pack_rows[] = {
    OUT_ROW,
    {"speech-cache", 0, "DIR", "keep spoken prompts in DIR", NULL, &emu_kind_dir, AT(cache)},
    {"trust", 0, "FILE", "trust these roots of provisioning servers (PEM)", NULL, &emu_kind_input, AT(trust)},
};
static const struct emu_option_group pack_group = EMU_OPTION_GROUP("Image", pack_rows);
static const struct emu_options_at pack_options[] = {{&pack_group, 0}};
static const struct emu_operand pack_operands[] = {
    {"RELEASE_DIR", "the folder of a release", &emu_kind_input_dir, 1, 1}};
static const char *const pack_examples[] = {"vspa image pack my-release -o my-release.img", NULL};
static const struct emu_command pack = {
    .name = "pack",
    .help = "make a signed image of a release folder",
    .about = "Make a signed image of a release folder: manifest, parameters, voice menu, prompts, pages. Images are "
             "signed with a public test key: only virtual units accept them.",
    .examples = pack_examples,
    EMU_COMMAND_OPERANDS(pack_operands),
    EMU_COMMAND_OPTIONS(pack_options),
    .n_field_bytes = sizeof(struct arguments),
    .run = run_pack,
};

static void list_sections(const struct emu_given *given)
{
#define HELP(id, fourcc, help) help,
    static const char *const helps[] = {FW_IMAGE_SECTION_LIST(HELP)};
#undef HELP
    (void)given;
    for (int s = 0; s < FW_IMAGE_N_SECTIONS; s++) {
        emu_choice_print(fw_image_section_name((enum fw_image_section)s), helps[s]);
    }
}
static const struct emu_kind kind_section = {.name = "section", .parse = parse_section, .list = list_sections};
static const struct emu_option inspect_rows[] = {
    {"json", 0, NULL, "print JSON", NULL, &emu_kind_switch, AT(is_json)},
    {"diff", 0, "FILE", "compare with another image", NULL, &emu_kind_input, AT(diff)},
    {"effects", 0, NULL, "show which parameters have an effect", NULL, &emu_kind_switch, AT(is_effects)},
    {"section", 0, "NAME", "print the content of one section", NULL, &kind_section, AT(section)},
};
static const struct emu_option_group inspect_group = EMU_OPTION_GROUP("Output", inspect_rows);
static const struct emu_options_at inspect_options[] = {{&inspect_group, 0}};
static const struct emu_operand inspect_operands[] = {
    {"FILE", "an image, or the version of an installed one", &emu_kind_input, 1, 1}};
static const char *const inspect_examples[] = {
    "vspa image inspect 5.2.10",
    "vspa image inspect spa2102-3.3.6.img --diff spa2102-5.2.10.img",
    "vspa image inspect spa2102-5.2.10.img --effects",
    "vspa image inspect spa2102-5.2.10.img --section menu",
    NULL,
};
static const struct emu_command inspect = {
    .name = "inspect",
    .help = "check an image and show its contents",
    .about = "Check an image to the last bit and show its contents, or how another one differs. Exit code 1: the image "
             "is damaged, unsigned or of another format.",
    .examples = inspect_examples,
    EMU_COMMAND_OPERANDS(inspect_operands),
    EMU_COMMAND_OPTIONS(inspect_options),
    .n_field_bytes = sizeof(struct arguments),
    .run = run_inspect,
};

#define CHOICE(id, name, help) {name, help},
static const struct emu_choice damages[] = {IMG_DAMAGE_LIST(CHOICE)};
#undef CHOICE
static const struct emu_kind kind_damage = {.name = "choice", .choices = damages, .n_choices = IMG_N_DAMAGES};
static const struct emu_option damage_rows[] = {OUT_ROW};
static const struct emu_option_group damage_group = EMU_OPTION_GROUP("Image", damage_rows);
static const struct emu_options_at damage_options[] = {{&damage_group, 0}};
static const struct emu_operand damage_operands[] = {
    {"KIND", "the kind of damage; 'help' lists them", &kind_damage, 1, 1},
    {"FILE", "a good image", &emu_kind_input, 1, 1},
};
static const char *const damage_examples[] = {
    "vspa image damage truncate spa2102-5.2.10.img -o bad.img",
    "vspa image damage help",
    NULL,
};
static const struct emu_command damage = {
    .name = "damage",
    .help = "make a bad image of a good one, to see a unit refuse it",
    .about = "Make a bad image of a good one, to see a unit refuse it.",
    .examples = damage_examples,
    EMU_COMMAND_OPERANDS(damage_operands),
    EMU_COMMAND_OPTIONS(damage_options),
    .n_field_bytes = sizeof(struct arguments),
    .run = run_damage,
};

static const struct emu_command *const commands[] = {&pack, &inspect, &damage, NULL};
const struct emu_command emu_command_image = {
    .name = "image",
    .help = "pack, inspect or damage a firmware image",
    .about = "Firmware images of the virtual units.",
    .commands = commands,
};
