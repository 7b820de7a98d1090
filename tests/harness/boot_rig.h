/* SPDX-License-Identifier: MIT */
/* Two small signed images for tests of the banks. They hold nothing that a device could run on. */
#pragma once
#include <fw/boot.h>
#include <rt/buf.h>

/* Appends an image of this version, n_sound bytes long and a little more, really signed. */
void boot_rig_image(struct rt_buf *out, const char *version, uint32_t n_sound);
/* Writes it to the other bank and marks it. The first error ends it. */
enum rt_err boot_rig_upgrade(struct board *b, const struct fw_boot *boot, const struct rt_buf *image);
