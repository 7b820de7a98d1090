/* SPDX-License-Identifier: MIT */
#include <texts/texts.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* All texts behind each other, and where each begins: pointers to them would be written by the loader in each process,
 * with a window or without. */
static const struct win_texts {
#define TEXT_ROOM(id, en, de) char en_##id[sizeof(en)], de_##id[sizeof(de)];
    WIN_TEXT_LIST(TEXT_ROOM)
#undef TEXT_ROOM
} texts = {
#define TEXT(id, en, de) en, de,
    WIN_TEXT_LIST(TEXT)
#undef TEXT
};
_Static_assert(sizeof texts <= UINT16_MAX, "offsets fit");

static const char *text_of(enum win_text id, enum win_language language)
{
    static const uint16_t at[WIN_N_TEXTS][2] = {
#define TEXT_AT(id, en, de) {offsetof(struct win_texts, en_##id), offsetof(struct win_texts, de_##id)},
        WIN_TEXT_LIST(TEXT_AT)
#undef TEXT_AT
    };
    return (const char *)&texts + at[id][language];
}

/* The English text with strange letters and two fifths longer: what is not from the table is seen, and what has no room
 * for another language is too. No language: for tests of the layout. */
static const char *stretched(enum win_text id)
{
    static char made[WIN_N_TEXTS][WIN_TEXT_MAX];
    static const struct {
        char letter;
        const char *sign;
    } signs[] = {{'a', "à"}, {'c', "ç"}, {'e', "é"}, {'i', "î"}, {'n', "ñ"},
                 {'o', "ö"}, {'u', "ü"}, {'t', "ţ"}, {'S', "Š"}};
    char *out = made[id];
    size_t n = 0, n_letters = 0;
    if (out[0] != '\0') {
        return out;
    }
    for (const char *p = text_of(id, WIN_EN);; p++) {
        const char letter[2] = {*p, '\0'};
        const char *sign = letter;
        if (*p == '\0' || n + 8 > WIN_TEXT_MAX) {
            break;
        }
        if (*p == '%' && p[1] != '\0') { /* a place: as it is */
            n += (size_t)snprintf(out + n, WIN_TEXT_MAX - n, "%%%c", *++p);
            continue;
        }
        for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
            sign = signs[i].letter == *p ? signs[i].sign : sign;
        }
        n += (size_t)snprintf(out + n, WIN_TEXT_MAX - n, "%s", sign);
        bool is_doubled = ((uint8_t)*p & 0x80) == 0 && *p != ' ' && n_letters++ % 5 % 2 == 1;
        n += is_doubled ? (size_t)snprintf(out + n, WIN_TEXT_MAX - n, "%s", sign) : 0;
    }
    return out;
}

const char *win_text(enum win_text id, enum win_language language)
{
    return language == WIN_XX ? stretched(id) : text_of(id, language);
}
