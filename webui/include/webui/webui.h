/* SPDX-License-Identifier: MIT */
/*
 * The unit's web pages and its web commands (/admin/resync?, /admin/upgrade?, /admin/reboot). A module of the device;
 * HTTP itself is firmware/httpd. Source: captured pages of release 3.3.6; SPA administration guide
 * p.40, 41; commands: guide p.1-4, 1-7.
 */
#pragma once
#include <fw/device.h>

/* For struct fw_device_config. */
extern const struct fw_module webui_module;
