/* SPDX-License-Identifier: MIT */
/* Answers of a STUN server. The transaction's id is put in, which an attacker does not know but a server does. */
#include "fuzz.h"
#include <rt/assert.h>
#include <fw/stun.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const uint8_t id[SIP_STUN_ID_BYTES] = "0123456789abcde";
    struct sip_stun_answer a;
    uint8_t *copy = malloc(n > 0 ? n : 1);
    RT_ASSERT(copy != NULL);
    memcpy(copy, data, n);
    if (n >= SIP_STUN_HEADER_BYTES) {
        memcpy(copy + 4, id, sizeof id);
    }
    if (sip_stun_read(copy, n, id, &a)) {
        RT_ASSERT(n >= SIP_STUN_HEADER_BYTES);
        RT_ASSERT(a.is_error || (a.mapped.ip != 0 && a.mapped.port != 0 && a.mapped.ip >> 24 < 224));
        RT_ASSERT(a.changed.ip == 0 || a.changed.port != 0);
    }
    free(copy);
    return 0;
}
