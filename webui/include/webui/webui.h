/* SPDX-License-Identifier: MIT */
/*
 * The unit's web pages and its web commands (/admin/resync?, /admin/upgrade?, /admin/reboot). A module of the device;
 * HTTP itself is firmware/httpd. Source: device.md section 5, provisioning.md section 8.1.
 */
#pragma once
#include <fw/device.h>

/* For struct fw_device_config. */
extern const struct fw_module webui_module;
