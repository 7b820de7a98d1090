/* SPDX-License-Identifier: MIT */
#include <screen/stats.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

void win_looks_add(struct win_looks *l, double ms)
{
    l->ms[l->n++ % WIN_LOOKS_KEPT] = ms;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The time in which this part of them, 0 to 1, was done; 0: there was none. */
static double within_ms(const struct win_looks *l, double part)
{
    double sorted[WIN_LOOKS_KEPT];
    size_t n = l->n < WIN_LOOKS_KEPT ? l->n : WIN_LOOKS_KEPT;
    if (n == 0) {
        return 0;
    }
    memcpy(sorted, l->ms, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, by_size);
    return sorted[(size_t)((double)(n - 1) * part)];
}

static json_t *keys_of(const struct win_face_stats *s)
{
    json_t *keys = json_array();
    for (size_t i = 0; i < s->n_soundings; i++) {
        const struct win_sounding *k = &s->sounding[i];
        const char key[2] = {k->key, '\0'};
        (void)json_array_append_new(/* a lack of memory fails the whole */
                                    keys, json_pack("{s:s, s:I, s:I}", "key", key, "taken_us", (json_int_t)k->taken_us,
                                                    "monotonic_us", (json_int_t)k->at_us));
    }
    return keys;
}

static json_t *times_of(const struct win_face_stats *s)
{
    json_t *times = json_array();
    for (uint64_t i = s->n_frames > WIN_FRAMES_KEPT ? s->n_frames - WIN_FRAMES_KEPT : 0; i < s->n_frames; i++) {
        (void)json_array_append_new(times, json_integer((json_int_t)s->at_us[i % WIN_FRAMES_KEPT])); /* as above */
    }
    return times;
}

static json_t *heard_of(const struct win_face_stats *s)
{
    json_t *heard = json_array();
    for (size_t i = 0; i < s->n_heard; i++) {
        (void)json_array_append_new(heard, json_integer((json_int_t)s->heard_us[i])); /* as above */
    }
    return heard;
}

bool win_stats_save(const struct win_face_stats *s, const struct win_looks *looks, const char *path)
{
    json_t *keys = keys_of(s);
    json_t *frames = json_pack("{s:I, s:o, s:I, s:I, s:I, s:f, s:f, s:f, s:f}", "n", (json_int_t)s->n_frames, "at_us",
                               times_of(s), "clock", (json_int_t)s->n_clock, "pixels", (json_int_t)s->n_pixels,
                               "first_us", (json_int_t)s->first_us, "last_ms", s->last_ms, "worst_ms", s->worst_ms,
                               "whole_ms", s->whole_ms, "part_ms", s->part_ms);
    json_t *sound =
        json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:f}", "rate", (json_int_t)s->sound_rate, "buffer",
                  (json_int_t)s->sound_buffer, "samples", (json_int_t)s->n_samples, "underruns", (json_int_t)s->n_gaps,
                  "left_out", (json_int_t)s->n_left_out, "added", (json_int_t)s->n_added, "cut", (json_int_t)s->n_cut,
                  "clicks", (json_int_t)s->n_clicks, "worst_rate", s->worst_rate);
    json_t *root =
        json_pack("{s:o, s:o, s:o, s:o}", "frames", frames, "sound", sound, "keys", keys, "heard", heard_of(s));
    bool is_saved = root != NULL && json_array_size(keys) == s->n_soundings;
    if (is_saved && looks != NULL) {
        is_saved = json_object_set_new(root, "looks",
                                       json_pack("{s:I, s:f, s:f, s:f}", "n", (json_int_t)looks->n, "median_ms",
                                                 within_ms(looks, 0.5), "most_ms", within_ms(looks, 0.95), "worst_ms",
                                                 within_ms(looks, 1))) == 0;
    }
    is_saved = is_saved && json_dump_file(root, path, JSON_INDENT(1)) == 0;
    json_decref(root);
    return is_saved;
}
