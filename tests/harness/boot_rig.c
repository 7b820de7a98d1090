/* SPDX-License-Identifier: MIT */
#include <harness/boot_rig.h>
#include <images/container.h>
#include <rt/assert.h>
#include <rt/mem.h>
#include <string.h>

void boot_rig_image(struct rt_buf *out, const char *version, uint32_t n_sound)
{
    uint8_t *sound = rt_mem_alloc(n_sound);
    RT_ASSERT(sound);
    memset(sound, version[0], n_sound);
    const struct img_section sections[] = {
        {"MANI", false, (const uint8_t *)version, (uint32_t)strlen(version), (uint32_t)strlen(version)},
        {"SNDS", false, sound, n_sound, n_sound},
    };
    const struct img_container container = {1, "SPA-2102", version, sections, sizeof sections / sizeof sections[0]};
    RT_ASSERT(img_container_write(&container, out) == RT_OK);
    rt_mem_free(sound);
}

enum rt_err boot_rig_upgrade(struct board *b, const struct fw_boot *boot, const struct rt_buf *image)
{
    struct fw_bank_writer w;
    enum rt_err err = fw_bank_writer_init(&w, b, boot);
    if (err != RT_OK) {
        return err;
    }
    do {
        err = fw_bank_writer_erase_next(&w, (uint32_t)image->n);
    } while (err == RT_OK);
    if (err != RT_EFULL) {
        return err;
    }
    for (uint32_t at = 0; at < image->n;) {
        uint32_t n = (uint32_t)image->n - at < 0x8000 ? (uint32_t)image->n - at : 0x8000;
        err = fw_bank_writer_program(&w, image->bytes + at, n);
        if (err != RT_OK) {
            return err;
        }
        at += n;
    }
    return fw_boot_try_other(b, boot);
}
