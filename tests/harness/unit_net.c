/* SPDX-License-Identifier: MIT */
#include "unit_net.h"
#include "check.h"
#include <board/board.h>
#include <board/clock.h>
#include <fw/route.h>
#include <fw/wan.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

#define ROW(element, type, choices, value)                                                                             \
    element "\t" element "\tRouter\tWan\t" type "\t" choices "\t" value "\trw\t\t\n"

static const char schema_text[] = ROW("Connection_Type", "choice", "DHCP/Static IP/PPPOE/PPPOE,DHCP/DHCP,PPPOE",
                                      "DHCP") ROW("QOS_Policy", "choice", "Always On/On When Phone In Use", "Always On")
    ROW("QOS_QDisc", "choice", "NONE/TBF", "NONE") ROW("Maximum_Uplink_Speed", "int", "", "128") ROW(
        "DHCP_IP_Revalidate_Timer", "int", "", "0") ROW("Enable_VLAN", "bool", "Yes/No", "No")
        ROW("VLAN_ID", "int", "", "1") ROW("Enable_MAC_Clone_Service", "bool", "Yes/No", "No") ROW(
            "Cloned_MAC_Address", "string", "", "") ROW("PPPOE_Login_Name", "string", "", "")
            ROW("PPPOE_Login_Password", "password/string", "", "") ROW("PPPOE_Service_Name", "string", "", "") ROW(
                "Static_IP", "string", "", "") ROW("NetMask", "string", "", "")
                ROW("Gateway", "string", "", "") ROW("HostName", "string", "", "") ROW("Domain", "string", "", "") ROW(
                    "Primary_DNS", "string", "", "") ROW("Secondary_DNS", "string", "", "")
                    ROW("DNS_Server_Order", "choice", "Manual/Manual,DHCP/DHCP,Manual",
                        "Manual") ROW("DNS_Query_Mode", "choice", "Parallel/Sequential", "Parallel")
                        ROW("Primary_NTP_Server", "string", "", "") ROW("Secondary_NTP_Server", "string", "", "") ROW(
                            "Enable_WAN_Web_Server", "bool", "Yes/No", "No") ROW("WAN_Web_Server_Port", "int", "", "80")
                            ROW("LAN_IP_Address", "string", "",
                                "192.168.0.1") ROW("LAN_Subnet_Mask", "string", "", "255.255.255.0")
                                ROW("Networking_Service", "choice", "NAT/Bridge/Auto", "NAT")
                                    ROW("Auto_NetService_Private_IP_Ranges", "string", "",
                                        "10.0.0.0-10.255.255.255,192.168.0.0-192.168.255.255,172.16.0.0-172.31.255.255")
                                        ROW("Multicast_Passthru", "choice",
                                            "Disabled/Inbound Only/Outbound Only/Inbound and Outbound", "Disabled")
                                            ROW("Enable_DMZ", "bool", "Yes/No", "No")
                                                ROW("DMZ_Host_IP_Address", "int", "", "0")
                                                    ROW("Syslog_Server", "string", "", "")
                                                        ROW("Debug_Server", "string", "", "")
                                                            ROW("Debug_Level", "choice", "0/1/2/3", "0")
                                                                ROW("EXT_IP", "string", "", "");

static void on_change(void *ctx, struct fw_net *net)
{
    struct unit_net *u = ctx;
    CHECK(u->net == net); /* never from inside fw_net_create() */
    u->n_changes++;
}

void unit_net_init(struct unit_net *u)
{
    unsigned bad_line = 0;
    *u = (struct unit_net){.n_live_before = rt_mem_n_live()};
    u->board = board_create(&(struct board_config){.entropy_seed = 7});
    CHECK(u->board != NULL);
    board_power_on(u->board);
    (void)board_step(u->board, 0);
    fw_log_init(&u->log, u->board, NULL);
    CHECK(fw_schema_create(&u->schema, schema_text, sizeof schema_text - 1, &bad_line) == RT_OK);
    CHECK(fw_params_create(&u->params, u->board, u->schema, NULL) == RT_OK);
    outside_init(&u->outside, u->board);
}

void unit_net_fini(struct unit_net *u)
{
    unit_net_stop(u);
    outside_fini(&u->outside);
    fw_params_destroy(u->params);
    fw_schema_destroy(u->schema);
    board_destroy(u->board);
    CHECK(rt_mem_n_live() == u->n_live_before);
}

void unit_net_set(struct unit_net *u, const char *element, const char *value)
{
    struct fw_txn *t = NULL;
    struct fw_commit commit;
    enum fw_fit fit = FW_FIT_N;
    CHECK(fw_txn_create(&t, u->params) == RT_OK);
    CHECK(fw_txn_set_by_name(t, rt_str(element), rt_str(value), &fit) == RT_OK);
    CHECK(fit == FW_FIT_OK || fit == FW_FIT_NORMALISED);
    CHECK(fw_txn_commit(t, "test", &commit) == RT_OK);
    fw_txn_destroy(t);
}

void unit_net_start(struct unit_net *u)
{
    const struct fw_net_config config = {
        .board = u->board,
        .params = u->params,
        .log = &u->log,
        .wan = fw_wan_choose(u->params),
        .lan = {.ip = 0xc0a80001, .netmask = 0xffffff00},
        .mac = {0x00, 0x0e, 0x08, 0x01, 0x02, 0x03},
        .dhcp_class = "LINKSYS SPA-2102",
        .on_change = on_change,
        .ctx = u,
    };
    CHECK(u->net == NULL);
    CHECK(fw_net_create(&u->net, &config) == RT_OK);
    CHECK(fw_route_create(u->net, &u->route) == RT_OK);
    CHECK(fw_httpd_create(&u->httpd, u->net) == RT_OK);
}

void unit_net_stop(struct unit_net *u)
{
    fw_net_destroy(u->net);
    u->net = NULL;
    u->httpd = NULL;
    CHECK(!board_io_wait_is_up(u->board));
}

void unit_net_pass_ms(struct unit_net *u, uint64_t ms)
{
    uint64_t until_us = board_now_us(u->board) + ms * BOARD_US_PER_MS;
    while (board_step(u->board, until_us) || board_now_us(u->board) < until_us) {
    }
}

void unit_net_start_fixed(struct unit_net *u)
{
    unit_net_set(u, "Connection_Type", "Static IP");
    unit_net_set(u, "Static_IP", "10.0.0.2");
    unit_net_set(u, "NetMask", "255.255.255.0");
    unit_net_set(u, "Gateway", "10.0.0.1");
    unit_net_set(u, "Primary_DNS", "10.0.0.53");
    unit_net_start(u);
    unit_net_pass_ms(u, 1000);
}

enum fw_net_state unit_net_state(const struct unit_net *u)
{
    return fw_net_status(u->net)->state;
}

bool unit_net_saw(struct unit_net *u, const struct board_signal *s, const char *text)
{
    for (uint64_t i = u->cursor; i < board_trace_end(u->board); i++) {
        const struct board_event *e = board_trace_get(u->board, i);
        if (e != NULL && board_event_signal(e) == s && strstr(e->text, text) != NULL) {
            u->cursor = i + 1;
            return true;
        }
    }
    return false;
}

static void on_datagram(void *ctx, const struct packet *p)
{
    struct udp_sink *s = ctx;
    CHECK(s->n < UNIT_NET_LINES_MAX);
    (void)snprintf(s->lines[s->n], sizeof s->lines[0], "%.*s", (int)p->n, (const char *)p->payload);
    s->last_src_port = p->src_port;
    s->n++;
}

void udp_sink_init(struct udp_sink *s, struct outside *o, uint32_t ip, uint16_t port)
{
    *s = (struct udp_sink){0};
    s->service =
        (struct outside_service){.ip = ip, .proto = PACKET_PROTO_UDP, .port = port, .fn = on_datagram, .ctx = s};
    outside_add_service(o, &s->service);
}
