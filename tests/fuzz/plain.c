/* SPDX-License-Identifier: MIT */
/* The plain-text source that `vspa spc` compiles; an import reads the same text again. */
#include "fuzz.h"
#include <string.h>
#include <offline/plain.h>

struct text {
    const uint8_t *data;
    size_t n;
};

static enum rt_err open_text(void *ctx, const char *from, const char *name, char path[PLAIN_PATH_MAX],
                             struct rt_buf *text)
{
    const struct text *t = ctx;
    (void)from;
    if (rt_str_copy(path, PLAIN_PATH_MAX, rt_str(name)) != RT_OK) {
        return RT_ETOOBIG;
    }
    return rt_buf_put(text, t->data, t->n);
}

static void on_problem(void *ctx, const struct plain_place *at, const char *what, const char *fix)
{
    (void)ctx;
    (void)at;
    (void)what;
    (void)fix;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct text text = {data, n};
    const struct plain_config config = {.open = open_text, .on_problem = on_problem, .ctx = &text};
    struct plain *plain = NULL;
    (void)plain_read(&plain, &config, "a.txt");
    plain_destroy(plain);
    return 0;
}
