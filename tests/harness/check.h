/* SPDX-License-Identifier: MIT */
/* CHECK: a claim inside the harness; a false one fails the running test with its place. */
#pragma once
#include "test.h"

#define CHECK(claim) _assert_true((claim) ? 1 : 0, #claim, __FILE__, __LINE__)
