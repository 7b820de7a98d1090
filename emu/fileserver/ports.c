/* SPDX-License-Identifier: MIT */
/* Further ports of the provider's file servers: rules name ports of their own (guide p.2-12). */
#include "fileserver_priv.h"
#include <host/kinds.h>
#include <stdio.h>
#include <string.h>

#define NAME_OF(id, name) name,
static const char *const names[] = {EMU_LAB_PROTOCOL_LIST(NAME_OF)};
#undef NAME_OF

static bool is_listed(const struct emu_lab_ports *p, enum emu_lab_protocol protocol, uint16_t port)
{
    size_t i = 0;
    while (i < p->n && !(p->port[i].protocol == protocol && p->port[i].port == port)) {
        i++;
    }
    return i < p->n;
}

bool lab_tftp_is_at(const struct emu_lab *lab, uint16_t port)
{
    return is_listed(&lab->files->ports, EMU_LAB_TFTP, port);
}

/* Has the provider this UDP port already, for something else? */
static bool is_udp_taken(uint16_t port)
{
    static const uint16_t taken[] = {LAB_PORT_DNS, LAB_PORT_DHCP, LAB_PORT_NTP, LAB_PORT_SYSLOG, LAB_PORT_SIP};
    for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++) {
        if (taken[i] == port) {
            return true;
        }
    }
    return false;
}

static bool is_tcp_taken(const struct emu_lab *lab, enum emu_lab_protocol protocol, uint16_t port)
{
    enum emu_lab_protocol other = protocol == EMU_LAB_HTTP ? EMU_LAB_HTTPS : EMU_LAB_HTTP;
    return port == LAB_PORT_SIP || port == LAB_PORT_SIPS ||
           port == (other == EMU_LAB_HTTP ? LAB_PORT_HTTP : LAB_PORT_HTTPS) ||
           is_listed(&lab->files->ports, other, port);
}

static enum rt_err serve(struct emu_lab *lab, enum emu_lab_protocol protocol, uint16_t port)
{
    struct emu_error error = {0};
    const char *path;
    enum emu_exit code =
        protocol == EMU_LAB_HTTP ? emu_lab_http_path(lab, &path, &error) : emu_lab_https_path(lab, &path, &error);
    if (code != EMU_EXIT_OK) {
        return RT_EIO;
    }
    return path != NULL && lab->serve != NULL ? lab->serve(lab->send_ctx, path, port) : RT_ENOTSUP;
}

enum rt_err emu_lab_add_port(struct emu_lab *lab, enum emu_lab_protocol protocol, uint16_t port)
{
    static const uint16_t own[] = {LAB_PORT_TFTP, LAB_PORT_HTTP, LAB_PORT_HTTPS};
    bool is_udp = protocol == EMU_LAB_TFTP;
    if (port == own[protocol] || is_listed(&lab->files->ports, protocol, port)) {
        return RT_OK;
    }
    if (is_udp ? is_udp_taken(port) : is_tcp_taken(lab, protocol, port)) {
        return RT_EBUSY;
    }
    if (emu_port_map_find(&lab->maps, is_udp ? EMU_PROTOCOL_UDP : EMU_PROTOCOL_TCP, port) != NULL) {
        return RT_EBUSY;
    }
    if (lab->files->ports.n == EMU_LAB_PORTS_MAX) {
        return RT_EFULL;
    }
    enum rt_err err = is_udp ? (lab->has_files ? RT_OK : RT_ENOTSUP) : serve(lab, protocol, port);
    if (err == RT_OK) {
        lab->files->ports.port[lab->files->ports.n++] = (struct emu_lab_port){protocol, port};
    }
    return err;
}

enum emu_exit emu_lab_open_ports(struct emu_lab *lab, const struct emu_lab_ports *ports, struct emu_error *error)
{
    for (size_t i = 0; i < ports->n; i++) {
        const struct emu_lab_port *p = &ports->port[i];
        enum rt_err err = emu_lab_add_port(lab, p->protocol, p->port);
        if (err != RT_OK) {
            return emu_error_set(error, EMU_EXIT_USAGE, "--lab-port %s=%u: %s", names[p->protocol], p->port,
                                 err == RT_EBUSY     ? "the port is in use: choose another"
                                 : err == RT_ENOTSUP ? "the provider serves no files: add --lab DIR"
                                                     : rt_err_text(err));
        }
    }
    return EMU_EXIT_OK;
}

const char *emu_parse_lab_port(const char *value, void *out)
{
    struct emu_lab_ports *ports = out;
    struct rt_str number, name = rt_str_cut(rt_str(value), '=', &number);
    uint32_t port;
    size_t i = 0;
    while (i < EMU_LAB_N_PROTOCOLS && !rt_str_is(name, names[i])) {
        i++;
    }
    if (i == EMU_LAB_N_PROTOCOLS || number.p == NULL || rt_str_u32(number, &port) != RT_OK || port == 0 ||
        port > UINT16_MAX) {
        return "not a port: give tftp, http or https and a number, as tftp=6900";
    }
    if (ports->n == EMU_LAB_PORTS_MAX) {
        return "too many ports";
    }
    ports->port[ports->n++] = (struct emu_lab_port){(enum emu_lab_protocol)i, (uint16_t)port};
    return NULL;
}
