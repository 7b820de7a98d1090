/* SPDX-License-Identifier: MIT */
/*
 * From a release folder to a signed firmware image, and from a good image to a damaged one.
 *
 * Host side: reads files, runs espeak-ng. The image is the same, byte for byte, for the same folder, espeak-ng,
 * speexdsp and zlib.
 */
#pragma once
#include <images/error.h>
#include <rt/buf.h>
#include <stdint.h>

struct img_pack_config {
    const char *release_dir; /* with its manifest */
    const char *cache_dir;   /* spoken prompts are kept here, made when missing; NULL: none are kept */
    const char *trust;       /* PEM file of the roots that the firmware trusts; NULL: the one that the manifest names */
    const char *espeak;      /* program; NULL: "espeak-ng", searched in PATH */
};
struct img_pack_report {
    unsigned n_parameters, n_prompts;
    unsigned n_spoken; /* of them, spoken in this run; the others were in the cache or recorded */
    unsigned n_roots;
    uint32_t n_samples; /* of all prompts; 8,000 are a second */
};
/* Appends the image to out. report may be NULL. RT_ENOENT, RT_EIO, RT_ESYNTAX, RT_ETOOBIG, RT_ENOMEM,
 * RT_ETIMEDOUT; e says which and where. */
enum rt_err img_pack(const struct img_pack_config *cfg, struct rt_buf *out, struct img_pack_report *report,
                     struct img_error *e);

/* Damage: each kind is refused by a correct unit with its own error. id, name, who refuses and how */
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
/* RT_EINVAL for a name that is none. */
enum rt_err img_damage_parse(const char *name, enum img_damage *out);
/* bytes: a good image. Appends the damaged one to out. RT_ECORRUPT and others of fw_image_open when it is not good. */
enum rt_err img_damage(enum img_damage kind, const uint8_t *bytes, size_t n, struct rt_buf *out);
