/* SPDX-License-Identifier: MIT */
/*
 * The voice menu: what a person hears after **** on either telephone port. A module of the device and a line
 * application; its options are rows of the release (section MENU of the image), its words are the prompts there.
 * Source: Sipura administration guide 2.0.10 p.37, 40 (device.md section 1).
 */
#pragma once
#include <fw/device.h>

/* To be put into struct fw_device_config. */
extern const struct fw_module ivr_module;

/* The kinds of events that it writes; NULL ends. */
struct fw_event;
extern const struct fw_event *const ivr_events[];
