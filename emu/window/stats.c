/* SPDX-License-Identifier: MIT */
#include "stats.h"
#include <jansson.h>

bool win_stats_save(const struct win_face_stats *s, const char *path)
{
    json_t *keys = json_array();
    for (size_t i = 0; i < s->n_soundings; i++) {
        const char key[2] = {s->sounding[i].key, '\0'};
        (void)json_array_append_new(/* a lack of memory fails the whole */
                                    keys, json_pack("{s:s, s:I}", "key", key, "monotonic_us",
                                                    (json_int_t)s->sounding[i].at_us));
    }
    json_t *root =
        json_pack("{s:{s:I, s:I, s:f, s:f, s:f}, s:{s:I, s:I, s:I, s:I, s:I}, s:o}", "frames", "n",
                  (json_int_t)s->n_frames, "pixels", (json_int_t)s->n_pixels, "last_ms", s->last_ms, "worst_ms",
                  s->worst_ms, "whole_ms", s->whole_ms, "sound", "rate", (json_int_t)s->sound_rate, "buffer",
                  (json_int_t)s->sound_buffer, "samples", (json_int_t)s->n_samples, "underruns",
                  (json_int_t)s->n_underruns, "dropped", (json_int_t)s->n_dropped, "keys", keys);
    bool is_saved =
        root != NULL && json_array_size(keys) == s->n_soundings && json_dump_file(root, path, JSON_INDENT(1)) == 0;
    json_decref(root);
    return is_saved;
}
