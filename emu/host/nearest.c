/* SPDX-License-Identifier: MIT */
/* "Did you mean": the word that is nearest to a wrong one. */
#include <host/options.h>
#include <ctype.h>
#include <string.h>

#define WORD_MAX 32u /* longer words have no neighbour */

/* Edit distance by rows (Levenshtein), the case of letters aside, for words of at most WORD_MAX letters. */
static size_t distance(const char *a, const char *b)
{
    size_t row[WORD_MAX + 1];
    size_t n_a = strlen(a);
    size_t n_b = strlen(b);
    if (n_a > WORD_MAX || n_b > WORD_MAX) {
        return WORD_MAX;
    }
    for (size_t j = 0; j <= n_b; j++) {
        row[j] = j;
    }
    for (size_t i = 1; i <= n_a; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= n_b; j++) {
            size_t best = diagonal + (tolower((unsigned char)a[i - 1]) != tolower((unsigned char)b[j - 1]) ? 1 : 0);
            diagonal = row[j];
            if (row[j] + 1 < best) {
                best = row[j] + 1;
            }
            if (row[j - 1] + 1 < best) {
                best = row[j - 1] + 1;
            }
            row[j] = best;
        }
    }
    return row[n_b];
}

const char *emu_nearest(const char *wrong, const char *(*next)(const void *list, size_t i), const void *list)
{
    const char *best = NULL;
    size_t best_distance = 3; /* more than two letters off is another word */
    const char *word;
    for (size_t i = 0; (word = next(list, i)) != NULL; i++) {
        size_t d = distance(wrong, word);
        if (d < best_distance) {
            best = word;
            best_distance = d;
        }
    }
    return best;
}
