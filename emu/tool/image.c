/* SPDX-License-Identifier: MIT */
/* The command line of `vspa image`; what it shows is made in image_facts.c and image_diff.c. */
#include <tool/commands.h>
#include "image_priv.h"

#include <images/file.h>
#include <images/pack.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
    "vspa image: firmware images of the virtual unit\n"
    "\n"
    "  vspa image pack RELEASE_DIR -o FILE [--speech-cache DIR] [--trust FILE]\n"
    "      makes a signed image of a release folder (columns: images/README.md); --trust: the roots of provisioning\n"
    "      servers (PEM) in place of those that the release names\n"
    "  vspa image inspect FILE [--json] [--diff FILE2] [--section NAME]\n"
    "      checks an image and shows what is in it; --diff: what FILE2 has otherwise; --section: the content of one\n"
    "      (manifest, schema, menu, prompts, sound, pages, trust), sound as u-law of 8,000 Hz, trust as DER\n"
    "  vspa image damage KIND FILE -o FILE2\n"
    "      makes a bad image of a good one, to see a unit refuse it. KIND:\n";
static const char help_end[] =
    "\n"
    "Exit code: 0 done, 1 the image is not good, 2 wrong use, 3 a file or program is missing.\n"
    "Images are signed with a public test key: only virtual units take them.\n"
    "\n"
    "Example:\n"
    "  vspa image inspect spa2102-3.3.6.img --diff spa2102-5.2.10.img\n"
    "  vspa image damage truncate spa2102-5.2.10.img -o bad.img\n";

static int print_help(void)
{
    fputs(help, stdout);
    for (int i = 0; i < IMG_N_DAMAGES; i++) {
        printf("        %-10s %s\n", img_damage_name((enum img_damage)i), img_damage_help((enum img_damage)i));
    }
    fputs(help_end, stdout);
    return EXIT_DONE;
}

int image_say(int code, const char *where, const char *what, const char *fix)
{
    fprintf(stderr, "vspa: %s: %s: %s\n", where, what, fix);
    return code;
}

/* Options are rows; whatever is none is an operand. */
#define OPERANDS_MAX 2
struct line {
    const char *operands[OPERANDS_MAX];
    int n_operands;
    const char *out, *cache, *diff, *section, *trust;
    bool is_json;
};

/* Returns EXIT_DONE or says what is wrong. allowed: the options of this subcommand, a blank between and around. */
static int parse(int argc, char **argv, const char *allowed, struct line *l)
{
    const struct {
        const char *name, *mark;
        const char **value; /* NULL: a switch */
        bool *flag;
    } options[] = {{"-o", " -o ", &l->out, NULL},
                   {"--out", " -o ", &l->out, NULL},
                   {"--speech-cache", " --speech-cache ", &l->cache, NULL},
                   {"--diff", " --diff ", &l->diff, NULL},
                   {"--trust", " --trust ", &l->trust, NULL},
                   {"--section", " --section ", &l->section, NULL},
                   {"--json", " --json ", NULL, &l->is_json}};
    const size_t n_options = sizeof options / sizeof options[0];
    for (int i = 0; i < argc; i++) {
        size_t k = 0;
        while (k < n_options && (strcmp(argv[i], options[k].name) != 0 || strstr(allowed, options[k].mark) == NULL)) {
            k++;
        }
        if (k < n_options && options[k].flag != NULL) {
            *options[k].flag = true;
        } else if (k < n_options) {
            if (i + 1 == argc) {
                return image_say(EXIT_USE, argv[i], "its value is missing", "see vspa image --help");
            }
            *options[k].value = argv[++i];
        } else if (argv[i][0] == '-' && argv[i][1] != 0) {
            return image_say(EXIT_USE, argv[i], "no such option here", "see vspa image --help");
        } else if (l->n_operands == OPERANDS_MAX) {
            return image_say(EXIT_USE, argv[i], "one word too many", "see vspa image --help");
        } else {
            l->operands[l->n_operands++] = argv[i];
        }
    }
    return EXIT_DONE;
}

static int write_image(const char *path, const struct rt_buf *image)
{
    enum rt_err err = img_file_write(path, image->bytes, image->n);
    return err == RT_OK ? EXIT_DONE : image_say(EXIT_ENVIRONMENT, path, rt_err_text(err), "check the folder");
}

static int pack(const struct line *l)
{
    struct img_error e;
    struct img_pack_report report;
    struct rt_buf image;
    if (l->n_operands != 1 || l->out == NULL) {
        return image_say(EXIT_USE, "image pack", "needs RELEASE_DIR and -o FILE", "see vspa image --help");
    }
    const struct img_pack_config cfg = {.release_dir = l->operands[0], .cache_dir = l->cache, .trust = l->trust};
    rt_buf_init(&image, FW_IMAGE_BYTES_MAX);
    int code = EXIT_DONE;
    enum rt_err err = img_pack(&cfg, &image, &report, &e);
    if (err != RT_OK) {
        /* What is wrong in the folder is an answer; a folder or a program that is missing is not. */
        bool is_answer =
            err == RT_ESYNTAX || err == RT_ETOOBIG || err == RT_ECORRUPT || err == RT_EINVAL || err == RT_ENOTSUP;
        code = image_say(is_answer ? EXIT_NO : EXIT_ENVIRONMENT, e.where, e.what, e.fix);
    } else {
        code = write_image(l->out, &image);
    }
    if (code == EXIT_DONE) {
        printf("%s: %zu bytes, %u parameters, %u prompts (%u spoken now), %.1f s of sound\n", l->out, image.n,
               report.n_parameters, report.n_prompts, report.n_spoken, report.n_samples / 8000.0);
    }
    rt_buf_fini(&image);
    return code;
}

static int damage(const struct line *l)
{
    enum img_damage kind;
    struct image_file good;
    struct rt_buf bad;
    if (l->n_operands != 2 || l->out == NULL) {
        return image_say(EXIT_USE, "image damage", "needs KIND, FILE and -o FILE2", "see vspa image --help");
    }
    if (img_damage_parse(l->operands[0], &kind) != RT_OK) {
        return image_say(EXIT_USE, l->operands[0], "no such kind of damage", "see vspa image --help");
    }
    int code = image_file_open(&good, l->operands[1]);
    if (code != EXIT_DONE) {
        return code; /* what is no good image cannot be made a bad one */
    }
    rt_buf_init(&bad, FW_IMAGE_BYTES_MAX);
    enum rt_err err = img_damage(kind, good.bytes.bytes, good.bytes.n, &bad);
    code = err == RT_OK ? write_image(l->out, &bad)
                        : image_say(EXIT_ENVIRONMENT, l->operands[1], rt_err_text(err), "try again");
    if (code == EXIT_DONE) {
        printf("%s: %s\n", l->out, img_damage_help(kind));
    }
    image_file_close(&good);
    rt_buf_fini(&bad);
    return code;
}

/* The content of a section as it is; sound is not for a terminal. */
static int print_section(const struct image_file *f, const char *name)
{
    int s = 0;
    while (s < FW_IMAGE_N_SECTIONS && strcmp(fw_image_section_name((enum fw_image_section)s), name) != 0) {
        s++;
    }
    if (s == FW_IMAGE_N_SECTIONS) {
        return image_say(EXIT_USE, name, "no such section", "see vspa image --help");
    }
    if ((s == FW_IMAGE_SOUND || s == FW_IMAGE_TRUST) && isatty(STDOUT_FILENO)) {
        return image_say(EXIT_USE, name, "this is not for a terminal", "send it to a file, to sox or to openssl");
    }
    struct rt_buf text;
    rt_buf_init(&text, FW_IMAGE_SECTION_REAL_MAX);
    int code = EXIT_DONE;
    if (!image_file_text(f, (enum fw_image_section)s, &text)) {
        code = image_say(EXIT_ENVIRONMENT, f->path, rt_err_text(RT_ENOMEM), "free some memory");
    } else if (fwrite(text.bytes, 1, text.n, stdout) != text.n || fflush(stdout) != 0) {
        code = image_say(EXIT_ENVIRONMENT, "standard output", rt_err_text(RT_EIO), "check where it goes");
    }
    rt_buf_fini(&text);
    return code;
}

static int print_report(json_t *report, bool is_json, void (*print)(const json_t *))
{
    if (report == NULL) {
        return image_say(EXIT_ENVIRONMENT, "image inspect", rt_err_text(RT_ENOMEM), "free some memory");
    }
    if (!is_json) {
        print(report);
    } else if (json_dumpf(report, stdout, JSON_INDENT(2)) == 0) {
        putchar('\n');
    }
    json_decref(report);
    return ferror(stdout) != 0
               ? image_say(EXIT_ENVIRONMENT, "standard output", rt_err_text(RT_EIO), "check where it goes")
               : EXIT_DONE;
}

static int inspect(const struct line *l)
{
    struct image_file f, other;
    if (l->n_operands != 1 || (l->section != NULL && (l->is_json || l->diff != NULL))) {
        return image_say(EXIT_USE, "image inspect", "needs FILE, and --section goes alone", "see vspa image --help");
    }
    int code = image_file_open(&f, l->operands[0]);
    if (code != EXIT_DONE) {
        return code;
    }
    if (l->section != NULL) {
        code = print_section(&f, l->section);
    } else if (l->diff != NULL) {
        code = image_file_open(&other, l->diff);
        if (code == EXIT_DONE) {
            code = print_report(image_diff(&f, &other), l->is_json, image_diff_print);
            image_file_close(&other);
        }
    } else {
        code = print_report(image_facts(&f), l->is_json, image_facts_print);
    }
    image_file_close(&f);
    return code;
}

int emu_tool_image(int argc, char **argv)
{
    static const struct {
        const char *name, *options;
        int (*run)(const struct line *l);
    } commands[] = {{"pack", " -o --speech-cache --trust ", pack},
                    {"inspect", " --json --diff --section ", inspect},
                    {"damage", " -o ", damage}};
    struct line l = {0};
    if (argc < 2) {
        return image_say(EXIT_USE, "image", "what shall be done is missing", "see vspa image --help");
    }
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            return print_help();
        }
    }
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(argv[1], commands[i].name) == 0) {
            int code = parse(argc - 2, argv + 2, commands[i].options, &l);
            return code != EXIT_DONE ? code : commands[i].run(&l);
        }
    }
    return image_say(EXIT_USE, argv[1], "no such thing to do with an image", "pack, inspect or damage; see --help");
}
