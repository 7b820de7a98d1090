/* SPDX-License-Identifier: MIT */
#include <fw/texts.h>

#include <rt/mem.h>
#include <rt/str.h>
#include <string.h>

#define TEXTS_MAX 256u

struct fw_texts {
    struct rt_buf text; /* split in place: keys and values are NUL-terminated */
    size_t n;
    struct {
        const char *key, *value;
    } rows[TEXTS_MAX];
};

/* NUL-terminates a part of the text, overwriting the separator or line end after it. */
static const char *close_piece(struct rt_str piece)
{
    ((char *)piece.p)[piece.n] = '\0';
    return piece.p;
}

static void cut(struct fw_texts *t)
{
    struct rt_str rest = rt_str_n((const char *)t->text.bytes, t->text.n);

    while (rest.p != NULL && t->n < TEXTS_MAX) {
        struct rt_str value, line = rt_str_trim(rt_str_cut(rest, '\n', &rest));
        struct rt_str key = rt_str_trim(rt_str_cut(line, '=', &value));
        if (line.n == 0 || line.p[0] == '#' || value.p == NULL) {
            continue;
        }
        value = rt_str_trim(value);
        t->rows[t->n].value = close_piece(value);
        t->rows[t->n].key = close_piece(key);
        t->n++;
    }
}

enum rt_err fw_texts_create(struct fw_texts **out, const struct fw_image *image)
{
    struct fw_texts *t = rt_mem_alloc(sizeof(*t));
    enum rt_err err;

    if (t == NULL) {
        return RT_ENOMEM;
    }
    rt_buf_init(&t->text, FW_TEXTS_BYTES_MAX);
    err = fw_image_read(image, FW_IMAGE_PAGES, &t->text);
    if (err != RT_OK && err != RT_ENOENT) {
        fw_texts_destroy(t);
        return err;
    }
    cut(t);
    *out = t;
    return RT_OK;
}

void fw_texts_destroy(struct fw_texts *t)
{
    if (t != NULL) {
        rt_buf_fini(&t->text);
        rt_mem_free(t);
    }
}

const char *fw_text(const struct fw_texts *t, const char *key, const char *fallback)
{
    for (size_t i = 0; i < t->n; i++) {
        if (strcmp(t->rows[i].key, key) == 0) {
            return t->rows[i].value;
        }
    }
    return fallback;
}
