/* SPDX-License-Identifier: MIT */
/*
 * The whole configuration as XML, as a telephone of the family serves it (capture of one with 5.1.15; programs that
 * read others by line number agree): no declaration, the status rows first, `group="Tab/Section"`, plain values, and
 * an empty value as an empty element, so that a dump that comes back as a profile clears nothing (guide p.2-4).
 * guess: the address on this model, that passwords are left empty. And the picture of the release.
 */
#include "web_priv.h"

#include <fw/status.h>
#include <rt/mem.h>

struct dump {
    struct web *web;
    size_t row;
    bool is_begun, is_behind_status; /* the root's tag comes first, then the status rows */
};

/* Blanks and what an element name cannot have become '_', as in the names of parameters (guide p.2-4). */
static void put_name(const char *text, struct rt_buf *out)
{
    for (; *text != '\0'; text++) {
        bool is_plain = (*text >= '0' && *text <= '9') || (*text >= 'A' && *text <= 'Z') ||
                        (*text >= 'a' && *text <= 'z') || *text == '-';
        (void)rt_buf_put_u8(out, (uint8_t)(is_plain ? *text : '_'));
    }
}

static void put_row(struct web *w, size_t i, struct rt_buf *out)
{
    const struct fw_params *params = fw_device_params(w->device);
    const struct fw_schema_row row = fw_schema_row(fw_params_schema(params), i);
    struct rt_str section = rt_str_trim(rt_str(row.section)), tab = rt_str(row.tab);
    bool is_status = row.type == FW_TYPE_STATUS;
    struct rt_buf value, name;

    rt_buf_init(&value, FW_VALUE_MAX);
    rt_buf_init(&name, FW_VALUE_MAX);
    if (is_status) {
        const char *key = fw_status_key_of_row(&row);
        if (key != NULL) {
            (void)fw_status_show(w->device, key, &value);
        }
        put_name(row.own_label, &name);
    } else {
        bool is_hidden = (row.flags & (FW_ROW_PASSWORD | FW_ROW_SECRET)) != 0;
        (void)rt_buf_put_text(&value, is_hidden ? "" : fw_param_get(params, (int)i));
        (void)rt_buf_put_text(&name, row.element);
    }
    (void)rt_buf_printf(out, "<%s group=\"", rt_buf_text(&name));
    put_name(tab.p + rt_str_find(tab, '/') + 1, out);
    (void)rt_buf_put_text(out, "/");
    put_name(section.n > 0 ? section.p : "", out);
    if (!is_status) {
        (void)rt_buf_printf(out, "\" ua=\"%s", fw_access_name(fw_param_access(params, (int)i)));
    }
    if (value.n == 0) {
        (void)rt_buf_put_text(out, "\"/>\n");
    } else {
        (void)rt_buf_put_text(out, "\">");
        web_put_escaped(out, rt_buf_text(&value));
        (void)rt_buf_printf(out, "</%s>\n", rt_buf_text(&name));
    }
    rt_buf_fini(&value);
    rt_buf_fini(&name);
}

/* The next row of the part that is told: status rows, or parameters. n_rows: none is left. */
static size_t find_row(const struct fw_schema *schema, size_t from, bool is_status)
{
    size_t n = fw_schema_n_rows(schema);
    while (from < n && (fw_schema_row(schema, from).type == FW_TYPE_STATUS) != is_status) {
        from++;
    }
    return from;
}

static bool next_row(void *state, struct rt_buf *out)
{
    struct dump *d = state;
    const struct fw_schema *schema = fw_params_schema(fw_device_params(d->web->device));
    if (!d->is_begun) {
        (void)rt_buf_put_text(out, "<flat-profile>\n");
        d->is_begun = true;
        return true;
    }
    d->row = find_row(schema, d->row, !d->is_behind_status);
    if (d->row == fw_schema_n_rows(schema) && !d->is_behind_status) {
        d->is_behind_status = true;
        d->row = find_row(schema, 0, false);
    }
    if (d->row == fw_schema_n_rows(schema)) {
        (void)rt_buf_put_text(out, "</flat-profile>\n");
        return false;
    }
    put_row(d->web, d->row++, out);
    return true;
}

static void end_dump(void *state)
{
    (void)rt_mem_free(state); /* always NULL */
}

void web_dump(struct web *w, const struct fw_http_request *q, struct fw_http_reply *reply)
{
    struct dump *d = rt_mem_alloc(sizeof *d);
    (void)q;
    if (d == NULL) {
        reply->status = 503;
        return;
    }
    d->web = w;
    reply->content_type = "text/xml";
    reply->next = next_row;
    reply->state = d;
    reply->end = end_dump;
}

void web_banner(struct web *w, const struct fw_http_request *q, struct fw_http_reply *reply)
{
    const uint8_t *bytes;
    size_t n;
    (void)q;
    if (fw_image_in_place(fw_device_image(w->device), FW_IMAGE_BANNER, &bytes, &n) != RT_OK) {
        reply->status = 404;
        return;
    }
    reply->content_type = "image/jpeg";
    (void)rt_buf_put(&reply->body, bytes, n); /* the server asks rt_buf_error() */
}
