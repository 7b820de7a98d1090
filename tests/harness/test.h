/* SPDX-License-Identifier: MIT */
/* cmocka with the headers that it wants in front of it. Every test begins with this line. */
#pragma once
/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */
