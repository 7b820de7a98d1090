/* SPDX-License-Identifier: MIT */
/* keys/test-signing-key.pem as bytes with a closing 0 (counted); written by CMake. A TEST key: see keys/README.md. */
#pragma once
#include <stddef.h>

extern const unsigned char img_test_key_pem[];
extern const size_t img_test_key_pem_bytes;
