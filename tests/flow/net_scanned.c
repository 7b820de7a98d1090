/* SPDX-License-Identifier: MIT */
/* The unit as a port scanner sees it: nmap-os-db, units of the SPA2102 family and a PAP2T. */
#include <harness/device_rig.h>
#include <harness/test.h>
#include <rt/str.h>
#include <string.h>

#define SCANNER  0xc0a80163u /* 192.168.1.99 */
#define UNIT     0xc0a80164u /* 192.168.1.100 */
#define ETHERNET 14u
#define NOTHING  0xffffu /* no answer came */

enum { URG = 32, ECE = 64, CWR = 128 };

/* What came back from the unit, of TCP. */
struct seen {
    uint8_t frame[128];
    size_t n;
};

static void watch(void *ctx, const uint8_t *frame, size_t n)
{
    struct seen *seen = ctx;
    if (n >= ETHERNET + 40 && n <= sizeof seen->frame && rt_be16(frame + 12) == 0x0800 && frame[ETHERNET + 9] == 6 &&
        rt_be32(frame + ETHERNET + 16) == SCANNER) {
        memcpy(seen->frame, frame, n);
        seen->n = n;
    }
}

static unsigned flags_of(const struct seen *s)
{
    return s->n > 0 ? s->frame[ETHERNET + 20 + 13] : NOTHING;
}

static uint16_t window_of(const struct seen *s)
{
    return rt_be16(s->frame + ETHERNET + 20 + 14);
}

static struct seen probe(struct device_rig *r, uint16_t port, unsigned flags)
{
    static uint16_t from = 40000;
    struct seen seen = {.n = 0};
    r->wan.watch = watch;
    r->wan.watch_ctx = &seen;
    outside_send(&r->wan, &(struct packet){.src_ip = SCANNER,
                                           .dst_ip = UNIT,
                                           .proto = PACKET_PROTO_TCP,
                                           .src_port = from++,
                                           .dst_port = port,
                                           .seq = 1000,
                                           .ack = (flags & PACKET_ACK) != 0 ? 77 : 0,
                                           .window = 1024,
                                           .flags = flags});
    device_rig_pass_ms(r, 10);
    r->wan.watch = NULL;
    return seen;
}

static void start(struct device_rig *r, const char *release)
{
    device_rig_init(r, release);
    device_rig_set(r, "Resync_On_Reset", "No");
    if (strcmp(release, "PAP2T") != 0) {
        device_rig_set(r, "Enable_WAN_Web_Server", "Yes");
    }
    device_rig_start(r);
    outside_add_host(&r->wan, SCANNER);
}

static void test_an_open_port(void **state)
{
    static const struct {
        const char *release;
        uint16_t mss;
    } rows[] = {{"3.3.6", 1448}, {"5.2.12", 1448}, {"PAP2T", 1460}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        static const unsigned syns[] = {PACKET_SYN, PACKET_SYN | ECE | CWR, PACKET_SYN | PACKET_FIN | URG | PACKET_PSH};
        struct device_rig r;
        start(&r, rows[i].release);
        for (size_t k = 0; k < sizeof syns / sizeof syns[0]; k++) {
            struct seen s = probe(&r, 80, syns[k]);
            assert_int_equal(flags_of(&s), PACKET_SYN | PACKET_ACK);
            assert_int_equal(window_of(&s), 16000);
            const uint8_t *ip = s.frame + ETHERNET, *tcp = ip + 20;
            assert_int_equal(tcp[12] >> 4, 6); /* one option: */
            assert_int_equal(rt_be32(tcp + 20), 0x02040000u | rows[i].mss);
            assert_int_equal(ip[8], 255);                  /* TTL */
            assert_int_equal(rt_be16(ip + 6) & 0x4000, 0); /* no DF */
        }
        device_rig_fini(&r);
    }
}

static void test_resets(void **state)
{
    static const struct {
        uint16_t port;
        unsigned flags;
    } rows[] = {{80, PACKET_ACK}, {81, PACKET_ACK}, {81, PACKET_SYN}, {81, PACKET_FIN | PACKET_PSH | URG}, {80, 0}};
    struct device_rig r;
    (void)state;
    start(&r, "3.3.6");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct seen s = probe(&r, rows[i].port, rows[i].flags);
        assert_int_equal(flags_of(&s) & (PACKET_RST | PACKET_FIN), PACKET_RST | PACKET_FIN);
        assert_int_equal(flags_of(&s) & (PACKET_SYN | PACKET_PSH), 0);
        assert_int_equal(window_of(&s), 0);
    }
    device_rig_fini(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_open_port),
        cmocka_unit_test(test_resets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
