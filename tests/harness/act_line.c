/* SPDX-License-Identifier: MIT */
#include "act_line.h"
#include <stdio.h>
#include <string.h>

void act_line_write(const struct emu_act *act, char *out, size_t size)
{
    size_t n = (size_t)snprintf(out, size, "%s", act->name);
    for (size_t i = 0; i < act->n_arguments; i++) {
        const struct emu_act_argument *a = &act->arguments[i];
        char number[24];
        const char *value = "x";
        if (a->is_optional) {
            continue;
        }
        (void)snprintf(number, sizeof number, "%lld", (long long)a->min);
        switch (a->type) {
        case EMU_ACT_NUMBER:
            value = number;
            break;
        case EMU_ACT_SWITCH:
        case EMU_ACT_WORD:
            value = emu_act_word(a, 0);
            break;
        case EMU_ACT_TIME:
            value = "1s";
            break;
        case EMU_ACT_PART:
            value = "true";
            break;
        case EMU_ACT_ADDRESSES:
            value = "192.168.1.9";
            break;
        case EMU_ACT_FIELDS:
            value = "a=b";
            break;
        default:
            value = strcmp(a->name, "key") == 0 || strcmp(a->name, "digits") == 0 ? "5" : "x";
            break;
        }
        n += (size_t)snprintf(out + n, size - n, " %s=%s", a->name, value);
    }
}
