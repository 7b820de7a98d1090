/* SPDX-License-Identifier: MIT */
/* vspa show: what a unit file holds. The file is only read, also while a unit runs on it. */
#define _GNU_SOURCE /* F_OFD_GETLK */
#include <tool/commands.h>
#include <host/kinds.h>
#include <offline/offline.h>
#include <offline/profile_write.h>
#include <offline/report.h>
#include <unitfile/unitfile.h>
#include <board/board.h>
#include <board/flash.h>
#include <fw/boot.h>
#include <rt/human.h>
#include <rt/mem.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define OUTPUT_BYTES_MAX (4u * 1024u * 1024u)

struct arguments {
    bool is_xml, is_text, is_json, shows_secrets, shows_all;
};

struct shown {
    const struct arguments *a;
    const char *path;
    uint8_t *flash; /* a copy */
    struct offline opened;
    bool is_open; /* the parameters could be read */
    json_t *report;
};

/* Does a process hold the lock of the file? Its flash is then read between two of its writes. */
static bool is_in_use(const char *path)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    bool is_locked = fd >= 0 && fcntl(fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
    if (fd >= 0) {
        (void)close(fd); /* only read */
    }
    return is_locked;
}

/* ---- the report ---- */

static void put_identity(const struct shown *s, const struct board_ident *ident, enum rt_err err)
{
    json_t *out = json_object();
    char mac[13];
    report_set(out, "state", rt_str(err == RT_OK ? "whole" : err == RT_ENOENT ? "missing" : "damaged"));
    if (err == RT_OK) {
        report_set(out, "mac", rt_str(rt_mac_digits(ident->mac, mac)));
        report_set(out, "product", rt_str(ident->product));
        report_set(out, "serial", rt_str(ident->serial));
        report_set(out, "hardware", rt_str(ident->hw_version));
        (void)json_object_set_new(out, "certificate", json_boolean(ident->n_certificate > 0));
        (void)json_object_set_new(out, "rc", json_boolean(ident->is_rc));
    }
    (void)json_object_set_new(s->report, "identity", out);
}

static const char *bank_state(const struct board *b, enum fw_bank bank, enum rt_err err, bool is_blank)
{
    return is_blank                   ? "blank"
           : err == RT_ESIGNATURE     ? "not signed by the key of this firmware"
           : err == RT_ENOTSUP        ? "of another format"
           : err != RT_OK             ? "damaged"
           : fw_boot_is_good(b, bank) ? "good"
                                      : "damaged";
}

static void put_banks(const struct shown *s, const struct board *b)
{
    json_t *banks = json_array();
    for (int i = FW_BANK_A; i <= FW_BANK_B; i++) {
        enum board_region region = i == FW_BANK_A ? BOARD_REGION_BANK_A : BOARD_REGION_BANK_B;
        const uint8_t *cells = board_flash_cells(b, region);
        size_t n = board_region(region)->n_bytes;
        struct fw_image image = {0};
        bool is_blank = true;
        for (size_t k = 0; k < n && is_blank; k++) {
            is_blank = cells[k] == 0xff;
        }
        enum rt_err err = fw_image_open(&image, cells, n);
        json_t *bank = json_object();
        report_set(bank, "bank", rt_str(fw_bank_name((enum fw_bank)i)));
        report_set(bank, "state", rt_str(bank_state(b, (enum fw_bank)i, err, is_blank)));
        report_set(bank, "product", rt_str(err == RT_OK ? image.product : ""));
        report_set(bank, "release", rt_str(err == RT_OK ? image.version : ""));
        (void)json_object_set_new(bank, "bytes", json_integer(err == RT_OK ? image.n_bytes : 0));
        (void)json_object_set_new(bank, "signed", json_boolean(err == RT_OK));
        (void)json_array_append_new(banks, bank);
    }
    (void)json_object_set_new(s->report, "banks", banks);
}

/* What the next start would do: decided over the copy, as the unit does. */
static void put_boot(const struct shown *s, struct board *b)
{
    struct fw_boot boot = {.bank = FW_BANK_NONE};
    json_t *out = json_object();
    if (fw_boot_decide(b, NULL, &boot) == RT_OK) {
        report_set(out, "bank", rt_str(fw_bank_name(boot.bank)));
        report_set(out, "reason", rt_str(boot.reason));
        (void)json_object_set_new(out, "trial", json_boolean(boot.is_trial));
        (void)json_object_set_new(out, "fell_back", json_boolean(boot.did_fall_back));
        report_set(out, "failed_release", rt_str(boot.failed_version));
        (void)json_object_set_new(out, "recovery", json_boolean(boot.bank == FW_BANK_NONE));
    }
    (void)json_object_set_new(s->report, "boot", out);
}

static bool is_secret(const struct shown *s, size_t id)
{
    return (fw_schema_flags(s->opened.schema, id) & (FW_ROW_SECRET | FW_ROW_PASSWORD)) != 0;
}

/* Is it other than it left the factory? */
static bool is_told(const struct shown *s, size_t id)
{
    const struct fw_params *p = s->opened.params;
    return fw_schema_type(s->opened.schema, id) != FW_TYPE_STATUS &&
           (s->a->shows_all || !fw_param_is_default(p, (int)id) ||
            fw_param_access(p, (int)id) != fw_schema_access(s->opened.schema, id));
}

/* The value as it may be shown, into out; true: something of it is hidden. */
static bool put_shown(const struct shown *s, size_t id, const char *value, struct rt_buf *out)
{
    bool is_hidden = false;
    (void)(s->a->shows_secrets ? rt_buf_put_text(out, value)
                               : fw_schema_mask_value(s->opened.schema, (int)id, rt_str(value), out, &is_hidden));
    return is_hidden;
}

static void set_masked(const struct shown *s, json_t *row, const char *key, size_t id, const char *value)
{
    struct rt_buf text;
    rt_buf_init(&text, 8 * FW_VALUE_MAX);
    (void)put_shown(s, id, value, &text);
    report_set(row, key, rt_str(rt_buf_error(&text) == RT_OK ? rt_buf_text(&text) : "****"));
    rt_buf_fini(&text);
}

static void put_parameters(const struct shown *s)
{
    json_t *list = json_array();
    const struct fw_params *p = s->opened.params;
    size_t n_told = 0, n_all = 0;
    for (size_t id = 0; id < fw_schema_n_rows(s->opened.schema); id++) {
        n_all += fw_schema_type(s->opened.schema, id) != FW_TYPE_STATUS ? 1 : 0;
        if (!is_told(s, id)) {
            continue;
        }
        struct fw_schema_row row = fw_schema_row(s->opened.schema, id);
        json_t *one = json_object();
        n_told++;
        report_set(one, "element", rt_str(row.element));
        report_set(one, "page", rt_str(row.tab));
        set_masked(s, one, "value", id, fw_param_get(p, (int)id));
        set_masked(s, one, "default", id, fw_param_default(p, (int)id));
        report_set(one, "access", rt_str(fw_access_name(fw_param_access(p, (int)id))));
        report_set(one, "access_default", rt_str(fw_access_name(row.access)));
        (void)json_object_set_new(one, "secret", json_boolean(is_secret(s, id)));
        (void)json_array_append_new(list, one);
    }
    struct fw_journal_info journal = fw_params_journal(p);
    (void)json_object_set_new(s->report, "parameters", list);
    (void)json_object_set_new(s->report, "release", report_printf("%s", s->opened.manifest.version));
    (void)json_object_set_new(s->report, "counts",
                              json_pack("{s:i,s:i}", "parameters", (int)n_all, "shown", (int)n_told));
    (void)json_object_set_new(s->report, "journal",
                              json_pack("{s:i,s:i,s:i,s:i}", "bytes", (int)journal.n_bytes, "used", (int)journal.n_used,
                                        "records", (int)journal.n_records, "compactions", (int)journal.n_compactions));
    report_set(s->report, "customised",
               rt_str(s->opened.custom_err == RT_OK       ? "yes"
                      : s->opened.custom_err == RT_ENOENT ? "no"
                                                          : "damaged: the defaults of the release hold"));
}

static enum emu_exit open_unit(struct shown *s, struct emu_error *error)
{
    struct board_ident *ident = rt_mem_alloc(sizeof *ident);
    s->flash = rt_mem_alloc(BOARD_FLASH_BYTES);
    if (s->flash == NULL || ident == NULL || s->report == NULL) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: out of memory", s->path);
    } else if (emu_unitfile_copy(s->path, s->flash, error) == EMU_EXIT_OK) {
        struct board *b = board_create(&(struct board_config){.flash = s->flash});
        report_set(s->report, "file", rt_str(s->path));
        (void)json_object_set_new(s->report, "in_use", json_boolean(is_in_use(s->path)));
        if (b == NULL) {
            emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: out of memory", s->path);
        } else {
            put_identity(s, ident, board_ident_read(b, ident));
            put_banks(s, b);
            put_boot(s, b);
            board_destroy(b);
        }
    }
    rt_mem_free(ident);
    if (error->code == EMU_EXIT_OK) {
        s->is_open = offline_open(&s->opened, s->flash, NULL) == RT_OK;
        if (s->is_open) {
            put_parameters(s);
        }
    }
    return error->code;
}

/* ---- printing ---- */

static void print_facts(const json_t *report)
{
    const json_t *ident = json_object_get(report, "identity"), *boot = json_object_get(report, "boot"), *bank;
    size_t i;
    char line[160];
    if (strcmp(report_get(ident, "state"), "whole") == 0) {
        (void)snprintf(line, sizeof line, "%s, MAC %s, serial %s, hardware %s, client certificate %s%s",
                       report_get(ident, "product"), report_get(ident, "mac"), report_get(ident, "serial"),
                       report_get(ident, "hardware"), report_flag(ident, "certificate") ? "installed" : "not installed",
                       report_flag(ident, "rc") ? ", RC unit" : "");
        report_print_row(0, 10, "identity", line);
    } else {
        report_print_row(0, 10, "identity", report_get(ident, "state"));
    }
    json_array_foreach(json_object_get(report, "banks"), i, bank)
    {
        char name[16];
        bool is_named = report_get(bank, "release")[0] != '\0';
        (void)snprintf(name, sizeof name, "bank %s", report_get(bank, "bank"));
        (void)snprintf(line, sizeof line, "%s%s%s%s%s", report_get(bank, "state"), is_named ? ", " : "",
                       report_get(bank, "product"), is_named ? " " : "", report_get(bank, "release"));
        if (is_named) {
            size_t n = strlen(line);
            (void)snprintf(line + n, sizeof line - n, ", %s, signed",
                           rt_size((uint64_t)json_integer_value(json_object_get(bank, "bytes"))).s);
        }
        report_print_row(0, 10, name, line);
    }
    (void)snprintf(line, sizeof line, "%s: %s%s%s",
                   report_flag(boot, "recovery") ? "recovery" : report_get(boot, "bank"), report_get(boot, "reason"),
                   report_get(boot, "failed_release")[0] != '\0' ? "; failed release " : "",
                   report_get(boot, "failed_release"));
    report_print_row(0, 10, "next start", line);
    if (report_flag(report, "in_use")) {
        report_print_row(0, 10, "in use", "a process runs this unit; this is its flash as it was just now");
    }
}

static void print_parameters(const json_t *report)
{
    const json_t *row, *counts = json_object_get(report, "counts");
    const char *page = "";
    size_t i;
    if (counts == NULL) {
        report_print_row(0, 10, "parameters", "cannot be read without a good bank");
        return;
    }
    printf("%-10s  %d of %d differ from factory%s\n", "parameters",
           (int)json_integer_value(json_object_get(counts, "shown")),
           (int)json_integer_value(json_object_get(counts, "parameters")),
           strcmp(report_get(report, "customised"), "yes") == 0 ? " (customised defaults)" : "");
    json_array_foreach(json_object_get(report, "parameters"), i, row)
    {
        struct rt_buf text;
        rt_buf_init(&text, 3 * FW_VALUE_MAX + 200);
        if (strcmp(page, report_get(row, "page")) != 0) {
            page = report_get(row, "page");
            printf("  %s\n", page);
        }
        (void)rt_buf_printf(&text, "\"%s\"", report_get(row, "value"));
        if (strcmp(report_get(row, "value"), report_get(row, "default")) != 0) {
            (void)rt_buf_printf(&text, " (default \"%s\")", report_get(row, "default"));
        }
        if (strcmp(report_get(row, "access"), report_get(row, "access_default")) != 0) {
            (void)rt_buf_printf(&text, ", user access %s (default %s)", report_get(row, "access"),
                                report_get(row, "access_default"));
        }
        report_print_row(4, 28, report_get(row, "element"), rt_buf_text(&text));
        rt_buf_fini(&text);
    }
}

/* A profile that gives another unit the same settings. Secrets, and rules with one, are left out of it unless they are
 * asked for: "****" would be taken for a password. */
static enum emu_exit print_profile(const struct shown *s, struct emu_error *error)
{
    bool is_xml = s->a->is_xml;
    struct rt_buf out;
    if (!s->is_open) {
        return emu_error_set(error, EMU_EXIT_NO,
                             "%s: its parameters cannot be read without a good bank: 'vspa run' recovers "
                             "it",
                             s->path);
    }
    rt_buf_init(&out, OUTPUT_BYTES_MAX);
    (void)rt_buf_printf(&out,
                        is_xml ? "<?xml version=\"1.0\"?>\n<!-- Release %s -->\n<flat-profile>\n" : "# Release %s\n",
                        s->opened.manifest.version);
    for (size_t id = 0; id < fw_schema_n_rows(s->opened.schema); id++) {
        struct fw_schema_row row;
        if (!is_told(s, id)) {
            continue;
        }
        row = fw_schema_row(s->opened.schema, id);
        struct rt_str value = rt_str(fw_param_get(s->opened.params, (int)id));
        enum fw_access access = fw_param_access(s->opened.params, (int)id);
        struct rt_buf shown;
        rt_buf_init(&shown, 8 * FW_VALUE_MAX);
        bool is_hidden = put_shown(s, id, value.p, &shown) || rt_buf_error(&shown) != RT_OK;
        rt_buf_fini(&shown);
        if (!is_hidden && !profile_may_write(is_xml, value)) {
            (void)rt_buf_printf(&out,
                                is_xml ? "  <!-- %s: has control characters, left out (--json) -->\n"
                                       : "# %s: has control characters, left out (--json)\n",
                                row.element);
        } else if (is_hidden) {
            (void)rt_buf_printf(&out,
                                is_xml ? "  <!-- %s: %s, left out (--show-secrets) -->\n"
                                       : "# %s: %s, left out (--show-secrets)\n",
                                row.element, is_secret(s, id) ? "secret" : "has a secret");
        } else if (is_xml) {
            (void)profile_write_xml(&out, row.element, access, value);
        } else {
            (void)profile_write_plain(&out, &row, access, value);
        }
    }
    (void)rt_buf_put_text(&out, is_xml ? "</flat-profile>\n" : "");
    if (rt_buf_error(&out) == RT_OK) {
        (void)fwrite(out.bytes, 1, out.n, stdout); /* main looks at the stream */
    } else {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s", s->path, rt_err_text(rt_buf_error(&out)));
    }
    rt_buf_fini(&out);
    return error->code;
}

static int show(void *fields, char **operands, size_t n, struct emu_error *error)
{
    struct shown s = {.a = fields, .path = operands[0], .report = json_object()};
    (void)n; /* one, by the table */
    if (s.a->is_xml + s.a->is_text + s.a->is_json > 1) {
        emu_error_set(error, EMU_EXIT_USAGE, "show: --xml, --text, --json: give one of them");
    } else if (open_unit(&s, error) == EMU_EXIT_OK) {
        if (s.a->is_xml || s.a->is_text) {
            (void)print_profile(&s, error);
        } else if (s.a->is_json) {
            report_print_json(s.report);
        } else {
            print_facts(s.report);
            print_parameters(s.report);
        }
    }
    if (s.a->is_json) {
        report_print_error(error);
    }
    offline_close(&s.opened);
    json_decref(s.report);
    rt_mem_free(s.flash);
    return error->code;
}

#define AT(member) offsetof(struct arguments, member)
static const struct emu_option rows[] = {
    {"xml", 0, NULL, "print the parameters as a profile", NULL, &emu_kind_switch, AT(is_xml)},
    {"text", 0, NULL, "print them in the plain-text form of vspa spc", NULL, &emu_kind_switch, AT(is_text)},
    {"json", 0, NULL, "print JSON", NULL, &emu_kind_switch, AT(is_json)},
    {"all", 0, NULL, "show all parameters, not only those that differ", NULL, &emu_kind_switch, AT(shows_all)},
    {"show-secrets", 0, NULL, "show passwords and keys", NULL, &emu_kind_switch, AT(shows_secrets)},
};
static const struct emu_option_group group = EMU_OPTION_GROUP("Output", rows);
static const struct emu_options_at options[] = {{&group, 0}};
static const struct emu_operand operands_taken[] = {{"UNIT", "a unit file", &emu_kind_input, 1, 1}};
static const char *const examples[] = {
    "vspa show u.flash",
    "vspa show u.flash --xml > u.xml",
    NULL,
};
const struct emu_command emu_command_show = {
    .name = "show",
    .help = "show what a unit file holds",
    .about =
        "Show identity, firmware banks, the next start and the parameters that differ from factory. The file is only "
        "read, also while a unit runs on it.",
    .examples = examples,
    EMU_COMMAND_OPERANDS(operands_taken),
    EMU_COMMAND_OPTIONS(options),
    .n_field_bytes = sizeof(struct arguments),
    .run = show,
};
