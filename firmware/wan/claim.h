/* SPDX-License-Identifier: MIT */
/* Another station that has the address of the port: RFC 5227 section 2.4. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fw_port;

/* Whether the frame is ARP of another station that says so. */
bool wan_is_claimed(const struct fw_port *port, const uint8_t *frame, size_t n);
