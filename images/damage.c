/* SPDX-License-Identifier: MIT */
/* Damages good images, each in exactly one way. Except where the signature itself is the fault, a damaged image is
 * signed again. */
#include <images/pack.h>

#include <fw/image.h>
#include <images/container.h>
#include <rt/mem.h>
#include <rt/str.h>
#include <stdio.h>
#include <string.h>

#define BOMB_BYTES (64u * 1024u * 1024u)
#define BOMB_CLAIM 200u /* the size stated in the header */

static const struct {
    const char *name, *help;
} kinds[IMG_N_DAMAGES] = {
#define KIND(id, name, help) {name, help},
    IMG_DAMAGE_LIST(KIND)
#undef KIND
};

const char *img_damage_name(enum img_damage kind)
{
    return (unsigned)kind < IMG_N_DAMAGES ? kinds[kind].name : "?";
}

const char *img_damage_help(enum img_damage kind)
{
    return (unsigned)kind < IMG_N_DAMAGES ? kinds[kind].help : "?";
}

enum rt_err img_damage_parse(const char *name, enum img_damage *out)
{
    for (int i = 0; i < IMG_N_DAMAGES; i++) {
        if (strcmp(kinds[i].name, name) == 0) {
            *out = (enum img_damage)i;
            return RT_OK;
        }
    }
    return RT_EINVAL;
}

/* The manifest with some keys set; a missing key is added. */
struct edit {
    const char *key, *value;
};
#define EDITS_MAX 4u

static enum rt_err edit_manifest(const struct fw_image *image, const struct edit *edits, struct rt_buf *out)
{
    struct rt_buf text;
    bool is_done[EDITS_MAX] = {false};
    rt_buf_init(&text, FW_IMAGE_SECTION_REAL_MAX);
    enum rt_err err = fw_image_read(image, FW_IMAGE_MANIFEST, &text);
    struct rt_str rest = rt_str_n(rt_buf_text(&text), text.n);
    while (err == RT_OK && rest.n > 0) {
        struct rt_str value, line = rt_str_cut(rest, '\n', &rest);
        struct rt_str key = rt_str_trim(rt_str_cut(line, '=', &value));
        size_t i = 0;
        while (edits[i].key != NULL && !rt_str_is(key, edits[i].key)) {
            i++;
        }
        if (edits[i].key == NULL) {
            err = rt_buf_printf(out, "%.*s\n", (int)line.n, line.p);
        } else if (!is_done[i]) {
            err = rt_buf_printf(out, "%s = %s\n", edits[i].key, edits[i].value);
            is_done[i] = true;
        }
    }
    for (size_t i = 0; err == RT_OK && edits[i].key != NULL; i++) {
        if (!is_done[i]) {
            err = rt_buf_printf(out, "%s = %s\n", edits[i].key, edits[i].value);
        }
    }
    rt_buf_fini(&text);
    return err;
}

/* Rewrites the image. manifest: a zlib stream that replaces the old one, or NULL. */
static enum rt_err sign_again(const struct fw_image *image, struct img_container *c, const struct rt_buf *manifest,
                              uint32_t n_manifest, struct rt_buf *out)
{
    static const char *const fourcc[FW_IMAGE_N_SECTIONS] = {
#define FOURCC(id, name, help) [FW_IMAGE_##id] = name,
        FW_IMAGE_SECTION_LIST(FOURCC)
#undef FOURCC
    };
    struct img_section sections[FW_IMAGE_N_SECTIONS];
    size_t n = 0;
    for (int i = 0; i < FW_IMAGE_N_SECTIONS; i++) {
        const struct fw_image_row *row = &image->rows[i];
        if (!row->is_present) {
            continue;
        }
        struct img_section *s = &sections[n++];
        *s = (struct img_section){.is_compressed = row->is_compressed,
                                  .bytes = image->bytes + row->offset,
                                  .n = row->n_stored,
                                  .n_real = row->n_real};
        if (i == FW_IMAGE_MANIFEST && manifest != NULL) {
            *s = (struct img_section){
                .is_compressed = true, .bytes = manifest->bytes, .n = (uint32_t)manifest->n, .n_real = n_manifest};
        }
        (void)snprintf(s->id, sizeof s->id, "%s", fourcc[i]);
    }
    c->sections = sections;
    c->n_sections = n;
    enum rt_err err = img_container_write(c, out);
    c->sections = NULL;
    return err;
}

static enum rt_err with_edits(const struct fw_image *image, struct img_container *c, const struct edit *edits,
                              struct rt_buf *out)
{
    struct rt_buf text, stored;
    rt_buf_init(&text, FW_IMAGE_SECTION_REAL_MAX);
    rt_buf_init(&stored, FW_IMAGE_BYTES_MAX);
    enum rt_err err = edit_manifest(image, edits, &text);
    if (err == RT_OK) {
        err = img_deflate(text.bytes, text.n, &stored);
    }
    if (err == RT_OK) {
        err = sign_again(image, c, &stored, (uint32_t)text.n, out);
    }
    rt_buf_fini(&text);
    rt_buf_fini(&stored);
    return err;
}

static enum rt_err make_bomb(const struct fw_image *image, struct img_container *c, struct rt_buf *out)
{
    struct rt_buf stored;
    uint8_t *zeros = rt_mem_alloc(BOMB_BYTES);
    rt_buf_init(&stored, FW_IMAGE_BYTES_MAX);
    enum rt_err err = zeros != NULL ? img_deflate(zeros, BOMB_BYTES, &stored) : RT_ENOMEM;
    if (err == RT_OK) {
        err = sign_again(image, c, &stored, BOMB_CLAIM, out);
    }
    rt_buf_fini(&stored);
    (void)rt_mem_free(zeros);
    return err;
}

/* The kinds that need no new signature: one byte changed, or truncated. */
static enum rt_err with_flip(const uint8_t *bytes, size_t n, size_t at, struct rt_buf *out)
{
    size_t first = out->n;
    enum rt_err err = rt_buf_put(out, bytes, n);
    if (err == RT_OK) {
        out->bytes[first + at] ^= 0x10;
    }
    return err;
}

enum rt_err img_damage(enum img_damage kind, const uint8_t *bytes, size_t n, struct rt_buf *out)
{
    struct fw_image image;
    enum rt_err err = fw_image_open(&image, bytes, n);
    if (err == RT_OK) {
        err = fw_image_check_sections(&image);
    }
    if (err != RT_OK) {
        return err;
    }
    struct img_container c = {.format = 1, .product = image.product, .version = image.version};
    const struct fw_image_row *sound = &image.rows[FW_IMAGE_SOUND];
    bool is_other = strcmp(image.product, "SPA-3102") != 0; /* The other product must be another one. */
    const struct edit product[] = {{"product", is_other ? "SPA-3102" : "SPA-2102"},
                                   {"sip_product", is_other ? "SPA3102" : "SPA2102"},
                                   {"series", is_other ? "3102" : "2102"},
                                   {NULL, NULL}};
    const struct edit old[] = {{"version", "0.0.1"}, {NULL, NULL}};
    const struct edit oldest[] = {{"oldest", "99.0.0"}, {NULL, NULL}};
    switch (kind) {
    case IMG_DAMAGE_TRUNCATE:
        return rt_buf_put(out, bytes, image.n_bytes - image.n_bytes / 4);
    case IMG_DAMAGE_FLIP:
        return with_flip(
            bytes, image.n_bytes,
            sound->is_present && sound->n_stored > 0 ? sound->offset + sound->n_stored / 2 : image.n_bytes - 1, out);
    case IMG_DAMAGE_SIGNATURE:
        return with_flip(bytes, image.n_bytes, image.n_head - 1, out);
    case IMG_DAMAGE_OLDHEADER:
        c.format = 0;
        return sign_again(&image, &c, NULL, 0, out);
    case IMG_DAMAGE_BOMB:
        return make_bomb(&image, &c, out);
    case IMG_DAMAGE_PRODUCT:
        c.product = product[0].value;
        return with_edits(&image, &c, product, out);
    case IMG_DAMAGE_OLD:
        c.version = old[0].value;
        return with_edits(&image, &c, old, out);
    case IMG_DAMAGE_OLDEST:
        return with_edits(&image, &c, oldest, out);
    case IMG_N_DAMAGES:
        break;
    }
    return RT_EINVAL;
}
