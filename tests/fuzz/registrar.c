/* SPDX-License-Identifier: MIT */
/* What a registrar answers to a whole unit: a status of its choice, with header lines of its choice behind those that a
 * response repeats, or bytes as they are. Each input begins the registration anew. */
#include "fuzz.h"
#include <harness/device_rig.h>
#include <stdio.h>
#include <string.h>

#define REGISTRAR_IP 0xc0a8013cu /* 192.168.1.60 */
#define TEXT_MAX     2048
#define REQUESTS_MAX 40u /* of one input: a registrar that always asks again would never end */

static struct registrar {
    struct device_rig *unit;
    struct outside_service service;
    const uint8_t *data;
    size_t n;
    unsigned n_requests;
} registrar;

/* The lines of a request that its response repeats; all that the unit sends stand before its Max-Forwards. */
static void put_repeated(const struct packet *q, char out[TEXT_MAX])
{
    char request[TEXT_MAX];
    size_t n = q->n < TEXT_MAX - 1 ? q->n : TEXT_MAX - 1;
    memcpy(request, q->payload, n);
    request[n] = '\0';
    const char *first = strstr(request, "Via: "), *end = strstr(request, "Max-Forwards: ");
    bool is_whole = first != NULL && end != NULL;
    (void)snprintf(out, TEXT_MAX, "%.*s", is_whole ? (int)(end - first) : 0, is_whole ? first : "");
}

static void on_packet(void *ctx, const struct packet *q)
{
    static const int statuses[] = {200, 401, 407, 423, 302, 100, 503, 403};
    struct registrar *r = ctx;
    char repeated[TEXT_MAX], reply[2 * TEXT_MAX];
    const uint8_t *piece;
    if (r->n == 0 || ++r->n_requests > REQUESTS_MAX || q->n < 9 || memcmp(q->payload, "REGISTER ", 9) != 0) {
        return; /* silent from now on */
    }
    unsigned how = r->data[0];
    size_t n_piece = fuzz_piece(&r->data, &r->n, 4, &piece);
    n_piece = n_piece < 1000 ? n_piece : 1000;
    put_repeated(q, repeated);
    int n = how % 9 == 8 ? snprintf(reply, sizeof reply, "%.*s", (int)n_piece, (const char *)piece)
                         : snprintf(reply, sizeof reply, "SIP/2.0 %d Words\r\n%s%.*s\r\nContent-Length: 0\r\n\r\n",
                                    statuses[how % 8], repeated, (int)n_piece, (const char *)piece);
    outside_send(&r->unit->wan, &(struct packet){.proto = PACKET_PROTO_UDP,
                                                 .src_ip = q->dst_ip,
                                                 .dst_ip = q->src_ip,
                                                 .src_port = q->dst_port,
                                                 .dst_port = q->src_port,
                                                 .payload = (const uint8_t *)reply,
                                                 .n = (size_t)n});
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static bool is_even;
    struct device_rig *unit = fuzz_device();
    if (registrar.unit == NULL) {
        registrar.unit = unit;
        registrar.service = (struct outside_service){
            .ip = REGISTRAR_IP, .proto = PACKET_PROTO_UDP, .port = 5060, .fn = on_packet, .ctx = &registrar};
        outside_add_host(&unit->wan, REGISTRAR_IP);
        outside_add_service(&unit->wan, &registrar.service);
        device_rig_set(unit, "Proxy_1_", "192.168.1.60");
        device_rig_set(unit, "Retry_Reg_RSC", "5??");
    }
    registrar.data = data;
    registrar.n = n;
    registrar.n_requests = 0;
    is_even = !is_even;
    device_rig_set(unit, "User_ID_1_", is_even ? "1001" : "1002");
    device_rig_pass_s(unit, 90);
    return 0;
}
