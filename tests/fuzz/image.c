/* SPDX-License-Identifier: MIT */
/* A firmware image, and the texts inside one, which only a signature keeps from outside. */
#include "fuzz.h"
#include <fw/image.h>
#include <fw/schema.h>
#include <fw/script.h>
#include <fw/version.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct fw_image image;
    struct fw_manifest manifest;
    struct fw_schema *schema;
    struct fw_version version;
    uint32_t n_total;
    unsigned bad_line;

    (void)fw_image_peek_size(data, n, &n_total);
    if (fw_image_open(&image, data, n) == RT_OK && fw_image_check_sections(&image) == RT_OK) {
        (void)fw_image_manifest(&image, &manifest);
    }
    if (fw_schema_create(&schema, (const char *)data, n, &bad_line) == RT_OK) {
        fw_schema_destroy(schema);
    }
    (void)fw_version_parse(rt_str_n((const char *)data, n), &version);
    return 0;
}
