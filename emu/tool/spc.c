/* SPDX-License-Identifier: MIT */
/* The command line of `vspa spc`. Status and problems go to the terminal, or to --log. */
#include <tool/commands.h>
#include <host/output.h>
#include <offline/nearest.h>
#include <offline/release.h>
#include "spc_file.h"
#include <unit/make.h>
#include <host/kinds.h>
#include <unitfile/releases.h>
#include <images/file.h>
#include <rt/human.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define OUTPUT_BYTES_MAX (16u * 1024u * 1024u)

struct arguments {
    const char *scramble, *ascii_key, *hex_key, *log_path, *sample_profile, *sample_xml, *release, *images;
    struct emu_make_config target; /* its MAC address */
    bool is_rc4, is_aes, is_quiet;
};

/* ---- messages ---- */

struct job {
    const struct arguments *a;
    FILE *log;       /* NULL: the terminal */
    bool has_stdout; /* what is written goes to standard output */
    unsigned n_problems;
    struct emu_error *error;
    struct release of; /* --release, or a sample */
    const char *release;
};

__attribute__((format(printf, 2, 3))) static void tell(const struct job *j, const char *format, ...)
{
    va_list ap;
    if (!j->a->is_quiet) {
        va_start(ap, format);
        (void)vfprintf(j->log != NULL  ? j->log
                       : j->has_stdout ? stderr
                                       : stdout,
                       format, ap); /* a full disk is told when the log is closed */
        va_end(ap);
    }
}

static void on_problem(void *ctx, const struct plain_place *at, const char *what, const char *fix)
{
    struct job *j = ctx;
    FILE *out = j->log != NULL ? j->log : stderr;
    j->n_problems++;
    if (at->line > 0) {
        (void)fprintf(out, "%s:%u:%u: %s: %s\n", at->file, at->line, at->column, what, fix);
    } else { /* the source itself cannot be opened: it is named in `what` */
        emu_error_set(j->error, EMU_EXIT_ENVIRONMENT, "%s: %s", what, fix);
    }
}

/* ---- the release ---- */

static enum emu_exit open_schema(struct job *j)
{
    j->release = j->a->release != NULL ? j->a->release : EMU_MAKE_RELEASE_DEFAULT;
    return release_open(&j->of, j->a->images, j->release, j->error);
}

/* A name that the release does not have is a warning: a source may be meant for several releases. */
static void check_names(struct job *j, const struct plain *source)
{
    FILE *out = j->log != NULL ? j->log : stderr;
    for (size_t i = 0; i < plain_n_entries(source); i++) {
        const struct plain_entry *e = plain_entry(source, i);
        if (fw_schema_find(j->of.schema, rt_str(e->element)) >= 0) {
            continue;
        }
        const char *near = nearest_element(j->of.schema, rt_str(e->element), NULL);
        (void)fprintf(out, "%s:%u:%u: warning: %s: release %s has no such parameter: %s%s%s\n", e->at.file, e->at.line,
                      e->at.column, e->element, j->release, near != NULL ? "did you mean " : "the unit will ignore it",
                      near != NULL ? near : "", near != NULL ? "?" : "");
    }
}

/* ---- what is to be done ---- */

static enum emu_exit wrong(struct job *j, const char *where, const char *what, const char *fix)
{
    return emu_error_set(j->error, EMU_EXIT_USAGE, "spc: %s: %s: %s", where, what, fix);
}

/* Which of the vendor's ways of protection is asked for: one row each, none is generic. */
static enum emu_exit choose_mode(struct job *j, struct spc_config *c)
{
    const struct arguments *a = j->a;
    unsigned n = (a->scramble != NULL) + a->target.has_mac + a->is_rc4 + a->is_aes;
    bool has_key = a->ascii_key != NULL || a->hex_key != NULL;
    const struct {
        bool is_wrong;
        const char *where, *what, *fix;
    } rules[] = {
        {n > 1, "--scramble, --target, --rc4, --aes", "two of them", "give one"},
        {a->ascii_key != NULL && a->hex_key != NULL, "--ascii-key, --hex-key", "two keys", "give one"},
        {has_key && !a->is_rc4 && !a->is_aes, "--ascii-key, --hex-key", "a key without a cipher", "add --aes or --rc4"},
        {(a->is_rc4 || a->is_aes) && !has_key, a->is_rc4 ? "--rc4" : "--aes", "needs a key", "add --ascii-key PHRASE"},
        {a->is_rc4 && a->hex_key != NULL, "--hex-key", "RC4 has a key of a phrase only", "use --aes, or --ascii-key"},
        {a->scramble != NULL && a->scramble[0] == '\0', "--scramble", "an empty phrase", "give any text"},
        {a->ascii_key != NULL && a->ascii_key[0] == '\0', "--ascii-key", "an empty phrase", "give a secret text"},
    };
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if (rules[i].is_wrong) {
            return wrong(j, rules[i].where, rules[i].what, rules[i].fix);
        }
    }
    c->mode = a->scramble != NULL ? FW_SPC_SCRAMBLED
              : a->target.has_mac ? FW_SPC_TARGET
              : a->is_rc4         ? FW_SPC_RC4
              : a->is_aes         ? FW_SPC_AES
                                  : FW_SPC_GENERIC;
    c->key = a->ascii_key != NULL ? FW_SPC_KEY_ASCII : a->hex_key != NULL ? FW_SPC_KEY_HEX : FW_SPC_KEY_NONE;
    c->phrase = a->scramble != NULL ? a->scramble : a->ascii_key != NULL ? a->ascii_key : a->hex_key;
    memcpy(c->mac, a->target.mac, sizeof c->mac);
    rt_put_be64(c->salt, emu_make_random());
    return EMU_EXIT_OK;
}

static bool is_stdout(const char *path)
{
    return path != NULL && strcmp(path, "-") == 0;
}

static enum emu_exit write_file(struct job *j, const char *path, const struct rt_buf *bytes)
{
    if (is_stdout(path)) {
        bool is_whole = fwrite(bytes->bytes, 1, bytes->n, stdout) == bytes->n && fflush(stdout) == 0;
        return is_whole ? EMU_EXIT_OK
                        : emu_error_set(j->error, EMU_EXIT_ENVIRONMENT,
                                        "standard output: not written whole: is it "
                                        "closed?");
    }
    const char *refusal = emu_output_refusal(path);
    if (refusal != NULL) {
        return emu_error_set(j->error, EMU_EXIT_ENVIRONMENT, "%s: %s: choose another file", path, refusal);
    }
    enum rt_err err = img_file_write(path, bytes->bytes, bytes->n);
    return err == RT_OK
               ? EMU_EXIT_OK
               : emu_error_set(j->error, EMU_EXIT_ENVIRONMENT, "%s: %s: check the folder", path, rt_err_text(err));
}

static enum emu_exit compile_entries(struct job *j, const struct plain *source, const char *in, const char *out)
{
    struct spc_config config = {0};
    struct rt_buf bytes;
    rt_buf_init(&bytes, OUTPUT_BYTES_MAX);
    enum emu_exit code = choose_mode(j, &config);
    if (code == EMU_EXIT_OK) {
        enum rt_err err = spc_write(&config, source, &bytes);
        if (err == RT_EACCES) {
            code = wrong(j, "--hex-key", "not a key", "give an even number of hexadecimal digits, at most 64");
        } else if (err != RT_OK) {
            code = emu_error_set(j->error, EMU_EXIT_ENVIRONMENT, "%s: %s", out, rt_err_text(err));
        }
    }
    code = code == EMU_EXIT_OK ? write_file(j, out, &bytes) : code;
    if (code == EMU_EXIT_OK) {
        tell(j, "%s: compiled %s into %s (%s, %s)\n", in, rt_count(plain_n_entries(source), "parameter").s, out,
             fw_spc_mode_name(config.mode), rt_count(bytes.n, "byte").s);
    }
    rt_buf_fini(&bytes);
    return code;
}

/* What is no source, by its first bytes: told in one line, and not as problems of a source. */
static const struct {
    const char *head, *what, *fix;
} foreign[] = {
    {"<", "XML, which a unit takes as it is", "give the plain-text form: Name \"value\" ;"},
    {"\xef\xbb\xbf<", "XML, which a unit takes as it is", "give the plain-text form: Name \"value\" ;"},
    {"\x1f\x8b", "a gzip file", "unpack it, and give the plain-text form"},
    {EMU_UNIT_MAGIC, "a unit file", "'vspa show FILE --text' prints its parameters in the plain-text form"},
    {"VSPAIMG", "a firmware image", "give the plain-text form of a profile"},
    {"Salted__", "an encrypted profile", "give the plain-text form"},
};

static enum emu_exit compile(struct job *j, const char *in, const char *out)
{
    const struct plain_config config = {.on_problem = on_problem, .ctx = j};
    struct plain *source = NULL;
    enum emu_exit code = EMU_EXIT_OK;
    for (size_t i = 0; i < sizeof foreign / sizeof foreign[0]; i++) {
        if (emu_file_begins(in, foreign[i].head, strlen(foreign[i].head))) {
            return wrong(j, in, foreign[i].what, foreign[i].fix);
        }
    }
    enum rt_err err = plain_read(&source, &config, in);
    if (err == RT_ENOMEM) {
        code = emu_error_set(j->error, EMU_EXIT_ENVIRONMENT, "%s: %s", in, rt_err_text(err));
    } else if (err != RT_OK && j->error->code != EMU_EXIT_OK) {
        code = j->error->code;
    } else if (err != RT_OK) {
        tell(j, "%s: not compiled: %s%s\n", in, rt_count(j->n_problems, "problem").s,
             j->n_problems == PLAIN_PROBLEMS_MAX ? ", and perhaps more" : "");
        code = EMU_EXIT_NO;
    } else if (!is_stdout(out) && plain_has_read(source, out)) {
        code = wrong(j, out, "it is a file of the source itself", "give the profile another name");
    } else {
        if (j->a->release != NULL) {
            code = open_schema(j);
        }
        if (code == EMU_EXIT_OK && j->of.schema != NULL) {
            check_names(j, source);
        }
        code = code == EMU_EXIT_OK ? compile_entries(j, source, in, out) : code;
    }
    plain_destroy(source);
    return code;
}

static enum emu_exit write_sample(struct job *j, const char *path,
                                  enum rt_err (*write)(const struct release *, struct rt_buf *))
{
    struct rt_buf text;
    rt_buf_init(&text, OUTPUT_BYTES_MAX);
    enum emu_exit code = EMU_EXIT_OK;
    enum rt_err err = write(&j->of, &text);
    code = err == RT_OK ? write_file(j, path, &text)
                        : emu_error_set(j->error, EMU_EXIT_ENVIRONMENT, "%s: %s", path, rt_err_text(err));
    if (code == EMU_EXIT_OK) {
        tell(j, "%s: a sample of release %s\n", path, j->release);
    }
    rt_buf_fini(&text);
    return code;
}

static enum emu_exit work(struct job *j, char **operands, size_t n_operands)
{
    const struct arguments *a = j->a;
    struct spc_config unused = {0};
    bool wants_sample = a->sample_profile != NULL || a->sample_xml != NULL;
    if (n_operands == 1 || (n_operands == 0 && !wants_sample)) {
        return wrong(j, "SOURCE PROFILE", "missing", "give both, or --sample-profile or --sample-xml");
    }
    if (n_operands == 2 && wants_sample) {
        return wrong(j, operands[0], "a sample has no source", "call vspa spc twice");
    }
    if (choose_mode(j, &unused) != EMU_EXIT_OK) { /* before anything is read */
        return j->error->code;
    }
    if (n_operands == 2) {
        return compile(j, operands[0], operands[1]);
    }
    enum emu_exit code = open_schema(j);
    if (code == EMU_EXIT_OK && a->sample_profile != NULL) {
        code = write_sample(j, a->sample_profile, spc_write_sample_source);
    }
    if (code == EMU_EXIT_OK && a->sample_xml != NULL) {
        code = write_sample(j, a->sample_xml, spc_write_sample_xml);
    }
    return code;
}

static void on_no_problem(void *ctx, const struct plain_place *at, const char *what, const char *fix)
{
    (void)ctx;
    (void)at;
    (void)what;
    (void)fix;
}

/* The log is open while the source is read: what the source brings in is looked at before. */
static void protect_source(const char *path)
{
    const struct plain_config config = {.on_problem = on_no_problem};
    struct plain *source = NULL;
    (void)plain_read(&source, &config, path); /* what is wrong with it is told when it is compiled */
    plain_destroy(source);
}

static int run(void *fields, char **operands, size_t n_operands, struct emu_error *error)
{
    const struct arguments *a = fields;
    struct job j = {.a = a, .error = error};
    j.has_stdout =
        is_stdout(a->sample_profile) || is_stdout(a->sample_xml) || (n_operands == 2 && is_stdout(operands[1]));
    for (size_t i = 0; i < n_operands && a->log_path != NULL; i++) {
        if (plain_is_same_file(a->log_path, operands[i])) { /* it would be emptied before it is read */
            (void)wrong(&j, a->log_path, "it is the source or the profile itself", "give the log another name");
            return error->code;
        }
    }
    if (n_operands == 2 && a->log_path != NULL && strcmp(operands[0], "-") != 0) {
        protect_source(operands[0]);
    }
    if (a->log_path != NULL && (j.log = emu_output_open(a->log_path, EMU_OUTPUT_PUBLIC)) == NULL) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s: give the log another name", a->log_path,
                      emu_output_why(a->log_path));
        return error->code;
    }
    enum emu_exit code = work(&j, operands, n_operands);
    release_close(&j.of);
    if (j.log != NULL) {
        if (error->code != EMU_EXIT_OK) {
            (void)fprintf(j.log, "vspa: %s\n", error->text);
        }
        bool is_full = ferror(j.log) != 0;
        if (fclose(j.log) != 0 || is_full) {
            code = emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: not written whole: is the disk full?", a->log_path);
        }
    }
    return code; /* of the error, or of problems which were told one by one */
}

#define AT(member) offsetof(struct arguments, member)
static const struct emu_option protection_rows[] = {
    {"scramble", 0, "PHRASE", "scramble by PHRASE; each unit reads it without a key", NULL, &emu_kind_text,
     AT(scramble)},
    {"target", 0, "MAC", "encrypt for the unit with this MAC address", NULL, &emu_kind_mac, AT(target)},
    {"rc4", 0, NULL, "encrypt by RC4, with --ascii-key", NULL, &emu_kind_switch, AT(is_rc4)},
    {"aes", 0, NULL, "encrypt by AES, with --ascii-key or --hex-key", NULL, &emu_kind_switch, AT(is_aes)},
    {"ascii-key", 0, "PHRASE", "derive the key from PHRASE (128 bits)", NULL, &emu_kind_text, AT(ascii_key)},
    {"hex-key", 0, "HEX", "set the key, up to 64 hex digits (256 bits)", NULL, &emu_kind_text, AT(hex_key)},
};
static const struct emu_option sample_rows[] = {
    {"sample-profile", 0, "FILE", "write a source with all parameters and defaults", NULL, &emu_kind_file,
     AT(sample_profile)},
    {"sample-xml", 0, "FILE", "write the same as an XML profile", NULL, &emu_kind_file, AT(sample_xml)},
};
static const struct emu_option release_rows[] = {
    {"release", 0, "VERSION", "check names, or write samples, of a release", EMU_MAKE_RELEASE_DEFAULT,
     &emu_kind_release, AT(release)},
    EMU_IMAGES_ROW(struct arguments, images),
};
static const struct emu_option output_rows[] = {
    {"quiet", 'q', NULL, "print problems only", NULL, &emu_kind_switch, AT(is_quiet)},
    {"log", 0, "FILE", "write messages to FILE", "the terminal", &emu_kind_file, AT(log_path)},
};
static const struct emu_option_group protection_group = EMU_OPTION_GROUP("Protection", protection_rows);
static const struct emu_option_group sample_group = EMU_OPTION_GROUP("Samples", sample_rows);
static const struct emu_option_group release_group = EMU_OPTION_GROUP("Firmware", release_rows);
static const struct emu_option_group output_group = EMU_OPTION_GROUP("Output", output_rows);
static const struct emu_options_at options[] = {
    {&protection_group, 0}, {&sample_group, 0}, {&release_group, 0}, {&output_group, 0}};
static const struct emu_operand operands_taken[] = {
    {"SOURCE", "a plain-text profile to compile; -: standard input", &emu_kind_input, 0, 1},
    {"PROFILE", "the file to write; - is standard output", &emu_kind_file, 0, 1},
};

static const char *const examples[] = {
    "vspa spc --sample-profile sample.txt --release 5.2.10",
    "vspa spc --aes --ascii-key 'my secret phrase' spa2102.txt spa2102.cfg",
    NULL,
};
const struct emu_command emu_command_spc = {
    .name = "spc",
    .help = "compile the plain-text form of a profile",
    .about = "Compile the plain-text form of a profile. The command line is the vendor's; the file is not: the layout "
             "of the vendor's files is not public, so only virtual units read the result. With --release, names that "
             "the release does not have are warnings. A unit reads an encrypted file by a rule with the same key: "
             "[--key \"my secret phrase\"] tftp://192.168.1.200/spa2102.cfg",
    .examples = examples,
    EMU_COMMAND_OPERANDS(operands_taken),
    EMU_COMMAND_OPTIONS(options),
    .n_field_bytes = sizeof(struct arguments),
    .run = run,
};
