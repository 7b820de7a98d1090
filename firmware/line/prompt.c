/* SPDX-License-Identifier: MIT */
#include <fw/prompt.h>
#include <rt/assert.h>
#include <rt/mem.h>
#include <rt/str.h>
#include <rt/tsv.h>
#include <string.h>
#include <spandsp/telephony.h>
#include <spandsp/bit_operations.h>
#include <spandsp/g711.h>

struct fw_prompts {
    struct rt_buf text; /* the PROMPTS section; tabs and newlines are overwritten with NULs */
    struct fw_prompt *rows;
    size_t n_rows;
    const uint8_t *sound; /* in the image */
    size_t n_sound;
};

enum { ID, FIRST, N_SAMPLES, TEXT, N_COLUMNS };

static enum rt_err read_row(struct fw_prompts *p, struct rt_str line)
{
    const char *cells[N_COLUMNS];
    struct fw_prompt row = {0};

    if (rt_tsv_cells_in_place(line, cells, N_COLUMNS) != N_COLUMNS || cells[ID][0] == '\0' ||
        rt_str_u32(rt_str(cells[FIRST]), &row.first) != RT_OK ||
        rt_str_u32(rt_str(cells[N_SAMPLES]), &row.n) != RT_OK || row.n > p->n_sound || row.first > p->n_sound - row.n) {
        return RT_ECORRUPT;
    }
    row.id = cells[ID];
    row.text = cells[TEXT];
    if (p->n_rows == FW_PROMPTS_MAX) {
        return RT_EFULL;
    }
    p->rows[p->n_rows++] = row;
    return RT_OK;
}

static enum rt_err read_rows(struct fw_prompts *p)
{
    struct rt_tsv table = rt_tsv(rt_str_n(rt_buf_text(&p->text), p->text.n));
    struct rt_str row;
    enum rt_err err = RT_OK;

    if (memchr(p->text.bytes, '\0', p->text.n) != NULL) {
        return RT_ECORRUPT;
    }
    while (err == RT_OK && rt_tsv_next(&table, &row)) {
        err = read_row(p, row);
    }
    return err;
}

enum rt_err fw_prompts_create(struct fw_prompts **out, const struct fw_image *image)
{
    struct fw_prompts *p = rt_mem_alloc(sizeof *p);
    size_t n_rows;
    enum rt_err err;

    *out = NULL;
    if (p == NULL) {
        return RT_ENOMEM;
    }
    rt_buf_init(&p->text, FW_IMAGE_SECTION_REAL_MAX);
    err = fw_image_in_place(image, FW_IMAGE_SOUND, &p->sound, &p->n_sound);
    if (err == RT_OK) {
        err = fw_image_read(image, FW_IMAGE_PROMPTS, &p->text);
    }
    if (err != RT_OK) {
        goto out;
    }
    n_rows = rt_tsv_n_rows(rt_str_n(rt_buf_text(&p->text), p->text.n));
    n_rows = n_rows < 1 ? 1 : n_rows < FW_PROMPTS_MAX ? n_rows : FW_PROMPTS_MAX;
    p->rows = rt_mem_alloc(n_rows * sizeof *p->rows);
    err = p->rows != NULL ? read_rows(p) : RT_ENOMEM;
out:
    if (err != RT_OK) {
        fw_prompts_destroy(p);
        return err;
    }
    *out = p;
    return RT_OK;
}

void fw_prompts_destroy(struct fw_prompts *p)
{
    if (p != NULL) {
        rt_buf_fini(&p->text);
        rt_mem_free(p->rows);
        rt_mem_free(p);
    }
}

size_t fw_prompts_n(const struct fw_prompts *p)
{
    return p->n_rows;
}

const struct fw_prompt *fw_prompts_row(const struct fw_prompts *p, size_t i)
{
    RT_ASSERT(i < p->n_rows);
    return &p->rows[i];
}

int fw_prompts_find(const struct fw_prompts *p, const char *id)
{
    for (size_t i = 0; i < p->n_rows; i++) {
        if (strcmp(p->rows[i].id, id) == 0) {
            return (int)i;
        }
    }
    return -1;
}

size_t fw_prompts_read(const struct fw_prompts *p, size_t i, uint32_t offset, int16_t *out, size_t n)
{
    const struct fw_prompt *row = fw_prompts_row(p, i);
    size_t left = offset < row->n ? row->n - offset : 0;
    size_t n_read = n < left ? n : left;
    const uint8_t *from = p->sound + row->first + (offset < row->n ? offset : row->n);

    for (size_t k = 0; k < n_read; k++) {
        out[k] = ulaw_to_linear(from[k]);
    }
    return n_read;
}
