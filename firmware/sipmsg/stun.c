/* SPDX-License-Identifier: MIT */
#include <fw/stun.h>
#include <rt/buf.h>
#include <string.h>

enum { REQUEST = 0x0001, ANSWER = 0x0101, ERROR_ANSWER = 0x0111 };
enum {
    MAPPED_ADDRESS = 0x0001,
    CHANGE_REQUEST = 0x0003,
    SOURCE_ADDRESS = 0x0004,
    CHANGED_ADDRESS = 0x0005,
    MESSAGE_INTEGRITY = 0x0008,
    ERROR_CODE = 0x0009,
    UNKNOWN_ATTRIBUTES = 0x000a,
    REFLECTED_FROM = 0x000b,
    XOR_MAPPED_ADDRESS = 0x0020, /* RFC 5389; MAPPED-ADDRESS is there as well for requests of this kind */
    FIRST_OPTIONAL = 0x8000,
    OTHER_ADDRESS = 0x802c /* RFC 5780: CHANGED-ADDRESS by another name */
};
enum { CHANGE_IP = 4, CHANGE_PORT = 2, FAMILY_IPV4 = 1 };
#define ATTRIBUTE_BYTES 4u
#define ADDRESS_BYTES   8u
#define ATTRIBUTES_MAX  32u /* of an answer; a server sends about five. guess */

size_t sip_stun_write(uint8_t out[SIP_STUN_REQUEST_MAX], const uint8_t id[SIP_STUN_ID_BYTES], bool changes_ip,
                      bool changes_port)
{
    bool has_change = changes_ip || changes_port;
    rt_put_be16(out, REQUEST);
    rt_put_be16(out + 2, has_change ? ATTRIBUTE_BYTES + 4 : 0);
    memcpy(out + 4, id, SIP_STUN_ID_BYTES);
    if (!has_change) {
        return SIP_STUN_HEADER_BYTES;
    }
    rt_put_be16(out + SIP_STUN_HEADER_BYTES, CHANGE_REQUEST);
    rt_put_be16(out + SIP_STUN_HEADER_BYTES + 2, 4);
    rt_put_be32(out + SIP_STUN_HEADER_BYTES + 4,
                (changes_ip ? (uint32_t)CHANGE_IP : 0) | (changes_port ? (uint32_t)CHANGE_PORT : 0));
    return SIP_STUN_REQUEST_MAX;
}

/* This network, loopback, multicast and above are no address outside of a NAT. */
static bool read_address(const uint8_t *value, size_t n, struct sip_stun_address *out)
{
    if (n != ADDRESS_BYTES || value[1] != FAMILY_IPV4) {
        return false;
    }
    struct sip_stun_address a = {rt_be32(value + 4), rt_be16(value + 2)};
    uint32_t first = a.ip >> 24;
    if (first == 0 || first == 127 || first >= 224 || a.port == 0) {
        return false;
    }
    *out = a;
    return true;
}

/* False: the whole answer is to be ignored. */
static bool take(unsigned type, const uint8_t *value, size_t n, struct sip_stun_answer *out)
{
    switch (type) {
    case MAPPED_ADDRESS: /* the first counts */
        return out->mapped.ip != 0 || read_address(value, n, &out->mapped);
    case CHANGED_ADDRESS:
    case OTHER_ADDRESS: /* without it the tests end early */
        (void)(out->changed.ip != 0 || read_address(value, n, &out->changed));
        return true;
    case CHANGE_REQUEST:
    case SOURCE_ADDRESS:
    case MESSAGE_INTEGRITY:
    case ERROR_CODE:
    case UNKNOWN_ATTRIBUTES:
    case REFLECTED_FROM:
    case XOR_MAPPED_ADDRESS:
        return true;
    default: /* RFC 3489 section 9.4: one that has to be understood */
        return type >= FIRST_OPTIONAL;
    }
}

bool sip_stun_read(const uint8_t *bytes, size_t n, const uint8_t id[SIP_STUN_ID_BYTES], struct sip_stun_answer *out)
{
    *out = (struct sip_stun_answer){.is_error = false};
    if (n < SIP_STUN_HEADER_BYTES || memcmp(bytes + 4, id, SIP_STUN_ID_BYTES) != 0) {
        return false;
    }
    unsigned type = rt_be16(bytes);
    if ((type != ANSWER && type != ERROR_ANSWER) || rt_be16(bytes + 2) != n - SIP_STUN_HEADER_BYTES) {
        return false;
    }
    size_t at = SIP_STUN_HEADER_BYTES;
    for (unsigned i = 0; at < n; i++) {
        size_t left = n - at;
        if (i == ATTRIBUTES_MAX || left < ATTRIBUTE_BYTES) {
            return false;
        }
        size_t length = rt_be16(bytes + at + 2), padded = (length + 3) & ~(size_t)3;
        if (length > left - ATTRIBUTE_BYTES || !take(rt_be16(bytes + at), bytes + at + ATTRIBUTE_BYTES, length, out)) {
            return false;
        }
        at += ATTRIBUTE_BYTES + (padded < left - ATTRIBUTE_BYTES ? padded : left - ATTRIBUTE_BYTES);
    }
    out->is_error = type == ERROR_ANSWER;
    return out->is_error || out->mapped.ip != 0;
}
