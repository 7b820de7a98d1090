/* SPDX-License-Identifier: MIT */
#include <rt/assert.h>
#include <texts/texts.h>
#include <stdio.h>
#include <string.h>

#define PASTE(a, b)       a##b
#define JOIN(a, b)        PASTE(a, b)
#define COUNT(list)       (sizeof(list) / sizeof(list)[0])

/* All texts behind each other, and where each begins: pointers to them would be written by the loader in each process,
 * with a window or without. A row's line in its file is its name here. */
#define T(id, en, de, fr) W(en, de, fr)

static const struct texts {
#define BEGIN struct {
#define END                                                                                                            \
    }                                                                                                                  \
    PART;
#define W(en, de, fr)                                                                                                  \
    char JOIN(in_en_, __LINE__)[sizeof(en)], JOIN(in_de_, __LINE__)[sizeof(de)], JOIN(in_fr_, __LINE__)[sizeof(fr)];
#include "lists.def"
#undef BEGIN
#undef END
#undef W
} texts = {
#define BEGIN {
#define END                                                                                                            \
    }                                                                                                                  \
    ,
#define W(en, de, fr) en, de, fr,
#include "lists.def"
#undef BEGIN
#undef END
#undef W
};

#define BEGIN static const uint32_t JOIN(PART, _at)[][3] = {
#define END                                                                                                            \
    }                                                                                                                  \
    ;
#define AT(p) offsetof(struct texts, p)
#define W(en, de, fr)                                                                                                  \
    {AT(PART.JOIN(in_en_, __LINE__)), AT(PART.JOIN(in_de_, __LINE__)), AT(PART.JOIN(in_fr_, __LINE__))},
#include "lists.def"
#undef BEGIN
#undef END
#undef AT
#undef W
_Static_assert(COUNT(window_at) == WIN_N_TEXTS, "a row an id");

/* NULL: no more. */
static const uint32_t *row_of(enum emu_text_list list, size_t i)
{
    switch (list) {
#define ROW_OF(id, file)                                                                                               \
    case EMU_TEXTS_##id:                                                                                               \
        return i < COUNT(file##_at) ? file##_at[i] : NULL;
        EMU_TEXTS_LIST(ROW_OF)
#undef ROW_OF
    default:
        return NULL;
    }
}

const char *emu_text_list_name(enum emu_text_list list)
{
    static const char names[EMU_N_TEXT_LISTS][12] = {
#define NAME_OF(id, file) #file,
        EMU_TEXTS_LIST(NAME_OF)
#undef NAME_OF
    };
    return names[list];
}

const char *emu_text_row(enum emu_text_list list, size_t i, enum emu_language language)
{
    const uint32_t *row = row_of(list, i);
    enum emu_language written = language == EMU_STRETCHED ? EMU_ENGLISH : language;
    return row != NULL ? (const char *)&texts + row[written] : NULL;
}

const char *emu_text_find(enum emu_text_list list, const char *english, enum emu_language language)
{
    const char *text;
    for (size_t i = 0; (text = emu_text_row(list, i, EMU_ENGLISH)) != NULL; i++) {
        if (strcmp(text, english) == 0) {
            return emu_text_row(list, i, language);
        }
    }
    return NULL;
}

const char *emu_text_in(enum emu_text_list list, const char *english, enum emu_language language)
{
    const char *text = language == EMU_ENGLISH ? NULL : emu_text_find(list, english, language);
    return text != NULL ? text : english;
}

/* ---- the stretched language ---- */

static size_t stretch_letter(char letter, bool is_doubled, char *out, size_t size)
{
    static const struct {
        char letter, sign[3];
    } signs[] = {{'a', "à"}, {'c', "ç"}, {'e', "é"}, {'i', "î"}, {'n', "ñ"},
                 {'o', "ö"}, {'u', "ü"}, {'t', "ţ"}, {'S', "Š"}};
    const char plain[2] = {letter, '\0'};
    const char *sign = plain;
    for (size_t i = 0; i < COUNT(signs); i++) {
        sign = signs[i].letter == letter ? signs[i].sign : sign;
    }
    return (size_t)snprintf(out, size, "%s%s", sign, is_doubled ? sign : "");
}

/* The English text with strange letters and two fifths longer: what is not from the table is seen, and what has no room
 * for another language is too. */
static const char *stretched(enum win_text id)
{
    static char made[WIN_N_TEXTS][EMU_TEXT_MAX];
    char *out = made[id];
    size_t n = 0, n_letters = 0;
    if (out[0] != '\0') {
        return out;
    }
    for (const char *p = emu_text_row(EMU_TEXTS_WINDOW, id, EMU_ENGLISH); *p != '\0' && n + 8 < EMU_TEXT_MAX; p++) {
        size_t n_place = *p == '{' ? strcspn(p, "}") + 1 : 0;
        if (n_place > 0) { /* a place: as it is */
            n += (size_t)snprintf(out + n, EMU_TEXT_MAX - n, "%.*s", (int)n_place, p);
            p += n_place - 1;
        } else {
            bool is_letter = ((uint8_t)*p & 0x80) == 0 && *p != ' ';
            n += stretch_letter(*p, is_letter && n_letters % 5 % 2 == 1, out + n, EMU_TEXT_MAX - n);
            n_letters += is_letter ? 1 : 0;
        }
    }
    return out;
}

const char *win_text(enum win_text id, enum emu_language language)
{
    RT_ASSERT(id < WIN_N_TEXTS);
    return language == EMU_STRETCHED ? stretched(id) : emu_text_row(EMU_TEXTS_WINDOW, id, language);
}
