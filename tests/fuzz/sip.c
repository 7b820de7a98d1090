/* SPDX-License-Identifier: MIT */
/* Datagrams to the SIP port of a whole unit: bytes as they are, header lines behind a request that is in order, and the
 * fields of an answer to a challenge. What a NOTIFY asks for is done. */
#include "fuzz.h"
#include <harness/device_rig.h>
#include <harness/sip_peer.h>
#include <stdio.h>
#include <string.h>

#define SIP_IP 0xc0a8013cu /* 192.168.1.60 */

static const char *text_of(const uint8_t *piece, size_t n, char out[512])
{
    n = n < 511 ? n : 511;
    memcpy(out, piece, n);
    out[n] = '\0';
    return out;
}

/* The last challenge's nonce, or something like one. */
static const char *nonce_of(const struct sip_peer_rig *p, char out[64])
{
    const char *at = strstr(sip_peer_last(p), "nonce=\"");
    (void)snprintf(out, 64, "%.56s", at != NULL ? at + strlen("nonce=\"") : "0");
    return out;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static struct sip_peer_rig sip;
    struct device_rig *r = fuzz_device();
    if (sip.outside == NULL) {
        outside_add_host(&r->wan, SIP_IP);
        sip_peer_init(&sip, &r->wan, SIP_IP, PROVIDER_UNIT_IP);
    }
    while (n > 0) {
        const uint8_t *piece;
        char text[512], headers[2048], authorization[1024], nonce[64];
        unsigned how = data[0] % 3;
        size_t n_piece = fuzz_piece(&data, &n, 8, &piece);
        const char *line = text_of(piece, n_piece, text);
        sip.n_answers = 0;
        if (how == 0) {
            sip_peer_send(&sip, 5060, piece, n_piece < 1400 ? n_piece : 1400);
        } else if (how == 1) {
            (void)snprintf(headers, sizeof headers, "%s\r\n", line);
            sip_peer_request(&sip, 5060, "NOTIFY", headers);
        } else {
            const struct sip_peer_login login = {
                .user = "1001", .password = "s3cret", .realm = "192.168.1.100", .nonce = nonce};
            sip_peer_request(&sip, 5060, "NOTIFY", "Event: resync\r\n");
            (void)nonce_of(&sip, nonce);
            sip_peer_authorize(&sip, &login, authorization);
            (void)snprintf(headers, sizeof headers, "Event: %.200s\r\n%s", line, authorization);
            sip.n_answers = 0;
            sip_peer_request(&sip, 5060, "NOTIFY", headers);
        }
        device_rig_pass_ms(r, 100);
    }
    return 0;
}
