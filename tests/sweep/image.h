/* SPDX-License-Identifier: MIT */
/*
 * Releases made for the sweep: the manifest, pages, some parameters and some menu rows of the real 5.2.10, with prompts
 * of a few samples. Small, so that a cut costs little; whole and signed, so that the device runs on them as on any.
 */
#pragma once
#include <rt/buf.h>
#include <stdbool.h>

enum sweep_release {
    SWEEP_OLD,    /* 5.2.10 */
    SWEEP_NEW,    /* 5.2.12: has a parameter that OLD lacks; a little over a sector long */
    SWEEP_NEXT,   /* 5.3.0 */
    SWEEP_HANG,   /* 5.4.0: signed and whole, but its schema cannot be read: it never comes up */
    SWEEP_RESCUE, /* 5.2.11: what recovery finds. As long as NEW; seen anywhere else, a flow has lost both banks */
    SWEEP_N_RELEASES
};

struct sweep_image {
    const char *version, *path; /* "5.2.10", "/old.img" */
    uint8_t *bytes;             /* the program's, never freed */
    size_t n;
};

/* Reads the packed release from this file, once. Panics when that fails. */
void sweep_images_make(const char *real_image_path);
const struct sweep_image *sweep_image(enum sweep_release r);
/* The release with this version, or NULL. */
const struct sweep_image *sweep_image_of(const char *version);
/* Whether all releases know this parameter. */
bool sweep_is_common(const char *element);
