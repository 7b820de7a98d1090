/* SPDX-License-Identifier: MIT */
#include "release_schema.h"
#include <core/places.h>
#include <fw/image.h>
#include <rt/buf.h>

enum emu_exit release_schema_open(struct fw_schema **out, const char *images, const char *release,
                                  struct emu_error *error)
{
    struct fw_image image;
    struct rt_buf bytes, text;
    unsigned bad_line;
    rt_buf_init(&bytes, EMU_FILE_MAX_BYTES);
    rt_buf_init(&text, FW_IMAGE_SECTION_REAL_MAX);
    *out = NULL;
    enum emu_exit code = emu_place_image(&bytes, NULL, images, release, error);
    if (code == EMU_EXIT_OK) {
        enum rt_err err = fw_image_open(&image, bytes.bytes, bytes.n);
        err = err == RT_OK ? fw_image_read(&image, FW_IMAGE_SCHEMA, &text) : err;
        err = err == RT_OK ? fw_schema_create(out, rt_buf_text(&text), text.n, &bad_line) : err;
        if (err != RT_OK) {
            code = emu_error_set(error, EMU_EXIT_ENVIRONMENT,
                                 "release %s: its parameters cannot be read (%s): build the image again", release,
                                 rt_err_text(err));
        }
    }
    rt_buf_fini(&text);
    rt_buf_fini(&bytes);
    return code;
}
