/* SPDX-License-Identifier: MIT */
/* Digests and signatures that were worked out before are not worked out again; see verify.c. */
#pragma once
#include <stdbool.h>

/* false: everything is worked out from now on. At the start: true. */
void verify_remember(bool shall);
