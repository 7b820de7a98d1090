/* SPDX-License-Identifier: MIT */
#include <images/pack.h>

#include "sound.h"
#include "speech.h"
#include "trust.h"

#include <errno.h>
#include <fw/image.h>
#include <images/container.h>
#include <images/file.h>
#include <images/release.h>
#include <rt/mem.h>
#include <rt/tsv.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define SOURCE_COLUMN 12u /* of schema.tsv, from 0 */

/* The sections of one image while it is made. */
struct build {
    struct rt_buf texts[FW_IMAGE_N_SECTIONS]; /* in the order in which a unit reads them */
    struct rt_buf stored[FW_IMAGE_N_SECTIONS];
};

/* Compress all but the sound, the roots and the picture, which are read in place. */
static bool is_packed(int section)
{
    return section != FW_IMAGE_SOUND && section != FW_IMAGE_TRUST && section != FW_IMAGE_BANNER;
}

static bool is_optional(int section)
{
    return section == FW_IMAGE_TRUST || section == FW_IMAGE_BANNER;
}

static const char *const fourcc[FW_IMAGE_N_SECTIONS] = {
#define FOURCC(id, name, help) [FW_IMAGE_##id] = name,
    FW_IMAGE_SECTION_LIST(FOURCC)
#undef FOURCC
};

/* Speaks one prompt, and writes its row: id, first sample, samples, text. */
static enum rt_err add_prompt(const struct img_release *r, const struct speech *speech, struct build *b, const char *id,
                              const char *text, unsigned *n_spoken, struct img_error *e)
{
    struct rt_buf *sound = &b->texts[FW_IMAGE_SOUND];
    size_t first = sound->n;
    bool was_spoken = false;
    enum rt_err err;
    char *path = img_release_sound(r, id);
    if (path != NULL) {
        err = speech_recorded(path, sound, e);
        (void)rt_mem_free(path);
    } else {
        err = speech_say(speech, text, sound, &was_spoken, e);
    }
    *n_spoken += was_spoken ? 1 : 0;
    if (err == RT_OK) {
        err = rt_buf_printf(&b->texts[FW_IMAGE_PROMPTS], "%s\t%zu\t%zu\t%s\n", id, first, sound->n - first, text);
        if (err != RT_OK) {
            (void)img_fail(e, err, id, "shorten prompts", "the prompts do not fit: %s", rt_err_text(err));
        }
    }
    return err;
}

static enum rt_err add_prompts(const struct img_release *r, const struct speech *speech, struct build *b,
                               struct img_pack_report *report, struct img_error *e)
{
    const struct rt_buf *table = img_release_table(r, IMG_PROMPTS);
    struct rt_tsv rows = rt_tsv(rt_str_n(rt_buf_text(table), table->n));
    struct rt_str row, cells[2]; /* The release was checked: id, words. */
    enum rt_err err = RT_OK;
    while (err == RT_OK && rt_tsv_next(&rows, &row)) {
        char id[128], text[512]; /* The release was checked: 400 bytes of text at most. */
        (void)rt_tsv_cells(row, cells, 2);
        err = rt_str_copy(id, sizeof id, cells[0]);
        if (err == RT_OK) {
            err = rt_str_copy(text, sizeof text, cells[1]);
        }
        if (err != RT_OK) {
            return img_fail(e, err, "prompts.tsv", "shorten it", "a prompt's id is too long");
        }
        err = add_prompt(r, speech, b, id, text, &report->n_spoken, e);
        report->n_prompts++;
    }
    report->n_samples = (uint32_t)b->texts[FW_IMAGE_SOUND].n;
    return err;
}

/* The source column is for authors of a release; the unit does not carry it. */
static void put_schema(const struct rt_buf *table, struct rt_buf *out)
{
    struct rt_str rest = rt_str_n(rt_buf_text(table), table->n);
    while (rest.n > 0) {
        struct rt_str line = rt_str_cut(rest, '\n', &rest);
        unsigned n_tabs = 0;
        size_t n = 0;
        while (n < line.n && (line.p[n] != '\t' || ++n_tabs < SOURCE_COLUMN)) {
            n++;
        }
        (void)rt_buf_put(out, line.p, n);
        (void)rt_buf_put_u8(out, '\n');
    }
}

static enum rt_err add_texts(const struct img_release *r, struct build *b, struct img_pack_report *report)
{
    static const struct {
        enum img_table table;
        enum fw_image_section section;
    } pairs[] = {{IMG_SCHEMA, FW_IMAGE_SCHEMA}, {IMG_MENU, FW_IMAGE_MENU}, {IMG_PAGES, FW_IMAGE_PAGES}};
    enum rt_err err = img_release_manifest(r, &b->texts[FW_IMAGE_MANIFEST]);
    for (size_t i = 0; err == RT_OK && i < sizeof pairs / sizeof pairs[0]; i++) {
        const struct rt_buf *table = img_release_table(r, pairs[i].table);
        struct rt_buf *out = &b->texts[pairs[i].section];
        if (pairs[i].table == IMG_SCHEMA) {
            put_schema(table, out);
        } else {
            (void)rt_buf_put(out, table->bytes, table->n);
        }
        err = rt_buf_error(out);
    }
    struct rt_str rest = rt_str_n(rt_buf_text(&b->texts[FW_IMAGE_SCHEMA]), b->texts[FW_IMAGE_SCHEMA].n);
    while (rest.n > 0) {
        struct rt_str line = rt_str_cut(rest, '\n', &rest);
        report->n_parameters += img_row_is_status(line) ? 0 : 1;
    }
    return err;
}

/* The roots of provisioning servers, "compiled into all firmware releases at or above 2.0.6" (guide p.1-9). */
static enum rt_err add_trust(const struct img_pack_config *cfg, const struct img_release *r, struct build *b,
                             struct img_pack_report *report, struct img_error *e)
{
    const char *path = cfg->trust != NULL ? cfg->trust : img_release_key(r, "trust");
    return path == NULL || path[0] == 0 ? RT_OK : trust_load(path, &b->texts[FW_IMAGE_TRUST], &report->n_roots, e);
}

static enum rt_err add_banner(const struct img_release *r, struct build *b, struct img_error *e)
{
    const char *path = img_release_key(r, "banner");
    if (path == NULL || path[0] == 0) {
        return RT_OK;
    }
    enum rt_err err = img_file_read(path, &b->texts[FW_IMAGE_BANNER]);
    return err == RT_OK ? RT_OK : img_fail(e, err, path, "check the path", "cannot be read: %s", rt_err_text(err));
}

static enum rt_err finish(const struct img_release *r, struct build *b, struct rt_buf *out)
{
    struct img_section sections[FW_IMAGE_N_SECTIONS];
    enum rt_err err = RT_OK;
    size_t n = 0;
    for (int i = 0; err == RT_OK && i < FW_IMAGE_N_SECTIONS; i++) {
        if (is_optional(i) && b->texts[i].n == 0) {
            continue;
        }
        const struct rt_buf *stored = is_packed(i) ? &b->stored[i] : &b->texts[i];
        if (is_packed(i)) {
            err = img_deflate(b->texts[i].bytes, b->texts[i].n, &b->stored[i]);
        }
        sections[n] = (struct img_section){.is_compressed = is_packed(i), .bytes = stored->bytes};
        sections[n].n = (uint32_t)stored->n;
        sections[n].n_real = (uint32_t)b->texts[i].n;
        (void)snprintf(sections[n].id, sizeof sections[n].id, "%s", fourcc[i]);
        n++;
    }
    if (err != RT_OK) {
        return err;
    }
    const struct img_container c = {.format = 1,
                                    .product = img_release_key(r, "product"),
                                    .version = img_release_key(r, "version"),
                                    .sections = sections,
                                    .n_sections = n};
    return img_container_write(&c, out);
}

/* Voice and speed become command-line arguments: plain words only. */
static enum rt_err check_speech(const struct speech *s, const char *where, struct img_error *e)
{
    const char *allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-+_";
    uint32_t speed = 0;
    if (s->voice[0] == 0 || s->voice[strspn(s->voice, allowed)] != 0 || s->voice[0] == '-') {
        return img_fail(e, RT_ESYNTAX, where, "see espeak-ng --voices", "manifest: not a voice: '%s'", s->voice);
    }
    if (rt_str_u32(rt_str(s->words_per_minute), &speed) != RT_OK || speed < 80 || speed > 450) {
        return img_fail(e, RT_ESYNTAX, where, "write 80 to 450", "manifest: not a speed: '%s'", s->words_per_minute);
    }
    return RT_OK;
}

static enum rt_err make(const struct img_pack_config *cfg, const struct img_release *r, struct build *b,
                        struct img_pack_report *report, struct rt_buf *out, struct img_error *e)
{
    const char *voice = img_release_key(r, "voice"), *speed = img_release_key(r, "words_per_minute");
    const struct speech speech = {.program = cfg->espeak != NULL ? cfg->espeak : "espeak-ng",
                                  .voice = voice != NULL ? voice : "en-us",
                                  .words_per_minute = speed != NULL ? speed : "150",
                                  .cache_dir = cfg->cache_dir};
    enum rt_err err = check_speech(&speech, cfg->release_dir, e);
    if (err != RT_OK) {
        return err;
    }
    if (cfg->cache_dir != NULL && mkdir(cfg->cache_dir, 0755) != 0 && errno != EEXIST) {
        return img_fail(e, RT_EIO, cfg->cache_dir, "create its parent folder", "cannot create the cache folder: %s",
                        strerror(errno));
    }
    err = add_texts(r, b, report);
    if (err == RT_OK) {
        err = add_prompts(r, &speech, b, report, e);
        err = err == RT_OK ? add_trust(cfg, r, b, report, e) : err;
        err = err == RT_OK ? add_banner(r, b, e) : err;
        if (err != RT_OK) {
            return err;
        }
        err = finish(r, b, out);
    }
    if (err != RT_OK) {
        (void)img_fail(e, err, cfg->release_dir, "take something out (a bank holds 1.5 MiB)",
                       "the image cannot be made: %s", rt_err_text(err));
    }
    return err;
}

enum rt_err img_pack(const struct img_pack_config *cfg, struct rt_buf *out, struct img_pack_report *report,
                     struct img_error *e)
{
    struct img_pack_report counted = {0};
    struct img_release *r = NULL;
    struct build b;

    enum rt_err err = img_release_load(&r, cfg->release_dir, e);
    if (err != RT_OK) {
        return err;
    }
    for (int i = 0; i < FW_IMAGE_N_SECTIONS; i++) {
        rt_buf_init(&b.texts[i], i == FW_IMAGE_SOUND ? FW_IMAGE_BYTES_MAX : FW_IMAGE_SECTION_REAL_MAX);
        rt_buf_init(&b.stored[i], FW_IMAGE_BYTES_MAX);
    }
    err = make(cfg, r, &b, &counted, out, e);
    if (report != NULL) {
        *report = counted;
    }
    for (int i = 0; i < FW_IMAGE_N_SECTIONS; i++) {
        rt_buf_fini(&b.texts[i]);
        rt_buf_fini(&b.stored[i]);
    }
    img_release_destroy(r);
    return err;
}
