/* SPDX-License-Identifier: MIT */
#include <rt/err.h>

const char *rt_err_name(int err)
{
    switch (err) {
#define ROW(name, value, text)                                                                                         \
    case RT_##name:                                                                                                    \
        return #name;
        RT_ERR_LIST(ROW)
#undef ROW
    default:
        return "?";
    }
}

const char *rt_err_text(int err)
{
    switch (err) {
#define ROW(name, value, text)                                                                                         \
    case RT_##name:                                                                                                    \
        return text;
        RT_ERR_LIST(ROW)
#undef ROW
    default:
        return "unknown error";
    }
}
