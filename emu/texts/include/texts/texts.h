/* SPDX-License-Identifier: MIT */
/*
 * What people read in a window, in their language: English, German, French. Trace, record, console and all that
 * programs read are English, whatever the language is. A text of the window has an id; a text that others have written
 * (an act's help, why it was refused, a line of the provider's log) is found by its English, with places where things
 * are named:
 *
 *     win_text(WIN_SAYS_LIFT, EMU_FRENCH)                                           "Décrocher"
 *     emu_text_in(EMU_TEXTS_ACTS, act->help, EMU_FRENCH)                            as it is, if there is no row
 *     emu_text_said(EMU_TEXTS_PROVIDER, "dhcp: offer of 192.168.1.100", ...)        "dhcp : offre de 192.168.1.100"
 *
 * The rows are in the .def files, one list each. They are constants. Context: any.
 */
#pragma once
#include <rt/human.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EMU_TEXT_MAX 512u

/* STRETCHED: English with strange letters and two fifths longer. No language: for tests of the layout. */
enum emu_language { EMU_ENGLISH, EMU_GERMAN, EMU_FRENCH, EMU_STRETCHED, EMU_N_LANGUAGES };

/* id, file */
#define EMU_TEXTS_LIST(X)                                                                                              \
    X(WINDOW, window)                                                                                                  \
    X(LAMPS, lamps)                                                                                                    \
    X(SOUNDS, sounds)                                                                                                  \
    X(ACTS, acts)                                                                                                      \
    X(ARGUMENTS, arguments)                                                                                            \
    X(REFUSALS, refusals)                                                                                              \
    X(REPORT, report)                                                                                                  \
    X(FACTS, facts)                                                                                                    \
    X(PROVIDER, provider) X(LESSON, lesson) X(DESK, desk)
enum emu_text_list {
#define EMU_TEXTS_ID(id, file) EMU_TEXTS_##id,
    EMU_TEXTS_LIST(EMU_TEXTS_ID)
#undef EMU_TEXTS_ID
        EMU_N_TEXT_LISTS
};
const char *emu_text_list_name(enum emu_text_list list); /* "lamps": its file */

/* ---- the words of the window ---- */

enum win_text {
#define T(id, en, de, fr) WIN_SAYS_##id,
#include <texts/window.def>
#undef T
    WIN_N_TEXTS
};
const char *win_text(enum win_text id, enum emu_language language);

/* ---- what others have written ---- */

/* The i-th row; NULL: no more. */
const char *emu_text_row(enum emu_text_list list, size_t i, enum emu_language language);
/* The row with this English; NULL: there is none. */
const char *emu_text_find(enum emu_text_list list, const char *english, enum emu_language language);
/* The same; as it is, if there is none. */
const char *emu_text_in(enum emu_text_list list, const char *english, enum emu_language language);
/* What was said in English, in this language: by the first row that fits, or as it is. False: no row fits.
 *
 * A row's English has places: {ip} stands for anything, {why:refusals} for what has a row in that list. The other
 * languages name the same places, in their order; {n:#octet|octets} is a count with its noun. */
bool emu_text_said(enum emu_text_list list, const char *said, enum emu_language language, char *out, size_t size);

/* ---- places, counts, measures ---- */

/* The text with its place {name}, which it must have. */
void emu_text_fill(const char *form, const char *name, const char *value, char *out, size_t size);
/* Whether so many are one: in French 0 and 1, else 1. */
bool emu_text_is_one(uint64_t n, enum emu_language language);
/* "Wert|Werte": the noun of so many, into out. */
void emu_text_noun(uint64_t n, const char *nouns, size_t n_nouns, enum emu_language language, char *out, size_t size);
/* "1.5 kB" as it is written in this language: "1,5 ko". */
struct rt_human emu_text_measure(struct rt_human english, enum emu_language language);
