/* SPDX-License-Identifier: MIT */
/*
 * How lwIP 2.1.3 is built for the unit: no operating system, raw API only, no name service of its own (dns.c),
 * and every cyclic timer under our control (port.c), so that an idle unit costs nothing.
 */
#pragma once

#define NO_SYS                    1
#define SYS_LIGHTWEIGHT_PROT      0
#define LWIP_NETCONN              0
#define LWIP_SOCKET               0
#define LWIP_IPV4                 1
#define LWIP_IPV6                 0

/* Timers: lwIP's own list ticks all the time. Ours (port.c) run only while they are needed. */
#define LWIP_TIMERS               1
#define LWIP_TIMERS_CUSTOM        1

/* Memory: every block is an rt_mem block, under one limit (port.c), so that tests detect leaks and failed
 * allocations, and the sanitizer detects overruns. */
#define MEM_LIBC_MALLOC           1
#define MEMP_MEM_MALLOC           1
#define mem_clib_malloc           fw_lwip_malloc
#define mem_clib_calloc           fw_lwip_calloc
#define mem_clib_free             fw_lwip_free
#define MEM_ALIGNMENT             8
#define MEMP_NUM_TCP_SEG          64
/* A whole Ethernet frame lies in one buffer: 1,518 bytes and room for headers. */
#define PBUF_POOL_BUFSIZE         1600

/* Protocols. */
#define LWIP_ARP                  1
#define LWIP_ETHERNET             1
#define ETH_PAD_SIZE              0
#define ARP_QUEUEING              1   /* queue packets for a neighbour until its address is resolved */
#define ARP_QUEUE_LEN             128 /* everything queued for both log servers (syslog.h) */
#define ARP_TABLE_SIZE            32
#define LWIP_ICMP                 1
#define LWIP_RAW                  0
#define LWIP_UDP                  1
#define LWIP_TCP                  1
#define LWIP_DNS                  0
#define LWIP_IGMP                 0
#define LWIP_AUTOIP               0
#define LWIP_DHCP                 1
#define IP_FORWARD                0
#define IP_REASSEMBLY             1
#define IP_FRAG                   1
#define IP_REASS_MAX_PBUFS        16
#define IP_REASS_FREE_OLDEST      1
#define LWIP_NETIF_TX_SINGLE_PBUF 1
#define LWIP_HAVE_LOOPIF          0
#define LWIP_NETIF_LOOPBACK       0 /* only UDP comes back (loop.c): 127/8 leaves, and is refused and told outside */

/* A SYN/ACK of the unit: MSS 1448 and a window of 16,000 (nmap-os-db, SPA2102 family); a PAP2T has 1460. */
#define TCP_MSS                   1448
#define TCP_WND                   16000
#define TCP_SND_BUF               (8 * TCP_MSS)
#define TCP_SND_QUEUELEN          32
#define TCP_QUEUE_OOSEQ           1
#define TCP_LISTEN_BACKLOG        1
#define LWIP_TCP_KEEPALIVE        0
#define LWIP_TCP_SACK_OUT         0
#define TCP_OVERSIZE              TCP_MSS

/* DHCP. Options 6, 12, 15, 42 and 66 are read by dhcp.c through the parse hook; the append hook writes option 60
 * and makes the one request list (55) complete, and 61 and 50 of a DISCOVER. */
#define DHCP_DOES_ARP_CHECK       1
#define DHCP_CREATE_RAND_XID      1
#define LWIP_DHCP_GET_NTP_SRV     0
#define LWIP_DHCP_MAX_DNS_SERVERS 0
#define LWIP_DHCP_BOOTP_FILE      0
#define DHCP_OPTIONS_LEN          300
#define LWIP_HOOK_FILENAME        "lwip_hooks.h"
#define LWIP_HOOK_DHCP_APPEND_OPTIONS(netif, dhcp, state, msg, msg_type, options_len_ptr)                              \
    fw_dhcp_hook_append((netif), (state), (msg)->options, sizeof(msg)->options, (msg_type), (options_len_ptr))
/* lwIP names the interface that accepted the packet, which for an answer by broadcast is any one that has an address
 * (the LAN port); the options belong to the one it came in by. */
#define LWIP_HOOK_DHCP_PARSE_OPTION(netif, dhcp, state, msg, msg_type, option, len, pbuf, offset)                      \
    do {                                                                                                               \
        LWIP_UNUSED_ARG(msg);                                                                                          \
        LWIP_UNUSED_ARG(netif);                                                                                        \
        fw_dhcp_hook_parse(ip_current_input_netif(), (option), (len), (pbuf), (offset));                               \
    } while (0)
/* A packet from the LAN address leaves through the LAN port even if both networks have the same prefix. */
#define LWIP_HOOK_IP4_ROUTE_SRC(src, dest)                              fw_netif_hook_route((src), (dest))

/* The LAN port's address is not reachable from the Internet side; what the router (firmware/route) takes. */
#define LWIP_HOOK_IP4_INPUT(pbuf, input_netif)                          fw_netif_hook_input((pbuf), (input_netif))

/* The last touch to each TCP header (netif.c), before its checksum. */
#define LWIP_HOOK_TCP_OUT_TCPOPT_LENGTH(pcb, n)                         (n)
#define LWIP_HOOK_TCP_OUT_ADD_TCPOPTS(p, header, pcb, options)          fw_tcp_hook_header((header), (options))

/* Numbers that must be unpredictable come from the board's entropy. */
#define LWIP_RANDOMIZE_INITIAL_LOCAL_PORTS                              1
#define LWIP_HOOK_TCP_ISN(local_ip, local_port, remote_ip, remote_port) fw_lwip_rand()

#define LWIP_NETIF_HOSTNAME                                             1
#define LWIP_NETIF_STATUS_CALLBACK                                      0
#define LWIP_NETIF_LINK_CALLBACK                                        0
#define LWIP_NUM_NETIF_CLIENT_DATA                                      0

#define LWIP_STATS                                                      0
#define LWIP_DEBUG                                                      0
