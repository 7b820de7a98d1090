/* SPDX-License-Identifier: MIT */
#include <harness/macro_table.h>
#include <rt/assert.h>
#include <stdio.h>
#include <string.h>

static const char *const DEFAULTS[][2] = {
    {"MA", "000e08012345"}, {"MAU", "000E08012345"}, {"MAC", "00:0e:08:01:23:45"},
    {"PN", "SPA-2102"},     {"PSN", "2102"},         {"SN", "88012BA01234"},
    {"CCERT", "Installed"}, {"IP", "192.168.1.100"}, {"EXTIP", ""},
    {"SWVER", "2.0.6"},     {"HWVER", "1.88.1"},     {"PRVST", "0"},
    {"UPGST", "1"},         {"UPGERR", ""},          {"PRVTMR", "0"},
    {"UPGTMR", "0"},        {"REGTMR1", "0"},        {"REGTMR2", "0"},
    {"UPGCOND", "true"},    {"ISCUST", "0"},
};

static int find(const struct macro_table *t, struct rt_str name)
{
    for (unsigned i = 0; i < t->n; i++) {
        if (rt_str_is(name, t->rows[i].name)) {
            return (int)i;
        }
    }
    return -1;
}

static bool lookup(void *ctx, struct rt_str name, bool is_in_key, struct rt_buf *value)
{
    const struct macro_table *t = ctx;
    (void)is_in_key; /* the engine itself must keep SA .. SD where they belong: this source would give them always */
    int row = find(t, name);
    if (row < 0) {
        return false;
    }
    (void)rt_buf_put_text(value, t->rows[row].value);
    return true;
}

static void set(struct macro_table *t, const char *name, struct rt_str value)
{
    int row = find(t, rt_str(name));
    if (row < 0) {
        RT_ASSERT(t->n < MACRO_TABLE_MAX);
        row = (int)t->n++;
        RT_ASSERT(rt_str_copy(t->rows[row].name, sizeof t->rows[row].name, rt_str(name)) == RT_OK);
    }
    RT_ASSERT(rt_str_copy(t->rows[row].value, sizeof t->rows[row].value, value) == RT_OK);
}

void macro_table_init(struct macro_table *t)
{
    memset(t, 0, sizeof *t);
    t->source = (struct fw_macro_source){lookup, t};
    for (size_t i = 0; i < sizeof DEFAULTS / sizeof DEFAULTS[0]; i++) {
        set(t, DEFAULTS[i][0], rt_str(DEFAULTS[i][1]));
    }
    for (char letter = 'A'; letter <= 'P'; letter++) {
        set(t, (char[2]){letter, 0}, rt_str(""));
    }
    for (char letter = 'A'; letter <= 'D'; letter++) {
        set(t, (char[3]){'S', letter, 0}, rt_str(""));
    }
}

void macro_table_set_all(struct macro_table *t, const char *settings)
{
    struct rt_str rest = rt_str(settings);
    while (rest.p != NULL && rest.n > 0) {
        struct rt_str value;
        struct rt_str name = rt_str_cut(rt_str_cut(rest, ';', &rest), '=', &value);
        char text[16];
        RT_ASSERT(value.p != NULL);
        name = rt_str_starts(name, "GPP_") ? rt_str_from(name, 4) : name;
        RT_ASSERT(rt_str_copy(text, sizeof text, name) == RT_OK);
        set(t, text, value);
    }
}
