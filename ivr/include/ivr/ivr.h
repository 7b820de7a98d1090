/* SPDX-License-Identifier: MIT */
/*
 * The voice menu: what a caller hears after dialling **** on either telephone port. It is a module of the device and
 * a line application. Its options are rows of the release (section MENU of the image), its prompts come from the
 * release too. Source: SPA administration guide 2.0.10 p.37, 40.
 */
#pragma once
#include <fw/device.h>

/* For struct fw_device_config. */
extern const struct fw_module ivr_module;

/* The kinds of events that it emits; NULL-terminated. */
struct fw_event;
extern const struct fw_event *const ivr_events[];
