/* SPDX-License-Identifier: MIT */
/* What was said in English, by the row that it was made of; places, counts and measures. */
#include <rt/assert.h>
#include <texts/texts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PLACES_MAX 10u
#define NAME_BYTES 16u

struct place {
    char name[NAME_BYTES];
    char list[NAME_BYTES]; /* "": anything */
    const char *said;
    size_t n;
};

struct fit {
    enum emu_language language;
    struct place place[PLACES_MAX];
    size_t n;
};

/* The length of a place that begins here, with its braces; 0: none does. */
static size_t place_of(const char *p, size_t *n_name)
{
    if (*p != '{') {
        return 0;
    }
    *n_name = strspn(p + 1, "abcdefghijklmnopqrstuvwxyz0123456789_");
    const char *end = p[1 + *n_name] == '}' || p[1 + *n_name] == ':' ? strchr(p, '}') : NULL;
    return *n_name > 0 && *n_name < NAME_BYTES && end != NULL ? (size_t)(end - p) + 1 : 0;
}

static bool list_of(const char *name, enum emu_text_list *out)
{
    for (unsigned i = 0; i < EMU_N_TEXT_LISTS; i++) {
        if (strcmp(emu_text_list_name((enum emu_text_list)i), name) == 0) {
            *out = (enum emu_text_list)i;
            return true;
        }
    }
    return false;
}

/* Is the text of a place one of its list? */
static bool is_of_list(const struct place *p, enum emu_language language)
{
    char said[EMU_TEXT_MAX], out[EMU_TEXT_MAX];
    enum emu_text_list list;
    if (p->list[0] == '\0') {
        return true;
    }
    (void)snprintf(said, sizeof said, "%.*s", (int)p->n, p->said);
    return list_of(p->list, &list) && emu_text_said(list, said, language, out, sizeof out);
}

/* A place takes as little as it can, so that the rest fits: seldom more than a few tries. */
static bool fits(struct fit *f, const char *form, const char *said)
{
    size_t n_name, n_place;
    while (*form != '\0' && (n_place = place_of(form, &n_name)) == 0) {
        if (*form++ != *said++) {
            return false;
        }
    }
    if (*form == '\0') {
        return *said == '\0';
    }
    RT_ASSERT(f->n < PLACES_MAX);
    struct place *p = &f->place[f->n++];
    *p = (struct place){.said = said};
    (void)snprintf(p->name, sizeof p->name, "%.*s", (int)n_name, form + 1);
    if (form[1 + n_name] == ':') {
        (void)snprintf(p->list, sizeof p->list, "%.*s", (int)(n_place - n_name - 3), form + n_name + 2);
    }
    for (;; p->n++) {
        size_t n_before = f->n;
        if ((said[p->n] == form[n_place] || place_of(form + n_place, &n_name) > 0) &&
            fits(f, form + n_place, said + p->n) && is_of_list(p, f->language)) {
            return true;
        }
        f->n = n_before;
        if (said[p->n] == '\0') {
            return false;
        }
    }
}

static void put_place(const struct fit *f, const char *place, size_t n_name, size_t n_place, char *out, size_t size)
{
    char said[EMU_TEXT_MAX];
    enum emu_text_list list;
    const struct place *p = NULL;
    for (size_t i = 0; i < f->n && p == NULL; i++) {
        p = strlen(f->place[i].name) == n_name && memcmp(f->place[i].name, place + 1, n_name) == 0 ? &f->place[i]
                                                                                                   : NULL;
    }
    RT_ASSERT(p != NULL); /* unit.texts: each language has the places of the others */
    (void)snprintf(said, sizeof said, "%.*s", (int)p->n, p->said);
    if (n_place > n_name + 3 && place[n_name + 2] == '#') { /* {n:#octet|octets} */
        emu_text_noun(strtoull(said, NULL, 10), place + n_name + 3, n_place - n_name - 4, f->language, out, size);
    } else if (p->list[0] == '\0' || !list_of(p->list, &list) || !emu_text_said(list, said, f->language, out, size)) {
        (void)snprintf(out, size, "%s", said);
    }
}

bool emu_text_said(enum emu_text_list list, const char *said, enum emu_language language, char *out, size_t size)
{
    struct fit f = {.language = language};
    const char *form = NULL, *english;
    for (size_t i = 0; form == NULL && (english = emu_text_row(list, i, EMU_ENGLISH)) != NULL; i++) {
        f.n = 0;
        form = fits(&f, english, said) ? emu_text_row(list, i, language) : NULL;
    }
    if (form == NULL) {
        (void)snprintf(out, size, "%s", said);
        return false;
    }
    for (size_t n = 0; n + 1 < size;) {
        size_t n_name, n_place = place_of(form, &n_name);
        if (n_place > 0) {
            put_place(&f, form, n_name, n_place, out + n, size - n);
            n += strlen(out + n);
            form += n_place;
        } else {
            out[n++] = *form;
            out[n] = '\0';
            if (*form++ == '\0') {
                break;
            }
        }
    }
    return true;
}

void emu_text_fill(const char *form, const char *name, const char *value, char *out, size_t size)
{
    char place[NAME_BYTES + 2];
    (void)snprintf(place, sizeof place, "{%s}", name);
    const char *at = strstr(form, place);
    RT_ASSERT(at != NULL); /* unit.texts: each language has it */
    (void)snprintf(out, size, "%.*s%s%s", (int)(at - form), form, value, at + strlen(place));
}

/* ---- counts and measures ---- */

bool emu_text_is_one(uint64_t n, enum emu_language language)
{
    return language == EMU_FRENCH ? n < 2 : n == 1;
}

void emu_text_noun(uint64_t n, const char *nouns, size_t n_nouns, enum emu_language language, char *out, size_t size)
{
    const char *bar = memchr(nouns, '|', n_nouns);
    RT_ASSERT(bar != NULL);
    size_t n_one = (size_t)(bar - nouns);
    bool is_one = emu_text_is_one(n, language);
    (void)snprintf(out, size, "%llu %.*s", (unsigned long long)n, (int)(is_one ? n_one : n_nouns - n_one - 1),
                   is_one ? nouns : bar + 1);
}

struct rt_human emu_text_measure(struct rt_human english, enum emu_language language)
{
    static const struct {
        char english[8], in[EMU_FRENCH + 1][8];
    } units[] = {{"bytes", {"bytes", "Byte", "octets"}},
                 {"byte", {"byte", "Byte", "octet"}},
                 {"kB", {"kB", "kB", "ko"}},
                 {"MB", {"MB", "MB", "Mo"}},
                 {"GB", {"GB", "GB", "Go"}},
                 {"TB", {"TB", "TB", "To"}},
                 {"d", {"d", "d", "j"}}};
    struct rt_human out = {""};
    if (language != EMU_GERMAN && language != EMU_FRENCH) {
        return english;
    }
    size_t n = 0;
    for (const char *p = english.s; *p != '\0' && n + 8 < sizeof out.s;) {
        size_t n_word = strcspn(p, " ");
        const char *word = NULL;
        for (size_t i = 0; i < sizeof units / sizeof units[0] && word == NULL; i++) {
            bool is_it = strlen(units[i].english) == n_word && memcmp(units[i].english, p, n_word) == 0;
            word = is_it ? units[i].in[language] : NULL;
        }
        if (strcmp(english.s, "0 bytes") == 0 && language == EMU_FRENCH && word != NULL) {
            word = "octet";
        }
        for (size_t i = 0; word == NULL && i < n_word; i++) {
            out.s[n++] = p[i] == '.' ? ',' : p[i];
        }
        n += word != NULL ? (size_t)snprintf(out.s + n, sizeof out.s - n, "%s", word) : 0;
        p += n_word;
        if (*p == ' ') {
            out.s[n++] = *p++;
        }
        out.s[n] = '\0';
    }
    return out;
}
