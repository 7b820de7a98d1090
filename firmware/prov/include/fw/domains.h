/* SPDX-License-Identifier: MIT */
/*
 * Restricted_Access_Domains: "domain.com, domain1.com". The domains of which alone resyncs, upgrades and reports take
 * servers; up to five (guide p.1-4). Empty: every server.
 *
 * Guesses: a domain is meant with every name inside it ("prov.domain.com"), in any case of letters; an address is
 * taken only when the list has it, as written; entries after the fifth do not count; the server that DHCP option 66
 * or the address of the requester provides is checked like one of a rule.
 */
#pragma once
#include <rt/str.h>

#define FW_DOMAINS_MAX 5u

/* Is the server in one of the domains of this comma list, or one of them itself? An empty list allows all. */
bool fw_domains_allow(struct rt_str list, struct rt_str server);
