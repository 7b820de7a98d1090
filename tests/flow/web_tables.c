/* SPDX-License-Identifier: MIT */
/* What somebody types into the two tables of the pages takes effect in the router at once, without a restart. */
#include <harness/device_rig.h>
#include <harness/test.h>
#include <fw/page_table.h>
#include <rt/str.h>
#include <stdio.h>
#include <string.h>

#define WAN_HOST 0xc0a80163u /* 192.168.1.99 */
#define UNIT     0xc0a80164u
#define PC       0xc0a80021u /* 192.168.0.33 */

static unsigned id_of(enum fw_table t, unsigned row, unsigned column)
{
    const struct fw_table_info *info = fw_table_info(t);
    return fw_table_form_id((uint16_t)(info->first_number + row * info->n_columns + column));
}

static void submit(struct device_rig *r, enum fw_table t, const char *const *cells)
{
    char body[512];
    size_t n = 0;
    for (unsigned i = 0; i < fw_table_info(t)->n_columns; i++) {
        n += (size_t)snprintf(body + n, sizeof body - n, "%s%u=%s", i > 0 ? "&" : "", id_of(t, 2, i), cells[i]);
    }
    assert_int_equal(device_rig_post(r, DEVICE_RIG_LAN_PC, "/admin/bsipura.spa", NULL, body), 200);
    assert_non_null(strstr(web_client_body(&r->web), "redirected"));
    device_rig_pass_ms(r, 100);
    assert_true(fw_device_is_running(r->device));
}

static void start(struct device_rig *r)
{
    device_rig_init(r, "5.2.10");
    device_rig_set(r, "Resync_On_Reset", "No");
    device_rig_start(r);
    outside_add_host(&r->wan, WAN_HOST);
    outside_add_host(&r->lan, PC);
}

/* --- port forwarding --- */

struct server {
    struct outside_service service;
    struct outside *lan;
    unsigned n;
    struct packet last;
};

static void on_segment(void *ctx, const struct packet *p)
{
    struct server *s = ctx;
    s->n++;
    s->last = *p;
}

static unsigned knock(struct device_rig *r, struct server *s, uint16_t port)
{
    static uint16_t from = 2000;
    unsigned before = s->n;
    outside_send(&r->wan, &(struct packet){.src_ip = WAN_HOST,
                                           .dst_ip = UNIT,
                                           .proto = PACKET_PROTO_TCP,
                                           .src_port = from++,
                                           .dst_port = port,
                                           .seq = 1,
                                           .window = 1000,
                                           .flags = PACKET_SYN});
    device_rig_pass_ms(r, 10);
    return s->n - before;
}

static void test_port_forwarding(void **state)
{
    struct device_rig r;
    struct server s = {.lan = &r.lan};
    (void)state;
    start(&r);
    s.service = (struct outside_service){.ip = PC, .proto = PACKET_PROTO_TCP, .port = 0, .fn = on_segment, .ctx = &s};
    outside_add_service(&r.lan, &s.service);
    assert_int_equal(knock(&r, &s, 8081), 0);
    submit(&r, FW_TABLE_FORWARDING, (const char *const[]){"1", "camera", "8080", "8082", "TCP", "192.168.0.33"});
    assert_int_equal(knock(&r, &s, 8081), 1);
    assert_int_equal(s.last.dst_port, 8081); /* not translated */
    assert_int_equal(s.last.src_ip, WAN_HOST);
    assert_int_equal(knock(&r, &s, 8083), 0);
    submit(&r, FW_TABLE_FORWARDING, (const char *const[]){"1", "camera", "8080", "8082", "UDP", "192.168.0.33"});
    assert_int_equal(knock(&r, &s, 8082), 0);
    submit(&r, FW_TABLE_FORWARDING, (const char *const[]){"0", "camera", "8080", "8082", "Both", "192.168.0.33"});
    assert_int_equal(knock(&r, &s, 8082), 0); /* off */
    device_rig_fini(&r);
}

/* --- static leases --- */

static uint32_t offered;

static void on_offer(void *ctx, const struct packet *p)
{
    (void)ctx;
    offered = p->n > 20 ? rt_be32(p->payload + 16) : 0;
}

static uint32_t discover(struct device_rig *r)
{
    static uint8_t id;
    uint8_t m[300] = {1, 1, 6, 0, 0xaa, 0xbb, 0xcc, ++id};
    memcpy(m + 28, (const uint8_t[]){0x00, 0x0c, 0x29, 0x11, 0x22, 0x33}, 6);
    memcpy(m + 236, "\x63\x82\x53\x63\x35\x01\x01\xff", 8);
    offered = 0;
    outside_send(&r->lan, &(struct packet){.proto = PACKET_PROTO_UDP,
                                           .dst_ip = PACKET_BROADCAST,
                                           .src_port = 68,
                                           .dst_port = 67,
                                           .payload = m,
                                           .n = sizeof m});
    device_rig_pass_ms(r, 10);
    return offered;
}

static void test_a_static_lease(void **state)
{
    struct device_rig r;
    struct outside_service client = {.ip = PACKET_BROADCAST, .proto = PACKET_PROTO_UDP, .port = 68, .fn = on_offer};
    (void)state;
    start(&r);
    outside_add_service(&r.lan, &client);
    submit(&r, FW_TABLE_LEASES, (const char *const[]){"1", "000C29112233", "192.168.0.77"});
    assert_int_equal(discover(&r), 0xc0a8004d);
    submit(&r, FW_TABLE_LEASES, (const char *const[]){"0", "000C29112233", "192.168.0.77"});
    assert_int_equal(discover(&r), 0xc0a80002); /* of the pool */
    device_rig_fini(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_port_forwarding),
        cmocka_unit_test(test_a_static_lease),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
