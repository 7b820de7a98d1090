/* SPDX-License-Identifier: MIT */
#include "complete.h"
#include "bench.h"
#include <host/files.h>
#include <host/signals.h>
#include <host/options.h>
#include <story/rows.h>
#include <act/act.h>
#include <unitfile/releases.h>
#include <unit/unit.h>
#include <board/led.h>
#include <fw/device.h>
#include <fw/param.h>
#include <fw/schema.h>
#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define ROWS_SHOWN_MAX 20u /* a longer list scrolls the screen away */

/* The word that is being typed. */
struct typed {
    struct emu_bench *bench;
    struct rt_str word; /* up to the cursor */
    struct emu_completion *out;
};

/* Offers before + word, if it begins with what is typed. */
static void offer(const struct typed *t, const char *before, const char *word, const char *after)
{
    struct emu_completion *c = t->out;
    char whole[2 * EMU_COMPLETION_WORD_MAX];
    int n = snprintf(whole, sizeof whole, "%s%s%s", before, word, after);
    if (n < (int)EMU_COMPLETION_WORD_MAX && (size_t)n >= t->word.n && c->n < EMU_COMPLETION_MAX &&
        strncasecmp(whole, t->word.p, t->word.n) == 0) {
        memcpy(c->word[c->n++], whole, (size_t)n + 1);
    }
}

static void offer_list(const struct typed *t, const char *before, const char *(*next)(const void *list, size_t i),
                       const void *list)
{
    const char *word;
    for (size_t i = 0; (word = next(list, i)) != NULL; i++) {
        offer(t, before, word, "");
    }
}

/* ---- lists ---- */

static void offer_parameters(const struct typed *t)
{
    struct fw_device *d = emu_unit_device(t->bench->unit);
    if (!fw_device_is_running(d)) {
        return;
    }
    const struct fw_schema *s = fw_params_schema(fw_device_params(d));
    for (size_t i = 0; i < fw_schema_n_rows(s); i++) {
        const char *element = fw_schema_element(s, i);
        if (element[0] != '\0') {
            offer(t, "", element, "");
        }
    }
}

/* After "led[power]=": the patterns. Before it: the signals. */
static void offer_signals(const struct typed *t)
{
    char before[EMU_COMPLETION_WORD_MAX];
    struct rt_str value;
    struct rt_str name = rt_str_cut(t->word, '=', &value);
    if (value.p == NULL) {
        offer_list(t, "", emu_bench_signal, NULL);
    } else if (rt_str_starts_ci(name, "led") && rt_str_copy(before, sizeof before - 1, name) == RT_OK) {
        strcat(before, "=");
        for (int p = 0; p < BOARD_N_LED_PATTERNS; p++) {
            offer(t, before, board_led_pattern_name((enum board_led_pattern)p), "");
        }
    }
}

/* The names in a folder of the host. */
static void offer_files(const struct typed *t, const char *before, const char *folder)
{
    char path[EMU_PATH_MAX];
    size_t n_before = strlen(before);
    struct rt_str typed = rt_str_from(t->word, n_before);
    size_t n_folder = 0; /* of what is typed: up to the last '/' */
    for (size_t i = 0; i < typed.n; i++) {
        n_folder = typed.p[i] == '/' ? i + 1 : n_folder;
    }
    char in[EMU_COMPLETION_WORD_MAX];
    if (snprintf(in, sizeof in, "%s%.*s", before, (int)n_folder, typed.p) >= (int)sizeof in ||
        snprintf(path, sizeof path, "%s/%.*s", folder, (int)n_folder, typed.p) >= (int)sizeof path) {
        return;
    }
    DIR *d = opendir(path);
    const struct dirent *entry;
    size_t n_in_path = strlen(path);
    while (d != NULL && (entry = readdir(d)) != NULL) {
        if (entry->d_name[0] == '.') {
            continue;
        }
        bool is_folder = snprintf(path + n_in_path, sizeof path - n_in_path, "/%s", entry->d_name) <
                             (int)(sizeof path - n_in_path) &&
                         emu_is_folder(path);
        offer(t, in, entry->d_name, is_folder ? "/" : "");
    }
    if (d != NULL) {
        (void)closedir(d);
    }
}

static void offer_releases(const struct typed *t, const char *before)
{
    struct emu_release_file found[EMU_RELEASES_MAX];
    size_t n = emu_releases_list(found, EMU_RELEASES_MAX, t->bench->acts.images);
    for (size_t i = 0; i < n; i++) {
        offer(t, before, found[i].version, "");
    }
}

/* ---- arguments of an act ---- */

static void offer_value(const struct typed *t, const char *before, const struct emu_act *act,
                        const struct emu_act_argument *a)
{
    char number[8];
    if (emu_act_word(a, 0) != NULL) {
        offer_list(t, before, emu_act_word_at, a);
    } else if (a->type == EMU_ACT_NUMBER && a->max - a->min < 10) {
        for (int64_t i = a->min; i <= a->max; i++) {
            (void)snprintf(number, sizeof number, "%d", (int)i);
            offer(t, before, number, "");
        }
    } else if (strcmp(a->name, "path") == 0 && strcmp(act->name, "web") != 0 && strcmp(act->name, "post") != 0 &&
               t->bench->lab_folder != NULL) {
        offer_files(t, before, t->bench->lab_folder);
    } else if (strcmp(a->name, "release") == 0) {
        offer_releases(t, before);
    }
}

/* n_before: words between the act and the cursor. */
static void offer_argument(const struct typed *t, const struct emu_act *act, size_t n_before)
{
    char before[EMU_COMPLETION_WORD_MAX];
    struct rt_str value;
    struct rt_str name = rt_str_cut(t->word, '=', &value);
    int named = value.p != NULL ? emu_act_argument_find(act, name) : -1;
    if (named >= 0) {
        (void)snprintf(before, sizeof before, "%s=", act->arguments[named].name);
        offer_value(t, before, act, &act->arguments[named]);
        return;
    }
    if (n_before < act->n_arguments && !act->arguments[n_before].is_optional) {
        offer_value(t, "", act, &act->arguments[n_before]);
    }
    for (size_t i = 0; i < act->n_arguments; i++) {
        if (act->arguments[i].is_optional) {
            offer(t, "", act->arguments[i].name, "=");
        }
    }
}

/* ---- the whole ---- */

static int by_name(const void *a, const void *b)
{
    return strcasecmp(a, b);
}

static void conclude(struct emu_completion *c)
{
    size_t n = 0;
    qsort(c->word, c->n, sizeof c->word[0], by_name);
    for (size_t i = 0; i < c->n; i++) {
        if (n == 0 || strcmp(c->word[n - 1], c->word[i]) != 0) {
            memmove(c->word[n++], c->word[i], sizeof c->word[0]);
        }
    }
    c->n = n;
    memcpy(c->common, n > 0 ? c->word[0] : "", n > 0 ? sizeof c->common : 1);
    for (size_t i = 1; i < n; i++) {
        size_t same = 0;
        while (c->common[same] != '\0' &&
               tolower((unsigned char)c->common[same]) == tolower((unsigned char)c->word[i][same])) {
            same++;
        }
        c->common[same] = '\0';
    }
    size_t n_common = strlen(c->common);
    c->is_whole = n == 1 && n_common > 0 && strchr("=/", c->common[n_common - 1]) == NULL;
}

void emu_complete(struct emu_bench *b, struct rt_str line, struct emu_completion *out)
{
    char command[32];
    out->n = 0;
    out->begin = line.n;
    while (out->begin > 0 && line.p[out->begin - 1] != ' ') {
        out->begin--;
    }
    struct typed t = {.bench = b, .word = rt_str_from(line, out->begin), .out = out};
    struct rt_str rest = rt_str_trim(rt_str_n(line.p, out->begin));
    size_t n_before = 0;
    if (rest.n == 0) {
        offer_list(&t, "", emu_bench_command, NULL);
        conclude(out);
        return;
    }
    (void)rt_str_copy(command, sizeof command, rt_str_cut(rest, ' ', &rest)); /* "" when too long: no command */
    for (rest = rt_str_trim(rest); rest.n > 0; rest = rt_str_trim(rest)) {
        struct rt_str word = rt_str_cut(rest, ' ', &rest);
        n_before += rt_str_find(word, '=') == word.n ? 1 : 0; /* arguments by their place */
    }
    const struct emu_act *act = emu_bench_act(command);
    if (strcasecmp(command, "param") == 0 && n_before == 0) {
        offer_parameters(&t);
    } else if (strcasecmp(command, "wait") == 0 && n_before == 0) {
        offer_signals(&t);
    } else if (strcasecmp(command, "trace") == 0) {
        offer_list(&t, "", emu_bench_signal, NULL);
    } else if (strcasecmp(command, "level") == 0 && n_before == 0) {
        for (size_t i = 0; i < emu_row_level_kind.n_choices; i++) {
            offer(&t, "", emu_row_level_kind.choices[i].name, "");
        }
    } else if (strcasecmp(command, "help") == 0 && n_before == 0) {
        offer_list(&t, "", emu_bench_topic, NULL);
    } else if (act != NULL) {
        offer_argument(&t, act, n_before);
    }
    conclude(out);
}

void emu_completion_print(const struct emu_completion *c, unsigned columns)
{
    size_t width = 0;
    for (size_t i = 0; i < c->n; i++) {
        size_t n = strlen(c->word[i]);
        width = n > width ? n : width;
    }
    size_t n_columns = columns / (width + 2) > 0 ? columns / (width + 2) : 1;
    size_t n_rows = (c->n + n_columns - 1) / n_columns;
    for (size_t row = 0; row < n_rows && row < ROWS_SHOWN_MAX; row++) {
        for (size_t i = row; i < c->n; i += n_rows) {
            bool is_last = i + n_rows >= c->n;
            (void)printf("%-*s%s", is_last ? 0 : (int)width, c->word[i], is_last ? "\n" : "  ");
        }
    }
    if (n_rows > ROWS_SHOWN_MAX) {
        (void)printf("... %zu in all: type more letters\n", c->n);
    }
}
