/* SPDX-License-Identifier: MIT */
/*
 * String views (pointer and length, not NUL-terminated), and strict number parsing.
 *
 * Nothing here allocates. Comparisons are bytewise; "ci" folds ASCII letters only.
 */
#pragma once
#include <rt/err.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rt_str {
    const char *p; /* borrowed */
    size_t n;
};

#define RT_STR(literal) ((struct rt_str){(literal), sizeof(literal) - 1})

struct rt_str rt_str(const char *text); /* NULL gives the empty view */
struct rt_str rt_str_n(const char *p, size_t n);
/* Equal as a whole; eq compares two views. The text is NUL-terminated. */
bool rt_str_is(struct rt_str s, const char *text);
bool rt_str_is_ci(struct rt_str s, const char *text);
bool rt_str_eq(struct rt_str a, struct rt_str b);
/* Empty ones fit everything. */
bool rt_str_starts(struct rt_str s, const char *prefix);
bool rt_str_ends(struct rt_str s, const char *suffix);
bool rt_str_starts_ci(struct rt_str s, const char *prefix);
struct rt_str rt_str_trim(struct rt_str s);                /* blanks, tabs, CR, LF at both ends */
struct rt_str rt_str_from(struct rt_str s, size_t offset); /* offset past the end: empty */
/* Offset of the first c, or s.n. */
size_t rt_str_find(struct rt_str s, char c);
/* Splits s at the first separator: returns the part before it and stores the part after it in *rest (rest->p == NULL
 * if there is no separator). */
struct rt_str rt_str_cut(struct rt_str s, char separator, struct rt_str *rest);

/* The whole view must be a number, or the result is RT_EINVAL; RT_ERANGE if it is too large. No sign, no blanks.
 * Decimal, or hexadecimal after 0x. */
enum rt_err rt_str_u32(struct rt_str s, uint32_t *out);
/* The same with an optional + or - in front. */
enum rt_err rt_str_i32(struct rt_str s, int32_t *out);
enum rt_err rt_str_u64(struct rt_str s, uint64_t *out);
/* Seconds with up to six decimals ("3600", ".9", "2.5") as microseconds. */
enum rt_err rt_str_seconds_us(struct rt_str s, uint64_t *out_us);
/* Is it one or more decimal digits, however many? */
bool rt_str_is_digits(struct rt_str s);
/* Dotted IPv4 in host order. RT_EINVAL. */
enum rt_err rt_str_ipv4(struct rt_str s, uint32_t *out);
/* "a.b.c.d"; returns out. */
char *rt_ipv4_text(uint32_t addr, char out[16]);
/* Ones, then zeros, as 255.255.255.0; in host order. 0 is none. */
bool rt_ipv4_is_netmask(uint32_t mask);
/* An address that one host can have: none of 0/8, 127/8, 224/3 (RFC 1122 section 3.2.1.3); in host order. */
bool rt_ipv4_is_host(uint32_t addr);
/* Twelve hexadecimal digits, or six pairs with any separator between. RT_EINVAL. */
enum rt_err rt_str_mac(struct rt_str s, uint8_t mac[6]);
/* "00:0e:08:01:02:03"; returns out. */
char *rt_mac_text(const uint8_t mac[6], char out[18]);
/* "000E08010203", as on the label of a unit; returns out. */
char *rt_mac_digits(const uint8_t mac[6], char out[13]);
/* 2*n lower-case hexadecimal digits and a NUL. */
void rt_hex_text(char *out, const void *bytes, size_t n);
/* Exactly 2*n hexadecimal digits. RT_EINVAL. */
enum rt_err rt_str_hex(struct rt_str s, uint8_t *out, size_t n);
/* The byte that "%XX" at this offset stands for (RFC 3986 section 2.1); -1: there is none. */
int rt_str_percent(struct rt_str s, size_t offset);

/* Copies the view into a fixed buffer, NUL-terminated. If it does not fit: RT_ETOOBIG, and out is "". */
enum rt_err rt_str_copy(char *out, size_t out_size, struct rt_str s);

/* Text from outside on a terminal. Unsafe are control characters: those of ISO 6429, in UTF-8 or as one byte, and those
 * of Unicode that turn the direction of text or end a line. A byte that is no UTF-8 is a character of its own. Makes
 * the text safe for one line, in place: line feeds, carriage returns and tabs become blanks, every other unsafe
 * character a '.' for each byte. Its length stays. */
void rt_text_safe(char *text, size_t n);
/* How many bytes the first character has, and whether it is unsafe; n is at least 1. */
size_t rt_text_step(const char *text, size_t n, bool *is_unsafe);
bool rt_text_is_safe(const char *text, size_t n);
