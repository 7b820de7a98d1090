/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* struct timeval in sys/time.h, MSG_TRUNC */
#include "kernel.h"
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define ANSWER_BYTES 32768u /* the kernel fills at most this much at a time, netlink(7) */
#define PATIENCE_S   1      /* guards against a hang only: the kernel has answered when send() returns */

static int kernel = -1; /* one per process, like its addresses */
static uint32_t sequence;

bool kernel_open(void)
{
    const struct timeval patience = {.tv_sec = PATIENCE_S};
    if (kernel < 0) {
        kernel = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    }
    if (kernel >= 0) {
        (void)setsockopt(kernel, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience); /* cannot fail */
    }
    return kernel >= 0;
}

union answer {
    struct nlmsghdr head;
    char bytes[ANSWER_BYTES];
};

static bool ask(struct nlmsghdr *question)
{
    question->nlmsg_seq = ++sequence;
    return kernel_open() && send(kernel, question, question->nlmsg_len, 0) == (ssize_t)question->nlmsg_len;
}

/* The next part of the answer. Returns its length, 0: none. */
static size_t take(union answer *a)
{
    ssize_t n;
    do { /* what is left of a question before is skipped */
        n = recv(kernel, a, sizeof *a, MSG_TRUNC);
    } while (n >= (ssize_t)sizeof a->head && a->head.nlmsg_seq != sequence);
    return n >= (ssize_t)sizeof a->head && (size_t)n <= sizeof *a ? (size_t)n : 0;
}

/* ---- addresses ---- */

static void keep_address(const struct nlmsghdr *m, uint32_t own[2])
{
    const struct ifaddrmsg *address = NLMSG_DATA(m);
    int n = (int)IFA_PAYLOAD(m);
    own[0] = 0;
    unsigned n_ones = address->ifa_prefixlen < 32 ? address->ifa_prefixlen : 32;
    own[1] = n_ones > 0 ? UINT32_MAX << (32 - n_ones) : 0;
    for (const struct rtattr *a = IFA_RTA(address); RTA_OK(a, n); a = RTA_NEXT(a, n)) {
        uint32_t ip;
        /* IFA_ADDRESS is the peer's where there is one: then IFA_LOCAL is the own one. */
        if ((a->rta_type == IFA_LOCAL || (a->rta_type == IFA_ADDRESS && own[0] == 0)) && RTA_PAYLOAD(a) == sizeof ip) {
            memcpy(&ip, RTA_DATA(a), sizeof ip);
            own[0] = ntohl(ip);
        }
    }
}

bool kernel_addresses(uint32_t (*own)[2], size_t max, size_t *n)
{
    struct {
        struct nlmsghdr head;
        struct ifaddrmsg address;
    } question = {
        .head = {.nlmsg_len = sizeof question, .nlmsg_type = RTM_GETADDR, .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
        .address = {.ifa_family = AF_INET},
    };
    union answer a;
    size_t n_bytes;
    *n = 0;
    if (!ask(&question.head)) {
        return false;
    }
    while ((n_bytes = take(&a)) > 0) {
        for (const struct nlmsghdr *m = &a.head; NLMSG_OK(m, n_bytes); m = NLMSG_NEXT(m, n_bytes)) {
            if (m->nlmsg_type == NLMSG_DONE || m->nlmsg_type == NLMSG_ERROR) {
                return m->nlmsg_type == NLMSG_DONE;
            }
            if (m->nlmsg_type == RTM_NEWADDR && *n < max) {
                keep_address(m, own[(*n)++]);
            }
        }
    }
    return false;
}

/* ---- routes ---- */

unsigned char kernel_route(uint32_t ip)
{
    struct {
        struct nlmsghdr head;
        struct rtmsg route;
        struct rtattr attribute;
        uint32_t address;
    } question = {
        .head = {.nlmsg_len = sizeof question, .nlmsg_type = RTM_GETROUTE, .nlmsg_flags = NLM_F_REQUEST},
        .route = {.rtm_family = AF_INET, .rtm_dst_len = 32},
        .attribute = {.rta_len = RTA_LENGTH(sizeof(uint32_t)), .rta_type = RTA_DST},
        .address = htonl(ip),
    };
    union answer a;
    size_t n = ask(&question.head) ? take(&a) : 0;
    if (n >= NLMSG_LENGTH(sizeof(struct rtmsg)) && a.head.nlmsg_type == RTM_NEWROUTE) {
        return ((const struct rtmsg *)NLMSG_DATA(&a.head))->rtm_type;
    }
    return n > 0 && a.head.nlmsg_type == NLMSG_ERROR ? RTN_UNREACHABLE : RTN_UNSPEC;
}
