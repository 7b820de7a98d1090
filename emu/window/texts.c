/* SPDX-License-Identifier: MIT */
#include "texts.h"

const char *win_text(enum win_text id, enum win_language language)
{
    static const char *const texts[WIN_N_TEXTS][WIN_N_LANGUAGES] = {
#define TEXT_ROW(id, en, de) {en, de},
        WIN_TEXT_LIST(TEXT_ROW)
#undef TEXT_ROW
    };
    return texts[id][language];
}
