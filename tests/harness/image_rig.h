/* SPDX-License-Identifier: MIT */
/* Release folders made by tests: small, complete, with recorded prompts, so that nothing has to be spoken. */
#pragma once
#include <fw/image.h>
#include <images/pack.h>
#include <stdint.h>

struct image_rig {
    char dir[64]; /* a folder of its own under /tmp */
};
void image_rig_begin(struct image_rig *rig);
/* Removes the folder and what was written into it. */
void image_rig_end(struct image_rig *rig);

/* Writes a file below the folder; folders on the way are made. path must not stay: "tiny/menu.tsv". */
void image_rig_write(const struct image_rig *rig, const char *path, const char *text);
/* A WAV file: a tone of 1 kHz for so long, with silence before and after. */
void image_rig_write_wav(const struct image_rig *rig, const char *path, uint32_t rate, uint32_t tone_ms,
                         uint32_t silence_ms);
/* The release "tiny": three parameters and a status row, two menu options, two prompts of 500 ms. */
void image_rig_write_tiny(const struct image_rig *rig);
/* Its path, or that of any other below the folder; static storage of the rig is not used: out is the caller's. */
const char *image_rig_path(const struct image_rig *rig, const char *path, char out[256]);

/* The same image with another version and another oldest release to come from ("" any), signed again: as good as the
 * one that it is made of. Appends to out. */
void image_rig_change(const uint8_t *image, size_t n, const char *version, const char *oldest, struct rt_buf *out);

/* The same image with every <from> in the text of a section replaced by <to>, signed again. Appends to out. */
void image_rig_edit(const uint8_t *image, size_t n, enum fw_image_section s, const char *from, const char *to,
                    struct rt_buf *out);

/* Packs a folder; fails the test with the packer's own words. Appends to image. */
void image_rig_pack(const char *release_dir, struct rt_buf *image);
