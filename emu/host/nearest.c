/* SPDX-License-Identifier: MIT */
/* "Did you mean": the word that is nearest to a wrong one. */
#include <host/options.h>
#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#define WORD_MAX 32u /* longer words have no neighbour */

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static bool is_same(char a, char b)
{
    return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* Edit distance by rows, the case of letters aside, for words of at most WORD_MAX letters: letters that are missing,
 * too many, others, or two that changed places. */
static size_t distance(const char *a, const char *b)
{
    size_t rows[3][WORD_MAX + 1];
    size_t n_a = strlen(a);
    size_t n_b = strlen(b);
    if (n_a > WORD_MAX || n_b > WORD_MAX) {
        return WORD_MAX;
    }
    for (size_t j = 0; j <= n_b; j++) {
        rows[0][j] = j;
    }
    for (size_t i = 1; i <= n_a; i++) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i + 2) % 3];
        row[0] = i;
        for (size_t j = 1; j <= n_b; j++) {
            row[j] = least(above[j - 1] + (is_same(a[i - 1], b[j - 1]) ? 0 : 1), least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && is_same(a[i - 1], b[j - 2]) && is_same(a[i - 2], b[j - 1])) {
                row[j] = least(row[j], rows[(i + 1) % 3][j - 2] + 1);
            }
        }
    }
    return rows[n_a % 3][n_b];
}

const char *emu_nearest(const char *wrong, const char *(*next)(const void *list, size_t i), const void *list)
{
    const char *best = NULL;
    size_t best_distance =
        strlen(wrong) > 4 ? 3 : 2; /* more than two letters off, one of a short word, is another word */
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
