/* SPDX-License-Identifier: MIT */
/* What the files of `vspa demo` share. */
#pragma once
#include <story/story.h>
#include <stddef.h>
#include <stdint.h>

/* demo-lab/spa2102.cfg, built in (written by CMake). */
extern const uint8_t emu_demo_profile[];
extern const size_t emu_demo_profile_bytes;

#define EMU_DEMO_OLD          "3.3.6"
#define EMU_DEMO_NEW          "5.2.10"
#define EMU_DEMO_IMAGE_PATH   "/firmware/spa2102-5.2.10.img"
#define EMU_DEMO_HELLO_PATH   "/hello/" EMU_DEMO_NEW ".xml" /* found only by a unit whose $SWVER is the new one */
#define EMU_DEMO_UPGRADE_PATH "/upgrade.xml"

/* Runs the demo. The lab holds the profile, the image and the upgrade's profile. */
bool emu_demo_tell(struct emu_story *s);
