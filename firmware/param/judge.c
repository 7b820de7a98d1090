/* SPDX-License-Identifier: MIT */
/* Validation: the type first, then format and range; and the messages. */
#include <fw/judge.h>
#include "type.h"
#include <fw/range.h>
#include <string.h>

const char *fw_fit_text(enum fw_fit f)
{
    static const char *const texts[FW_FIT_N] = {
        [FW_FIT_OK] = "taken",
        [FW_FIT_NORMALISED] = "taken in another spelling",
        [FW_FIT_UNKNOWN] = "no such parameter in this release: ignored",
        [FW_FIT_WRONG_TYPE] = "not of the parameter's type: the old value stays",
        [FW_FIT_OUT_OF_RANGE] = "outside the parameter's range: the old value stays",
        [FW_FIT_TOO_LONG] = "longer than the parameter's type allows",
        [FW_FIT_MALFORMED] = "taken, but not of the parameter's format",
    };
    return (unsigned)f < FW_FIT_N ? texts[f] : "?";
}

bool fw_fit_is_refused(enum fw_fit f, size_t n)
{
    return f == FW_FIT_UNKNOWN || f == FW_FIT_WRONG_TYPE || f == FW_FIT_OUT_OF_RANGE || n > FW_VALUE_MAX;
}

struct fw_verdict fw_judge(const struct fw_schema_row *row, struct rt_str value, char stored[FW_VALUE_MAX + 1])
{
    char text[FW_VALUE_MAX + 1];
    char *out = stored != NULL ? stored : text;
    struct fw_verdict v = {.fit = param_type_judge(row, value, out)};
    if (v.fit == FW_FIT_WRONG_TYPE) {
        v.at = param_format_locate(row, value);
    } else if (v.fit == FW_FIT_OK || v.fit == FW_FIT_NORMALISED) {
        struct fw_verdict format = param_format_judge(row, out);
        v = format.fit == FW_FIT_OK ? v : format;
    }
    if (fw_fit_is_refused(v.fit, value.n)) {
        out[0] = '\0';
    }
    return v;
}

static void put_number_wants(const struct fw_schema_row *row, struct rt_buf *out)
{
    struct fw_range r = {.has_low = false};
    bool has_range = row->range[0] != '\0' && fw_range_parse(rt_str(row->range), &r) == RT_OK;
    if (!has_range) {
        (void)rt_buf_put_text(out, row->type == FW_TYPE_FIXED ? "Write a number; decimals after a point are allowed."
                                                              : "Write a whole number.");
        return;
    }
    (void)rt_buf_put_text(out, "Write a number");
    if (r.has_low && r.has_high) {
        (void)rt_buf_printf(out, " from %.*s to %.*s", (int)r.low_text.n, r.low_text.p, (int)r.high_text.n,
                            r.high_text.p);
    } else if (r.has_low) {
        (void)rt_buf_printf(out, ", %.*s or more", (int)r.low_text.n, r.low_text.p);
    } else if (r.has_high) {
        (void)rt_buf_printf(out, ", %.*s or less", (int)r.high_text.n, r.high_text.p);
    }
    if (r.unit.n > 0) {
        (void)rt_buf_printf(out, " (%.*s)", (int)r.unit.n, r.unit.p);
    }
    if (r.word.n > 0) {
        (void)rt_buf_printf(out, ", or %.*s", (int)r.word.n, r.word.p);
    }
    (void)rt_buf_put_text(out, ".");
}

static void put_choices(const char *choices, struct rt_buf *out)
{
    (void)rt_buf_put_text(out, "One of: ");
    for (const char *c = choices; *c != '\0'; c++) {
        (void)rt_buf_put_text(out, *c == '/' ? ", " : (char[2]){*c, '\0'});
    }
    (void)rt_buf_put_text(out, ".");
}

void fw_judge_wants(const struct fw_schema_row *row, struct rt_buf *out)
{
    enum fw_format f = row->format;
    const char *wants = param_format_wants(f);
    if (f == FW_FORMAT_NUMBER || f == FW_FORMAT_SECONDS || f == FW_FORMAT_PORT) {
        put_number_wants(row, out);
    } else if (f == FW_FORMAT_CHOICE) {
        put_choices(row->choices, out);
    } else if (row->type == FW_TYPE_RULE) {
        (void)rt_buf_put_text(out, "At most 255 characters: put the long part into a GPP parameter and name it as $A.");
    } else if (wants != NULL) {
        (void)rt_buf_put_text(out, wants);
    }
}
