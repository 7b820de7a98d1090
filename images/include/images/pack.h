/* SPDX-License-Identifier: MIT */
/*
 * Packs a release folder into a signed firmware image, and damages good images.
 *
 * Host side: reads files, runs espeak-ng. The image is reproducible byte for byte from the same folder, espeak-ng,
 * speexdsp and zlib.
 */
#pragma once
#include <images/error.h>
#include <rt/buf.h>
#include <stdint.h>

struct img_pack_config {
    const char *release_dir; /* with its manifest */
    const char *cache_dir;   /* cache folder of spoken prompts, created if missing; NULL: no cache */
    const char *trust;       /* PEM file of trusted roots; NULL: the one named in the manifest */
    const char *espeak;      /* program; NULL: "espeak-ng", searched in PATH */
};
struct img_pack_report {
    unsigned n_parameters, n_prompts;
    unsigned n_spoken; /* spoken in this run; the others were cached or recorded */
    unsigned n_roots;
    uint32_t n_samples; /* samples of all prompts, at 8,000 Hz */
};
/* Appends the image to out. report may be NULL. RT_ENOENT, RT_EIO, RT_ESYNTAX, RT_ETOOBIG, RT_ENOMEM, RT_ETIMEDOUT; e
 * has the details. */
enum rt_err img_pack(const struct img_pack_config *cfg, struct rt_buf *out, struct img_pack_report *report,
                     struct img_error *e);

/* Damage: a correct unit rejects each kind with an error of its own. id, name, who rejects it and how */
#define IMG_DAMAGE_LIST(X)                                                                                             \
    X(TRUNCATE, "truncate", "the last quarter is missing: not a whole image")                                          \
    X(FLIP, "flip", "one bit of the sound is wrong: its sha256 does not match")                                        \
    X(SIGNATURE, "signature", "one bit of the signature is wrong")                                                     \
    X(OLDHEADER, "oldheader", "signed, but of another format version")                                                 \
    X(BOMB, "bomb", "signed, but the manifest inflates to 64 MiB")                                                     \
    X(PRODUCT, "product", "signed, but for another product")                                                           \
    X(OLD, "old", "signed, but of version 0.0.1: below any Downgrade_Rev_Limit")                                       \
    X(OLDEST, "oldest", "signed, but installable from version 99.0.0 on only")
enum img_damage {
#define IMG_DAMAGE_ENUM(id, name, help) IMG_DAMAGE_##id,
    IMG_DAMAGE_LIST(IMG_DAMAGE_ENUM)
#undef IMG_DAMAGE_ENUM
        IMG_N_DAMAGES
};
const char *img_damage_name(enum img_damage kind);
const char *img_damage_help(enum img_damage kind);
/* RT_EINVAL: unknown name. */
enum rt_err img_damage_parse(const char *name, enum img_damage *out);
/* bytes: a good image. Appends the damaged one to out. RT_ECORRUPT and other errors of fw_image_open if the input is
 * not good. */
enum rt_err img_damage(enum img_damage kind, const uint8_t *bytes, size_t n, struct rt_buf *out);
