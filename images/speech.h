/* SPDX-License-Identifier: MIT */
/* Prompts spoken by espeak-ng, cached by a hash of the request. */
#pragma once
#include <images/error.h>
#include <rt/buf.h>
#include <stdbool.h>

struct speech {
    const char *program;          /* "espeak-ng" */
    const char *voice;            /* "en-us" */
    const char *words_per_minute; /* "150" */
    const char *cache_dir;        /* NULL: nothing is kept */
};
/* Speaks the text and appends it as u-law. *was_spoken: the program ran. */
enum rt_err speech_say(const struct speech *s, const char *text, struct rt_buf *out, bool *was_spoken,
                       struct img_error *e);
/* The same from a recorded WAV file. */
enum rt_err speech_recorded(const char *path, struct rt_buf *out, struct img_error *e);

/* Runs a program without a shell and appends its standard output. argv[0] is searched in PATH. RT_ENOENT: no such
 * program. RT_EIO: it failed (status in *status). RT_ETIMEDOUT, RT_ETOOBIG, RT_ENOMEM. */
enum rt_err speech_run(const char *const *argv, struct rt_buf *out, int *status);
