/* SPDX-License-Identifier: MIT */
/* The manifest: lines `key = value`. Its values appear in request lines and pages, so only printable ASCII is
 * accepted. */
#include <fw/image.h>

#include <rt/str.h>
#include <string.h>

#define MANIFEST_BYTES_MAX 8192u

static const struct field {
    const char *key;
    size_t offset, size;
} fields[] = {
#define FIELD(name)                                                                                                    \
    {                                                                                                                  \
#name, offsetof(struct fw_manifest, name), sizeof(((struct fw_manifest *)0)->name)                             \
    }
    FIELD(product),      FIELD(sip_product), FIELD(series),   FIELD(version), FIELD(oldest),  FIELD(hardware),
    FIELD(manufacturer), FIELD(dhcp_class),  FIELD(released), FIELD(notify),  FIELD(tcp_mss),
#undef FIELD
};
#define N_FIELDS (sizeof fields / sizeof fields[0])

static enum rt_err read_line(struct fw_manifest *m, struct rt_str line, unsigned *seen)
{
    struct rt_str value;
    line = rt_str_trim(line);
    if (line.n == 0 || line.p[0] == '#') {
        return RT_OK;
    }
    struct rt_str key = rt_str_trim(rt_str_cut(line, '=', &value));
    if (value.p == NULL) {
        return RT_ECORRUPT;
    }
    value = rt_str_trim(value);
    for (size_t i = 0; i < value.n; i++) {
        if (value.p[i] < 0x20 || value.p[i] >= 0x7f) {
            return RT_ECORRUPT;
        }
    }
    for (size_t i = 0; i < N_FIELDS; i++) {
        if (!rt_str_is(key, fields[i].key)) {
            continue;
        }
        if ((*seen & (1u << i)) != 0) {
            return RT_ECORRUPT; /* Duplicate: ambiguous. */
        }
        *seen |= 1u << i;
        return rt_str_copy((char *)m + fields[i].offset, fields[i].size, value) == RT_OK ? RT_OK : RT_ECORRUPT;
    }
    return RT_OK; /* A key of a later release. */
}

enum rt_err fw_image_manifest(const struct fw_image *image, struct fw_manifest *out)
{
    struct rt_buf text;
    struct fw_manifest m = {0};
    unsigned seen = 0;

    *out = m;
    rt_buf_init(&text, MANIFEST_BYTES_MAX);
    enum rt_err err = fw_image_read(image, FW_IMAGE_MANIFEST, &text);
    struct rt_str rest = rt_str_n(rt_buf_text(&text), text.n);
    while (err == RT_OK && rest.p != NULL) {
        err = read_line(&m, rt_str_cut(rest, '\n', &rest), &seen);
    }
    /* Header and manifest must agree, or a check of one would not hold for the other. */
    if (err == RT_OK && (strcmp(m.product, image->product) != 0 || strcmp(m.version, image->version) != 0)) {
        err = RT_ECORRUPT;
    }
    if (err == RT_OK) {
        *out = m;
    }
    rt_buf_fini(&text);
    return err;
}
