/* SPDX-License-Identifier: MIT */
/* Every figure of the router that no source names. All are guesses; a better source changes a row. */
#pragma once

/* A number that was offered is kept for this host. */
#define ROUTE_OFFER_HOLD_S    60u
/* A number that a host declined (RFC 2131 section 4.3.3) is not given to anyone. */
#define ROUTE_DECLINE_HOLD_S  600u
/* Used when DHCP_Lease_Time is 0; the factory value. */
#define ROUTE_LEASE_DEFAULT_H 24u
/* The servers that a host on the LAN is told: 0 those of the Internet port (and the unit's own address while there are
 * none), 1 always the unit's own address. */
#define ROUTE_DNS_IS_OWN      0
