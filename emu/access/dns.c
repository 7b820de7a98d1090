/* SPDX-License-Identifier: MIT */
/*
 * Names of the lab: A records from --host, and the provider's own name; everything else does not exist. RFC 1035.
 * One question a packet, no compression in the question, as every resolver asks.
 */
#include "access_priv.h"
#include <string.h>

#define HEAD_BYTES 12u
#define NAME_MAX_B 254u
#define ANSWER_MAX 512u /* RFC 1035 section 4.2.1 */
#define TTL_S      60u
#define TYPE_A     1u
#define TYPE_SRV   33u
#define TYPE_ANY   255u
#define CLASS_IN   1u
enum { RCODE_OK = 0, RCODE_FORMAT = 1, RCODE_NO_NAME = 3, RCODE_NOT_IMPLEMENTED = 4 };

bool lab_serves_names(const struct emu_lab *lab)
{
    return (lab->has_files || lab->hosts.n > 0 ||
            (lab->access->services != NULL && lab->access->services[0].name[0] != '\0')) &&
           emu_port_map_find(&lab->maps, EMU_PROTOCOL_UDP, LAB_PORT_DNS) == NULL;
}

/* The name at offset as text with points. Returns the offset after it, 0: not well formed. */
static size_t name_parse(const uint8_t *p, size_t n, size_t offset, char out[NAME_MAX_B])
{
    size_t n_out = 0;
    while (offset < n && p[offset] != 0) {
        size_t n_label = p[offset];
        if (n_label > 63 || offset + 1 + n_label >= n || n_out + n_label + 2 > NAME_MAX_B) {
            return 0;
        }
        if (n_out > 0) {
            out[n_out++] = '.';
        }
        (void)lab_clean(out + n_out, n_label + 1, p + offset + 1, n_label);
        n_out += n_label;
        offset += 1 + n_label;
    }
    out[n_out] = '\0';
    return offset < n ? offset + 1 : 0;
}

static const struct emu_lab_host *host_find(const struct emu_lab *lab, const char *name)
{
    static const struct emu_lab_host provider = {EMU_LAB_PROVIDER_NAME, {EMU_NET_PROVIDER}, 1};
    for (size_t i = 0; i < lab->hosts.n; i++) {
        if (rt_str_is_ci(rt_str(name), lab->hosts.host[i].name)) {
            return &lab->hosts.host[i];
        }
    }
    return rt_str_is_ci(rt_str(name), provider.name) ? &provider : NULL;
}

static void put_answer(struct rt_buf *b, uint32_t address)
{
    (void)rt_buf_put_be16(b, 0xc000u | HEAD_BYTES); /* the name of the question */
    (void)rt_buf_put_be16(b, TYPE_A);
    (void)rt_buf_put_be16(b, CLASS_IN);
    (void)rt_buf_put_be32(b, TTL_S);
    (void)rt_buf_put_be16(b, 4);
    (void)rt_buf_put_be32(b, address);
}

/* The name as labels. */
static void put_name(struct rt_buf *b, const char *name)
{
    struct rt_str rest = rt_str(name);
    while (rest.n > 0) {
        struct rt_str label = rt_str_cut(rest, '.', &rest);
        size_t n = label.n < 63 ? label.n : 63;
        (void)rt_buf_put_u8(b, (uint8_t)n);
        (void)rt_buf_put(b, label.p, n);
    }
    (void)rt_buf_put_u8(b, 0);
}

/* The SRV records of the name (RFC 2782); how many. out NULL: counts only. */
static size_t put_services(const struct emu_lab *lab, const char *name, struct rt_buf *out)
{
    size_t n = 0;
    for (size_t i = 0; lab->access->services != NULL && i < EMU_LAB_SERVICES_MAX; i++) {
        const struct lab_service_row *s = &lab->access->services[i];
        if (s->name[0] == '\0' || !rt_str_is_ci(rt_str(name), s->name)) {
            continue;
        }
        n++;
        if (out != NULL) {
            (void)rt_buf_put_be16(out, 0xc000u | HEAD_BYTES);
            (void)rt_buf_put_be16(out, TYPE_SRV);
            (void)rt_buf_put_be16(out, CLASS_IN);
            (void)rt_buf_put_be32(out, TTL_S);
            (void)rt_buf_put_be16(out, (uint16_t)(6 + strlen(s->target) + 2));
            (void)rt_buf_put_be16(out, s->priority);
            (void)rt_buf_put_be16(out, s->weight);
            (void)rt_buf_put_be16(out, s->port);
            put_name(out, s->target);
        }
    }
    return n;
}

void lab_dns_on_packet(struct emu_lab *lab, const struct emu_udp *udp)
{
    const uint8_t *p = udp->payload;
    char name[NAME_MAX_B];
    if (!lab_serves_names(lab) || udp->n_payload < HEAD_BYTES || (p[2] & 0x80u) != 0) {
        return;
    }
    size_t end = 0;
    unsigned rcode = RCODE_OK;
    const struct emu_lab_host *host = NULL;
    bool is_address = false, is_service = false;
    if ((p[2] & 0x78u) != 0) {
        rcode = RCODE_NOT_IMPLEMENTED;
    } else if (rt_be16(p + 4) != 1 || (end = name_parse(p, udp->n_payload, HEAD_BYTES, name)) == 0 ||
               end + 4 > udp->n_payload) {
        rcode = RCODE_FORMAT;
        end = 0;
    } else {
        unsigned type = rt_be16(p + end);
        host = host_find(lab, name);
        is_service = put_services(lab, name, NULL) > 0;
        rcode = host != NULL || is_service ? RCODE_OK : RCODE_NO_NAME;
        is_address = type == TYPE_A || type == TYPE_ANY;
        is_service = is_service && (type == TYPE_SRV || type == TYPE_ANY);
        end += 4;
    }
    bool is_dead = host != NULL && is_address && lab->faulty.dead_address != 0;
    size_t n_addresses = host != NULL && is_address ? host->n + (is_dead ? 1 : 0) : 0;
    size_t n_answers = n_addresses + (is_service ? put_services(lab, name, NULL) : 0);
    struct rt_buf b;
    rt_buf_init(&b, ANSWER_MAX);
    (void)rt_buf_put(&b, p, 2);
    (void)rt_buf_put_be16(&b, (uint16_t)(0x8480u | (p[2] & 1u) << 8 | rcode)); /* authoritative, recursion available */
    (void)rt_buf_put_be16(&b, end != 0 ? 1 : 0);
    (void)rt_buf_put_be16(&b, (uint16_t)n_answers);
    (void)rt_buf_put_be32(&b, 0);
    (void)rt_buf_put(&b, p + HEAD_BYTES, end != 0 ? end - HEAD_BYTES : 0);
    if (is_dead) {
        put_answer(&b, lab->faulty.dead_address);
    }
    for (size_t i = is_dead ? 1 : 0; i < n_addresses; i++) {
        put_answer(&b, host->address[is_dead ? i - 1 : i]);
    }
    if (is_service) {
        (void)put_services(lab, name, &b);
    }
    if (end != 0) {
        lab_say(lab, "dns: %s: %s", name,
                rcode == RCODE_NO_NAME ? "no such name"
                : n_answers > 0        ? "found"
                                       : "no address");
    }
    if (rt_buf_error(&b) == RT_OK) {
        lab_reply(lab, udp, LAB_PORT_DNS, b.bytes, b.n);
    }
    rt_buf_fini(&b);
}

static bool make_hosts(struct emu_lab *lab)
{
    struct emu_lab_hosts *h = &lab->hosts;
    h->host = h->host != NULL ? h->host : rt_mem_alloc(EMU_LAB_HOSTS_MAX * sizeof h->host[0]);
    return h->host != NULL;
}

enum rt_err emu_lab_set_host(struct emu_lab *lab, const char *name, const uint32_t *address, size_t n)
{
    struct emu_lab_host *host = NULL;
    if (!make_hosts(lab)) {
        return RT_ENOMEM;
    }
    for (size_t i = 0; i < lab->hosts.n && host == NULL; i++) {
        host = rt_str_is_ci(rt_str(name), lab->hosts.host[i].name) ? &lab->hosts.host[i] : NULL;
    }
    if (n > EMU_LAB_ADDRESSES_MAX || (host == NULL && lab->hosts.n == EMU_LAB_HOSTS_MAX)) {
        return RT_EFULL;
    }
    if (host == NULL) {
        host = &lab->hosts.host[lab->hosts.n];
        if (name[0] == '\0' || rt_str_copy(host->name, sizeof host->name, rt_str(name)) != RT_OK) {
            return name[0] == '\0' ? RT_EINVAL : RT_ETOOBIG;
        }
        lab->hosts.n++;
    }
    memcpy(host->address, address, n * sizeof address[0]);
    host->n = n;
    return RT_OK;
}

enum rt_err emu_lab_add_service(struct emu_lab *lab, const struct emu_lab_service *service)
{
    struct lab_access *a = lab->access;
    struct lab_service_row *place = NULL;
    if (service->name[0] == '\0' || strstr(service->name, "..") != NULL) {
        return RT_EINVAL;
    }
    a->services = a->services != NULL ? a->services : rt_mem_alloc(EMU_LAB_SERVICES_MAX * sizeof a->services[0]);
    if (a->services == NULL) {
        return RT_ENOMEM;
    }
    for (size_t i = 0; i < EMU_LAB_SERVICES_MAX; i++) {
        struct lab_service_row *s = &a->services[i];
        if (service->target == NULL && rt_str_is_ci(rt_str(service->name), s->name)) {
            s->name[0] = '\0';
        }
        place = place == NULL && s->name[0] == '\0' ? s : place;
    }
    if (service->target == NULL) {
        return RT_OK;
    }
    if (place == NULL) {
        return RT_EFULL;
    }
    struct lab_service_row row = {.port = service->port, .priority = service->priority, .weight = service->weight};
    if (rt_str_copy(row.name, sizeof row.name, rt_str(service->name)) != RT_OK ||
        rt_str_copy(row.target, sizeof row.target, rt_str(service->target)) != RT_OK) {
        return RT_ETOOBIG;
    }
    *place = row;
    return RT_OK;
}

/* NULL, or what is wrong. */
static const char *read_host(const char *text, struct emu_lab_host *host)
{
    struct rt_str rest;
    struct rt_str name = rt_str_cut(rt_str(text), '=', &rest);
    memset(host, 0, sizeof *host);
    if (name.n == 0 || rt_str_copy(host->name, sizeof host->name, name) != RT_OK) {
        return "not a name: give NAME=ADDR, as prov.example.com=192.168.1.200";
    }
    while (rest.p != NULL) {
        struct rt_str address = rt_str_cut(rest, ',', &rest);
        if (host->n == EMU_LAB_ADDRESSES_MAX) {
            return "too many addresses: at most 8 for a name";
        }
        if (rt_str_ipv4(address, &host->address[host->n]) != RT_OK) {
            return "not an address: give NAME=ADDR[,ADDR], as prov.example.com=192.168.1.200";
        }
        host->n++;
    }
    return host->n == 0 ? "no address: give NAME=ADDR, as prov.example.com=192.168.1.200" : NULL;
}

const char *emu_parse_lab_host(const char *value, void *field)
{
    struct emu_lab_host_texts *texts = field;
    struct emu_lab_host host;
    const char *wrong = read_host(value, &host);
    if (texts->n == EMU_LAB_HOSTS_MAX) {
        return "too many names: at most 32";
    }
    if (wrong == NULL) {
        texts->text[texts->n++] = value;
    }
    return wrong;
}

enum rt_err lab_hosts_create(struct emu_lab *lab, const struct emu_lab_host_texts *texts)
{
    if (texts->n > 0 && !make_hosts(lab)) {
        return RT_ENOMEM;
    }
    for (size_t i = 0; i < texts->n; i++) {
        lab->hosts.n +=
            read_host(texts->text[i], &lab->hosts.host[lab->hosts.n]) == NULL ? 1 : 0; /* all were checked */
    }
    return RT_OK;
}
