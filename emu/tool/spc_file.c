/* SPDX-License-Identifier: MIT */
#include "spc_file.h"
#include <offline/profile_write.h>
#include <string.h>

/* ---- the container ---- */

static void put_body(const struct plain *source, struct rt_buf *out)
{
    for (size_t i = 0; i < plain_n_entries(source); i++) {
        const struct plain_entry *e = plain_entry(source, i);
        unsigned flags = (unsigned)e->access << FW_SPC_ACCESS_SHIFT | (e->value != NULL ? FW_SPC_HAS_VALUE : 0u);
        (void)rt_buf_put_u8(out, (uint8_t)strlen(e->element)); /* failures are remembered by the buffer */
        (void)rt_buf_put_text(out, e->element);
        (void)rt_buf_put_u8(out, (uint8_t)flags);
        if (e->value != NULL) {
            (void)rt_buf_put_be16(out, (uint16_t)e->n_value);
            (void)rt_buf_put(out, e->value, e->n_value);
        }
    }
    (void)rt_buf_put_u8(out, 0);
}

static void choose_salt(const struct spc_config *config, struct fw_spc_header *h)
{
    if (h->mode == FW_SPC_SCRAMBLED) {
        fw_spc_scramble_salt(rt_str(config->phrase), h->salt);
    } else if (h->mode != FW_SPC_GENERIC) {
        memcpy(h->salt, config->salt, sizeof h->salt);
    }
}

enum rt_err spc_write(const struct spc_config *config, const struct plain *source, struct rt_buf *out)
{
    struct fw_spc_header h = {.mode = config->mode, .key = config->key};
    uint8_t header[FW_SPC_HEADER_BYTES], seal[FW_SPC_SEAL_BYTES];
    struct fw_spc_crypt *crypt = NULL;
    size_t start = out->n;
    choose_salt(config, &h);
    enum rt_err err =
        fw_spc_crypt_create(&crypt, &h, h.key == FW_SPC_KEY_NONE ? rt_str(NULL) : rt_str(config->phrase), config->mac);
    if (err != RT_OK) {
        return err;
    }
    memset(header, 0, sizeof header);
    (void)rt_buf_put(out, header, sizeof header);
    put_body(source, out);
    err = rt_buf_error(out);
    if (err == RT_OK) {
        h.n_body = (uint32_t)(out->n - start - sizeof header);
        fw_spc_header_write(&h, header);
        fw_spc_crypt_check(crypt, header, header + FW_SPC_CHECKED_BYTES);
        memcpy(out->bytes + start, header, sizeof header);
        fw_spc_encrypt(crypt, out->bytes + start + sizeof header, h.n_body);
        fw_spc_seal(crypt, seal);
        err = rt_buf_put(out, seal, sizeof seal);
    }
    fw_spc_crypt_destroy(crypt);
    return err;
}

/* ---- samples ---- */

/* Calls put for each parameter, and puts a heading where a new section of the pages begins. */
static enum rt_err each_row(const struct fw_schema *schema, struct rt_buf *out, const char *before, const char *after,
                            void (*put)(const struct fw_schema_row *row, struct rt_buf *out))
{
    const char *tab = "", *section = "";
    for (size_t i = 0; i < fw_schema_n_rows(schema); i++) {
        struct fw_schema_row row = fw_schema_row(schema, i);
        if (row.type == FW_TYPE_STATUS) {
            continue;
        }
        if (strcmp(tab, row.tab) != 0 || strcmp(section, row.section) != 0) {
            tab = row.tab;
            section = row.section;
            (void)rt_buf_printf(out, "\n%s%s: %s%s\n", before, tab, section + strspn(section, " "), after);
        }
        put(&row, out);
    }
    return rt_buf_error(out);
}

static void put_source_row(const struct fw_schema_row *row, struct rt_buf *out)
{
    (void)profile_write_plain(out, row, row->access, rt_str(row->value));
}

enum rt_err spc_write_sample_source(const struct release *of, struct rt_buf *out)
{
    (void)rt_buf_printf(
        out,
        "# All parameters of the %s with release %s, at their factory values.\n"
        "# '!' the user may change it, '?' the user may read it. Without \"value\" the unit keeps its own.\n",
        of->manifest.product, of->manifest.version);
    return each_row(of->schema, out, "# ", "", put_source_row);
}

static void put_xml_row(const struct fw_schema_row *row, struct rt_buf *out)
{
    (void)profile_write_xml(out, row->element, row->access, rt_str(row->value));
}

enum rt_err spc_write_sample_xml(const struct release *of, struct rt_buf *out)
{
    (void)rt_buf_printf(out,
                        "<?xml version=\"1.0\"?>\n"
                        "<!-- All parameters of the %s with release %s, at their factory values. -->\n"
                        "<flat-profile>\n",
                        of->manifest.product, of->manifest.version);
    (void)each_row(of->schema, out, "  <!-- ", " -->", put_xml_row);
    return rt_buf_put_text(out, "</flat-profile>\n");
}
