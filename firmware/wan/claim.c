/* SPDX-License-Identifier: MIT */
#include "claim.h"
#include <fw/netport.h>
#include <fw/stack.h>
#include <rt/buf.h>
#include <string.h>
#include "lwip/prot/ethernet.h"

/* Offsets in an ARP frame: RFC 826 for Ethernet and IPv4. */
enum { ARP_SENDER_MAC = 22, ARP_SENDER_IP = 28, ARP_FRAME_BYTES = 42 };

bool wan_is_claimed(const struct fw_port *port, const uint8_t *frame, size_t n)
{
    return n >= ARP_FRAME_BYTES && rt_be16(frame + 12) == ETHTYPE_ARP && FW_IP4_OF(&port->netif) != 0 &&
           rt_be32(frame + ARP_SENDER_IP) == FW_IP4_OF(&port->netif) &&
           memcmp(frame + ARP_SENDER_MAC, port->netif.hwaddr, ETH_HWADDR_LEN) != 0;
}
