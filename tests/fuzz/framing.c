/* SPDX-License-Identifier: MIT */
/* SIP in a stream: where messages end does not depend on how the bytes come, and the parser finds the same ends, so
 * that no request hides in another's body. */
#include "fuzz.h"
#include <rt/assert.h>
#include <fw/sip_framing.h>
#include <string.h>

#define MESSAGES_MAX 64u

/* Lengths of the messages of a stream that comes in pieces. Returns how it ended: RT_EBUSY, or an error. */
static enum rt_err cut(const uint8_t *data, size_t n, size_t piece, size_t length[MESSAGES_MAX], unsigned *n_messages)
{
    struct sip_framing f;
    enum rt_err err = RT_EBUSY;
    const uint8_t *message;
    const char *why;
    size_t n_message;
    *n_messages = 0;
    sip_framing_init(&f);
    for (size_t at = 0; at < n && err == RT_EBUSY; at += piece) {
        RT_ASSERT(sip_framing_put(&f, data + at, n - at < piece ? n - at : piece) == RT_OK);
        while ((err = sip_framing_next(&f, &message, &n_message, &why)) == RT_OK) {
            struct sip_message *m;
            RT_ASSERT(n_message > 0 && n_message <= SIP_HEAD_MAX + SIP_BODY_MAX);
            if (sip_message_parse(&m, message, n_message, &why) == RT_OK) {
                RT_ASSERT(!sip_message_is_cut(m));
                sip_message_destroy(m);
            }
            if (*n_messages < MESSAGES_MAX) {
                length[(*n_messages)++] = n_message;
            }
            sip_framing_take(&f, n_message);
        }
    }
    sip_framing_fini(&f);
    return err;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static bool is_open;
    size_t whole[MESSAGES_MAX], pieces[MESSAGES_MAX];
    unsigned n_whole, n_pieces;
    if (n == 0 || n > SIP_HEAD_MAX) {
        return 0;
    }
    if (!is_open) {
        is_open = true;
        sip_message_open();
    }
    enum rt_err a = cut(data + 1, n - 1, n, whole, &n_whole);
    enum rt_err b = cut(data + 1, n - 1, data[0] % 32 + 1u, pieces, &n_pieces);
    RT_ASSERT(a == b && n_whole == n_pieces && memcmp(whole, pieces, n_whole * sizeof whole[0]) == 0);
    return 0;
}
