/* SPDX-License-Identifier: MIT */
#include <fw/quirk.h>
#include <rt/assert.h>

static const struct {
    const char *name, *help;
} rows[FW_N_QUIRKS] = {
#define ROW(id, name, help) [FW_QUIRK_##id] = {name, help},
    FW_QUIRK_LIST(ROW)
#undef ROW
};
_Static_assert(FW_N_QUIRKS <= 16, "a record keeps the set in sixteen bits");

const char *fw_quirk_name(enum fw_quirk q)
{
    RT_ASSERT((unsigned)q < FW_N_QUIRKS);
    return rows[q].name;
}

const char *fw_quirk_help(enum fw_quirk q)
{
    RT_ASSERT((unsigned)q < FW_N_QUIRKS);
    return rows[q].help;
}

enum fw_quirk fw_quirk_find(struct rt_str name)
{
    unsigned q = 0;
    while (q < FW_N_QUIRKS && !rt_str_is(name, rows[q].name)) {
        q++;
    }
    return (enum fw_quirk)q;
}
