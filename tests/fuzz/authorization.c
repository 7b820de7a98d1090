/* SPDX-License-Identifier: MIT */
/*
 * The Authorization header, on a unit with passwords: without them no header opens a page, so anything but a 401 (or
 * a 400, 413 for what is no header) is a hole.
 */
#include "fuzz.h"
#include <harness/device_rig.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct device_rig *r = fuzz_device();
    char header[3000];
    size_t at = (size_t)snprintf(header, sizeof header, "Authorization: ");
    if (strcmp(device_rig_value(r, "Admin_Passwd"), "a secret that is not in any input") != 0) {
        device_rig_set(r, "Admin_Passwd", "a secret that is not in any input");
    }
    for (size_t i = 0; i < n && at + 3 < sizeof header; i++) {
        header[at++] = data[i] == '\0' || data[i] == '\r' || data[i] == '\n' ? ' ' : (char)data[i];
    }
    memcpy(header + at, "\r\n", 3);
    r->next_web_port = r->next_web_port < 60000 ? r->next_web_port : 40000;
    int status = device_rig_web(r, DEVICE_RIG_LAN_PC, "GET", "/admin/", header);
    if (status != 401 && status != 400 && status != 413) {
        abort();
    }
    device_rig_drop_web(r);
    return 0;
}
