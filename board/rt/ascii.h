/* SPDX-License-Identifier: MIT */
/*
 * Kinds of characters: ASCII only, the same in every locale. Bytes above 0x7f are none of them.
 */
#pragma once
#include <stdbool.h>

static inline bool rt_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool rt_is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline bool rt_is_alnum(char c)
{
    return rt_is_digit(c) || rt_is_alpha(c);
}

/* Blank, tab, CR, LF. */
static inline bool rt_is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static inline char rt_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* The value of a hexadecimal digit, or -1. */
static inline int rt_hex_value(char c)
{
    return rt_is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}
