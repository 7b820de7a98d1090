/* SPDX-License-Identifier: MIT */
/*
 * Completion: which words may stand where the cursor is. Commands and acts; then what their rows say: words of an
 * argument, names of arguments, parameters of the release, signals and their LED patterns, files of the provider,
 * releases. Letters match in either case.
 */
#pragma once
#include <rt/str.h>
#include <stdbool.h>
#include <stddef.h>

#define EMU_COMPLETION_MAX      1024u /* a release has some 700 parameters */
#define EMU_COMPLETION_WORD_MAX 96u   /* longer words are not offered */

struct emu_bench;
struct emu_completion {
    size_t begin; /* where the word begins that is being typed */
    size_t n;     /* words that it can become, sorted, each once */
    char word[EMU_COMPLETION_MAX][EMU_COMPLETION_WORD_MAX];
    char common[EMU_COMPLETION_WORD_MAX]; /* what all of them begin with */
    bool is_whole;                        /* common is the only word, and another may follow */
};
/* line: up to the cursor. */
void emu_complete(struct emu_bench *b, struct rt_str line, struct emu_completion *out);
/* The words in columns, on standard output. */
void emu_completion_print(const struct emu_completion *c, unsigned columns);
