/* SPDX-License-Identifier: MIT */
/*
 * Addresses in SIP fields as views: "J. Smith <sip:1001@host:5060;transport=udp>;tag=1". Lenient; what cannot be read
 * is empty. RFC 3261 sections 19.1 and 25.
 */
#pragma once
#include <rt/str.h>

struct sip_uri {
    struct rt_str scheme, user, host, parameters; /* user: without password */
    uint16_t port;                                /* 0: none is written */
};

/* One value of From, To, Contact, Route ... */
struct sip_address {
    struct rt_str display; /* without quotes; what a backslash protects keeps it */
    struct rt_str uri;     /* as written, without < > */
    struct rt_str parameters;
};

/* False: no URI with a host. */
bool sip_uri_read(struct rt_str text, struct sip_uri *out);
bool sip_address_read(struct rt_str value, struct sip_address *out);
/* The value of a parameter of "a=1;b;c=2"; p NULL: there is none, n 0: it has no value. Quotes are left out. */
struct rt_str sip_parameter(struct rt_str parameters, const char *name);
/* The first value of a field with commas, and the rest (p NULL: none). Commas within < > and quotes separate nothing.
 */
struct rt_str sip_cut_value(struct rt_str values, struct rt_str *rest);
