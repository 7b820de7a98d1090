/* SPDX-License-Identifier: MIT */
#include <fw/quirk.h>

static const char *const names[FW_N_QUIRKS] = {
#define NAME(id, name, help) [FW_QUIRK_##id] = name,
    FW_QUIRK_LIST(NAME)
#undef NAME
};
_Static_assert(FW_N_QUIRKS <= 16, "a record keeps the set in sixteen bits");

enum fw_quirk fw_quirk_find(struct rt_str name)
{
    unsigned q = 0;
    while (q < FW_N_QUIRKS && !rt_str_is(name, names[q])) {
        q++;
    }
    return (enum fw_quirk)q;
}
