/* SPDX-License-Identifier: MIT */
/* PPPoE: a session that is up, or half-way, and then frames of a hostile concentrator; and the provider's concentrator,
 * with the same bytes as if of a unit. */
#include "fuzz.h"
#include <board/board.h>
#include <board/nic.h>
#include <harness/pppoe_peer.h>
#include <harness/unit_net.h>
#include <access/access.h>
#include <lab/lab.h>
#include <rt/buf.h>
#include <stdlib.h>
#include <string.h>

static const uint16_t protocols[] = {PPP_PEER_LCP, PPP_PEER_IPCP, PPP_PEER_PAP, PPP_PEER_CHAP, PPP_PEER_IP, 0x80fd};

/* The first byte says what the rest is. */
static void deliver(struct pppoe_peer *ac, const uint8_t *piece, size_t n)
{
    uint8_t packet[600];
    if (n < 2 || n > 500) {
        return;
    }
    uint16_t protocol = protocols[piece[0] / 8 % (sizeof protocols / sizeof protocols[0])];
    switch (piece[0] % 8) {
    case 0:
        pppoe_peer_send_tags(ac, piece[1], ac->session, piece + 2, n - 2);
        break;
    case 1:
        pppoe_peer_send_raw(ac, piece + 1, n - 1);
        break;
    case 2: /* a head that is not right */
        rt_put_be16(packet, protocol);
        memcpy(packet + 2, piece + 1, n - 1);
        pppoe_peer_send_raw(ac, packet, n + 1);
        break;
    case 3: { /* tags of an offer to this host */
        size_t n_uniq = ac->n_host_uniq;
        rt_put_be16(packet, 0x0103);
        rt_put_be16(packet + 2, (uint16_t)n_uniq);
        memcpy(packet + 4, ac->host_uniq, n_uniq);
        memcpy(packet + 4 + n_uniq, piece + 2, n - 2);
        pppoe_peer_send_tags(ac, piece[1] % 2 == 0 ? PPPOE_PEER_PADO : PPPOE_PEER_PADS, 7, packet, 4 + n_uniq + n - 2);
        break;
    }
    default: /* an id that the unit has used last, mostly */
        pppoe_peer_send(ac, protocol, piece[1] % 16,
                        ac->n_kept > 0 ? ac->kept[(ac->n_kept - 1) % PPPOE_KEPT_MAX].id : 1, piece + 2, n - 2);
        break;
    }
}

/* ---- the provider's ---- */

static void lose(void *ctx, const uint8_t *frame, size_t n)
{
    (void)ctx;
    (void)frame;
    (void)n;
}

static void ask_lab(struct emu_lab *lab, const uint8_t *data, size_t n)
{
    uint8_t frame[BOARD_FRAME_MAX] = {0};
    for (uint16_t session = 0; n > 0; session++) {
        const uint8_t *piece;
        size_t n_piece = fuzz_piece(&data, &n, 2, &piece);
        if (n_piece < 2) {
            continue;
        }
        memcpy(frame + 6, "\2\0\0\0\0\1", 6);
        rt_put_be16(frame + 12, piece[0] % 4 == 0 ? 0x8863 : 0x8864);
        frame[14] = 0x11;
        frame[15] = piece[0] % 4 == 0 ? piece[1] : 0;
        rt_put_be16(frame + 16, piece[0] / 4 % 8);
        rt_put_be16(frame + 18, (uint16_t)(n_piece - 2));
        memcpy(frame + 20, piece + 2, n_piece - 2);
        (void)emu_lab_on_frame(lab, frame, 20 + n_piece - 2);
        (void)emu_lab_on_frame_to_unit(lab, frame, 20 + n_piece - 2);
    }
}

static void fuzz_lab(const uint8_t *data, size_t n, struct board *b)
{
    struct emu_lab *lab = NULL;
    struct emu_error error = {0};
    const struct emu_lab_config config = {.board = b, .send = lose, .take = lose};
    if (emu_lab_create(&lab, &config, &error) != EMU_EXIT_OK) {
        abort();
    }
    (void)emu_lab_set_pppoe(lab, &(struct emu_lab_pppoe){.user = "joe",
                                                         .password = "sesame",
                                                         .name = "lab",
                                                         .service = "",
                                                         .auth = n % 2 == 0 ? EMU_LAB_PPPOE_PAP : EMU_LAB_PPPOE_NONE});
    ask_lab(lab, data, n);
    emu_lab_destroy(lab);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static struct unit_net u;
    static struct pppoe_peer ac;
    static bool is_made;
    if (!is_made) {
        is_made = true;
        unit_net_init(&u);
        unit_net_set(&u, "Connection_Type", "PPPOE");
        unit_net_set(&u, "PPPOE_Login_Name", "joe");
        unit_net_set(&u, "PPPOE_Login_Password", "sesame");
    }
    if (n == 0) {
        return 0;
    }
    pppoe_peer_init(&ac, &u.outside);
    ac.skips_ipcp = (data[0] & 1u) != 0;
    ac.skips_lcp = (data[0] & 2u) != 0;
    ac.is_deaf = (data[0] & 12u) == 12;
    if ((data[0] & 48u) == 48) {
        static const uint8_t chap[] = {3, 5, 0xc2, 0x23, 5};
        memcpy(ac.lcp_options, chap, ac.n_lcp_options = sizeof chap);
    }
    fuzz_lab(data + 1, n - 1, u.board);
    unit_net_start(&u);
    unit_net_pass_ms(&u, 100);
    for (data++, n--; n > 0;) {
        const uint8_t *piece;
        size_t n_piece = fuzz_piece(&data, &n, 2, &piece);
        deliver(&ac, piece, n_piece);
        unit_net_pass_ms(&u, 1);
        ac.n_kept %= PPPOE_KEPT_MAX;
    }
    unit_net_pass_ms(&u, 200000); /* echoes, pauses, another session */
    unit_net_stop(&u);
    return 0;
}
