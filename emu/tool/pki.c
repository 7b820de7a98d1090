/* SPDX-License-Identifier: MIT */
#include <tool/commands.h>
#include <host/output.h>
#include <offline/offline.h>
#include <host/kinds.h>
#include <pki/pki_dir.h>
#include <host/files.h>
#include <images/file.h>
#include <jansson.h>
#include <rt/mem.h>
#include <rt/str.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#define DAY_S 86400

struct arguments {
    const char *csr, *out, *pki, *unit;
    int64_t from_s, until_s;
    uint64_t days;
    bool is_json;
};

/* --- dates --- */

static const char *parse_day(const char *value, void *field)
{
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    char rest = '\0';
    if (sscanf(value, "%4d-%2u-%2u%c", &year, &month, &day, &rest) != 3 || year < 1950 || year > 2049 || month < 1 ||
        month > 12 || day < 1 || day > 31) {
        return "not a date: write it as 2007-06-01, from 1950 to 2049";
    }
    *(int64_t *)field = emu_pki_date_s(year, month, day);
    return NULL;
}

/* --- vspa pki init --- */

static int run_init(void *fields, char **operands, size_t n, struct emu_error *error)
{
    uint8_t seed[32];
    (void)fields;
    (void)n; /* one, by the table */
    if (getrandom(seed, sizeof seed, 0) != (ssize_t)sizeof seed) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "pki init: the system gives no random numbers: try again");
    }
    if (emu_pki_init(operands[0], seed, error) == EMU_EXIT_OK) {
        printf("%s: two roots made, \"%s\" and \"%s\"\n"
               "  servers:  vspa pki sign --pki %s --csr server.csr -o server.pem; client-root.pem checks units\n"
               "  firmware: vspa image pack RELEASE --trust %s/server-root.pem -o FILE.img\n"
               "  units:    vspa new --pki %s --images FOLDER_OF_FILE.img\n",
               operands[0], EMU_PKI_SERVER_ROOT, EMU_PKI_CLIENT_ROOT, operands[0], operands[0], operands[0]);
    }
    return error->code;
}

/* --- vspa pki sign --- */

/* A key or a request that stands there would be lost; an older certificate may go. */
static bool holds_more(const char *path)
{
    struct emu_der *der = rt_mem_alloc(sizeof *der);
    struct rt_buf there;
    rt_buf_init(&there, EMU_PKI_PEM_MAX);
    enum rt_err err = emu_read_file(path, &there);
    bool holds = err != RT_ENOENT && err != RT_EINVAL && (err != RT_OK || there.n > 0) &&
                 (err != RT_OK || der == NULL || strstr(rt_buf_text(&there), "KEY-----") != NULL ||
                  emu_pki_read(der, there.bytes, there.n) != RT_OK);
    rt_buf_fini(&there);
    rt_mem_free(der);
    return holds;
}

static enum emu_exit write_out(const char *path, const struct rt_buf *text, struct emu_error *error)
{
    if (path == NULL) {
        if (fwrite(text->bytes, 1, text->n, stdout) != text->n || fflush(stdout) != 0) {
            emu_error_set(error, EMU_EXIT_ENVIRONMENT, "standard output: it cannot be written: check where it goes");
        }
        return error->code;
    }
    if (holds_more(path)) {
        return emu_error_set(error, EMU_EXIT_USAGE, "%s: not a certificate, or more than that: choose another name",
                             path);
    }
    const char *refusal = emu_output_refusal(path);
    if (refusal != NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s: choose another file", path, refusal);
    }
    enum rt_err err = img_file_write(path, text->bytes, text->n);
    return err == RT_OK
               ? EMU_EXIT_OK
               : emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s: check the folder", path, rt_err_text(err));
}

static enum emu_exit refuse_request(const char *path, enum rt_err err, struct emu_error *error)
{
    static const struct {
        enum rt_err err;
        const char *text;
    } rows[] = {
        {RT_ECORRUPT, "not a CSR: make one: openssl req -new -newkey rsa:2048 -nodes -keyout server.key -subj "
                      "/CN=prov.example.com -out server.csr"},
        {RT_ESIGNATURE, "not signed by the key that is in it: make it again"},
        {RT_ENOTSUP, "not an RSA key: a unit knows no other (guide p.1-9): make one with -newkey rsa:2048"},
        {RT_ENOENT, "no CN in its subject: the unit compares it with the server's name: add -subj /CN=NAME"},
        {RT_EINVAL, "a name or a date that no certificate can hold: shorten it"},
        {RT_ETOOBIG, "too long for a certificate of 4096 bytes: use a smaller key"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].err == err) {
            return emu_error_set(error, EMU_EXIT_NO, "%s: %s", path, rows[i].text);
        }
    }
    return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s", path, rt_err_text(err));
}

static int run_sign(void *fields, char **operands, size_t n, struct emu_error *error)
{
    const struct arguments *a = fields;
    struct emu_authority *root = NULL;
    char name[EMU_PKI_NAME_MAX + 1];
    struct rt_buf csr, pem;
    struct emu_der *der = rt_mem_alloc(sizeof *der);
    int64_t from_s = a->from_s != 0 ? a->from_s : EMU_PKI_BEGIN;
    int64_t until_s = a->until_s != 0 ? a->until_s + DAY_S - 1 : EMU_PKI_END;
    (void)operands;
    (void)n; /* none, by the table */
    rt_buf_init(&csr, EMU_PKI_PEM_MAX);
    rt_buf_init(&pem, EMU_PKI_PEM_MAX);
    enum rt_err err = RT_OK;
    if (a->csr == NULL) {
        emu_error_set(error, EMU_EXIT_USAGE, "pki sign: no request: give it with --csr FILE");
        goto out;
    }
    if (a->days != 0) {
        until_s = (int64_t)time(NULL) + (int64_t)(a->days > 100000 ? 100000 : a->days) * DAY_S;
    }
    if (until_s <= from_s || until_s > EMU_PKI_END) {
        emu_error_set(error, EMU_EXIT_USAGE, "pki sign: it would end before it begins, or after 2049: check the dates");
        goto out;
    }
    if ((err = emu_read_input(a->csr, &csr)) != RT_OK) {
        (void)emu_read_error(a->csr, err, error); /* the error says it, here and below */
        goto out;
    }
    if (emu_authority_open(&root, a->pki, EMU_ROOT_SERVER, true, error) != EMU_EXIT_OK) {
        goto out;
    }
    const struct emu_pki_issuer issuer = emu_authority_issuer(root);
    err = der == NULL ? RT_ENOMEM : emu_pki_sign_request(der, csr.bytes, csr.n, from_s, until_s, &issuer, name);
    err = err == RT_OK ? emu_pki_pem(der, &pem) : err;
    if (err != RT_OK) {
        refuse_request(a->csr, err, error);
    } else if (write_out(a->out, &pem, error) == EMU_EXIT_OK && a->out != NULL) {
        printf("%s: for %s, signed by \"%s\" (%s)\n", a->out, name, EMU_PKI_SERVER_ROOT, root->path);
    }
out:
    emu_authority_close(root);
    rt_buf_fini(&csr);
    rt_buf_fini(&pem);
    rt_mem_free(der);
    return error->code;
}

/* --- vspa pki root --- */

static int run_root(void *fields, char **operands, size_t n, struct emu_error *error)
{
    const struct arguments *a = fields;
    struct emu_authority *root = NULL;
    struct rt_buf pem;
    (void)n; /* one, by the table */
    enum emu_root which = strcmp(operands[0], "client") == 0 ? EMU_ROOT_CLIENT : EMU_ROOT_SERVER;
    rt_buf_init(&pem, EMU_PKI_PEM_MAX);
    if (emu_authority_open(&root, a->pki, which, false, error) == EMU_EXIT_OK) {
        enum rt_err err = emu_pki_pem(&root->certificate, &pem);
        if (err != RT_OK) {
            emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s", root->path, rt_err_text(err));
        } else if (write_out(a->out, &pem, error) == EMU_EXIT_OK && a->out != NULL) {
            printf("%s: the root certificate of %s\n", a->out,
                   which == EMU_ROOT_CLIENT ? "units: nginx's ssl_client_certificate, Apache's SSLCACertificateFile"
                                            : "provisioning servers: what firmware trusts");
        }
    }
    emu_authority_close(root);
    rt_buf_fini(&pem);
    return error->code;
}

/* --- vspa pki show --- */

static enum emu_exit read_unit(struct emu_der *out, const char *path, struct emu_error *error)
{
    struct board_ident *ident = rt_mem_alloc(sizeof *ident);
    if (ident == NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: out of memory", path);
    }
    if (offline_read_ident(ident, path, error) == EMU_EXIT_OK && ident->n_certificate == 0) {
        emu_error_set(error, EMU_EXIT_NO, "%s: no certificate is installed: make the unit without --no-certificate",
                      path);
    } else if (error->code == EMU_EXIT_OK) {
        out->n = ident->n_certificate;
        memcpy(out->bytes, ident->certificate, out->n);
    }
    rt_mem_free(ident);
    return error->code;
}

static enum emu_exit read_certificate(struct emu_der *out, const char *path, struct emu_error *error)
{
    struct rt_buf file;
    rt_buf_init(&file, EMU_PKI_PEM_MAX);
    enum rt_err err = emu_read_input(path, &file);
    if (err != RT_OK) {
        (void)emu_read_error(path, err, error);
    } else if ((err = emu_pki_read(out, file.bytes, file.n)) != RT_OK) {
        emu_error_set(error, EMU_EXIT_NO, "%s: not a certificate (%s): give PEM or DER, or --unit FILE", path,
                      rt_err_text(err));
    }
    rt_buf_fini(&file);
    return error->code;
}

/* Which root of the folder signed it? NULL: none of them. */
static const char *find_signer(const struct emu_der *der, const char *pki)
{
    for (int r = EMU_ROOT_SERVER; r <= EMU_ROOT_CLIENT; r++) {
        struct emu_error ignored = {0}; /* no folder: then no root is found */
        struct emu_authority *root = NULL;
        bool is_it = emu_authority_open(&root, pki, (enum emu_root)r, false, &ignored) == EMU_EXIT_OK &&
                     emu_pki_is_signed_by(der, &root->certificate);
        emu_authority_close(root);
        if (is_it) {
            return emu_root_name((enum emu_root)r);
        }
    }
    return NULL;
}

static void show_facts(const struct emu_pki_facts *f, const char *signer)
{
    printf("subject      %s\n"
           "issuer       %s\n"
           "valid        %s to %s UTC\n"
           "key          %s, signed with %s%s\n"
           "serial       %s\n"
           "sha256       %s\n",
           f->subject, f->issuer, f->begin, f->end, f->key, f->signature, f->is_authority ? ", an authority" : "",
           f->serial, f->sha256);
    printf("signed by    %s%s\n", signer != NULL ? signer : "none of the roots", signer != NULL ? " root" : "");
}

static void show_json(const struct emu_pki_facts *f, const char *signer)
{
    json_t *j = json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:b,s:s?}", "subject", f->subject, "issuer", f->issuer,
                          "common_name", f->common_name, "not_before", f->begin, "not_after", f->end, "key", f->key,
                          "signature", f->signature, "serial", f->serial, "sha256", f->sha256, "is_authority",
                          (int)f->is_authority, "signed_by_root", signer);
    if (j != NULL && json_dumpf(j, stdout, JSON_INDENT(2)) == 0) {
        putchar('\n');
    }
    json_decref(j);
}

static int run_show(void *fields, char **operands, size_t n, struct emu_error *error)
{
    const struct arguments *a = fields;
    struct emu_pki_facts f;
    struct emu_der *der = rt_mem_alloc(sizeof *der);
    bool is_unit = n == 1 && emu_file_begins(operands[0], EMU_UNIT_MAGIC, strlen(EMU_UNIT_MAGIC));
    const char *unit = a->unit == NULL && is_unit ? operands[0] : a->unit;
    if ((a->unit != NULL) == (n == 1)) {
        emu_error_set(error, EMU_EXIT_USAGE, "pki show: give either a certificate or --unit FILE");
    } else if (der == NULL) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "pki: out of memory");
    } else if ((unit != NULL ? read_unit(der, unit, error) : read_certificate(der, operands[0], error)) ==
               EMU_EXIT_OK) {
        if (emu_pki_facts(der, &f) != RT_OK) {
            emu_error_set(error, EMU_EXIT_NO, "%s: the certificate cannot be read: it is damaged",
                          unit != NULL ? unit : operands[0]);
        } else {
            (a->is_json ? show_json : show_facts)(&f, find_signer(der, a->pki));
        }
    }
    rt_mem_free(der);
    return error->code;
}

/* --- the table --- */

#define AT(member) offsetof(struct arguments, member)
static const struct emu_kind kind_day = {.name = "date", .parse = parse_day};
static const struct emu_choice roots[] = {
    {"client", "for servers, to check the certificates of units"},
    {"server", "what firmware trusts, to check provisioning servers"},
};
static const struct emu_kind kind_root = {.name = "choice", .choices = roots, .n_choices = 2};

static const struct emu_option certificate_rows[] = {
    {"csr", 0, "FILE", "sign this request (PEM or DER); its CN is the server", NULL, &emu_kind_input, AT(csr)},
    {"from", 0, "DATE", "set the first day", "2004-01-01", &kind_day, AT(from_s)},
    {"until", 0, "DATE", "set the last day", "2049-12-31", &kind_day, AT(until_s)},
    {"days", 0, "N", "end N days from today, instead of --until", NULL, &emu_kind_number, AT(days)},
};
static const struct emu_option root_rows[] = {
    {"pki", 0, "DIR", "use the roots in DIR", "$VSPA_PKI, else TEST roots", &emu_kind_dir, AT(pki)},
};
static const struct emu_option out_rows[] = {
    {"out", 'o', "FILE", "write the certificate to FILE", "standard output", &emu_kind_file, AT(out)},
};
static const struct emu_option unit_rows[] = {
    {"unit", 0, "FILE", "show the client certificate of a unit", NULL, &emu_kind_file, AT(unit)},
};
static const struct emu_option json_rows[] = {
    {"json", 0, NULL, "print JSON", NULL, &emu_kind_switch, AT(is_json)},
};
static const struct emu_option_group certificate_group = EMU_OPTION_GROUP("Certificate", certificate_rows);
static const struct emu_option_group root_group = EMU_OPTION_GROUP("Roots", root_rows);
static const struct emu_option_group out_group = EMU_OPTION_GROUP("Output", out_rows);
static const struct emu_option_group unit_group = EMU_OPTION_GROUP("Certificate", unit_rows);
static const struct emu_option_group json_group = EMU_OPTION_GROUP("Output", json_rows);

static const struct emu_operand init_operands[] = {{"DIR", "the folder to make", &emu_kind_dir, 1, 1}};
static const char *const init_examples[] = {"vspa pki init my-pki", NULL};
static const struct emu_command init = {
    .name = "init",
    .help = "make two roots of your own",
    .about = "Make two roots of your own, in place of the TEST roots that come with vspa: one signs provisioning "
             "servers and is built into firmware, one signs units and is given to servers.",
    .examples = init_examples,
    EMU_COMMAND_OPERANDS(init_operands),
    .run = run_init,
};

static const struct emu_options_at sign_options[] = {{&certificate_group, 0}, {&root_group, 0}, {&out_group, 0}};
static const char *const sign_examples[] = {
    "openssl req -new -newkey rsa:2048 -nodes -keyout server.key \\",
    "  -subj /CN=prov.example.com -out server.csr",
    "vspa pki sign --csr server.csr -o server.pem",
    NULL,
};
static const struct emu_command sign = {
    .name = "sign",
    .help = "sign a provisioning server's certificate request",
    .about = "Sign a provider's certificate request as the vendor does: with the root that units trust. The default "
             "dates cover the years in which the units of the lab live (2007) and today.",
    .examples = sign_examples,
    EMU_COMMAND_OPTIONS(sign_options),
    .n_field_bytes = sizeof(struct arguments),
    .run = run_sign,
};

static const struct emu_options_at root_options[] = {{&root_group, 0}, {&out_group, 0}};
static const struct emu_operand root_operands[] = {{"ROOT", "client or server", &kind_root, 1, 1}};
static const char *const root_examples[] = {"vspa pki root client -o client-root.pem", NULL};
static const struct emu_command root = {
    .name = "root",
    .help = "print a root certificate",
    .about = "Print a root certificate: 'client' is for servers, to check units (nginx: ssl_client_certificate); "
             "'server' is what firmware trusts.",
    .examples = root_examples,
    EMU_COMMAND_OPERANDS(root_operands),
    EMU_COMMAND_OPTIONS(root_options),
    .n_field_bytes = sizeof(struct arguments),
    .run = run_root,
};

static const struct emu_options_at show_options[] = {{&unit_group, 0}, {&root_group, 0}, {&json_group, 0}};
static const struct emu_operand show_operands[] = {
    {"FILE", "a certificate, PEM or DER; - is standard input", &emu_kind_input, 0, 1},
};
static const char *const show_examples[] = {"vspa pki show --unit u.flash", NULL};
static const struct emu_command show = {
    .name = "show",
    .help = "show a certificate, and which root signed it",
    .about = "Show a certificate: subject, issuer, dates, and which root signed it.",
    .examples = show_examples,
    EMU_COMMAND_OPERANDS(show_operands),
    EMU_COMMAND_OPTIONS(show_options),
    .n_field_bytes = sizeof(struct arguments),
    .run = run_show,
};

static const struct emu_command *const commands[] = {&init, &sign, &root, &show, NULL};
const struct emu_command emu_command_pki = {
    .name = "pki",
    .help = "make and show certificates of servers and units",
    .about = "The certification authority of the virtual units.",
    .commands = commands,
};
