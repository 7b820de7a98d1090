/* SPDX-License-Identifier: MIT */
#include "sip_events.h"
#include "sip_priv.h"
#include <fw/sip_uri.h>
#include <stdio.h>

struct fw_sip_mapping fw_sip_mapping(const struct fw_sip *s, unsigned line)
{
    const struct fw_params *params = s->config.params;
    const struct sip_learned *learned = &s->learned[line - 1];
    struct fw_sip_mapping m = {.ip = fw_net_status(s->config.net)->ip, .sip_port = s->line_ports[line - 1]};
    if (!sip_param_bool(s, FW_EL_NAT_MAPPING_ENABLE_1, line) || s->outside.is_symmetric) {
        return m;
    }
    const struct sip_stun_address *seen = &s->outside.mapped[line - 1];
    if (seen->ip != 0 && fw_element_bool(params, FW_EL_STUN_ENABLE)) {
        return (struct fw_sip_mapping){.is_mapped = true, .ip = seen->ip, .sip_port = seen->port};
    }
    bool has_ip = learned->ip != 0 && fw_element_bool(params, FW_EL_HANDLE_VIA_RECEIVED);
    bool has_port = learned->port != 0 && fw_element_bool(params, FW_EL_HANDLE_VIA_RPORT);
    uint32_t ip = has_ip ? learned->ip : fw_element_ipv4(params, FW_EL_EXT_IP);
    uint32_t port = has_port ? learned->port : fw_element_u32(params, fw_element_of_line(FW_EL_EXT_SIP_PORT_1, line));
    m.is_mapped = true;
    m.ip = ip != 0 ? ip : m.ip;
    m.sip_port = port > 0 && port <= UINT16_MAX ? (uint16_t)port : m.sip_port;
    return m;
}

/* A port that would be beyond the last one is shown as it is: guess. */
uint16_t fw_sip_mapped_rtp_port(const struct fw_sip *s, unsigned line, uint16_t port)
{
    const struct fw_params *params = s->config.params;
    uint32_t first = fw_element_u32(params, FW_EL_RTP_PORT_MIN);
    uint32_t outside = fw_element_u32(params, FW_EL_EXT_RTP_PORT_MIN);
    if (!sip_param_bool(s, FW_EL_NAT_MAPPING_ENABLE_1, line) || outside == 0 || outside > UINT16_MAX || port < first ||
        outside + (port - first) > UINT16_MAX) {
        return port;
    }
    return (uint16_t)(outside + (port - first));
}

static const char *put(uint32_t ip, uint16_t port, char out[SIP_HOST_PORT_BYTES])
{
    char text[16];
    (void)snprintf(out, SIP_HOST_PORT_BYTES, "%s:%u", rt_ipv4_text(ip, text), (unsigned)port);
    return out;
}

const char *sip_contact_host(const struct fw_sip *s, unsigned line, char out[SIP_HOST_PORT_BYTES])
{
    struct fw_sip_mapping m = fw_sip_mapping(s, line);
    return put(m.ip, m.sip_port, out);
}

const char *sip_via_host(const struct fw_sip *s, unsigned line, char out[SIP_HOST_PORT_BYTES])
{
    return fw_element_bool(s->config.params, FW_EL_SUBSTITUTE_VIA_ADDR)
               ? sip_contact_host(s, line, out)
               : put(fw_net_status(s->config.net)->ip, s->line_ports[line - 1], out);
}

void sip_mapping_learn(struct fw_sip *s, unsigned line, const struct sip_message *answer)
{
    const struct fw_params *params = s->config.params;
    struct sip_learned *learned = &s->learned[line - 1];
    struct rt_str others, parameters;
    struct rt_str via = sip_message_field(answer, "Via", "v", 0);
    char text[16];
    uint32_t ip = 0, port = 0;
    if (via.p == NULL || !sip_param_bool(s, FW_EL_NAT_MAPPING_ENABLE_1, line)) {
        return;
    }
    (void)rt_str_cut(sip_cut_value(via, &others), ';', &parameters);
    if (!fw_element_bool(params, FW_EL_HANDLE_VIA_RECEIVED) ||
        rt_str_ipv4(sip_parameter(parameters, "received"), &ip) != RT_OK || ip == 0) {
        ip = learned->ip;
    }
    /* Over TCP it is the port of one connection, which takes no calls. */
    if (!fw_element_bool(params, FW_EL_HANDLE_VIA_RPORT) || sip_transport_of(s, line) != SIP_UDP ||
        rt_str_u32(sip_parameter(parameters, "rport"), &port) != RT_OK || port == 0 || port > UINT16_MAX) {
        port = learned->port;
    }
    if (ip != learned->ip || port != learned->port) {
        *learned = (struct sip_learned){ip, (uint16_t)port};
        FW_TELL(s->config.log, sip_mapping, line, 0, rt_ipv4_text(ip, text), (unsigned)port);
    }
}

void sip_outside_take(struct fw_sip *s, unsigned line, const struct sip_stun_address *mapped)
{
    char ip[16];
    s->outside.mapped[line - 1] = *mapped;
    FW_TELL(s->config.log, sip_mapping, line, 0, rt_ipv4_text(mapped->ip, ip), (unsigned)mapped->port);
}
